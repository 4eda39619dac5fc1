//! How many calls a gateway bears right now: a limit between two bounds that follows what the gateway shows.
//!
//! Calls are looked at in windows. Where many of a window timed out or were told "too many requests", the limit falls below
//! what was under way. Otherwise the window's mean latency is held against the long-term mean: as long as it is no worse, the
//! limit grows by about the root of itself; the more it is worse, the more the limit shrinks, by half a window at most. A limit
//! that was not used is left alone, for nothing was learned about it. (The idea of a gradient is from Netflix's
//! concurrency-limits and Envoy's adaptive concurrency filter; this is integers only.)

use std::time::Duration;

use tokio::time::Instant;

/// A window ends when it is this old and has enough calls in it …
const WINDOW: Duration = Duration::from_millis(100);
const ENOUGH_CALLS: u64 = 10;
/// … or when it is this old, however few they are.
const LONGEST_WINDOW: Duration = Duration::from_secs(1);
/// Fewer overloads than this are bad luck.
const FEWEST_OVERLOADS: u64 = 3;
/// One in so many calls overloaded is a gateway overloaded.
const OVERLOADED_SHARE: u64 = 10;
/// Latency may be half as long again, and a little, before it counts as worse: calls in microseconds jitter by multiples.
const SLACK_US: u64 = 10_000;

/// An adaptive limit.
pub(super) struct Limiter {
    /// In thousandths, so that a small limit can move too.
    limit: u64,
    min: u64,
    max: u64,
    /// The long-term mean latency; `None` before the first window.
    baseline_us: Option<u64>,
    window: Window,
}

struct Window {
    opened: Instant,
    /// Calls that count for latency, and how long they took together.
    calls: u64,
    total_us: u64,
    overloads: u64,
    /// The most that was under way at once.
    peak: u64,
}

/// What a call showed of its gateway.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// It worked for so long.
    Took(Duration),
    /// It gave no answer in time, or asked to be asked less.
    Overloaded,
    /// Nothing.
    None,
}

impl Window {
    fn opened(now: Instant) -> Self {
        Window {
            opened: now,
            calls: 0,
            total_us: 0,
            overloads: 0,
            peak: 0,
        }
    }
}

impl Limiter {
    pub(super) fn new(min: u32, max: u32, now: Instant) -> Self {
        assert!((1..=max).contains(&min), "a limit is at least 1");
        Limiter {
            limit: u64::from(max) * 1_000,
            min: u64::from(min) * 1_000,
            max: u64::from(max) * 1_000,
            baseline_us: None,
            window: Window::opened(now),
        }
    }

    /// How many calls may be under way.
    pub(super) fn limit(&self) -> u32 {
        u32::try_from(self.limit / 1_000).expect("the limit lies between two numbers of 32 bits")
    }

    /// Notes what a call showed that ended at `now`, when `under_way` were under way, itself included.
    pub(super) fn note(&mut self, now: Instant, sign: Sign, under_way: u32) {
        if self.min == self.max {
            return;
        }
        match sign {
            Sign::Took(took) => {
                self.window.calls += 1;
                self.window.total_us += u64::try_from(took.as_micros()).unwrap_or(u64::MAX / 1_000_000);
            }
            Sign::Overloaded => self.window.overloads += 1,
            Sign::None => return,
        }
        self.window.peak = self.window.peak.max(under_way.into());
        let age = now.saturating_duration_since(self.window.opened);
        let enough = self.window.calls + self.window.overloads >= ENOUGH_CALLS;
        if (age >= WINDOW && enough) || age >= LONGEST_WINDOW {
            let window = std::mem::replace(&mut self.window, Window::opened(now));
            self.learn(&window);
        }
    }

    fn learn(&mut self, window: &Window) {
        let used = window.peak * 1_000;
        let all = window.calls + window.overloads;
        let wanted = if window.overloads >= FEWEST_OVERLOADS && window.overloads * OVERLOADED_SHARE >= all {
            self.limit.min(used) * 3 / 4
        } else if window.overloads > 0 || window.calls == 0 {
            return;
        } else {
            self.by_latency(window.total_us / window.calls, used)
        };
        self.limit = wanted.clamp(self.min, self.max);
    }

    fn by_latency(&mut self, mean_us: u64, used: u64) -> u64 {
        let baseline = self.baseline_us.unwrap_or(mean_us);
        // Good news at once, bad news over minutes: an overload must not become what is expected.
        self.baseline_us = Some(if mean_us < baseline {
            baseline - (baseline - mean_us).div_ceil(4)
        } else {
            baseline + (mean_us - baseline) / 1_000
        });
        if used * 2 < self.limit {
            return self.limit;
        }
        let bearable = baseline + baseline / 2 + SLACK_US;
        let gradient = (bearable.saturating_mul(1_000) / mean_us.max(1)).clamp(500, 1_000);
        let headroom = (self.limit / 1_000).isqrt() * 1_000;
        let target = self.limit * gradient / 1_000 + headroom;
        (self.limit * 3 + target) / 4
    }
}
