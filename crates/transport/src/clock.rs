//! A coarse clock: milliseconds since a listener began, told by whoever looks over its connections.
//!
//! A request touches it several times, so that it must cost no more than reading a number.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Never 0, so that 0 can mean "not".
pub(crate) struct Clock {
    began: Instant,
    now: AtomicU64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Clock {
            began: Instant::now(),
            now: AtomicU64::new(1),
        }
    }

    pub(crate) fn now(&self) -> u64 {
        self.now.load(Ordering::Relaxed)
    }

    pub(crate) fn look(&self) -> u64 {
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX - 1) + 1;
        self.now.store(now, Ordering::Relaxed);
        now
    }
}
