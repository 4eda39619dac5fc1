//! `bezant gateways`: the node's gateways and how they are doing, as routing sees it.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::ledger::Query;
use super::ledger::remote::{NodeArguments, carried_out, rows_of};
use super::ledger::view::{Column, column, table};
use crate::Failure;
use crate::config::{Config, ConfigError};

const HEALTH: &[Column] = &[
    column("gateway", &["/gateway"]),
    column("sandbox", &["/sandbox"]),
    column("operation", &["/operation"]),
    column("breaker", &["/breaker"]),
    column("open until", &["/open_until"]),
    column("success %", &["/success"]),
    column("latency ms", &["/mean_latency_ms"]),
    column("errors %", &["/errors_now"]),
    column("usual", &["/errors_usual"]),
    column("forecast", &["/errors_forecast"]),
    column("restrained since", &["/trend/restrained_since"]),
    column("calls", &["/calls"]),
];

pub(crate) fn run(
    node: NodeArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = node.remote("/api/v1/", config)?;
    carried_out(async {
        let answer = remote.get("gateways", &Query::new()).await?;
        remote.print(&answer, |page| table(&health(page), HEALTH));
        Ok(())
    })
}

/// A row for each operation that was asked for, and one for a gateway that nobody asked yet.
fn health(page: &Value) -> Vec<Value> {
    let mut rows = Vec::new();
    for gateway in rows_of(page) {
        let all = gateway["health"].as_array().map_or(&[][..], Vec::as_slice);
        let before = rows.len();
        rows.extend(all.iter().filter_map(|operation| row(gateway, operation)));
        if rows.len() == before {
            rows.push(json!({
                "gateway": gateway["name"], "sandbox": gateway["sandbox"], "breaker": "closed", "calls": 0,
            }));
        }
    }
    rows
}

fn row(gateway: &Value, operation: &Value) -> Option<Value> {
    let count = |name: &str| operation["total"][name].as_u64().unwrap_or_default();
    let calls = count("success") + count("decline") + count("failure") + count("unknown");
    if calls == 0 && operation["breaker"] == "closed" {
        return None;
    }
    let percent = |value: &Value| {
        value
            .as_u64()
            .map(|points| format!("{}.{:02}", points / 100, points % 100))
    };
    let errors = &operation["trend"]["errors_basis_points"];
    let mut row = operation.clone();
    row["gateway"] = gateway["name"].clone();
    row["sandbox"] = gateway["sandbox"].clone();
    row["calls"] = calls.into();
    row["success"] = percent(&operation["success_basis_points"]).into();
    row["errors_now"] = percent(&errors["fast"]).into();
    row["errors_usual"] = percent(&errors["slow"]).into();
    row["errors_forecast"] = percent(&errors["forecast"]).into();
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_asked_for_is_shown() {
        let counts = |success: u64| json!({ "success": success, "decline": 0, "failure": 1, "unknown": 0 });
        let errors = json!({ "fast": 1234, "slow": 5, "forecast": 2000 });
        let page = json!({ "data": [
            { "name": "north", "health": [
                { "operation": "authorize", "breaker": "open", "success_basis_points": 9000,
                  "trend": { "errors_basis_points": errors }, "total": counts(9) },
                { "operation": "void", "breaker": "closed", "total": { "success": 0 } },
            ] },
            { "name": "south", "health": [] },
        ] });
        assert_eq!(
            table(&health(&page), HEALTH),
            "gateway  operation  breaker  success %  errors %  usual  forecast  calls\n\
             north    authorize  open         90.00     12.34   0.05     20.00     10\n\
             south               closed                                             0\n"
        );
    }
}
