//! Hash tables whose keys callers may choose, under a secret that they can't see.
//!
//! Whoever knows how keys are hashed can name thousands that meet in one place, and each look-up among them walks past all
//! the others. So such tables hash under a secret that is new at every start of a node. It is no part of any state: what
//! follows from the order of a table's places must never reach an event, a snapshot or an answer.

use std::fmt;
use std::hash::{BuildHasher, Hasher};

/// A table for look-ups. Nothing may depend on the order in which it is walked.
#[allow(
    clippy::disallowed_types,
    reason = "the hasher is ours; its secret is a value, not drawn here"
)]
pub type SecretMap<K, V> = std::collections::HashMap<K, V, TableSecret>;

/// The secret of one node's tables.
#[derive(Copy, Clone)]
pub struct TableSecret {
    low: u64,
    high: u64,
    last: u64,
}

impl TableSecret {
    /// What this seed leads to. The seed can't be found from it.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let key = blake3::derive_key("bezant hash tables 1", &seed);
        let word = |nth: usize| u64::from_le_bytes(*key[8 * nth..].first_chunk().expect("four words"));
        TableSecret {
            low: word(0),
            high: word(1),
            last: word(2) | 1,
        }
    }

    /// The hash of an id beside another number. Two folded multiplications: without the secret nobody can tell where an id
    /// goes, and all bits of the hash are of use.
    #[inline]
    pub fn hash(&self, id: u128, beside: u64) -> u64 {
        let folded = fold(id as u64 ^ self.low, (id >> 64) as u64 ^ self.high);
        fold(folded ^ beside, self.last)
    }
}

/// A secret that everyone knows, for tests and tools: the same at every start.
impl Default for TableSecret {
    fn default() -> Self {
        TableSecret {
            low: 0x2545_f491_4f6c_dd1d,
            high: 0x9e37_79b9_7f4a_7c15,
            last: 0xd6e8_feb8_6659_fd93,
        }
    }
}

impl fmt::Debug for TableSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TableSecret")
    }
}

impl BuildHasher for TableSecret {
    type Hasher = SecretHasher;

    #[inline]
    fn build_hasher(&self) -> SecretHasher {
        SecretHasher {
            secret: *self,
            state: 0,
        }
    }
}

/// Hashes one key, number by number.
#[derive(Clone, Debug)]
pub struct SecretHasher {
    secret: TableSecret,
    state: u64,
}

impl Hasher for SecretHasher {
    #[inline]
    fn write_u128(&mut self, number: u128) {
        self.state = self.secret.hash(number, self.state);
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.write_u128(u128::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.write_u128(u128::from(number));
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let mut number = [0; 16];
            number[..chunk.len()].copy_from_slice(chunk);
            self.write_u128(u128::from_le_bytes(number));
        }
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{TenantId, TransferId};

    const IDS: u64 = 100_000;

    /// All of one hash under the secret that everyone knows: one factor of the first product is zero.
    fn crafted() -> impl Iterator<Item = u128> {
        let high = u128::from(TableSecret::default().high) << 64;
        (1..=IDS).map(move |low| high | u128::from(low))
    }

    /// The most ids that share a place of a table with twice as many, and a place of one of 128 by other bits.
    fn fullest(secret: TableSecret) -> (u32, u32) {
        let (mut places, mut tags) = (vec![0; 1 << 18], vec![0; 1 << 7]);
        for id in crafted() {
            let key = (TenantId::from_u128(7), TransferId::from_u128(id));
            let hash = secret.hash_one(key);
            places[hash as usize & 0x3_ffff] += 1;
            tags[(hash >> 57) as usize] += 1;
        }
        let fullest = |places: &[u32]| places.iter().copied().max().unwrap_or_default();
        (fullest(&places), fullest(&tags))
    }

    #[test]
    fn ids_that_were_chosen_to_meet_do_so_only_where_the_secret_is_known() {
        assert_eq!(fullest(TableSecret::default()), (IDS as u32, IDS as u32));
        for nth in 0..8 {
            let (place, tag) = fullest(TableSecret::from_seed([nth; 32]));
            assert!(place <= 9, "{place} ids in a place that should have one");
            assert!(tag <= 1_000, "{tag} ids with a tag that 781 should have");
        }
    }

    #[test]
    fn a_key_is_hashed_by_all_of_it_and_shows_no_secret() {
        let secret = TableSecret::from_seed([3; 32]);
        let hashes = [
            secret.hash_one(1_u128),
            secret.hash_one(1_u128 << 64),
            secret.hash_one((1_u128, 0_u32)),
            secret.hash_one((0_u128, 1_u32)),
            secret.hash_one("one"),
            secret.hash_one("one and another that is longer"),
            secret.hash_one("one and another that is longe"),
            TableSecret::from_seed([4; 32]).hash_one(1_u128),
        ];
        for (nth, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..nth].contains(hash), "{nth}");
        }
        assert_eq!(format!("{secret:?}"), "TableSecret");
    }
}
