//! Decisions and checks, and properties over random commands.

mod authority;
mod certificates;
mod lifecycle;
mod residence;

use super::super::{
    CertificateName, KeyRefused, KeySecret, PresentedCertificate, Scope, Scopes, SecretHash, SigningChange,
    SigningKey, State, apply, decode_event, encode_event,
};
use super::*;
use bezant_kernel::TenantId;
use proptest::prelude::*;

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn tenant(number: u128) -> Tenant {
    Tenant::new(TenantId::from_u128(number))
}

fn secret(number: u8) -> KeySecret {
    KeySecret::new(ApiKeyId::from_u128(u128::from(number)), [number; 32])
}

fn asked_by(
    authority: &Authority,
    state: &State,
    at: u64,
    by: Tenant,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    let whole = crate::State {
        tenancy: state.clone(),
        ..crate::State::default()
    };
    decide(&whole, second(at), by, authority, command)
}

fn asked(state: &State, at: u64, by: Tenant, command: Command) -> Result<Vec<Event>, Rejection> {
    asked_by(&Authority::Node, state, at, by, command)
}

fn run_by(
    authority: &Authority,
    state: &mut State,
    at: u64,
    by: Tenant,
    command: Command,
) -> Result<usize, Rejection> {
    let events = asked_by(authority, state, at, by, command)?;
    for event in &events {
        assert_eq!(decode_event(&encode_event(event)).as_ref(), Ok(event));
        apply(state, second(at), by, authority, event);
    }
    Ok(events.len())
}

fn run(state: &mut State, at: u64, by: Tenant, command: Command) -> Result<usize, Rejection> {
    run_by(&Authority::Node, state, at, by, command)
}

fn create_tenant(number: u128, name: &str) -> Command {
    Command::CreateTenant {
        id: TenantId::from_u128(number),
        name: name.to_owned(),
        settings: Box::default(),
    }
}

fn new_key(number: u8) -> NewKey {
    let scopes = [Scope::Read].into_iter().collect();
    NewKey::new(secret(number).id(), "server", secret(number).hash(), scopes)
}

fn create_key(number: u8, expires_at: Option<u64>) -> Command {
    Command::CreateKey(Box::new(NewKey {
        expires_at: expires_at.map(second),
        ..new_key(number)
    }))
}

fn certificate(number: u8) -> CertificateName {
    CertificateName::Fingerprint([number; 32])
}

fn shown(number: u8) -> PresentedCertificate {
    PresentedCertificate::new([number; 32], [], [])
}

fn with_tenants() -> State {
    let mut state = State::default();
    for (number, name) in [(1, "one"), (2, "two")] {
        assert_eq!(
            run(&mut state, 0, tenant(number), create_tenant(number, name)),
            Ok(1)
        );
    }
    state
}

#[test]
fn a_key_is_accepted_until_it_expires_or_is_revoked() {
    let mut state = with_tenants();
    assert_eq!(run(&mut state, 1, tenant(1), create_key(1, Some(10))), Ok(1));
    assert_eq!(run(&mut state, 1, tenant(1), create_key(2, None)), Ok(1));
    let ask = |state: &State, secret: &KeySecret, at| {
        state
            .authenticate(secret, second(at))
            .map(|key| (key.tenant, key.scopes.iter().collect::<Vec<_>>()))
    };
    let accepted = Ok((tenant(1), vec![Scope::Read]));
    assert_eq!(ask(&state, &secret(1), 9), accepted);
    assert_eq!(ask(&state, &secret(1), 10), Err(KeyRefused::Expired));
    assert_eq!(ask(&state, &secret(3), 9), Err(KeyRefused::Unknown));
    assert_eq!(ask(&state, &secret(2), 1_000), accepted);
    for events in [1, 0] {
        assert_eq!(
            run(
                &mut state,
                20,
                tenant(1),
                Command::RevokeKey { id: secret(2).id() }
            ),
            Ok(events)
        );
    }
    assert_eq!(ask(&state, &secret(2), 21), Err(KeyRefused::Revoked));

    let forged = |number: u8| KeySecret::new(secret(number).id(), [99; 32]);
    for (number, at) in [(1, 9), (1, 10), (2, 21)] {
        assert_eq!(
            ask(&state, &forged(number), at),
            Err(KeyRefused::Unknown),
            "a forger learns nothing more"
        );
    }
}

#[test]
fn wrong_commands_are_refused_each_with_its_code() {
    let mut state = with_tenants();
    assert_eq!(run(&mut state, 1, tenant(1), create_key(1, None)), Ok(1));
    let powerless = Command::CreateKey(Box::new(NewKey {
        scopes: Scopes::default(),
        ..new_key(9)
    }));
    let cases = [
        (1, create_tenant(3, ""), "name_invalid"),
        (1, create_tenant(3, " x"), "name_invalid"),
        (1, create_tenant(3, "a\nb"), "name_invalid"),
        (1, create_tenant(3, &"ü".repeat(65)), "name_invalid"),
        (1, powerless, "scopes_missing"),
        (1, create_key(9, Some(5)), "expiry_passed"),
        (3, create_key(9, None), "tenant_unknown"),
        (1, Command::RevokeKey { id: secret(9).id() }, "key_unknown"),
        (2, Command::RevokeKey { id: secret(1).id() }, "key_unknown"),
        (1, create_tenant(1, "three"), "tenant_exists"),
        (1, create_tenant(3, "two"), "tenant_name_taken"),
        (2, create_key(1, None), "key_exists"),
    ];
    for (by, command, code) in cases {
        let rejection = asked(&state, 5, tenant(by), command).unwrap_err();
        assert_eq!(rejection.code(), code);
        assert!(Rejection::CODES.contains(&code));
    }
    assert_eq!(
        run(&mut state, 5, tenant(3), create_tenant(3, &"ü".repeat(64))),
        Ok(1)
    );
}

#[test]
fn only_live_keys_count_for_the_limit() {
    let mut state = with_tenants();
    assert_eq!(run(&mut state, 1, tenant(1), create_key(200, Some(2))), Ok(1));
    for number in 1..=100 {
        assert_eq!(run(&mut state, 3, tenant(1), create_key(number, None)), Ok(1));
    }
    assert_eq!(
        run(&mut state, 3, tenant(1), create_key(101, None)),
        Err(Rejection::TooManyKeys)
    );
    assert_eq!(run(&mut state, 3, tenant(2), create_key(101, None)), Ok(1));
    assert_eq!(
        run(
            &mut state,
            3,
            tenant(1),
            Command::RevokeKey { id: secret(1).id() }
        ),
        Ok(1)
    );
    assert_eq!(run(&mut state, 3, tenant(1), create_key(102, None)), Ok(1));
}

/// What a node wrote before tenants had settings and keys had permissions.
#[test]
fn what_was_stored_before_is_still_read() {
    let id = |number: u8| [[0x0a, 16].as_slice(), &[0; 15], &[number]].concat();
    let tenant_created = [[0x0a, 23].as_slice(), &id(1), &[0x12, 3], b"one"].concat();
    assert_eq!(
        decode_event(&tenant_created),
        Ok(Event::TenantCreated {
            id: TenantId::from_u128(1),
            name: "one".to_owned(),
            settings: Box::default(),
        })
    );
    let hash = [[0x1a, 32].as_slice(), &[7; 32]].concat();
    let key_created = [[0x12, 57].as_slice(), &id(2), &[0x12, 1], b"k", &hash, &[0x20, 3]].concat();
    let could_pay = Certifications {
        pci: true,
        hipaa: false,
    };
    let scopes = [Scope::Read, Scope::Write].into_iter().collect();
    let before = NewKey::new(
        ApiKeyId::from_u128(2),
        "k",
        SecretHash::from_bytes([7; 32]),
        scopes,
    );
    let expected = NewKey {
        certifications: could_pay,
        ..before
    };
    assert_eq!(
        decode_event(&key_created),
        Ok(Event::KeyCreated(Box::new(expected)))
    );

    let tenants = [[0x0a, 25].as_slice(), &id(1), &[0x12, 3], b"one", &[0x18, 5]].concat();
    let owner = [[0x12, 16].as_slice(), &[0; 15], &[1]].concat();
    let hash = [[0x22, 32].as_slice(), &[7; 32]].concat();
    let keys = [
        [0x12, 77].as_slice(),
        &id(2),
        &owner,
        &[0x1a, 1],
        b"k",
        &hash,
        &[0x28, 3, 0x30, 7],
    ]
    .concat();
    let state = State::decode(&[tenants, keys].concat()).unwrap();
    let record = state.tenant(TenantId::from_u128(1)).unwrap();
    assert_eq!((record.version, &record.status), (1, &TenantStatus::Active));
    assert!(state.is_open(tenant(1)) && record.settings.sign_in.password_sign_in);
    let key = state.key(ApiKeyId::from_u128(2)).unwrap();
    assert_eq!(key.certifications, could_pay);
    assert_eq!(key.permissions(), Permissions::of_scopes(scopes));
}

proptest! {
    #[test]
    fn tenants_see_only_their_keys_and_snapshots_agree(
        steps in proptest::collection::vec((0..14usize, 1u128..4, 1u8..6, proptest::option::of(1u64..60)), 0..80),
    ) {
        let mut state = State::default();
        let mut owners = std::collections::BTreeMap::new();
        for (at, (kind, by, number, expires)) in (0u64..).zip(steps) {
            let id = secret(number).id();
            let command = match kind {
                0 => create_tenant(by, ["a", "b"][usize::from(number) % 2]),
                1 | 2 => create_key(number, expires),
                3 => Command::RevokeKey { id },
                4 => Command::RotateKey {
                    id,
                    proof: KeyProof::Secret(SecretHash::from_bytes([number + 100; 32])),
                    overlap_until: expires.map(second),
                },
                5 => Command::RecordKeyUse { id, at: second(at) },
                6 => Command::SuspendTenant { reason: "late".to_owned() },
                7 => Command::ResumeTenant,
                8 if number == 1 => Command::CloseTenant,
                10 => Command::CreateKey(Box::new(NewKey {
                    proof: KeyProof::Certificate(certificate(number % 3)),
                    expires_at: expires.map(second),
                    ..new_key(number)
                })),
                11 => Command::RotateKey {
                    id,
                    proof: KeyProof::Certificate(certificate(number % 4)),
                    overlap_until: expires.map(second),
                },
                12 => Command::ChangeSigning { id, change: SigningChange::Remove },
                13 => Command::ChangeSigning {
                    id,
                    change: SigningChange::Set {
                        key: expires.map(|_| SigningKey::Ed25519([number; 32])),
                        required: number % 2 == 0,
                        overlap_until: expires.map(second),
                    },
                },
                _ => Command::ChangeTenant {
                    expected_version: expires,
                    change: Box::new(TenantChange {
                        features: [("f".parse().unwrap(), [None, Some(true)][usize::from(number) % 2])].into(),
                        ..TenantChange::default()
                    }),
                },
            };
            let version = |state: &State| state.tenant(tenant(by).id()).map(|record| record.version);
            let before = (version(&state), state.tenant(tenant(by).id()).cloned());
            let done = run(&mut state, at, tenant(by), command);
            if matches!(kind, 1 | 2 | 10) && done.is_ok() {
                prop_assert_eq!(owners.insert(id, tenant(by)), None);
            }
            let after = state.tenant(tenant(by).id()).cloned();
            prop_assert_eq!(before.1 == after, before.0 == version(&state), "each change is a version");
            let closed = |record: &Option<TenantRecord>| record.as_ref().is_some_and(|one| one.status == TenantStatus::Closed);
            prop_assert!(!closed(&before.1) || before.1 == after, "what is closed stays as it is");
            for number in 1..6 {
                if let Ok(key) = state.authenticate(&secret(number), second(at)) {
                    prop_assert!(state.is_open(key.tenant) && key.is_live(second(at)));
                }
                let name = certificate(number);
                let holders = state.all_keys().filter(|key| key.is_live(second(at)) && key.is_proved_by(&name, second(at)));
                prop_assert!(holders.count() <= 1, "a certificate names one caller");
                if let Ok(key) = state.authenticate_certificate(&shown(number), second(at)) {
                    prop_assert!(state.is_open(key.tenant) && key.is_live(second(at)) && key.is_proved_by(&name, second(at)));
                }
            }
        }
        for by in 1..4 {
            let seen: Vec<_> = state.keys(tenant(by)).map(|key| key.id).collect();
            let owned: Vec<_> = owners.iter().filter(|(_, owner)| **owner == tenant(by)).map(|(id, _)| *id).collect();
            prop_assert_eq!(seen, owned);
        }
        let names: std::collections::BTreeSet<_> = state.tenants().map(|tenant| &tenant.name).collect();
        prop_assert_eq!(names.len(), state.tenants().count());
        prop_assert_eq!(State::decode(&state.encode()), Ok(state));
    }

    #[test]
    fn damaged_bytes_never_panic(bytes: Vec<u8>) {
        if let Ok(event) = decode_event(&bytes) {
            prop_assert_eq!(decode_event(&encode_event(&event)), Ok(event));
        }
        if let Ok(state) = State::decode(&bytes) {
            prop_assert_eq!(State::decode(&state.encode()), Ok(state));
        }
    }
}
