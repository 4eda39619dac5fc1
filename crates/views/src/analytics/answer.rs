//! What is answered: sums, and the rates and percentiles that follow from them.

use std::collections::BTreeMap;

use bezant_kernel::{Currency, Timestamp};

use super::counter::Counter;
use super::{Dimension, Resolution};

/// The square of 1.96, the two-sided quantile of 95 %, in ten-thousandths.
const Z_SQUARED: u128 = 38_416;
const SCALE: u128 = 10_000;

/// How payments went in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analytics {
    /// By time, then by group.
    pub rows: Vec<AnalyticsRow>,
    /// What was looked at begins here: where the unit begins that the asked time is in.
    pub from: Timestamp,
    /// And ends before this.
    pub to: Timestamp,
    /// The position of the log that the answer reflects.
    pub position: u64,
}

/// The sums of a group in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnalyticsRow {
    /// Where the row's time begins; nothing for a total.
    pub at: Option<Timestamp>,
    /// The group, as it was asked for; nothing where something is not known of its payments.
    pub group: Vec<(Dimension, Option<String>)>,
    /// The currency of its amounts; nothing where there are several.
    pub currency: Option<Currency>,
    /// What was counted.
    pub counts: Counts,
}

/// Sums by counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Counter, i128>);

/// A share with what chance leaves open.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The share in basis points, rounded down.
    pub basis_points: u32,
    /// The lower end of the 95 % interval (Wilson), rounded down.
    pub low: u32,
    /// Its upper end, rounded up.
    pub high: u32,
}

impl Rate {
    /// The share of `part` in `whole`; nothing for a share in nothing.
    pub fn of(part: i128, whole: i128) -> Option<Rate> {
        let (part, whole) = (u128::try_from(part).ok()?, u128::try_from(whole).ok()?);
        // Beyond this an interval has no width left in basis points.
        let shift = (whole >> 40).checked_ilog2().map_or(0, |bits| bits + 1);
        let (k, n) = (part >> shift, whole >> shift);
        if n == 0 || k > n {
            return None;
        }
        let root = (Z_SQUARED * (Z_SQUARED + 4 * SCALE * k * (n - k) / n)).isqrt();
        let middle = 2 * k * SCALE + Z_SQUARED;
        let divisor = 2 * (n * SCALE + Z_SQUARED);
        let points = |value: u128| u32::try_from(value.min(SCALE)).expect("at most ten thousand");
        Some(Rate {
            basis_points: points(k * SCALE / n),
            low: points(middle.saturating_sub(root) * SCALE / divisor),
            high: points(((middle + root) * SCALE).div_ceil(divisor)),
        })
    }
}

impl Counts {
    pub(super) fn add(&mut self, counter: Counter, value: i128) {
        *self.0.entry(counter).or_default() += value;
    }

    fn get(&self, counter: Counter) -> i128 {
        self.0.get(&counter).copied().unwrap_or_default()
    }

    /// Attempts that were approved.
    pub fn attempts_approved(&self) -> i128 {
        self.get(Counter::ATTEMPTS_APPROVED)
    }

    /// Attempts that were declined.
    pub fn attempts_declined(&self) -> i128 {
        self.get(Counter::ATTEMPTS_DECLINED)
    }

    /// Attempts that failed for a technical reason.
    pub fn attempts_failed(&self) -> i128 {
        self.get(Counter::ATTEMPTS_FAILED)
    }

    /// Attempts that this node did not send after all.
    pub fn attempts_not_sent(&self) -> i128 {
        self.get(Counter::ATTEMPTS_NOT_SENT)
    }

    /// Calls after which nobody knew; how their attempt ended is counted when it is known.
    pub fn attempts_unknown(&self) -> i128 {
        self.get(Counter::ATTEMPTS_UNKNOWN)
    }

    /// Attempts whose end a gateway told.
    pub fn attempts(&self) -> i128 {
        self.attempts_approved() + self.attempts_declined() + self.attempts_failed()
    }

    /// Declines by code, the most frequent first.
    pub fn declines(&self) -> Vec<(&'static str, i128)> {
        let mut declines: Vec<_> = self
            .0
            .iter()
            .filter_map(|(counter, &value)| Some((counter.decline_code()?, value)))
            .collect();
        declines.sort_by_key(|&(code, value)| (-value, code));
        declines
    }

    /// Payments that the first attempt brought through.
    pub fn approved_first(&self) -> i128 {
        self.get(Counter::APPROVED_FIRST)
    }

    /// Payments that were brought through by asking the same gateway again.
    pub fn approved_after_retry(&self) -> i128 {
        self.get(Counter::APPROVED_RETRY)
    }

    /// Payments that were brought through by another gateway.
    pub fn approved_after_failover(&self) -> i128 {
        self.get(Counter::APPROVED_FAILOVER)
    }

    /// Payments that were brought through at another time.
    pub fn approved_after_wait(&self) -> i128 {
        self.get(Counter::APPROVED_LATER)
    }

    /// Payments that were approved.
    pub fn approved(&self) -> i128 {
        self.approved_first()
            + self.approved_after_retry()
            + self.approved_after_failover()
            + self.approved_after_wait()
    }

    /// Payments that ended without an approval.
    pub fn not_approved(&self) -> i128 {
        self.get(Counter::NOT_APPROVED) + self.not_tried()
    }

    /// Those of them for which no gateway was asked.
    pub fn not_tried(&self) -> i128 {
        self.get(Counter::NOT_TRIED)
    }

    /// Payments of which it is known whether they are approved.
    pub fn decided(&self) -> i128 {
        self.approved() + self.not_approved()
    }

    /// How much was approved, in minor units.
    pub fn amount_approved(&self) -> i128 {
        self.get(Counter::AMOUNT_APPROVED)
    }

    /// How much was taken for good, in minor units.
    pub fn amount_completed(&self) -> i128 {
        self.get(Counter::AMOUNT_COMPLETED)
    }

    /// What gateways charged, in minor units.
    pub fn fees(&self) -> i128 {
        self.get(Counter::FEES)
    }

    /// Calls whose time is known.
    pub fn timed_calls(&self) -> i128 {
        self.times().map(|(_, calls)| calls).sum()
    }

    /// The time in milliseconds that `percent` of the calls did not exceed, at most an eighth too high.
    pub fn latency_ms(&self, percent: u8) -> Option<u64> {
        let all = self.timed_calls();
        let mut left = (all * i128::from(percent)).div_euclid(100).max(1);
        self.times()
            .find(|(_, calls)| {
                left -= calls;
                left <= 0
            })
            .map(|(longest, _)| longest)
    }

    fn times(&self) -> impl Iterator<Item = (u64, i128)> {
        self.0
            .iter()
            .filter_map(|(counter, &calls)| Some((counter.longest()?, calls)))
    }
}

impl Resolution {
    /// The span from the unit that `from` is in to the end of the one that `to` is in.
    pub(super) fn units(self, from: Timestamp, to: Timestamp) -> (i64, i64) {
        let end = self.unit_of(to);
        let is_whole = self.begin(end) == to;
        (self.unit_of(from), if is_whole { end } else { end + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_wilsons() {
        // By hand: 8 of 10 gives 49.02 % to 94.33 %.
        let rate = Rate::of(8, 10).unwrap();
        assert_eq!((rate.basis_points, rate.low, rate.high), (8_000, 4_901, 9_434));
        assert_eq!(Rate::of(0, 0), None);
        let none = Rate::of(0, 20).unwrap();
        assert_eq!((none.basis_points, none.low), (0, 0));
        let all = Rate::of(1 << 100, 1 << 100).unwrap();
        assert_eq!((all.basis_points, all.high), (10_000, 10_000));
        assert!(all.low >= 9_999);
    }

    #[test]
    fn percentiles_come_from_the_histogram() {
        let mut counts = Counts::default();
        assert_eq!(counts.latency_ms(50), None);
        for milliseconds in 1..=100 {
            counts.add(Counter::latency(milliseconds), 1);
        }
        assert_eq!(counts.timed_calls(), 100);
        for (percent, exact) in [(1, 1), (10, 10), (50, 50), (95, 95), (100, 100)] {
            let told = counts.latency_ms(percent).unwrap();
            assert!((exact..=exact + exact / 8).contains(&told), "{percent}: {told}");
        }
    }
}
