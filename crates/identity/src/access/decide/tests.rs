//! Who may give what, and who must agree.

use super::super::*;
use super::testing::*;
use super::*;
use crate::{Permission, Permissions};

#[test]
fn what_is_administrative_takes_a_second_person_who_may_do_it_too() {
    let mut world = world();
    assert_eq!(
        world.says(&by(1), assign(5, "operator", 1)),
        Ok(vec!["role.assigned"])
    );
    assert_eq!(
        world.says(&by(1), assign(5, "admin", 1)),
        Ok(vec!["approval.requested"])
    );
    assert!(!world.may(5).contains(Permission::IdentityManage));
    assert_eq!(world.says(&by(1), assign(6, "admin", 1)), Err("approval_exists"));
    let approve = |number| Command::Approve { id: apr(number) };
    // A key or a token of the second administrator, though it allows all that is needed: whoever made it may be the first.
    let given_away = Authority::Principal {
        id: prn(2),
        limit: Permissions::all().without(Permissions::NODE_WIDE),
    };
    for (who, code) in [
        (by(1), "approval_own"),
        (by(3), "grant_exceeds_own"),
        (given_away, "approval_needs_user"),
        (by(5), "access_permission_missing"),
        (by(7), "approval_needs_user"),
        (Authority::Anyone, "access_permission_missing"),
    ] {
        assert_eq!(world.says(&who, approve(1)), Err(code), "{who:?}");
    }
    assert_eq!(
        world.says(&by(2), approve(1)),
        Ok(vec!["approval.given", "role.assigned"])
    );
    assert_eq!(world.may(5), world.may(1));
    assert_eq!(world.says(&by(2), approve(1)), Err("approval_unknown"));
    // Software asks for nothing that takes a second person: its owner could be both.
    assert_eq!(
        world.says(&by(7), assign(3, "admin", 2)),
        Err("approval_needs_user")
    );
    assert_eq!(
        world.says(&Authority::Node, assign(3, "admin", 2)),
        Ok(vec!["role.assigned"])
    );
}

#[test]
fn a_request_is_checked_again_expires_and_is_turned_down() {
    let mut world = world();
    for (number, to) in [(1, 3), (2, 5), (3, 6)] {
        assert_eq!(
            world.says(&by(1), assign(to, "admin", number)),
            Ok(vec!["approval.requested"])
        );
    }
    let approve = |number| Command::Approve { id: apr(number) };
    assert_eq!(
        world.says(&by(5), Command::Reject { id: apr(1) }),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.says(&by(1), Command::Reject { id: apr(1) }),
        Ok(vec!["approval.rejected"])
    );
    assert_eq!(
        world.says(&by(2), withdraw(1, "admin")),
        Ok(vec!["role.withdrawn"])
    );
    assert_eq!(world.says(&by(2), approve(2)), Err("access_permission_missing"));
    assert_eq!(
        world.says(&Authority::Node, approve(2)),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.says(&Authority::Node, assign(1, "admin", 9)),
        Ok(vec!["role.assigned"])
    );
    assert_eq!(
        world.says(&by(2), approve(2)),
        Ok(vec!["approval.given", "role.assigned"])
    );
    world.now += 7 * DAY;
    assert_eq!(world.says(&by(2), approve(3)), Err("approval_expired"));
    assert_eq!(
        world.state.access.approvals(tenant(HOME), world.time()).count(),
        0
    );
}

#[test]
fn nobody_gives_what_they_do_not_have() {
    let mut world = world();
    let mia = by(3);
    assert_eq!(world.says(&mia, group(1, false)), Ok(vec!["group.created"]));
    assert_eq!(
        world.says(&by(1), assign_group(1, "operator", 1)),
        Ok(vec!["role.assigned"])
    );
    let invite = |names| ask(Request::Invite(invitation(40, names, 2 * DAY)), 9);
    let provider = settings(&[("staff", &["operator"])], false);
    for (command, code) in [
        (assign(5, "operator", 9), "grant_exceeds_own"),
        (define("more", &[Permission::LedgerWrite]), "grant_exceeds_own"),
        (add(1, &[3], 9), "grant_exceeds_own"),
        (invite(&["operator"]), "grant_exceeds_own"),
        (
            ask(Request::SetProvider(provider), 9),
            "access_permission_missing",
        ),
        (assign(5, "nothing", 9), "role_unknown"),
        (define("admin", &[]), "role_exists"),
    ] {
        assert_eq!(world.says(&mia, command), Err(code));
    }
    let more = |permissions: &[Permission]| {
        ask(
            Request::ChangeRole {
                name: role("people"),
                description: String::new(),
                permissions: Permissions::of(permissions),
            },
            9,
        )
    };
    let (manage, read) = (Permission::IdentityManage, Permission::PaymentsRead);
    assert_eq!(
        world.says(&mia, more(&[manage, read, Permission::LedgerRead])),
        Err("grant_exceeds_own")
    );
    assert_eq!(
        world.says(&by(1), more(&[manage, Permission::LedgerRead])),
        Ok(vec!["role.changed"])
    );
    assert_eq!(
        world.says(&by(1), more(&[manage, Permission::KeysManage])),
        Ok(vec!["approval.requested"])
    );
    assert_eq!(
        world.says(&by(1), define("node", &[Permission::PolicyManage])),
        Err("grant_node_wide")
    );
    assert_eq!(
        world.says(&Authority::Node, define("node", &[Permission::PolicyManage])),
        Ok(vec!["role.defined"])
    );
    assert_eq!(world.says(&by(1), assign(5, "node", 9)), Err("grant_node_wide"));
    assert_eq!(
        world.says(&mia, assign(6, "people", 10)),
        Ok(vec!["approval.requested"])
    );
    assert_eq!(
        world.says(&by(1), Command::RemoveRole { name: role("people") }),
        Err("role_in_use")
    );
    assert_eq!(
        world.says(&by(1), Command::RemoveRole { name: role("viewer") }),
        Err("role_built_in")
    );
}

#[test]
fn nobody_takes_over_the_account_of_someone_who_may_do_more() {
    let mut world = world();
    let (ann, mia, scim) = (by(1), by(3), by(4));
    assert_eq!(
        world.says(&mia, change(1, new_email(90), 1)),
        Err("principal_exceeds_own")
    );
    assert_eq!(
        world.says(&scim, change(1, new_email(90), 1)),
        Err("not_provisioned")
    );
    assert_eq!(
        world.says(&by(5), change(1, new_email(90), 1)),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.says(&ann, change(2, new_email(90), 1)),
        Ok(vec!["approval.requested"])
    );
    assert_eq!(
        world.says(&ann, change(1, new_email(91), 2)),
        Ok(vec!["principal.changed"])
    );
    assert_eq!(
        world.says(&by(5), change(5, new_email(91), 2)),
        Err("email_taken")
    );
    assert_eq!(
        world.says(&by(5), change(5, new_email(92), 2)),
        Ok(vec!["principal.changed"])
    );
    let token = Authority::Principal {
        id: prn(5),
        limit: Permissions::READING,
    };
    assert_eq!(
        world.says(&token, change(5, new_email(93), 2)),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.says(&mia, Command::Suspend { id: prn(2) }),
        Ok(vec!["principal.suspended"])
    );
    assert_eq!(
        world.says(&mia, Command::Reactivate { id: prn(2) }),
        Err("principal_exceeds_own")
    );
    assert_eq!(
        world.says(&mia, Command::Delete { id: prn(2) }),
        Err("principal_exceeds_own")
    );
    assert_eq!(
        world.says(&ann, Command::Reactivate { id: prn(2) }),
        Ok(vec!["principal.reactivated"])
    );
    let certified = |id| {
        let attributes = Attributes {
            region: Some("eu".parse().unwrap()),
            pci: true,
            hipaa: false,
        };
        let changes = PrincipalChanges {
            attributes: Some(attributes),
            ..PrincipalChanges::default()
        };
        change(id, changes, 3)
    };
    assert_eq!(world.says(&ann, certified(1)), Err("not_for_oneself"));
    assert_eq!(world.says(&by(5), certified(5)), Err("access_permission_missing"));
    assert_eq!(world.says(&ann, certified(5)), Ok(vec!["principal.changed"]));
    assert_eq!(world.says(&ann, certified(5)), Ok(vec![]));
}

#[test]
fn the_last_administrator_stays() {
    let mut world = world();
    let node = &Authority::Node;
    for id in [2, 7] {
        world.says(node, withdraw(id, "admin")).unwrap();
    }
    assert_eq!(world.says(&by(1), group(1, false)), Ok(vec!["group.created"]));
    for command in [
        withdraw(1, "admin"),
        Command::Suspend { id: prn(1) },
        Command::Delete { id: prn(1) },
    ] {
        assert_eq!(world.says(&by(1), command.clone()), Err("last_admin"));
    }
    assert_eq!(
        world.says(&by(3), Command::Suspend { id: prn(1) }),
        Err("last_admin")
    );
    world.says(node, assign_group(1, "admin", 1)).unwrap();
    world.says(node, add(1, &[1], 1)).unwrap();
    assert_eq!(
        world.says(&by(1), withdraw(1, "admin")),
        Ok(vec!["role.withdrawn"])
    );
    let leave = Command::RemoveMember {
        group: grp(1),
        member: prn(1),
    };
    for command in [leave, Command::RemoveGroup { id: grp(1) }] {
        assert_eq!(world.says(&by(1), command), Err("last_admin"));
    }
    assert_eq!(
        world.says(node, Command::Suspend { id: prn(1) }),
        Ok(vec!["principal.suspended"])
    );
    assert_eq!(
        world.says(&by(3), Command::RemoveGroup { id: grp(1) }),
        Ok(vec!["group.removed"])
    );
    assert!(
        world
            .state
            .access
            .principal(tenant(HOME), prn(1))
            .unwrap()
            .groups
            .is_empty()
    );
}
