//! The settings of circuit breakers and forecasts.

use bezant_kernel::Milliseconds;
use bezant_routing::{Prediction, Resilience};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::request::optional_object;

/// When a gateway gets less, or nothing, because it does not answer. What is left out is as by default.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Resilience)]
pub(crate) struct ResilienceDto {
    /// So many calls in a row without an answer open a breaker.
    failures_in_a_row: u32,
    /// So many of the last calls are looked at.
    window_calls: u32,
    /// With fewer calls in the window, their share of failures says nothing.
    window_calls_at_least: u32,
    /// Such a share of failures in the window opens a breaker, in ten-thousandths.
    window_failures_basis_points: u32,
    /// How long a breaker is open at first; doubles each time a trial fails.
    open_for_ms: u64,
    /// The longest time that it is open.
    open_for_at_most_ms: u64,
    /// Answered probes shorten the time down to this.
    open_at_least_ms: u64,
    /// Acts on what is to come as well; null for not at all.
    #[serde(deserialize_with = "optional_object")]
    prediction: Option<PredictionDto>,
}

/// The settings of forecasts.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Prediction)]
pub(crate) struct PredictionDto {
    /// How far ahead the forecast looks.
    horizon_ms: u64,
    /// So many calls of the last seconds are needed.
    calls_at_least: u32,
    /// A gateway is restrained when its share of errors has risen so far, in ten-thousandths,
    restrain_at_errors_basis_points: u32,
    /// or its latency by so many percent.
    restrain_at_latency_percent: u32,
    /// It is let go when the share of errors is above the usual by less than this, in ten-thousandths,
    release_at_errors_basis_points: u32,
    /// and its latency by less than so many percent,
    release_at_latency_percent: u32,
    /// for so long.
    release_after_ms: u64,
    /// Such a share of the payments may go to a restrained gateway while there are others, in ten-thousandths.
    restrained_share_basis_points: u32,
    /// A restrained gateway's breaker opens when such a share of errors is forecast, in ten-thousandths,
    open_at_errors_basis_points: u32,
    /// or such a latency.
    open_at_latency_ms: u64,
}

impl Default for ResilienceDto {
    fn default() -> Self {
        ResilienceDto::from(&Resilience::default())
    }
}

impl Default for PredictionDto {
    fn default() -> Self {
        PredictionDto::from(Prediction::default())
    }
}

impl From<&Resilience> for ResilienceDto {
    fn from(settings: &Resilience) -> Self {
        ResilienceDto {
            failures_in_a_row: settings.failures_in_a_row,
            window_calls: settings.window_calls,
            window_calls_at_least: settings.window_calls_at_least,
            window_failures_basis_points: settings.window_failures_basis_points,
            open_for_ms: settings.open_for.0,
            open_for_at_most_ms: settings.open_for_at_most.0,
            open_at_least_ms: settings.open_at_least.0,
            prediction: settings.prediction.map(PredictionDto::from),
        }
    }
}

impl From<Prediction> for PredictionDto {
    fn from(settings: Prediction) -> Self {
        PredictionDto {
            horizon_ms: settings.horizon.0,
            calls_at_least: settings.calls_at_least,
            restrain_at_errors_basis_points: settings.restrain_at_errors_basis_points,
            restrain_at_latency_percent: settings.restrain_at_latency_percent,
            release_at_errors_basis_points: settings.release_at_errors_basis_points,
            release_at_latency_percent: settings.release_at_latency_percent,
            release_after_ms: settings.release_after.0,
            restrained_share_basis_points: settings.restrained_share_basis_points,
            open_at_errors_basis_points: settings.open_at_errors_basis_points,
            open_at_latency_ms: settings.open_at_latency.0,
        }
    }
}

impl From<ResilienceDto> for Resilience {
    fn from(new: ResilienceDto) -> Self {
        Resilience {
            failures_in_a_row: new.failures_in_a_row,
            window_calls: new.window_calls,
            window_calls_at_least: new.window_calls_at_least,
            window_failures_basis_points: new.window_failures_basis_points,
            open_for: Milliseconds(new.open_for_ms),
            open_for_at_most: Milliseconds(new.open_for_at_most_ms),
            open_at_least: Milliseconds(new.open_at_least_ms),
            prediction: new.prediction.map(Prediction::from),
        }
    }
}

impl From<PredictionDto> for Prediction {
    fn from(new: PredictionDto) -> Self {
        Prediction {
            horizon: Milliseconds(new.horizon_ms),
            calls_at_least: new.calls_at_least,
            restrain_at_errors_basis_points: new.restrain_at_errors_basis_points,
            restrain_at_latency_percent: new.restrain_at_latency_percent,
            release_at_errors_basis_points: new.release_at_errors_basis_points,
            release_at_latency_percent: new.release_at_latency_percent,
            release_after: Milliseconds(new.release_after_ms),
            restrained_share_basis_points: new.restrained_share_basis_points,
            open_at_errors_basis_points: new.open_at_errors_basis_points,
            open_at_latency: Milliseconds(new.open_at_latency_ms),
        }
    }
}
