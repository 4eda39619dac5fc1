//! Gateways and how they are doing.

use async_graphql::SimpleObject;
use serde::Deserialize;

use crate::cost;
use crate::money::{BigInt, DateTime};

/// A gateway. An empty list of what it takes means that there is no restriction.
#[derive(Deserialize, SimpleObject)]
pub(crate) struct Gateway {
    /// What it is called here.
    name: String,
    /// What it takes.
    currencies: Vec<String>,
    /// What it takes: `card`, `bank_transfer`, `wallet`.
    methods: Vec<String>,
    /// Where payments may come from, as in ISO 3166-1.
    countries: Vec<String>,
    /// What it can do: `authorize`, `capture`, `void`, `refund`.
    operations: Vec<String>,
    /// The smallest amount it takes, in minor units of any currency.
    minimum_amount: BigInt,
    /// The largest amount it takes; null where there is no bound.
    maximum_amount: Option<BigInt>,
    /// What it takes of an amount.
    fee_basis_points: BigInt,
    /// What it takes of a payment, in minor units.
    fee_fixed: BigInt,
    /// The smaller is asked first where nothing else decides.
    priority: BigInt,
    /// One entry per operation.
    #[graphql(complexity = "cost::few(child_complexity)")]
    health: Vec<OperationHealth>,
}

/// How one operation of a gateway is doing.
#[derive(Deserialize, SimpleObject)]
struct OperationHealth {
    /// `authorize`, `capture`, `void` or `refund`.
    operation: String,
    /// `closed`, `open` or `half_open`.
    breaker: String,
    /// When an open breaker lets a call through.
    open_until: Option<DateTime>,
    /// Where errors and latency are heading; null without recent calls, or while the breaker is not closed.
    trend: Option<Trend>,
    /// Successes among the recent calls, in ten-thousandths; null without recent calls.
    success_basis_points: Option<BigInt>,
    /// The mean of the recent calls.
    mean_latency_ms: Option<BigInt>,
    /// Calls with a half-life of five minutes.
    recent: Counts,
    /// Calls since the gateway was declared.
    total: Counts,
}

/// Where errors and latency of a gateway's operation are heading.
#[derive(Deserialize, SimpleObject)]
struct Trend {
    /// Calls without an answer, in ten-thousandths of all.
    errors_basis_points: Forecast,
    /// Null without recent answers.
    latency_ms: Option<Forecast>,
    /// Since when the gateway gets only a share of the payments, because it does worse than before; null if it does not.
    restrained_since: Option<DateTime>,
}

/// Two means and where they point.
#[derive(Deserialize, SimpleObject)]
struct Forecast {
    /// Of the last seconds.
    fast: BigInt,
    /// Of the last minute.
    slow: BigInt,
    /// What it will be if things go on as they do.
    forecast: BigInt,
}

/// Ended calls by outcome.
#[derive(Deserialize, SimpleObject)]
struct Counts {
    /// It did what it was asked.
    success: BigInt,
    /// It said no.
    decline: BigInt,
    /// It failed.
    failure: BigInt,
    /// Nobody knows.
    unknown: BigInt,
}
