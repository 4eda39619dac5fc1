//! Gateways: what is declared about them, and how they are doing.

use bezant_kernel::{Currency, MethodKind, OperationKind, Timestamp};
use bezant_routing::{Counts, Forecast, GatewayHealth, GatewayProfile, OperationHealth, Trend};
use serde::Serialize;
use utoipa::ToSchema;

/// A gateway. An empty list of what it takes means that there is no restriction.
#[derive(Serialize, ToSchema)]
#[schema(as = Gateway)]
pub(crate) struct GatewayDto<'a> {
    name: &'a str,
    /// Always `gateway`.
    object: &'static str,
    /// Whether it only pretends: payments through it move no money.
    sandbox: bool,
    #[schema(value_type = Vec<String>)]
    currencies: Vec<Currency>,
    #[schema(value_type = Vec<String>)]
    methods: Vec<MethodKind>,
    countries: Vec<&'a str>,
    #[schema(value_type = Vec<String>)]
    operations: Vec<OperationKind>,
    /// The smallest amount it takes, in minor units.
    #[schema(value_type = i64)]
    minimum_amount: i128,
    /// The largest amount it takes; null where there is no bound.
    #[schema(value_type = Option<i64>)]
    maximum_amount: Option<i128>,
    fee_basis_points: u32,
    fee_fixed: u64,
    priority: u32,
    /// One entry per operation.
    health: Vec<OperationHealthDto>,
}

/// How one operation of a gateway is doing.
#[derive(Serialize, ToSchema)]
#[schema(as = OperationHealth)]
pub(crate) struct OperationHealthDto {
    #[schema(value_type = String)]
    operation: OperationKind,
    /// `closed`, `open` or `half_open`.
    breaker: &'static str,
    #[schema(value_type = Option<String>, format = DateTime)]
    open_until: Option<Timestamp>,
    /// Where errors and latency are heading; null without recent calls, or while the breaker is not closed.
    trend: Option<TrendDto>,
    /// Successes among the recent calls, in ten-thousandths; null without recent calls.
    success_basis_points: Option<u32>,
    mean_latency_ms: Option<u64>,
    /// Calls with a half-life of five minutes.
    recent: CountsDto,
    /// Calls since the gateway was declared.
    total: CountsDto,
}

/// Where errors and latency of a gateway's operation are heading.
#[derive(Serialize, ToSchema)]
#[schema(as = Trend)]
pub(crate) struct TrendDto {
    /// Calls without an answer, in ten-thousandths of all.
    errors_basis_points: ForecastDto,
    /// Null without recent answers.
    latency_ms: Option<ForecastDto>,
    /// Since when the gateway gets only a share of the payments, because it does worse than before; null if it does not.
    #[schema(value_type = Option<String>, format = DateTime)]
    restrained_since: Option<Timestamp>,
}

/// Two means and where they point.
#[derive(Serialize, ToSchema)]
#[schema(as = Forecast)]
pub(crate) struct ForecastDto {
    /// Of the last seconds.
    fast: u32,
    /// Of the last minute.
    slow: u32,
    /// What it will be if things go on as they do.
    forecast: u32,
}

/// Ended calls by outcome.
#[derive(Serialize, ToSchema)]
#[schema(as = Counts)]
pub(crate) struct CountsDto {
    success: u64,
    decline: u64,
    failure: u64,
    unknown: u64,
}

impl<'a> GatewayDto<'a> {
    pub(crate) fn of(profile: &'a GatewayProfile, health: &GatewayHealth, sandbox: bool) -> Self {
        GatewayDto {
            name: profile.name.as_str(),
            object: "gateway",
            sandbox,
            currencies: profile.currencies.iter().copied().collect(),
            methods: profile.methods.iter().copied().collect(),
            countries: profile
                .countries
                .iter()
                .map(bezant_kernel::Country::as_str)
                .collect(),
            operations: profile.operations.iter().copied().collect(),
            minimum_amount: profile.minimum_minor,
            maximum_amount: (profile.maximum_minor != i128::MAX).then_some(profile.maximum_minor),
            fee_basis_points: profile.fee_basis_points,
            fee_fixed: profile.fee_fixed_minor,
            priority: profile.priority,
            health: health.operations.iter().map(OperationHealthDto::from).collect(),
        }
    }
}

impl From<&OperationHealth> for OperationHealthDto {
    fn from(health: &OperationHealth) -> Self {
        OperationHealthDto {
            operation: health.operation,
            breaker: health.breaker.as_str(),
            open_until: health.open_until,
            trend: health.trend.map(TrendDto::from),
            success_basis_points: health.success_basis_points,
            mean_latency_ms: health.mean_latency.map(|mean| mean.0),
            recent: health.recent.into(),
            total: health.total.into(),
        }
    }
}

impl From<Trend> for TrendDto {
    fn from(trend: Trend) -> Self {
        TrendDto {
            errors_basis_points: trend.errors.into(),
            latency_ms: trend.latency.map(ForecastDto::from),
            restrained_since: trend.restrained_since,
        }
    }
}

impl From<Forecast> for ForecastDto {
    fn from(forecast: Forecast) -> Self {
        ForecastDto {
            fast: forecast.fast,
            slow: forecast.slow,
            forecast: forecast.forecast,
        }
    }
}

impl From<Counts> for CountsDto {
    fn from(counts: Counts) -> Self {
        CountsDto {
            success: counts.success,
            decline: counts.decline,
            failure: counts.failure,
            unknown: counts.unknown,
        }
    }
}
