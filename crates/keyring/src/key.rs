//! One AES-256-GCM key. A nonce is drawn for each message: a key sees far fewer than the 2^32 after which that is unwise (NIST SP
//! 800-38D, 8.3).

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use crate::Secret;

/// How much longer a sealed message is: nonce and tag.
pub const OVERHEAD_BYTES: usize = NONCE_LEN + 16;

/// A key that seals and opens.
pub struct DataKey(RandomizedNonceKey);

impl DataKey {
    /// The key with these bytes.
    pub fn new(secret: &Secret) -> DataKey {
        DataKey(RandomizedNonceKey::new(&AES_256_GCM, secret.as_bytes()).expect("the key has 32 bytes"))
    }

    /// Nonce, ciphertext and tag. It opens under the same context only.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8> {
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

    /// What was sealed; nothing if it was changed, or sealed under another key or context.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, bytes) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut bytes = Zeroizing::new(bytes.to_vec());
        let length = self
            .0
            .open_in_place(Nonce::from(nonce), Aad::from(context), &mut bytes)
            .ok()?
            .len();
        bytes.truncate(length);
        Some(bytes)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(..)")
    }
}
