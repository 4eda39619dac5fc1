//! The signatures of a message, as Standard Webhooks 1.0 has them. Here rather than with a sender, since webhooks and hooks sign
//! alike.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{SigningScheme, SigningSecret};

/// The value of the header `webhook-signature`: one signature per secret, separated by spaces. At least one secret must be given.
pub fn signatures<'a>(
    secrets: impl Iterator<Item = &'a SigningSecret>,
    id: &str,
    timestamp_seconds: &str,
    body: &[u8],
) -> String {
    let mut content = Vec::with_capacity(id.len() + timestamp_seconds.len() + 2 + body.len());
    for (part, end) in [(id, "."), (timestamp_seconds, ".")] {
        content.extend_from_slice(part.as_bytes());
        content.extend_from_slice(end.as_bytes());
    }
    content.extend_from_slice(body);
    let mut header = String::with_capacity(96);
    for secret in secrets {
        if !header.is_empty() {
            header.push(' ');
        }
        match secret.scheme() {
            SigningScheme::Hmac => {
                let mut mac =
                    Hmac::<Sha256>::new_from_slice(secret.bytes()).expect("HMAC takes a key of any length");
                mac.update(&content);
                header.push_str("v1,");
                STANDARD.encode_string(mac.finalize().into_bytes(), &mut header);
            }
            SigningScheme::Ed25519 => {
                let seed = secret.bytes().try_into().expect("an Ed25519 seed is 32 bytes");
                header.push_str("v1a,");
                STANDARD.encode_string(
                    SigningKey::from_bytes(seed).sign(&content).to_bytes(),
                    &mut header,
                );
            }
        }
    }
    assert!(!header.is_empty(), "a message is signed with a secret");
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hmac_is_that_of_the_reference_libraries() {
        // The example in the tests of the Standard Webhooks libraries.
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let header = signatures(
            std::iter::once(&secret),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            br#"{"test": 2432232314}"#,
        );
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn every_secret_signs_and_ed25519_verifies_with_the_public_key() {
        let seed = [7; 32];
        let hmac = SigningSecret::new(SigningScheme::Hmac, &[1; 32]).unwrap();
        let ed25519 = SigningSecret::new(SigningScheme::Ed25519, &seed).unwrap();
        let header = signatures([&ed25519, &hmac].into_iter(), "msg_1", "17", b"{}");
        let parts: Vec<_> = header.split(' ').collect();
        assert!(parts.len() == 2 && parts[1].starts_with("v1,"), "{header}");
        let bytes = STANDARD.decode(parts[0].strip_prefix("v1a,").unwrap()).unwrap();
        let signature = ed25519_dalek::Signature::from_slice(&bytes).unwrap();
        let public = SigningKey::from_bytes(&seed).verifying_key();
        assert!(public.verify_strict(b"msg_1.17.{}", &signature).is_ok());
        assert!(public.verify_strict(b"msg_1.18.{}", &signature).is_err());
    }
}
