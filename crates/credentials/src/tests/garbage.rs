//! Whatever anyone sends: refused, and nothing panics.

use bezant_kernel::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use crate::jwt::{AccessClaims, Algorithm, OutsideClaims, PublicKeys, SigningKey, TokenType, Verifier};
use crate::passkey::{ChallengeId, PasskeyConfig, Passkeys};
use crate::recovery::RecoveryCode;
use crate::token::{RefreshToken, Token, TokenKind, UserCode};
use crate::totp::Seed;
use crate::{breached::BreachedPasswords, pkce};

/// JSON of a little of everything, with the names that tokens have.
fn json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        "(iss|aud|sub|exp|iat|nbf|alg|typ|kid|crit|kty|keys|nonce)",
        "\\PC{0,8}"
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn texts_are_refused_in_peace(text in "\\PC{0,60}|[A-Za-z0-9_.~+=-]{0,90}|bz[a-z]_[A-Za-z0-9_-]{43}") {
        let now = Timestamp::from_microseconds(1_800_000_000_000_000);
        let (key, _) = SigningKey::generate(Algorithm::EdDsa).unwrap();
        let verifier = Verifier::new(TokenType::Access, "i", "a", PublicKeys::new([key.public()]));
        prop_assert!(verifier.verify::<AccessClaims>(&text, now).is_err());
        let parts = format!("{text}.{text}.{text}");
        prop_assert!(verifier.verify::<AccessClaims>(&parts, now).is_err());
        if let Some(token) = Token::parse(TokenKind::Session, &text) {
            prop_assert_eq!(&*token.text(), &text);
        }
        if let Some(token) = RefreshToken::parse(&text) {
            prop_assert_eq!(&*token.text(), &text);
        }
        if let Ok(id) = text.parse::<ChallengeId>() {
            prop_assert_eq!(id.to_string(), text.clone());
        }
        if let Some(code) = UserCode::parse(&text) {
            prop_assert_eq!(UserCode::parse(&code.text()).unwrap().hash(), code.hash());
        }
        let _code = RecoveryCode::parse(&text);
        let _challenge = (pkce::challenge(&text), pkce::challenge_of(&text));
        let _code = Seed::random().verify(&text, now);
        prop_assert!(PublicKeys::from_json(text.as_bytes()).is_err());
        prop_assert!(BreachedPasswords::common().contains(&text).is_ok());
        let bezant = PasskeyConfig { domain: text.clone(), name: text.clone(), origins: vec![text] };
        prop_assert!(Passkeys::new(&bezant).is_err());
    }

    #[test]
    fn signed_claims_of_any_form_are_taken_as_a_whole_or_not_at_all(claims in json()) {
        let now = Timestamp::from_microseconds(1_800_000_000_000_000);
        let (key, _) = SigningKey::generate(Algorithm::EdDsa).unwrap();
        let verifier = Verifier::new(TokenType::Id, "i", "a", PublicKeys::new([key.public()]));
        let taken = verifier.verify::<OutsideClaims>(&key.sign(TokenType::Id, &claims), now);
        prop_assert!(taken.is_err(), "no issuer is called i");
        let keys = PublicKeys::from_json(serde_json::json!({"keys": [claims]}).to_string().as_bytes());
        prop_assert!(keys.is_err());
    }
}
