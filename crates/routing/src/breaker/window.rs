//! The last calls through a closed breaker, and whether they are bad enough to open it.

use bezant_kernel::{Milliseconds, Timestamp};

use super::Course;
use crate::Resilience;

/// After such a silence the window starts anew: what was before it is not recent.
const SILENCE: Milliseconds = Milliseconds(5 * 60_000);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) failures_in_a_row: u32,
    /// One bit per call, the newest is the lowest; set for a failure.
    pub(crate) failures: u32,
    pub(crate) calls: u32,
    pub(crate) last_call: Timestamp,
    /// Probes without an answer since the last answer of any kind.
    pub(crate) failed_probes: u32,
    pub(crate) course: Course,
}

impl Window {
    /// Takes in a call; whether the breaker is to open.
    pub(super) fn ended(
        &mut self,
        at: Timestamp,
        answered: bool,
        latency: Milliseconds,
        settings: &Resilience,
    ) -> bool {
        if at.since(self.last_call) > SILENCE {
            self.failures = 0;
            self.calls = 0;
        }
        self.last_call = at;
        self.failures = self.failures << 1 | u32::from(!answered);
        self.calls = self.calls.saturating_add(1).min(settings.window_calls);
        if answered {
            self.failures_in_a_row = 0;
            self.failed_probes = 0;
        } else {
            self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
        }
        let foreseen = self
            .course
            .record(at, answered.then_some(latency), settings.prediction.as_ref());
        foreseen || (!answered && self.is_bad(settings))
    }

    /// Takes in a probe; whether the breaker is to open. A gateway without payments is found out by failing probes
    /// alone. An answer counts for nothing else: it must not outweigh payments that fail.
    pub(super) fn probed(&mut self, at: Timestamp, answered: bool, settings: &Resilience) -> bool {
        if answered {
            self.failed_probes = 0;
            return false;
        }
        self.failed_probes = self.failed_probes.saturating_add(1);
        let foreseen = self.course.record(at, None, settings.prediction.as_ref());
        foreseen || self.failed_probes >= settings.failures_in_a_row
    }

    fn is_bad(&self, settings: &Resilience) -> bool {
        let in_window = u32::MAX >> (u32::BITS - settings.window_calls);
        let failures = u64::from((self.failures & in_window).count_ones());
        let bound = u64::from(settings.window_failures_basis_points) * u64::from(self.calls);
        self.failures_in_a_row >= settings.failures_in_a_row
            || (self.calls >= settings.window_calls_at_least && failures * 10_000 >= bound)
    }
}
