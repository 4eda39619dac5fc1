//! One AES-256-GCM key. A nonce is drawn for each message: a key sees far fewer than the 2^32 after which that is unwise.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use super::NodeKey;

/// Nonce and tag.
pub(super) const OVERHEAD_BYTES: usize = NONCE_LEN + 16;

pub(super) struct Key(RandomizedNonceKey);

impl Key {
    pub(super) fn new(bytes: &[u8; 32]) -> Key {
        Key(RandomizedNonceKey::new(&AES_256_GCM, bytes).expect("the key has 32 bytes"))
    }

    pub(super) fn derived(context: &'static str, from: &NodeKey) -> Key {
        Key::new(&Zeroizing::new(blake3::derive_key(context, from.as_bytes())))
    }

    /// Nonce, ciphertext and tag.
    pub(super) fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
        // Room for everything at once: growing would leave plain text behind in memory.
        let mut bytes = Vec::with_capacity(plain.len() + OVERHEAD_BYTES);
        bytes.extend_from_slice(plain);
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(context), &mut bytes)
            .expect("the message is short and the system gives randomness");
        bytes.splice(0..0, nonce.as_ref().iter().copied());
        bytes
    }

    pub(super) fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, bytes) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = Zeroizing::new(bytes.to_vec());
        let nonce = Nonce::from(nonce);
        let length = self
            .0
            .open_in_place(nonce, Aad::from(context), &mut bytes)
            .ok()?
            .len();
        bytes.truncate(length);
        Some(bytes)
    }
}
