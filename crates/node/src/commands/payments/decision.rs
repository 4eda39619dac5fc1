//! A decision of routing for people: what it followed, a row for each gateway, and why others were left out.

use bezant_kernel::Currency;
use serde_json::Value;

use crate::commands::ledger::amount;
use crate::commands::ledger::view::{Column, column, table};

const CANDIDATES: &[Column] = &[
    column("gateway", &["/gateway"]),
    column("verdict", &["/verdict"]),
    column("score %", &["/score"]),
    column("success", &["/success"]),
    column("cost", &["/cost"]),
    column("latency", &["/latency"]),
    column("expected", &["/expected_success"]),
    column("learned", &["/learned_success"]),
    column("similar calls", &["/similar_calls"]),
    column("fee", &["/fee"]),
    column("interchange", &["/fee_parts/interchange"]),
    column("scheme", &["/fee_parts/scheme"]),
    column("markup", &["/fee_parts/markup"]),
    column("margin", &["/fee_parts/margin"]),
    column("by hook", &["/preferred_by_hook"]),
    column("preferred", &["/preference"]),
    column("draw", &["/draw"]),
];

/// Fields in millionths.
const SHARES: [&str; 6] = [
    "score",
    "success",
    "cost",
    "latency",
    "expected_success",
    "learned_success",
];

/// Places count from 0 in the API, and from 1 for people.
const PLACES: [&str; 3] = ["preferred_by_hook", "preference", "draw"];

/// The decision as text of several lines. Fees are in `currency`.
pub(crate) fn text(decision: &Value, currency: Option<Currency>) -> String {
    let candidates = decision["candidates"].as_array().map_or(&[][..], Vec::as_slice);
    let rows: Vec<Value> = candidates
        .iter()
        .map(|candidate| row(candidate, currency))
        .collect();
    let mut text = format!("{}\n{}", followed(decision), table(&rows, CANDIDATES));
    for candidate in candidates {
        if let Some(why) = why(candidate, decision) {
            let name = candidate["gateway"].as_str().unwrap_or_default();
            text.push_str(&format!("{name}: {why}\n"));
        }
    }
    if decision["require_three_d_secure"] == true {
        text.push_str("The customer must be authenticated.\n");
    }
    text
}

/// What the decision followed: versions, rules that held, the side of an experiment.
fn followed(decision: &Value) -> String {
    let rules = match decision["rules_version"].as_u64() {
        None => "no rules".to_owned(),
        Some(0) => "rules on trial".to_owned(),
        Some(version) => format!("rules {version}"),
    };
    let held: Vec<String> = decision["rules"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|rule| rule["name"].to_string())
        .collect();
    let held = match (&decision["rules_version"], held.as_slice()) {
        (Value::Null, _) => String::new(),
        (_, []) => " (none held)".to_owned(),
        (_, held) => format!(" ({} held)", held.join(", ")),
    };
    let experiment = &decision["experiment"];
    let side = match (experiment["name"].as_str(), experiment["side"].as_str()) {
        (Some(name), Some(side)) => format!(", {side} of the experiment {name}"),
        _ => String::new(),
    };
    format!(
        "by {rules}{held}, strategy {}, fees {}, model {}{side}",
        decision["strategy_version"], decision["fees_version"], decision["model_version"]
    )
}

fn row(candidate: &Value, currency: Option<Currency>) -> Value {
    let mut row = candidate.clone();
    for field in SHARES {
        row[field] = candidate[field].as_i64().map(percent).into();
    }
    for field in PLACES {
        row[field] = candidate[field].as_u64().map(|place| place + 1).into();
    }
    if let Some(currency) = currency {
        let money = |minor: &Value| amount::shown(minor, currency);
        row["fee"] = money(&candidate["fee"]).into();
        for (part, minor) in candidate["fee_parts"].as_object().into_iter().flatten() {
            row["fee_parts"][part] = money(minor).into();
        }
    }
    row
}

/// Millionths as percent with four digits, exactly.
fn percent(millionths: i64) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let size = millionths.unsigned_abs();
    format!("{sign}{}.{:04}", size / 10_000, size % 10_000)
}

/// Why a gateway was left out, in words; nothing for one that could take the payment.
fn why(candidate: &Value, decision: &Value) -> Option<String> {
    let rule = candidate["rule"].as_u64();
    let mut held = decision["rules"].as_array().into_iter().flatten();
    let name = held
        .find(|held| rule.is_some() && held["number"].as_u64() == rule)
        .map(|held| held["name"].to_string());
    let by_rule = |text: &str| match &name {
        Some(name) => format!("{text} {name}"),
        None => text.to_owned(),
    };
    Some(match candidate["verdict"].as_str()? {
        "chosen" | "eligible" => return None,
        "already_tried" => "it was tried already".to_owned(),
        "operation" => "it can't do this operation".to_owned(),
        "currency" => "it does not take the currency".to_owned(),
        "method" => "it does not take this kind of payment method".to_owned(),
        "country" => "it does not serve the country, or the country is not known".to_owned(),
        "amount" => "the amount is outside its limits".to_owned(),
        "breaker_open" => "its circuit breaker is open".to_owned(),
        "excluded_by_rule" => by_rule("excluded by the rule"),
        "not_in_rule" => by_rule("not among those that the rule chooses:"),
        "eliminated" => "it does badly at the moment, and others don't".to_owned(),
        "restrained" => {
            "it does worse from minute to minute and gets only a share of the payments".to_owned()
        }
        "left_out_by_hook" => "a hook left it out".to_owned(),
        other => other.to_owned(),
    })
}

/// An answer of the API about a decision that was only tried, with the currency it was tried in.
pub(crate) fn tried(decision: &Value, currency: Currency) -> String {
    let chosen = decision["gateway"].as_str().unwrap_or("no gateway can take it");
    format!("{chosen}\n{}", text(decision, Some(currency)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_gateway_has_its_reasons() {
        let decision = json!({
            "rules_version": 3, "rules": [{ "number": 1, "name": "night" }],
            "strategy_version": 1, "fees_version": 2, "model_version": 40,
            "experiment": { "name": "cheap", "side": "trial" },
            "candidates": [
                { "gateway": "north", "verdict": "chosen", "score": 985_000, "success": 1_000_000, "cost": -15_000,
                  "latency": 0, "expected_success": 1_000_000, "learned_success": 850_000, "similar_calls": 7, "fee": 15,
                  "fee_parts": { "interchange": 2, "scheme": 1, "markup": 12, "margin": 0 }, "preference": 0 },
                { "gateway": "south", "verdict": "excluded_by_rule", "rule": 1, "score": -5 },
            ],
        });
        let shown = text(&decision, Some(Currency::EUR));
        assert_eq!(
            shown,
            "by rules 3 (\"night\" held), strategy 1, fees 2, model 40, trial of the experiment cheap\n\
             gateway  verdict           score %   success     cost  latency  expected  learned  similar calls       fee  \
             interchange    scheme    markup    margin  preferred\n\
             north    chosen            98.5000  100.0000  -1.5000   0.0000  100.0000  85.0000              7  0.15 EUR  \
             \u{20}  0.02 EUR  0.01 EUR  0.12 EUR  0.00 EUR          1\n\
             south    excluded_by_rule  -0.0005\n\
             south: excluded by the rule \"night\"\n"
        );
    }
}
