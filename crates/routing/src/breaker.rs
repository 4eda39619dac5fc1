//! The circuit breaker of one gateway and operation.
//!
//! ```text
//!            failures in a row, or a share of the window, or failed probes, or the forecast
//!   closed ───────────────────────────────────────────────────────────────────────────────▶ open
//!     ▲                                                                  │ a while, doubling up to a bound;
//!     │ 3 trials are answered                                            ▼ answered probes may shorten it
//!     └────────────────────────────────────────────────────────────── half-open ──▶ open, when a trial fails
//! ```
//!
//! Half-open is not stored: an open breaker whose time is over is half-open. A decline is an answer, not a failure. A
//! *trial* is an operation that passes while the breaker is half-open; a *probe* asks a gateway how it is and moves no
//! money. Probes alone never close a breaker: an account may answer while authorizations fail.

mod transitions;
mod trend;
mod window;

use bezant_kernel::{Milliseconds, Timestamp};

use crate::Resilience;
pub use transitions::{BREAKER_TRANSITIONS, BreakerPhase, BreakerTransition, breaker_transitions_table};
pub(crate) use trend::{Course, Pace, Restraint};
pub use trend::{Forecast, Trend};
pub(crate) use window::Window;

const TRIALS_AT_ONCE: u32 = 3;
const TRIALS_TO_CLOSE: u32 = 3;
/// A trial that was not heard of for so long gives its place back, so that a lost one can't keep a gateway out.
const TRIAL_LOST_AFTER: Milliseconds = Milliseconds(2 * 60_000);
/// One answer may be luck, or come from before.
const PROBES_TO_SHORTEN: u32 = 2;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Breaker {
    Closed(Window),
    Tripped(Trip),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trip {
    pub(crate) opened_at: Timestamp,
    /// Open before, half-open from here on.
    pub(crate) until: Timestamp,
    /// How often it opened since it was closed, from 1.
    pub(crate) count: u32,
    pub(crate) trials_in_flight: u32,
    pub(crate) last_trial: Timestamp,
    pub(crate) trial_successes: u32,
    /// Probes that were answered in a row while it was open.
    pub(crate) probe_answers: u32,
    /// Probes have moved `until`.
    pub(crate) shortened: bool,
    /// Since it was closed, a trial failed after probes had shortened the time: they are not believed any more.
    pub(crate) misled: bool,
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
                now >= trip.until && (trip.trials_in_flight < TRIALS_AT_ONCE || trip.trials_are_lost(now))
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

    /// The restraint that a closed breaker is under.
    pub(crate) fn restraint(&self, now: Timestamp) -> Option<&Restraint> {
        match self {
            Breaker::Closed(window) => window.course.restraint(now),
            Breaker::Tripped(_) => None,
        }
    }

    /// An operation started.
    pub(crate) fn started(&mut self, at: Timestamp) {
        match self {
            Breaker::Tripped(trip) if at >= trip.until => {
                if trip.trials_are_lost(at) {
                    trip.trials_in_flight = 0;
                }
                trip.trials_in_flight = trip.trials_in_flight.saturating_add(1);
                trip.last_trial = at;
            }
            Breaker::Tripped(_) | Breaker::Closed(_) => {}
        }
    }

    /// An operation ended, after `latency`, with an answer or without.
    pub(crate) fn ended(
        &mut self,
        at: Timestamp,
        answered: bool,
        latency: Milliseconds,
        settings: &Resilience,
    ) {
        match self {
            Breaker::Closed(window) => {
                if window.ended(at, answered, latency, settings) {
                    self.change(at, Breaker::Tripped(Trip::first(at, settings)));
                }
            }
            Breaker::Tripped(trip) => {
                // What started before the half-open phase is no trial and says nothing about now.
                let lasted = latency.0.saturating_mul(1_000);
                let began = Timestamp::from_microseconds(at.as_microseconds().saturating_sub(lasted));
                if began < trip.until {
                    return;
                }
                trip.trials_in_flight = trip.trials_in_flight.saturating_sub(1);
                if !answered {
                    let next = trip.next(at, settings);
                    self.change(at, Breaker::Tripped(next));
                } else if trip.trial_successes + 1 < TRIALS_TO_CLOSE {
                    trip.trial_successes += 1;
                } else {
                    self.change(at, Breaker::default());
                }
            }
        }
    }

    /// A probe ended, with an answer or without. While the breaker is half-open the trials alone decide.
    pub(crate) fn probed(&mut self, at: Timestamp, answered: bool, settings: &Resilience) {
        match self {
            Breaker::Closed(window) => {
                if window.probed(at, answered, settings) {
                    self.change(at, Breaker::Tripped(Trip::first(at, settings)));
                }
            }
            Breaker::Tripped(trip) if at < trip.until && answered => {
                trip.probe_answers = trip.probe_answers.saturating_add(1);
                if trip.probe_answers >= PROBES_TO_SHORTEN && !trip.misled {
                    let sooner = trip.opened_at.after(settings.open_at_least).max(at);
                    trip.shortened |= sooner < trip.until;
                    trip.until = trip.until.min(sooner);
                }
            }
            Breaker::Tripped(trip) => trip.probe_answers = 0,
        }
    }

    /// The one place where a stored phase is left for another.
    fn change(&mut self, at: Timestamp, next: Breaker) {
        let (from, to) = (self.phase(at), next.phase(at));
        assert!(
            from.may_become(to),
            "a breaker does not go from {} to {}",
            from.as_str(),
            to.as_str()
        );
        *self = next;
    }
}

impl Trip {
    fn first(at: Timestamp, settings: &Resilience) -> Trip {
        Trip::new(at, 1, false, settings)
    }

    /// A trial failed.
    fn next(&self, at: Timestamp, settings: &Resilience) -> Trip {
        let misled = self.misled || self.shortened;
        Trip::new(at, self.count.saturating_add(1), misled, settings)
    }

    fn new(at: Timestamp, count: u32, misled: bool, settings: &Resilience) -> Trip {
        let doubled = 1u64
            .checked_shl(count - 1)
            .map_or(u64::MAX, |times| settings.open_for.0.saturating_mul(times));
        Trip {
            opened_at: at,
            until: at.after(Milliseconds(doubled.min(settings.open_for_at_most.0))),
            count,
            trials_in_flight: 0,
            last_trial: Timestamp::default(),
            trial_successes: 0,
            probe_answers: 0,
            shortened: false,
            misled,
        }
    }

    fn trials_are_lost(&self, now: Timestamp) -> bool {
        now.since(self.last_trial) >= TRIAL_LOST_AFTER
    }
}

#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;
