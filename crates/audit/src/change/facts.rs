//! What an event says, in the trail's words: which thing it is about, by whom, and how that stands now.

use bezant_core::Event;
use bezant_identity::access::{Event as Access, Holder};
use bezant_identity::tenancy::{Event as Tenancy, TenantSettings};
use bezant_identity::{Authority, EventKind};
use bezant_payments::Policy;

use crate::record::DataClass;

/// Things of which is known how they stand.
pub(super) const KEPT: &[&str] = &[
    "access_policy",
    "account",
    "api_key",
    "client",
    "gateways",
    "group",
    "identity_provider",
    "legal_hold",
    "node",
    "payment_policy",
    "principal",
    "role",
    "routing",
    "tenant",
    "webhook_endpoint",
];

/// What is said about a thing.
pub(super) enum Facts {
    /// Nothing but what happened.
    Nothing,
    /// What happened to it: told, and not kept.
    Told(Vec<(String, String)>),
    /// How fields of it are from now on; gone where there is no value.
    Set(Vec<(String, Option<String>)>),
    /// It is gone.
    Gone,
}

/// What an event says.
pub(super) struct Told {
    pub(super) event: &'static str,
    pub(super) class: DataClass,
    pub(super) thing: &'static str,
    pub(super) id: String,
    pub(super) by: Option<String>,
    pub(super) facts: Facts,
}

/// What an event says; nothing where it is only about how often something was used or how a gateway is doing.
pub(super) fn told(event: &Event) -> Option<Told> {
    let plain = |class, thing, id: String, facts| Told {
        event: event.name(),
        class,
        thing,
        id,
        by: None,
        facts,
    };
    Some(match event {
        Event::Payment(payment) => plain(
            DataClass::Payment,
            "payment",
            payment.payment_id().to_string(),
            Facts::Nothing,
        ),
        Event::Ledger(ledger) => {
            let (thing, id, facts) = of_ledger(ledger);
            plain(DataClass::Ledger, thing, id, facts)
        }
        Event::Reconciliation(_) => plain(DataClass::Ledger, "reconciliation", String::new(), Facts::Nothing),
        Event::PolicySet(policy) => plain(
            DataClass::Configuration,
            "payment_policy",
            String::new(),
            Facts::Set(of_policy(policy)),
        ),
        Event::Webhooks(webhooks) => {
            let (id, facts) = of_webhooks(webhooks);
            plain(DataClass::Configuration, "webhook_endpoint", id, facts)
        }
        Event::Routing(routing) => return of_routing(event.name(), routing),
        Event::Identity(identity) => return of_identity(identity),
    })
}

fn set<const N: usize>(fields: [(&str, Option<String>); N]) -> Facts {
    Facts::Set(
        fields
            .into_iter()
            .map(|(field, value)| (field.to_owned(), value))
            .collect(),
    )
}

fn some(value: impl ToString) -> Option<String> {
    Some(value.to_string())
}

fn of_ledger(event: &bezant_ledger::Event) -> (&'static str, String, Facts) {
    use bezant_ledger::Event as Ledger;
    match event {
        Ledger::AccountOpened { id, terms, .. } => (
            "account",
            id.to_string(),
            Facts::Told(vec![("credit_limit".to_owned(), terms.credit_limit.to_string())]),
        ),
        Ledger::AccountChanged { account, change } => {
            let given = [
                ("credit_limit", change.credit_limit.map(|limit| limit.to_string())),
                ("frozen", change.frozen.map(|is| is.to_string())),
                ("closed", change.closed.map(|is| is.to_string())),
            ];
            let given = given.into_iter().filter(|(_, value)| value.is_some());
            let facts = given.map(|(field, value)| (field.to_owned(), value)).collect();
            ("account", account.to_string(), Facts::Set(facts))
        }
        Ledger::Posted(records) => (
            "transfers",
            String::new(),
            Facts::Told(vec![("count".to_owned(), records.len().to_string())]),
        ),
        Ledger::Refused(_) | Ledger::Attached(_) => ("transfers", String::new(), Facts::Nothing),
        Ledger::Scheduled(schedule) => ("schedule", schedule.id.to_string(), Facts::Nothing),
        Ledger::ScheduleCancelled { id } | Ledger::ScheduleFailed { id, .. } => {
            ("schedule", id.to_string(), Facts::Nothing)
        }
        Ledger::MonitorSet { id, account, .. } => (
            "monitor",
            id.to_string(),
            Facts::Told(vec![("account".to_owned(), account.to_string())]),
        ),
        Ledger::MonitorRemoved { id } => ("monitor", id.to_string(), Facts::Nothing),
        Ledger::MonitorCrossed(_) => ("monitor", String::new(), Facts::Nothing),
    }
}

fn of_policy(policy: &Policy) -> Vec<(String, Option<String>)> {
    let fields = [
        ("answer_within_ms", policy.answer_within.0),
        ("attempts_per_gateway", u64::from(policy.attempts_per_gateway)),
        ("decline_failovers", u64::from(policy.decline_failovers)),
        (
            "inquiries_before_attention",
            u64::from(policy.inquiries_before_attention),
        ),
        ("operation_retries", u64::from(policy.operation_retries)),
        ("planned_retries", u64::from(policy.retry_plan.retries)),
    ];
    let fields = fields.into_iter();
    fields
        .map(|(field, value)| (field.to_owned(), some(value)))
        .collect()
}

fn of_webhooks(event: &bezant_webhooks::Event) -> (String, Facts) {
    use bezant_webhooks::{Event as Webhooks, EventFilter};
    let filters = |filters: &[EventFilter]| {
        let words: Vec<&str> = filters.iter().map(EventFilter::as_str).collect();
        words.join(" ")
    };
    match event {
        Webhooks::EndpointCreated {
            id,
            url,
            filters: all,
            ..
        } => (
            id.to_string(),
            set([
                ("host", some(host_of(url.as_str()))),
                ("filters", some(filters(all))),
                ("disabled", some("no")),
            ]),
        ),
        Webhooks::EndpointUpdated {
            id,
            url,
            filters: all,
            disabled,
            ..
        } => (
            id.to_string(),
            set([
                ("host", some(host_of(url.as_str()))),
                ("filters", some(filters(all))),
                ("disabled", some(disabled.map_or("no", |reason| reason.as_str()))),
            ]),
        ),
        Webhooks::SecretRotated { id, .. } => (id.to_string(), Facts::Nothing),
        Webhooks::EndpointDisabled { id, reason } => {
            (id.to_string(), set([("disabled", some(reason.as_str()))]))
        }
        Webhooks::EndpointDeleted { id } => (id.to_string(), Facts::Gone),
    }
}

/// Of an address, what is no secret: paths of endpoints often are.
fn host_of(url: &str) -> &str {
    let behind = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = behind.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

fn of_routing(name: &'static str, event: &bezant_routing::Event) -> Option<Told> {
    use bezant_routing::Event as Routing;
    let (thing, facts, by) = match event {
        Routing::ProbeRecorded { .. } => return None,
        Routing::GatewaysDeclared { profiles } => {
            let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
            ("gateways", set([("gateways", some(names.join(" ")))]), None)
        }
        Routing::RulesProposed { version, source, by } => {
            let digest = blake3::hash(source.as_bytes()).to_hex();
            let facts = set([("proposed_version", some(version)), ("digest", some(digest))]);
            ("routing", facts, Some(by))
        }
        Routing::RulesApproved { version, by } => {
            ("routing", set([("approved_version", some(version))]), Some(by))
        }
        Routing::RulesActivated { version, by } => {
            ("routing", set([("active_version", some(version))]), Some(by))
        }
        Routing::RulesRolledBack { to, by, .. } => {
            let facts = set([("active_version", to.map(|to| to.to_string()))]);
            ("routing", facts, Some(by))
        }
        Routing::FourEyesSet { required, by } => ("routing", set([("four_eyes", some(required))]), Some(by)),
        Routing::FeesSet { version, by, .. } => ("routing_fees", told_of("version", version), Some(by)),
        Routing::StrategySet { version, by, .. } => {
            ("routing_strategy", told_of("version", version), Some(by))
        }
        Routing::ResilienceSet { version, by, .. } => {
            ("routing_resilience", told_of("version", version), Some(by))
        }
        Routing::ExperimentStarted { by, .. } | Routing::ExperimentStopped { by, .. } => {
            ("routing_experiment", Facts::Nothing, Some(by))
        }
    };
    Some(Told {
        event: name,
        class: DataClass::Configuration,
        thing,
        id: String::new(),
        by: by.map(|by| crate::mask::masked("principal", by.as_str())),
        facts,
    })
}

fn told_of(field: &str, value: impl ToString) -> Facts {
    Facts::Told(vec![(field.to_owned(), value.to_string())])
}

fn of_identity(event: &bezant_identity::Event) -> Option<Told> {
    let class = match &event.kind {
        EventKind::Tenancy(_) | EventKind::Bundle(_) => DataClass::Configuration,
        EventKind::Access(access) => class_of_access(access),
        EventKind::Credential(_) | EventKind::Session(_) | EventKind::OAuth(_) => DataClass::Credential,
        EventKind::Consent(_) => DataClass::Personal,
    };
    let (thing, id, facts) = match &event.kind {
        EventKind::Tenancy(Tenancy::KeyUsed { .. }) => return None,
        EventKind::Session(bezant_identity::session::Event::Touched { .. }) => return None,
        EventKind::Tenancy(tenancy) => of_tenancy(tenancy),
        EventKind::Access(access) => of_access(access),
        EventKind::Bundle(bundle) => of_bundle(bundle),
        EventKind::OAuth(bezant_identity::oauth::Event::ClientRemoved { id }) => {
            ("client", id.to_string(), Facts::Gone)
        }
        EventKind::Credential(_) | EventKind::Session(_) | EventKind::OAuth(_) | EventKind::Consent(_) => {
            by_facts(event)
        }
    };
    Some(Told {
        event: event.name(),
        class,
        thing,
        id,
        by: match &event.by {
            Authority::Principal { id, .. } => Some(id.to_string()),
            Authority::Key(id) => Some(id.to_string()),
            Authority::Node => Some("node".to_owned()),
            Authority::Anyone => None,
        },
        facts,
    })
}

fn class_of_access(event: &Access) -> DataClass {
    match event {
        Access::PrincipalCreated(_)
        | Access::PrincipalChanged { .. }
        | Access::PrincipalLinked { .. }
        | Access::PrincipalDeleted { .. }
        | Access::InvitationMade(_)
        | Access::InvitationAccepted { .. }
        | Access::InvitationRevoked { .. }
        | Access::InvitationsErased { .. } => DataClass::Personal,
        _ => DataClass::Configuration,
    }
}

fn of_tenancy(event: &Tenancy) -> (&'static str, String, Facts) {
    let status = |word: &str| ("tenant", String::new(), set([("status", some(word))]));
    match event {
        Tenancy::TenantCreated { id, settings, .. } => (
            "tenant",
            id.to_string(),
            Facts::Told(given(of_settings(settings))),
        ),
        Tenancy::TenantChanged { settings } => ("tenant", String::new(), Facts::Set(of_settings(settings))),
        Tenancy::TenantSuspended { .. } => status("suspended"),
        Tenancy::TenantResumed => status("active"),
        Tenancy::TenantClosed => status("closed"),
        Tenancy::RegionDeclared { region } => ("node", String::new(), set([("region", some(region))])),
        Tenancy::HoldPlaced { name, .. } => {
            ("legal_hold", name.to_string(), set([("status", some("active"))]))
        }
        Tenancy::HoldReleased { name } => ("legal_hold", name.to_string(), Facts::Gone),
        Tenancy::KeyCreated(key) => {
            let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
            let permissions: Vec<&str> = key.permissions.iter().map(|one| one.as_str()).collect();
            let facts = set([
                ("scopes", some(scopes.join(" "))),
                ("permissions", some(permissions.join(" "))),
                ("principal", key.principal.map(|id| id.to_string())),
                (
                    "region",
                    key.region.as_ref().map(|region| region.as_str().to_owned()),
                ),
                ("expires_at", key.expires_at.map(|at| at.to_string())),
                ("status", some("active")),
            ]);
            ("api_key", key.id.to_string(), facts)
        }
        Tenancy::KeyRotated {
            id, overlap_until, ..
        } => {
            let until = overlap_until.map(|until| ("overlap_until".to_owned(), until.to_string()));
            (
                "api_key",
                id.to_string(),
                Facts::Told(until.into_iter().collect()),
            )
        }
        Tenancy::KeySigningChanged { id, signing } => {
            let required = signing.as_ref().is_some_and(|signing| signing.required);
            (
                "api_key",
                id.to_string(),
                set([("signature_required", some(required))]),
            )
        }
        Tenancy::KeyUsed { id, .. } => ("api_key", id.to_string(), Facts::Nothing),
        Tenancy::KeyRevoked { id } => ("api_key", id.to_string(), set([("status", some("revoked"))])),
    }
}

fn given(fields: Vec<(String, Option<String>)>) -> Vec<(String, String)> {
    let fields = fields.into_iter();
    fields
        .filter_map(|(field, value)| Some((field, value?)))
        .collect()
}

fn of_settings(settings: &TenantSettings) -> Vec<(String, Option<String>)> {
    let on = settings.features.iter().filter(|(_, is_on)| **is_on);
    let on: Vec<&str> = on.map(|(name, _)| name.as_str()).collect();
    let (limits, sign_in) = (&settings.limits, &settings.sign_in);
    let fields = [
        ("features_on", some(on.join(" "))),
        ("max_keys", limits.max_keys.map(|limit| limit.to_string())),
        (
            "max_principals",
            limits.max_principals.map(|limit| limit.to_string()),
        ),
        ("password_sign_in", some(sign_in.password_sign_in)),
        (
            "payments_per_day",
            limits.payments_per_day.map(|limit| limit.to_string()),
        ),
        ("phi", some(settings.data_classes.phi)),
        (
            "region",
            settings.region.as_ref().map(|region| region.as_str().to_owned()),
        ),
        (
            "requests_per_second",
            limits.requests_per_second.map(|limit| limit.to_string()),
        ),
        ("second_factor_required", some(sign_in.second_factor_required)),
        ("session_absolute_hours", some(sign_in.session_absolute_hours)),
        ("session_idle_minutes", some(sign_in.session_idle_minutes)),
    ];
    let fields = fields.into_iter();
    fields.map(|(field, value)| (field.to_owned(), value)).collect()
}

fn of_access(event: &Access) -> (&'static str, String, Facts) {
    let holder = |holder: &Holder| match holder {
        Holder::Principal(id) => ("principal", id.to_string()),
        Holder::Group(id) => ("group", id.to_string()),
    };
    match event {
        Access::PrincipalCreated(new) => {
            let facts = set([("kind", some(new.kind.as_str())), ("status", some("active"))]);
            ("principal", new.id.to_string(), facts)
        }
        Access::PrincipalSuspended { id } => {
            ("principal", id.to_string(), set([("status", some("suspended"))]))
        }
        Access::PrincipalReactivated { id } => {
            ("principal", id.to_string(), set([("status", some("active"))]))
        }
        Access::PrincipalDeleted { id } => ("principal", id.to_string(), Facts::Gone),
        Access::RoleDefined {
            name, permissions, ..
        }
        | Access::RoleChanged {
            name, permissions, ..
        } => {
            let words: Vec<&str> = permissions.iter().map(|one| one.as_str()).collect();
            let facts = set([("permissions", some(words.join(" ")))]);
            ("role", name.as_str().to_owned(), facts)
        }
        Access::RoleRemoved { name } => ("role", name.as_str().to_owned(), Facts::Gone),
        Access::RoleAssigned { to, role } => {
            let (thing, id) = holder(to);
            let field = format!("role:{}", role.as_str());
            (thing, id, Facts::Set(vec![(field, some(role.as_str()))]))
        }
        Access::RoleWithdrawn { from, role } => {
            let (thing, id) = holder(from);
            (
                thing,
                id,
                Facts::Set(vec![(format!("role:{}", role.as_str()), None)]),
            )
        }
        Access::GroupRemoved { id } => ("group", id.to_string(), Facts::Gone),
        Access::ProviderSet(settings) => {
            let roles: Vec<&str> = settings.default_roles.iter().map(|role| role.as_str()).collect();
            let facts = set([("roles", some(roles.join(" ")))]);
            ("identity_provider", settings.name.as_str().to_owned(), facts)
        }
        Access::ProviderRemoved { name } => ("identity_provider", name.as_str().to_owned(), Facts::Gone),
        other => by_pairs(other.facts()),
    }
}

fn of_bundle(event: &bezant_identity::bundle::Event) -> (&'static str, String, Facts) {
    use bezant_identity::bundle::Event as Bundle;
    let facts = match event {
        Bundle::Proposed { version, .. } => set([("proposed_version", some(version))]),
        Bundle::Activated { version, .. } => set([("active_version", some(version))]),
        Bundle::RolledBack { to, .. } => set([("active_version", some(to))]),
    };
    ("access_policy", String::new(), facts)
}

fn by_facts(event: &bezant_identity::Event) -> (&'static str, String, Facts) {
    by_pairs(event.facts())
}

/// The first of these that an event names is what it is about.
const THINGS: [&str; 10] = [
    "client",
    "grant",
    "session",
    "device",
    "passkey",
    "consent",
    "approval",
    "invitation",
    "group",
    "principal",
];

fn by_pairs(facts: Option<Vec<(&'static str, String)>>) -> (&'static str, String, Facts) {
    let facts = facts.unwrap_or_default();
    let found = THINGS.iter().find_map(|thing| {
        let (_, id) = facts.iter().find(|(name, _)| name == thing)?;
        Some((*thing, id.clone()))
    });
    let (thing, id) = found.unwrap_or_default();
    let facts = facts.into_iter().filter(|(name, _)| *name != thing);
    let facts = facts.map(|(name, value)| (name.to_owned(), value)).collect();
    (thing, id, Facts::Told(facts))
}
