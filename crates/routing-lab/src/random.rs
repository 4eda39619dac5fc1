//! Seeded numbers for invented payments: SplitMix64 (Steele, Lea, Flood 2014), so that a seed means the same for ever.

/// A stream of numbers that follows from its seed.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of this seed.
    pub const fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next number, even over all of `u64`.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// From 0 to below `bound`, which is small against `u64`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }

    /// The place in a list of shares, as often as its share says.
    pub fn place(&mut self, shares: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(shares.clone().sum());
        for (place, share) in shares.enumerate() {
            if left < share {
                return place;
            }
            left -= share;
        }
        unreachable!("the draw is below the sum of the shares")
    }
}
