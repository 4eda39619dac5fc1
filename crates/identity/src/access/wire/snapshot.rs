//! The state of this part in a snapshot: the same bytes for the same state.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Tenant, Timestamp};
use prost::Message;

use super::super::realm::Realm;
use super::super::{
    Approval, Group, Invitation, NewGroup, NewPrincipal, Principal, PrincipalStatus, Provider, Role,
    RoleName, State,
};
use super::messages::{
    ApprovalWire, GroupWire, HistoryWire, InvitationWire, PrincipalWire, ProviderWire, RealmWire,
    RequestedWire, RoleWire, StateWire,
};
use super::parts::{MISSING, ids, ids_from, permissions_from, role_names, role_wire, roles_from};
use crate::Authority;

impl State {
    pub(crate) fn encode(&self) -> Vec<u8> {
        StateWire {
            realms: self
                .realms()
                .map(|(tenant, realm)| realm_wire(tenant, realm))
                .collect(),
        }
        .encode_to_vec()
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<State, Corrupt> {
        let mut state = State::default();
        for wire in StateWire::decode(bytes)?.realms {
            let tenant = Tenant::new(id_from(&wire.tenant)?);
            for principal in wire.principals {
                state.insert_principal(principal_from(tenant, principal)?);
            }
            let realm = state.realm_mut(tenant);
            for role in wire.roles {
                let role = role_from(role)?;
                realm.roles.insert(role.name.clone(), role);
            }
            for group in wire.groups {
                realm.insert_group(group_from(group)?);
            }
            for invitation in wire.invitations {
                realm.insert_invitation(Invitation {
                    new: invitation.base.ok_or(MISSING)?.try_into()?,
                    created_at: Timestamp::from_microseconds(invitation.created_at),
                    created_by: Authority::decode(&invitation.created_by)?,
                });
            }
            for approval in wire.approvals {
                realm.insert_approval(approval_from(approval)?);
            }
            for id in wire.sealed_invitations {
                realm.insert_sealed_invitation(id_from(&id)?);
            }
            for provider in wire.providers {
                let history = history_from(provider.history)?;
                let provider = Provider {
                    settings: provider.settings.ok_or(MISSING)?.try_into()?,
                    created_at: history.0,
                    changed_at: history.1,
                    version: history.2,
                };
                realm.providers.insert(provider.settings.name.clone(), provider);
            }
        }
        Ok(state)
    }
}

fn realm_wire(tenant: Tenant, realm: &Realm) -> RealmWire {
    let roles = realm.roles.values().map(|role| RoleWire {
        history: history(role.created_at, role.changed_at, role.version),
        ..role_wire(&role.name, &role.description, role.permissions)
    });
    let groups = realm.groups().values().map(|group| GroupWire {
        base: Some((&group_base(group)).into()),
        roles: role_names(&group.roles),
        history: history(group.created_at, group.changed_at, group.version),
    });
    let invitations = realm.invitations().values().map(|invitation| InvitationWire {
        base: Some((&invitation.new).into()),
        created_at: invitation.created_at.as_microseconds(),
        created_by: invitation.created_by.encode(),
    });
    let approvals = realm.approvals.values().map(|approval| ApprovalWire {
        base: Some(RequestedWire {
            id: id_bytes(approval.id),
            request: Some((&approval.request).into()),
        }),
        requested_by: approval.requested_by.encode(),
        requested_at: approval.requested_at.as_microseconds(),
    });
    let providers = realm.providers.values().map(|provider| ProviderWire {
        settings: Some((&provider.settings).into()),
        history: history(provider.created_at, provider.changed_at, provider.version),
    });
    RealmWire {
        tenant: id_bytes(tenant.id()),
        principals: realm.principals().values().map(principal_wire).collect(),
        roles: roles.collect(),
        groups: groups.collect(),
        invitations: invitations.collect(),
        approvals: approvals.collect(),
        providers: providers.collect(),
        sealed_invitations: ids(realm.sealed_invitations()),
    }
}

fn principal_wire(principal: &Principal) -> PrincipalWire {
    let base = NewPrincipal {
        id: principal.id,
        kind: principal.kind,
        name: principal.name.clone(),
        email: principal.email,
        profile: principal.profile.clone(),
        external_id: principal.external_id.clone(),
        owner: principal.owner,
        attributes: principal.attributes.clone(),
        provisioned: principal.provisioned,
    };
    PrincipalWire {
        base: Some((&base).into()),
        status: match principal.status {
            PrincipalStatus::Active => 1,
            PrincipalStatus::Suspended => 2,
            PrincipalStatus::Deleted => 3,
        },
        roles: role_names(&principal.roles),
        groups: ids(&principal.groups),
        outside: principal.outside.as_ref().map(Into::into),
        created_by: principal.created_by.encode(),
        history: history(principal.created_at, principal.changed_at, principal.version),
    }
}

fn principal_from(tenant: Tenant, wire: PrincipalWire) -> Result<Principal, Corrupt> {
    let base: NewPrincipal = wire.base.ok_or(MISSING)?.try_into()?;
    let (created_at, changed_at, version) = history_from(wire.history)?;
    Ok(Principal {
        id: base.id,
        tenant,
        kind: base.kind,
        name: base.name,
        email: base.email,
        profile: base.profile,
        external_id: base.external_id,
        owner: base.owner,
        status: match wire.status {
            1 => PrincipalStatus::Active,
            2 => PrincipalStatus::Suspended,
            3 => PrincipalStatus::Deleted,
            _ => return Err(Corrupt("unknown status of a principal")),
        },
        roles: roles_from(&wire.roles)?,
        groups: ids_from(&wire.groups)?,
        attributes: base.attributes,
        outside: wire.outside.map(TryInto::try_into).transpose()?,
        provisioned: base.provisioned,
        created_at,
        created_by: Authority::decode(&wire.created_by)?,
        changed_at,
        version,
    })
}

fn role_from(wire: RoleWire) -> Result<Role, Corrupt> {
    let (created_at, changed_at, version) = history_from(wire.history)?;
    Ok(Role {
        name: RoleName::stored(&wire.name)?,
        description: wire.description,
        permissions: permissions_from(wire.permissions)?,
        created_at,
        changed_at,
        version,
    })
}

fn group_base(group: &Group) -> NewGroup {
    NewGroup {
        id: group.id,
        name: group.name.clone(),
        external_id: group.external_id.clone(),
        provisioned: group.provisioned,
    }
}

fn group_from(wire: GroupWire) -> Result<Group, Corrupt> {
    let base: NewGroup = wire.base.ok_or(MISSING)?.try_into()?;
    let (created_at, changed_at, version) = history_from(wire.history)?;
    Ok(Group {
        id: base.id,
        name: base.name,
        external_id: base.external_id,
        provisioned: base.provisioned,
        roles: roles_from(&wire.roles)?,
        created_at,
        changed_at,
        version,
    })
}

fn approval_from(wire: ApprovalWire) -> Result<Approval, Corrupt> {
    let base = wire.base.ok_or(MISSING)?;
    Ok(Approval {
        id: id_from(&base.id)?,
        request: base.request.ok_or(MISSING)?.try_into()?,
        requested_by: Authority::decode(&wire.requested_by)?,
        requested_at: Timestamp::from_microseconds(wire.requested_at),
    })
}

fn history(created_at: Timestamp, changed_at: Timestamp, version: u64) -> Option<HistoryWire> {
    Some(HistoryWire {
        created_at: created_at.as_microseconds(),
        changed_at: changed_at.as_microseconds(),
        version,
    })
}

fn history_from(wire: Option<HistoryWire>) -> Result<(Timestamp, Timestamp, u64), Corrupt> {
    let wire = wire.ok_or(MISSING)?;
    let at = Timestamp::from_microseconds;
    Ok((at(wire.created_at), at(wire.changed_at), wire.version))
}
