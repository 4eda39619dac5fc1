//! What can be asked.

use std::collections::BTreeSet;

use bezant_kernel::{ApprovalId, GroupId, InvitationId, PrincipalId};

use super::{Holder, NewGroup, NewPrincipal, OutsideGroup, ProviderName, Request, RoleName, Subject};
use crate::{LookupHash, Permissions, Sealed, TokenHash};

/// What can be asked. Asking again for what is so already changes nothing.
#[derive(Clone, Debug)]
pub enum Command {
    /// Make a principal, without roles.
    CreatePrincipal(NewPrincipal),
    /// Let a principal do nothing from now on.
    Suspend {
        /// Whom.
        id: PrincipalId,
    },
    /// Let a suspended principal act again.
    Reactivate {
        /// Whom.
        id: PrincipalId,
    },
    /// Delete a principal: the id is kept, with nothing else.
    Delete {
        /// Whom.
        id: PrincipalId,
    },
    /// Make a role of the tenant's own.
    DefineRole {
        /// Its name.
        name: RoleName,
        /// What it is for.
        description: String,
        /// What it permits.
        permissions: Permissions,
    },
    /// Remove a role that nobody has and nothing names.
    RemoveRole {
        /// Which.
        name: RoleName,
    },
    /// Take a role away.
    WithdrawRole {
        /// From whom.
        from: Holder,
        /// Which.
        role: RoleName,
    },
    /// Make a group, without roles and members.
    CreateGroup(NewGroup),
    /// Remove a group; its members lose what they had by it.
    RemoveGroup {
        /// Which.
        id: GroupId,
    },
    /// Take a member out of a group.
    RemoveMember {
        /// Which.
        group: GroupId,
        /// Whom.
        member: PrincipalId,
    },
    /// Let a group have these members and no others. Who goes, goes at once; who comes may take a second person.
    ReplaceMembers {
        /// Which.
        group: GroupId,
        /// All members from now on.
        members: BTreeSet<PrincipalId>,
        /// The approval's id, if it takes one.
        approval: ApprovalId,
    },
    /// What may take a second person: done at once, or kept as an approval.
    Ask {
        /// What.
        request: Request,
        /// The approval's id, if it takes one.
        approval: ApprovalId,
        /// The version of the principal, role, group or provider that the caller has seen, if that matters.
        seen_version: Option<u64>,
    },
    /// Be the second person for what somebody else asked. Everything is checked again.
    Approve {
        /// Which.
        id: ApprovalId,
    },
    /// Turn a request down, or take one's own back.
    Reject {
        /// Which.
        id: ApprovalId,
    },
    /// Become a user by an invitation. By anyone who holds its token.
    AcceptInvitation {
        /// The hash of the token.
        token: TokenHash,
        /// The new user's id.
        principal: PrincipalId,
        /// What the user says of themselves, instead of the invitation's profile.
        profile: Option<Sealed>,
    },
    /// Let an invitation be accepted no more.
    RevokeInvitation {
        /// Which.
        id: InvitationId,
    },
    /// Note that what was sealed for these invitations can't be opened any more. By the node, when their keys are gone.
    RecordInvitationsErased {
        /// Which.
        ids: BTreeSet<InvitationId>,
    },
    /// Use an outside provider no more: nobody signs in by it, and its roles count for nobody.
    RemoveProvider {
        /// Which.
        name: ProviderName,
    },
    /// Someone has proved at an outside provider who they are: create or update their account. By the sign-in itself.
    ProvisionFromOutside(Arrival),
}

/// Someone who has proved at an outside provider who they are.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// At which.
    pub provider: ProviderName,
    /// Who they are there.
    pub subject: Subject,
    /// Their e-mail address.
    pub email: Option<LookupHash>,
    /// Whether the provider says that the address is verified. One that is not is not taken over.
    pub email_verified: bool,
    /// Their profile, if it is not the one that is kept. (Sealed anew it would look different each time.)
    pub profile: Option<Sealed>,
    /// The groups they are in there; those that the mapping does not name are left out.
    pub groups: BTreeSet<OutsideGroup>,
    /// The id of the account if it is a new one.
    pub new_id: PrincipalId,
}
