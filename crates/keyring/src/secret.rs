//! Thirty-two bytes that everything under them depends on.

use std::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::hex;

const BYTES: usize = 32;

/// A key's bytes, wiped when they go, and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret([u8; BYTES]);

/// The text is no key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key is 64 hexadecimal digits, and not the same one again and again")]
pub struct Malformed;

impl Secret {
    /// A new one.
    pub fn random() -> Secret {
        Secret(rand::random())
    }

    /// From bytes that are one already.
    pub fn from_bytes(bytes: [u8; BYTES]) -> Secret {
        Secret(bytes)
    }

    /// From as many bytes as a key has.
    pub fn from_slice(bytes: &[u8]) -> Option<Secret> {
        Some(Secret(bytes.try_into().ok()?))
    }

    /// From hexadecimal digits, as in a file or in the environment.
    pub fn parse(text: &str) -> Result<Secret, Malformed> {
        let mut key = Secret([0; BYTES]);
        hex::read(text.trim().as_bytes(), &mut key.0).ok_or(Malformed)?;
        if key.0.iter().all(|&byte| byte == key.0[0]) {
            return Err(Malformed);
        }
        Ok(key)
    }

    /// As hexadecimal digits, for the one file that holds it in the clear.
    pub(crate) fn to_hex(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(2 * BYTES + 1));
        for byte in self.0 {
            for digit in [byte >> 4, byte & 0xf] {
                text.push(char::from_digit(u32::from(digit), 16).expect("four bits are a digit"));
            }
        }
        text
    }

    /// Another one that follows from this one, for one use.
    pub fn derive(&self, context: &'static str) -> Secret {
        Secret(blake3::derive_key(context, &self.0))
    }

    /// Its bytes, to compute with.
    pub fn as_bytes(&self) -> &[u8; BYTES] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
