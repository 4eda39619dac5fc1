//! What the engine takes from the world: the time and a seed. A simulation hands in its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime};

use bezant_kernel::Timestamp;

/// Says what time it is. It may jump; commit times never go back all the same.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// It was this late already: the last commit of the log says so. A clock that can't go back goes on from there.
    fn not_before(&self, _: Timestamp) {}
}

/// The operating system's clock: the one place where the wall clock is read.
#[derive(Copy, Clone, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "everyone else gets the time from here")]
    fn now(&self) -> Timestamp {
        let since_1970 = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp::from_microseconds(u64::try_from(since_1970.as_micros()).unwrap_or(u64::MAX))
    }
}

/// The operating system's clock, except that it goes on at its own pace where that is set back: timers must fire, and commit times
/// go forward, also while the wall clock says again what it said before.
#[derive(Debug)]
pub struct SteadyClock<W = SystemClock> {
    wall: W,
    /// What was said last, and when by the clock that can't be set.
    last: Mutex<Option<(Timestamp, Instant)>>,
}

impl<W: Clock> Clock for SteadyClock<W> {
    #[allow(clippy::disallowed_methods, reason = "everyone else gets the time from here")]
    fn now(&self) -> Timestamp {
        self.reckon(self.wall.now(), Instant::now())
    }

    #[allow(clippy::disallowed_methods, reason = "everyone else gets the time from here")]
    fn not_before(&self, earliest: Timestamp) {
        self.reckon(earliest, Instant::now());
    }
}

impl Default for SteadyClock {
    fn default() -> Self {
        SteadyClock::over(SystemClock)
    }
}

impl<W> SteadyClock<W> {
    /// Over another wall clock than the system's.
    pub fn over(wall: W) -> Self {
        SteadyClock {
            wall,
            last: Mutex::default(),
        }
    }

    fn reckon(&self, wall: Timestamp, steady: Instant) -> Timestamp {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = match *last {
            Some((said, at)) => {
                let elapsed = steady.saturating_duration_since(at).as_micros();
                let elapsed = u64::try_from(elapsed).unwrap_or(u64::MAX);
                let reckoned = said.as_microseconds().saturating_add(elapsed);
                wall.max(Timestamp::from_microseconds(reckoned))
            }
            None => wall,
        };
        *last = Some((now, steady));
        now
    }
}

/// The sources of time and chance of one engine.
#[derive(Clone)]
pub struct Environment {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The seed of the ids and of all chance. From the system's random source, new at every start.
    pub seed: [u8; 32],
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn goes_on_where_the_wall_clock_is_set_back_and_follows_it_forward() {
        let clock = SteadyClock::default();
        let start = Instant::now();
        let reckon = |wall, elapsed_us| {
            let steady = start + Duration::from_micros(elapsed_us);
            clock
                .reckon(Timestamp::from_microseconds(wall), steady)
                .as_microseconds()
        };
        assert_eq!(reckon(1_000, 0), 1_000);
        assert_eq!(reckon(1_010, 10), 1_010);
        // Set back by 500, then running on.
        assert_eq!(reckon(520, 20), 1_020);
        assert_eq!(reckon(530, 30), 1_030);
        // Set forward.
        assert_eq!(reckon(5_000, 40), 5_000);
        // A restart of a log that was later than the wall clock is.
        let clock = SteadyClock::default();
        let late = Timestamp::from_microseconds(u64::MAX / 2);
        clock.not_before(late);
        assert!(clock.now() >= late);
    }
}
