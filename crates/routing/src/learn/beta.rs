//! Samples of a beta distribution in integers.
//!
//! Beta(a, b) is X / (X + Y) with X and Y of gamma distributions with shapes a and b. A gamma of shape k is drawn by the
//! approximation of Wilson and Hilferty (1931): k (1 − 1/(9k) + z / (3 √k))³ with a standard normal z, which here is a
//! sum of twelve uniform numbers. Its mean is k (1 − 1/(9k)³), exact to a thousandth from k = 1 on; the variance of the
//! resulting beta is within a tenth of the true one for shapes from 0.5 on, and the tails beyond 6 σ are cut off. The
//! test below holds it to that. For choosing a gateway this is more than enough: what matters is that the uncertain
//! one wins now and then, and less and less as it becomes certain.

use crate::chance::Chance;

/// One call.
pub(crate) const SCALE: u64 = 1_000_000;

/// What is believed of a success rate: so many good and bad calls, imagined ones included, in units of [`SCALE`].
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Beta {
    pub(crate) good: u64,
    pub(crate) bad: u64,
}

/// Ones of the fixed point in which the cube is taken.
const ONE: i64 = 1 << 20;
/// No shape is smaller: 0.05 calls. Below, the approximation is no good.
const SMALLEST_SHAPE: u64 = SCALE / 20;

impl Beta {
    /// The same mean from at most so many calls.
    pub(crate) fn at_most(self, calls: u64) -> Beta {
        let all = self.good + self.bad;
        if all <= calls {
            return self;
        }
        let good = u128::from(self.good) * u128::from(calls) / u128::from(all);
        let good = u64::try_from(good).expect("a share of the calls");
        Beta {
            good,
            bad: calls - good,
        }
    }

    pub(crate) fn mean_millionths(self) -> u64 {
        share(u128::from(self.good), u128::from(self.bad))
    }

    pub(crate) fn sample_millionths(self, chance: &mut Chance) -> u64 {
        let good = gamma(self.good, chance.normal());
        let bad = gamma(self.bad, chance.normal());
        if good + bad == 0 {
            return self.mean_millionths();
        }
        share(good, bad)
    }
}

fn share(good: u128, bad: u128) -> u64 {
    u64::try_from(good * 1_000_000 / (good + bad).max(1)).expect("at most a million")
}

/// A gamma of this shape for a normal `z` times 2^16, in units of [`SCALE`].
fn gamma(shape: u64, z: i64) -> u128 {
    let shape = shape.max(SMALLEST_SHAPE);
    let signed = |value: u64| i64::try_from(value).expect("shapes are bounded");
    let (k, root) = (signed(shape), signed(shape.isqrt()));
    let scale = signed(SCALE);
    // √SCALE is 1,000, so root is 1,000 √k; z comes from 2^16 to 2^20.
    let factor = ONE - ONE * scale / (9 * k) + (z << 4) * 1_000 / (3 * root);
    let factor = i128::from(factor.max(0));
    let cube = (((factor * factor) >> 20) * factor) >> 20;
    u128::try_from((i128::from(k) * cube) >> 20).expect("no factor is negative")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_the_mean_and_variance_of_the_distribution() {
        // Shapes in thousandths.
        let shapes = [
            (500, 500),
            (1_000, 1_000),
            (1_000, 3_000),
            (6_800, 1_200),
            (38_000, 2_000),
            (900_000, 100_000),
            (2_000, 300_000),
        ];
        for (good, bad) in shapes {
            let beta = Beta {
                good: good * SCALE / 1_000,
                bad: bad * SCALE / 1_000,
            };
            const DRAWS: i128 = 40_000;
            let mut chance = Chance::of(&[good, bad]);
            let draws: Vec<i128> = (0..DRAWS)
                .map(|_| i128::from(beta.sample_millionths(&mut chance)))
                .collect();
            let mean = draws.iter().sum::<i128>() / DRAWS;
            let variance = draws.iter().map(|one| (one - mean) * (one - mean)).sum::<i128>() / DRAWS;
            let (a, b) = (i128::from(good), i128::from(bad));
            let true_mean = a * 1_000_000 / (a + b);
            // a b / ((a + b)² (a + b + 1)), in millionths squared.
            let true_variance = a * b * 1_000_000_000_000 / ((a + b) * (a + b)) * 1_000 / (a + b + 1_000);
            assert!(
                (mean - true_mean).abs() < 4_000,
                "{good} {bad}: {mean} for {true_mean}"
            );
            let percent = (variance - true_variance).abs() * 100 / true_variance;
            assert!(
                percent <= 10,
                "{good} {bad}: {variance} for {true_variance}, {percent} % off"
            );
        }
    }

    #[test]
    fn extremes_do_not_break_it() {
        let mut chance = Chance::of(&[3]);
        for (good, bad) in [(0, 0), (0, 1_000_040 * SCALE), (1_000_040 * SCALE, 0), (1, 1)] {
            let beta = Beta { good, bad };
            for _ in 0..1_000 {
                assert!(beta.sample_millionths(&mut chance) <= 1_000_000);
            }
            assert!(beta.mean_millionths() <= 1_000_000);
        }
        let six_sigma = 6 * 65_536;
        assert!(gamma(SCALE, -six_sigma) == 0 && gamma(SCALE, six_sigma) > 0);
    }

    #[test]
    fn fewer_calls_keep_the_mean() {
        let beta = Beta {
            good: 900 * SCALE,
            bad: 100 * SCALE,
        };
        let less = beta.at_most(40 * SCALE);
        assert_eq!((less.good, less.bad), (36 * SCALE, 4 * SCALE));
        assert_eq!(less.at_most(50 * SCALE), less);
    }
}
