//! Time as rate limits and load shedding see it.

use std::time::Duration;

/// Nanoseconds of a clock that never goes back, since any fixed point: how far apart two of them are is all that counts. Not
/// the time of day, which may be set back while limits are running.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(u64);

impl Moment {
    /// This long after the fixed point.
    pub const fn from_nanoseconds(value: u64) -> Moment {
        Moment(value)
    }

    /// Nanoseconds after the fixed point.
    pub const fn as_nanoseconds(self) -> u64 {
        self.0
    }

    /// The moment `span` later; the last one there is where it would be beyond.
    pub const fn after(self, span: Duration) -> Moment {
        let nanoseconds = span.as_nanos();
        let nanoseconds = if nanoseconds > u64::MAX as u128 {
            u64::MAX
        } else {
            nanoseconds as u64
        };
        Moment(self.0.saturating_add(nanoseconds))
    }

    /// How long after `earlier` this is; zero if it is not later.
    pub const fn since(self, earlier: Moment) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}
