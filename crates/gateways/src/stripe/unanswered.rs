//! Since when sends are without an answer. A request may linger on its way long after its sender gave up, so that
//! Stripe's not having it proves something only after a while.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bezant_kernel::OperationId;
use rustc_hash::FxHashMap;
use tokio::time::Instant;

/// More sends than this without an answer are not remembered one by one.
const CAPACITY: usize = 20_000;

pub(super) struct Unanswered(Mutex<Sends>);

struct Sends {
    at: FxHashMap<OperationId, Instant>,
    /// Whatever is not in `at` was sent before this.
    others_before: Instant,
}

/// How long ago an operation was last sent.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Age {
    /// Exactly this long ago.
    Exactly(Duration),
    /// At least this long ago, by an earlier process as it seems.
    AtLeast(Duration),
}

impl Age {
    pub(super) fn at_least(self) -> Duration {
        match self {
            Age::Exactly(age) | Age::AtLeast(age) => age,
        }
    }
}

impl Unanswered {
    pub(super) fn new() -> Self {
        Unanswered(Mutex::new(Sends {
            at: FxHashMap::default(),
            others_before: Instant::now(),
        }))
    }

    /// Notes a send that begins now; those older than `forget_after` need no longer be remembered.
    pub(super) fn sent(&self, id: OperationId, forget_after: Duration) {
        let mut sends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if sends.at.len() >= CAPACITY {
            sends.at.retain(|_, at| now.duration_since(*at) < forget_after);
        }
        if sends.at.len() >= CAPACITY {
            sends.at.clear();
            sends.others_before = now;
        }
        sends.at.insert(id, now);
    }

    pub(super) fn answered(&self, id: OperationId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .at
            .remove(&id);
    }

    pub(super) fn age(&self, id: OperationId) -> Age {
        let sends = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match sends.at.get(&id) {
            Some(at) => Age::Exactly(at.elapsed()),
            None => Age::AtLeast(sends.others_before.elapsed()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn ages_are_never_overstated() {
        let unanswered = Unanswered::new();
        let seconds = Duration::from_secs;
        let id = OperationId::from_u128;
        tokio::time::advance(seconds(100)).await;
        unanswered.sent(id(1), seconds(60));
        tokio::time::advance(seconds(10)).await;
        assert_eq!(unanswered.age(id(1)), Age::Exactly(seconds(10)));
        assert_eq!(unanswered.age(id(2)), Age::AtLeast(seconds(110)));
        unanswered.sent(id(1), seconds(60));
        assert_eq!(unanswered.age(id(1)), Age::Exactly(seconds(0)));

        for bits in 2..=CAPACITY as u128 + 1 {
            unanswered.sent(id(bits), seconds(60));
        }
        assert_eq!(unanswered.age(id(1)), Age::AtLeast(seconds(0)));
        assert_eq!(unanswered.age(id(CAPACITY as u128 + 1)), Age::Exactly(seconds(0)));
    }
}
