//! Where errors and latency are heading: a fast and a slow mean of both, and what follows when they part.
//!
//! Each mean is a quotient of sums that halve with time, so it is a mean weighted by age. On a steady course a mean with
//! the half-life h is behind by h / ln 2 times the slope; two of them give slope and present value, and so a straight line
//! into the future (as in Brown's double exponential smoothing):
//!
//! ```text
//!   forecast = fast + (fast - slow) · (h_fast + ln 2 · horizon) / (h_slow - h_fast)
//! ```
//!
//! A gateway whose fast mean has risen over the slow one, by more than chance would, is *restrained*; it is let go when
//! the means have met again, to a narrower bound, for a while. What stays bad becomes usual within minutes, and then is no
//! trend any more.

use bezant_kernel::{Milliseconds, Timestamp};

use crate::Prediction;
use crate::statistics::{ONE, decayed};

const FAST_HALF_LIFE: Milliseconds = Milliseconds(5_000);
const SLOW_HALF_LIFE: Milliseconds = Milliseconds(30_000);
const LN_2_THOUSANDTHS: i64 = 693;
/// Calls before such a silence say nothing about where things are heading.
const SILENCE: Milliseconds = Milliseconds(5 * 60_000);
/// Slower calls count as this slow.
const LATENCY_CAP: u64 = 60_000;
/// Less than this between two means of latency is no rise, whatever it is in percent.
const LATENCY_RISE_AT_LEAST: i64 = 200;

/// Sums that halve with time, in units of [`ONE`].
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pace {
    /// A 32nd of the half-life.
    pub(crate) step: u64,
    pub(crate) calls: u64,
    pub(crate) errors: u64,
    /// Of answers, in milliseconds.
    pub(crate) latency: u64,
}

/// What is known about the course of one gateway and operation while its breaker is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    pub(crate) fast: Pace,
    pub(crate) slow: Pace,
    pub(crate) last_call: Timestamp,
    pub(crate) restraint: Option<Restraint>,
}

/// The gateway does worse from minute to minute: it gets less until it is clear what becomes of it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Restraint {
    pub(crate) since: Timestamp,
    /// It has done well again since then.
    pub(crate) calm_since: Option<Timestamp>,
    /// What the forecast of errors was above the slow mean at the last call.
    pub(crate) errors_ahead_basis_points: u32,
}

/// Where errors and latency of a gateway's operation are heading.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Calls without an answer, in ten-thousandths of all.
    pub errors: Forecast,
    /// The time to an answer, in milliseconds; nothing without recent answers.
    pub latency: Option<Forecast>,
    /// Since when the gateway is restrained; nothing if it is not.
    pub restrained_since: Option<Timestamp>,
}

/// Two means and where they point.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Of the last seconds.
    pub fast: u32,
    /// Of the last minute.
    pub slow: u32,
    /// What it will be if things go on as they do.
    pub forecast: u32,
}

impl Pace {
    fn at(self, now: Timestamp, half_life: Milliseconds) -> Pace {
        let step = (now.as_microseconds() / (half_life.0 * 1_000 / 32)).max(self.step);
        let steps = step - self.step;
        Pace {
            step,
            calls: decayed(self.calls, steps),
            errors: decayed(self.errors, steps),
            latency: decayed(self.latency, steps),
        }
    }

    fn add(&mut self, answered_after: Option<Milliseconds>) {
        self.calls = self.calls.saturating_add(ONE);
        match answered_after {
            Some(latency) => {
                let latency = latency.0.min(LATENCY_CAP);
                self.latency = self.latency.saturating_add(latency * ONE);
            }
            None => self.errors = self.errors.saturating_add(ONE),
        }
    }

    fn errors_basis_points(&self) -> Option<i64> {
        mean(u128::from(self.errors) * 10_000, self.calls)
    }

    fn latency(&self) -> Option<i64> {
        mean(u128::from(self.latency), self.calls.saturating_sub(self.errors))
    }
}

/// Bounded, for sums that come from a snapshot are not ours.
fn mean(sum: u128, count: u64) -> Option<i64> {
    let mean = sum.checked_div(u128::from(count))?;
    i64::try_from(mean).ok().map(|mean| mean.min(1_000_000))
}

impl Forecast {
    fn of(fast: i64, slow: i64, horizon: Milliseconds, most: i64) -> Forecast {
        let halves = |one: Milliseconds| i64::try_from(one.0).expect("a half-life is short");
        let horizon = i64::try_from(horizon.0).unwrap_or(i64::MAX).min(3_600_000);
        let ahead = halves(FAST_HALF_LIFE) * 1_000 + horizon * LN_2_THOUSANDTHS;
        let apart = (halves(SLOW_HALF_LIFE) - halves(FAST_HALF_LIFE)) * 1_000;
        let forecast = (fast + (fast - slow) * ahead / apart).clamp(0, most);
        let small = |value: i64| u32::try_from(value).expect("a mean is neither negative nor large");
        Forecast {
            fast: small(fast),
            slow: small(slow),
            forecast: small(forecast),
        }
    }

    fn rise(&self) -> i64 {
        i64::from(self.fast) - i64::from(self.slow)
    }

    fn has_risen_by_percent(&self, percent: u32) -> bool {
        self.rise() >= LATENCY_RISE_AT_LEAST && self.rise() * 100 >= i64::from(self.slow) * i64::from(percent)
    }
}

/// Whether the fast mean of so many calls is three standard deviations above the slow one.
fn is_beyond_chance(errors: &Forecast, calls: u64) -> bool {
    let usual = u128::from(errors.slow.clamp(100, 9_900));
    let rise = u128::try_from(errors.rise()).unwrap_or(0);
    rise * rise * u128::from(calls / ONE) >= 9 * usual * (10_000 - usual)
}

impl Course {
    /// The restraint at `now`. Who is not called any more is not held back by what was long ago.
    pub(crate) fn restraint(&self, now: Timestamp) -> Option<&Restraint> {
        self.restraint
            .as_ref()
            .filter(|_| now.since(self.last_call) <= SILENCE)
    }

    /// Where things are heading; nothing without recent calls.
    pub(crate) fn trend(&self, now: Timestamp, horizon: Milliseconds) -> Option<Trend> {
        if now.since(self.last_call) > SILENCE {
            return None;
        }
        let (fast, slow) = (
            self.fast.at(now, FAST_HALF_LIFE),
            self.slow.at(now, SLOW_HALF_LIFE),
        );
        let errors = Forecast::of(
            fast.errors_basis_points()?,
            slow.errors_basis_points()?,
            horizon,
            10_000,
        );
        let latency = fast
            .latency()
            .zip(slow.latency())
            .map(|(fast, slow)| Forecast::of(fast, slow, horizon, 1_000_000));
        Some(Trend {
            errors,
            latency,
            restrained_since: self.restraint(now).map(|one| one.since),
        })
    }

    /// Takes in a call, answered after so long or not at all; whether the breaker is to open for what is to come.
    pub(super) fn record(
        &mut self,
        at: Timestamp,
        answered_after: Option<Milliseconds>,
        prediction: Option<&Prediction>,
    ) -> bool {
        if at.since(self.last_call) > SILENCE {
            *self = Course::default();
        }
        self.last_call = at;
        self.fast = self.fast.at(at, FAST_HALF_LIFE);
        self.slow = self.slow.at(at, SLOW_HALF_LIFE);
        self.fast.add(answered_after);
        self.slow.add(answered_after);
        let Some(prediction) = prediction else {
            self.restraint = None;
            return false;
        };
        let Some(trend) = self.trend(at, prediction.horizon) else {
            return false;
        };
        let is_seen = u128::from(self.fast.calls) >= u128::from(prediction.calls_at_least) * u128::from(ONE);
        let was_restrained = self.restraint.is_some();
        self.restrain(at, &trend, is_seen, prediction);
        if !is_seen || !was_restrained || self.restraint.is_none() {
            return false;
        }
        let errors = answered_after.is_none()
            && trend.errors.rise() > 0
            && trend.errors.forecast >= prediction.open_at_errors_basis_points;
        let latency = trend.latency.is_some_and(|latency| {
            latency.rise() > 0 && u64::from(latency.forecast) >= prediction.open_at_latency.0
        });
        errors || latency
    }

    fn restrain(&mut self, at: Timestamp, trend: &Trend, is_seen: bool, prediction: &Prediction) {
        let errors_rise_by = |bound: u32| trend.errors.rise() >= i64::from(bound);
        let latency_rises_by =
            |percent: u32| trend.latency.is_some_and(|one| one.has_risen_by_percent(percent));
        let has_risen = is_seen
            && (errors_rise_by(prediction.restrain_at_errors_basis_points)
                && is_beyond_chance(&trend.errors, self.fast.calls)
                || latency_rises_by(prediction.restrain_at_latency_percent));
        let is_calm = !errors_rise_by(prediction.release_at_errors_basis_points)
            && !latency_rises_by(prediction.release_at_latency_percent);
        let errors_ahead_basis_points = trend.errors.forecast.saturating_sub(trend.errors.slow);
        self.restraint = match self.restraint {
            None => has_risen.then_some(Restraint {
                since: at,
                calm_since: None,
                errors_ahead_basis_points,
            }),
            Some(restraint) => {
                let calm_since = is_calm.then(|| restraint.calm_since.unwrap_or(at));
                let is_over = calm_since.is_some_and(|since| at.since(since) >= prediction.release_after);
                (!is_over).then_some(Restraint {
                    calm_since,
                    errors_ahead_basis_points,
                    ..restraint
                })
            }
        };
    }
}
