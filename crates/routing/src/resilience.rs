//! When a gateway gets less, or nothing, because it does not answer: the settings of breakers and forecasts.

use bezant_kernel::Milliseconds;

/// The settings of all circuit breakers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resilience {
    /// So many calls in a row without an answer open a breaker; so many probes as well.
    pub failures_in_a_row: u32,
    /// So many of the last calls are looked at.
    pub window_calls: u32,
    /// With fewer calls in the window, their share of failures says nothing.
    pub window_calls_at_least: u32,
    /// Such a share of failures in the window opens a breaker, in ten-thousandths.
    pub window_failures_basis_points: u32,
    /// How long a breaker is open at first; doubles each time a trial fails.
    pub open_for: Milliseconds,
    /// The longest time that it is open.
    pub open_for_at_most: Milliseconds,
    /// Answered probes shorten the time down to this.
    pub open_at_least: Milliseconds,
    /// Acts on what is to come as well; nothing for not at all.
    pub prediction: Option<Prediction>,
}

/// The settings of forecasts.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// How far ahead the forecast looks.
    pub horizon: Milliseconds,
    /// So many calls of the last seconds are needed, faded ones counting less.
    pub calls_at_least: u32,
    /// A gateway is restrained when its share of errors has risen so far, in ten-thousandths, and by more than chance
    /// would.
    pub restrain_at_errors_basis_points: u32,
    /// Or its latency by so many percent.
    pub restrain_at_latency_percent: u32,
    /// It is let go when the share of errors is above the usual by less than this, in ten-thousandths,
    pub release_at_errors_basis_points: u32,
    /// and its latency by less than so many percent,
    pub release_at_latency_percent: u32,
    /// for so long.
    pub release_after: Milliseconds,
    /// Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths.
    pub restrained_share_basis_points: u32,
    /// A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths,
    pub open_at_errors_basis_points: u32,
    /// or such a latency.
    pub open_at_latency: Milliseconds,
}

/// A setting is out of its bounds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} must be {bounds}")]
pub struct InvalidResilience {
    /// Which, as a path.
    pub field: &'static str,
    /// What it may be.
    pub bounds: &'static str,
}

const SECOND: u64 = 1_000;
const HOUR: u64 = 3_600 * SECOND;

impl Default for Resilience {
    fn default() -> Self {
        Resilience {
            failures_in_a_row: 5,
            window_calls: 32,
            window_calls_at_least: 20,
            window_failures_basis_points: 5_000,
            open_for: Milliseconds(30 * SECOND),
            open_for_at_most: Milliseconds(600 * SECOND),
            open_at_least: Milliseconds(10 * SECOND),
            prediction: Some(Prediction::default()),
        }
    }
}

impl Default for Prediction {
    fn default() -> Self {
        Prediction {
            horizon: Milliseconds(30 * SECOND),
            calls_at_least: 20,
            restrain_at_errors_basis_points: 1_000,
            restrain_at_latency_percent: 100,
            release_at_errors_basis_points: 400,
            release_at_latency_percent: 50,
            release_after: Milliseconds(15 * SECOND),
            restrained_share_basis_points: 2_500,
            open_at_errors_basis_points: 5_000,
            open_at_latency: Milliseconds(20 * SECOND),
        }
    }
}

/// A field, whether its value fits, and what it may be.
type Bound = (&'static str, bool, &'static str);

impl Resilience {
    pub(crate) fn check(&self) -> Result<(), InvalidResilience> {
        let share = "from 1 to 10000";
        let open = SECOND..=HOUR;
        first_wrong(&[
            (
                "failures_in_a_row",
                (1..=1_000).contains(&self.failures_in_a_row),
                "from 1 to 1000",
            ),
            (
                "window_calls",
                (1..=32).contains(&self.window_calls),
                "from 1 to 32",
            ),
            (
                "window_calls_at_least",
                (1..=self.window_calls).contains(&self.window_calls_at_least),
                "from 1 to window_calls",
            ),
            (
                "window_failures_basis_points",
                (1..=10_000).contains(&self.window_failures_basis_points),
                share,
            ),
            (
                "open_for",
                open.contains(&self.open_for.0),
                "from one second to one hour",
            ),
            (
                "open_for_at_most",
                (self.open_for.0..=HOUR).contains(&self.open_for_at_most.0),
                "from open_for to one hour",
            ),
            (
                "open_at_least",
                (SECOND..=self.open_for.0).contains(&self.open_at_least.0),
                "from one second to open_for",
            ),
        ])?;
        self.prediction.as_ref().map_or(Ok(()), Prediction::check)
    }
}

impl Prediction {
    fn check(&self) -> Result<(), InvalidResilience> {
        let share = "from 1 to 10000";
        let below_restrain_errors = 1..self.restrain_at_errors_basis_points;
        let below_restrain_latency = 1..self.restrain_at_latency_percent;
        first_wrong(&[
            (
                "prediction.horizon",
                (SECOND..=600 * SECOND).contains(&self.horizon.0),
                "from one second to ten minutes",
            ),
            (
                "prediction.calls_at_least",
                (1..=1_000_000).contains(&self.calls_at_least),
                "from 1 to 1000000",
            ),
            (
                "prediction.restrain_at_errors_basis_points",
                (2..=10_000).contains(&self.restrain_at_errors_basis_points),
                "from 2 to 10000",
            ),
            (
                "prediction.restrain_at_latency_percent",
                (2..=10_000).contains(&self.restrain_at_latency_percent),
                "from 2 to 10000",
            ),
            (
                "prediction.release_at_errors_basis_points",
                below_restrain_errors.contains(&self.release_at_errors_basis_points),
                "from 1 to less than restrain_at_errors_basis_points",
            ),
            (
                "prediction.release_at_latency_percent",
                below_restrain_latency.contains(&self.release_at_latency_percent),
                "from 1 to less than restrain_at_latency_percent",
            ),
            (
                "prediction.release_after",
                self.release_after.0 <= HOUR,
                "at most one hour",
            ),
            (
                "prediction.restrained_share_basis_points",
                self.restrained_share_basis_points <= 10_000,
                "from 0 to 10000",
            ),
            (
                "prediction.open_at_errors_basis_points",
                (1..=10_000).contains(&self.open_at_errors_basis_points),
                share,
            ),
            (
                "prediction.open_at_latency",
                (100..=HOUR).contains(&self.open_at_latency.0),
                "from 100 milliseconds to one hour",
            ),
        ])
    }
}

fn first_wrong(bounds: &[Bound]) -> Result<(), InvalidResilience> {
    match bounds.iter().find(|(_, fits, _)| !fits) {
        Some(&(field, _, bounds)) => Err(InvalidResilience { field, bounds }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each setting by its name, changed to something that is out of its bounds.
    #[test]
    fn what_is_wrong_is_named() {
        type Change = fn(&mut Resilience);
        let changes: [(&str, Change); 9] = [
            ("failures_in_a_row", |one| one.failures_in_a_row = 0),
            ("window_calls", |one| one.window_calls = 33),
            ("window_calls_at_least", |one| one.window_calls_at_least = 33),
            ("window_failures_basis_points", |one| {
                one.window_failures_basis_points = 10_001;
            }),
            ("open_for", |one| one.open_for = Milliseconds(0)),
            ("open_for_at_most", |one| {
                one.open_for_at_most = Milliseconds(29_999);
            }),
            ("open_at_least", |one| one.open_at_least = Milliseconds(30_001)),
            ("prediction.release_at_errors_basis_points", |one| {
                one.prediction.as_mut().unwrap().release_at_errors_basis_points = 1_000;
            }),
            ("prediction.horizon", |one| {
                one.prediction.as_mut().unwrap().horizon = Milliseconds(0);
            }),
        ];
        assert_eq!(Resilience::default().check(), Ok(()));
        for (field, change) in changes {
            let mut settings = Resilience::default();
            change(&mut settings);
            assert_eq!(settings.check().map_err(|wrong| wrong.field), Err(field));
        }
    }
}
