//! What was learned about a gateway's outcomes and speed: counts that halve every five minutes of log time.
//!
//! Times are cut to steps of a 32nd of the half-life, so that decay is a table look-up and a shift: no floats, and a
//! busy gateway loses nothing to rounding between two calls of the same step.

use bezant_kernel::{Milliseconds, Timestamp};

/// A 32nd of the half-life of five minutes.
const STEP_MICROSECONDS: u64 = 9_375_000;

/// One observation in a decayed count.
pub(crate) const ONE: u64 = 1_000_000;

/// So many imagined calls stand beside the real ones. They are good ones: an unknown gateway is tried rather than
/// starved, and one that did badly is tried again when its bad calls have faded.
const PRIOR_CALLS: u64 = 10;
const PRIOR_SUCCESS_PERCENT: u64 = 99;
const PRIOR_LATENCY_MILLISECONDS: u64 = 200;

/// Slower calls count as this slow, so that one stuck call does not drown all others.
const LATENCY_CAP_MILLISECONDS: u64 = 60_000;

/// floor(2^32 · 2^(-k/32)) for k = 0 to 31.
static DECAY: [u64; 32] = [
    4_294_967_296,
    4_202_935_003,
    4_112_874_773,
    4_024_744_347,
    3_938_502_375,
    3_854_108_391,
    3_771_522_796,
    3_690_706_839,
    3_611_622_602,
    3_534_232_977,
    3_458_501_653,
    3_384_393_094,
    3_311_872_529,
    3_240_905_930,
    3_171_459_999,
    3_103_502_151,
    3_037_000_499,
    2_971_923_841,
    2_908_241_642,
    2_845_924_020,
    2_784_941_737,
    2_725_266_179,
    2_666_869_344,
    2_609_723_833,
    2_553_802_833,
    2_499_080_104,
    2_445_529_971,
    2_393_127_307,
    2_341_847_523,
    2_291_666_560,
    2_242_560_871,
    2_194_507_416,
];

/// How an operation ended, as far as the gateway's quality goes.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeClass {
    /// Done.
    Success,
    /// Refused by the gateway or the issuer: the gateway works, the money did not come.
    Decline,
    /// A technical failure without effect.
    Failure,
    /// No one knows: a time-out or a broken connection.
    Unknown,
}

impl OutcomeClass {
    /// All four, in the order in which they are stored.
    pub const ALL: [OutcomeClass; 4] = [
        OutcomeClass::Success,
        OutcomeClass::Decline,
        OutcomeClass::Failure,
        OutcomeClass::Unknown,
    ];

    pub(crate) const fn index(self) -> usize {
        match self {
            OutcomeClass::Success => 0,
            OutcomeClass::Decline => 1,
            OutcomeClass::Failure => 2,
            OutcomeClass::Unknown => 3,
        }
    }

    /// Whether the gateway answered. A decline is the issuer's word and speaks for the gateway's health.
    pub(crate) const fn is_answer(self) -> bool {
        match self {
            OutcomeClass::Success | OutcomeClass::Decline => true,
            OutcomeClass::Failure | OutcomeClass::Unknown => false,
        }
    }
}

/// The statistics of one gateway and operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statistics {
    /// The step of time to which the decayed values belong.
    pub(crate) step: u64,
    /// Decayed counts by [`OutcomeClass::index`], in units of [`ONE`].
    pub(crate) recent: [u64; 4],
    /// Decayed sum of the latencies of answers, in milliseconds times [`ONE`].
    pub(crate) latency: u64,
    /// Plain counts since the gateway was declared.
    pub(crate) total: [u64; 4],
}

impl Statistics {
    /// Takes in one ended operation.
    pub(crate) fn record(&mut self, at: Timestamp, outcome: OutcomeClass, latency: Milliseconds) {
        *self = self.at(at);
        let recent = &mut self.recent[outcome.index()];
        *recent = recent.saturating_add(ONE);
        let total = &mut self.total[outcome.index()];
        *total = total.saturating_add(1);
        // A refusal to talk is fast and a time-out is slow, but neither says how fast the gateway works.
        if outcome.is_answer() {
            let latency = latency.0.min(LATENCY_CAP_MILLISECONDS);
            self.latency = self.latency.saturating_add(latency * ONE);
        }
    }

    /// The same, as it has faded until `now`.
    pub(crate) fn at(&self, now: Timestamp) -> Statistics {
        let step = (now.as_microseconds() / STEP_MICROSECONDS).max(self.step);
        let steps = step - self.step;
        Statistics {
            step,
            recent: self.recent.map(|count| decayed(count, steps)),
            latency: decayed(self.latency, steps),
            total: self.total,
        }
    }

    /// The success rate to expect, in millionths, the imagined calls included.
    pub(crate) fn expected_success_millionths(&self) -> u64 {
        let prior = PRIOR_CALLS * ONE;
        let good = self.successes() + u128::from(prior * PRIOR_SUCCESS_PERCENT / 100);
        share(good * 1_000_000, self.calls() + u128::from(prior))
    }

    /// The latency to expect in milliseconds, times `factor`, the imagined calls included.
    pub(crate) fn expected_latency_scaled(&self, factor: u64) -> u64 {
        let prior = PRIOR_CALLS * ONE;
        let sum = u128::from(self.latency) + u128::from(prior * PRIOR_LATENCY_MILLISECONDS);
        share(sum * u128::from(factor), self.answers() + u128::from(prior))
    }

    /// The success rate of real calls in ten-thousandths; nothing without calls.
    pub(crate) fn success_basis_points(&self) -> Option<u32> {
        let calls = self.calls();
        let rate = (self.successes() * 10_000).checked_div(calls)?;
        Some(u32::try_from(rate).expect("a share of one is at most 10,000"))
    }

    /// The mean latency of real answers; nothing without answers.
    pub(crate) fn mean_latency(&self) -> Option<Milliseconds> {
        let mean = u128::from(self.latency).checked_div(self.answers())?;
        Some(Milliseconds(
            u64::try_from(mean).expect("a mean is at most the largest value"),
        ))
    }

    fn successes(&self) -> u128 {
        u128::from(self.recent[OutcomeClass::Success.index()])
    }

    pub(crate) fn calls(&self) -> u128 {
        self.recent.iter().copied().map(u128::from).sum()
    }

    fn answers(&self) -> u128 {
        self.successes() + u128::from(self.recent[OutcomeClass::Decline.index()])
    }
}

fn share(part: u128, whole: u128) -> u64 {
    u64::try_from(part / whole).expect("a mean is at most the largest value")
}

pub(crate) fn decayed(value: u64, steps: u64) -> u64 {
    if steps == 0 {
        return value;
    }
    let factor = DECAY[usize::try_from(steps % 32).expect("below 32")];
    let faded =
        u64::try_from((u128::from(value) * u128::from(factor)) >> 32).expect("a factor is at most one");
    let halves = u32::try_from(steps / 32).unwrap_or(u32::MAX);
    faded.checked_shr(halves).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(count: u64) -> Timestamp {
        Timestamp::from_microseconds(count * 60_000_000)
    }

    #[test]
    fn counts_halve_every_five_minutes_and_vanish() {
        let mut statistics = Statistics::default();
        for _ in 0..100 {
            statistics.record(minutes(5), OutcomeClass::Success, Milliseconds(80));
        }
        let counts: Vec<u64> = [5, 10, 15, 1_000]
            .into_iter()
            .map(|at| statistics.at(minutes(at)).recent[0])
            .collect();
        assert_eq!(counts, [100 * ONE, 50 * ONE, 25 * ONE, 0]);
        assert_eq!(statistics.at(minutes(10)).mean_latency(), Some(Milliseconds(80)));
        assert_eq!(statistics.at(minutes(1_000)).mean_latency(), None);
        assert_eq!(statistics.at(minutes(1_000)).total[0], 100);
    }

    #[test]
    fn decay_never_rises_and_agrees_with_repeated_steps_closely() {
        let mut stepwise = 1_000 * ONE;
        for steps in 1..200 {
            stepwise = decayed(stepwise, 1);
            let direct = decayed(1_000 * ONE, steps);
            assert!(direct <= decayed(1_000 * ONE, steps - 1));
            assert!(direct.abs_diff(stepwise) <= steps, "{direct} {stepwise}");
        }
    }

    #[test]
    fn a_new_gateway_looks_good_and_a_bad_one_is_forgiven() {
        let fresh = Statistics::default();
        assert_eq!(fresh.expected_success_millionths(), 990_000);
        assert_eq!(fresh.success_basis_points(), None);
        let mut bad = Statistics::default();
        for _ in 0..30 {
            bad.record(minutes(5), OutcomeClass::Decline, Milliseconds(100));
        }
        assert_eq!(bad.expected_success_millionths(), 247_500);
        assert_eq!(bad.success_basis_points(), Some(0));
        assert_eq!(bad.at(minutes(500)).expected_success_millionths(), 990_000);
    }

    #[test]
    fn time_outs_lower_success_but_not_the_mean_latency() {
        let mut statistics = Statistics::default();
        statistics.record(minutes(1), OutcomeClass::Success, Milliseconds(100));
        statistics.record(minutes(1), OutcomeClass::Unknown, Milliseconds(30_000));
        assert_eq!(statistics.success_basis_points(), Some(5_000));
        assert_eq!(statistics.mean_latency(), Some(Milliseconds(100)));
        statistics.record(minutes(1), OutcomeClass::Success, Milliseconds(u64::MAX));
        assert_eq!(statistics.mean_latency(), Some(Milliseconds(30_050)));
    }
}
