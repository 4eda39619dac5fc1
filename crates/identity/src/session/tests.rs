//! Decisions and checks, and properties over random commands.

use bezant_kernel::{DeviceId, Milliseconds, PrincipalId, SessionId, Tenant, TenantId, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::{Authority, LookupHash, Permission, Permissions, TokenHash, credential};

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn person(number: u128) -> PrincipalId {
    PrincipalId::from_u128(number)
}

fn token(number: u8) -> TokenHash {
    TokenHash::from_bytes([number; 32])
}

fn id(number: u8) -> SessionId {
    SessionId::from_u128(u128::from(number))
}

fn world() -> crate::State {
    let mut state = crate::State::default();
    for number in [1, 2] {
        state
            .access
            .set_for_test(tenant(1), person(number), Some(Permissions::NONE));
    }
    let administrator = Permissions::of(&[Permission::IdentityManage]);
    state
        .access
        .set_for_test(tenant(1), person(9), Some(administrator));
    state
        .access
        .set_for_test(tenant(2), person(3), Some(administrator));
    state
}

fn run(
    state: &mut crate::State,
    at: u64,
    of: Tenant,
    by: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let events = decide(state, second(at), of, by, command)?;
    for event in &events {
        assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
        apply(&mut state.session, second(at), of, by, event);
    }
    assert_eq!(
        State::decode(&state.session.encode()).as_ref(),
        Ok(&state.session)
    );
    Ok(events)
}

fn start(number: u8, of: u128, until: u64) -> Command {
    Command::Start(NewSession {
        id: id(number),
        principal: person(of),
        hash: token(number),
        idle_timeout: Milliseconds(600_000),
        absolute_until: second(until),
        methods: Methods::of(&[Method::Password]),
        fingerprint: token(200 + number % 2),
        device: DeviceId::from_u128(u128::from(number)),
        address: LookupHash::from_bytes([1; 32]),
        agent: "Firefox".to_owned(),
    })
}

fn ask(state: &crate::State, number: u8, at: u64) -> Result<SessionId, SessionRefused> {
    state
        .authenticate_session(&token(number), second(at))
        .map(|session| session.id)
}

#[test]
fn a_session_is_accepted_until_it_rests_ends_or_its_owner_does() {
    let mut state = world();
    let anyone = Authority::Anyone;
    run(&mut state, 0, tenant(1), &anyone, start(1, 1, 1_000)).unwrap();
    assert_eq!(ask(&state, 2, 1), Err(SessionRefused::Unknown));
    assert_eq!(ask(&state, 1, 599), Ok(id(1)));
    assert_eq!(ask(&state, 1, 600), Err(SessionRefused::Idle));
    let owner = Authority::principal(person(1));
    run(&mut state, 599, tenant(1), &owner, Command::Touch { id: id(1) }).unwrap();
    assert_eq!(ask(&state, 1, 999), Ok(id(1)));
    assert_eq!(ask(&state, 1, 1_000), Err(SessionRefused::Expired));
    // Suspended, and let in again.
    state.access.set_for_test(tenant(1), person(1), None);
    assert_eq!(ask(&state, 1, 700), Err(SessionRefused::Revoked));
    assert_eq!(
        run(&mut state, 700, tenant(1), &anyone, start(2, 1, 900)),
        Err(Rejection::PrincipalInactive)
    );
    state
        .access
        .set_for_test(tenant(1), person(1), Some(Permissions::NONE));
    assert_eq!(ask(&state, 1, 700), Ok(id(1)));
    // A recovery ends it, even of the same instant; a later one begins anew.
    let erased = credential::Event {
        principal: person(1),
        change: credential::Change::SecondFactorsReset,
    };
    credential::apply(&mut state.credential, second(0), tenant(1), &anyone, &erased);
    assert_eq!(ask(&state, 1, 700), Err(SessionRefused::Revoked));
    run(&mut state, 700, tenant(1), &anyone, start(2, 1, 900)).unwrap();
    assert_eq!(ask(&state, 2, 701), Ok(id(2)));
    assert_eq!(SessionRefused::Idle.code(), "session_idle");
}

#[test]
fn a_replaced_token_is_good_for_a_moment_and_then_theft() {
    let mut state = world();
    let anyone = Authority::Anyone;
    run(&mut state, 0, tenant(1), &anyone, start(1, 1, 10_000)).unwrap();
    let rotate = |from, to| Command::Rotate {
        presented: token(from),
        hash: token(to),
    };
    assert_eq!(
        run(&mut state, 1, tenant(2), &anyone, rotate(1, 2)),
        Err(Rejection::Unknown)
    );
    run(&mut state, 1, tenant(1), &anyone, rotate(1, 2)).unwrap();
    assert_eq!((ask(&state, 1, 30), ask(&state, 2, 30)), (Ok(id(1)), Ok(id(1))));
    assert_eq!(
        run(&mut state, 30, tenant(1), &anyone, rotate(1, 3)),
        Err(Rejection::Rotated)
    );
    assert_eq!(ask(&state, 1, 31), Err(SessionRefused::Reused));
    let reused = |number| Command::RevokeReused {
        presented: token(number),
    };
    assert_eq!(
        run(&mut state, 40, tenant(1), &anyone, reused(2)),
        Err(Rejection::Denied)
    );
    for number in 3..=5 {
        run(&mut state, 40, tenant(1), &anyone, rotate(number - 1, number)).unwrap();
    }
    assert_eq!(ask(&state, 1, 41), Err(SessionRefused::Reused));
    let events = run(&mut state, 41, tenant(1), &anyone, reused(1)).unwrap();
    assert!(matches!(
        events[..],
        [Event::Revoked {
            reason: RevokeReason::Reused,
            ..
        }]
    ));
    assert_eq!(ask(&state, 5, 42), Err(SessionRefused::Revoked));
}

#[test]
fn sessions_and_devices_are_ended_by_who_may() {
    let mut state = world();
    let anyone = Authority::Anyone;
    let new = |events: &[Event]| {
        events
            .iter()
            .any(|event| matches!(event, Event::DeviceSeen { new: true, .. }))
    };
    assert!(new(
        &run(&mut state, 0, tenant(1), &anyone, start(1, 1, 500)).unwrap()
    ));
    assert!(new(
        &run(&mut state, 0, tenant(1), &anyone, start(2, 1, 500)).unwrap()
    ));
    assert!(!new(
        &run(&mut state, 0, tenant(1), &anyone, start(3, 1, 500)).unwrap()
    ));
    assert_eq!(state.session.devices_of(tenant(1), person(1)).count(), 2);
    let revoke = |number| Command::Revoke {
        id: id(number),
        signed_out: false,
    };
    let narrowed = Authority::Principal {
        id: person(1),
        limit: Permissions::NONE,
    };
    for by in [Authority::principal(person(2)), narrowed, anyone.clone()] {
        assert_eq!(
            run(&mut state, 1, tenant(1), &by, revoke(1)),
            Err(Rejection::Denied)
        );
    }
    let foreign = Authority::principal(person(3));
    assert_eq!(
        run(&mut state, 1, tenant(2), &foreign, revoke(1)),
        Err(Rejection::Unknown)
    );
    let administrator = Authority::principal(person(9));
    assert_eq!(
        run(&mut state, 1, tenant(1), &administrator, start(7, 1, 500)),
        Err(Rejection::Denied)
    );
    assert_eq!(
        run(&mut state, 1, tenant(1), &administrator, revoke(1))
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        run(&mut state, 1, tenant(1), &administrator, revoke(1)),
        Ok(Vec::new())
    );
    let owner = Authority::principal(person(1));
    let methods = Methods::of(&[Method::Passkey]);
    run(
        &mut state,
        2,
        tenant(1),
        &owner,
        Command::StepUp { id: id(3), methods },
    )
    .unwrap();
    let stepped = state.session.session(id(3)).unwrap();
    assert!(stepped.methods.is_multi_factor() && stepped.stepped_up_at == Some(second(2)));
    let device = state.session.session(id(3)).unwrap().device;
    run(
        &mut state,
        3,
        tenant(1),
        &owner,
        Command::TrustDevice {
            id: device,
            trusted: true,
        },
    )
    .unwrap();
    run(
        &mut state,
        4,
        tenant(1),
        &owner,
        Command::ForgetDevice { id: device },
    )
    .unwrap();
    assert_eq!(
        (ask(&state, 3, 5), ask(&state, 2, 5)),
        (Err(SessionRefused::Revoked), Ok(id(2)))
    );
    let all = |except| Command::RevokeAll {
        principal: person(1),
        except,
    };
    assert_eq!(
        run(&mut state, 5, tenant(1), &owner, all(Some(id(2)))),
        Ok(Vec::new())
    );
    run(&mut state, 5, tenant(1), &owner, all(None)).unwrap();
    assert_eq!(ask(&state, 2, 6), Err(SessionRefused::Revoked));
}

#[test]
fn there_are_never_too_many() {
    let mut state = world();
    for number in 0..150 {
        run(
            &mut state,
            u64::from(number),
            tenant(1),
            &Authority::Anyone,
            start(number, 1, 10_000),
        )
        .unwrap();
    }
    assert_eq!(state.session.sessions_of(tenant(1), person(1)).count(), 100);
    assert_eq!(
        (ask(&state, 49, 150), ask(&state, 50, 150)),
        (Err(SessionRefused::Unknown), Ok(id(50)))
    );
    run(
        &mut state,
        10_000,
        tenant(1),
        &Authority::Anyone,
        start(160, 1, 20_000),
    )
    .unwrap();
    assert_eq!(state.session.sessions_of(tenant(1), person(1)).count(), 85);
}

proptest! {
    #[test]
    fn no_session_outlives_its_end_and_a_replaced_token_is_never_good_again(
        steps in proptest::collection::vec((0u8..4, 1u8..20, 1u8..20, 0u64..100), 0..60)
    ) {
        let mut state = world();
        let (mut now, owner) = (0, Authority::principal(person(1)));
        let mut replaced: Vec<(u8, u64)> = Vec::new();
        for (what, one, other, later) in steps {
            now += later;
            let command = match what {
                0 => start(one, 1, now + 300),
                1 => Command::Rotate { presented: token(one), hash: token(other) },
                2 => Command::Touch { id: id(one) },
                _ => Command::Revoke { id: id(one), signed_out: true },
            };
            let by = if what < 2 { &Authority::Anyone } else { &owner };
            let begun = matches!(what, 0);
            let taken = run(&mut state, now, tenant(1), by, command).is_ok();
            if taken && what == 1 {
                replaced.push((one, now));
            }
            if taken && begun {
                // A token that is forgotten with its session may be drawn again.
                replaced.retain(|(number, _)| *number != one);
            }
            if taken && what == 1 {
                replaced.retain(|(number, _)| *number != other);
            }
            for number in 1..20 {
                if let Ok(session) = state.authenticate_session(&token(number), second(now)) {
                    prop_assert!(second(now) < session.absolute_until && session.revoked.is_none());
                    let gone = replaced.iter().any(|(old, at)| *old == number && now >= at + 30);
                    prop_assert!(!gone);
                }
            }
        }
    }
}
