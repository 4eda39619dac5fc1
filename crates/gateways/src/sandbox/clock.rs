//! The sandbox's clock: time since its gateway was set up, for all that a script lets change over time.

use tokio::time::Instant;

/// Tells a scripted sandbox how much time has passed.
pub trait SandboxClock: Send + Sync {
    /// Milliseconds since the gateway was set up; never less than before.
    fn elapsed_ms(&self) -> u64;
}

/// Tokio's time, which tests pause.
pub(super) struct SinceConnect(pub(super) Instant);

impl SandboxClock for SinceConnect {
    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

pub(super) const HOUR_MS: u64 = 3_600_000;
pub(super) const DAY_MS: u64 = 24 * HOUR_MS;

/// How far the day has come in UTC, for scripts that name no hour of their own.
pub(super) fn time_of_day_ms() -> u64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let milliseconds = since_epoch.map_or(0, |since| since.as_millis()) % u128::from(DAY_MS);
    u64::try_from(milliseconds).expect("a day's milliseconds are few")
}
