//! The secrets that sign webhooks, and their text forms of Standard Webhooks 1.0.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const PUBLIC_KEY_PREFIX: &str = "whpk_";

/// How a message is signed.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum SigningScheme {
    /// HMAC-SHA256 (`v1`): sender and receiver share the secret.
    Hmac,
    /// Ed25519 (`v1a`): the receiver gets the public key only.
    Ed25519,
}

impl SigningScheme {
    /// Both.
    pub const ALL: [SigningScheme; 2] = [SigningScheme::Hmac, SigningScheme::Ed25519];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            SigningScheme::Hmac => "hmac",
            SigningScheme::Ed25519 => "ed25519",
        }
    }

    /// The scheme with this word.
    pub fn from_word(word: &str) -> Option<SigningScheme> {
        SigningScheme::ALL
            .into_iter()
            .find(|scheme| scheme.as_str() == word)
    }

    const fn prefix(self) -> &'static str {
        match self {
            SigningScheme::Hmac => "whsec_",
            SigningScheme::Ed25519 => "whsk_",
        }
    }

    pub(crate) const fn number(self) -> u32 {
        match self {
            SigningScheme::Hmac => 1,
            SigningScheme::Ed25519 => 2,
        }
    }

    pub(crate) fn from_number(number: u32) -> Option<SigningScheme> {
        SigningScheme::ALL
            .into_iter()
            .find(|scheme| scheme.number() == number)
    }
}

/// A secret with its scheme. Wiped from memory on drop, compared in constant time, not shown by `Debug`.
///
/// It stands in events in the clear, because delivery must sign with it: unlike an API key's secret, a hash would be of
/// no use. The vault will encrypt it there.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SigningSecret {
    #[zeroize(skip)]
    scheme: SigningScheme,
    bytes: Vec<u8>,
}

/// The bytes or the text are not a secret. Nothing of them is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret is 24 to 64 bytes as 'whsec_' and base64, or 32 bytes as 'whsk_' and base64")]
pub struct InvalidSecret;

impl SigningSecret {
    /// A secret from bytes of a cryptographic random source: 24 to 64 for HMAC, the seed of 32 for Ed25519.
    pub fn new(scheme: SigningScheme, bytes: &[u8]) -> Result<Self, InvalidSecret> {
        let lengths = match scheme {
            SigningScheme::Hmac => 24..=64,
            SigningScheme::Ed25519 => 32..=32,
        };
        if lengths.contains(&bytes.len()) {
            Ok(SigningSecret {
                scheme,
                bytes: bytes.to_vec(),
            })
        } else {
            Err(InvalidSecret)
        }
    }

    /// The secret in its text form.
    pub fn parse(text: &str) -> Result<Self, InvalidSecret> {
        let of = |scheme: SigningScheme| Some((scheme, text.strip_prefix(scheme.prefix())?));
        let (scheme, encoded) = SigningScheme::ALL.into_iter().find_map(of).ok_or(InvalidSecret)?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| InvalidSecret)?);
        SigningSecret::new(scheme, &bytes)
    }

    /// How it signs.
    pub fn scheme(&self) -> SigningScheme {
        self.scheme
    }

    /// The secret bytes, to sign with.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The text form, to be shown to its owner and to no one else.
    pub fn expose(&self) -> Zeroizing<String> {
        let prefix = self.scheme.prefix();
        // The full size from the start: growing would leave copies behind that nothing wipes.
        let mut text = Zeroizing::new(String::with_capacity(
            prefix.len() + self.bytes.len().div_ceil(3) * 4,
        ));
        text.push_str(prefix);
        STANDARD.encode_string(&self.bytes, &mut text);
        text
    }
}

/// The text form of an Ed25519 public key, for the receiver.
pub fn public_key_text(public_key: &[u8; 32]) -> String {
    format!("{PUBLIC_KEY_PREFIX}{}", STANDARD.encode(public_key))
}

impl PartialEq for SigningSecret {
    fn eq(&self, other: &Self) -> bool {
        self.scheme == other.scheme && bool::from(self.bytes.ct_eq(&other.bytes))
    }
}

impl Eq for SigningSecret {}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningSecret({}, ..)", self.scheme.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn text_forms_are_those_of_standard_webhooks() {
        // The secret of the reference libraries' tests.
        let secret = SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!((secret.scheme(), secret.bytes().len()), (SigningScheme::Hmac, 24));
        assert_eq!(*secret.expose(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let seed = SigningSecret::new(SigningScheme::Ed25519, &[0; 32]).unwrap();
        assert_eq!(*seed.expose(), format!("whsk_{}=", "A".repeat(43)));
        assert_eq!(public_key_text(&[0; 32]), format!("whpk_{}=", "A".repeat(43)));
        assert_eq!(format!("{seed:?}"), "SigningSecret(ed25519, ..)");
    }

    #[test]
    fn short_long_and_foreign_secrets_are_refused() {
        for length in [0, 23, 65] {
            assert_eq!(
                SigningSecret::new(SigningScheme::Hmac, &vec![1; length]),
                Err(InvalidSecret)
            );
        }
        assert_eq!(
            SigningSecret::new(SigningScheme::Ed25519, &[1; 64]),
            Err(InvalidSecret)
        );
        let public = public_key_text(&[1; 32]);
        for text in [
            "",
            "whsec_",
            "whsec_%%",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            &public,
        ] {
            assert_eq!(SigningSecret::parse(text), Err(InvalidSecret), "{text}");
        }
    }

    proptest! {
        #[test]
        fn secrets_round_trip(bytes in proptest::collection::vec(any::<u8>(), 24..65), seed: [u8; 32]) {
            for secret in [SigningSecret::new(SigningScheme::Hmac, &bytes), SigningSecret::new(SigningScheme::Ed25519, &seed)] {
                let secret = secret.unwrap();
                prop_assert_eq!(SigningSecret::parse(&secret.expose()), Ok(secret));
            }
        }
    }
}
