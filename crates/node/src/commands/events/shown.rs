//! Events for people: one line each, with what matters of their data.

use bezant_kernel::Currency;
use serde_json::{Value, json};

use crate::commands::ledger::amount;
use crate::commands::ledger::view::{Column, column, table};

const HISTORY: &[Column] = &[
    column("place", &["/place"]),
    column("at", &["/created_at"]),
    column("event", &["/type"]),
    column("what", &["/what"]),
];

/// Fields that say what an event is about, in the order in which people want them.
const TELLING: &[&str] = &[
    "kind",
    "gateway",
    "outcome",
    "code",
    "reason",
    "reference",
    "name",
    "url",
    "state",
];

/// What happened to one thing.
pub(crate) fn history(events: &[Value]) -> String {
    let rows: Vec<Value> = events
        .iter()
        .map(|event| {
            json!({
                "place": format!("{}-{}", event["position"], event["index"]),
                "created_at": event["created_at"], "type": event["type"], "what": essence(event),
            })
        })
        .collect();
    table(&rows, HISTORY)
}

/// An event as it comes in.
pub(crate) fn line(place: &str, event: &Value) -> String {
    let at = event["created_at"].as_str().unwrap_or_default();
    let kind = event["type"].as_str().unwrap_or_default();
    let of = event["payment"].as_str().unwrap_or_default();
    let what = essence(event);
    let line = format!(
        "{place:<10} {:<23} {kind:<26} {of:<30} {what}",
        at.get(..23).unwrap_or(at)
    );
    line.trim_end().to_owned()
}

/// An event where there is little room: its payment stands last, and its day is today.
pub(crate) fn short(place: &str, event: &Value) -> String {
    let at = event["created_at"].as_str().unwrap_or_default();
    let kind = event["type"].as_str().unwrap_or_default();
    let of = event["payment"].as_str().unwrap_or_default();
    let what = essence(event);
    let line = format!(
        "{place:<10} {} {kind:<26} {what:<38} {of}",
        at.get(11..23).unwrap_or(at)
    );
    line.trim_end().to_owned()
}

/// The amount, and what else tells most.
pub(crate) fn essence(event: &Value) -> String {
    let data = &event["data"];
    let currency = data["currency"].as_str().and_then(Currency::from_code);
    let shown_amount = |name: &str| amount::shown(&data[name], currency?);
    let mut parts: Vec<String> = shown_amount("amount").into_iter().collect();
    parts.extend(shown_amount("fee").map(|fee| format!("fee {fee}")));
    let telling = TELLING.iter().filter_map(|name| data[*name].as_str());
    parts.extend(telling.map(plain));
    parts.join(" ")
}

/// What a tenant named must not steer the terminal.
fn plain(text: &str) -> String {
    let shown = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_amount_and_outcome_and_nothing_steers_the_terminal() {
        let event = json!({
            "type": "payment.operation_ended", "created_at": "2026-11-22T18:01:41.840883Z", "payment": "pay_1",
            "data": { "amount": 4990, "currency": "EUR", "fee": 70, "gateway": "a\u{1b}[2J", "outcome": "approved", "n": 1 },
        });
        assert_eq!(
            line("7-0", &event),
            "7-0        2026-11-22T18:01:41.840 payment.operation_ended    pay_1                          \
             49.90 EUR fee 0.70 EUR a\u{fffd}[2J approved"
        );
        let short = short("7-0", &event);
        assert!(short.contains(" 18:01:41.840 payment.op"), "{short}");
        assert!(
            short.contains("fee 0.70 EUR") && short.ends_with(" pay_1"),
            "{short}"
        );
        assert_eq!(
            essence(&json!({ "data": { "amount": 5 } })),
            "",
            "an amount of what?"
        );
    }
}
