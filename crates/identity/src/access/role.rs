//! Roles: named sets of permissions, the built-in ones and a tenant's own.

use bezant_kernel::{GroupId, PrincipalId, Timestamp};

use super::RoleName;
use crate::{Permission, Permissions};

/// A role of a tenant's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: RoleName,
    /// What it is for, in a few words; may be empty.
    pub description: String,
    /// What it permits.
    pub permissions: Permissions,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Grows by one with each change.
    pub version: u64,
}

impl Role {
    /// Longest description, in characters.
    pub const MAXIMUM_DESCRIPTION: usize = 200;
}

/// Who has a role.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// One principal.
    Principal(PrincipalId),
    /// All members of a group.
    Group(GroupId),
}

/// The roles that every tenant has, by name, with what they permit.
pub const BUILT_IN_ROLES: &[(&str, Permissions)] = &[
    (ADMIN, Permissions::all().without(Permissions::NODE_WIDE)),
    (
        "operator",
        VIEWING.union(Permissions::of(&[
            Permission::PaymentsCreate,
            Permission::PaymentsOperate,
            Permission::PaymentsRefund,
            Permission::ReconciliationWrite,
            Permission::CardsCreate,
        ])),
    ),
    ("viewer", VIEWING),
    ("auditor", Permissions::READING.without(Permissions::NODE_WIDE)),
    (
        "agent",
        Permissions::of(&[Permission::PaymentsCreate, Permission::PaymentsReadOwn]),
    ),
];

/// The role of which a tenant does not lose the last active holder.
pub(super) const ADMIN: &str = "admin";

const VIEWING: Permissions = Permissions::of(&[
    Permission::PaymentsRead,
    Permission::LedgerRead,
    Permission::ReconciliationRead,
    Permission::AnalyticsRead,
    Permission::GatewaysRead,
    Permission::WebhooksRead,
    Permission::EventsRead,
    Permission::CardsRead,
]);

/// What the built-in role of this name permits.
pub(super) fn built_in(name: &RoleName) -> Option<Permissions> {
    let row = BUILT_IN_ROLES.iter().find(|(word, _)| *word == name.as_str());
    row.map(|(_, permissions)| *permissions)
}
