//! Waiting between attempts.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{ClientError, Failure};
use crate::options::RetryPolicy;

/// Counts the attempts at one thing.
#[derive(Debug)]
pub(crate) struct Attempts {
    policy: RetryPolicy,
    made: u32,
    /// When the next one may be made.
    not_before: Option<Instant>,
}

impl Attempts {
    pub(crate) fn new(policy: RetryPolicy) -> Self {
        Attempts {
            policy,
            made: 0,
            not_before: None,
        }
    }

    /// Something went through: what comes next starts anew.
    pub(crate) fn forget(&mut self) {
        self.made = 0;
    }

    /// Takes note of a failed attempt; the error where there is no further one.
    pub(crate) fn note(&mut self, failure: Failure) -> Result<(), ClientError> {
        let (detail, not_before) = match failure {
            Failure::Final(error) => return Err(error),
            Failure::Passing { detail, not_before } => (detail, not_before),
        };
        self.made += 1;
        if self.made >= self.policy.attempts {
            let attempts = self.made;
            // Whoever asks again starts anew.
            self.made = 0;
            return Err(ClientError::Unavailable { attempts, detail });
        }
        let wait = self.wait(not_before.unwrap_or_default(), rand::random());
        self.not_before = Some(Instant::now() + wait);
        Ok(())
    }

    /// Waits until the next attempt may be made. Goes on with the same wait where it was dropped.
    pub(crate) async fn ready(&mut self) {
        if let Some(not_before) = self.not_before {
            tokio::time::sleep_until(not_before).await;
            self.not_before = None;
        }
    }

    /// From half to all of the doubled wait, so that those who failed together do not come back together.
    fn wait(&self, not_before: Duration, random: u16) -> Duration {
        let doublings = (self.made - 1).min(16);
        let full = self
            .policy
            .first_wait
            .saturating_mul(1 << doublings)
            .min(self.policy.longest_wait);
        let half = full / 2;
        not_before + half + half * u32::from(random) / u32::from(u16::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound() {
        let policy = RetryPolicy {
            attempts: 100,
            first_wait: Duration::from_millis(40),
            longest_wait: Duration::from_millis(100),
        };
        let wait = |made, asked, random| {
            let attempts = Attempts {
                made,
                ..Attempts::new(policy)
            };
            attempts.wait(Duration::from_millis(asked), random).as_millis()
        };
        assert_eq!((wait(1, 0, 0), wait(1, 0, u16::MAX)), (20, 40));
        assert_eq!((wait(2, 0, 0), wait(2, 0, u16::MAX)), (40, 80));
        assert_eq!((wait(3, 0, 0), wait(99, 0, u16::MAX)), (50, 100));
        assert_eq!(wait(1, 1_000, u16::MAX), 1_040);
    }

    #[tokio::test]
    async fn attempts_end() {
        let policy = RetryPolicy {
            attempts: 3,
            first_wait: Duration::ZERO,
            longest_wait: Duration::ZERO,
        };
        let mut attempts = Attempts::new(policy);
        assert_eq!(attempts.note(Failure::lost("a")), Ok(()));
        assert_eq!(attempts.note(Failure::lost("a")), Ok(()));
        let given_up = ClientError::Unavailable {
            attempts: 3,
            detail: "b".to_owned(),
        };
        assert_eq!(attempts.note(Failure::lost("b")), Err(given_up));
        assert_eq!(attempts.note(Failure::lost("c")), Ok(()));
        attempts.ready().await;
        assert_eq!(attempts.not_before, None);
        attempts.forget();
        assert_eq!(attempts.note(Failure::lost("c")), Ok(()));
        assert_eq!(attempts.note(Failure::lost("c")), Ok(()));
        let last = Failure::Final(ClientError::TimedOut);
        assert_eq!(attempts.note(last), Err(ClientError::TimedOut));
    }
}
