//! A blocked Bloom filter: one cache line of 512 bits per hash, one bit in each of its eight words.
//!
//! The block is chosen by the highest bits of the hash, so that filling it from sorted entries walks through memory.

/// Bits per key. With eight bits set per key about one in 1,300 new keys is wrongly held for known.
const BITS_PER_KEY: usize = 16;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Block([u64; 8]);

/// Says of a hash that it was surely not inserted, or may have been.
pub(crate) struct Filter {
    blocks: Vec<Block>,
}

impl Filter {
    pub(crate) fn with_capacity(keys: usize) -> Self {
        let blocks = (keys * BITS_PER_KEY).div_ceil(512).max(1);
        Self {
            blocks: vec![Block([0; 8]); blocks],
        }
    }

    pub(crate) fn clear(&mut self) {
        self.blocks.fill(Block([0; 8]));
    }

    pub(crate) fn bytes(&self) -> usize {
        self.blocks.len() * size_of::<Block>()
    }

    #[inline]
    fn place(hash: u64, blocks: usize) -> usize {
        // The upper half of the product is below the number of blocks, which is a usize.
        (u128::from(hash).wrapping_mul(blocks as u128) >> 64) as usize
    }

    /// Eight numbers below 64, from bits that did not choose the block.
    #[inline]
    fn bits(hash: u64) -> [u32; 8] {
        let mixed = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        std::array::from_fn(|nth| (mixed >> (16 + 6 * nth)) as u32 & 63)
    }

    #[inline]
    pub(crate) fn insert(&mut self, hash: u64) {
        let place = Self::place(hash, self.blocks.len());
        let Block(words) = &mut self.blocks[place];
        for (word, bit) in words.iter_mut().zip(Self::bits(hash)) {
            *word |= 1 << bit;
        }
    }

    #[inline]
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let Block(words) = &self.blocks[Self::place(hash, self.blocks.len())];
        let mut all = 1;
        for (word, bit) in words.iter().zip(Self::bits(hash)) {
            all &= word >> bit;
        }
        all & 1 == 1
    }

    /// Calls `each` with the number of every hash that may be held. The tests have no branch in common, so that the
    /// processor has the cache misses of many of them under way at once.
    #[inline]
    pub(crate) fn which(&self, hashes: &[u64], mut each: impl FnMut(usize)) {
        for (nth, &hash) in hashes.iter().enumerate() {
            if self.may_hold(hash) {
                each(nth);
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
