//! The question that the policy is asked about a request, and what its answer means.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::MatchedPath;
use axum::http::{Extensions, HeaderMap, Method};
use bezant_engine::Correlation;
use bezant_identity::access::PrincipalKind as Kind;
use bezant_identity::{Authority, Permission, State};
use bezant_policy::{
    AddressClass, Authentication, Certifications, Connection, DataClass, Input, Principal, PrincipalKind,
    Resource, StepUpAge, Subject,
};

use super::{Caller, Peer};
use crate::access::{Access, DataClass as Carried};
use crate::audit::Noted;
use crate::correlation;
use crate::degradation::priority_of;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

/// What is asked for, as the policy sees it.
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) route: &'a str,
    pub(crate) extensions: &'a Extensions,
    pub(crate) headers: &'a HeaderMap,
}

/// The route that was found for a request, as it is documented.
pub(crate) fn route_of(extensions: &Extensions) -> &str {
    let matched = extensions.get::<MatchedPath>();
    matched.map_or("unmatched", MatchedPath::as_str)
}

impl<'a> Asked<'a> {
    /// Of a request that a route was found for.
    pub(crate) fn of(method: &'a Method, extensions: &'a Extensions, headers: &'a HeaderMap) -> Asked<'a> {
        Asked {
            method,
            route: route_of(extensions),
            extensions,
            headers,
        }
    }
}

/// What somebody was let in to, so that the same can be asked again.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    /// What the route demands.
    pub(super) access: Access,
    question: Arc<Input>,
    correlation: Correlation,
}

impl Admission {
    /// By which permission.
    pub(super) fn used(&self) -> Option<Permission> {
        self.question.request.permission
    }
}

/// Asks the policy, and keeps its answer.
pub(super) fn check(
    edge: &Edge,
    caller: &Caller,
    access: Access,
    used: Option<Permission>,
    asked: &Asked<'_>,
) -> Result<Admission, Problem> {
    let connection = Connection {
        encrypted: Peer::is_encrypted(asked.extensions),
        address_class: AddressClass::of(Peer::address(asked.extensions)),
    };
    let question = edge.directory().read(|directory| Input {
        principal: principal(edge, directory.identity(), caller),
        request: bezant_policy::Request {
            method: word(asked.method),
            route: asked.route.to_owned().into(),
            permission: used,
            data_classes: data_classes(directory.identity(), caller, access),
            priority: priority_of(asked.method, asked.route, asked.headers)
                .as_str()
                .into(),
        },
        resource: resource(edge, directory.identity(), caller),
        connection,
    });
    let correlation = asked
        .extensions
        .get()
        .cloned()
        .unwrap_or_else(|| correlation::of(asked.headers));
    let admission = Admission {
        access,
        question: Arc::new(question),
        correlation,
    };
    ask(edge, &admission, Noted::of(asked.extensions)).map(|()| admission)
}

/// Asks once more about what was allowed before: by the policy in force now, about who the caller is now.
pub(super) fn check_again(edge: &Edge, caller: &Caller, before: &Admission) -> Result<(), Problem> {
    let question = edge.directory().read(|directory| Input {
        principal: principal(edge, directory.identity(), caller),
        request: bezant_policy::Request {
            data_classes: data_classes(directory.identity(), caller, before.access),
            ..before.question.request.clone()
        },
        resource: resource(edge, directory.identity(), caller),
        connection: before.question.connection,
    });
    let again = Admission {
        question: Arc::new(question),
        ..before.clone()
    };
    ask(edge, &again, None)
}

fn ask(edge: &Edge, admission: &Admission, noted: Option<&Noted>) -> Result<(), Problem> {
    let Admission {
        question,
        correlation,
        ..
    } = admission;
    let decision = edge.identity().authorizer.decide(question);
    edge.identity()
        .decisions
        .record(question, &decision, edge.now(), correlation.as_str());
    edge.compliance().note(question, &decision);
    if let Some(noted) = noted {
        noted.set_decision(&decision);
    }
    if decision.allow {
        return Ok(());
    }
    let reasons: Vec<&str> = decision.reasons.iter().map(|reason| reason.as_str()).collect();
    let detail = format!("the access policy denies this: {}", reasons.join(", "));
    Err(Problem::new(Code::PolicyDenied, detail))
}

/// Without a copy, for the methods that there are routes for.
fn word(method: &Method) -> Cow<'static, str> {
    const KNOWN: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let known = KNOWN.into_iter().find(|known| *known == method.as_str());
    known.map_or_else(|| method.as_str().to_owned().into(), Cow::Borrowed)
}

/// Whether what is demanded is what the caller's tenant has declared to be about health.
pub(super) fn is_about_health(edge: &Edge, caller: &Caller, access: Access) -> bool {
    let Access::Needs(demand) = access else {
        return false;
    };
    demand.is_about_payments()
        && edge.directory().read(|directory| {
            let classes = data_classes(directory.identity(), caller, access);
            classes.contains(&DataClass::Phi)
        })
}

fn data_classes(identity: &State, caller: &Caller, access: Access) -> Vec<DataClass> {
    let Access::Needs(demand) = access else {
        return Vec::new();
    };
    let is_declared = || {
        let tenant = identity.tenancy.tenant(caller.tenant.id());
        tenant.is_some_and(|tenant| tenant.settings.data_classes.phi)
    };
    let carried = [
        (demand.data == Carried::Pci).then_some(DataClass::Pci),
        (demand.is_about_payments() && is_declared()).then_some(DataClass::Phi),
    ];
    carried.into_iter().flatten().collect()
}

fn resource(edge: &Edge, identity: &State, caller: &Caller) -> Resource {
    let tenant = identity.tenancy.tenant(caller.tenant.id());
    let region = tenant.and_then(|tenant| tenant.settings.region.as_ref());
    Resource {
        tenant: caller.tenant.id(),
        region: region
            .map(|region| region.as_str().to_owned())
            .or_else(|| edge.identity().region.clone()),
    }
}

fn principal(edge: &Edge, identity: &State, caller: &Caller) -> Principal {
    let known = caller
        .by
        .principal_id()
        .and_then(|id| identity.access.principal(caller.tenant, id));
    let key = caller.credential.key().and_then(|id| identity.tenancy.key(id));
    // A key never proves more than its owner is.
    let (kind, certified, region) = match (known, key) {
        (Some(known), _) => {
            let kind = match known.kind {
                Kind::User => PrincipalKind::User,
                Kind::Agent => PrincipalKind::Agent,
                Kind::ServiceAccount => PrincipalKind::Service,
            };
            let attributes = &known.attributes;
            let certified = Certifications {
                pci: attributes.pci,
                hipaa: attributes.hipaa,
            };
            (
                kind,
                certified,
                attributes.region.as_ref().map(|region| region.as_str()),
            )
        }
        (None, Some(key)) => {
            let certified = Certifications {
                pci: key.certifications.pci,
                hipaa: key.certifications.hipaa,
            };
            (
                PrincipalKind::Key,
                certified,
                key.region.as_ref().map(|region| region.as_str()),
            )
        }
        (None, None) => (PrincipalKind::Key, Certifications::default(), None),
    };
    let roles = caller.by.principal_id().map_or_else(Vec::new, |id| {
        let roles = identity.access.roles_of(caller.tenant, id);
        roles.iter().map(|role| role.as_str().to_owned()).collect()
    });
    Principal {
        id: match caller.by {
            Authority::Principal { id, .. } => Subject::Principal(id),
            Authority::Key(id) => Subject::Key(id),
            Authority::Node | Authority::Anyone => unreachable!("a caller is known by a credential"),
        },
        kind,
        tenant: caller.tenant.id(),
        roles,
        permissions: caller.permissions,
        region: region.map(str::to_owned),
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
