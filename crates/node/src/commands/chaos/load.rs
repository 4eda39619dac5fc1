//! The payments of an experiment, made through the public API as a merchant's program would: an idempotency key for each, and a
//! request that got no answer is repeated under it when all is over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::experiment::Load;
use super::record::{Answered, Record, State};
use crate::Failure;

/// Longer than the API lets a caller wait.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Who has so many requests under way gives the next ones up.
const MOST_UNDER_WAY: usize = 2_048;
/// The edge takes a new key over from the log.
const KEY_WITHIN: Duration = Duration::from_secs(10);
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(50);

/// A node's API.
pub(super) struct Api {
    client: Client,
    url: String,
    key: String,
    /// Sets the payments of this run apart.
    run: String,
}

/// A payment as the API shows it.
pub(super) struct Shown {
    pub(super) id: Option<String>,
    pub(super) state: State,
    pub(super) needs_attention: bool,
    pub(super) charges: u64,
}

impl Api {
    pub(super) fn new(url: String, key: String) -> Result<Api, Failure> {
        Ok(Api {
            client: Client::builder().timeout(ANSWER_WITHIN).build()?,
            url: url.trim_end_matches('/').to_owned(),
            key,
            run: format!("chaos-{:016x}", rand::random::<u64>()),
        })
    }

    /// Waits until the key is known.
    pub(super) async fn ready(&self) -> Result<(), Failure> {
        let began = Instant::now();
        loop {
            match self.get("/api/v1/gateways").await {
                Ok(_) => return Ok(()),
                Err(error) if began.elapsed() > KEY_WITHIN => return Err(error),
                Err(_) => sleep(ASK_AGAIN_AFTER).await,
            }
        }
    }

    /// Creates the nth payment, or asks what became of it: under its key nothing is done twice.
    pub(super) async fn pay(&self, load: &Load, number: usize) -> Result<Shown, Failure> {
        let of = number as u64;
        let token = &load.tokens[number % load.tokens.len()];
        // A large odd step spreads the amounts over their range.
        let amount = load.min_amount + of.wrapping_mul(7_919) % (load.max_amount - load.min_amount + 1);
        let request = self
            .client
            .post(format!("{}/api/v1/payments", self.url))
            .header("idempotency-key", format!("{}-{number}", self.run))
            .json(&json!({
                "amount": amount, "currency": load.currency, "reference": self.run,
                "payment_method": { "type": load.method, "token": token },
            }));
        Ok(Shown::of(&self.send(request).await?))
    }

    pub(super) async fn payment(&self, id: &str) -> Result<Shown, Failure> {
        Ok(Shown::of(&self.get(&format!("/api/v1/payments/{id}")).await?))
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// A number that the node counts.
    pub(super) async fn metrics(&self) -> Result<String, Failure> {
        let request = self.client.get(format!("{}/metrics", self.url));
        Ok(request.send().await?.error_for_status()?.text().await?)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let answer = request.bearer_auth(&self.key).send().await?;
        let status = answer.status();
        let body: Value = answer.json().await?;
        if status.is_success() {
            return Ok(body);
        }
        let code = body["code"].as_str().unwrap_or_default();
        let detail = body["detail"].as_str().unwrap_or_default();
        Err(format!("the API answered {status}: {code}: {detail}").into())
    }
}

impl Shown {
    fn of(body: &Value) -> Shown {
        let is_under_way = !body["operation_in_progress"].is_null();
        let state = match body["status"].as_str().unwrap_or_default() {
            "AUTHORIZED" | "COMPLETED" => State::Approved,
            // Money is there; that it is final is not known yet.
            "CAPTURED" if !is_under_way => State::Approved,
            "FAILED" | "CANCELLED" | "EXPIRED" => State::Declined,
            _ => State::Open,
        };
        // An operation that is sent again charges once: gateways know it by its id.
        let attempts = body["attempts"].as_array().into_iter().flatten();
        let last: BTreeMap<&str, Option<&str>> = attempts
            .map(|attempt| {
                let operation = attempt["operation"].as_str().unwrap_or_default();
                (operation, attempt["outcome"].as_str())
            })
            .collect();
        let has_charged = |outcome: &&Option<&str>| match outcome {
            Some("approved") => true,
            // Nobody can say that these did not charge.
            Some("unknown" | "pending") | None => state != State::Open,
            Some(_) => false,
        };
        Shown {
            id: body["id"].as_str().map(str::to_owned),
            state,
            needs_attention: body["needs_attention"] == true,
            charges: last.values().filter(has_charged).count() as u64,
        }
    }
}

/// Makes payments at an even pace until told to stop, and ends when all are answered.
pub(super) async fn make(
    api: Arc<Api>,
    load: Load,
    record: Arc<Record>,
    began: Instant,
    mut stop: watch::Receiver<bool>,
) {
    let mut under_way = JoinSet::new();
    for count in 0_u64.. {
        let due = Duration::from_micros(count * 1_000_000 / load.per_second);
        tokio::select! {
            biased;
            // An error means that nobody waits for the payments any more.
            _ = stop.wait_for(|&stop| stop) => break,
            () = sleep((began + due).saturating_duration_since(Instant::now())) => {}
        }
        let number = record.begin(due);
        if under_way.len() >= MOST_UNDER_WAY {
            record.complain(format!(
                "{MOST_UNDER_WAY} requests were under way; the next was given up"
            ));
            let at = began.elapsed();
            record.answer(number, Answered { at, state: None }, None);
            continue;
        }
        let (api, load, record) = (Arc::clone(&api), load.clone(), Arc::clone(&record));
        under_way.spawn(async move {
            let shown = api.pay(&load, number).await;
            let at = began.elapsed();
            match shown {
                Ok(shown) => {
                    let state = Some(shown.state);
                    record.answer(number, Answered { at, state }, shown.id);
                }
                Err(error) => {
                    record.complain(error.to_string());
                    record.answer(number, Answered { at, state: None }, None);
                }
            }
        });
        while under_way.try_join_next().is_some() {}
    }
    while under_way.join_next().await.is_some() {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charges_are_what_may_have_charged() {
        let charges = |status: &str, outcomes: &[Option<&str>]| {
            let attempt =
                |(number, outcome)| json!({ "operation": format!("op_{number}"), "outcome": outcome });
            let attempts: Vec<_> = outcomes.iter().enumerate().map(attempt).collect();
            Shown::of(&json!({ "status": status, "attempts": attempts })).charges
        };
        assert_eq!(charges("COMPLETED", &[Some("failed"), Some("approved")]), 1);
        assert_eq!(charges("COMPLETED", &[Some("approved"), Some("approved")]), 2);
        assert_eq!(charges("COMPLETED", &[Some("unknown"), Some("approved")]), 2);
        assert_eq!(charges("FAILED", &[Some("declined"), Some("not_sent")]), 0);
        assert_eq!(charges("PROCESSING", &[Some("unknown")]), 0);
    }
}
