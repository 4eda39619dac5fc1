//! A wall clock that can be set. The engine's own clock goes over it, as it goes over the system's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bezant_engine::{Clock, SystemClock};
use bezant_kernel::Timestamp;

/// The system's clock and an offset.
#[derive(Clone, Default)]
pub(crate) struct SkewedClock {
    offset_ms: Arc<AtomicI64>,
}

impl SkewedClock {
    pub(crate) fn set(&self, offset_ms: i64) {
        self.offset_ms.store(offset_ms, Ordering::Relaxed);
    }
}

impl Clock for SkewedClock {
    fn now(&self) -> Timestamp {
        let offset_us = self.offset_ms.load(Ordering::Relaxed).saturating_mul(1_000);
        let now = SystemClock.now().as_microseconds();
        Timestamp::from_microseconds(now.saturating_add_signed(offset_us))
    }
}

#[cfg(test)]
mod tests {
    use bezant_engine::SteadyClock;

    use super::*;

    #[test]
    fn the_engines_time_jumps_forward_and_never_back() {
        let wall = SkewedClock::default();
        let clock = SteadyClock::over(wall.clone());
        let before = clock.now();
        wall.set(-3_600_000);
        assert!(wall.now() < before);
        let set_back = clock.now();
        assert!(before <= set_back);
        wall.set(3_600_000);
        let ahead = clock.now();
        assert!(ahead.since(set_back).0 >= 3_600_000);
        wall.set(0);
        assert!(clock.now() >= ahead);
    }
}
