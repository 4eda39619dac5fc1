//! The circuit breaker of one gateway and operation.
//!
//! ```text
//!            5 failures in a row, or half of at least 20 of the last 32
//!   closed ───────────────────────────────────────────────────────────▶ open
//!     ▲                                                                  │ 30 s, doubling up to 10 min
//!     │ 3 probes succeed                                                 ▼
//!     └────────────────────────────────────────────────────────────── half-open ──▶ open, when a probe fails
//! ```
//!
//! Half-open is not stored: an open breaker whose time is over is half-open. A decline is an answer, not a failure.

use bezant_kernel::{Milliseconds, Timestamp};

const FAILURES_IN_A_ROW: u32 = 5;
const WINDOW_CALLS: u32 = 32;
const WINDOW_CALLS_AT_LEAST: u32 = 20;
/// After such a silence the window starts anew: what was before it is not recent.
const WINDOW_SILENCE: Milliseconds = Milliseconds(5 * 60_000);
const OPEN_FOR: Milliseconds = Milliseconds(30_000);
const OPEN_FOR_AT_MOST: Milliseconds = Milliseconds(10 * 60_000);
const PROBES_AT_ONCE: u32 = 3;
const PROBES_TO_CLOSE: u32 = 3;
/// A probe that was not heard of for so long gives its place back, so that a lost one can't keep a gateway out.
const PROBE_LOST_AFTER: Milliseconds = Milliseconds(2 * 60_000);

/// A breaker's phase at a point in time.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum BreakerPhase {
    /// Operations pass.
    Closed,
    /// No operation passes.
    Open,
    /// A few operations pass as probes.
    HalfOpen,
}

impl BreakerPhase {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            BreakerPhase::Closed => "closed",
            BreakerPhase::Open => "open",
            BreakerPhase::HalfOpen => "half_open",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Breaker {
    Closed(Window),
    Tripped(Trip),
}

/// The last calls through a closed breaker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) failures_in_a_row: u32,
    /// One bit per call, the newest is the lowest; set for a failure.
    pub(crate) failures: u32,
    pub(crate) calls: u32,
    pub(crate) last_call: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trip {
    /// Open before, half-open from here on.
    pub(crate) until: Timestamp,
    /// How often it opened since it was closed, from 1.
    pub(crate) count: u32,
    pub(crate) probes_in_flight: u32,
    pub(crate) last_probe: Timestamp,
    pub(crate) probe_successes: u32,
}

impl Default for Breaker {
    fn default() -> Self {
        Breaker::Closed(Window::default())
    }
}

impl Breaker {
    /// Whether one more operation may pass.
    pub(crate) fn allows(&self, now: Timestamp) -> bool {
        match self {
            Breaker::Closed(_) => true,
            Breaker::Tripped(trip) => {
                now >= trip.until && (trip.probes_in_flight < PROBES_AT_ONCE || trip.probes_are_lost(now))
            }
        }
    }

    pub(crate) fn phase(&self, now: Timestamp) -> BreakerPhase {
        match self {
            Breaker::Closed(_) => BreakerPhase::Closed,
            Breaker::Tripped(trip) if now < trip.until => BreakerPhase::Open,
            Breaker::Tripped(_) => BreakerPhase::HalfOpen,
        }
    }

    /// An operation started.
    pub(crate) fn started(&mut self, at: Timestamp) {
        match self {
            Breaker::Tripped(trip) if at >= trip.until => {
                if trip.probes_are_lost(at) {
                    trip.probes_in_flight = 0;
                }
                trip.probes_in_flight = trip.probes_in_flight.saturating_add(1);
                trip.last_probe = at;
            }
            Breaker::Tripped(_) | Breaker::Closed(_) => {}
        }
    }

    /// An operation ended, after `latency`, with an answer or without.
    pub(crate) fn ended(&mut self, at: Timestamp, answered: bool, latency: Milliseconds) {
        match self {
            Breaker::Closed(window) => {
                window.record(at, answered);
                if !answered && window.is_bad() {
                    *self = Breaker::Tripped(Trip::new(at, 1));
                }
            }
            Breaker::Tripped(trip) => {
                // What started before the half-open phase is no probe and says nothing about now.
                let lasted = latency.0.saturating_mul(1_000);
                let began = Timestamp::from_microseconds(at.as_microseconds().saturating_sub(lasted));
                if began < trip.until {
                    return;
                }
                trip.probes_in_flight = trip.probes_in_flight.saturating_sub(1);
                if !answered {
                    *trip = Trip::new(at, trip.count.saturating_add(1));
                } else if trip.probe_successes + 1 < PROBES_TO_CLOSE {
                    trip.probe_successes += 1;
                } else {
                    *self = Breaker::default();
                }
            }
        }
    }
}

impl Window {
    fn record(&mut self, at: Timestamp, answered: bool) {
        if at.since(self.last_call) > WINDOW_SILENCE {
            self.failures = 0;
            self.calls = 0;
        }
        self.last_call = at;
        self.failures = self.failures << 1 | u32::from(!answered);
        self.calls = (self.calls + 1).min(WINDOW_CALLS);
        self.failures_in_a_row = if answered {
            0
        } else {
            self.failures_in_a_row.saturating_add(1)
        };
    }

    fn is_bad(&self) -> bool {
        let half_fail = self.failures.count_ones() * 2 >= self.calls;
        self.failures_in_a_row >= FAILURES_IN_A_ROW || (self.calls >= WINDOW_CALLS_AT_LEAST && half_fail)
    }
}

impl Trip {
    fn new(at: Timestamp, count: u32) -> Trip {
        let doubled = 1u64
            .checked_shl(count - 1)
            .map_or(u64::MAX, |times| OPEN_FOR.0.saturating_mul(times));
        Trip {
            until: at.after(Milliseconds(doubled.min(OPEN_FOR_AT_MOST.0))),
            count,
            probes_in_flight: 0,
            last_probe: Timestamp::default(),
            probe_successes: 0,
        }
    }

    fn probes_are_lost(&self, now: Timestamp) -> bool {
        now.since(self.last_probe) >= PROBE_LOST_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use BreakerPhase::{Closed, HalfOpen, Open};

    const FAST: Milliseconds = Milliseconds(10);

    fn second(count: u64) -> Timestamp {
        Timestamp::from_microseconds(count * 1_000_000)
    }

    fn tripped_at(at: u64) -> Breaker {
        let mut breaker = Breaker::default();
        for _ in 0..5 {
            assert_eq!(breaker.phase(second(at)), Closed);
            breaker.ended(second(at), false, FAST);
        }
        breaker
    }

    fn probe(breaker: &mut Breaker, at: u64, answered: bool) {
        assert!(breaker.allows(second(at)));
        breaker.started(second(at));
        breaker.ended(second(at).after(FAST), answered, FAST);
    }

    #[test]
    fn opens_after_five_in_a_row_and_half_opens_by_time() {
        let breaker = tripped_at(100);
        let phases = [100, 129, 130].map(|at| (breaker.phase(second(at)), breaker.allows(second(at))));
        assert_eq!(phases, [(Open, false), (Open, false), (HalfOpen, true)]);
    }

    #[test]
    fn opens_at_half_of_twenty_but_not_before() {
        let mut breaker = Breaker::default();
        for call in 0..19 {
            breaker.ended(second(call), call % 2 == 0, FAST);
            assert_eq!(breaker.phase(second(call)), Closed);
        }
        breaker.ended(second(20), false, FAST);
        assert_eq!(breaker.phase(second(20)), Open);
    }

    #[test]
    fn a_silence_empties_the_window_and_answers_alone_never_open() {
        let mut breaker = Breaker::default();
        for call in 0..19 {
            breaker.ended(second(call), call % 2 == 0, FAST);
        }
        breaker.ended(second(1_000), false, FAST);
        assert_eq!(breaker.phase(second(1_000)), Closed);
        for call in 0..1_000 {
            breaker.ended(second(1_000 + call), true, FAST);
        }
        assert_eq!(breaker.phase(second(2_000)), Closed);
    }

    #[test]
    fn three_good_probes_close_it() {
        let mut breaker = tripped_at(100);
        for (at, after) in [(131, HalfOpen), (132, HalfOpen), (133, Closed)] {
            probe(&mut breaker, at, true);
            assert_eq!(breaker.phase(second(134)), after);
        }
        breaker.ended(second(140), false, FAST);
        assert_eq!(
            breaker.phase(second(140)),
            Closed,
            "it starts with an empty window"
        );
    }

    #[test]
    fn each_failed_probe_doubles_the_time_up_to_the_cap() {
        let (mut breaker, mut at) = (tripped_at(0), 30);
        for open_for in [60, 120, 240, 480, 600, 600] {
            probe(&mut breaker, at, false);
            let ended = second(at).after(FAST);
            assert_eq!(
                breaker.phase(ended.after(Milliseconds(open_for * 1_000 - 1))),
                Open
            );
            assert_eq!(
                breaker.phase(ended.after(Milliseconds(open_for * 1_000))),
                HalfOpen
            );
            at += open_for + 1;
        }
    }

    #[test]
    fn probes_are_limited_and_lost_ones_give_way() {
        let mut breaker = tripped_at(100);
        for _ in 0..3 {
            assert!(breaker.allows(second(130)));
            breaker.started(second(130));
        }
        assert!(!breaker.allows(second(130)));
        assert!(!breaker.allows(second(249)));
        assert!(breaker.allows(second(250)));
        breaker.started(second(250));
        breaker.started(second(250));
        assert!(breaker.allows(second(250)));
    }

    #[test]
    fn late_answers_of_earlier_calls_are_no_probes() {
        let mut breaker = tripped_at(100);
        let before = breaker.clone();
        breaker.started(second(110));
        breaker.ended(second(120), false, FAST);
        breaker.ended(second(131), false, Milliseconds(60_000));
        breaker.ended(second(131), true, Milliseconds(60_000));
        assert_eq!(breaker, before);
    }
}
