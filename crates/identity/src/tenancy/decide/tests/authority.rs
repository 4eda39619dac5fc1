//! Who may do what with tenants and keys, and that nobody gives more than they have.

use super::*;
use bezant_kernel::PrincipalId;

const MANAGER: Permissions = Permissions::of(&[
    Permission::KeysManage,
    Permission::TenantManage,
    Permission::PaymentsCreate,
    Permission::PaymentsRead,
]);

/// A tenant with a key that manages keys.
fn managed() -> (State, Authority) {
    let mut state = with_tenants();
    let manager = NewKey {
        scopes: Scopes::default(),
        permissions: MANAGER,
        ..new_key(1)
    };
    assert_eq!(
        run(&mut state, 0, tenant(1), Command::CreateKey(Box::new(manager))),
        Ok(1)
    );
    (state, Authority::Key(secret(1).id()))
}

fn key(number: u8, permissions: &[Permission]) -> NewKey {
    NewKey {
        scopes: Scopes::default(),
        permissions: Permissions::of(permissions),
        ..new_key(number)
    }
}

fn create(key: NewKey) -> Command {
    Command::CreateKey(Box::new(key))
}

#[test]
fn nobody_makes_or_takes_a_key_that_may_do_more_than_they_may() {
    let (mut state, manager) = managed();
    let certified = NewKey {
        certifications: Certifications {
            pci: true,
            hipaa: false,
        },
        ..key(9, &[Permission::PaymentsRead])
    };
    let refused = [
        (key(9, &[Permission::PaymentsRefund]), "key_exceeds_authority"),
        (new_key(9), "key_exceeds_authority"),
        (key(9, &[Permission::KeysManage]), "key_exceeds_authority"),
        (key(9, &[Permission::RoutingRead]), "key_exceeds_authority"),
        (certified.clone(), "key_certification_refused"),
    ];
    for (key, code) in refused {
        let rejection = asked_by(&manager, &state, 1, tenant(1), create(key)).unwrap_err();
        assert_eq!(rejection.code(), code);
    }
    let allowed = key(2, &[Permission::PaymentsCreate, Permission::PaymentsRead]);
    assert_eq!(run_by(&manager, &mut state, 1, tenant(1), create(allowed)), Ok(1));

    for strong in [key(3, &[Permission::PaymentsRefund]), certified] {
        let id = strong.id;
        assert_eq!(run(&mut state, 1, tenant(1), create(strong)), Ok(1));
        let take = Command::RotateKey {
            id,
            proof: KeyProof::Secret(SecretHash::from_bytes([1; 32])),
            overlap_until: None,
        };
        assert!(
            asked_by(&manager, &state, 1, tenant(1), take).is_err(),
            "its secret would be known then"
        );
        assert_eq!(
            run_by(&manager, &mut state, 1, tenant(1), Command::RevokeKey { id }),
            Ok(1)
        );
    }
    let itself = Command::RotateKey {
        id: secret(1).id(),
        proof: KeyProof::Secret(SecretHash::from_bytes([2; 32])),
        overlap_until: None,
    };
    assert_eq!(run_by(&manager, &mut state, 1, tenant(1), itself), Ok(1));
}

#[test]
fn each_command_needs_its_authority() {
    let (mut state, manager) = managed();
    let reader = key(2, &[Permission::PaymentsRead]);
    assert_eq!(run(&mut state, 0, tenant(1), create(reader)), Ok(1));
    let reader = Authority::Key(secret(2).id());
    let stranger = Authority::principal(PrincipalId::from_u128(5));
    let node_only = [
        create_tenant(7, "seven"),
        Command::SuspendTenant {
            reason: "x".to_owned(),
        },
        Command::ResumeTenant,
        Command::CloseTenant,
        Command::DeclareRegion {
            region: "us".parse().unwrap(),
        },
        Command::ChangeTenant {
            expected_version: None,
            change: Box::new(TenantChange {
                region: Some("us".parse().unwrap()),
                ..TenantChange::default()
            }),
        },
    ];
    let with_permission = [
        create(key(8, &[Permission::PaymentsRead])),
        Command::RevokeKey { id: secret(2).id() },
        Command::PlaceHold {
            name: "case".parse().unwrap(),
            reason: "x".to_owned(),
        },
        Command::ChangeTenant {
            expected_version: None,
            change: Box::new(TenantChange {
                features: [("x".parse().unwrap(), Some(true))].into(),
                ..TenantChange::default()
            }),
        },
    ];
    for command in &node_only {
        for authority in [&manager, &reader, &stranger, &Authority::Anyone] {
            let refused = asked_by(authority, &state, 1, tenant(1), command.clone());
            assert_eq!(
                refused,
                Err(Rejection::NotPermitted),
                "{command:?} by {authority:?}"
            );
        }
    }
    for command in &with_permission {
        for authority in [&reader, &stranger, &Authority::Anyone] {
            let refused = asked_by(authority, &state, 1, tenant(1), command.clone());
            assert_eq!(
                refused,
                Err(Rejection::NotPermitted),
                "{command:?} by {authority:?}"
            );
        }
        assert!(asked_by(&manager, &state, 1, tenant(1), command.clone()).is_ok());
        let elsewhere = asked_by(&manager, &state, 1, tenant(2), command.clone());
        assert_eq!(elsewhere, Err(Rejection::NotPermitted), "a key of another tenant");
    }
    let suspend = Command::SuspendTenant {
        reason: "x".to_owned(),
    };
    assert_eq!(run(&mut state, 2, tenant(1), suspend), Ok(1));
    for command in with_permission {
        let refused = asked_by(&manager, &state, 3, tenant(1), command);
        assert_eq!(refused, Err(Rejection::TenantSuspended));
    }
    let whole = crate::State {
        tenancy: state,
        ..crate::State::default()
    };
    assert_eq!(manager.permissions(&whole, tenant(1)), Permissions::NONE);
}

#[test]
fn a_key_of_a_principal_allows_no_more_than_they_may() {
    let mut state = with_tenants();
    let theirs = NewKey {
        principal: Some(PrincipalId::from_u128(5)),
        ..new_key(1)
    };
    assert_eq!(run(&mut state, 0, tenant(1), create(theirs)), Ok(1));
    let whole = crate::State {
        tenancy: state,
        ..crate::State::default()
    };
    let key = whole.tenancy.key(secret(1).id()).unwrap();
    assert!(!key.permissions().is_empty());
    let own = Authority::Key(key.id).permissions(&whole, tenant(1));
    assert_eq!(own, Permissions::NONE, "an unknown principal may do nothing");
}

fn at_most(count: usize) -> impl Strategy<Value = Permissions> {
    proptest::sample::subsequence(Permission::ALL, 0..=count).prop_map(|some| some.into_iter().collect())
}

proptest! {
    /// Whatever keys ask for, what they come to hold was theirs already, and all of it was given by the node.
    #[test]
    fn power_only_comes_from_the_node(
        roots in proptest::collection::vec(at_most(Permission::ALL.len()), 3),
        steps in proptest::collection::vec((1u8..5, 1u8..9, at_most(2), 0u32..40, any::<bool>()), 0..40),
    ) {
        let mut state = with_tenants();
        let mut given = Permissions::NONE;
        for (number, root) in (1..).zip(roots) {
            let permissions = root.union(Permissions::of(&[Permission::KeysManage]));
            given = given.union(permissions);
            let root = NewKey { scopes: Scopes::default(), permissions, ..new_key(number) };
            prop_assert_eq!(run(&mut state, 0, tenant(1), create(root)), Ok(1));
        }
        for (caller, number, permissions, scopes, rotates) in steps {
            let by = Authority::Key(secret(caller).id());
            let id = secret(number).id();
            let command = if rotates {
                // As many different secrets as there are callers.
                Command::RotateKey { id, proof: KeyProof::Secret(SecretHash::from_bytes([caller + 50; 32])), overlap_until: None }
            } else {
                let scopes = Scopes::from_bits(if scopes < 8 { scopes } else { 0 }).unwrap();
                create(NewKey { scopes, permissions, ..new_key(number) })
            };
            if run_by(&by, &mut state, 1, tenant(1), command).is_ok_and(|events| events > 0) {
                let callers = state.key(secret(caller).id()).unwrap().permissions();
                let held = state.key(id).unwrap().permissions();
                prop_assert!(callers.contains(Permission::KeysManage) && callers.contains_all(held));
                prop_assert!(caller == number || !held.intersects(Permissions::ADMINISTRATIVE.union(Permissions::NODE_WIDE)));
            }
        }
        for key in state.keys(tenant(1)) {
            prop_assert!(given.contains_all(key.permissions()));
            prop_assert!(key.certifications.is_empty());
        }
    }
}
