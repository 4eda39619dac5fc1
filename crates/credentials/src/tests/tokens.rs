//! Signed tokens: that they work with another library, and that the known attacks do not.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair};
use bezant_kernel::Timestamp;
use serde_json::{Value, json};

use crate::jwt::{
    AccessClaims, Algorithm, Audience, IdClaims, InvalidKeySet, JwkSet, LARGEST_TOKEN, OutsideClaims,
    PublicKeys, SigningKey, TokenRefused, TokenType, Verifier,
};
use crate::text::{base64url, from_base64url};

const ISSUER: &str = "https://pay.example";
const API: &str = "https://pay.example/v1";
const NOW: u64 = 1_800_000_000;

fn now() -> Timestamp {
    Timestamp::from_microseconds(NOW * 1_000_000)
}

fn access() -> AccessClaims {
    AccessClaims {
        iss: ISSUER.to_owned(),
        aud: Audience::one(API),
        sub: "prn_1".to_owned(),
        client_id: "cli_1".to_owned(),
        tenant: "ten_1".to_owned(),
        scope: "payments.read".to_owned(),
        iat: NOW,
        exp: NOW + 300,
        jti: "one".to_owned(),
        grant: None,
        sid: None,
        auth_time: None,
        acr: None,
        amr: Vec::new(),
    }
}

fn key(algorithm: Algorithm) -> SigningKey {
    SigningKey::generate(algorithm).unwrap().0
}

fn verifier(keys: &[&SigningKey]) -> Verifier {
    let keys = PublicKeys::new(keys.iter().map(|key| key.public()));
    Verifier::new(TokenType::Access, ISSUER, API, keys)
}

fn refused(verifier: &Verifier, token: &str) -> TokenRefused {
    verifier.verify::<AccessClaims>(token, now()).unwrap_err()
}

/// A token with this header and these claims, as they are, signed by `sign`.
fn forged(header: &str, claims: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let message = format!(
        "{}.{}",
        base64url(header.as_bytes()),
        base64url(claims.as_bytes())
    );
    let signature = sign(message.as_bytes());
    format!("{message}.{}", base64url(&signature))
}

/// Signs any header: what an attacker who owns this key could send.
fn signed(pkcs8: &[u8], header: &Value, claims: &str) -> String {
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(pkcs8).unwrap();
    forged(&header.to_string(), claims, |message| {
        pair.sign(message).as_ref().to_vec()
    })
}

#[test]
fn a_token_is_taken_by_us_and_by_another_library() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let (key, pkcs8) = SigningKey::generate(algorithm).unwrap();
        let again = SigningKey::from_pkcs8(algorithm, &pkcs8).unwrap();
        assert_eq!(key.kid(), again.kid());
        let token = again.sign(TokenType::Access, &access());
        let other = self::key(algorithm);
        let verifier = verifier(&[&other, &key]);
        assert_eq!(verifier.verify::<AccessClaims>(&token, now()), Ok(access()));
        assert_eq!(
            refused(&verifier.with_keys(PublicKeys::new([other.public()])), &token),
            TokenRefused::UnknownKey
        );

        let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(json!(key.jwk())).unwrap();
        let decoding = jsonwebtoken::DecodingKey::from_jwk(&jwk).unwrap();
        let named = if algorithm == Algorithm::Es256 {
            jsonwebtoken::Algorithm::ES256
        } else {
            jsonwebtoken::Algorithm::EdDSA
        };
        let mut validation = jsonwebtoken::Validation::new(named);
        validation.validate_exp = false;
        validation.set_audience(&[API]);
        let read = jsonwebtoken::decode::<AccessClaims>(&token, &decoding, &validation).unwrap();
        assert_eq!(read.claims, access());
        assert_eq!(read.header.kid.as_deref(), Some(key.kid()));
        assert_eq!(read.header.typ.as_deref(), Some("at+jwt"));
        let other = if algorithm == Algorithm::Es256 {
            Algorithm::EdDsa
        } else {
            Algorithm::Es256
        };
        assert!(SigningKey::from_pkcs8(other, &pkcs8).is_err());
    }
    assert!(SigningKey::generate(Algorithm::Rs256).is_none());
}

#[test]
fn published_keys_are_public_and_found_again() {
    let (one, two) = (key(Algorithm::Es256), key(Algorithm::EdDsa));
    let set = JwkSet {
        keys: vec![one.jwk().clone(), two.jwk().clone()],
    };
    let json = serde_json::to_string(&set).unwrap();
    assert!(!json.contains("\"d\""));
    let keys = PublicKeys::from_json(json.as_bytes()).unwrap();
    let verifier = verifier(&[]).with_keys(keys);
    for key in [one, two] {
        let token = key.sign(TokenType::Access, &access());
        assert_eq!(verifier.verify::<AccessClaims>(&token, now()), Ok(access()));
    }
}

#[test]
fn the_key_says_the_algorithm_and_the_header_nothing() {
    let key = key(Algorithm::Es256);
    let verifier = verifier(&[&key]);
    let (kid, claims) = (key.kid(), json!(access()).to_string());
    for none in ["none", "None", "NONE", ""] {
        let header = json!({"alg": none, "typ": "at+jwt", "kid": kid}).to_string();
        assert_eq!(
            refused(&verifier, &forged(&header, &claims, |_| Vec::new())),
            TokenRefused::WrongAlgorithm
        );
    }
    // The public key, in each form that it is known in, as the secret of an HMAC.
    let jwk = key.jwk();
    let point = [
        &[4][..],
        &from_base64url(jwk.x.as_ref().unwrap().as_bytes()).unwrap(),
    ]
    .concat();
    for secret in [json!(jwk).to_string().into_bytes(), point] {
        let header = json!({"alg": "HS256", "typ": "at+jwt", "kid": kid}).to_string();
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &secret);
        let token = forged(&header, &claims, |message| {
            hmac::sign(&secret, message).as_ref().to_vec()
        });
        assert_eq!(refused(&verifier, &token), TokenRefused::WrongAlgorithm);
        let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": kid}).to_string();
        let token = forged(&header, &claims, |message| {
            hmac::sign(&secret, message).as_ref().to_vec()
        });
        assert_eq!(refused(&verifier, &token), TokenRefused::WrongSignature);
    }
    // All zero, which some libraries once took for any message (CVE-2022-21449), and none at all.
    for signature in [vec![0; 64], Vec::new()] {
        let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": kid}).to_string();
        assert_eq!(
            refused(&verifier, &forged(&header, &claims, |_| signature)),
            TokenRefused::WrongSignature
        );
    }
}

#[test]
fn no_key_comes_with_the_token() {
    let (ours, (theirs, pkcs8)) = (
        key(Algorithm::Es256),
        SigningKey::generate(Algorithm::EdDsa).unwrap(),
    );
    let verifier = verifier(&[&ours]);
    let claims = json!(access()).to_string();
    let embedded = [
        ("jwk", json!(theirs.jwk())),
        ("jku", json!("https://attacker.example/keys")),
        ("x5u", json!("https://attacker.example/chain.pem")),
        ("x5c", json!(["MIIB"])),
    ];
    for (name, value) in embedded {
        for (kid, why) in [
            (theirs.kid(), TokenRefused::UnknownKey),
            (ours.kid(), TokenRefused::WrongAlgorithm),
        ] {
            let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": kid, name: value});
            assert_eq!(
                refused(&verifier, &signed(&pkcs8, &header, &claims)),
                why,
                "{name}"
            );
        }
    }
    for kid in [
        "../../../../dev/null",
        "' OR 1=1 --",
        "/etc/passwd\u{0}",
        "",
        &"k".repeat(2_000),
    ] {
        let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": kid});
        assert_eq!(
            refused(&verifier, &signed(&pkcs8, &header, &claims)),
            TokenRefused::UnknownKey
        );
    }
    let header = json!({"alg": "EdDSA", "typ": "at+jwt"});
    assert_eq!(
        refused(&verifier, &signed(&pkcs8, &header, &claims)),
        TokenRefused::UnknownKey
    );
}

#[test]
fn what_is_critical_or_ambiguous_is_refused() {
    let (key, pkcs8) = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let verifier = verifier(&[&key]);
    let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": key.kid()});
    let claims = json!(access()).to_string();
    assert!(
        verifier
            .verify::<AccessClaims>(&signed(&pkcs8, &header, &claims), now())
            .is_ok()
    );
    let mut critical = header.clone();
    critical["crit"] = json!(["b64"]);
    critical["b64"] = json!(false);
    assert_eq!(
        refused(&verifier, &signed(&pkcs8, &critical, &claims)),
        TokenRefused::Critical
    );
    let twice = [
        claims.replacen('{', r#"{"sub":"prn_2","#, 1),
        claims.replacen('{', r#"{"s\u0075b":"prn_2","#, 1),
        claims.replacen('{', r#"{"roles":1,"roles":2,"#, 1),
    ];
    for claims in twice {
        assert_eq!(
            refused(&verifier, &signed(&pkcs8, &header, &claims)),
            TokenRefused::Malformed,
            "{claims}"
        );
    }
    let pair = aws_lc_rs::signature::Ed25519KeyPair::from_pkcs8(&pkcs8).unwrap();
    let header = header.to_string().replacen('{', r#"{"alg":"none","#, 1);
    let token = forged(&header, &claims, |message| pair.sign(message).as_ref().to_vec());
    assert_eq!(refused(&verifier, &token), TokenRefused::Malformed);
    for claims in [
        "[]",
        "null",
        "{}",
        "",
        "{\"exp\":\"soon\"}",
        &claims.replace("300", "300.5e99999"),
    ] {
        let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": key.kid()});
        assert_eq!(
            refused(&verifier, &signed(&pkcs8, &header, claims)),
            TokenRefused::Malformed,
            "{claims}"
        );
    }
}

#[test]
fn a_token_counts_for_its_type_issuer_audience_and_time_only() {
    let key = key(Algorithm::Es256);
    let verifier = verifier(&[&key]);
    let changed = |change: &dyn Fn(&mut AccessClaims)| {
        let mut claims = access();
        change(&mut claims);
        verifier
            .verify::<AccessClaims>(&key.sign(TokenType::Access, &claims), now())
            .map(|_| ())
    };
    assert_eq!(changed(&|_| ()), Ok(()));
    assert_eq!(changed(&|claims| claims.exp = NOW - 29), Ok(()));
    assert_eq!(
        changed(&|claims| claims.exp = NOW - 30),
        Err(TokenRefused::Expired)
    );
    assert_eq!(changed(&|claims| claims.exp = 0), Err(TokenRefused::Expired));
    assert_eq!(changed(&|claims| claims.iat = NOW + 30), Ok(()));
    assert_eq!(
        changed(&|claims| claims.iat = NOW + 31),
        Err(TokenRefused::NotYetValid)
    );
    assert_eq!(
        changed(&|claims| claims.iss = format!("{ISSUER}/")),
        Err(TokenRefused::WrongIssuer)
    );
    assert_eq!(
        changed(&|claims| claims.aud = Audience::one("https://other.example")),
        Err(TokenRefused::WrongAudience)
    );

    // What one kind says, signed with the same key, as the other kind.
    for (kind, token) in [TokenType::Id, TokenType::Logout].map(|kind| (kind, key.sign(kind, &access()))) {
        assert_eq!(refused(&verifier, &token), TokenRefused::WrongType, "{kind:?}");
    }
    let keys = PublicKeys::new([key.public()]);
    let ids = Verifier::new(TokenType::Id, ISSUER, API, keys);
    let token = key.sign(TokenType::Access, &access());
    assert_eq!(
        ids.verify::<IdClaims>(&token, now()).unwrap_err(),
        TokenRefused::WrongType
    );
    let id = IdClaims {
        iss: ISSUER.to_owned(),
        aud: Audience::one(API),
        sub: "prn_1".to_owned(),
        iat: NOW,
        exp: NOW + 60,
        auth_time: NOW,
        nonce: Some("n".to_owned()),
        acr: None,
        amr: vec!["pwd".to_owned()],
        azp: None,
        sid: None,
        at_hash: Some(key.access_token_hash(&token)),
        tenant: None,
        email: None,
        email_verified: None,
        name: None,
    };
    assert_eq!(
        ids.verify::<IdClaims>(&key.sign(TokenType::Id, &id), now()),
        Ok(id)
    );
}

#[test]
fn every_bit_counts_and_so_does_the_length() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let key = key(algorithm);
        let verifier = verifier(&[&key]);
        let token = key.sign(TokenType::Access, &access());
        for (place, byte) in token.bytes().enumerate() {
            let other = if byte == b'A' { 'B' } else { 'A' };
            let mut changed = token.clone();
            changed.replace_range(place..=place, &other.to_string());
            assert!(
                verifier.verify::<AccessClaims>(&changed, now()).is_err(),
                "{place}"
            );
        }
        for length in 0..token.len() {
            assert!(
                verifier.verify::<AccessClaims>(&token[..length], now()).is_err(),
                "{length}"
            );
        }
        for strange in [
            format!("{token}."),
            format!("{token}.e30"),
            format!(" {token}"),
            format!("{token}="),
            format!("{token}\n"),
        ] {
            assert!(
                verifier.verify::<AccessClaims>(&strange, now()).is_err(),
                "{strange}"
            );
        }
        let mut claims = access();
        claims.scope = "x".repeat(LARGEST_TOKEN);
        assert_eq!(
            refused(&verifier, &key.sign(TokenType::Access, &claims)),
            TokenRefused::TooLong
        );
    }
    let nested = format!("{}{}", "[".repeat(3_000), "]".repeat(3_000));
    let (key, pkcs8) = SigningKey::generate(Algorithm::EdDsa).unwrap();
    let header = json!({"alg": "EdDSA", "typ": "at+jwt", "kid": key.kid()});
    let token = signed(&pkcs8, &header, &format!("{{\"deep\":{nested}}}"));
    assert!(verifier(&[&key]).verify::<AccessClaims>(&token, now()).is_err());
}

#[test]
fn outside_keys_are_taken_for_the_algorithm_that_they_are_for() {
    let pair = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
    // RSAPublicKey: a sequence of a modulus of 2048 bits and the exponent 65537.
    let n = base64url(&pair.public_key().as_ref()[9..265]);
    let jwk = |alg: &[(&str, &str)]| {
        let mut jwk = json!({"kty": "RSA", "kid": "r1", "n": n, "e": "AQAB", "x5t": "ignored"});
        for (name, value) in alg {
            jwk[name] = json!(value);
        }
        jwk
    };
    let token = |alg: &str, header: Value| {
        let encoding = if alg == "PS256" {
            &RSA_PSS_SHA256
        } else {
            &RSA_PKCS1_SHA256
        };
        let claims = json!({
            "iss": "https://idp.example", "aud": ["bezant", "other"], "sub": "u1", "nonce": "n",
            "iat": NOW as f64 + 0.5, "exp": NOW + 60, "nbf": NOW, "groups": ["staff"],
        });
        forged(&header.to_string(), &claims.to_string(), |message| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), message, &mut signature)
                .unwrap();
            signature
        })
    };
    let verify = |keys: Value, token: &str| {
        let keys = PublicKeys::from_json(json!({ "keys": keys }).to_string().as_bytes()).unwrap();
        Verifier::new(TokenType::Id, "https://idp.example", "bezant", keys)
            .verify::<OutsideClaims>(token, now())
    };
    let rs256 = token("RS256", json!({"alg": "RS256", "kid": "r1", "typ": "JWT"}));
    let ps256 = token("PS256", json!({"alg": "PS256", "kid": "r1"}));
    for keys in [
        json!([jwk(&[])]),
        json!([{"kty": "oct", "k": "AAAA"}, jwk(&[("alg", "RS256"), ("use", "sig")])]),
    ] {
        let claims = verify(keys.clone(), &rs256).unwrap();
        assert_eq!((claims.subject(), claims.nonce()), ("u1", Some("n")));
        assert_eq!(claims.all["groups"], json!(["staff"]));
        assert_eq!(verify(keys, &ps256).unwrap_err(), TokenRefused::WrongAlgorithm);
    }
    assert!(verify(json!([jwk(&[("alg", "PS256")])]), &ps256).is_ok());
    assert_eq!(
        verify(json!([jwk(&[("alg", "PS256")])]), &rs256).unwrap_err(),
        TokenRefused::WrongAlgorithm
    );
    // PKCS #1 under the name of PSS.
    let mixed = token("RS256", json!({"alg": "PS256", "kid": "r1"}));
    assert_eq!(
        verify(json!([jwk(&[("alg", "PS256")])]), &mixed).unwrap_err(),
        TokenRefused::WrongSignature
    );
    // Without an id only where there is no choice.
    let nameless = token("RS256", json!({"alg": "RS256"}));
    assert!(verify(json!([jwk(&[])]), &nameless).is_ok());
    let two = json!([jwk(&[]), key(Algorithm::Es256).jwk()]);
    assert_eq!(verify(two, &nameless).unwrap_err(), TokenRefused::UnknownKey);

    let short = base64url(&[0xff; 128]);
    for unusable in [
        jwk(&[("use", "enc")]),
        jwk(&[("alg", "RS512")]),
        jwk(&[("alg", "HS256")]),
        jwk(&[("n", &short)]),
        jwk(&[("kty", "EC")]),
        jwk(&[("kty", "oct"), ("k", "AAAA")]),
        json!({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}),
        json!({"kty": "EC", "crv": "P-256", "x": base64url(&[1; 32]), "y": base64url(&[1; 32])}),
        json!("text"),
    ] {
        let set = json!({"keys": [unusable]}).to_string();
        assert_eq!(
            PublicKeys::from_json(set.as_bytes()).unwrap_err(),
            InvalidKeySet::NoKeys,
            "{set}"
        );
    }
    for malformed in ["", "{}", "[]", "{\"keys\":1}"] {
        assert_eq!(
            PublicKeys::from_json(malformed.as_bytes()).unwrap_err(),
            InvalidKeySet::Malformed
        );
    }
}
