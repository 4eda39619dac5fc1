//! The keys that tokens are signed with. They are the node's and no tenant's.

use bezant_kernel::Timestamp;

use crate::Sealed;

/// How a key signs.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256 = 1,
    /// Ed25519.
    EdDsa = 2,
}

impl SigningAlgorithm {
    /// The word in tokens, as `alg`.
    pub const fn as_str(self) -> &'static str {
        match self {
            SigningAlgorithm::Es256 => "ES256",
            SigningAlgorithm::EdDsa => "EdDSA",
        }
    }

    pub(super) const fn from_number(number: u32) -> Option<SigningAlgorithm> {
        match number {
            1 => Some(SigningAlgorithm::Es256),
            2 => Some(SigningAlgorithm::EdDsa),
            _ => None,
        }
    }
}

/// A key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// What tokens name it by.
    pub kid: String,
    /// How it signs.
    pub algorithm: SigningAlgorithm,
    /// Its public half, as a JSON Web Key.
    pub public: Vec<u8>,
    /// Its private half.
    pub private: Sealed,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it signs. It is published before, so that those who keep published keys know it in time.
    pub active_from: Timestamp,
    /// Once it signs no more: until when it is published, so that its last tokens can be verified.
    pub retire_at: Option<Timestamp>,
}

const KID_CHARACTERS: usize = 64;
const PUBLIC_BYTES: usize = 2_048;

impl SigningKey {
    pub(super) fn is_well_formed(&self) -> bool {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=KID_CHARACTERS).contains(&self.kid.len())
            && self.kid.bytes().all(letter)
            && (1..=PUBLIC_BYTES).contains(&self.public.len())
            && (1..=Sealed::MAXIMUM_BYTES).contains(&self.private.as_bytes().len())
    }

    /// Whether it signs at `now`.
    pub fn signs(&self, now: Timestamp) -> bool {
        self.retire_at.is_none() && self.active_from <= now
    }

    /// Whether it is published at `now`.
    pub fn is_published(&self, now: Timestamp) -> bool {
        self.retire_at.is_none_or(|end| now < end)
    }
}
