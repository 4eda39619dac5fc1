//! The question that the policy is asked about a request, and what its answer means.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::MatchedPath;
use axum::http::{Extensions, HeaderMap, Method};
use bezant_core::Directory;
use bezant_identity::access::PrincipalKind as Kind;
use bezant_identity::{Authority, Permission};
use bezant_policy::{
    AddressClass, Authentication, Certifications, Connection, DataClass, Input, Principal, PrincipalKind,
    Resource, StepUpAge, Subject,
};

use super::{Caller, Credential};
use crate::access::{Access, DataClass as Carried};
use crate::correlation;
use crate::degradation::Priority;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// The other end of the connection that a request came by.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// Whose connection it is. Where nobody says, it might be anybody's.
    pub(crate) fn of(extensions: &Extensions) -> IpAddr {
        let peer = extensions.get::<Peer>();
        peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0)
    }
}

/// What is asked for, as the policy sees it.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) route: &'a str,
    pub(crate) extensions: &'a Extensions,
    pub(crate) headers: &'a HeaderMap,
}

impl<'a> Asked<'a> {
    /// Of a request that a route was found for.
    pub(crate) fn of(method: &'a Method, extensions: &'a Extensions, headers: &'a HeaderMap) -> Asked<'a> {
        Asked {
            method,
            route: extensions
                .get::<MatchedPath>()
                .map_or("unmatched", MatchedPath::as_str),
            extensions,
            headers,
        }
    }
}

/// Asks the policy, and keeps its answer.
pub(super) fn check(
    edge: &Edge,
    caller: &Caller,
    access: Access,
    used: Option<Permission>,
    asked: &Asked<'_>,
) -> Result<(), Problem> {
    let input = edge
        .directory()
        .read(|directory| question(edge, directory, caller, access, used, asked));
    let decision = edge.identity().authorizer.decide(&input);
    let correlation = asked
        .extensions
        .get()
        .cloned()
        .unwrap_or_else(|| correlation::of(asked.headers));
    edge.identity()
        .decisions
        .record(&input, &decision, edge.now(), correlation.as_str());
    if decision.allow {
        return Ok(());
    }
    let reasons: Vec<&str> = decision.reasons.iter().map(|reason| reason.as_str()).collect();
    let detail = format!("the access policy denies this: {}", reasons.join(", "));
    Err(Problem::new(Code::PolicyDenied, detail))
}

fn question(
    edge: &Edge,
    directory: &Directory,
    caller: &Caller,
    access: Access,
    used: Option<Permission>,
    asked: &Asked<'_>,
) -> Input {
    let identity = directory.identity();
    let tenant = identity.tenancy.tenant(caller.tenant.id());
    let mut data_classes = Vec::new();
    if let Access::Needs(demand) = access {
        if demand.data == Carried::Pci {
            data_classes.push(DataClass::Pci);
        }
        if demand.is_about_payments() && tenant.is_some_and(|tenant| tenant.settings.data_classes.phi) {
            data_classes.push(DataClass::Phi);
        }
    }
    let region = tenant.and_then(|tenant| tenant.settings.region.as_ref());
    Input {
        principal: principal(edge, directory, caller),
        request: bezant_policy::Request {
            method: asked.method.as_str().to_owned().into(),
            route: asked.route.to_owned().into(),
            permission: used,
            data_classes,
            priority: Priority::of(asked.method, asked.route, asked.headers)
                .as_str()
                .into(),
        },
        resource: Resource {
            tenant: caller.tenant.id(),
            region: region
                .map(|region| region.as_str().to_owned())
                .or_else(|| edge.identity().region.clone()),
        },
        connection: Connection {
            encrypted: edge.identity().behind_tls_proxy
                && came_encrypted(Peer::of(asked.extensions), asked.headers),
            address_class: AddressClass::of(Peer::of(asked.extensions)),
        },
    }
}

/// Whether the proxy on this machine says that its caller came over TLS. From anywhere else the header is the caller's own word.
fn came_encrypted(peer: IpAddr, headers: &HeaderMap) -> bool {
    let mut said = headers.get_all("x-forwarded-proto").iter();
    let https = said.next().is_some_and(|value| value == "https");
    peer.is_loopback() && https && said.next().is_none()
}

fn principal(edge: &Edge, directory: &Directory, caller: &Caller) -> Principal {
    let identity = directory.identity();
    let known = caller
        .by
        .principal_id()
        .and_then(|id| identity.access.principal(caller.tenant, id));
    let key = match caller.credential {
        Credential::Key(id) => identity.tenancy.key(id),
        Credential::Session(_) | Credential::Token(_) => None,
    };
    let (kind, certified, region) = match (known, key) {
        (Some(known), key) => {
            let kind = match known.kind {
                Kind::User => PrincipalKind::User,
                Kind::Agent => PrincipalKind::Agent,
                Kind::ServiceAccount => PrincipalKind::Service,
            };
            let attributes = &known.attributes;
            // A key never proves more than its owner is.
            let _ = key;
            let region = attributes
                .region
                .as_ref()
                .map(|region| region.as_str().to_owned());
            let certified = Certifications {
                pci: attributes.pci,
                hipaa: attributes.hipaa,
            };
            (kind, certified, region)
        }
        (None, Some(key)) => {
            let certified = Certifications {
                pci: key.certifications.pci,
                hipaa: key.certifications.hipaa,
            };
            let region = key.region.as_ref().map(|region| region.as_str().to_owned());
            (PrincipalKind::Key, certified, region)
        }
        (None, None) => (PrincipalKind::Key, Certifications::default(), None),
    };
    let roles = caller.by.principal_id().map_or_else(Vec::new, |id| {
        let roles = identity.access.roles_of(caller.tenant, id);
        roles.iter().map(|role| role.as_str().to_owned()).collect()
    });
    Principal {
        id: match (&caller.by, caller.credential) {
            (Authority::Principal { id, .. }, _) => Subject::Principal(*id),
            (_, Credential::Key(id)) => Subject::Key(id),
            (_, Credential::Session(_) | Credential::Token(_)) => Subject::Node,
        },
        kind,
        tenant: caller.tenant.id(),
        roles,
        permissions: caller.permissions,
        region,
        certifications: certified,
        authentication: authentication(edge, caller),
    }
}

fn authentication(edge: &Edge, caller: &Caller) -> Authentication {
    let methods = caller.methods.iter().map(|&word| word.into()).collect();
    let age = caller.proved_at.map(|at| edge.now().since(at).0 / 1_000);
    Authentication {
        methods,
        step_up_age_seconds: age
            .map(|seconds| StepUpAge::from_seconds(u32::try_from(seconds).unwrap_or(u32::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_proxy_beside_the_node_says_that_a_caller_came_encrypted() {
        let headers = |words: &[&'static str]| {
            let name = axum::http::HeaderName::from_static("x-forwarded-proto");
            let pairs = words.iter().map(|word| (name.clone(), word.parse().unwrap()));
            pairs.collect::<HeaderMap>()
        };
        let (proxy, other) = ("127.0.0.1".parse().unwrap(), "192.0.2.7".parse().unwrap());
        assert!(came_encrypted(proxy, &headers(&["https"])));
        assert!(!came_encrypted(other, &headers(&["https"])));
        let two: HeaderMap = ["https", "http"].iter().fold(HeaderMap::new(), |mut all, word| {
            all.append("x-forwarded-proto", word.parse().unwrap());
            all
        });
        for headers in [headers(&[]), headers(&["http"]), two] {
            assert!(!came_encrypted(proxy, &headers));
        }
    }
}
