//! Proof key for code exchange (RFC 7636), by SHA-256 only: who redeems a code is who asked for it.

use aws_lc_rs::digest::{SHA256, digest};

use crate::text::from_base64url;

/// The challenge as a client sent it, or `None` if it is not 32 bytes of base64url.
pub fn challenge(text: &str) -> Option<[u8; 32]> {
    Some(text)
        .filter(|text| text.len() == 43)
        .and_then(|text| from_base64url(text.as_bytes())?.try_into().ok())
}

/// The challenge that this verifier answers, to be compared with the one that the code was made for. `None` if it is not a
/// verifier: 43 to 128 letters, digits, `-`, `.`, `_` and `~`.
pub fn challenge_of(verifier: &str) -> Option<[u8; 32]> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return None;
    }
    let hash = digest(&SHA256, verifier.as_bytes());
    Some(hash.as_ref().try_into().expect("SHA-256 has 32 bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_answers_its_challenge_as_in_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let text = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(challenge_of(verifier), challenge(text));
        assert!(challenge(text).is_some());
        assert_ne!(challenge_of(&verifier.to_lowercase()), challenge(text));
        for wrong in ["", &verifier[1..], &"a".repeat(129), &verifier.replace('-', "+")] {
            assert_eq!(challenge_of(wrong), None, "{wrong}");
        }
        // What "plain" would be, and padding.
        assert_eq!(challenge(&"a".repeat(128)), None);
        assert_eq!(challenge(&format!("{text}=")), None);
    }
}
