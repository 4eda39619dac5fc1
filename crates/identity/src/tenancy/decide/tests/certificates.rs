//! Keys that a certificate proves, and keys whose requests are signed.

use super::*;
use crate::Sealed;
use crate::tenancy::KeySigning;

const SPIFFE: &str = "spiffe://shop.example/billing";

fn create(number: u8, name: CertificateName) -> Command {
    Command::CreateKey(Box::new(NewKey {
        proof: KeyProof::Certificate(name),
        ..new_key(number)
    }))
}

fn named(number: u8, uris: &[&str], hosts: &[&str]) -> PresentedCertificate {
    PresentedCertificate::new([number; 32], uris.iter().copied(), hosts.iter().copied())
}

fn holder(state: &State, presented: &PresentedCertificate, at: u64) -> Result<ApiKeyId, KeyRefused> {
    state
        .authenticate_certificate(presented, second(at))
        .map(|key| key.id)
}

fn rotate(number: u8, to: CertificateName, overlap_until: Option<u64>) -> Command {
    Command::RotateKey {
        id: secret(number).id(),
        proof: KeyProof::Certificate(to),
        overlap_until: overlap_until.map(second),
    }
}

#[test]
fn a_certificate_names_one_caller_until_its_key_ends() {
    let (mut state, one, two) = (with_tenants(), tenant(1), tenant(2));
    let short = Command::CreateKey(Box::new(NewKey {
        proof: KeyProof::Certificate(certificate(1)),
        expires_at: Some(second(10)),
        ..new_key(1)
    }));
    assert_eq!(run(&mut state, 1, one, short), Ok(1));
    assert_eq!(holder(&state, &shown(1), 9), Ok(secret(1).id()));
    assert_eq!(holder(&state, &shown(2), 9), Err(KeyRefused::Unknown));
    assert_eq!(
        state.authenticate(&secret(1), second(9)).err(),
        Some(KeyRefused::Unknown),
        "it has no secret"
    );
    for by in [one, two] {
        assert_eq!(
            run(&mut state, 2, by, create(2, certificate(1))),
            Err(Rejection::KeyCertificateTaken)
        );
    }
    assert_eq!(holder(&state, &shown(1), 10), Err(KeyRefused::Expired));
    assert_eq!(run(&mut state, 10, two, create(2, certificate(1))), Ok(1));
    assert_eq!(holder(&state, &shown(1), 11), Ok(secret(2).id()));
    let revoke = Command::RevokeKey { id: secret(2).id() };
    assert_eq!(run(&mut state, 12, two, revoke), Ok(1));
    assert!(holder(&state, &shown(1), 13).is_err());
    assert_eq!(run(&mut state, 14, one, create(3, certificate(1))), Ok(1));
    assert_eq!(holder(&state, &shown(1), 15), Ok(secret(3).id()));
    let suspend = Command::SuspendTenant {
        reason: "late".to_owned(),
    };
    assert_eq!(run(&mut state, 16, one, suspend), Ok(1));
    assert_eq!(holder(&state, &shown(1), 17), Err(KeyRefused::TenantSuspended));
}

#[test]
fn names_are_given_by_the_node_and_count_after_the_certificate_itself() {
    let (mut state, one, two) = (with_tenants(), tenant(1), tenant(2));
    let manager = NewKey {
        permissions: Permissions::of(&[Permission::KeysManage]),
        ..new_key(9)
    };
    assert_eq!(
        run(&mut state, 0, one, Command::CreateKey(Box::new(manager))),
        Ok(1)
    );
    let by = Authority::Key(secret(9).id());
    let uri = CertificateName::uri(SPIFFE).unwrap();
    let host = CertificateName::dns("Billing.Shop.Example").unwrap();
    for name in [&uri, &host] {
        assert_eq!(
            run_by(&by, &mut state, 1, one, create(1, name.clone())),
            Err(Rejection::KeyCertificateNameDenied)
        );
    }
    assert_eq!(run(&mut state, 1, one, create(1, uri.clone())), Ok(1));
    assert_eq!(run(&mut state, 1, two, create(2, host)), Ok(1));
    assert_eq!(run_by(&by, &mut state, 1, one, create(3, certificate(7))), Ok(1));
    let claim = create(4, certificate(8));
    assert_eq!(run(&mut state, 1, two, claim), Ok(1));
    let known = |presented: PresentedCertificate| holder(&state, &presented, 2);
    assert_eq!(
        known(named(8, &[SPIFFE], &[])),
        Ok(secret(1).id()),
        "another tenant's claim is worth nothing against a name"
    );
    assert_eq!(known(named(8, &[], &[])), Ok(secret(4).id()));
    assert_eq!(known(named(1, &[SPIFFE], &[])), Ok(secret(1).id()));
    assert_eq!(
        known(named(1, &[], &["x.example", "billing.shop.example"])),
        Ok(secret(2).id())
    );
    assert_eq!(
        known(named(7, &[SPIFFE], &["billing.shop.example"])),
        Ok(secret(3).id())
    );
    assert_eq!(
        known(named(1, &[SPIFFE], &["billing.shop.example"])),
        Err(KeyRefused::Ambiguous)
    );
    assert_eq!(
        known(named(1, &["spiffe://shop.example/Billing"], &["shop.example"])),
        Err(KeyRefused::Unknown)
    );
    for (number, by) in [(3, one), (4, two)] {
        let id = secret(number).id();
        assert_eq!(run(&mut state, 3, by, Command::RevokeKey { id }), Ok(1));
    }
    assert_eq!(
        holder(&state, &named(7, &[SPIFFE], &[]), 4),
        Err(KeyRefused::Revoked)
    );
    assert_eq!(holder(&state, &named(8, &[SPIFFE], &[]), 4), Ok(secret(1).id()));
}

#[test]
fn another_certificate_takes_over_from_the_one_before() {
    let (mut state, one) = (with_tenants(), tenant(1));
    assert_eq!(run(&mut state, 1, one, create(1, certificate(1))), Ok(1));
    assert_eq!(run(&mut state, 1, one, create(2, certificate(2))), Ok(1));
    for events in [1, 0] {
        assert_eq!(
            run(&mut state, 2, one, rotate(1, certificate(3), Some(10))),
            Ok(events)
        );
    }
    for (number, at, is_known) in [(1, 9, true), (3, 9, true), (1, 10, false), (3, 10, true)] {
        assert_eq!(
            holder(&state, &shown(number), at).is_ok(),
            is_known,
            "{number} at {at}"
        );
    }
    assert_eq!(
        run(&mut state, 5, one, rotate(1, certificate(2), None)),
        Err(Rejection::KeyCertificateTaken)
    );
    assert_eq!(
        run(&mut state, 5, one, create(4, certificate(1))),
        Err(Rejection::KeyCertificateTaken),
        "it still counts"
    );
    let to_a_secret = Command::RotateKey {
        id: secret(1).id(),
        proof: KeyProof::Secret(secret(1).hash()),
        overlap_until: None,
    };
    assert_eq!(
        run(&mut state, 5, one, to_a_secret),
        Err(Rejection::KeyProofMismatch)
    );
    assert_eq!(run(&mut state, 11, one, create(4, certificate(1))), Ok(1));
    assert_eq!(State::decode(&state.encode()), Ok(state));
}

#[test]
fn signing_keys_are_set_replaced_and_removed() {
    let (mut state, one) = (with_tenants(), tenant(1));
    assert_eq!(run(&mut state, 1, one, create_key(1, None)), Ok(1));
    let id = secret(1).id();
    let set = |key: Option<SigningKey>, required, overlap_until: Option<u64>| Command::ChangeSigning {
        id,
        change: SigningChange::Set {
            key,
            required,
            overlap_until: overlap_until.map(second),
        },
    };
    let public = |byte: u8| Some(SigningKey::Ed25519([byte; 32]));
    let shared = SigningKey::HmacSha256(Sealed::from_bytes(vec![7; 40]));
    assert_eq!(
        run(&mut state, 1, one, set(None, true, None)),
        Err(Rejection::KeySigningMissing(id))
    );
    for events in [1, 0] {
        assert_eq!(run(&mut state, 2, one, set(public(1), false, None)), Ok(events));
    }
    assert_eq!(run(&mut state, 3, one, set(None, true, None)), Ok(1), "it stays");
    assert_eq!(
        run(&mut state, 3, one, set(Some(shared.clone()), true, Some(900_000))),
        Err(Rejection::KeyOverlapTooLong)
    );
    assert_eq!(
        run(&mut state, 3, one, set(Some(shared.clone()), true, Some(10))),
        Ok(1)
    );
    let signing = |state: &State| state.key(id).unwrap().signing.clone();
    let keys = |signing: &KeySigning, at| signing.keys(second(at)).cloned().collect::<Vec<_>>();
    let now = signing(&state).unwrap();
    assert!(now.required);
    assert_eq!(keys(&now, 9), [shared.clone(), public(1).unwrap()]);
    assert_eq!(keys(&now, 10), [shared]);
    assert_eq!(State::decode(&state.encode()).as_ref(), Ok(&state));
    let remove = || Command::ChangeSigning {
        id,
        change: SigningChange::Remove,
    };
    assert_eq!(
        run(&mut state, 4, tenant(2), remove()),
        Err(Rejection::KeyUnknown(id))
    );
    for events in [1, 0] {
        assert_eq!(run(&mut state, 4, one, remove()), Ok(events));
    }
    assert_eq!(signing(&state), None);
    assert_eq!(run(&mut state, 5, one, Command::RevokeKey { id }), Ok(1));
    assert_eq!(
        run(&mut state, 6, one, set(public(1), true, None)),
        Err(Rejection::KeyNotLive(id))
    );
}
