//! Keys: each knows its algorithm.

use ed25519_dalek::Signer;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

/// How a key signs. Names are those of the registry of RFC 9421.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 over the signature base.
    Ed25519,
    /// HMAC with SHA-256 over the signature base.
    HmacSha256,
}

impl Algorithm {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Algorithm::Ed25519 => "ed25519",
            Algorithm::HmacSha256 => "hmac-sha256",
        }
    }
}

/// Bytes that are no key.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// Not a point of the curve that signatures can be checked with.
    #[error("not a public key of Ed25519")]
    NoPoint,
    /// Too short to be a secret, or too long.
    #[error("a secret for HMAC has 32 to 1024 bytes")]
    Length,
}

/// What signatures are made with.
#[derive(Clone)]
pub struct SigningKey(Signing);

#[derive(Clone)]
enum Signing {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    HmacSha256(Zeroizing<Vec<u8>>),
}

/// What signatures are checked with. For HMAC that is the secret.
#[derive(Clone)]
pub struct VerifyingKey(Verifying);

#[derive(Clone)]
enum Verifying {
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    HmacSha256(Zeroizing<Vec<u8>>),
}

fn secret(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, InvalidKey> {
    if !(32..=1024).contains(&bytes.len()) {
        return Err(InvalidKey::Length);
    }
    Ok(Zeroizing::new(bytes.to_vec()))
}

fn mac(secret: &[u8], base: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(base);
    mac
}

impl SigningKey {
    /// A key of Ed25519, from its seed.
    pub fn ed25519(seed: &[u8; 32]) -> SigningKey {
        SigningKey(Signing::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(
            seed,
        ))))
    }

    /// A shared secret.
    ///
    /// # Errors
    /// Where it is too short to be one.
    pub fn hmac_sha256(bytes: &[u8]) -> Result<SigningKey, InvalidKey> {
        Ok(SigningKey(Signing::HmacSha256(secret(bytes)?)))
    }

    /// What its signatures are checked with.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(match &self.0 {
            Signing::Ed25519(key) => Verifying::Ed25519(Box::new(key.verifying_key())),
            Signing::HmacSha256(secret) => Verifying::HmacSha256(secret.clone()),
        })
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Signing::Ed25519(_) => Algorithm::Ed25519,
            Signing::HmacSha256(_) => Algorithm::HmacSha256,
        }
    }

    pub(super) fn sign(&self, base: &[u8]) -> Vec<u8> {
        match &self.0 {
            Signing::Ed25519(key) => key.sign(base).to_bytes().to_vec(),
            Signing::HmacSha256(secret) => mac(secret, base).finalize().into_bytes().to_vec(),
        }
    }
}

impl VerifyingKey {
    /// A public key of Ed25519. Points of small order are none: any message would have a signature under them.
    ///
    /// # Errors
    /// Where the bytes are no such point.
    pub fn ed25519(bytes: &[u8; 32]) -> Result<VerifyingKey, InvalidKey> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| InvalidKey::NoPoint)?;
        if key.is_weak() {
            return Err(InvalidKey::NoPoint);
        }
        Ok(VerifyingKey(Verifying::Ed25519(Box::new(key))))
    }

    /// A shared secret.
    ///
    /// # Errors
    /// Where it is too short to be one.
    pub fn hmac_sha256(bytes: &[u8]) -> Result<VerifyingKey, InvalidKey> {
        Ok(VerifyingKey(Verifying::HmacSha256(secret(bytes)?)))
    }

    /// How its signatures are made.
    pub fn algorithm(&self) -> Algorithm {
        match &self.0 {
            Verifying::Ed25519(_) => Algorithm::Ed25519,
            Verifying::HmacSha256(_) => Algorithm::HmacSha256,
        }
    }

    /// Whether these bytes are a signature over this base. HMACs are compared in a time that does not depend on them.
    pub(super) fn is_signed(&self, base: &[u8], signature: &[u8]) -> bool {
        match &self.0 {
            Verifying::Ed25519(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(base, &signature).is_ok()),
            Verifying::HmacSha256(secret) => mac(secret, base).verify_slice(signature).is_ok(),
        }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.algorithm().as_str())
    }
}

impl std::fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VerifyingKey({})", self.algorithm().as_str())
    }
}
