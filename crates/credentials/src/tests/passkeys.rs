//! Passkeys from asking to signing in, and what must not work.

use bezant_kernel::{PrincipalId, Timestamp};
use serde_json::json;

use super::authenticator::Authenticator;
use crate::passkey::{NewPasskey, PasskeyConfig, PasskeyConfigError, PasskeyError, PasskeyUsed, Passkeys};

const ANN: PrincipalId = PrincipalId::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const BOB: PrincipalId = PrincipalId::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0002);

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_microseconds((1_800_000_000 + seconds) * 1_000_000)
}

fn config(domain: &str, origins: &[&str]) -> PasskeyConfig {
    PasskeyConfig {
        domain: domain.to_owned(),
        name: "Bezant".to_owned(),
        origins: origins.iter().map(|&one| one.to_owned()).collect(),
    }
}

fn passkeys() -> Passkeys {
    Passkeys::new(&config("localhost", &["http://localhost:*"])).unwrap()
}

fn authenticator() -> Authenticator {
    Authenticator::new("localhost", "http://localhost:8421")
}

fn registered(passkeys: &Passkeys, authenticator: &mut Authenticator) -> NewPasskey {
    let asked = passkeys.start_registration(ANN, "ann@example.com", &[], at(0));
    let answer = authenticator.create(&asked.options);
    passkeys
        .finish_registration(ANN, asked.challenge, &answer, at(1))
        .unwrap()
}

#[test]
fn a_passkey_signs_in_without_a_name() {
    let (passkeys, mut device) = (passkeys(), authenticator());
    let asked = passkeys.start_registration(ANN, "ann@example.com", &[vec![1, 2, 3]], at(0));
    let options = &asked.options["publicKey"];
    assert_eq!(options["rp"]["id"], "localhost");
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(options["excludeCredentials"][0]["id"], "AQID");
    let answer = device.create(&asked.options);
    let made = passkeys
        .finish_registration(ANN, asked.challenge, &answer, at(299))
        .unwrap();
    assert_eq!((made.counter, &made.credential_id), (1, &device.credential_id));

    let asked = passkeys.start_authentication(None, at(400));
    assert_eq!(asked.options["publicKey"]["userVerification"], "required");
    assert_eq!(asked.options["publicKey"]["allowCredentials"], json!([]));
    let answer = device.get(&asked.options);
    let claimed = passkeys.claimed(&answer).unwrap();
    assert_eq!(
        (claimed.owner, &claimed.credential_id),
        (ANN, &made.credential_id)
    );
    let used = passkeys.finish_authentication(
        asked.challenge,
        &answer,
        ANN,
        &made.credential,
        made.counter,
        at(401),
    );
    assert_eq!(
        used.unwrap(),
        PasskeyUsed {
            counter: 2,
            backed_up: false
        }
    );
    // The same answer again.
    let again = passkeys.finish_authentication(asked.challenge, &answer, ANN, &made.credential, 2, at(401));
    assert!(matches!(again, Err(PasskeyError::UnknownChallenge)));
}

#[test]
fn a_copied_passkey_is_told_by_its_counter() {
    let (passkeys, mut device) = (passkeys(), authenticator());
    let made = registered(&passkeys, &mut device);
    for (says, kept, cloned) in [
        (5, 4, false),
        (4, 4, true),
        (3, 4, true),
        (0, 0, false),
        (0, 4, true),
    ] {
        device.counter = says;
        let asked = passkeys.start_authentication(Some(ANN), at(10));
        let answer = device.get(&asked.options);
        let used =
            passkeys.finish_authentication(asked.challenge, &answer, ANN, &made.credential, kept, at(11));
        assert_eq!(
            matches!(used, Err(PasskeyError::Cloned)),
            cloned,
            "{says} after {kept}"
        );
        assert_eq!(used.is_ok(), !cloned);
    }
}

#[test]
fn an_answer_counts_for_its_person_place_and_challenge_only() {
    let (passkeys, mut device) = (passkeys(), authenticator());
    let asked = passkeys.start_registration(ANN, "ann", &[], at(0));
    let answer = device.create(&asked.options);
    let other = passkeys.finish_registration(BOB, asked.challenge, &answer, at(1));
    assert!(matches!(other, Err(PasskeyError::UnknownChallenge)));
    let late = passkeys.start_registration(ANN, "ann", &[], at(0));
    let answer = device.create(&late.options);
    let too_late = passkeys.finish_registration(ANN, late.challenge, &answer, at(300));
    assert!(matches!(too_late, Err(PasskeyError::UnknownChallenge)));

    let made = registered(&passkeys, &mut device);
    let mut attempt =
        |change: &dyn Fn(&mut Authenticator), asked_for: Option<PrincipalId>, owner: PrincipalId| {
            let (asked, other) = (
                passkeys.start_authentication(asked_for, at(2)),
                passkeys.start_authentication(None, at(2)),
            );
            change(&mut device);
            let answer = device.get(&asked.options);
            let swapped =
                passkeys.finish_authentication(other.challenge, &answer, owner, &made.credential, 1, at(3));
            assert!(swapped.is_err(), "an answer to another challenge");
            let used =
                passkeys.finish_authentication(asked.challenge, &answer, owner, &made.credential, 1, at(3));
            device.origin = "http://localhost:8421".to_owned();
            device.domain = "localhost".to_owned();
            device.verifies_user = true;
            used
        };
    assert!(attempt(&|_| (), None, ANN).is_ok());
    assert!(attempt(&|_| (), Some(ANN), ANN).is_ok());
    assert!(matches!(
        attempt(&|_| (), Some(BOB), ANN),
        Err(PasskeyError::UnknownChallenge)
    ));
    assert!(matches!(
        attempt(&|_| (), None, BOB),
        Err(PasskeyError::UnknownChallenge)
    ));
    let changes: [&dyn Fn(&mut Authenticator); 4] = [
        &|device| device.origin = "http://localhost.attacker.example:8421".to_owned(),
        &|device| device.origin = "https://localhost".to_owned(),
        &|device| device.domain = "attacker.example".to_owned(),
        &|device| device.verifies_user = false,
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(
            matches!(attempt(change, None, ANN), Err(PasskeyError::NotProven(_))),
            "{number}"
        );
    }
    // Another device that claims the same credential.
    let mut forger = authenticator();
    forger.credential_id = made.credential_id.clone();
    forger.user_handle = device.user_handle.clone();
    let asked = passkeys.start_authentication(None, at(4));
    let answer = forger.get(&asked.options);
    let forged = passkeys.finish_authentication(asked.challenge, &answer, ANN, &made.credential, 0, at(5));
    assert!(matches!(forged, Err(PasskeyError::NotProven(_))));
    for malformed in [&b""[..], b"{}", b"null", &[b' '; 70_000]] {
        assert!(matches!(
            passkeys.claimed(malformed),
            Err(PasskeyError::Malformed)
        ));
    }
}

#[test]
fn only_what_browsers_take_can_be_configured() {
    let check = |domain: &str, origins: &[&str]| Passkeys::new(&config(domain, origins)).err();
    assert_eq!(
        check(
            "pay.example",
            &["https://pay.example", "https://login.pay.example:8443"]
        ),
        None
    );
    assert_eq!(
        check("localhost", &["http://localhost:8421", "https://localhost"]),
        None
    );
    for domain in [
        "127.0.0.1",
        "::1",
        "[::1]",
        "",
        "Pay.Example",
        "pay.example/",
        "https://pay.example",
    ] {
        let refused = check(domain, &["https://pay.example"]);
        assert!(matches!(refused, Some(PasskeyConfigError::Domain(_))), "{domain}");
    }
    for origin in [
        "http://pay.example",
        "https://badpay.example",
        "https://example",
        "https://pay.example:*",
        "https://pay.example/login",
        "https://user@pay.example",
        "https://10.0.0.1",
        "pay.example",
        "android:apk-key-hash:x",
    ] {
        let refused = check("pay.example", &[origin]);
        assert_eq!(refused, Some(PasskeyConfigError::Origin(origin.to_owned())));
    }
    assert!(matches!(
        check("localhost", &["https://localhost:*"]),
        Some(PasskeyConfigError::Origin(_))
    ));
    assert_eq!(check("pay.example", &[]), Some(PasskeyConfigError::NoOrigin));
}
