//! Exact ratios, and the two ways to take them of an amount: one share rounded as asked, or a whole divided without loss.

use crate::syntax::{Decimal, Rounding};

/// A rational number from zero up, in lowest terms.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ratio {
    numerator: u64,
    denominator: u64,
}

/// How the portions of a block compare with the whole.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sum {
    Below,
    Whole,
    Above,
    /// The portions' common denominator is beyond 128 bits.
    TooFine,
}

impl Ratio {
    /// `None` for a zero denominator.
    pub(crate) fn new(numerator: u64, denominator: u64) -> Option<Ratio> {
        let divisor = gcd(u128::from(numerator), u128::from(denominator)) as u64;
        (denominator != 0).then(|| Ratio {
            numerator: numerator / divisor,
            denominator: denominator / divisor,
        })
    }

    /// `decimal / 10^shift`; `None` where it is too large or too fine.
    pub(crate) fn from_decimal(decimal: Decimal, shift: u8) -> Option<Ratio> {
        let denominator = 10u64.checked_pow(u32::from(decimal.scale) + u32::from(shift))?;
        Ratio::new(u64::try_from(decimal.digits).ok()?, denominator)
    }

    /// This times `10^exponent`; `None` on overflow.
    pub(crate) fn scaled(self, exponent: i8) -> Option<Ratio> {
        let factor = 10u64.checked_pow(u32::from(exponent.unsigned_abs()))?;
        if exponent >= 0 {
            let common = gcd(u128::from(factor), u128::from(self.denominator)) as u64;
            Ratio::new(
                self.numerator.checked_mul(factor / common)?,
                self.denominator / common,
            )
        } else {
            let common = gcd(u128::from(factor), u128::from(self.numerator.max(1))) as u64;
            Ratio::new(
                self.numerator / common,
                self.denominator.checked_mul(factor / common)?,
            )
        }
    }

    /// The share of `amount`, rounded; `None` where it does not fit.
    pub(crate) fn of(self, amount: i128, rounding: Rounding) -> Option<i128> {
        let (whole, rest) = self.divide(amount)?;
        let denominator = u128::from(self.denominator);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::HalfUp => rest * 2 >= denominator,
            Rounding::HalfEven => rest * 2 > denominator || (rest * 2 == denominator && whole % 2 == 1),
        };
        whole.checked_add(i128::from(up))
    }

    /// The whole minor units of the share and the rest as a numerator over the denominator. Exact: the intermediate
    /// products stay below 128 bits, because both terms are below 64 bits.
    fn divide(self, amount: i128) -> Option<(i128, u128)> {
        let amount = u128::try_from(amount).ok()?;
        let (numerator, denominator) = (u128::from(self.numerator), u128::from(self.denominator));
        let rest = amount % denominator * numerator;
        let whole = (amount / denominator)
            .checked_mul(numerator)?
            .checked_add(rest / denominator)?;
        Some((i128::try_from(whole).ok()?, rest % denominator))
    }
}

/// How `portions` together compare with one.
pub(crate) fn sum(portions: &[Ratio]) -> Sum {
    let mut total = (0u128, 1u128);
    for portion in portions {
        let denominator = u128::from(portion.denominator);
        let common = gcd(total.1, denominator);
        let added = (|| {
            let left = total.0.checked_mul(denominator / common)?;
            let right = u128::from(portion.numerator).checked_mul(total.1 / common)?;
            Some((
                left.checked_add(right)?,
                total.1.checked_mul(denominator / common)?,
            ))
        })();
        let Some((numerator, denominator)) = added else {
            return Sum::TooFine;
        };
        let common = gcd(numerator, denominator);
        total = (numerator / common, denominator / common);
    }
    match total.0.cmp(&total.1) {
        std::cmp::Ordering::Less => Sum::Below,
        std::cmp::Ordering::Equal => Sum::Whole,
        std::cmp::Ordering::Greater => Sum::Above,
    }
}

/// The portions of `amount`, each rounded down, and the minor units that are left over.
pub(crate) fn floors(amount: i128, portions: &[Ratio]) -> (Vec<i128>, i128) {
    debug_assert!(matches!(sum(portions), Sum::Below | Sum::Whole));
    let parts: Vec<i128> = portions.iter().map(|portion| part(*portion, amount).0).collect();
    let left = amount - parts.iter().sum::<i128>();
    assert!(left >= 0, "portions that are at most one take at most the whole");
    (parts, left)
}

/// Divides the whole of `amount` by portions that add up to one: each part is rounded down, then the parts that lost a
/// fraction get one of the left minor units each, in order. So every part is within one unit of its exact share.
pub(crate) fn shares(amount: i128, portions: &[Ratio]) -> Vec<i128> {
    let (mut parts, mut left) = floors(amount, portions);
    for (given, portion) in parts.iter_mut().zip(portions) {
        if left > 0 && part(*portion, amount).1 > 0 {
            *given += 1;
            left -= 1;
        }
    }
    assert!(left == 0, "fewer units are left than parts lost a fraction");
    parts
}

fn part(portion: Ratio, amount: i128) -> (i128, u128) {
    portion
        .divide(amount)
        .expect("a portion of an amount is at most the amount")
}

/// The greatest common divisor; at least one.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ratio(numerator: u64, denominator: u64) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn rounds_as_asked() {
        let eighth = ratio(1, 8);
        let modes = [Rounding::Down, Rounding::Up, Rounding::HalfUp, Rounding::HalfEven];
        let all = |amount| modes.map(|rounding| eighth.of(amount, rounding).unwrap());
        assert_eq!(all(8), [1, 1, 1, 1]);
        assert_eq!(all(9), [1, 2, 1, 1]);
        assert_eq!(all(12), [1, 2, 2, 2]);
        assert_eq!(all(20), [2, 3, 3, 2]);
        assert_eq!(ratio(2, 1).of(i128::MAX, Rounding::Down), None);
        assert_eq!(ratio(u64::MAX, u64::MAX - 1).of(1, Rounding::Up), Some(2));
    }

    #[test]
    fn scales_by_powers_of_ten() {
        assert_eq!(ratio(1, 200).scaled(2), Some(ratio(1, 2)));
        assert_eq!(ratio(3, 1).scaled(-2), Some(ratio(3, 100)));
        assert_eq!(ratio(0, 1).scaled(-2), Some(ratio(0, 100)));
        assert_eq!(ratio(u64::MAX, 7).scaled(3), None);
    }

    proptest! {
        #[test]
        fn a_whole_is_divided_without_loss(amount in 0i128..=i128::MAX, weights in prop::collection::vec(0u64..1_000, 1..20)) {
            let total = weights.iter().sum::<u64>().max(1);
            let mut portions: Vec<Ratio> = weights.iter().map(|weight| ratio(*weight, total)).collect();
            if sum(&portions) == Sum::Below {
                portions.push(ratio(1, 1));
            }
            let parts = shares(amount, &portions);
            prop_assert_eq!(parts.iter().sum::<i128>(), amount);
            for (part, portion) in parts.iter().zip(&portions) {
                let (low, rest) = portion.divide(amount).unwrap();
                prop_assert!(*part == low || (rest > 0 && *part == low + 1));
            }
        }

        #[test]
        fn shares_agree_with_plain_arithmetic(amount in 0i128..1 << 60, n in 0u64..1 << 30, d in 1u64..1 << 30) {
            let exact = amount * i128::from(n);
            prop_assert_eq!(ratio(n, d).of(amount, Rounding::Down), Some(exact / i128::from(d)));
            prop_assert_eq!(ratio(n, d).of(amount, Rounding::Up), Some((exact + i128::from(d) - 1) / i128::from(d)));
            prop_assert_eq!(ratio(n, d).of(amount, Rounding::HalfUp), Some((2 * exact + i128::from(d)) / (2 * i128::from(d))));
        }
    }
}
