//! Whether and when a call is made again. Pure: time and chance come in.

use std::time::{Duration, SystemTime};

use crate::error::Error;

/// How often and how soon a call is made again.
#[derive(Clone, Copy, Debug)]
pub struct RetryPolicy {
    /// Tries after the first one; none with 0.
    pub retries: u32,
    /// The pause before the first retry is drawn between zero and this, and doubles from then on.
    pub base: Duration,
    /// The longest pause that is drawn.
    pub cap: Duration,
    /// The longest `Retry-After` that is waited for.
    pub longest: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        RetryPolicy {
            retries: 4,
            base: Duration::from_millis(200),
            cap: Duration::from_secs(5),
            longest: Duration::from_secs(30),
        }
    }
}

/// The node says with these that it has not begun: even what has no idempotency key may be sent again.
const NOT_BEGUN: &[&str] = &["overloaded", "rate_limited", "requests_per_second_reached"];

impl RetryPolicy {
    /// How long to wait before the next try; nothing to give up. `is_safe` is whether a repetition does nothing twice: a
    /// read, or a change under an idempotency key. `chance` is from 0 to 1.
    pub(crate) fn pause(&self, error: &Error, is_safe: bool, tried: u32, chance: f64) -> Option<Duration> {
        if tried > self.retries || !error.is_retryable() {
            return None;
        }
        let backoff = self.backoff(tried, chance);
        let Error::Api(refusal) = error else {
            return is_safe.then_some(backoff);
        };
        if !is_safe && !NOT_BEGUN.contains(&&*refusal.code) {
            return None;
        }
        let asked = refusal.retry_after.unwrap_or_default();
        // Later than anyone would wait: the caller decides.
        (asked <= self.longest).then(|| asked + backoff)
    }

    /// The pause before one more try, by chance, so that those who failed together do not come back together.
    pub(crate) fn backoff(&self, tried: u32, chance: f64) -> Duration {
        let doubled = self.base.saturating_mul(1 << tried.saturating_sub(1).min(16));
        doubled.min(self.cap).mul_f64(chance.clamp(0.0, 1.0))
    }
}

/// `Retry-After`: seconds, or a date.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    match header.trim().parse::<u32>() {
        Ok(seconds) => Some(Duration::from_secs(seconds.into())),
        Err(_) => {
            let date = httpdate::parse_http_date(header).ok()?;
            Some(date.duration_since(now).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::generated::types::Problem;

    fn refused(status: u16, code: &str, retry_after: Option<u64>) -> Error {
        let problem = Problem {
            code: code.to_owned(),
            ..Default::default()
        };
        let after = retry_after.map(Duration::from_secs);
        Error::Api(Box::new(ApiError::new(status, Some(problem), "", after)))
    }

    fn pause(error: &Error, is_safe: bool, tried: u32) -> Option<Duration> {
        RetryPolicy::default().pause(error, is_safe, tried, 0.5)
    }

    #[test]
    fn what_could_be_done_twice_is_not_sent_again() {
        let stopped = refused(503, "engine_stopped", None);
        assert_eq!(pause(&stopped, true, 1), Some(Duration::from_millis(100)));
        assert_eq!(pause(&stopped, false, 1), None);
        assert_eq!(pause(&Error::StreamEnded, false, 1), None);
        // The node says that it has not begun.
        assert!(pause(&refused(503, "overloaded", None), false, 1).is_some());
    }

    #[test]
    fn a_refusal_for_good_is_not_sent_again() {
        for (status, code) in [
            (400, "json_malformed"),
            (404, "payment_not_found"),
            (409, "payment_status_conflict"),
            (500, "books_damaged"),
        ] {
            assert_eq!(pause(&refused(status, code, None), true, 1), None);
        }
        assert!(pause(&refused(409, "idempotency_key_in_flight", None), true, 1).is_some());
    }

    #[test]
    fn the_node_says_how_long_to_wait_but_not_without_end() {
        assert_eq!(
            pause(&refused(429, "rate_limited", Some(2)), true, 1),
            Some(Duration::from_millis(2_100))
        );
        assert_eq!(pause(&refused(429, "rate_limited", Some(3_600)), true, 1), None);
    }

    #[test]
    fn pauses_grow_up_to_a_cap_and_end() {
        let busy = refused(503, "overloaded", None);
        let pauses: Vec<_> = (1..=5)
            .map(|tried| pause(&busy, true, tried).map(|pause| pause.as_millis()))
            .collect();
        assert_eq!(pauses, [Some(100), Some(200), Some(400), Some(800), None]);
        assert_eq!(RetryPolicy::default().backoff(40, 1.0), Duration::from_secs(5));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Sun, 22 Nov 2026 12:00:00 GMT").unwrap();
        assert_eq!(retry_after("7", now), Some(Duration::from_secs(7)));
        assert_eq!(
            retry_after("Sun, 22 Nov 2026 12:00:09 GMT", now),
            Some(Duration::from_secs(9))
        );
        assert_eq!(
            retry_after("Sun, 22 Nov 2026 11:00:00 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after("soon", now), None);
    }
}
