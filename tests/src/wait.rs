//! Waiting by looking again and again, with an end.

use std::time::{Duration, Instant};

/// Long enough for a debug build on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks.
pub async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// What `look` finds, or nothing when the time is up.
pub async fn until<T>(within: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if started.elapsed() > within {
            return None;
        }
        pause().await;
    }
}

/// What `look` finds in the end; a panic that says `what` did not come when patience is over.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "not in time: {what}");
        pause().await;
    }
}
