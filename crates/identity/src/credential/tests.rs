//! Decisions and checks, and properties over random commands.

use bezant_kernel::{PasskeyId, PrincipalId, Tenant, TenantId, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::{Authority, LookupHash, Permission, Permissions, Sealed, TokenHash};

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

fn hash(word: &str) -> PasswordHash {
    PasswordHash::parse(&format!("$argon2id$v=19$m=8,t=1,p=1$c2FsdA${word}")).unwrap()
}

fn world() -> crate::State {
    let mut state = crate::State::default();
    let administrator = Permissions::of(&[Permission::IdentityManage]);
    for number in [1, 2] {
        state
            .access
            .set_for_test(tenant(1), person(number), Some(Permissions::NONE));
    }
    state
        .access
        .set_for_test(tenant(1), person(8), Some(Permissions::all()));
    state
        .access
        .set_for_test(tenant(1), person(9), Some(administrator));
    state
        .access
        .set_for_test(tenant(2), person(3), Some(Permissions::all()));
    state
}

fn run(
    state: &mut crate::State,
    at: u64,
    of: Tenant,
    by: &Authority,
    command: Command,
) -> Result<(), Rejection> {
    for event in decide(state, second(at), of, by, command)? {
        assert_eq!(decode_event(&encode_event(&event)).as_ref(), Ok(&event));
        assert!(event.facts().is_some() && event.name().starts_with("credential."));
        apply(&mut state.credential, second(at), of, by, &event);
    }
    assert_eq!(
        State::decode(&state.credential.encode()).as_ref(),
        Ok(&state.credential)
    );
    Ok(())
}

fn passkey(number: u8, counter: u32) -> Passkey {
    Passkey {
        id: PasskeyId::from_u128(u128::from(number)),
        credential_id: vec![number; 16],
        credential: vec![1],
        name: "phone".to_owned(),
        counter,
        backup_eligible: true,
        backed_up: false,
        created_at: second(0),
        last_used_at: None,
    }
}

fn use_passkey(number: u8, counter: u32) -> Command {
    Command::RecordPasskeyUse {
        principal: person(1),
        id: PasskeyId::from_u128(u128::from(number)),
        counter,
        backed_up: true,
        credential: None,
    }
}

#[test]
fn only_the_owner_with_a_whole_session_changes_credentials() {
    let mut state = world();
    let set = || Command::SetPassword {
        principal: person(1),
        hash: hash("one"),
    };
    let narrowed = Authority::Principal {
        id: person(1),
        limit: Permissions::of(&[Permission::PaymentsRead]),
    };
    for by in [
        Authority::principal(person(2)),
        Authority::principal(person(8)),
        narrowed,
        Authority::Anyone,
    ] {
        assert_eq!(
            run(&mut state, 1, tenant(1), &by, set()),
            Err(Rejection::Denied),
            "{by:?}"
        );
    }
    let owner = Authority::principal(person(1));
    assert_eq!(
        run(&mut state, 1, tenant(2), &owner, set()),
        Err(Rejection::PrincipalInactive)
    );
    assert_eq!(run(&mut state, 1, tenant(1), &owner, set()), Ok(()));
    assert_eq!(state.credential.of(tenant(2), person(1)), None);
    state.access.set_for_test(tenant(1), person(1), None);
    assert_eq!(
        run(&mut state, 2, tenant(1), &owner, set()),
        Err(Rejection::PrincipalInactive)
    );
    assert!(PasswordHash::parse("$2b$12$abc").is_err() && PasswordHash::parse("plain").is_err());
    assert_eq!(format!("{:?}", hash("one")), "PasswordHash(..)");
}

#[test]
fn second_factors_work_once_and_the_last_one_stays_where_required() {
    let mut state = world();
    let (of, owner, anyone) = (tenant(1), Authority::principal(person(1)), Authority::Anyone);
    let principal = person(1);
    let seed = Sealed::from_bytes(vec![1; 20]);
    let confirm = |step| Command::ConfirmTotp { principal, step };
    assert_eq!(
        run(&mut state, 1, of, &owner, confirm(7)),
        Err(Rejection::TotpMissing)
    );
    let codes = |codes: &[u8]| Command::ReplaceRecoveryCodes {
        principal,
        codes: codes.iter().map(|code| token(*code)).collect(),
    };
    assert_eq!(
        run(&mut state, 1, of, &owner, codes(&[1])),
        Err(Rejection::RecoveryCodesPointless)
    );
    run(&mut state, 1, of, &owner, Command::EnrolTotp { principal, seed }).unwrap();
    run(&mut state, 1, of, &owner, confirm(7)).unwrap();
    for (step, answer) in [
        (7, Err(Rejection::TotpReplayed)),
        (8, Ok(())),
        (8, Err(Rejection::TotpReplayed)),
    ] {
        let command = Command::RecordTotpUse { principal, step };
        assert_eq!(run(&mut state, 2, of, &anyone, command), answer, "{step}");
    }
    assert_eq!(
        run(&mut state, 3, of, &owner, codes(&[1, 1])),
        Err(Rejection::RecoveryCodesInvalid)
    );
    run(&mut state, 3, of, &owner, codes(&[1, 2])).unwrap();
    for answer in [Ok(()), Err(Rejection::RecoveryCodeUnknown)] {
        let command = Command::UseRecoveryCode {
            principal,
            code: token(2),
        };
        assert_eq!(run(&mut state, 4, of, &anyone, command), answer);
    }
    let remove = |required| Command::RemoveTotp { principal, required };
    assert_eq!(
        run(&mut state, 5, of, &owner, remove(true)),
        Err(Rejection::SecondFactorRequired)
    );
    let add = |passkey| Command::AddPasskey { principal, passkey };
    run(&mut state, 5, of, &owner, add(passkey(1, 5))).unwrap();
    assert_eq!(
        run(&mut state, 5, of, &owner, add(passkey(1, 5))),
        Err(Rejection::PasskeyExists)
    );
    run(&mut state, 6, of, &owner, remove(true)).unwrap();
    for (counter, answer) in [
        (5, Err(Rejection::PasskeyCloned)),
        (0, Err(Rejection::PasskeyCloned)),
        (6, Ok(())),
    ] {
        assert_eq!(
            run(&mut state, 7, of, &anyone, use_passkey(1, counter)),
            answer,
            "{counter}"
        );
    }
    run(&mut state, 7, of, &owner, add(passkey(2, 0))).unwrap();
    run(&mut state, 7, of, &anyone, use_passkey(2, 0)).unwrap();
    assert_eq!(
        state.credential.passkey(of, &[2; 16]).map(|found| found.0),
        Some(principal)
    );
    assert_eq!(state.credential.passkey(tenant(2), &[2; 16]), None);
    // A lost phone: not by themselves, not by who may do less than they do.
    let reset = |principal| Command::ResetSecondFactors { principal };
    let lesser = Authority::principal(person(9));
    assert_eq!(
        run(&mut state, 8, of, &owner, reset(principal)),
        Err(Rejection::Denied)
    );
    assert_eq!(
        run(&mut state, 8, of, &lesser, reset(person(8))),
        Err(Rejection::Denied)
    );
    run(&mut state, 8, of, &lesser, reset(principal)).unwrap();
    let own = state.credential.of(of, principal).unwrap();
    assert_eq!(
        (own.second_factors(), own.recovery_codes.len(), own.epoch),
        (0, 0, 1)
    );
}

#[test]
fn a_recovery_works_once_and_in_time_and_nobody_can_push_one_out() {
    let mut state = world();
    let (of, anyone, principal) = (tenant(1), Authority::Anyone, person(1));
    let start = |number, expires_at| Command::StartRecovery {
        principal,
        token: token(number),
        address: None,
        expires_at: second(expires_at),
    };
    let finish = |number| Command::FinishRecovery {
        token: token(number),
        hash: hash("new"),
    };
    assert_eq!(
        run(&mut state, 1, of, &anyone, start(1, 3_602)),
        Err(Rejection::TokenLifetimeInvalid)
    );
    for number in 1..=3 {
        run(&mut state, 1, of, &anyone, start(number, 100)).unwrap();
    }
    assert_eq!(
        run(&mut state, 2, of, &anyone, start(4, 100)),
        Err(Rejection::RecoveryLimit)
    );
    assert_eq!(
        run(&mut state, 2, tenant(2), &anyone, finish(1)),
        Err(Rejection::RecoveryTokenUnknown)
    );
    assert_eq!(
        run(&mut state, 100, of, &anyone, finish(1)),
        Err(Rejection::RecoveryTokenUnknown)
    );
    run(&mut state, 99, of, &anyone, finish(1)).unwrap();
    for number in 1..=3 {
        assert_eq!(
            run(&mut state, 99, of, &anyone, finish(number)),
            Err(Rejection::RecoveryTokenUnknown)
        );
    }
    assert_eq!(state.credential.epoch(of, principal), 1);
    run(
        &mut state,
        102,
        of,
        &Authority::Node,
        Command::Erase { principal },
    )
    .unwrap();
    assert_eq!(
        state
            .credential
            .of(of, principal)
            .map(|own| (own.password.clone(), own.epoch)),
        Some((None, 2))
    );
}

fn lives_at(state: &mut crate::State, of: Tenant, principal: PrincipalId, address: LookupHash) {
    use crate::access::{Event, NewPrincipal, PrincipalChanges, apply};
    let event = match state.access.principal(of, principal) {
        None => Event::PrincipalCreated(NewPrincipal {
            email: Some(address),
            ..NewPrincipal::user(principal)
        }),
        Some(_) => Event::PrincipalChanged {
            id: principal,
            changes: PrincipalChanges {
                email: Some(Some(address)),
                ..PrincipalChanges::default()
            },
        },
    };
    apply(&mut state.access, second(0), of, &Authority::Node, &event);
}

#[test]
fn a_hash_is_replaced_by_one_of_the_same_password_only() {
    let mut state = world();
    let (of, anyone, principal) = (tenant(1), Authority::Anyone, person(1));
    let owner = Authority::principal(principal);
    let rehash = |former: &str, new: &str| Command::RehashPassword {
        principal,
        former: hash(former),
        hash: hash(new),
    };
    assert_eq!(
        run(&mut state, 1, of, &anyone, rehash("one", "dear")),
        Err(Rejection::PasswordChanged)
    );
    let set = Command::SetPassword {
        principal,
        hash: hash("one"),
    };
    run(&mut state, 1, of, &owner, set).unwrap();
    let recover = Command::StartRecovery {
        principal,
        token: token(1),
        address: None,
        expires_at: second(100),
    };
    run(&mut state, 2, of, &anyone, recover).unwrap();
    let other = Authority::principal(person(2));
    assert_eq!(
        run(&mut state, 3, of, &other, rehash("one", "dear")),
        Err(Rejection::Denied)
    );
    run(&mut state, 3, of, &anyone, rehash("one", "dear")).unwrap();
    let own = state.credential.of(of, principal).unwrap();
    let password = own.password.clone().unwrap();
    assert_eq!(
        (
            password.hash,
            password.changed_at,
            own.recoveries.len(),
            own.epoch
        ),
        (hash("dear"), second(1), 1, 0),
        "nothing else is another"
    );
    assert_eq!(
        run(&mut state, 4, of, &anyone, rehash("one", "late")),
        Err(Rejection::PasswordChanged)
    );
}

#[test]
fn what_is_mailed_proves_the_address_for_as_long_as_it_is_theirs() {
    let mut state = world();
    let (of, anyone, principal) = (tenant(1), Authority::Anyone, person(1));
    let [first, second_address] = [4, 5].map(|number| LookupHash::from_bytes([number; 32]));
    lives_at(&mut state, of, principal, first);
    let start = |number, address| Command::StartEmailVerification {
        principal,
        token: token(number),
        address,
        expires_at: second(200),
    };
    let verify = |number| Command::VerifyEmail { token: token(number) };
    run(&mut state, 1, of, &anyone, start(1, first)).unwrap();
    for answer in [Ok(()), Err(Rejection::EmailTokenUnknown)] {
        assert_eq!(run(&mut state, 2, of, &anyone, verify(1)), answer);
    }
    assert!(state.credential.has_verified(of, principal, &first));

    // Two links are on their way when the address changes: neither is worth anything to who still reads the old one.
    let recover = |number, address| Command::StartRecovery {
        principal,
        token: token(number),
        address: Some(address),
        expires_at: second(200),
    };
    let finish = |number| Command::FinishRecovery {
        token: token(number),
        hash: hash("new"),
    };
    run(&mut state, 3, of, &anyone, start(2, first)).unwrap();
    run(&mut state, 3, of, &anyone, recover(3, first)).unwrap();
    lives_at(&mut state, of, principal, second_address);
    assert_eq!(
        run(&mut state, 4, of, &anyone, verify(2)),
        Err(Rejection::EmailTokenUnknown)
    );
    assert_eq!(
        run(&mut state, 4, of, &anyone, finish(3)),
        Err(Rejection::RecoveryTokenUnknown)
    );
    assert!(!state.credential.has_verified(of, principal, &second_address));
    run(&mut state, 5, of, &anyone, recover(4, second_address)).unwrap();
    run(&mut state, 6, of, &anyone, finish(4)).unwrap();
    assert!(state.credential.has_verified(of, principal, &second_address));
}

proptest! {
    #[test]
    fn steps_and_counters_only_grow(uses in proptest::collection::vec((any::<bool>(), 0u32..12), 0..60)) {
        let mut state = world();
        let (of, owner, principal) = (tenant(1), Authority::principal(person(1)), person(1));
        let seed = Sealed::from_bytes(vec![1]);
        run(&mut state, 1, of, &owner, Command::EnrolTotp { principal, seed }).unwrap();
        run(&mut state, 1, of, &owner, Command::ConfirmTotp { principal, step: 0 }).unwrap();
        run(&mut state, 1, of, &owner, Command::AddPasskey { principal, passkey: passkey(1, 0) }).unwrap();
        let mut last = [0, 0];
        for (is_totp, number) in uses {
            let command = if is_totp {
                Command::RecordTotpUse { principal, step: u64::from(number) }
            } else {
                use_passkey(1, number)
            };
            let last = &mut last[usize::from(is_totp)];
            let uncounted = !is_totp && number == 0 && *last == 0;
            let taken = run(&mut state, 2, of, &Authority::Anyone, command).is_ok();
            prop_assert_eq!(taken, number > *last || uncounted);
            if taken {
                *last = number;
            }
        }
    }
}
