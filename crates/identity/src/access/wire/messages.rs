//! The protobuf messages of this part. Fields are only ever added.

use prost::{Message, Oneof};

#[derive(Clone, PartialEq, Message)]
pub(super) struct EventWire {
    #[prost(
        oneof = "EventKind",
        tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25"
    )]
    pub(super) kind: Option<EventKind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum EventKind {
    #[prost(message, tag = "1")]
    PrincipalCreated(NewPrincipalWire),
    #[prost(message, tag = "2")]
    PrincipalChanged(PrincipalChangesWire),
    #[prost(message, tag = "3")]
    PrincipalLinked(LinkedWire),
    #[prost(message, tag = "4")]
    PrincipalSuspended(IdWire),
    #[prost(message, tag = "5")]
    PrincipalReactivated(IdWire),
    #[prost(message, tag = "6")]
    PrincipalDeleted(IdWire),
    #[prost(message, tag = "7")]
    RoleDefined(RoleWire),
    #[prost(message, tag = "8")]
    RoleChanged(RoleWire),
    #[prost(message, tag = "9")]
    RoleRemoved(NameWire),
    #[prost(message, tag = "10")]
    RoleAssigned(HeldWire),
    #[prost(message, tag = "11")]
    RoleWithdrawn(HeldWire),
    #[prost(message, tag = "12")]
    GroupCreated(NewGroupWire),
    #[prost(message, tag = "13")]
    GroupChanged(GroupChangesWire),
    #[prost(message, tag = "14")]
    GroupRemoved(IdWire),
    #[prost(message, tag = "15")]
    MembersAdded(MembersWire),
    #[prost(message, tag = "16")]
    MembersRemoved(MembersWire),
    #[prost(message, tag = "17")]
    InvitationMade(NewInvitationWire),
    #[prost(message, tag = "18")]
    InvitationAccepted(AcceptedWire),
    #[prost(message, tag = "19")]
    InvitationRevoked(IdWire),
    #[prost(message, tag = "20")]
    ApprovalRequested(RequestedWire),
    #[prost(message, tag = "21")]
    ApprovalGiven(IdWire),
    #[prost(message, tag = "22")]
    ApprovalRejected(IdWire),
    #[prost(message, tag = "23")]
    ProviderSet(SettingsWire),
    #[prost(message, tag = "24")]
    ProviderRemoved(NameWire),
    #[prost(message, tag = "25")]
    InvitationsErased(IdsWire),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RequestWire {
    #[prost(oneof = "RequestKind", tags = "1, 2, 3, 4, 5, 6, 7")]
    pub(super) kind: Option<RequestKind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum RequestKind {
    #[prost(message, tag = "1")]
    AssignRole(HeldWire),
    #[prost(message, tag = "2")]
    ChangeRole(RoleWire),
    #[prost(message, tag = "3")]
    AddMembers(MembersWire),
    #[prost(message, tag = "4")]
    ChangeGroup(GroupChangesWire),
    #[prost(message, tag = "5")]
    Invite(NewInvitationWire),
    #[prost(message, tag = "6")]
    SetProvider(SettingsWire),
    #[prost(message, tag = "7")]
    ChangePrincipal(PrincipalChangesWire),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct IdWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct IdsWire {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub(super) ids: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NameWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewPrincipalWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(uint32, tag = "2")]
    pub(super) kind: u32,
    #[prost(string, optional, tag = "3")]
    pub(super) name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(super) email: Option<Vec<u8>>,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) profile: Vec<u8>,
    #[prost(string, optional, tag = "6")]
    pub(super) external_id: Option<String>,
    #[prost(bytes = "vec", optional, tag = "7")]
    pub(super) owner: Option<Vec<u8>>,
    #[prost(message, optional, tag = "8")]
    pub(super) attributes: Option<AttributesWire>,
    #[prost(bool, tag = "9")]
    pub(super) provisioned: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AttributesWire {
    #[prost(string, optional, tag = "1")]
    pub(super) region: Option<String>,
    #[prost(bool, tag = "2")]
    pub(super) pci: bool,
    #[prost(bool, tag = "3")]
    pub(super) hipaa: bool,
}

/// Empty bytes and texts take away what is there; what is absent stays.
#[derive(Clone, PartialEq, Message)]
pub(super) struct PrincipalChangesWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, optional, tag = "2")]
    pub(super) name: Option<String>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(super) email: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(super) profile: Option<Vec<u8>>,
    #[prost(string, optional, tag = "5")]
    pub(super) external_id: Option<String>,
    #[prost(bytes = "vec", optional, tag = "6")]
    pub(super) owner: Option<Vec<u8>>,
    #[prost(message, optional, tag = "7")]
    pub(super) attributes: Option<AttributesWire>,
    #[prost(bool, optional, tag = "8")]
    pub(super) provisioned: Option<bool>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AccountWire {
    #[prost(string, tag = "1")]
    pub(super) provider: String,
    #[prost(string, tag = "2")]
    pub(super) subject: String,
    #[prost(string, repeated, tag = "3")]
    pub(super) groups: Vec<String>,
    #[prost(uint64, tag = "4")]
    pub(super) since: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct LinkedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) account: Option<AccountWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RoleWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) description: String,
    #[prost(uint64, tag = "3")]
    pub(super) permissions: u64,
    #[prost(message, optional, tag = "4")]
    pub(super) history: Option<HistoryWire>,
}

/// When something was made and changed, in snapshots.
#[derive(Clone, PartialEq, Message)]
pub(super) struct HistoryWire {
    #[prost(uint64, tag = "1")]
    pub(super) created_at: u64,
    #[prost(uint64, tag = "2")]
    pub(super) changed_at: u64,
    #[prost(uint64, tag = "3")]
    pub(super) version: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct HeldWire {
    #[prost(bytes = "vec", optional, tag = "1")]
    pub(super) principal: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(super) group: Option<Vec<u8>>,
    #[prost(string, tag = "3")]
    pub(super) role: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewGroupWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) name: String,
    #[prost(string, optional, tag = "3")]
    pub(super) external_id: Option<String>,
    #[prost(bool, tag = "4")]
    pub(super) provisioned: bool,
}

/// An empty external id takes away the one that is there.
#[derive(Clone, PartialEq, Message)]
pub(super) struct GroupChangesWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(string, optional, tag = "2")]
    pub(super) name: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub(super) external_id: Option<String>,
    #[prost(bool, optional, tag = "4")]
    pub(super) provisioned: Option<bool>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MembersWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) group: Vec<u8>,
    #[prost(bytes = "vec", repeated, tag = "2")]
    pub(super) members: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct NewInvitationWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) email: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) profile: Vec<u8>,
    #[prost(string, repeated, tag = "4")]
    pub(super) roles: Vec<String>,
    #[prost(bytes = "vec", tag = "5")]
    pub(super) token: Vec<u8>,
    #[prost(uint64, tag = "6")]
    pub(super) expires_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct AcceptedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) principal: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RequestedWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(super) request: Option<RequestWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SettingsWire {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(uint32, tag = "2")]
    pub(super) kind: u32,
    #[prost(message, repeated, tag = "3")]
    pub(super) mapping: Vec<MappedWire>,
    #[prost(string, repeated, tag = "4")]
    pub(super) default_roles: Vec<String>,
    #[prost(bool, tag = "5")]
    pub(super) just_in_time: bool,
    #[prost(bool, tag = "6")]
    pub(super) link_by_email: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct MappedWire {
    #[prost(string, tag = "1")]
    pub(super) group: String,
    #[prost(string, repeated, tag = "2")]
    pub(super) roles: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StateWire {
    #[prost(message, repeated, tag = "1")]
    pub(super) realms: Vec<RealmWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RealmWire {
    #[prost(bytes = "vec", tag = "1")]
    pub(super) tenant: Vec<u8>,
    #[prost(message, repeated, tag = "2")]
    pub(super) principals: Vec<PrincipalWire>,
    #[prost(message, repeated, tag = "3")]
    pub(super) roles: Vec<RoleWire>,
    #[prost(message, repeated, tag = "4")]
    pub(super) groups: Vec<GroupWire>,
    #[prost(message, repeated, tag = "5")]
    pub(super) invitations: Vec<InvitationWire>,
    #[prost(message, repeated, tag = "6")]
    pub(super) approvals: Vec<ApprovalWire>,
    #[prost(message, repeated, tag = "7")]
    pub(super) providers: Vec<ProviderWire>,
    #[prost(bytes = "vec", repeated, tag = "8")]
    pub(super) sealed_invitations: Vec<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PrincipalWire {
    #[prost(message, optional, tag = "1")]
    pub(super) base: Option<NewPrincipalWire>,
    #[prost(uint32, tag = "2")]
    pub(super) status: u32,
    #[prost(string, repeated, tag = "3")]
    pub(super) roles: Vec<String>,
    #[prost(bytes = "vec", repeated, tag = "4")]
    pub(super) groups: Vec<Vec<u8>>,
    #[prost(message, optional, tag = "5")]
    pub(super) outside: Option<AccountWire>,
    #[prost(bytes = "vec", tag = "6")]
    pub(super) created_by: Vec<u8>,
    #[prost(message, optional, tag = "7")]
    pub(super) history: Option<HistoryWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct GroupWire {
    #[prost(message, optional, tag = "1")]
    pub(super) base: Option<NewGroupWire>,
    #[prost(string, repeated, tag = "2")]
    pub(super) roles: Vec<String>,
    #[prost(message, optional, tag = "3")]
    pub(super) history: Option<HistoryWire>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct InvitationWire {
    #[prost(message, optional, tag = "1")]
    pub(super) base: Option<NewInvitationWire>,
    #[prost(uint64, tag = "2")]
    pub(super) created_at: u64,
    #[prost(bytes = "vec", tag = "3")]
    pub(super) created_by: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ApprovalWire {
    #[prost(message, optional, tag = "1")]
    pub(super) base: Option<RequestedWire>,
    #[prost(bytes = "vec", tag = "2")]
    pub(super) requested_by: Vec<u8>,
    #[prost(uint64, tag = "3")]
    pub(super) requested_at: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ProviderWire {
    #[prost(message, optional, tag = "1")]
    pub(super) settings: Option<SettingsWire>,
    #[prost(message, optional, tag = "2")]
    pub(super) history: Option<HistoryWire>,
}
