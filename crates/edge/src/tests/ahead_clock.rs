//! The wall clock, as far ahead as a test wants it.

use std::sync::atomic::{AtomicU64, Ordering};

use bezant_engine::{Clock, SystemClock};
use bezant_kernel::{Milliseconds, Timestamp};

/// The wall clock, ahead by what a test says.
#[derive(Default)]
pub(super) struct AheadClock(AtomicU64);

impl AheadClock {
    pub(super) fn go_ahead(&self, milliseconds: u64) {
        self.0.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for AheadClock {
    fn now(&self) -> Timestamp {
        SystemClock
            .now()
            .after(Milliseconds(self.0.load(Ordering::Relaxed)))
    }
}
