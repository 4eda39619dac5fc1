//! Changes of a payment that there is, each made once under its key.

use bezant_kernel::Currency;
use clap::Args;
use serde_json::{Map, Value, json};

use super::{MoneyDidNotMove, path, shown};
use crate::Failure;
use crate::commands::ledger::problem::Refused;
use crate::commands::ledger::remote::{Answer, Body, Remote};
use crate::commands::ledger::{Query, amount::minor_units};
use crate::output::note;

/// How much of a payment.
#[derive(Args)]
pub(super) struct Amount {
    /// How much, in units of the payment's currency, such as 10.99 [default: all of it]
    #[arg(value_name = "AMOUNT", conflicts_with = "named")]
    amount: Option<String>,
    /// The same by its name
    #[arg(long = "amount", value_name = "AMOUNT", hide = true)]
    named: Option<String>,
}

/// Under which key it is asked for.
#[derive(Args)]
pub(super) struct Repeated {
    /// The same change is never made twice under one key [default: a new one]
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

impl Repeated {
    /// Asks for a change. Where no answer comes, it says how to ask again without doing it twice.
    pub(super) async fn change(
        &self,
        remote: &Remote,
        path: &str,
        body: Body<'_>,
    ) -> Result<Answer, Failure> {
        let made;
        let key = match &self.idempotency_key {
            Some(key) => key,
            None => {
                made = format!("command-{:032x}", rand::random::<u128>());
                &made
            }
        };
        let answered = remote.change(path, body, key).await;
        let is_unanswered = |failure: &Failure| {
            failure
                .downcast_ref::<Refused>()
                .is_some_and(|refused| refused.status.is_none())
        };
        if answered.as_ref().is_err_and(is_unanswered) {
            note(&format!(
                "to ask again without doing it twice: --idempotency-key {key}"
            ));
        }
        answered
    }
}

/// A change that needs no more than a reason.
pub(super) async fn plain(
    remote: &Remote,
    id: &str,
    action: &str,
    reason: Option<&str>,
    repeated: &Repeated,
) -> Result<(), Failure> {
    let path = path(id, &format!("/{action}"))?;
    let body = reason.map(|reason| json!({ "reason": reason }));
    let answer = repeated.change(remote, &path, body_of(body.as_ref())).await?;
    remote.print(&answer, shown::payment);
    came_through(&answer.value)
}

pub(super) async fn capture(
    remote: &Remote,
    id: &str,
    amount: &Amount,
    repeated: &Repeated,
) -> Result<(), Failure> {
    let body = part_of(remote, id, amount).await?;
    let path = path(id, "/capture")?;
    let answer = repeated.change(remote, &path, body_of(body.as_ref())).await?;
    remote.print(&answer, shown::payment);
    came_through(&answer.value)
}

pub(super) async fn refund(
    remote: &Remote,
    id: &str,
    amount: &Amount,
    reason: Option<&str>,
    repeated: &Repeated,
) -> Result<(), Failure> {
    let mut body = part_of(remote, id, amount).await?;
    if let Some(reason) = reason {
        body.get_or_insert_with(|| Value::Object(Map::new()))["reason"] = reason.into();
    }
    let path = path(id, "/refunds")?;
    let answer = repeated.change(remote, &path, body_of(body.as_ref())).await?;
    remote.print(&answer, shown::refund);
    came_through(&answer.value)
}

/// The amount in minor units of the payment's currency, which the payment has to be asked for.
async fn part_of(remote: &Remote, id: &str, amount: &Amount) -> Result<Option<Value>, Failure> {
    let Some(text) = amount.amount.as_ref().or(amount.named.as_ref()) else {
        return Ok(None);
    };
    let payment = remote.get(&path(id, "")?, &Query::new()).await?.value;
    let code = payment["currency"].as_str().unwrap_or_default();
    let currency = Currency::from_code(code).ok_or("the node names no currency of the payment")?;
    Ok(Some(
        json!({ "amount": minor_units(text, currency)?, "currency": code }),
    ))
}

fn body_of(value: Option<&Value>) -> Body<'_> {
    value.map_or(Body::Nothing, Body::Json)
}

/// An error for a payment or refund that came to nothing; a note for one that is still under way.
pub(super) fn came_through(value: &Value) -> Result<(), Failure> {
    let status = value["status"].as_str().unwrap_or_default();
    if status == "FAILED" || value["failure"].is_object() {
        let code = value["failure"]["code"].as_str().unwrap_or("failed");
        return Err(MoneyDidNotMove(format!("no money moved: {code}")).into());
    }
    if ["PROCESSING", "CAPTURED", "REFUND_INITIATED"].contains(&status) {
        note("it is still under way: look again, or follow it with `bezant events --payment`");
    }
    Ok(())
}
