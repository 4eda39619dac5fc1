//! Who comes from outside, by invitation and by provisioning, and what is left of who goes.

use bezant_kernel::{InvitationId, TenantId};

use super::super::*;
use super::testing::*;
use super::*;
use crate::{Permission, Permissions, Sealed};

#[test]
fn who_provisions_reaches_only_what_is_marked() {
    let mut world = world();
    let scim = by(4);
    let create = |new| Command::CreatePrincipal(new);
    assert_eq!(world.says(&scim, create(user(20, false))), Err("not_provisioned"));
    assert_eq!(
        world.says(&scim, create(software(20, PrincipalKind::Agent))),
        Err("not_provisioned")
    );
    assert_eq!(
        world.says(&scim, create(user(20, true))),
        Ok(vec!["principal.created"])
    );
    assert_eq!(
        world.says(&scim, change(20, new_email(21), 1)),
        Ok(vec!["principal.changed"])
    );
    assert_eq!(
        world.says(&scim, Command::Suspend { id: prn(5) }),
        Err("not_provisioned")
    );
    assert_eq!(world.says(&scim, group(1, false)), Err("not_provisioned"));
    assert_eq!(world.says(&scim, group(1, true)), Ok(vec!["group.created"]));
    assert_eq!(world.says(&by(1), group(2, false)), Ok(vec!["group.created"]));
    assert_eq!(world.says(&by(1), group(2, true)), Err("group_exists"));
    assert_eq!(
        world.says(&scim, assign_group(1, "viewer", 1)),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.says(&by(1), assign_group(1, "admin", 1)),
        Ok(vec!["approval.requested"])
    );
    assert_eq!(
        world.says(&by(2), Command::Approve { id: apr(1) }),
        Ok(vec!["approval.given", "role.assigned"])
    );
    assert_eq!(world.says(&scim, add(2, &[20], 1)), Err("not_provisioned"));
    assert_eq!(world.says(&scim, add(1, &[4], 1)), Err("not_for_oneself"));
    assert_eq!(world.says(&scim, add(1, &[6], 1)), Err("not_provisioned"));
    assert_eq!(
        world.says(&scim, add(1, &[20], 1)),
        Ok(vec!["group.members_added"])
    );
    assert_eq!(world.may(20), world.may(1));
    // An identity manager is no way around the second person, whatever they may do besides.
    assert_eq!(
        world.says(&by(1), add(1, &[5], 2)),
        Ok(vec!["approval.requested"])
    );
    let replace = |members: &[u128]| Command::ReplaceMembers {
        group: grp(1),
        members: members.iter().map(|id| prn(*id)).collect(),
        approval: apr(3),
    };
    assert_eq!(
        world.says(&by(1), replace(&[5])),
        Ok(vec!["approval.requested", "group.members_removed"])
    );
    assert_eq!(world.says(&scim, replace(&[20])), Ok(vec!["group.members_added"]));
    let mark = |id| {
        let changes = GroupChanges {
            provisioned: Some(true),
            ..GroupChanges::default()
        };
        ask(Request::ChangeGroup { id: grp(id), changes }, 5)
    };
    world.says(&Authority::Node, assign_group(2, "admin", 1)).unwrap();
    assert_eq!(world.says(&scim, mark(2)), Err("not_provisioned"));
    assert_eq!(world.says(&by(3), mark(2)), Err("grant_exceeds_own"));
    assert_eq!(world.says(&by(1), mark(2)), Ok(vec!["approval.requested"]));
}

#[test]
fn an_outside_account_is_its_provider_and_subject_and_never_an_address() {
    let mut world = world();
    let come = |arrival| Command::ProvisionFromOutside(arrival);
    let anyone = &Authority::Anyone;
    assert_eq!(
        world.says(anyone, come(arrival("ann", None, &[], 30))),
        Err("identity_provider_unknown")
    );
    let provider = |link| ask(Request::SetProvider(settings(&[("ops", &["operator"])], link)), 1);
    assert_eq!(
        world.says(&by(1), provider(false)),
        Ok(vec!["identity_provider.set"])
    );
    assert_eq!(
        world.says(&by(5), come(arrival("x", None, &[], 30))),
        Err("not_for_oneself")
    );
    assert_eq!(
        world.says(anyone, come(arrival("kim", Some(30), &["ops", "other"], 30))),
        Ok(vec!["principal.created", "principal.linked"])
    );
    assert!(world.may(30).contains(Permission::PaymentsRefund));
    assert_eq!(
        world.says(anyone, come(arrival("kim", Some(30), &["ops"], 31))),
        Ok(vec![])
    );
    assert_eq!(
        world.says(anyone, come(arrival("kim", Some(31), &[], 31))),
        Ok(vec!["principal.linked", "principal.changed"])
    );
    assert!(
        !world.may(30).contains(Permission::PaymentsRefund)
            && world.may(30).contains(Permission::PaymentsRead)
    );
    // Ann's address from outside is not Ann; nor is an account that SCIM has made, unless the tenant says so.
    world
        .says(&by(4), Command::CreatePrincipal(user(40, true)))
        .unwrap();
    for address in [1, 40, 31] {
        let stranger = come(arrival("stranger", Some(address), &[], 32));
        assert_eq!(world.says(anyone, stranger), Err("outside_account_exists"));
    }
    assert_eq!(world.says(&by(1), provider(true)), Ok(vec!["approval.requested"]));
    world.says(&by(2), Command::Approve { id: apr(1) }).unwrap();
    let unverified = Arrival {
        email_verified: false,
        ..arrival("forty", Some(40), &[], 33)
    };
    assert_eq!(
        world.says(anyone, come(unverified)),
        Err("outside_account_exists")
    );
    assert_eq!(
        world.says(anyone, come(arrival("one", Some(1), &[], 33))),
        Err("outside_account_exists")
    );
    assert_eq!(
        world.says(anyone, come(arrival("again", Some(31), &[], 33))),
        Err("outside_account_exists")
    );
    assert_eq!(
        world.says(anyone, come(arrival("forty", Some(40), &[], 33))),
        Ok(vec!["principal.linked"])
    );
    assert_eq!(
        world.says(&by(1), Command::Suspend { id: prn(40) }),
        Ok(vec!["principal.suspended"])
    );
    assert_eq!(
        world.says(anyone, come(arrival("forty", Some(40), &[], 33))),
        Err("principal_not_active")
    );
    world.now += 1;
    let remove = Command::RemoveProvider { name: corp() };
    assert_eq!(world.says(&by(1), remove), Ok(vec!["identity_provider.removed"]));
    assert_eq!(world.may(30), Permissions::NONE);
    // Another provider of the same name does not get the accounts of the one before.
    assert_eq!(
        world.says(&by(1), provider(false)),
        Ok(vec!["identity_provider.set"])
    );
    assert_eq!(world.may(30), Permissions::NONE);
    let namesake = come(arrival("kim", Some(31), &["ops"], 34));
    assert_eq!(world.says(anyone, namesake), Err("outside_account_exists"));
    let admins = ask(Request::SetProvider(settings(&[("top", &["admin"])], false)), 2);
    assert_eq!(world.says(&by(1), admins), Ok(vec!["approval.requested"]));
}

#[test]
fn an_invitation_is_accepted_once_and_in_time() {
    let mut world = world();
    let invite =
        |number, names: &[&str], expires_at| ask(Request::Invite(invitation(number, names, expires_at)), 1);
    assert_eq!(
        world.says(&by(1), invite(50, &["viewer"], DAY)),
        Err("invitation_expiry_invalid")
    );
    assert_eq!(
        world.says(&by(1), invite(50, &["viewer"], 32 * DAY)),
        Err("invitation_expiry_invalid")
    );
    assert_eq!(
        world.says(&by(1), invite(1, &["viewer"], 3 * DAY)),
        Err("email_taken")
    );
    for number in [50, 51, 52] {
        assert_eq!(
            world.says(&by(1), invite(number, &["viewer"], 3 * DAY)),
            Ok(vec!["invitation.made"])
        );
    }
    assert_eq!(
        world.says(&by(1), invite(53, &["admin"], 3 * DAY)),
        Ok(vec!["approval.requested"])
    );
    assert_eq!(
        world.says(&Authority::Anyone, accept(53, 53)),
        Err("invitation_unknown")
    );
    assert_eq!(
        world.says(&Authority::Anyone, accept(50, 1)),
        Err("principal_exists")
    );
    assert_eq!(
        world.says(&Authority::Anyone, accept(50, 50)),
        Ok(vec!["principal.created", "invitation.accepted"])
    );
    assert_eq!(world.may(50), world.may(5));
    assert_eq!(
        world.says(&Authority::Anyone, accept(50, 54)),
        Err("invitation_unknown")
    );
    let revoke = Command::RevokeInvitation {
        id: InvitationId::from_u128(51),
    };
    assert_eq!(world.says(&by(3), revoke), Ok(vec!["invitation.revoked"]));
    assert_eq!(
        world.says(&Authority::Anyone, accept(51, 51)),
        Err("invitation_unknown")
    );
    world.now = 3 * DAY;
    assert_eq!(
        world.says(&Authority::Anyone, accept(52, 52)),
        Err("invitation_unknown")
    );
    assert_eq!(
        world.says(&by(2), Command::Approve { id: apr(1) }),
        Err("invitation_expiry_invalid")
    );
}

#[test]
fn who_made_an_account_says_under_which_address_it_signs_in() {
    let mut world = world();
    let scim = by(4);
    let set = ask(Request::SetProvider(settings(&[], true)), 1);
    world.says(&Authority::Node, set).unwrap();
    let arrive =
        |subject, address, id| Command::ProvisionFromOutside(arrival(subject, Some(address), &[], id));
    world.says(&Authority::Anyone, arrive("anna", 30, 30)).unwrap();
    world
        .says(&scim, Command::CreatePrincipal(user(31, true)))
        .unwrap();
    world.says(&Authority::Anyone, arrive("bert", 31, 32)).unwrap();

    assert_eq!(
        world.says(&scim, change(30, new_email(40), 1)),
        Err("email_of_provider")
    );
    assert_eq!(
        world.says(&scim, change(30, new_email(30), 1)),
        Ok(vec![]),
        "nothing is changed"
    );
    let other = PrincipalChanges {
        profile: Some(Sealed::from_bytes(vec![9])),
        ..PrincipalChanges::default()
    };
    assert_eq!(
        world.says(&scim, change(30, other, 1)),
        Ok(vec!["principal.changed"])
    );
    assert_eq!(
        world.says(&scim, change(31, new_email(41), 1)),
        Ok(vec!["principal.changed"]),
        "SCIM made it, whoever was linked to it"
    );
    assert_eq!(
        world.says(&Authority::Anyone, arrive("anna", 42, 33)),
        Ok(vec!["principal.changed"])
    );
    assert_eq!(
        world.says(&by(1), change(30, new_email(43), 1)),
        Ok(vec!["principal.changed"])
    );
}

#[test]
fn a_tenant_has_no_more_principals_than_its_limits_say() {
    let mut world = world();
    let mut record = world
        .state
        .tenancy
        .tenant(TenantId::from_u128(HOME))
        .unwrap()
        .clone();
    record.settings.limits.max_principals = Some(8);
    world.state.tenancy.insert_tenant(record);
    let create = |number| Command::CreatePrincipal(user(number, false));
    let invite = ask(Request::Invite(invitation(50, &["viewer"], 3 * DAY)), 1);
    world.says(&by(1), invite).unwrap();
    assert_eq!(world.says(&by(1), create(20)), Ok(vec!["principal.created"]));
    assert_eq!(
        world.says(&Authority::Node, create(21)),
        Err("too_many_principals")
    );
    assert_eq!(
        world.says(&Authority::Anyone, accept(50, 50)),
        Err("too_many_principals")
    );
    world.says(&by(1), Command::Delete { id: prn(20) }).unwrap();
    assert_eq!(
        world.says(&Authority::Anyone, accept(50, 50)),
        Ok(vec!["principal.created", "invitation.accepted"])
    );
}

#[test]
fn the_keys_of_invitations_that_are_over_are_known_until_they_are_gone() {
    let mut world = world();
    let invite = |number, names: &[&str]| {
        ask(
            Request::Invite(invitation(number, names, 3 * DAY)),
            u128::from(number),
        )
    };
    let over = |world: &World| -> Vec<u128> {
        let ended = world.state.access.ended_invitations(tenant(HOME), world.time());
        ended.map(|id| id.as_u128()).collect()
    };
    let gone = |ids: &[u128]| Command::RecordInvitationsErased {
        ids: ids.iter().map(|id| InvitationId::from_u128(*id)).collect(),
    };
    for (number, names) in [
        (50, ["viewer"]),
        (51, ["viewer"]),
        (52, ["viewer"]),
        (53, ["admin"]),
        (54, ["admin"]),
    ] {
        world.says(&by(1), invite(number, &names)).unwrap();
    }
    world.says(&Authority::Anyone, accept(50, 60)).unwrap();
    world.says(&by(1), Command::Reject { id: apr(53) }).unwrap();
    assert_eq!(over(&world), [50, 53]);

    // Another account of the address that 51 and 54 are for.
    for number in [51, 54] {
        let mut new = user(number, false);
        new.id = prn(number + 100);
        world.says(&by(1), Command::CreatePrincipal(new)).unwrap();
    }
    let delete = |number| Command::Delete { id: prn(number) };
    assert_eq!(
        world.says(&by(1), delete(151)),
        Ok(vec!["invitation.revoked", "principal.deleted"])
    );
    assert_eq!(
        world.says(&by(1), delete(154)),
        Ok(vec!["approval.rejected", "principal.deleted"])
    );
    assert_eq!(over(&world), [50, 51, 53, 54]);
    assert_eq!(world.says(&by(1), gone(&[50])), Err("access_permission_missing"));
    assert_eq!(
        world.says(&Authority::Node, gone(&[50, 51, 52, 53])),
        Ok(vec!["invitation.erased"])
    );
    assert_eq!(over(&world), [54], "an open one is not gone, whoever says so");
    world.now = 3 * DAY;
    assert_eq!(over(&world), [52, 54]);
}

#[test]
fn a_deleted_principal_is_an_id_and_tenants_do_not_share_ids() {
    let mut world = world();
    assert_eq!(
        world.says(&by(1), Command::Delete { id: prn(5) }),
        Ok(vec!["principal.deleted"])
    );
    let left = world.state.access.principal(tenant(HOME), prn(5)).unwrap();
    assert!(left.is_deleted() && left.email.is_none() && left.profile == Sealed::default());
    assert!(left.roles.is_empty() && world.may(5).is_empty());
    assert_eq!(
        world.says(&by(1), assign(5, "viewer", 1)),
        Err("principal_unknown")
    );
    assert_eq!(
        world.says(&by(1), Command::CreatePrincipal(user(5, false))),
        Err("principal_exists")
    );
    let same_address = NewPrincipal {
        email: Some(email(5)),
        ..NewPrincipal::user(prn(60))
    };
    assert_eq!(
        world.says(&by(1), Command::CreatePrincipal(same_address)),
        Ok(vec!["principal.created"])
    );
    let abroad = Command::CreatePrincipal(user(1, false));
    assert_eq!(
        world.run(ABROAD, &Authority::Node, abroad),
        Err("principal_exists")
    );
    assert_eq!(
        world.run(ABROAD, &by(1), group(1, true)),
        Err("access_permission_missing")
    );
    assert_eq!(
        world.run(3, &Authority::Node, group(1, true)),
        Err("tenant_unknown")
    );
    assert!(
        !world.state.access.is_active(tenant(ABROAD), prn(1))
            && world.state.access.is_active(tenant(HOME), prn(1))
    );
    let stale = Command::Ask {
        request: Request::AssignRole {
            to: Holder::Principal(prn(60)),
            role: role("viewer"),
        },
        approval: apr(1),
        seen_version: Some(7),
    };
    assert_eq!(world.says(&by(1), stale), Err("identity_version_mismatch"));
    for number in 0..198 {
        world
            .run(HOME, &by(1), define(&format!("r{number}"), &[]))
            .unwrap();
    }
    assert_eq!(
        world.says(&by(1), define("one-more", &[])),
        Err("access_limit_reached")
    );
}
