//! What a node says of itself for who gathers evidence: of all tenants, by ids and numbers, nobody's data.

use std::collections::BTreeMap;

use bezant_identity::access::{BUILT_IN_ROLES, PrincipalKind};
use bezant_identity::{ApiKey, State};
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use serde::Serialize;

use crate::edge::Edge;

/// An account or key that nobody has used for so long is one that nobody needs (PCI DSS 4.0, 8.2.6).
const UNUSED_AFTER: Milliseconds = Milliseconds(90 * 24 * 60 * 60 * 1_000);
/// Ids that are listed of each kind; the counts beside them are whole.
const MOST_LISTED: usize = 1_000;
/// Metrics that say something of what is asked of a node.
const SHOWN: [&str; 6] = [
    "pci_violations_total",
    "encryption_status",
    "bezant_tls_certificate_expires_seconds",
    "bezant_audit_available",
    "bezant_audit_dropped_total",
    "bezant_audit_failures_total",
];

/// What a node says of itself.
#[derive(Serialize)]
pub(crate) struct Facts {
    object: &'static str,
    version: &'static str,
    at: Timestamp,
    log_position: u64,
    tenants: Tenants,
    users: Users,
    keys: Keys,
    roles: Vec<RoleRow>,
    access_policy_version: u32,
    metrics: Vec<Sample>,
}

/// A line of the metrics.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: u64,
}

#[derive(Default, Serialize)]
struct Tenants {
    count: u64,
    health_declared: Listed,
    second_factor_not_required: Listed,
}

#[derive(Default, Serialize)]
struct Users {
    active: u64,
    suspended: u64,
    without_second_factor: Listed,
    unused: Listed,
}

#[derive(Default, Serialize)]
struct Keys {
    live: u64,
    without_expiry: Listed,
    unused: Listed,
}

/// How many, and the first of them.
#[derive(Default, Serialize)]
struct Listed {
    count: u64,
    ids: Vec<String>,
}

impl Listed {
    fn add(&mut self, id: impl ToString) {
        self.count += 1;
        if self.ids.len() < MOST_LISTED {
            self.ids.push(id.to_string());
        }
    }
}

/// A role, what it permits, and how many have it.
#[derive(Serialize)]
struct RoleRow {
    /// None for those that every tenant has.
    tenant: Option<String>,
    name: String,
    permissions: Vec<&'static str>,
    holders: u64,
}

/// What the node says of itself now.
pub(crate) fn facts(edge: &Edge) -> Facts {
    let now = edge.now();
    edge.directory().read(|directory| {
        let identity = directory.identity();
        let all: Vec<Tenant> = identity
            .tenancy
            .tenants()
            .map(|one| Tenant::new(one.id))
            .collect();
        Facts {
            object: "compliance_facts",
            version: env!("CARGO_PKG_VERSION"),
            at: now,
            log_position: edge.engine().committed().0,
            tenants: tenants(identity),
            users: users(identity, &all, now),
            keys: keys(identity, &all, now),
            roles: roles(identity, &all),
            access_policy_version: identity.bundle.active(),
            metrics: metrics(&edge.metrics()),
        }
    })
}

fn tenants(identity: &State) -> Tenants {
    let mut tenants = Tenants::default();
    for tenant in identity.tenancy.tenants() {
        tenants.count += 1;
        if tenant.settings.data_classes.phi {
            tenants.health_declared.add(tenant.id);
        }
        if !tenant.settings.sign_in.second_factor_required {
            tenants.second_factor_not_required.add(tenant.id);
        }
    }
    tenants
}

fn users(identity: &State, all: &[Tenant], now: Timestamp) -> Users {
    let mut users = Users::default();
    for tenant in all {
        let principals = identity.access.principals(*tenant, None);
        for user in principals.filter(|one| one.kind == PrincipalKind::User && !one.is_deleted()) {
            if !user.is_active() {
                users.suspended += 1;
                continue;
            }
            users.active += 1;
            let credentials = identity.credential.of(*tenant, user.id);
            // Whoever signs in elsewhere shows a second factor there, or not: this node can't see it.
            let is_from_outside = user.outside.is_some();
            if !is_from_outside && credentials.is_none_or(|own| own.second_factors() == 0) {
                users.without_second_factor.add(user.id);
            }
            let sessions = identity.session.sessions_of(*tenant, user.id);
            let devices = identity.session.devices_of(*tenant, user.id);
            let used = sessions
                .map(|one| one.last_used_at)
                .chain(devices.map(|one| one.last_seen_at));
            let last = used.chain([user.created_at]).max();
            if last.is_some_and(|last| now >= last.after(UNUSED_AFTER)) {
                users.unused.add(user.id);
            }
        }
    }
    users
}

fn keys(identity: &State, all: &[Tenant], now: Timestamp) -> Keys {
    let mut keys = Keys::default();
    let every = all.iter().flat_map(|tenant| identity.tenancy.keys(*tenant));
    for key in every.filter(|key| key.is_live(now)) {
        keys.live += 1;
        if key.expires_at.is_none() {
            keys.without_expiry.add(key.id);
        }
        if now >= last_use(key).after(UNUSED_AFTER) {
            keys.unused.add(key.id);
        }
    }
    keys
}

fn last_use(key: &ApiKey) -> Timestamp {
    key.last_used_at.unwrap_or(key.created_at)
}

fn roles(identity: &State, all: &[Tenant]) -> Vec<RoleRow> {
    let mut holders: BTreeMap<(Tenant, String), u64> = BTreeMap::new();
    for tenant in all {
        let principals = identity.access.principals(*tenant, None);
        for one in principals.filter(|one| one.is_active()) {
            for role in identity.access.roles_of(*tenant, one.id) {
                *holders.entry((*tenant, role.as_str().to_owned())).or_default() += 1;
            }
        }
    }
    let built_in = BUILT_IN_ROLES.iter().map(|(name, permissions)| RoleRow {
        tenant: None,
        name: (*name).to_owned(),
        permissions: permissions.iter().map(|one| one.as_str()).collect(),
        holders: holders
            .iter()
            .filter(|((_, role), _)| role == name)
            .map(|(_, count)| count)
            .sum(),
    });
    let own = all.iter().flat_map(|tenant| {
        let holders = &holders;
        identity.access.roles(*tenant).map(move |role| {
            let place = (*tenant, role.name.as_str().to_owned());
            RoleRow {
                tenant: Some(tenant.id().to_string()),
                name: place.1.clone(),
                permissions: role.permissions.iter().map(|one| one.as_str()).collect(),
                holders: holders.get(&place).copied().unwrap_or(0),
            }
        })
    });
    built_in.chain(own).collect()
}

/// The lines of the metrics that are shown, of whole numbers all.
fn metrics(text: &str) -> Vec<Sample> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(sample).collect()
}

fn sample(line: &str) -> Option<Sample> {
    let (what, value) = line.rsplit_once(' ')?;
    let (name, labels) = what.split_once('{').unwrap_or((what, "}"));
    if !SHOWN.contains(&name) {
        return None;
    }
    let labels = labels.strip_suffix('}')?;
    let pairs = labels.split(',').filter_map(|pair| {
        let (label, value) = pair.split_once('=')?;
        Some((label.to_owned(), value.trim_matches('"').to_owned()))
    });
    Some(Sample {
        name: name.to_owned(),
        labels: pairs.collect(),
        value: value.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_metrics_only_those_are_shown_that_are_asked_for() {
        let text = "# TYPE encryption_status gauge\nencryption_status{store=\"cards\",type=\"sealed\"} 1\n\n\
            http_requests_total 7\nbezant_audit_available 0\n";
        let labels = [("store", "cards"), ("type", "sealed")];
        let labels = labels.map(|(label, value)| (label.to_owned(), value.to_owned()));
        let expected = [
            Sample {
                name: "encryption_status".to_owned(),
                labels: BTreeMap::from(labels),
                value: 1,
            },
            Sample {
                name: "bezant_audit_available".to_owned(),
                labels: BTreeMap::new(),
                value: 0,
            },
        ];
        assert_eq!(metrics(text), expected);
    }
}
