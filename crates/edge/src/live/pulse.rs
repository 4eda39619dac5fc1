//! When a watcher shows that it lives and is looked at anew.

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// Within which time a watcher is looked at when somebody's leave to watch may have ended.
const HURRY: Duration = Duration::from_secs(1);

/// Heartbeats of one watcher, at times of its own: those of many are spread evenly.
pub(super) struct Pulse {
    interval: Interval,
    is_hurried: bool,
}

impl Pulse {
    pub(super) fn new(heartbeat: Duration) -> Pulse {
        let mut interval = interval_at(Instant::now() + part_of(heartbeat), heartbeat);
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Pulse {
            interval,
            is_hurried: false,
        }
    }

    /// Waits for the next one.
    pub(super) async fn beat(&mut self) {
        self.interval.tick().await;
        self.is_hurried = false;
    }

    /// Lets the next one come within a second. Once until it has come, so that a busy tenant does not cost a look per event.
    pub(super) fn hurry(&mut self) {
        if !self.is_hurried {
            self.is_hurried = true;
            self.interval
                .reset_after(part_of(HURRY.min(self.interval.period())));
        }
    }
}

fn part_of(span: Duration) -> Duration {
    span.mul_f64(rand::random::<f64>())
}
