//! What was learned about the approval of payments of a kind, from coarse to fine, fading with time.
//!
//! Each ended authorization counts in five segments of its gateway: all, by method, by currency, by issuer country, by
//! amount band. What to expect of a payment starts from a mild prior and goes through the segments; each finer one takes
//! what the coarser ones say as so many imagined calls ([`BACKED_OFF_CALLS`] at most) beside its own real ones. So a
//! segment with much data speaks for itself, and one without repeats what is known of its parent.

mod beta;

use std::collections::BTreeMap;

use bezant_kernel::{Country, Currency, MethodKind, Milliseconds, Money, Timestamp};

pub(crate) use beta::{Beta, SCALE};

use crate::facts::country_key;
use crate::statistics::decayed;

/// So many segments a gateway keeps; beyond, the quarter that was not used for longest goes.
pub const MAXIMUM_SEGMENTS: usize = 2_048;
const LEVELS: u64 = 5;
/// What is imagined of a gateway of which nothing is known: 8 calls, 85 of 100 good.
const PRIOR_CALLS: u64 = 8 * SCALE;
const PRIOR_SUCCESS_PERCENT: u64 = 85;
/// What a coarser segment counts in a finer one at most.
const BACKED_OFF_CALLS: u64 = 100 * SCALE;
/// The ends of the amount bands, in units of the currency: to 10, to 50, to 200, to 1000, above.
const BANDS: [i128; 4] = [10, 50, 200, 1_000];
/// Calls of one segment do not count more than this, so that no sum overflows.
const MOST_CALLS: u64 = 1_000_000 * SCALE;

/// A kind of payment.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) method: MethodKind,
    pub(crate) amount: Money,
    pub(crate) issuer_country: Option<Country>,
}

/// Faded counts of one segment, in units of [`SCALE`].
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) step: u64,
    pub(crate) good: u64,
    pub(crate) bad: u64,
}

/// What one gateway's payments taught.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lessons {
    pub(crate) segments: BTreeMap<u64, Segment>,
}

impl Kind {
    /// The segment's key on a level, 0 being the coarsest. Keys are stored: their form never changes.
    fn key(&self, level: u64) -> u64 {
        let currency = self.amount.currency();
        let parts = [
            0,
            u64::from(self.method.number()) << 48,
            u64::from(currency.number()) << 32,
            self.issuer_country.map_or(0, |country| {
                u64::try_from(country_key(country)).expect("two letters")
            }) << 8,
            band(self.amount, currency),
        ];
        let known = usize::try_from(level).expect("few levels") + 1;
        parts[..known].iter().fold(level << 60, |key, part| key | part)
    }
}

fn band(amount: Money, currency: Currency) -> u64 {
    let scale = 10i128.pow(u32::from(currency.minor_digits()));
    let above = BANDS.iter().filter(|&&end| amount.minor() > end * scale).count();
    u64::try_from(above).expect("few bands") + 1
}

/// The number of a step of time: a 32nd of the half-life.
pub(crate) fn step(at: Timestamp, half_life: Milliseconds) -> u64 {
    at.as_microseconds() / (half_life.0.saturating_mul(1_000) / 32).max(1)
}

impl Segment {
    fn at(self, step: u64) -> Segment {
        let step = step.max(self.step);
        let steps = step - self.step;
        Segment {
            step,
            good: decayed(self.good, steps),
            bad: decayed(self.bad, steps),
        }
    }
}

impl Lessons {
    /// Takes in an ended authorization.
    pub(crate) fn record(&mut self, step: u64, kind: &Kind, approved: bool) {
        for level in 0..LEVELS {
            let segment = self.segments.entry(kind.key(level)).or_default();
            *segment = segment.at(step);
            let count = if approved {
                &mut segment.good
            } else {
                &mut segment.bad
            };
            *count = (*count + SCALE).min(MOST_CALLS);
        }
        if self.segments.len() > MAXIMUM_SEGMENTS {
            self.forget();
        }
    }

    /// The quarter that was not used for longest goes; of those as old, the ones with the smaller keys, which are coarse
    /// and soon used again.
    fn forget(&mut self) {
        let mut by_age: Vec<(u64, u64)> = self
            .segments
            .iter()
            .map(|(key, segment)| (segment.step, *key))
            .collect();
        by_age.sort_unstable();
        for (_, key) in by_age.into_iter().take(MAXIMUM_SEGMENTS / 4) {
            self.segments.remove(&key);
        }
    }

    /// What to expect of a payment of this kind, and how many real calls of its finest segment speak for it.
    pub(crate) fn expect(&self, step: u64, kind: &Kind) -> (Beta, u64) {
        let good = PRIOR_CALLS / 100 * PRIOR_SUCCESS_PERCENT;
        let mut belief = Beta {
            good,
            bad: PRIOR_CALLS - good,
        };
        let mut calls = 0;
        for level in 0..LEVELS {
            let found = self.segments.get(&kind.key(level));
            let segment = found.map_or(Segment::default(), |segment| segment.at(step));
            calls = segment.good + segment.bad;
            belief = belief.at_most(BACKED_OFF_CALLS);
            belief.good += segment.good;
            belief.bad += segment.bad;
        }
        (belief, calls / SCALE)
    }

    /// The same counts under another half-life.
    pub(crate) fn restep(&mut self, at: Timestamp, old: Milliseconds, new: Milliseconds) {
        for segment in self.segments.values_mut() {
            *segment = Segment {
                step: step(at, new),
                ..segment.at(step(at, old))
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(minor: i128, country: &str) -> Kind {
        Kind {
            method: MethodKind::Card,
            amount: Money::new(minor, Currency::EUR),
            issuer_country: country.parse().ok(),
        }
    }

    fn millionths(lessons: &Lessons, step: u64, kind: &Kind) -> u64 {
        lessons.expect(step, kind).0.mean_millionths()
    }

    #[test]
    fn thin_segments_repeat_their_parents_and_full_ones_speak_for_themselves() {
        let mut lessons = Lessons::default();
        assert_eq!(millionths(&lessons, 0, &kind(100, "DE")), 850_000);
        for number in 0..1_000 {
            lessons.record(0, &kind(2_000, "DE"), number % 10 < 9);
            lessons.record(0, &kind(2_000, "FR"), number % 10 < 3);
        }
        let of = |minor, country| millionths(&lessons, 0, &kind(minor, country));
        assert!(
            (890_000..905_000).contains(&of(2_000, "DE")),
            "{}",
            of(2_000, "DE")
        );
        assert!(
            (295_000..325_000).contains(&of(2_000, "FR")),
            "{}",
            of(2_000, "FR")
        );
        // Another amount band of a known country, and a country of which nothing is known.
        assert!(
            (870_000..905_000).contains(&of(200_000, "DE")),
            "{}",
            of(200_000, "DE")
        );
        assert!(
            (590_000..620_000).contains(&of(2_000, "IT")),
            "{}",
            of(2_000, "IT")
        );
        let (known, calls) = lessons.expect(0, &kind(2_000, "DE"));
        assert_eq!(calls, 1_000);
        assert!(known.good + known.bad <= 1_000 * SCALE + BACKED_OFF_CALLS);
        assert_eq!(lessons.expect(0, &kind(2_000, "IT")).1, 0);
    }

    #[test]
    fn what_was_learned_fades() {
        let mut lessons = Lessons::default();
        for _ in 0..500 {
            lessons.record(0, &kind(2_000, "DE"), false);
        }
        let rates: Vec<u64> = [0, 32, 320, 3_200]
            .map(|step| millionths(&lessons, step, &kind(2_000, "DE")))
            .to_vec();
        assert!(
            rates.is_sorted() && rates[0] < 10_000 && rates[3] == 850_000,
            "{rates:?}"
        );
        let mut other = lessons.clone();
        let (hour, day) = (Milliseconds(3_600_000), Milliseconds(86_400_000));
        other.restep(Timestamp::default(), hour, day);
        assert_eq!(millionths(&other, 32, &kind(2_000, "DE")), rates[1]);
    }

    #[test]
    fn memory_is_bounded_and_what_is_used_stays() {
        let mut lessons = Lessons::default();
        for number in 0..20_000u64 {
            let letters = [b'A' + (number / 26 % 26) as u8, b'A' + (number % 26) as u8];
            let country = std::str::from_utf8(&letters).unwrap();
            let minor = i128::from(number % 5) * 30_000;
            lessons.record(number / 100, &kind(minor, country), true);
            lessons.record(number / 100, &kind(2_000, "DE"), true);
            assert!(lessons.segments.len() <= MAXIMUM_SEGMENTS);
        }
        assert!(lessons.expect(200, &kind(2_000, "DE")).1 > 100);
    }
}
