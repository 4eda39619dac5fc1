//! What may take a second person: the requests, and the approvals that wait for one.

use std::collections::BTreeSet;

use bezant_kernel::{ApprovalId, GroupId, PrincipalId, Timestamp};

use super::{GroupChanges, Holder, NewInvitation, PrincipalChanges, ProviderSettings, RoleName};
use crate::{Authority, Permissions};

/// What may take a second person. Without anything administrative in it, it happens at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Give a role.
    AssignRole {
        /// To whom.
        to: Holder,
        /// Which.
        role: RoleName,
    },
    /// Change what a role of the tenant's own permits.
    ChangeRole {
        /// Which.
        name: RoleName,
        /// What it is for.
        description: String,
        /// All that it permits from now on.
        permissions: Permissions,
    },
    /// Add members to a group.
    AddMembers {
        /// To which.
        group: GroupId,
        /// Whom.
        members: BTreeSet<PrincipalId>,
    },
    /// Change a group; the second person matters when its members shall be run from outside.
    ChangeGroup {
        /// Which.
        id: GroupId,
        /// What shall be different.
        changes: GroupChanges,
    },
    /// Invite someone.
    Invite(NewInvitation),
    /// Add or change an outside provider.
    SetProvider(ProviderSettings),
    /// Change a principal; the second person matters when it could take over the account of someone administrative.
    ChangePrincipal {
        /// Whom.
        id: PrincipalId,
        /// What shall be different.
        changes: PrincipalChanges,
    },
}

impl Request {
    /// The word for it in API and reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Request::AssignRole { .. } => "assign_role",
            Request::ChangeRole { .. } => "change_role",
            Request::AddMembers { .. } => "add_members",
            Request::ChangeGroup { .. } => "change_group",
            Request::Invite(_) => "invite",
            Request::SetProvider(_) => "set_provider",
            Request::ChangePrincipal { .. } => "change_principal",
        }
    }
}

/// A request that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Which.
    pub id: ApprovalId,
    /// What shall happen.
    pub request: Request,
    /// Who asked, with what their credential allowed.
    pub requested_by: Authority,
    /// When.
    pub requested_at: Timestamp,
}

impl Approval {
    /// How long a request waits: 7 days.
    pub const OPEN_MICROSECONDS: u64 = 7 * 24 * 3_600 * 1_000_000;

    /// From when on it can't be approved any more.
    pub fn expires_at(&self) -> Timestamp {
        let end = self
            .requested_at
            .as_microseconds()
            .saturating_add(Approval::OPEN_MICROSECONDS);
        Timestamp::from_microseconds(end)
    }

    /// Whether it can be approved at `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.expires_at()
    }
}
