//! A passphrase, and what it seals a root key with: argon2id, as for passwords but far slower, since it is asked once at a start.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{DataKey, Secret};

/// 256 MiB, three passes: about a second, which whoever guesses pays each time (RFC 9106, 4, with less memory and more passes).
const MEMORY_KIB: u32 = 256 * 1024;
const PASSES: u32 = 3;
/// Bounds on what a file may ask for, so that a changed one can't take all memory.
const MOST_MEMORY_KIB: u32 = 4 * 1024 * 1024;
const MOST_PASSES: u32 = 64;
/// Fewer can be guessed.
const LEAST_CHARACTERS: usize = 12;

/// A passphrase, wiped when it goes, and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(String);

impl Passphrase {
    /// `None` if it is shorter than twelve characters.
    pub fn new(text: &str) -> Option<Passphrase> {
        let text = text.trim_end_matches(['\r', '\n']);
        (text.chars().count() >= LEAST_CHARACTERS).then(|| Passphrase(text.to_owned()))
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// How a key follows from a passphrase.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretching {
    pub(crate) memory_kib: u32,
    pub(crate) passes: u32,
    pub(crate) salt: [u8; 16],
}

impl Stretching {
    pub(crate) fn new() -> Stretching {
        Stretching {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: rand::random(),
        }
    }

    /// The key; `None` if the parameters are none.
    pub(crate) fn key(&self, passphrase: &Passphrase) -> Option<DataKey> {
        if self.memory_kib > MOST_MEMORY_KIB || self.passes > MOST_PASSES {
            return None;
        }
        let params = Params::new(self.memory_kib, self.passes, 1, Some(32)).ok()?;
        let mut bytes = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.0.as_bytes(), &self.salt, &mut bytes)
            .ok()?;
        Some(DataKey::new(&Secret::from_bytes(bytes)))
    }
}
