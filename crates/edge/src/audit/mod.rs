//! What of each request goes to the audit trail: who, from where, for what, what was decided, what came of it.
//!
//! A request carries a [`Noted`] on its way, into which the part that lets callers in and the access policy write what they find; when it
//! has been answered, the front makes a record of that. Requests that are turned away before anybody looks whose they are (by networks,
//! rates, load) are in the access log and the metrics alone, and so are probes and documentation. It must never keep a header, a body, a
//! path or a query, and never let a change through that must not go unrecorded and might.

mod noted;
mod rows;

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{Extensions, Method, Uri};
use bezant_audit::{
    Addresses, DataClass, Decision, Fact, Kind, Record, Request, Search, Trail, masked_correlation,
};
use bezant_engine::Correlation;
use bezant_identity::Permission;
use bezant_kernel::Timestamp;

pub(crate) use self::noted::Noted;
pub(crate) use self::rows::rows_of;
use crate::access::{Access, DataClass as Carried, Openness};
use crate::auth::{Asked, route_of};
use crate::degradation::is_change;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::signin::Visitor;

/// Ids in a path; no route has more.
const MOST_RESOURCES: usize = 4;

/// The audit trail as the edge uses it.
pub struct Auditing {
    /// Where records go.
    pub trail: Trail,
    /// What finds them again.
    pub search: Search,
    /// How much of an address is kept.
    pub addresses: Addresses,
    /// What addresses are hashed with where they are kept as pseudonyms.
    pub address_key: [u8; 32],
    /// Other systems that get the trail: their names and hosts.
    pub exports: Vec<(String, String)>,
}

/// A request that has been answered.
pub(crate) struct Answered<'a> {
    pub(crate) at: Timestamp,
    pub(crate) correlation: &'a Correlation,
    pub(crate) client: Option<IpAddr>,
    pub(crate) country: Option<String>,
    pub(crate) listener: &'static str,
    pub(crate) method: &'a str,
    pub(crate) route: &'a str,
    pub(crate) resources: Vec<Fact>,
    pub(crate) rows: Option<u64>,
    pub(crate) status: u16,
    pub(crate) code: &'static str,
}

impl Auditing {
    /// Records a request. One that got to nobody who asks for whom it is, is none.
    pub(crate) fn record(&self, noted: &Noted, answered: Answered<'_>) {
        let Some(seen) = noted.taken() else {
            return;
        };
        let was_refused = matches!(answered.status, 401 | 403);
        let decision = match (seen.is_denied || was_refused, seen.principal.is_empty()) {
            (true, _) => Decision::Denied,
            (false, false) => Decision::Allowed,
            (false, true) => Decision::Undecided,
        };
        let trace = answered.correlation.trace();
        let trace = trace
            .map(|trace| trace.trace_id().to_string())
            .unwrap_or_default();
        let request = Request {
            principal: seen.principal,
            credential: seen.credential,
            credential_kind: seen.credential_kind.to_owned(),
            address: answered
                .client
                .map(|address| self.addresses.keep(address, &self.address_key))
                .unwrap_or_default(),
            country: answered.country.unwrap_or_default(),
            listener: answered.listener.to_owned(),
            method: answered.method.to_owned(),
            route: answered.route.to_owned(),
            resources: answered.resources,
            rows: answered.rows,
            permission: seen.permission.map_or("", Permission::as_str).to_owned(),
            policy_version: seen.policy_version,
            decision: decision as i32,
            reasons: seen.reasons,
            status: u32::from(answered.status),
            code: answered.code.to_owned(),
            // A trace that is named by the correlation id needs no second place.
            trace: match trace == answered.correlation.as_str() {
                true => String::new(),
                false => masked_correlation(&trace),
            },
        };
        self.trail.note(&Record::new(
            answered.at,
            seen.tenant,
            answered.correlation.as_str(),
            seen.class.unwrap_or(DataClass::Other),
            Kind::Request(request),
        ));
    }
}

/// Notes what a request is for; or says that it must not go on, since it could not be recorded.
pub(crate) fn begin(
    edge: &Edge,
    method: &Method,
    route: &str,
    extensions: &Extensions,
    access: Access,
) -> Result<(), Problem> {
    let Some(auditing) = edge.audit() else {
        return Ok(());
    };
    let Some(class) = class_of(access) else {
        return Ok(());
    };
    if let Some(noted) = extensions.get::<Noted>() {
        noted.set_purpose(class, permission_of(access));
    }
    if auditing.trail.refuses(is_change(method, route), class) {
        return Err(unavailable());
    }
    Ok(())
}

/// Notes that what is asked for is about health, since the caller's tenant has declared it so; or says that it must not go on. Until
/// somebody asks, nobody knows whose request it is.
pub(crate) fn about_health(edge: &Edge, asked: &Asked<'_>) -> Result<(), Problem> {
    let Some(auditing) = edge.audit() else {
        return Ok(());
    };
    if let Some(noted) = Noted::of(asked.extensions) {
        noted.set_class(DataClass::Health);
    }
    match auditing
        .trail
        .refuses(is_change(asked.method, asked.route), DataClass::Health)
    {
        true => Err(unavailable()),
        false => Ok(()),
    }
}

/// Records who a WebSocket turned out to be for, by its first message: its opening was recorded before that was known.
pub(crate) fn introduced(edge: &Edge, head: &Parts, access: Access, is_let_in: bool) {
    let (Some(auditing), Some(noted)) = (edge.audit(), Noted::of(&head.extensions)) else {
        return;
    };
    noted.set_purpose(
        class_of(access).unwrap_or(DataClass::Other),
        permission_of(access),
    );
    let correlation = head.extensions.get().cloned();
    let correlation = correlation.unwrap_or_else(|| crate::correlation::of(&head.headers));
    let answered = Answered {
        at: edge.now(),
        correlation: &correlation,
        client: Some(Visitor::from((&head.extensions, &head.headers)).address()),
        country: None,
        listener: "websocket",
        method: "GET",
        route: route_of(&head.extensions),
        resources: Vec::new(),
        rows: None,
        status: if is_let_in { 101 } else { 401 },
        code: "",
    };
    auditing.record(noted, answered);
}

/// The trail can't be written or read right now.
pub(crate) fn unavailable() -> Problem {
    Problem::new(
        Code::AuditUnavailable,
        "the audit trail is not available, and this must not go unrecorded",
    )
    .retry_after(std::time::Duration::from_secs(1))
}

const fn permission_of(access: Access) -> Option<Permission> {
    match access {
        Access::Needs(demand) => Some(demand.permission),
        Access::Themself { .. } | Access::Known | Access::Open(_) => None,
    }
}

/// What kind of data a route is about; none where it is not worth a record.
fn class_of(access: Access) -> Option<DataClass> {
    Some(match access {
        Access::Open(Openness::Probe | Openness::Documentation) => return None,
        Access::Open(Openness::SignIn) => DataClass::Credential,
        Access::Open(Openness::OwnProof) | Access::Known => DataClass::Other,
        Access::Themself { .. } => DataClass::Personal,
        Access::Needs(demand) if demand.data == Carried::Pci => DataClass::Card,
        Access::Needs(demand) if demand.data == Carried::Personal => DataClass::Personal,
        Access::Needs(demand) => match demand.permission {
            Permission::PaymentsCreate
            | Permission::PaymentsRead
            | Permission::PaymentsReadOwn
            | Permission::PaymentsOperate
            | Permission::PaymentsRefund => DataClass::Payment,
            Permission::LedgerRead
            | Permission::LedgerWrite
            | Permission::ReconciliationRead
            | Permission::ReconciliationWrite => DataClass::Ledger,
            Permission::AnalyticsRead | Permission::GatewaysRead | Permission::EventsRead => DataClass::Other,
            Permission::IdentityRead
            | Permission::IdentityManage
            | Permission::ConsentsRead
            | Permission::ConsentsManage
            | Permission::ScimManage => DataClass::Personal,
            Permission::WebhooksRead
            | Permission::WebhooksManage
            | Permission::TenantRead
            | Permission::TenantManage
            | Permission::PolicyRead
            | Permission::PolicyManage
            | Permission::RoutingRead
            | Permission::RoutingManage => DataClass::Configuration,
            Permission::KeysRead
            | Permission::KeysManage
            | Permission::ClientsRead
            | Permission::ClientsManage => DataClass::Credential,
            Permission::CardsCreate
            | Permission::CardsRead
            | Permission::CardsDelete
            | Permission::CardsReveal => DataClass::Card,
            Permission::DecisionsRead | Permission::AuditRead | Permission::ComplianceRead => {
                DataClass::Audit
            }
        },
    })
}

/// The ids in a path, by the names that its route has for them; each masked.
pub(crate) fn resources(route: &str, uri: &Uri) -> Vec<Fact> {
    if !route.contains('{') {
        return Vec::new();
    }
    let parts = route.split('/').zip(uri.path().split('/'));
    let named = parts.filter_map(|(name, value)| {
        let name = name.strip_prefix('{')?.strip_suffix('}')?;
        Some(Fact::new(name, value))
    });
    named.take(MOST_RESOURCES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_path_are_kept_and_nothing_else_that_stands_there() {
        let of = |route: &str, path: &str| {
            let facts = resources(route, &path.parse().unwrap());
            let pairs = facts.into_iter().map(|fact| (fact.name, fact.value));
            pairs.collect::<Vec<_>>()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        const REFUND: &str = "/api/v1/payments/{id}/refunds/{refund_id}";
        assert_eq!(
            of(
                REFUND,
                "/api/v1/payments/pay_01h455vb4pex5vsknk084sn02q/refunds/4111111111111111?x=1"
            ),
            [
                pair("id", "pay_01h455vb4pex5vsknk084sn02q"),
                pair("refund_id", "***")
            ]
        );
        assert_eq!(of("/api/v1/payments", "/api/v1/payments"), []);
        assert_eq!(
            of("/api/v1/principals/{id}", "/api/v1/principals/ada@example.com"),
            [pair("id", "***")]
        );
    }

    #[test]
    fn every_route_has_a_class_or_is_open_to_machines_and_readers() {
        for (path, method, access, _) in crate::routes::demands() {
            let is_for_anybody = matches!(access, Access::Open(Openness::Probe | Openness::Documentation));
            assert_eq!(class_of(access).is_none(), is_for_anybody, "{method} {path}");
        }
    }
}
