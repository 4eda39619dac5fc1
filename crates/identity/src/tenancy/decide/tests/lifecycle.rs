//! Tenants that are set up, suspended and closed; keys that are rotated and used.

use super::*;
use crate::tenancy::{SignInSettings, TenantLimits, TenantSettings};

fn suspend(reason: &str) -> Command {
    Command::SuspendTenant {
        reason: reason.to_owned(),
    }
}

fn rotate(number: u8, to: u8, overlap_until: Option<u64>) -> Command {
    Command::RotateKey {
        id: secret(number).id(),
        proof: KeyProof::Secret(with_secret(number, to).hash()),
        overlap_until: overlap_until.map(second),
    }
}

fn with_secret(number: u8, secret_byte: u8) -> KeySecret {
    KeySecret::new(secret(number).id(), [secret_byte; 32])
}

fn change(change: TenantChange) -> Command {
    Command::ChangeTenant {
        expected_version: None,
        change: Box::new(change),
    }
}

#[test]
fn a_suspended_tenant_is_refused_until_resumed_and_a_closed_one_for_ever() {
    let (mut state, one) = (with_tenants(), tenant(1));
    assert_eq!(run(&mut state, 1, one, create_key(1, None)), Ok(1));
    let refused = |state: &State| state.authenticate(&secret(1), second(2)).err();
    assert_eq!(
        run(&mut state, 2, one, Command::CloseTenant),
        Err(Rejection::TenantNotSuspended)
    );
    assert_eq!(run(&mut state, 2, one, Command::ResumeTenant), Ok(0));
    for (command, events) in [
        (suspend("unpaid"), 1),
        (suspend("unpaid"), 0),
        (suspend("fraud"), 1),
    ] {
        assert_eq!(run(&mut state, 2, one, command), Ok(events));
    }
    assert_eq!(refused(&state), Some(KeyRefused::TenantSuspended));
    assert_eq!(
        state.authenticate(&with_secret(1, 99), second(2)).err(),
        Some(KeyRefused::Unknown),
        "a forger is not told of the tenant"
    );
    assert!(!state.is_open(one) && state.is_open(tenant(2)) && !state.is_open(tenant(3)));
    assert_eq!(
        run(&mut state, 2, one, create_key(2, None)),
        Err(Rejection::TenantSuspended)
    );
    for events in [1, 0] {
        assert_eq!(run(&mut state, 3, one, Command::ResumeTenant), Ok(events));
    }
    assert_eq!(refused(&state), None);
    assert_eq!(run(&mut state, 4, one, suspend("gone")), Ok(1));
    for events in [1, 0] {
        assert_eq!(run(&mut state, 4, one, Command::CloseTenant), Ok(events));
    }
    assert_eq!(refused(&state), Some(KeyRefused::TenantClosed));
    let never = [
        Command::ResumeTenant,
        suspend("x"),
        create_key(2, None),
        change(TenantChange::default()),
    ];
    for command in never {
        assert_eq!(run(&mut state, 5, one, command), Err(Rejection::TenantClosed));
    }
    assert_eq!(
        run(&mut state, 5, one, Command::RevokeKey { id: secret(1).id() }),
        Ok(1)
    );
    let record = state.tenant(one.id()).unwrap();
    assert_eq!((record.version, record.status.as_str()), (6, "closed"));
}

#[test]
fn settings_change_within_bounds_and_by_version() {
    let (mut state, one) = (with_tenants(), tenant(1));
    let region = "eu".parse().unwrap();
    assert_eq!(run(&mut state, 0, one, Command::DeclareRegion { region }), Ok(1));
    let set_up = TenantChange {
        region: Some("eu".parse().unwrap()),
        limits: Some(TenantLimits {
            max_keys: Some(2),
            ..TenantLimits::default()
        }),
        features: [
            ("refunds".parse().unwrap(), Some(true)),
            ("beta".parse().unwrap(), Some(false)),
        ]
        .into(),
        ..TenantChange::default()
    };
    for events in [1, 0] {
        assert_eq!(run(&mut state, 1, one, change(set_up.clone())), Ok(events));
    }
    let stale = Command::ChangeTenant {
        expected_version: Some(1),
        change: Box::default(),
    };
    assert_eq!(
        run(&mut state, 1, one, stale),
        Err(Rejection::TenantVersionMismatch(2))
    );
    let forget = TenantChange {
        features: [("beta".parse().unwrap(), None)].into(),
        ..TenantChange::default()
    };
    assert_eq!(run(&mut state, 1, one, change(forget)), Ok(1));
    let settings = &state.tenant(one.id()).unwrap().settings;
    assert_eq!(
        settings.region.as_ref().map(ToString::to_string),
        Some("eu".to_owned())
    );
    assert_eq!(settings.features, [("refunds".parse().unwrap(), true)].into());
    assert_eq!(run(&mut state, 1, one, create_key(1, None)), Ok(1));
    assert_eq!(run(&mut state, 1, one, create_key(2, None)), Ok(1));
    assert_eq!(
        run(&mut state, 1, one, create_key(3, None)),
        Err(Rejection::TooManyKeys)
    );

    let sign_in = |change: fn(&mut SignInSettings)| {
        let mut sign_in = SignInSettings::default();
        change(&mut sign_in);
        TenantChange {
            sign_in: Some(sign_in),
            ..TenantChange::default()
        }
    };
    let limits = |limits: TenantLimits| TenantChange {
        limits: Some(limits),
        ..TenantChange::default()
    };
    let none = TenantLimits::default();
    let wrong = [
        (
            sign_in(|one| one.session_idle_minutes = 0),
            "tenant_sign_in_invalid",
        ),
        (
            sign_in(|one| one.session_idle_minutes = 721),
            "tenant_sign_in_invalid",
        ),
        (
            sign_in(|one| one.session_absolute_hours = 2_161),
            "tenant_sign_in_invalid",
        ),
        (
            limits(TenantLimits {
                max_keys: Some(0),
                ..none
            }),
            "tenant_limit_invalid",
        ),
        (
            limits(TenantLimits {
                max_keys: Some(10_001),
                ..none
            }),
            "tenant_limit_invalid",
        ),
        (
            limits(TenantLimits {
                payments_per_day: Some(0),
                ..none
            }),
            "tenant_limit_invalid",
        ),
        (
            TenantChange {
                features: (0..TenantSettings::MAXIMUM_FEATURES)
                    .map(|number| (format!("f{number}").parse().unwrap(), Some(true)))
                    .collect(),
                ..TenantChange::default()
            },
            "tenant_too_many_features",
        ),
    ];
    for (wrong, code) in wrong {
        let rejection = asked(&state, 1, one, change(wrong)).unwrap_err();
        assert_eq!(rejection.code(), code);
        assert!(Rejection::CODES.contains(&code));
    }
    for reason in ["", " x", "a\nb", &"x".repeat(501)] {
        assert_eq!(
            run(&mut state, 1, one, suspend(reason)),
            Err(Rejection::TenantReasonInvalid)
        );
    }
}

#[test]
fn a_rotated_key_has_both_secrets_until_the_overlap_ends() {
    let (mut state, one) = (with_tenants(), tenant(1));
    assert_eq!(run(&mut state, 0, one, create_key(1, Some(10_000_000))), Ok(1));
    let week = 7 * 24 * 3_600;
    assert_eq!(
        run(&mut state, 10, one, rotate(1, 50, Some(11 + week))),
        Err(Rejection::KeyOverlapTooLong)
    );
    for events in [1, 0] {
        assert_eq!(
            run(&mut state, 10, one, rotate(1, 50, Some(10 + week))),
            Ok(events)
        );
    }
    let works =
        |state: &State, byte: u8, at: u64| state.authenticate(&with_secret(1, byte), second(at)).is_ok();
    assert!(works(&state, 1, 9 + week) && works(&state, 50, 9 + week));
    assert!(!works(&state, 1, 10 + week) && works(&state, 50, 10 + week));
    assert_eq!(
        run(&mut state, 20, one, rotate(1, 1, None)),
        Err(Rejection::KeySecretReused)
    );
    assert_eq!(run(&mut state, 20, one, rotate(1, 51, Some(100))), Ok(1));
    assert!(!works(&state, 1, 21), "there are never three");
    assert!(works(&state, 50, 21) && works(&state, 51, 21));
    assert_eq!(run(&mut state, 30, one, rotate(1, 52, Some(30))), Ok(1));
    assert!(!works(&state, 51, 30) && works(&state, 52, 30));
    assert_eq!(
        run(&mut state, 31, tenant(2), rotate(1, 60, None)),
        Err(Rejection::KeyUnknown(secret(1).id()))
    );
    assert_eq!(
        run(&mut state, 31, one, Command::RevokeKey { id: secret(1).id() }),
        Ok(1)
    );
    assert_eq!(
        run(&mut state, 32, one, rotate(1, 60, None)),
        Err(Rejection::KeyNotLive(secret(1).id()))
    );
    assert_eq!(
        state.authenticate(&with_secret(1, 52), second(33)).err(),
        Some(KeyRefused::Revoked)
    );
}

#[test]
fn use_is_recorded_once_an_hour_and_never_in_the_future() {
    let (mut state, one) = (with_tenants(), tenant(1));
    assert_eq!(run(&mut state, 0, one, create_key(1, None)), Ok(1));
    let id = secret(1).id();
    let used = |at| Command::RecordKeyUse { id, at: second(at) };
    let itself = Authority::Key(id);
    assert_eq!(run_by(&itself, &mut state, 10, one, used(99)), Ok(1));
    assert_eq!(state.key(id).unwrap().last_used_at, Some(second(10)));
    for (at, events) in [(3_609, 0), (3_610, 1), (5_000, 0)] {
        assert_eq!(
            run_by(&Authority::Node, &mut state, at, one, used(at)),
            Ok(events)
        );
    }
    let other = Authority::Key(secret(2).id());
    assert_eq!(
        run_by(&other, &mut state, 9_000, one, used(9_000)),
        Err(Rejection::NotPermitted)
    );
    assert_eq!(run(&mut state, 9_000, one, Command::RevokeKey { id }), Ok(1));
    assert_eq!(run(&mut state, 9_001, one, used(9_001)), Ok(0));
}
