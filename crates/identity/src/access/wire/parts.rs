//! Between the values of this part and their messages.

use std::collections::BTreeSet;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Id, IdKind, PrincipalId, Timestamp};

use super::super::{
    Attributes, ExternalId, GroupChanges, Holder, Label, NewGroup, NewInvitation, NewPrincipal,
    OutsideAccount, OutsideGroup, PrincipalChanges, PrincipalKind, ProviderKind, ProviderName,
    ProviderSettings, Request, RoleName, Subject,
};
use super::messages::{
    AccountWire, AttributesWire, GroupChangesWire, HeldWire, MappedWire, MembersWire, NewGroupWire,
    NewInvitationWire, NewPrincipalWire, PrincipalChangesWire, RequestKind, RequestWire, RoleWire,
    SettingsWire,
};
use crate::{LookupHash, Permissions, Region, Sealed, TokenHash};

pub(super) const MISSING: Corrupt = Corrupt("a part of an access message is missing");

pub(super) fn permissions_from(bits: u64) -> Result<Permissions, Corrupt> {
    Permissions::from_bits(bits).ok_or(Corrupt("unknown permission"))
}

pub(super) fn role_names(roles: &BTreeSet<RoleName>) -> Vec<String> {
    roles.iter().map(|role| role.as_str().to_owned()).collect()
}

pub(super) fn roles_from(roles: &[String]) -> Result<BTreeSet<RoleName>, Corrupt> {
    roles.iter().map(|role| RoleName::stored(role)).collect()
}

pub(super) fn ids<K: IdKind>(all: &BTreeSet<Id<K>>) -> Vec<Vec<u8>> {
    all.iter().copied().map(id_bytes).collect()
}

pub(super) fn ids_from<K: IdKind>(all: &[Vec<u8>]) -> Result<BTreeSet<Id<K>>, Corrupt> {
    all.iter().map(|id| id_from(id)).collect()
}

fn region_from(text: &str) -> Result<Region, Corrupt> {
    text.parse().map_err(|_| Corrupt("a region"))
}

fn email_from(bytes: &[u8]) -> Result<LookupHash, Corrupt> {
    let bytes = bytes
        .try_into()
        .map_err(|_| Corrupt("a look-up hash is 32 bytes"))?;
    Ok(LookupHash::from_bytes(bytes))
}

fn email_bytes(email: LookupHash) -> Vec<u8> {
    email.as_bytes().to_vec()
}

/// What an absent or an empty value stands for: stays, or is taken away.
fn twice<W: AsRef<[u8]>, T>(
    wire: Option<W>,
    read: impl Fn(&W) -> Result<T, Corrupt>,
) -> Result<Option<Option<T>>, Corrupt> {
    match wire {
        None => Ok(None),
        Some(value) if value.as_ref().is_empty() => Ok(Some(None)),
        Some(value) => Ok(Some(Some(read(&value)?))),
    }
}

pub(super) fn kind_number(kind: PrincipalKind) -> u32 {
    match kind {
        PrincipalKind::User => 1,
        PrincipalKind::Agent => 2,
        PrincipalKind::ServiceAccount => 3,
    }
}

fn kind_from(number: u32) -> Result<PrincipalKind, Corrupt> {
    let found = PrincipalKind::ALL
        .into_iter()
        .find(|kind| kind_number(*kind) == number);
    found.ok_or(Corrupt("unknown kind of principal"))
}

fn provider_number(kind: ProviderKind) -> u32 {
    match kind {
        ProviderKind::OpenId => 1,
        ProviderKind::Saml => 2,
        ProviderKind::Ldap => 3,
    }
}

impl From<&Attributes> for AttributesWire {
    fn from(attributes: &Attributes) -> Self {
        AttributesWire {
            region: attributes
                .region
                .as_ref()
                .map(|region| region.as_str().to_owned()),
            pci: attributes.pci,
            hipaa: attributes.hipaa,
        }
    }
}

impl TryFrom<AttributesWire> for Attributes {
    type Error = Corrupt;

    fn try_from(wire: AttributesWire) -> Result<Self, Corrupt> {
        Ok(Attributes {
            region: wire.region.as_deref().map(region_from).transpose()?,
            pci: wire.pci,
            hipaa: wire.hipaa,
        })
    }
}

impl From<&NewPrincipal> for NewPrincipalWire {
    fn from(new: &NewPrincipal) -> Self {
        NewPrincipalWire {
            id: id_bytes(new.id),
            kind: kind_number(new.kind),
            name: new.name.as_ref().map(|name| name.as_str().to_owned()),
            email: new.email.map(email_bytes),
            profile: new.profile.as_bytes().to_vec(),
            external_id: new
                .external_id
                .as_ref()
                .map(|external| external.as_str().to_owned()),
            owner: new.owner.map(id_bytes),
            attributes: Some((&new.attributes).into()),
            provisioned: new.provisioned,
        }
    }
}

impl TryFrom<NewPrincipalWire> for NewPrincipal {
    type Error = Corrupt;

    fn try_from(wire: NewPrincipalWire) -> Result<Self, Corrupt> {
        Ok(NewPrincipal {
            id: id_from(&wire.id)?,
            kind: kind_from(wire.kind)?,
            name: wire.name.as_deref().map(Label::stored).transpose()?,
            email: wire.email.as_deref().map(email_from).transpose()?,
            profile: Sealed::from_bytes(wire.profile),
            external_id: wire.external_id.as_deref().map(ExternalId::stored).transpose()?,
            owner: wire.owner.as_deref().map(id_from).transpose()?,
            attributes: wire.attributes.unwrap_or_default().try_into()?,
            provisioned: wire.provisioned,
        })
    }
}

pub(super) fn changes_wire(id: PrincipalId, changes: &PrincipalChanges) -> PrincipalChangesWire {
    let text = |external: &ExternalId| external.as_str().to_owned();
    PrincipalChangesWire {
        id: id_bytes(id),
        name: changes.name.as_ref().map(|name| name.as_str().to_owned()),
        email: changes
            .email
            .map(|email| email.map_or_else(Vec::new, email_bytes)),
        profile: changes
            .profile
            .as_ref()
            .map(|profile| profile.as_bytes().to_vec()),
        external_id: changes
            .external_id
            .as_ref()
            .map(|external| external.as_ref().map_or_else(String::new, text)),
        owner: changes.owner.map(|owner| owner.map_or_else(Vec::new, id_bytes)),
        attributes: changes.attributes.as_ref().map(AttributesWire::from),
        provisioned: changes.provisioned,
    }
}

pub(super) fn changes_from(wire: PrincipalChangesWire) -> Result<(PrincipalId, PrincipalChanges), Corrupt> {
    let changes = PrincipalChanges {
        name: wire.name.as_deref().map(Label::stored).transpose()?,
        email: twice(wire.email, |bytes| email_from(bytes))?,
        profile: wire.profile.map(Sealed::from_bytes),
        external_id: twice(wire.external_id, |text| ExternalId::stored(text))?,
        owner: twice(wire.owner, |bytes| id_from(bytes))?,
        attributes: wire.attributes.map(Attributes::try_from).transpose()?,
        provisioned: wire.provisioned,
    };
    Ok((id_from(&wire.id)?, changes))
}

impl From<&OutsideAccount> for AccountWire {
    fn from(account: &OutsideAccount) -> Self {
        AccountWire {
            provider: account.provider.as_str().to_owned(),
            since: account.since.as_microseconds(),
            subject: account.subject.as_str().to_owned(),
            groups: account
                .groups
                .iter()
                .map(|group| group.as_str().to_owned())
                .collect(),
        }
    }
}

impl TryFrom<AccountWire> for OutsideAccount {
    type Error = Corrupt;

    fn try_from(wire: AccountWire) -> Result<Self, Corrupt> {
        let groups = wire.groups.iter().map(|group| OutsideGroup::stored(group));
        Ok(OutsideAccount {
            provider: ProviderName::stored(&wire.provider)?,
            since: Timestamp::from_microseconds(wire.since),
            subject: Subject::stored(&wire.subject)?,
            groups: groups.collect::<Result<_, _>>()?,
        })
    }
}

pub(super) fn role_wire(name: &RoleName, description: &str, permissions: Permissions) -> RoleWire {
    RoleWire {
        name: name.as_str().to_owned(),
        description: description.to_owned(),
        permissions: permissions.bits(),
        history: None,
    }
}

pub(super) fn held_wire(holder: Holder, role: &RoleName) -> HeldWire {
    let (principal, group) = match holder {
        Holder::Principal(id) => (Some(id_bytes(id)), None),
        Holder::Group(id) => (None, Some(id_bytes(id))),
    };
    let role = role.as_str().to_owned();
    HeldWire {
        principal,
        group,
        role,
    }
}

pub(super) fn held_from(wire: HeldWire) -> Result<(Holder, RoleName), Corrupt> {
    let holder = match (wire.principal, wire.group) {
        (Some(id), None) => Holder::Principal(id_from(&id)?),
        (None, Some(id)) => Holder::Group(id_from(&id)?),
        (Some(_), Some(_)) | (None, None) => return Err(MISSING),
    };
    Ok((holder, RoleName::stored(&wire.role)?))
}

impl From<&NewGroup> for NewGroupWire {
    fn from(new: &NewGroup) -> Self {
        NewGroupWire {
            id: id_bytes(new.id),
            name: new.name.as_str().to_owned(),
            external_id: new
                .external_id
                .as_ref()
                .map(|external| external.as_str().to_owned()),
            provisioned: new.provisioned,
        }
    }
}

impl TryFrom<NewGroupWire> for NewGroup {
    type Error = Corrupt;

    fn try_from(wire: NewGroupWire) -> Result<Self, Corrupt> {
        Ok(NewGroup {
            id: id_from(&wire.id)?,
            name: Label::stored(&wire.name)?,
            external_id: wire.external_id.as_deref().map(ExternalId::stored).transpose()?,
            provisioned: wire.provisioned,
        })
    }
}

pub(super) fn group_changes_wire(id: bezant_kernel::GroupId, changes: &GroupChanges) -> GroupChangesWire {
    let text = |external: &ExternalId| external.as_str().to_owned();
    GroupChangesWire {
        id: id_bytes(id),
        name: changes.name.as_ref().map(|name| name.as_str().to_owned()),
        external_id: changes
            .external_id
            .as_ref()
            .map(|external| external.as_ref().map_or_else(String::new, text)),
        provisioned: changes.provisioned,
    }
}

pub(super) fn group_changes_from(wire: &GroupChangesWire) -> Result<GroupChanges, Corrupt> {
    Ok(GroupChanges {
        name: wire.name.as_deref().map(Label::stored).transpose()?,
        external_id: twice(wire.external_id.as_ref(), |text| ExternalId::stored(text))?,
        provisioned: wire.provisioned,
    })
}

impl From<&NewInvitation> for NewInvitationWire {
    fn from(new: &NewInvitation) -> Self {
        NewInvitationWire {
            id: id_bytes(new.id),
            email: email_bytes(new.email),
            profile: new.profile.as_bytes().to_vec(),
            roles: role_names(&new.roles),
            token: new.token.as_bytes().to_vec(),
            expires_at: new.expires_at.as_microseconds(),
        }
    }
}

impl TryFrom<NewInvitationWire> for NewInvitation {
    type Error = Corrupt;

    fn try_from(wire: NewInvitationWire) -> Result<Self, Corrupt> {
        let token = wire
            .token
            .try_into()
            .map_err(|_| Corrupt("a token's hash is 32 bytes"))?;
        Ok(NewInvitation {
            id: id_from(&wire.id)?,
            email: email_from(&wire.email)?,
            profile: Sealed::from_bytes(wire.profile),
            roles: roles_from(&wire.roles)?,
            token: TokenHash::from_bytes(token),
            expires_at: Timestamp::from_microseconds(wire.expires_at),
        })
    }
}

impl From<&ProviderSettings> for SettingsWire {
    fn from(settings: &ProviderSettings) -> Self {
        let mapped = |(group, roles): (&OutsideGroup, &BTreeSet<RoleName>)| MappedWire {
            group: group.as_str().to_owned(),
            roles: role_names(roles),
        };
        SettingsWire {
            name: settings.name.as_str().to_owned(),
            kind: provider_number(settings.kind),
            mapping: settings.mapping.iter().map(mapped).collect(),
            default_roles: role_names(&settings.default_roles),
            just_in_time: settings.just_in_time,
            link_by_email: settings.link_by_email,
        }
    }
}

impl TryFrom<SettingsWire> for ProviderSettings {
    type Error = Corrupt;

    fn try_from(wire: SettingsWire) -> Result<Self, Corrupt> {
        let mapped = |one: &MappedWire| Ok((OutsideGroup::stored(&one.group)?, roles_from(&one.roles)?));
        let mut kinds = ProviderKind::ALL.into_iter();
        Ok(ProviderSettings {
            name: ProviderName::stored(&wire.name)?,
            kind: kinds
                .find(|kind| provider_number(*kind) == wire.kind)
                .ok_or(Corrupt("unknown kind of identity provider"))?,
            mapping: wire.mapping.iter().map(mapped).collect::<Result<_, Corrupt>>()?,
            default_roles: roles_from(&wire.default_roles)?,
            just_in_time: wire.just_in_time,
            link_by_email: wire.link_by_email,
        })
    }
}

impl From<&Request> for RequestWire {
    fn from(request: &Request) -> Self {
        let kind = match request {
            Request::AssignRole { to, role } => RequestKind::AssignRole(held_wire(*to, role)),
            Request::ChangeRole {
                name,
                description,
                permissions,
            } => RequestKind::ChangeRole(role_wire(name, description, *permissions)),
            Request::AddMembers { group, members } => RequestKind::AddMembers(MembersWire {
                group: id_bytes(*group),
                members: ids(members),
            }),
            Request::ChangeGroup { id, changes } => {
                RequestKind::ChangeGroup(group_changes_wire(*id, changes))
            }
            Request::Invite(new) => RequestKind::Invite(new.into()),
            Request::SetProvider(settings) => RequestKind::SetProvider(settings.into()),
            Request::ChangePrincipal { id, changes } => {
                RequestKind::ChangePrincipal(changes_wire(*id, changes))
            }
        };
        RequestWire { kind: Some(kind) }
    }
}

impl TryFrom<RequestWire> for Request {
    type Error = Corrupt;

    fn try_from(wire: RequestWire) -> Result<Self, Corrupt> {
        Ok(match wire.kind.ok_or(Corrupt("unknown request"))? {
            RequestKind::AssignRole(wire) => {
                let (to, role) = held_from(wire)?;
                Request::AssignRole { to, role }
            }
            RequestKind::ChangeRole(wire) => Request::ChangeRole {
                name: RoleName::stored(&wire.name)?,
                description: wire.description,
                permissions: permissions_from(wire.permissions)?,
            },
            RequestKind::AddMembers(wire) => Request::AddMembers {
                group: id_from(&wire.group)?,
                members: ids_from(&wire.members)?,
            },
            RequestKind::ChangeGroup(wire) => Request::ChangeGroup {
                id: id_from(&wire.id)?,
                changes: group_changes_from(&wire)?,
            },
            RequestKind::Invite(wire) => Request::Invite(wire.try_into()?),
            RequestKind::SetProvider(wire) => Request::SetProvider(wire.try_into()?),
            RequestKind::ChangePrincipal(wire) => {
                let (id, changes) = changes_from(wire)?;
                Request::ChangePrincipal { id, changes }
            }
        })
    }
}
