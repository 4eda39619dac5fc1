//! `bezant payments explain`: the attempts of a payment, each with the decision that led to it.

use std::fmt::Write;

use bezant_kernel::Currency;
use serde_json::Value;

use super::decision;
use crate::Failure;
use crate::commands::ledger::remote::Remote;
use crate::commands::ledger::{Query, amount, reading::plain_id};

pub(super) async fn run(remote: &Remote, id: &str) -> Result<(), Failure> {
    let path = format!("payments/{}/routing", plain_id("pay_", id)?);
    let answer = remote.get(&path, &Query::new()).await?;
    remote.print(&answer, text);
    Ok(())
}

fn text(explained: &Value) -> String {
    let mut text = String::new();
    write_all(explained, &mut text).expect("a text takes what is written");
    text
}

fn write_all(explained: &Value, text: &mut String) -> std::fmt::Result {
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let currency = explained["currency"].as_str().and_then(Currency::from_code);
    let amount = currency.and_then(|currency| amount::shown(&explained["amount"], currency));
    writeln!(
        text,
        "{}  {}",
        word(&explained["payment"]),
        amount.unwrap_or_default()
    )?;
    for (field, what) in [
        ("left_out_by_hooks", "left out by hooks"),
        ("preferred_by_hooks", "preferred by hooks"),
    ] {
        let names: Vec<String> = explained[field]
            .as_array()
            .into_iter()
            .flatten()
            .map(word)
            .collect();
        if !names.is_empty() {
            writeln!(text, "{what}: {}", names.join(", "))?;
        }
    }
    let attempts = explained["attempts"].as_array().map_or(&[][..], Vec::as_slice);
    for (number, attempt) in (1..).zip(attempts) {
        let outcome = attempt["outcome"].as_str().unwrap_or("under way");
        write!(
            text,
            "\nattempt {number}: {}, {outcome}",
            word(&attempt["gateway"])
        )?;
        if let Some(code) = attempt["code"].as_str() {
            write!(text, " ({code})")?;
        }
        writeln!(
            text,
            ", {} ms, {}",
            attempt["latency_ms"],
            word(&attempt["started_at"])
        )?;
        match &attempt["decision"] {
            Value::Null => writeln!(text, "The same gateway again: there was no choice.")?,
            decision => text.push_str(&decision::text(decision, currency)),
        }
    }
    let not_routed = &explained["not_routed"];
    if not_routed.is_object() {
        writeln!(text, "\nno gateway was left:")?;
        text.push_str(&decision::text(not_routed, currency));
    } else if attempts.is_empty() {
        writeln!(text, "\nno gateway was asked")?;
    }
    Ok(())
}
