//! `bezant analytics`: how payments went, from a node's REST API.

use std::process::ExitCode;

use bezant_kernel::{Currency, Timestamp};
use clap::Args;

use super::ledger::remote::{NodeArguments, carried_out};
use super::ledger::view::{Column, column, table};
use crate::Failure;
use crate::config::{Config, ConfigError};

#[derive(Args)]
pub(crate) struct AnalyticsArguments {
    /// What rows are told apart by: up to three of gateway, method, currency, issuer_country, scheme, amount_band, initiator
    #[arg(long, value_name = "NAMES", default_value = "gateway")]
    by: String,
    /// minute, hour, day, or total for one row a group
    #[arg(long, default_value = "total")]
    interval: String,
    /// From this time, such as 2026-01-31T12:00:00Z
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// To before this time
    #[arg(long, value_name = "TIME")]
    to: Option<Timestamp>,
    /// Only those of this gateway
    #[arg(long)]
    gateway: Option<String>,
    /// Only those in this currency
    #[arg(long)]
    currency: Option<Currency>,
    #[command(flatten)]
    node: NodeArguments,
}

const COLUMNS: &[Column] = &[
    column("from", &["/at"]),
    column("gateway", &["/group/gateway"]),
    column("method", &["/group/method"]),
    column("currency", &["/group/currency"]),
    column("country", &["/group/issuer_country"]),
    column("scheme", &["/group/scheme"]),
    column("amount", &["/group/amount_band"]),
    column("initiator", &["/group/initiator"]),
    column("payments", &["/payments/decided"]),
    column("approved", &["/payments/approved"]),
    column("rate bp", &["/payments/approval_rate/basis_points"]),
    column("from bp", &["/payments/approval_rate/low"]),
    column("to bp", &["/payments/approval_rate/high"]),
    column("uplift bp", &["/uplift/basis_points"]),
    column("cost bp", &["/amounts/cost_basis_points"]),
    column("p50 ms", &["/latency/p50_ms"]),
    column("p95 ms", &["/latency/p95_ms"]),
    column("p99 ms", &["/latency/p99_ms"]),
];

pub(crate) fn run(
    arguments: AnalyticsArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    let given = [
        ("group_by", Some(arguments.by)),
        ("interval", Some(arguments.interval)),
        ("from", arguments.from.map(|time| time.to_string())),
        ("to", arguments.to.map(|time| time.to_string())),
        ("gateway", arguments.gateway),
        (
            "currency",
            arguments.currency.map(|currency| currency.to_string()),
        ),
    ];
    let query = given
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    carried_out(async {
        let answer = remote.get("analytics/payments", &query).await?;
        remote.print(&answer, |value| {
            let rows = value["data"].as_array().map(Vec::as_slice).unwrap_or_default();
            table(rows, COLUMNS)
        });
        Ok(())
    })
}
