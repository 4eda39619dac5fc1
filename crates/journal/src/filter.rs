//! A blocked Bloom filter: one cache line of 512 bits per hash, one bit in each of its eight words.
//!
//! The block is chosen by the highest bits of the hash, so that filling it from sorted entries walks through memory.
//! One thread inserts while any may ask; who must see an insertion learns of it by a lock elsewhere.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bits per key. With eight bits set per key about one in 1,300 new keys is wrongly held for known.
const BITS_PER_KEY: usize = 16;

/// Hashes of one step: their cache lines fit into the nearest cache.
const STEP: usize = 256;

#[derive(Default)]
#[repr(align(64))]
struct Block([AtomicU64; 8]);

/// Says of a hash that it was surely not inserted, or may have been.
pub(crate) struct Filter {
    blocks: Vec<Block>,
}

impl Filter {
    pub(crate) fn with_capacity(keys: usize) -> Self {
        let blocks = (keys * BITS_PER_KEY).div_ceil(512).max(1);
        assert!(u32::try_from(blocks).is_ok(), "2^32 blocks are 256 GiB");
        Self {
            blocks: std::iter::repeat_with(Block::default).take(blocks).collect(),
        }
    }

    pub(crate) fn clear(&mut self) {
        for Block(words) in &mut self.blocks {
            for word in words {
                *word.get_mut() = 0;
            }
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        // The upper half of the product is below the number of blocks, which is a usize.
        (u128::from(hash).wrapping_mul(self.blocks.len() as u128) >> 64) as usize
    }

    /// Eight numbers below 64, from bits that did not choose the block.
    #[inline]
    fn bits(hash: u64) -> [u32; 8] {
        let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        std::array::from_fn(|nth| (mixed >> (16 + 6 * nth)) as u32 & 63)
    }

    /// For one thread at a time: two would lose each other's bits.
    #[inline]
    pub(crate) fn insert(&self, hash: u64) {
        let Block(words) = &self.blocks[self.place(hash)];
        for (word, bit) in words.iter().zip(Self::bits(hash)) {
            word.store(word.load(Ordering::Relaxed) | 1 << bit, Ordering::Relaxed);
        }
    }

    /// Inserts many, with their cache misses under way at once.
    pub(crate) fn insert_all(&self, hashes: &[u64]) {
        for hashes in hashes.chunks(STEP) {
            self.fetch(hashes);
            for &hash in hashes {
                self.insert(hash);
            }
        }
    }

    /// Brings the blocks of a step's hashes near, and does so little else that the processor has as many cache misses
    /// under way at once as it can.
    fn fetch(&self, hashes: &[u64]) {
        let mut at = [0_u32; STEP];
        for (at, &hash) in at.iter_mut().zip(hashes) {
            *at = self.place(hash) as u32;
        }
        let word = |at: u32| self.blocks[at as usize].0[0].load(Ordering::Relaxed);
        // Otherwise the compiler would see that nothing comes of it.
        std::hint::black_box(at[..hashes.len()].iter().fold(0, |sum, &at| sum ^ word(at)));
    }

    #[inline]
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let Block(words) = &self.blocks[self.place(hash)];
        let mut all = 1;
        for (word, bit) in words.iter().zip(Self::bits(hash)) {
            all &= word.load(Ordering::Relaxed) >> bit;
        }
        all & 1 == 1
    }

    /// Calls `each` with the number of every hash that may be held.
    pub(crate) fn which(&self, hashes: &[u64], mut each: impl FnMut(usize)) {
        for (step, hashes) in hashes.chunks(STEP).enumerate() {
            self.fetch(hashes);
            for (nth, &hash) in hashes.iter().enumerate() {
                if self.may_hold(hash) {
                    each(step * STEP + nth);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Tenant, TenantId};

    use super::*;
    use crate::hash::{Kind, Secret};

    #[test]
    fn what_went_in_is_held_and_little_else() {
        let keyed = Secret::draw().keyed(Tenant::new(TenantId::from_u128(7)), Kind::Id);
        let keys = 100_000_u32;
        let mut filter = Filter::with_capacity(keys as usize);
        assert!(!filter.may_hold(keyed.hash(1)));
        for id in 0..u128::from(keys) {
            filter.insert(keyed.hash(id));
        }
        let mut held = 0;
        let known: Vec<u64> = (0..u128::from(keys)).map(|id| keyed.hash(id)).collect();
        filter.which(&known, |_| held += 1);
        assert_eq!(held, keys, "a filter never forgets");
        let mut wrong = 0_u32;
        let tries = 1_000_000_u32;
        for id in 0..u128::from(tries) {
            wrong += u32::from(filter.may_hold(keyed.hash(id + (1 << 100))));
        }
        assert!(
            wrong < tries / 700,
            "{wrong} of {tries} were wrongly held for known"
        );
        filter.clear();
        assert!(!filter.may_hold(known[0]));
    }
}
