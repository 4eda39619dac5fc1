//! Sign-ins at a fake provider, honest ones and attacks.

use std::sync::atomic::Ordering;

use bezant_kernel::Milliseconds;
use serde_json::{Value, json};

use super::fake::{Fake, Signer};
use super::*;

const NOW: u64 = 1_800_000_000;

fn now() -> Timestamp {
    Timestamp::from_microseconds(NOW * 1_000_000)
}

async fn sign_in_at(fake: &Fake, client: &OidcProvider, at: Timestamp) -> Result<OutsideIdentity, SsoError> {
    let started = client.start(at).await?;
    let callback = fake.approve(&started.redirect_to);
    client.finish(started.pending, callback, at).await
}

async fn flaw_of(fake: &Fake, client: &OidcProvider) -> Option<Flaw> {
    match sign_in_at(fake, client, now()).await {
        Err(SsoError::Invalid(flaw)) => Some(flaw),
        Ok(_) => None,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_person_signs_in_with_each_kind_of_key() {
    let fake = Fake::start(NOW).await;
    let rsa = Signer::rsa();
    let kinds = [
        ("RS256", rsa.clone()),
        ("PS256", rsa),
        ("ES256", Signer::p256()),
        ("EdDSA", Signer::ed25519()),
    ];
    for (algorithm, signer) in kinds {
        *fake.shared.keys.lock().unwrap() = vec![("k2".to_owned(), signer.clone())];
        *fake.shared.signing.lock().unwrap() = ("k2".to_owned(), algorithm.to_owned(), signer);
        let identity = sign_in_at(&fake, &fake.client(""), now()).await.unwrap();
        assert_eq!(identity.subject.expose(), "248289761001", "{algorithm}");
        let email = identity.email.unwrap();
        assert!(email.verified && email.address.expose() == "ada@example.test");
        assert_eq!(identity.name.unwrap().expose(), "Ada Lovelace");
        assert_eq!(identity.groups, ["auditor", "payments-operator"]);
        assert_eq!(now().since(identity.authenticated_at), Milliseconds(30_000));
    }
}

#[tokio::test]
async fn tokens_that_are_not_ours_now_are_refused() {
    let fake = Fake::start(NOW).await;
    let client = fake.client("");
    type Change = fn(&mut Value, &mut Value);
    let cases: [(&str, Change, Option<Flaw>); 17] = [
        ("nothing", |_, _| {}, None),
        (
            "no algorithm",
            |h, _| h["alg"] = "none".into(),
            Some(Flaw::Algorithm),
        ),
        (
            "another nonce",
            |_, c| c["nonce"] = "other".into(),
            Some(Flaw::Nonce),
        ),
        ("no nonce", |_, c| c["nonce"] = Value::Null, Some(Flaw::Nonce)),
        (
            "another audience",
            |_, c| c["aud"] = "shop".into(),
            Some(Flaw::Audience),
        ),
        (
            "two audiences",
            |_, c| c["aud"] = json!(["bezant", "shop"]),
            Some(Flaw::Audience),
        ),
        (
            "two, ours authorized",
            |_, c| (c["aud"], c["azp"]) = (json!(["shop", "bezant"]), "bezant".into()),
            None,
        ),
        (
            "for another party",
            |_, c| c["azp"] = "shop".into(),
            Some(Flaw::Audience),
        ),
        (
            "another issuer",
            |_, c| c["iss"] = "https://evil.test".into(),
            Some(Flaw::Issuer),
        ),
        ("ended", |_, c| c["exp"] = (NOW - 60).into(), Some(Flaw::Time)),
        ("no end", |_, c| c["exp"] = Value::Null, Some(Flaw::Time)),
        (
            "from the future",
            |_, c| c["iat"] = (NOW + 61).into(),
            Some(Flaw::Time),
        ),
        ("old", |_, c| c["iat"] = (NOW - 600).into(), Some(Flaw::Time)),
        ("not yet", |_, c| c["nbf"] = (NOW + 61).into(), Some(Flaw::Time)),
        (
            "of another access token",
            |_, c| c["at_hash"] = "x".into(),
            Some(Flaw::AccessToken),
        ),
        ("no subject", |_, c| c["sub"] = Value::Null, Some(Flaw::Subject)),
        (
            "critical extension",
            |h, _| h["crit"] = json!(["b64"]),
            Some(Flaw::Malformed),
        ),
    ];
    for (name, change, expected) in cases {
        fake.tamper(change);
        assert_eq!(flaw_of(&fake, &client).await, expected, "{name}");
    }
}

#[tokio::test]
async fn algorithms_and_keys_cannot_be_confused() {
    let fake = Fake::start(NOW).await;
    let (rsa, other) = (Signer::rsa(), Signer::rsa());
    *fake.shared.keys.lock().unwrap() =
        vec![("k1".to_owned(), rsa.clone()), ("ec".to_owned(), Signer::p256())];
    let client = fake.client("");
    let sign = |algorithm: &str, id: &str, signer: &std::sync::Arc<Signer>| {
        *fake.shared.signing.lock().unwrap() = (id.to_owned(), algorithm.to_owned(), signer.clone());
    };
    sign("HS256", "k1", &rsa);
    assert_eq!(
        flaw_of(&fake, &client).await,
        Some(Flaw::Algorithm),
        "the public key is no secret"
    );
    sign("RS256", "k1", &other);
    assert_eq!(
        flaw_of(&fake, &client).await,
        Some(Flaw::Signature),
        "a key under a name that is published"
    );
    sign("RS256", "ec", &rsa);
    assert_eq!(
        flaw_of(&fake, &client).await,
        Some(Flaw::UnknownKey),
        "a key of another kind"
    );
    sign("RS256", "k1", &rsa);
    assert_eq!(flaw_of(&fake, &client).await, None);
    let only_pss = fake.client("algorithms = ['PS256']");
    assert_eq!(
        flaw_of(&fake, &only_pss).await,
        Some(Flaw::Algorithm),
        "one that is not allowed here"
    );
    // A key in the header is never looked at.
    fake.tamper(|header, _| header["jku"] = "https://evil.test/keys".into());
    sign("RS256", "k1", &other);
    assert_eq!(flaw_of(&fake, &client).await, Some(Flaw::Signature));
}

#[tokio::test]
async fn new_keys_are_found_and_made_up_ones_ask_once_a_minute() {
    let fake = Fake::start(NOW).await;
    let client = fake.client("");
    sign_in_at(&fake, &client, now()).await.unwrap();
    let next = Signer::p256();
    *fake.shared.keys.lock().unwrap() = vec![("k2".to_owned(), next.clone())];
    *fake.shared.signing.lock().unwrap() = ("k2".to_owned(), "ES256".to_owned(), next);
    for _ in 0..3 {
        assert_eq!(
            flaw_of(&fake, &client).await,
            Some(Flaw::UnknownKey),
            "asked within this minute"
        );
    }
    assert_eq!(fake.shared.key_fetches.load(Ordering::SeqCst), 1);
    let later = now().after(Milliseconds(60_000));
    sign_in_at(&fake, &client, later).await.unwrap();
    assert_eq!(fake.shared.key_fetches.load(Ordering::SeqCst), 2);

    fake.shared.huge_keys.store(true, Ordering::SeqCst);
    let fresh = fake.client("");
    assert_eq!(flaw_of(&fake, &fresh).await, Some(Flaw::TooLarge));
}

#[tokio::test]
async fn a_return_belongs_to_one_leaving_of_one_browser() {
    let fake = Fake::start(NOW).await;
    let client = fake.client("");
    let (mine, theirs) = (
        client.start(now()).await.unwrap(),
        client.start(now()).await.unwrap(),
    );
    let invalid = |flaw| Some(SsoError::Invalid(flaw));

    // An attacker's code and state in somebody's browser, and their code with its state.
    let attack = fake.approve(&theirs.redirect_to);
    let answer = client.finish(mine.pending.clone(), attack.clone(), now()).await;
    assert_eq!(answer.err(), invalid(Flaw::State));
    let injected = OidcCallback {
        state: fake.approve(&mine.redirect_to).state,
        ..attack
    };
    let answer = client.finish(mine.pending.clone(), injected, now()).await;
    assert_eq!(
        answer.err(),
        Some(SsoError::Refused(Refusal::DeniedByProvider)),
        "the verifier is another"
    );

    let callback = fake.approve(&mine.redirect_to);
    let answer = client.finish(mine.pending.clone(), callback.clone(), now()).await;
    assert_eq!(answer.err(), invalid(Flaw::Replayed), "a state is used once");

    let started = client.start(now()).await.unwrap();
    let text = serde_json::to_string(&started.pending).unwrap();
    let pending: Pending = serde_json::from_str(&text).unwrap();
    assert!(!format!("{started:?}").contains(&callback.state.unwrap()));
    let late = client
        .finish(
            pending,
            fake.approve(&started.redirect_to),
            started.pending.expires_at(),
        )
        .await;
    assert_eq!(late.err(), Some(SsoError::Refused(Refusal::Expired)));

    let no = OidcCallback {
        error: Some("access_denied".to_owned()),
        code: None,
        ..fake.approve(&started.redirect_to)
    };
    let answer = client.finish(started.pending, no, now()).await;
    assert_eq!(answer.err(), Some(SsoError::Refused(Refusal::DeniedByProvider)));
}

#[tokio::test]
async fn providers_cannot_be_mixed_up() {
    let (honest, evil) = (Fake::start(NOW).await, Fake::start(NOW).await);
    honest.shared.says_issuer.store(true, Ordering::SeqCst);
    let client = honest.client("");
    for (iss, is_good) in [
        (None, false),
        (Some(&evil.shared.issuer), false),
        (Some(&honest.shared.issuer), true),
    ] {
        let started = client.start(now()).await.unwrap();
        let callback = OidcCallback {
            iss: iss.cloned(),
            ..honest.approve(&started.redirect_to)
        };
        let answer = client.finish(started.pending, callback, now()).await;
        assert_eq!(answer.is_ok(), is_good, "{iss:?}: {answer:?}");
    }
    // What was started at one is not finished at another.
    let other = OidcProvider::new(
        "other".parse().unwrap(),
        evil.config(""),
        fake::REDIRECT.to_owned(),
    )
    .unwrap();
    let started = client.start(now()).await.unwrap();
    let answer = other
        .finish(started.pending, honest.approve(&started.redirect_to), now())
        .await;
    assert_eq!(answer.err(), Some(SsoError::Invalid(Flaw::State)));

    // One that states another issuer is believed in no one's name.
    *evil.shared.stated_issuer.lock().unwrap() = honest.shared.issuer.clone();
    let answer = evil.client("").start(now()).await;
    assert!(matches!(answer, Err(SsoError::Misconfigured(_))), "{answer:?}");
}

#[tokio::test]
async fn userinfo_is_of_the_same_person_and_adds_only_what_lacks() {
    let fake = Fake::start(NOW).await;
    let client = fake.client("userinfo = true");
    fake.tamper(|_, claims| (claims["email"], claims["realm_access"]) = (Value::Null, Value::Null));
    let said = json!({ "sub": "248289761001", "email": "ada@work.test", "email_verified": false, "name": "Other",
        "realm_access": { "roles": "viewer" } });
    *fake.shared.userinfo.lock().unwrap() = said;
    let identity = sign_in_at(&fake, &client, now()).await.unwrap();
    let email = identity.email.unwrap();
    assert!(!email.verified && email.address.expose() == "ada@work.test");
    assert_eq!(identity.name.unwrap().expose(), "Ada Lovelace");
    assert_eq!(identity.groups, ["viewer"]);
    fake.shared.userinfo.lock().unwrap()["sub"] = "666".into();
    assert_eq!(flaw_of(&fake, &client).await, Some(Flaw::Subject));
}

#[tokio::test]
async fn a_wrong_secret_and_a_missing_provider_are_told_apart() {
    let fake = Fake::start(NOW).await;
    let mut config = fake.config("");
    config.client_secret = Some(crate::Secret::new("wrong".to_owned()));
    let client = OidcProvider::new("work".parse().unwrap(), config, fake::REDIRECT.to_owned()).unwrap();
    let answer = sign_in_at(&fake, &client, now()).await.unwrap_err();
    assert!(
        matches!(&answer, SsoError::Misconfigured(error) if error.setting == "client_secret"),
        "{answer}"
    );

    let mut config = fake.config("");
    config.issuer = "http://127.0.0.1:1".to_owned();
    let client = OidcProvider::new("work".parse().unwrap(), config, fake::REDIRECT.to_owned()).unwrap();
    let answer = client.start(now()).await.unwrap_err();
    assert!(matches!(answer, SsoError::ProviderUnavailable { .. }), "{answer}");
}
