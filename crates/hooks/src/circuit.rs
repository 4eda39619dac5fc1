//! A hook that fails again and again is left alone for a while, so that its timeout is not added to every payment.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// So many failures in a row open the circuit.
const FAILURES: u32 = 5;

/// How long the hook is then left alone; after that one call at a time tries.
const PAUSE: Duration = Duration::from_secs(5);

/// Closed while the hook answers.
#[derive(Debug, Default)]
pub(crate) struct Circuit(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// When the next call may try; set while the circuit is open.
    try_at: Option<Instant>,
}

impl Circuit {
    /// Whether a call may be made. While open it says yes once per pause, to try.
    pub(crate) fn lets_through(&self) -> bool {
        let mut state = self.state();
        match state.try_at {
            None => true,
            Some(at) if at <= Instant::now() => {
                // The others wait for what this one finds; should it never end, the next one tries after a pause.
                state.try_at = Some(Instant::now() + PAUSE);
                true
            }
            Some(_) => false,
        }
    }

    /// Takes note of how a call ended; true if that opened the circuit.
    pub(crate) fn note(&self, has_failed: bool) -> bool {
        let mut state = self.state();
        if !has_failed {
            *state = State::default();
            return false;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures < FAILURES {
            return false;
        }
        let was_closed = state.try_at.is_none();
        state.try_at = Some(Instant::now() + PAUSE);
        was_closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn opens_after_failures_in_a_row_and_lets_one_try() {
        let circuit = Circuit::default();
        for _ in 0..FAILURES - 1 {
            assert!(circuit.lets_through() && !circuit.note(true));
        }
        circuit.note(false);
        for _ in 0..FAILURES - 1 {
            assert!(!circuit.note(true), "a success in between counts");
        }
        assert!(circuit.note(true) && !circuit.lets_through());
        tokio::time::advance(PAUSE).await;
        assert!(circuit.lets_through() && !circuit.lets_through(), "one tries");
        assert!(!circuit.note(true) && !circuit.lets_through(), "open still");
        tokio::time::advance(PAUSE).await;
        assert!(circuit.lets_through());
        circuit.note(false);
        assert!(circuit.lets_through() && circuit.lets_through());
    }
}
