//! What happened.

use std::collections::BTreeSet;

use bezant_kernel::{ApprovalId, GroupId, Id, IdKind, InvitationId, PrincipalId};

use super::{
    GroupChanges, Holder, NewGroup, NewInvitation, NewPrincipal, OutsideAccount, PrincipalChanges,
    ProviderName, ProviderSettings, Request, RoleName,
};
use crate::Permissions;

/// What happened, in the tenant of the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A principal was made.
    PrincipalCreated(NewPrincipal),
    /// A principal was changed.
    PrincipalChanged {
        /// Who.
        id: PrincipalId,
        /// What is different.
        changes: PrincipalChanges,
    },
    /// A principal came by an outside account, which is theirs from now on.
    PrincipalLinked {
        /// Who.
        id: PrincipalId,
        /// The account.
        account: OutsideAccount,
    },
    /// A principal was suspended.
    PrincipalSuspended {
        /// Who.
        id: PrincipalId,
    },
    /// A principal may act again.
    PrincipalReactivated {
        /// Who.
        id: PrincipalId,
    },
    /// A principal was deleted.
    PrincipalDeleted {
        /// Who.
        id: PrincipalId,
    },
    /// A role was made.
    RoleDefined {
        /// Its name.
        name: RoleName,
        /// What it is for.
        description: String,
        /// What it permits.
        permissions: Permissions,
    },
    /// A role was changed.
    RoleChanged {
        /// Its name.
        name: RoleName,
        /// What it is for.
        description: String,
        /// What it permits.
        permissions: Permissions,
    },
    /// A role was removed.
    RoleRemoved {
        /// Its name.
        name: RoleName,
    },
    /// A role was given.
    RoleAssigned {
        /// To whom.
        to: Holder,
        /// Which.
        role: RoleName,
    },
    /// A role was taken away.
    RoleWithdrawn {
        /// From whom.
        from: Holder,
        /// Which.
        role: RoleName,
    },
    /// A group was made.
    GroupCreated(NewGroup),
    /// A group was changed.
    GroupChanged {
        /// Which.
        id: GroupId,
        /// What is different.
        changes: GroupChanges,
    },
    /// A group was removed.
    GroupRemoved {
        /// Which.
        id: GroupId,
    },
    /// Principals came into a group.
    MembersAdded {
        /// Which.
        group: GroupId,
        /// Who.
        members: BTreeSet<PrincipalId>,
    },
    /// Principals left a group.
    MembersRemoved {
        /// Which.
        group: GroupId,
        /// Who.
        members: BTreeSet<PrincipalId>,
    },
    /// Someone was invited.
    InvitationMade(NewInvitation),
    /// An invitation was accepted: the principal was made before, and has its roles from now on.
    InvitationAccepted {
        /// Which.
        id: InvitationId,
        /// By whom.
        principal: PrincipalId,
    },
    /// An invitation was revoked.
    InvitationRevoked {
        /// Which.
        id: InvitationId,
    },
    /// The keys of invitations that are over were destroyed: what was sealed for them is nobody's any more.
    InvitationsErased {
        /// Which.
        ids: BTreeSet<InvitationId>,
    },
    /// Something was asked that waits for a second person.
    ApprovalRequested {
        /// Which.
        id: ApprovalId,
        /// What.
        request: Request,
    },
    /// A second person approved; what was asked follows.
    ApprovalGiven {
        /// Which.
        id: ApprovalId,
    },
    /// A request was turned down or taken back.
    ApprovalRejected {
        /// Which.
        id: ApprovalId,
    },
    /// An outside provider was added or changed.
    ProviderSet(ProviderSettings),
    /// An outside provider was removed.
    ProviderRemoved {
        /// Which.
        name: ProviderName,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::PrincipalCreated(_) => "principal.created",
            Event::PrincipalChanged { .. } => "principal.changed",
            Event::PrincipalLinked { .. } => "principal.linked",
            Event::PrincipalSuspended { .. } => "principal.suspended",
            Event::PrincipalReactivated { .. } => "principal.reactivated",
            Event::PrincipalDeleted { .. } => "principal.deleted",
            Event::RoleDefined { .. } => "role.defined",
            Event::RoleChanged { .. } => "role.changed",
            Event::RoleRemoved { .. } => "role.removed",
            Event::RoleAssigned { .. } => "role.assigned",
            Event::RoleWithdrawn { .. } => "role.withdrawn",
            Event::GroupCreated(_) => "group.created",
            Event::GroupChanged { .. } => "group.changed",
            Event::GroupRemoved { .. } => "group.removed",
            Event::MembersAdded { .. } => "group.members_added",
            Event::MembersRemoved { .. } => "group.members_removed",
            Event::InvitationMade(_) => "invitation.made",
            Event::InvitationAccepted { .. } => "invitation.accepted",
            Event::InvitationRevoked { .. } => "invitation.revoked",
            Event::InvitationsErased { .. } => "invitation.erased",
            Event::ApprovalRequested { .. } => "approval.requested",
            Event::ApprovalGiven { .. } => "approval.given",
            Event::ApprovalRejected { .. } => "approval.rejected",
            Event::ProviderSet(_) => "identity_provider.set",
            Event::ProviderRemoved { .. } => "identity_provider.removed",
        }
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        let word = |name: &RoleName| name.as_str().to_owned();
        Some(match self {
            Event::PrincipalCreated(new) => vec![
                ("principal", new.id.to_string()),
                ("kind", new.kind.as_str().to_owned()),
            ],
            Event::PrincipalChanged { id, .. }
            | Event::PrincipalSuspended { id }
            | Event::PrincipalReactivated { id }
            | Event::PrincipalDeleted { id } => vec![("principal", id.to_string())],
            Event::PrincipalLinked { id, account } => vec![
                ("principal", id.to_string()),
                ("identity_provider", account.provider.as_str().to_owned()),
            ],
            Event::RoleDefined {
                name, permissions, ..
            }
            | Event::RoleChanged {
                name, permissions, ..
            } => {
                vec![("role", word(name)), ("permissions", words_of(*permissions))]
            }
            Event::RoleRemoved { name } => vec![("role", word(name))],
            Event::RoleAssigned { to: holder, role } | Event::RoleWithdrawn { from: holder, role } => {
                vec![holder_fact(*holder), ("role", word(role))]
            }
            Event::GroupCreated(NewGroup { id, .. })
            | Event::GroupChanged { id, .. }
            | Event::GroupRemoved { id } => vec![("group", id.to_string())],
            Event::MembersAdded { group, members } | Event::MembersRemoved { group, members } => {
                vec![("group", group.to_string()), ("members", few(members))]
            }
            Event::InvitationMade(new) => {
                let roles: Vec<&str> = new.roles.iter().map(RoleName::as_str).collect();
                vec![("invitation", new.id.to_string()), ("roles", roles.join(" "))]
            }
            Event::InvitationAccepted { id, principal } => {
                vec![
                    ("invitation", id.to_string()),
                    ("principal", principal.to_string()),
                ]
            }
            Event::InvitationRevoked { id } => vec![("invitation", id.to_string())],
            Event::InvitationsErased { ids } => vec![("invitations", few(ids))],
            Event::ApprovalRequested { id, request } => {
                vec![
                    ("approval", id.to_string()),
                    ("request", request.as_str().to_owned()),
                ]
            }
            Event::ApprovalGiven { id } | Event::ApprovalRejected { id } => {
                vec![("approval", id.to_string())]
            }
            Event::ProviderSet(ProviderSettings { name, .. }) | Event::ProviderRemoved { name } => {
                vec![("identity_provider", name.as_str().to_owned())]
            }
        })
    }
}

fn holder_fact(holder: Holder) -> (&'static str, String) {
    match holder {
        Holder::Principal(id) => ("principal", id.to_string()),
        Holder::Group(id) => ("group", id.to_string()),
    }
}

fn words_of(permissions: Permissions) -> String {
    let words: Vec<&str> = permissions.iter().map(|one| one.as_str()).collect();
    words.join(" ")
}

/// The first hundred, so that an event stays small; the group's own page has all.
fn few<K: IdKind>(all: &BTreeSet<Id<K>>) -> String {
    let ids: Vec<String> = all.iter().take(100).map(Id::to_string).collect();
    ids.join(" ")
}
