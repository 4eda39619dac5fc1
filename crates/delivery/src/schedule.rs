//! When to try again.

use bezant_kernel::{Milliseconds, Timestamp};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// How long after the message was made, and then after each failure, the next attempt comes: the schedule that the
/// Standard Webhooks specification gives as an example. After the last one the message has failed.
pub const RETRY_DELAYS: [Milliseconds; 10] = [
    Milliseconds(0),
    Milliseconds(5 * SECOND),
    Milliseconds(5 * MINUTE),
    Milliseconds(30 * MINUTE),
    Milliseconds(2 * HOUR),
    Milliseconds(5 * HOUR),
    Milliseconds(10 * HOUR),
    Milliseconds(14 * HOUR),
    Milliseconds(20 * HOUR),
    Milliseconds(24 * HOUR),
];

/// A receiver can't put a message off for longer than this.
const LONGEST_RETRY_AFTER: Milliseconds = Milliseconds(24 * HOUR);

/// When the attempt after the `attempts`-th, which failed at `now`, comes; `None` if that was the last one. `chance` is
/// any number: it makes the delay up to a fifth longer, so that what failed together does not come back together.
pub(crate) fn next_attempt(
    now: Timestamp,
    attempts: u32,
    retry_after: Option<Milliseconds>,
    chance: u64,
) -> Option<Timestamp> {
    assert!(attempts > 0, "an attempt was made");
    let Milliseconds(delay) = *RETRY_DELAYS.get(attempts as usize)?;
    let with_jitter = delay + chance % (delay / 5 + 1);
    let asked_for = retry_after.map_or(0, |wanted| wanted.min(LONGEST_RETRY_AFTER).0);
    Some(now.after(Milliseconds(with_jitter.max(asked_for))))
}

/// The header `Retry-After` (RFC 9110, 10.2.3): seconds or a date.
pub(crate) fn parse_retry_after(text: &str, now: Timestamp) -> Option<Milliseconds> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a u64 has is a long time, too.
        return Some(Milliseconds(
            text.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(SECOND),
        ));
    }
    let date = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(text)
        .ok()?;
    let date = Timestamp::from_microseconds(u64::try_from(date.as_microsecond()).ok()?);
    Some(date.since(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_goes_on_for_days_and_ends() {
        let start = Timestamp::from_microseconds(1_700_000_000_000_000);
        let minutes_and_seconds = [
            (0, 5),
            (5, 0),
            (30, 0),
            (120, 0),
            (300, 0),
            (600, 0),
            (840, 0),
            (1_200, 0),
            (1_440, 0),
        ];
        for (index, (minutes, seconds)) in minutes_and_seconds.into_iter().enumerate() {
            let attempts = index as u32 + 1;
            let delay = minutes * MINUTE + seconds * SECOND;
            let next = |chance| next_attempt(start, attempts, None, chance).unwrap();
            assert_eq!(next(0), start.after(Milliseconds(delay)));
            for chance in [1, 999, 12_345_678, u64::MAX] {
                assert!(
                    next(chance) >= next(0) && next(chance) <= start.after(Milliseconds(delay + delay / 5))
                );
            }
        }
        assert_eq!(next_attempt(start, 10, Some(Milliseconds(5)), 0), None);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_but_not_for_ever() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        let cases = [
            ("120", Some(120 * SECOND)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(37 * SECOND)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(parse_retry_after(text, now), wanted.map(Milliseconds), "{text:?}");
        }
        let after = |wanted| next_attempt(now, 1, Some(Milliseconds(wanted)), 0).unwrap();
        assert_eq!(after(1), now.after(Milliseconds(5 * SECOND)));
        assert_eq!(after(HOUR), now.after(Milliseconds(HOUR)));
        assert_eq!(after(u64::MAX), now.after(LONGEST_RETRY_AFTER));
    }
}
