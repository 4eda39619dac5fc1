//! `bezant trigger`: sample events, made by really doing on the sandbox gateways what they tell of.
//!
//! In comes an event's name, out go the payment and what happened to it. It must never touch a gateway that moves money: where
//! one is set up beside the sandboxes, routing could choose it, and nothing is done.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use bezant_kernel::Currency;
use clap::Args;
use clap::builder::PossibleValuesParser;
use serde_json::{Value, json};

use super::events;
use super::ledger::amount::minor_units;
use super::ledger::remote::{Body, NodeArguments, Remote, carried_out, rows_of};
use super::ledger::{Query, query};
use crate::Failure;
use crate::config::{Config, ConfigError};

/// A payment's history is read from views, which follow the log within milliseconds; gateways are asked again within seconds.
const HAPPENS_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// A payment of this kind has a tenth of them.
const MOST_EVENTS: &str = "200";

/// What should happen, and with how much.
#[derive(Args)]
#[command(
    after_help = "Example: bezant trigger refund.succeeded --amount 25.00 --currency EUR

It is done on the sandbox gateways with their tokens (docs/sandbox.md), and refused where another gateway is set up."
)]
pub(crate) struct TriggerArguments {
    #[command(flatten)]
    node: NodeArguments,
    /// The event
    #[arg(value_parser = PossibleValuesParser::new(SCENARIOS.iter().map(|scenario| scenario.event)))]
    event: String,
    /// Over how much
    #[arg(long, default_value = "10.99")]
    amount: String,
    /// In which currency
    #[arg(long, default_value = "EUR")]
    currency: Currency,
}

/// How an event is brought about.
struct Scenario {
    event: &'static str,
    token: &'static str,
    is_captured_by_hand: bool,
    /// What is asked for after the payment was created: the end of the path.
    then: Option<&'static str>,
}

const fn paid(event: &'static str, token: &'static str) -> Scenario {
    Scenario {
        event,
        token,
        is_captured_by_hand: false,
        then: None,
    }
}

const fn paid_then(event: &'static str, token: &'static str, then: &'static str) -> Scenario {
    Scenario {
        then: Some(then),
        ..paid(event, token)
    }
}

const fn reserved_then(event: &'static str, token: &'static str, then: Option<&'static str>) -> Scenario {
    Scenario {
        is_captured_by_hand: true,
        then,
        ..paid(event, token)
    }
}

const SCENARIOS: &[Scenario] = &[
    paid("payment.created", "tok_approved"),
    reserved_then("payment.authorized", "tok_approved", None),
    reserved_then("payment.capture_requested", "tok_approved", Some("capture")),
    paid("payment.captured", "tok_approved"),
    paid("payment.completed", "tok_approved"),
    paid("payment.failed", "tok_insufficient_funds"),
    paid("payment.operation_unknown", "tok_timeout_then_approved"),
    paid("payment.settlement_awaited", "tok_capture_unsettled"),
    reserved_then("payment.capture_failed", "tok_capture_declined", Some("capture")),
    reserved_then("payment.cancelled", "tok_approved", Some("cancel")),
    reserved_then("payment.cancel_failed", "tok_void_declined", Some("cancel")),
    paid_then("payment.reopened", "tok_insufficient_funds", "retry"),
    paid_then("refund.requested", "tok_approved", "refunds"),
    paid_then("refund.succeeded", "tok_approved", "refunds"),
    paid_then("refund.failed", "tok_refund_declined", "refunds"),
];

pub(crate) fn run(
    arguments: TriggerArguments,
    config: impl Fn() -> Result<Config, ConfigError>,
) -> Result<ExitCode, Failure> {
    let remote = arguments.node.remote("/api/v1/", config)?;
    let scenario = SCENARIOS
        .iter()
        .find(|scenario| scenario.event == arguments.event);
    let scenario = scenario.ok_or("there is no such event")?;
    let amount = minor_units(&arguments.amount, arguments.currency)?;
    carried_out(async {
        only_sandboxes(&remote).await?;
        let payment = play(&remote, scenario, amount, arguments.currency).await?;
        let history = history_with(&remote, &payment, scenario.event).await?;
        let told = history.iter().rfind(|event| event["type"] == scenario.event);
        remote.print_own(told.unwrap_or(&Value::Null), || {
            let history = events::shown::history(&history);
            format!("{payment}\n{}", history.trim_end())
        });
        Ok(())
    })
}

/// An error where a payment could reach a gateway that is no sandbox.
async fn only_sandboxes(remote: &Remote) -> Result<(), Failure> {
    let page = remote.get("gateways", &Query::new()).await?.value;
    let gateways = rows_of(&page);
    if gateways.is_empty() {
        return Err("the node has no gateway: nothing can be made to happen".into());
    }
    let real = gateways.iter().find(|gateway| gateway["sandbox"] != true);
    match real {
        Some(gateway) => Err(format!(
            "{} is no sandbox, and a payment could be routed there: nothing was done",
            gateway["name"].as_str().unwrap_or("a gateway")
        )
        .into()),
        None => Ok(()),
    }
}

/// Does it, and says with which payment.
async fn play(
    remote: &Remote,
    scenario: &Scenario,
    amount: u64,
    currency: Currency,
) -> Result<String, Failure> {
    let mut body = json!({
        "amount": amount, "currency": currency, "description": format!("bezant trigger {}", scenario.event),
        "payment_method": { "type": "card", "token": scenario.token },
    });
    if scenario.is_captured_by_hand {
        body["capture_method"] = "manual".into();
    }
    let key = || format!("trigger-{:032x}", rand::random::<u128>());
    let created = remote.change("payments", Body::Json(&body), &key()).await?.value;
    let id = created["id"]
        .as_str()
        .ok_or("the node names no payment")?
        .to_owned();
    if let Some(then) = scenario.then {
        let path = format!("payments/{id}/{then}");
        remote.change(&path, Body::Nothing, &key()).await?;
    }
    Ok(id)
}

/// What happened to the payment, once it is what was wanted.
async fn history_with(remote: &Remote, payment: &str, wanted: &str) -> Result<Vec<Value>, Failure> {
    let started = Instant::now();
    let path = format!("payments/{payment}/events");
    loop {
        let query = query([("limit", Some(MOST_EVENTS.to_owned()))]);
        let page = remote.get(&path, &query).await?.value;
        let history = rows_of(&page);
        if history.iter().any(|event| event["type"] == wanted) {
            return Ok(history.to_vec());
        }
        if started.elapsed() > HAPPENS_WITHIN {
            return Err(
                format!("{wanted} did not happen to {payment} in time: see `bezant payments get`").into(),
            );
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
