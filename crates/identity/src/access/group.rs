//! Groups of principals, which have roles together.

use std::collections::BTreeSet;

use bezant_kernel::{GroupId, Timestamp};

use super::{ExternalId, Label, RoleName};

/// What is known of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub id: GroupId,
    /// What it is called, unlike any other group of the tenant.
    pub name: Label,
    /// What an outside directory calls it.
    pub external_id: Option<ExternalId>,
    /// Whether its members are run from outside: who may provision says who is in it, whatever its roles permit.
    pub provisioned: bool,
    /// What its members have.
    pub roles: BTreeSet<RoleName>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it, its roles or its members changed last.
    pub changed_at: Timestamp,
    /// Grows by one with each of these changes.
    pub version: u64,
}

/// What a group starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewGroup {
    /// Its id, chosen by the caller.
    pub id: GroupId,
    /// What it is called.
    pub name: Label,
    /// What an outside directory calls it.
    pub external_id: Option<ExternalId>,
    /// Whether its members are run from outside.
    pub provisioned: bool,
}

/// What shall be different of a group: what is `None` stays; an inner `None` takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChanges {
    /// What it is called.
    pub name: Option<Label>,
    /// What an outside directory calls it.
    pub external_id: Option<Option<ExternalId>>,
    /// Whether its members are run from outside.
    pub provisioned: Option<bool>,
}
