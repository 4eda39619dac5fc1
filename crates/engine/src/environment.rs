//! What the engine takes from the world: the time and a seed. A simulation hands in its own.

use std::sync::Arc;
use std::time::SystemTime;

use bezant_kernel::Timestamp;

/// Says what time it is. It may jump; commit times never go back all the same.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
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

/// The sources of time and chance of one engine.
#[derive(Clone)]
pub struct Environment {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The seed of the ids and of all chance. From the system's random source, new at every start.
    pub seed: [u8; 32],
}
