//! The secret of an API key: its text form, and the hash that is all we keep of it.

use std::fmt;

use bezant_kernel::ApiKeyId;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const PREFIX: &str = "bzk_";
const ID_PREFIX: &str = "key_";
const ID_CHARACTERS: usize = 26;
const SECRET_BYTES: usize = 32;
const TEXT_BYTES: usize = PREFIX.len() + ID_CHARACTERS + 2 * SECRET_BYTES;

/// Binds the hash to its purpose; changing it makes every stored hash useless.
const HASH_CONTEXT: &str = "bezant identity API key secret, version 1";

/// A key's id with its secret, as the key's owner holds it:
/// `bzk_` + the 26 characters of the key's id + the 32 secret bytes in hexadecimal. The fixed prefix lets scanners find
/// leaked keys. Wiped from memory on drop; `Debug` shows the id only.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct KeySecret {
    #[zeroize(skip)]
    id: ApiKeyId,
    secret: [u8; SECRET_BYTES],
}

/// The text is not an API key. Nothing of the text is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an API key is 'bzk_' and 90 lower-case characters")]
pub struct InvalidKeySecret;

/// The hash of a secret.
///
/// BLAKE3 in key-derivation mode, once. A slow password hash would add nothing: it protects guessable secrets, and 256
/// random bits can't be guessed however fast the hash is; but it would cost every request milliseconds of a core.
#[derive(Copy, Clone)]
pub struct SecretHash([u8; 32]);

impl KeySecret {
    /// The secret of key `id` from 32 bytes of a cryptographic random source. The caller wipes its own copy.
    pub fn new(id: ApiKeyId, random: [u8; SECRET_BYTES]) -> Self {
        KeySecret { id, secret: random }
    }

    /// The key that `text` names, with the secret it carries.
    pub fn parse(text: &str) -> Result<Self, InvalidKeySecret> {
        let rest = text.strip_prefix(PREFIX).ok_or(InvalidKeySecret)?;
        if text.len() != TEXT_BYTES || !rest.is_ascii() {
            return Err(InvalidKeySecret);
        }
        let (id, secret_text) = rest.split_at(ID_CHARACTERS);
        let id = ApiKeyId::from_suffix(id).map_err(|_| InvalidKeySecret)?;
        let mut key = KeySecret {
            id,
            secret: [0; SECRET_BYTES],
        };
        for (byte, pair) in key.secret.iter_mut().zip(secret_text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(key)
    }

    /// The key's id, which is no secret.
    pub fn id(&self) -> ApiKeyId {
        self.id
    }

    /// What is stored of the secret.
    pub fn hash(&self) -> SecretHash {
        SecretHash(blake3::derive_key(HASH_CONTEXT, &self.secret))
    }

    /// The text form, to be shown to its owner once and to no one else.
    pub fn expose(&self) -> Zeroizing<String> {
        // The full size from the start: growing would leave copies behind that nothing wipes.
        let mut text = Zeroizing::new(String::with_capacity(TEXT_BYTES));
        let id = self.id.to_string();
        text.push_str(PREFIX);
        text.push_str(&id[ID_PREFIX.len()..]);
        for byte in self.secret {
            text.push(char::from(HEXADECIMAL[usize::from(byte >> 4)]));
            text.push(char::from(HEXADECIMAL[usize::from(byte & 15)]));
        }
        assert_eq!(
            text.len(),
            TEXT_BYTES,
            "an id has 26 characters behind its prefix"
        );
        text
    }
}

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

fn digit(character: u8) -> Result<u8, InvalidKeySecret> {
    match character {
        b'0'..=b'9' => Ok(character - b'0'),
        b'a'..=b'f' => Ok(character - b'a' + 10),
        _ => Err(InvalidKeySecret),
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeySecret({}, ..)", self.id)
    }
}

impl SecretHash {
    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        SecretHash(bytes)
    }

    /// The bytes, for storage only.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// In constant time: how much of a hash agrees must not be measurable.
impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_text_form_and_the_hash_stay_as_they_are() {
        let key = KeySecret::new(
            ApiKeyId::from_u128(0x01890a5d_ac96_774b_bcce_b302099a8057),
            [0xab; 32],
        );
        let text = format!("bzk_01h455vb4pex5vsknk084sn02q{}", "ab".repeat(32));
        assert_eq!(*key.expose(), text);
        assert_eq!(
            format!("{key:?} {:?}", key.hash()),
            "KeySecret(key_01h455vb4pex5vsknk084sn02q, ..) SecretHash(..)"
        );
        assert_eq!(
            key.hash().as_bytes(),
            &blake3::derive_key(HASH_CONTEXT, &[0xab; 32])
        );
    }

    #[test]
    fn what_is_not_a_key_is_refused() {
        let good = KeySecret::new(ApiKeyId::from_u128(7), [1; 32]).expose();
        let wrong = [
            String::new(),
            "bzk_".to_owned(),
            good.to_uppercase(),
            good.replacen("bzk_", "key_", 1),
            good[..good.len() - 1].to_owned(),
            format!("{}0", *good),
            format!("{}g", &good[..good.len() - 1]),
            format!("{}é", &good[..good.len() - 2]),
            KeySecret::new(ApiKeyId::from_u128(0), [1; 32])
                .expose()
                .to_string(),
        ];
        for text in wrong {
            assert_eq!(KeySecret::parse(&text).err(), Some(InvalidKeySecret), "{text}");
        }
    }

    proptest! {
        #[test]
        fn keys_round_trip_and_different_secrets_have_different_hashes(id in 1u128.., a: [u8; 32], b: [u8; 32]) {
            let key = KeySecret::new(ApiKeyId::from_u128(id), a);
            let parsed = KeySecret::parse(&key.expose()).unwrap();
            prop_assert_eq!((parsed.id(), parsed.hash()), (key.id(), key.hash()));
            prop_assert_eq!(KeySecret::new(key.id(), b).hash() == key.hash(), a == b);
        }
    }
}
