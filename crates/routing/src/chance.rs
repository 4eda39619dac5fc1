//! Chance that is no chance: numbers that follow from a payment's id and stored seeds, so that a replay and a second
//! look draw the same. The mixing is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).

use bezant_kernel::PaymentId;

/// A stream of 64-bit numbers that is a function of what it was made from.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The stream of these parts, in this order.
    pub(crate) fn of(parts: &[u64]) -> Chance {
        Chance(parts.iter().fold(0x6a09_e667_f3bc_c908, |so_far, part| {
            mix(so_far ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15)
        }))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number from 0 to `bound - 1`, each with the same chance up to 2^-32 of it.
    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "there is no number below zero");
        u32::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).expect("below a u32")
    }

    /// A number from the standard normal distribution times 2^16: the sum of twelve uniform numbers less their mean
    /// (Irwin–Hall), whose mean is 0 and variance 1 and which never leaves ±6.
    pub(crate) fn normal(&mut self) -> i64 {
        let mut sum = 0i64;
        for _ in 0..3 {
            let four = self.next();
            for part in 0..4 {
                sum += i64::try_from((four >> (16 * part)) & 0xffff).expect("16 bits");
            }
        }
        sum - 12 * 65_535 / 2
    }
}

/// The two halves of a payment's id.
pub(crate) fn halves(payment: PaymentId) -> [u64; 2] {
    let bits = payment.as_u128();
    [
        u64::try_from(bits >> 64).expect("64 bits"),
        u64::try_from(bits & u128::from(u64::MAX)).expect("64 bits"),
    ]
}

/// A number for a text (FNV-1a, mixed).
pub(crate) fn fingerprint(text: &str) -> u64 {
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    }))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_parts_give_the_same_stream_and_their_order_matters() {
        let first = |parts: &[u64]| Chance::of(parts).next();
        assert_eq!(first(&[1, 2]), first(&[1, 2]));
        assert_ne!(first(&[1, 2]), first(&[2, 1]));
        assert_ne!(first(&[0]), first(&[0, 0]));
        assert_ne!(fingerprint("ab"), fingerprint("ba"));
        // Stored samples depend on it: it never changes.
        assert_eq!(first(&[1, 2, 3]), 14_699_585_931_220_478_534);
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let mut chance = Chance::of(&[7]);
        let (mut sum, mut squares) = (0i128, 0i128);
        const DRAWS: i128 = 100_000;
        for _ in 0..DRAWS {
            let z = i128::from(chance.normal());
            sum += z;
            squares += z * z;
        }
        let one = 65_536i128;
        assert!((sum / DRAWS).abs() < one / 100, "{}", sum / DRAWS);
        assert!((squares / DRAWS - one * one).abs() < one * one / 50);
    }
}
