//! Random commands by random people: whatever somebody can do afterwards, somebody gave who could.
//!
//! The model knows nothing of how decisions are made. It reads off the state what each bearer of permissions (a person's own
//! roles, a group, an invitation, an entry of a provider's mapping) stands for before and after each command, and demands for
//! everything gained someone who had it: the node, or one person, or two where it is administrative.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{GroupId, InvitationId, PrincipalId};
use proptest::prelude::*;

use super::super::*;
use super::testing::{
    ABROAD, HOME, World, apr, arrival, ask, by, corp, email, grp, invitation, outside_group, prn, role,
    settings, software, tenant, user, world,
};
use super::*;
use crate::{Permission, Permissions, Sealed, TokenHash};

const ROLES: &[&str] = &[
    "admin", "operator", "viewer", "agent", "people", "scim", "own", "node",
];
const SETS: &[Permissions] = &[
    Permissions::of(&[Permission::PaymentsRead]),
    Permissions::of(&[Permission::PaymentsRead, Permission::LedgerWrite]),
    Permissions::of(&[Permission::IdentityManage]),
    Permissions::of(&[
        Permission::IdentityManage,
        Permission::KeysManage,
        Permission::PaymentsRead,
    ]),
    Permissions::of(&[Permission::ScimManage, Permission::IdentityManage]),
    Permissions::of(&[Permission::PolicyManage]),
    Permissions::all(),
];

const CLIENTS: Permissions = Permissions::of(&[
    Permission::IdentityManage,
    Permission::ClientsManage,
    Permission::PaymentsRead,
]);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bearer<'a> {
    Person(PrincipalId),
    Group(GroupId),
    Invitation(InvitationId),
    Mapped(&'a ProviderName, Option<&'a OutsideGroup>),
}

/// What there is in the home tenant, as the model sees it.
struct Seen<'a> {
    bears: BTreeMap<Bearer<'a>, Permissions>,
    memberships: BTreeSet<(GroupId, PrincipalId)>,
    marked: BTreeSet<GroupId>,
}

fn permitted<'r>(state: &State, names: impl IntoIterator<Item = &'r RoleName>) -> Permissions {
    names.into_iter().fold(Permissions::NONE, |all, name| {
        let built_in = BUILT_IN_ROLES.iter().find(|(word, _)| *word == name.as_str());
        let own = || state.roles(tenant(HOME)).find(|role| role.name == *name);
        let permissions = built_in
            .map(|row| row.1)
            .or_else(|| own().map(|role| role.permissions));
        all.union(permissions.unwrap_or_default())
    })
}

fn seen(state: &State, now: Timestamp) -> Seen<'_> {
    let home = tenant(HOME);
    let mut bears = BTreeMap::new();
    let mut memberships = BTreeSet::new();
    for principal in state.principals(home, None) {
        bears.insert(Bearer::Person(principal.id), permitted(state, &principal.roles));
        memberships.extend(principal.groups.iter().map(|group| (*group, principal.id)));
    }
    for group in state.groups(home) {
        bears.insert(Bearer::Group(group.id), permitted(state, &group.roles));
    }
    for open in state.invitations(home, now) {
        bears.insert(Bearer::Invitation(open.new.id), permitted(state, &open.new.roles));
    }
    for Provider { settings, .. } in state.providers(home) {
        bears.insert(
            Bearer::Mapped(&settings.name, None),
            permitted(state, &settings.default_roles),
        );
        for (group, names) in &settings.mapping {
            bears.insert(
                Bearer::Mapped(&settings.name, Some(group)),
                permitted(state, names),
            );
        }
    }
    Seen {
        bears,
        memberships,
        marked: state
            .groups(home)
            .filter(|group| group.provisioned)
            .map(|group| group.id)
            .collect(),
    }
}

/// What a person would have if they were active: what all that bears for them stands for.
fn potential(state: &State, seen: &Seen<'_>, id: PrincipalId) -> Permissions {
    let Some(principal) = state.principal(tenant(HOME), id) else {
        return Permissions::NONE;
    };
    let of = |bearer: Bearer<'_>| {
        let found = seen.bears.iter().find(|(other, _)| **other == bearer);
        found.map_or(Permissions::NONE, |(_, permissions)| *permissions)
    };
    let mut all = of(Bearer::Person(id));
    for (group, _) in seen.memberships.iter().filter(|(_, member)| *member == id) {
        all = all.union(of(Bearer::Group(*group)));
    }
    let is_current = |account: &&OutsideAccount| {
        let provider = state.provider(tenant(HOME), &account.provider);
        provider.is_some_and(|provider| provider.created_at == account.since)
    };
    if let Some(account) = principal.outside.as_ref().filter(is_current) {
        all = all.union(of(Bearer::Mapped(&account.provider, None)));
        for group in &account.groups {
            all = all.union(of(Bearer::Mapped(&account.provider, Some(group))));
        }
    }
    all
}

fn effective(state: &State, seen: &Seen<'_>, who: &Authority) -> Permissions {
    match who {
        Authority::Node => Permissions::all(),
        Authority::Principal { id, limit } if state.is_active(tenant(HOME), *id) => {
            potential(state, seen, *id).intersection(*limit)
        }
        Authority::Principal { .. } | Authority::Key(_) | Authority::Anyone => Permissions::NONE,
    }
}

/// Who stands behind what a command gives: what they may all do, and whether they are two.
struct Vouched {
    may: Permissions,
    two: bool,
}

fn vouched(state: &State, before: &Seen<'_>, who: &Authority, command: &Command) -> Vouched {
    let may = effective(state, before, who);
    match command {
        Command::Approve { id } => {
            let first = &state.approval(tenant(HOME), *id).unwrap().requested_by;
            assert!(*who == Authority::Node || who.principal_id() != first.principal_id());
            let both = effective(state, before, first).intersection(may);
            Vouched { may: both, two: true }
        }
        _ => Vouched { may, two: false },
    }
}

fn check_gains(
    before: (&State, &Seen<'_>),
    after: (&State, &Seen<'_>),
    who: &Authority,
    command: &Command,
) -> Result<(), TestCaseError> {
    let ((old, was), (new, is)) = (before, after);
    for principal in new.principals(tenant(HOME), None) {
        let all = if principal.is_active() {
            potential(new, is, principal.id)
        } else {
            Permissions::NONE
        };
        prop_assert_eq!(new.permissions_of(tenant(HOME), principal.id), all);
        prop_assert_eq!(
            new.permissions_of(tenant(ABROAD), principal.id),
            Permissions::NONE
        );
    }
    if *who == Authority::Node && !matches!(command, Command::Approve { .. }) {
        return Ok(());
    }
    let had = |bearer: &Bearer<'_>| was.bears.get(bearer).copied().unwrap_or_default();
    let mut gained = Permissions::NONE;
    for (bearer, stands_for) in &is.bears {
        let more = stands_for.without(had(bearer));
        if let (Command::AcceptInvitation { token, principal, .. }, Bearer::Person(id)) = (command, bearer)
            && id == principal
        {
            let invitation = u128::from(token.as_bytes()[0]);
            let promised = had(&Bearer::Invitation(InvitationId::from_u128(invitation)));
            prop_assert!(promised.contains_all(more), "{more:?} beyond the invitation");
            continue;
        }
        gained = gained.union(more);
    }
    let by_scim = effective(old, was, who).contains(Permission::ScimManage);
    for (group, member) in is.memberships.difference(&was.memberships) {
        let from_outside = by_scim && was.marked.contains(group) && who.principal_id() != Some(*member);
        let manager = effective(old, was, who).contains(Permission::IdentityManage);
        if manager || !from_outside {
            gained = gained.union(had(&Bearer::Group(*group)));
        }
    }
    for group in is.marked.difference(&was.marked) {
        gained = gained.union(had(&Bearer::Group(*group)));
    }
    let behind = vouched(old, was, who, command);
    prop_assert!(
        behind.may.contains_all(gained),
        "{gained:?} by {who:?} with {command:?}"
    );
    if !gained.is_empty() {
        prop_assert!(behind.may.contains(Permission::IdentityManage));
        prop_assert!(
            !gained.intersects(Permissions::NODE_WIDE),
            "{gained:?} belongs to the node"
        );
        let alone = gained.intersects(Permissions::ADMINISTRATIVE) && !behind.two;
        prop_assert!(!alone, "{gained:?} by {who:?} alone with {command:?}");
    }
    Ok(())
}

/// A new address is a way into an account: nobody makes one into the account of someone who may do more.
fn check_accounts(
    before: (&State, &Seen<'_>),
    after: &State,
    who: &Authority,
    command: &Command,
) -> Result<(), TestCaseError> {
    let (old, was) = before;
    for principal in old.principals(tenant(HOME), None) {
        let later = after.principal(tenant(HOME), principal.id).unwrap();
        let outside_sign_in = matches!(command, Command::ProvisionFromOutside(_)) && later.provisioned;
        let taken = later.email != principal.email && !later.is_deleted();
        let own = who.principal_id() == Some(principal.id);
        if own && !later.is_deleted() {
            prop_assert_eq!(&later.attributes, &principal.attributes);
        }
        if !taken || own || *who == Authority::Node || outside_sign_in {
            continue;
        }
        let all = potential(old, was, principal.id);
        let behind = vouched(old, was, who, command);
        if behind.may.contains(Permission::ScimManage) && principal.provisioned && !behind.two {
            continue;
        }
        prop_assert!(behind.may.contains_all(all), "{who:?} into {}", principal.id);
        prop_assert!(behind.two || !all.intersects(Permissions::ADMINISTRATIVE));
    }
    let admin = |state: &State| {
        let has = |principal: &Principal| {
            let by_groups = principal
                .groups
                .iter()
                .filter_map(|id| state.group(tenant(HOME), *id));
            let mut roles = principal
                .roles
                .iter()
                .chain(by_groups.flat_map(|group| &group.roles));
            principal.is_active() && roles.any(|name| name.as_str() == "admin")
        };
        state.principals(tenant(HOME), None).any(has)
    };
    prop_assert!(
        *who == Authority::Node || !admin(old) || admin(after),
        "the last administrator went"
    );
    Ok(())
}

fn actors() -> impl Strategy<Value = Authority> {
    let principal = (1u128..14, 0..8usize).prop_map(|(number, limit)| Authority::Principal {
        id: prn(number),
        limit: [Permissions::all(), SETS[2], SETS[4], CLIENTS]
            .get(limit)
            .copied()
            .unwrap_or(Permissions::all()),
    });
    prop_oneof![
        1 => Just(Authority::Node),
        2 => Just(Authority::Anyone),
        1 => Just(Authority::Key(bezant_kernel::ApiKeyId::from_u128(1))),
        8 => prop_oneof![Just(by(1)), Just(by(2)), Just(by(3)), Just(by(4)), Just(by(5)),
            Just(by(7)), Just(by(8))],
        12 => principal,
    ]
}

fn role_names() -> impl Strategy<Value = RoleName> {
    proptest::sample::select(ROLES).prop_map(role)
}

fn holders() -> impl Strategy<Value = Holder> {
    prop_oneof![
        (1u128..14).prop_map(|number| Holder::Principal(prn(number))),
        (1u128..4).prop_map(|number| Holder::Group(grp(number))),
    ]
}

fn members() -> impl Strategy<Value = BTreeSet<PrincipalId>> {
    proptest::collection::btree_set((1u128..14).prop_map(prn), 0..3)
}

fn requests() -> impl Strategy<Value = Request> {
    let changes = (
        1u128..14,
        any::<bool>(),
        60u8..64,
        proptest::option::of(any::<bool>()),
        any::<bool>(),
    );
    let names = proptest::collection::btree_set(role_names(), 0..2);
    let mapped = (role_names(), role_names(), any::<bool>(), any::<bool>());
    prop_oneof![
        4 => (holders(), role_names()).prop_map(|(to, role)| Request::AssignRole { to, role }),
        2 => proptest::sample::select(SETS).prop_map(|permissions| Request::ChangeRole {
            name: role("own"),
            description: String::new(),
            permissions,
        }),
        3 => (1u128..4, members()).prop_map(|(group, members)| Request::AddMembers { group: grp(group), members }),
        1 => (1u128..4, any::<bool>()).prop_map(|(id, marked)| Request::ChangeGroup {
            id: grp(id),
            changes: GroupChanges { provisioned: Some(marked), ..GroupChanges::default() },
        }),
        2 => (30u8..36, names).prop_map(|(number, roles)| Request::Invite(NewInvitation {
            roles,
            ..invitation(number, &[], 30 * 24 * 3_600 * 1_000_000)
        })),
        1 => mapped.prop_map(|(mapped, default, just_in_time, link)| {
            let roles = BTreeSet::from([mapped]);
            Request::SetProvider(ProviderSettings {
                mapping: BTreeMap::from([(outside_group("ops"), roles)]),
                default_roles: BTreeSet::from([default]),
                just_in_time,
                ..settings(&[], link)
            })
        }),
        3 => changes.prop_map(|(id, mails, address, provisioned, pci)| Request::ChangePrincipal {
            id: prn(id),
            changes: PrincipalChanges {
                email: mails.then(|| Some(email(address))),
                provisioned,
                attributes: (pci && !mails).then(|| Attributes { pci, ..Attributes::default() }),
                ..PrincipalChanges::default()
            },
        }),
    ]
}

fn commands() -> impl Strategy<Value = Command> {
    let id = || (1u128..14).prop_map(prn);
    prop_oneof![
        12 => (requests(), 1u128..12).prop_map(|(request, approval)| ask(request, approval)),
        6 => (1u128..12).prop_map(|id| Command::Approve { id: apr(id) }),
        1 => (1u128..12).prop_map(|id| Command::Reject { id: apr(id) }),
        1 => (8u128..14, any::<bool>()).prop_map(|(id, marked)| Command::CreatePrincipal(user(id, marked))),
        1 => (8u128..14).prop_map(|id| Command::CreatePrincipal(software(id, PrincipalKind::Agent))),
        1 => id().prop_map(|id| Command::Suspend { id }),
        1 => id().prop_map(|id| Command::Reactivate { id }),
        1 => id().prop_map(|id| Command::Delete { id }),
        1 => (proptest::sample::select(&["own", "node"][..]), proptest::sample::select(SETS)).prop_map(
            |(name, permissions)| Command::DefineRole { name: role(name), description: String::new(), permissions }
        ),
        1 => role_names().prop_map(|name| Command::RemoveRole { name }),
        1 => (holders(), role_names()).prop_map(|(from, role)| Command::WithdrawRole { from, role }),
        2 => (1u128..4, any::<bool>()).prop_map(|(id, marked)| super::testing::group(id, marked)),
        1 => (1u128..4).prop_map(|id| Command::RemoveGroup { id: grp(id) }),
        2 => (1u128..4, members(), 1u128..12).prop_map(|(group, members, approval)| Command::ReplaceMembers {
            group: grp(group),
            members,
            approval: apr(approval),
        }),
        2 => (30u8..36, 8u128..14).prop_map(|(token, id)| Command::AcceptInvitation {
            token: TokenHash::from_bytes([token; 32]),
            principal: prn(id),
            profile: Some(Sealed::from_bytes(vec![token])),
        }),
        1 => Just(Command::RemoveProvider { name: corp() }),
        3 => (8u8..12, proptest::option::of(1u8..14), any::<bool>(), 8u128..14).prop_map(
            |(subject, address, ops, id)| {
                let groups: &[&str] = if ops { &["ops"] } else { &[] };
                Command::ProvisionFromOutside(arrival(&subject.to_string(), address, groups, id))
            }
        ),
    ]
}

/// The world with more in it to go wrong: who holds what belongs to the node, who may set providers and little else, a marked
/// group with roles, and maybe a single administrator.
fn richer(one_admin: bool) -> World {
    let mut world = world();
    let mut run = |command: Command| assert!(world.run(HOME, &Authority::Node, command).is_ok());
    let define = |name, permissions| Command::DefineRole {
        name: role(name),
        description: String::new(),
        permissions,
    };
    run(define("node", SETS[5]));
    run(define("clients", CLIENTS));
    run(Command::CreatePrincipal(user(8, false)));
    for (number, name) in [(1, "node"), (5, "scim"), (8, "clients")] {
        run(super::testing::assign(number, name, 99));
    }
    run(super::testing::group(1, true));
    let to = Holder::Group(grp(1));
    run(ask(
        Request::AssignRole {
            to,
            role: role("operator"),
        },
        99,
    ));
    for number in if one_admin { vec![2, 7] } else { vec![] } {
        let from = Holder::Principal(prn(number));
        run(Command::WithdrawRole {
            from,
            role: role("admin"),
        });
    }
    world
}

proptest! {
    #[test]
    fn nobody_gets_what_nobody_gave(
        steps in proptest::collection::vec((actors(), commands(), any::<bool>()), 1..80),
        one_admin: bool,
    ) {
        let mut world = richer(one_admin);
        for (who, command, waits) in steps {
            world.now += if waits { 3_600_000_000 } else { 1 };
            let before = world.state.access.clone();
            if world.run(HOME, &who, command.clone()).is_err() {
                prop_assert_eq!(&world.state.access, &before);
                continue;
            }
            let (was, is) = (seen(&before, world.time()), seen(&world.state.access, world.time()));
            check_gains((&before, &was), (&world.state.access, &is), &who, &command)?;
            check_accounts((&before, &was), &world.state.access, &who, &command)?;
        }
        let state = &world.state.access;
        prop_assert_eq!(&State::decode(&state.encode()).unwrap(), state);
    }

    #[test]
    fn tenants_neither_see_nor_touch_each_other(
        steps in proptest::collection::vec((any::<bool>(), actors(), commands()), 1..60),
    ) {
        // The same commands with the other tenant's ones left out lead to the same.
        let (mut both, mut alone) = (world(), world());
        for (abroad, who, command) in steps {
            both.now += 1;
            alone.now += 1;
            if abroad {
                let before = both.state.access.realm(tenant(HOME)).clone();
                let _ = both.run(ABROAD, &who, command);
                prop_assert_eq!(both.state.access.realm(tenant(HOME)), &before);
            } else {
                let named = match &command {
                    Command::CreatePrincipal(new) => Some(new.id),
                    Command::AcceptInvitation { principal, .. } => Some(*principal),
                    Command::ProvisionFromOutside(arrival) => Some(arrival.new_id),
                    _ => None,
                };
                // An id is taken once, whichever tenant was first.
                if named.is_some_and(|id| both.state.access.home(id) == Some(tenant(ABROAD))) {
                    let _ = both.run(HOME, &who, command);
                    alone.state.access.clone_from(&both.state.access);
                    continue;
                }
                let (here, there) = (both.run(HOME, &who, command.clone()), alone.run(HOME, &who, command));
                prop_assert_eq!(here, there);
            }
            prop_assert_eq!(both.state.access.realm(tenant(HOME)), alone.state.access.realm(tenant(HOME)));
        }
    }

    #[test]
    fn events_apply_to_any_state_and_damaged_bytes_never_panic(
        steps in proptest::collection::vec((actors(), commands()), 1..60),
        bytes in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut world = world();
        let mut other = State::default();
        let now = world.time();
        for (who, command) in steps {
            if let Ok(events) = world.decided(HOME, &who, command) {
                for event in events {
                    apply(&mut other, now, tenant(ABROAD), &who, &event);
                    apply(&mut world.state.access, now, tenant(HOME), &who, &event);
                    let stored = encode_event(&event);
                    let _ = decode_event(&stored[..stored.len() / 2]);
                }
            }
        }
        let _ = (decode_event(&bytes), State::decode(&bytes));
        let stored = other.encode();
        prop_assert_eq!(State::decode(&stored).unwrap().encode(), stored);
    }
}
