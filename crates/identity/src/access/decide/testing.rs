//! A tenant with people in it, and short words for commands, for the tests.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{ApprovalId, GroupId, InvitationId, PrincipalId, TenantId};

use super::super::*;
use super::*;
use crate::{LookupHash, Permission, Permissions, Sealed, TenantRecord, TokenHash};

pub(super) const HOME: u128 = 1;
pub(super) const ABROAD: u128 = 2;
pub(super) const DAY: u64 = 24 * 3_600 * 1_000_000;

pub(super) fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

pub(super) fn prn(number: u128) -> PrincipalId {
    PrincipalId::from_u128(number)
}

pub(super) fn grp(number: u128) -> GroupId {
    GroupId::from_u128(number)
}

pub(super) fn apr(number: u128) -> ApprovalId {
    ApprovalId::from_u128(number)
}

pub(super) fn role(name: &str) -> RoleName {
    RoleName::new(name).unwrap()
}

pub(super) fn roles_named(names: &[&str]) -> BTreeSet<RoleName> {
    names.iter().map(|name| role(name)).collect()
}

pub(super) fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

pub(super) fn email(number: u8) -> LookupHash {
    LookupHash::from_bytes([number; 32])
}

pub(super) fn by(number: u128) -> Authority {
    Authority::principal(prn(number))
}

pub(super) fn corp() -> ProviderName {
    ProviderName::new("corp").unwrap()
}

pub(super) fn outside_group(name: &str) -> OutsideGroup {
    OutsideGroup::new(name).unwrap()
}

pub(super) fn user(number: u128, provisioned: bool) -> NewPrincipal {
    NewPrincipal {
        email: u8::try_from(number).ok().map(email),
        profile: Sealed::from_bytes(vec![1, 2]),
        provisioned,
        ..NewPrincipal::user(prn(number))
    }
}

pub(super) fn software(number: u128, kind: PrincipalKind) -> NewPrincipal {
    NewPrincipal {
        kind,
        name: Some(label("software")),
        ..NewPrincipal::user(prn(number))
    }
}

pub(super) fn ask(request: Request, approval: u128) -> Command {
    Command::Ask {
        request,
        approval: apr(approval),
        seen_version: None,
    }
}

pub(super) fn assign(to: u128, name: &str, approval: u128) -> Command {
    let to = Holder::Principal(prn(to));
    ask(Request::AssignRole { to, role: role(name) }, approval)
}

pub(super) fn assign_group(to: u128, name: &str, approval: u128) -> Command {
    let to = Holder::Group(grp(to));
    ask(Request::AssignRole { to, role: role(name) }, approval)
}

pub(super) fn withdraw(from: u128, name: &str) -> Command {
    Command::WithdrawRole {
        from: Holder::Principal(prn(from)),
        role: role(name),
    }
}

pub(super) fn group(number: u128, provisioned: bool) -> Command {
    Command::CreateGroup(NewGroup {
        id: grp(number),
        name: label(&format!("group {number}")),
        external_id: None,
        provisioned,
    })
}

pub(super) fn add(to: u128, members: &[u128], approval: u128) -> Command {
    let members = members.iter().map(|member| prn(*member)).collect();
    ask(
        Request::AddMembers {
            group: grp(to),
            members,
        },
        approval,
    )
}

pub(super) fn change(id: u128, changes: PrincipalChanges, approval: u128) -> Command {
    ask(Request::ChangePrincipal { id: prn(id), changes }, approval)
}

pub(super) fn new_email(number: u8) -> PrincipalChanges {
    PrincipalChanges {
        email: Some(Some(email(number))),
        ..PrincipalChanges::default()
    }
}

pub(super) fn define(name: &str, permissions: &[Permission]) -> Command {
    Command::DefineRole {
        name: role(name),
        description: String::new(),
        permissions: Permissions::of(permissions),
    }
}

pub(super) fn invitation(number: u8, names: &[&str], expires_at: u64) -> NewInvitation {
    NewInvitation {
        id: InvitationId::from_u128(u128::from(number)),
        email: email(number),
        profile: Sealed::default(),
        roles: roles_named(names),
        token: TokenHash::from_bytes([number; 32]),
        expires_at: Timestamp::from_microseconds(expires_at),
    }
}

pub(super) fn accept(token: u8, as_principal: u128) -> Command {
    Command::AcceptInvitation {
        token: TokenHash::from_bytes([token; 32]),
        principal: prn(as_principal),
        profile: None,
    }
}

pub(super) fn settings(mapped: &[(&str, &[&str])], link_by_email: bool) -> ProviderSettings {
    ProviderSettings {
        name: corp(),
        kind: ProviderKind::OpenId,
        mapping: mapped
            .iter()
            .map(|(group, names)| (outside_group(group), roles_named(names)))
            .collect::<BTreeMap<_, _>>(),
        default_roles: roles_named(&["viewer"]),
        just_in_time: true,
        link_by_email,
    }
}

pub(super) fn arrival(subject: &str, address: Option<u8>, groups: &[&str], new_id: u128) -> Arrival {
    Arrival {
        provider: corp(),
        subject: Subject::new(subject).unwrap(),
        email: address.map(email),
        email_verified: true,
        profile: None,
        groups: groups.iter().map(|group| outside_group(group)).collect(),
        new_id: prn(new_id),
    }
}

/// Two tenants at a time, with every event and state put through its stored form.
pub(super) struct World {
    pub(super) state: crate::State,
    pub(super) now: u64,
}

impl World {
    pub(super) fn decided(
        &self,
        at: u128,
        who: &Authority,
        command: Command,
    ) -> Result<Vec<Event>, Rejection> {
        decide(&self.state, self.time(), tenant(at), who, command)
    }

    pub(super) fn time(&self) -> Timestamp {
        Timestamp::from_microseconds(self.now)
    }

    pub(super) fn run(
        &mut self,
        at: u128,
        who: &Authority,
        command: Command,
    ) -> Result<Vec<&'static str>, &'static str> {
        let events = self
            .decided(at, who, command)
            .map_err(|rejection| rejection.code())?;
        let now = self.time();
        for event in &events {
            assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
            assert!(event.facts().is_some(), "{}", event.name());
            apply(&mut self.state.access, now, tenant(at), who, event);
        }
        Ok(events.iter().map(Event::name).collect())
    }

    pub(super) fn says(
        &mut self,
        who: &Authority,
        command: Command,
    ) -> Result<Vec<&'static str>, &'static str> {
        let answer = self.run(HOME, who, command);
        assert_eq!(
            State::decode(&self.state.access.encode()).as_ref(),
            Ok(&self.state.access)
        );
        answer
    }

    pub(super) fn may(&self, number: u128) -> Permissions {
        self.state.access.permissions_of(tenant(HOME), prn(number))
    }
}

/// Ann (1) and Bob (2) are administrators, Mia (3) looks after people and may read payments, 4 is SCIM, Vic (5) is a viewer, 6 an
/// agent, 7 a service account with all that an administrator may.
pub(super) fn world() -> World {
    let mut world = World {
        state: crate::State::default(),
        now: DAY,
    };
    for number in [HOME, ABROAD] {
        world.state.tenancy.insert_tenant(TenantRecord {
            id: TenantId::from_u128(number),
            name: number.to_string(),
            settings: crate::tenancy::TenantSettings::default(),
            status: crate::tenancy::TenantStatus::Active,
            holds: crate::tenancy::Holds::new(),
            version: 1,
            created_at: Timestamp::from_microseconds(0),
        });
    }
    let node = &Authority::Node;
    for new in [
        user(1, false),
        user(2, false),
        user(3, false),
        software(4, PrincipalKind::ServiceAccount),
        user(5, false),
        software(6, PrincipalKind::Agent),
        software(7, PrincipalKind::ServiceAccount),
    ] {
        world.run(HOME, node, Command::CreatePrincipal(new)).unwrap();
    }
    let people = define("people", &[Permission::IdentityManage, Permission::PaymentsRead]);
    world.run(HOME, node, people).unwrap();
    world
        .run(HOME, node, define("scim", &[Permission::ScimManage]))
        .unwrap();
    for (to, name) in [
        (1, "admin"),
        (2, "admin"),
        (3, "people"),
        (4, "scim"),
        (5, "viewer"),
        (6, "agent"),
        (7, "admin"),
    ] {
        world.run(HOME, node, assign(to, name, 99)).unwrap();
    }
    world
}
