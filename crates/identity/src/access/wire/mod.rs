//! The stored forms of events and snapshots. Fields are only ever added.

mod messages;
mod parts;
mod snapshot;

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Id, IdKind};
use prost::Message;

use super::{Event, ProviderName, RoleName};
use messages::{
    AcceptedWire, EventKind, EventWire, IdWire, IdsWire, LinkedWire, MembersWire, NameWire, RequestedWire,
    RoleWire,
};
use parts::MISSING;

/// The event as bytes.
pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    let kind = match event {
        Event::PrincipalCreated(new) => EventKind::PrincipalCreated(new.into()),
        Event::PrincipalChanged { id, changes } => {
            EventKind::PrincipalChanged(parts::changes_wire(*id, changes))
        }
        Event::PrincipalLinked { id, account } => EventKind::PrincipalLinked(LinkedWire {
            id: id_bytes(*id),
            account: Some(account.into()),
        }),
        Event::PrincipalSuspended { id } => EventKind::PrincipalSuspended(id_wire(*id)),
        Event::PrincipalReactivated { id } => EventKind::PrincipalReactivated(id_wire(*id)),
        Event::PrincipalDeleted { id } => EventKind::PrincipalDeleted(id_wire(*id)),
        Event::RoleDefined {
            name,
            description,
            permissions,
        } => EventKind::RoleDefined(parts::role_wire(name, description, *permissions)),
        Event::RoleChanged {
            name,
            description,
            permissions,
        } => EventKind::RoleChanged(parts::role_wire(name, description, *permissions)),
        Event::RoleRemoved { name } => EventKind::RoleRemoved(name_wire(name.as_str())),
        Event::RoleAssigned { to, role } => EventKind::RoleAssigned(parts::held_wire(*to, role)),
        Event::RoleWithdrawn { from, role } => EventKind::RoleWithdrawn(parts::held_wire(*from, role)),
        Event::GroupCreated(new) => EventKind::GroupCreated(new.into()),
        Event::GroupChanged { id, changes } => {
            EventKind::GroupChanged(parts::group_changes_wire(*id, changes))
        }
        Event::GroupRemoved { id } => EventKind::GroupRemoved(id_wire(*id)),
        Event::MembersAdded { group, members } => EventKind::MembersAdded(MembersWire {
            group: id_bytes(*group),
            members: parts::ids(members),
        }),
        Event::MembersRemoved { group, members } => EventKind::MembersRemoved(MembersWire {
            group: id_bytes(*group),
            members: parts::ids(members),
        }),
        Event::InvitationMade(new) => EventKind::InvitationMade(new.into()),
        Event::InvitationAccepted { id, principal } => EventKind::InvitationAccepted(AcceptedWire {
            id: id_bytes(*id),
            principal: id_bytes(*principal),
        }),
        Event::InvitationRevoked { id } => EventKind::InvitationRevoked(id_wire(*id)),
        Event::InvitationsErased { ids } => EventKind::InvitationsErased(IdsWire { ids: parts::ids(ids) }),
        Event::ApprovalRequested { id, request } => EventKind::ApprovalRequested(RequestedWire {
            id: id_bytes(*id),
            request: Some(request.into()),
        }),
        Event::ApprovalGiven { id } => EventKind::ApprovalGiven(id_wire(*id)),
        Event::ApprovalRejected { id } => EventKind::ApprovalRejected(id_wire(*id)),
        Event::ProviderSet(settings) => EventKind::ProviderSet(settings.into()),
        Event::ProviderRemoved { name } => EventKind::ProviderRemoved(name_wire(name.as_str())),
    };
    EventWire { kind: Some(kind) }.encode_to_vec()
}

/// The event in these bytes.
pub(crate) fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let kind = EventWire::decode(bytes)?
        .kind
        .ok_or(Corrupt("unknown access event"))?;
    Ok(match kind {
        EventKind::PrincipalCreated(wire) => Event::PrincipalCreated(wire.try_into()?),
        EventKind::PrincipalChanged(wire) => {
            let (id, changes) = parts::changes_from(wire)?;
            Event::PrincipalChanged { id, changes }
        }
        EventKind::PrincipalLinked(wire) => Event::PrincipalLinked {
            id: id_from(&wire.id)?,
            account: wire.account.ok_or(MISSING)?.try_into()?,
        },
        EventKind::PrincipalSuspended(wire) => Event::PrincipalSuspended {
            id: id_from(&wire.id)?,
        },
        EventKind::PrincipalReactivated(wire) => Event::PrincipalReactivated {
            id: id_from(&wire.id)?,
        },
        EventKind::PrincipalDeleted(wire) => Event::PrincipalDeleted {
            id: id_from(&wire.id)?,
        },
        EventKind::RoleDefined(wire) => {
            let (name, description, permissions) = role_from(wire)?;
            Event::RoleDefined {
                name,
                description,
                permissions,
            }
        }
        EventKind::RoleChanged(wire) => {
            let (name, description, permissions) = role_from(wire)?;
            Event::RoleChanged {
                name,
                description,
                permissions,
            }
        }
        EventKind::RoleRemoved(wire) => Event::RoleRemoved {
            name: RoleName::stored(&wire.name)?,
        },
        EventKind::RoleAssigned(wire) => {
            let (to, role) = parts::held_from(wire)?;
            Event::RoleAssigned { to, role }
        }
        EventKind::RoleWithdrawn(wire) => {
            let (from, role) = parts::held_from(wire)?;
            Event::RoleWithdrawn { from, role }
        }
        EventKind::GroupCreated(wire) => Event::GroupCreated(wire.try_into()?),
        EventKind::GroupChanged(wire) => Event::GroupChanged {
            id: id_from(&wire.id)?,
            changes: parts::group_changes_from(&wire)?,
        },
        EventKind::GroupRemoved(wire) => Event::GroupRemoved {
            id: id_from(&wire.id)?,
        },
        EventKind::MembersAdded(wire) => Event::MembersAdded {
            group: id_from(&wire.group)?,
            members: parts::ids_from(&wire.members)?,
        },
        EventKind::MembersRemoved(wire) => Event::MembersRemoved {
            group: id_from(&wire.group)?,
            members: parts::ids_from(&wire.members)?,
        },
        EventKind::InvitationMade(wire) => Event::InvitationMade(wire.try_into()?),
        EventKind::InvitationAccepted(wire) => Event::InvitationAccepted {
            id: id_from(&wire.id)?,
            principal: id_from(&wire.principal)?,
        },
        EventKind::InvitationRevoked(wire) => Event::InvitationRevoked {
            id: id_from(&wire.id)?,
        },
        EventKind::InvitationsErased(wire) => Event::InvitationsErased {
            ids: parts::ids_from(&wire.ids)?,
        },
        EventKind::ApprovalRequested(wire) => Event::ApprovalRequested {
            id: id_from(&wire.id)?,
            request: wire.request.ok_or(MISSING)?.try_into()?,
        },
        EventKind::ApprovalGiven(wire) => Event::ApprovalGiven {
            id: id_from(&wire.id)?,
        },
        EventKind::ApprovalRejected(wire) => Event::ApprovalRejected {
            id: id_from(&wire.id)?,
        },
        EventKind::ProviderSet(wire) => Event::ProviderSet(wire.try_into()?),
        EventKind::ProviderRemoved(wire) => Event::ProviderRemoved {
            name: ProviderName::stored(&wire.name)?,
        },
    })
}

fn id_wire<K: IdKind>(id: Id<K>) -> IdWire {
    IdWire { id: id_bytes(id) }
}

fn name_wire(name: &str) -> NameWire {
    NameWire {
        name: name.to_owned(),
    }
}

fn role_from(wire: RoleWire) -> Result<(RoleName, String, crate::Permissions), Corrupt> {
    let permissions = parts::permissions_from(wire.permissions)?;
    Ok((RoleName::stored(&wire.name)?, wire.description, permissions))
}
