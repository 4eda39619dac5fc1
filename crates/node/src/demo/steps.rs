//! The story: a success, its repetition, an outage with failover, a decline, a refund, a webhook, the books.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::api::Api;
use super::console::{self, Person};
use super::receiver::Receiver;
use crate::Failure;
use crate::admin::Admin;
use crate::config::Config;
use crate::output::line;

/// Webhooks arrive within milliseconds; on a machine that is busy with something else, later.
const WEBHOOKS_WITHIN: Duration = Duration::from_secs(15);

/// What there is to look around with once it was told.
pub(crate) struct Told {
    pub(crate) key: String,
    pub(crate) person: Person,
    pub(crate) api: Api,
}

/// Tells it.
pub(crate) async fn tell(config: &Config, address: SocketAddr) -> Result<Told, Failure> {
    line("A tenant and its API key");
    let admin = Admin::connect(config).await?;
    let tenant = admin
        .post("/admin/v1/tenants", &json!({ "name": "demo" }))
        .await?;
    let body = json!({ "tenant": "demo", "name": "demo", "scopes": ["read", "write", "operate"] });
    let key = admin.post("/admin/v1/keys", &body).await?;
    let key = text(&key, "secret")?;
    say(&format!("tenant {}, key {key}", text(&tenant, "id")?));
    let api = Api::new(address, key)?;

    line("\nA webhook endpoint, received by a small server on this machine");
    let (receiver, receiver_address) = Receiver::start().await?;
    let endpoint =
        json!({ "url": format!("http://{receiver_address}/"), "events": ["payment.*", "refund.*"] });
    let endpoint = api
        .post("/api/v1/webhook-endpoints", "demo-endpoint", endpoint)
        .await?
        .body;
    receiver.expect(text(&endpoint, "secret")?)?;
    say(&format!(
        "{} sends payment.* and refund.* there, signed",
        text(&endpoint, "id")?
    ));

    let paid = success(&api).await?;
    repetition(&api, &paid).await?;
    // Before the decline: routing learns from that too, and would go to sandbox_b at once.
    failover(&api).await?;
    decline(&api).await?;
    refund(&api, &paid).await?;
    webhooks(&receiver, &paid).await?;
    books(&api).await?;
    console::reconciled_day(&api).await?;
    let person = console::person(&admin, &api).await?;
    Ok(Told {
        key: key.to_owned(),
        person,
        api,
    })
}

pub(super) fn order(minor: u64, token: &str, reference: &str) -> Value {
    json!({
        "amount": minor, "currency": "EUR", "reference": reference,
        "payment_method": { "type": "card", "token": token },
    })
}

async fn success(api: &Api) -> Result<Value, Failure> {
    line("\nA payment of 49.90 EUR that succeeds");
    let payment = api
        .post(
            "/api/v1/payments",
            "demo-1",
            order(4_990, "tok_approved", "order-1"),
        )
        .await?
        .body;
    must(&payment, "status", "COMPLETED")?;
    outcome(&payment)?;
    // Hold, its capture, the settlement to the merchant, the gateway's fee.
    postings(api, &payment, 4).await?;
    Ok(payment)
}

async fn repetition(api: &Api, paid: &Value) -> Result<(), Failure> {
    line("\nThe same request again, with the same Idempotency-Key, as after a lost answer");
    let again = api
        .post(
            "/api/v1/payments",
            "demo-1",
            order(4_990, "tok_approved", "order-1"),
        )
        .await?;
    if !again.replayed || again.body != *paid {
        return Err("the repetition was not answered with the first answer".into());
    }
    say("the first answer comes back, nothing is charged again");
    Ok(())
}

async fn decline(api: &Api) -> Result<(), Failure> {
    line("\nA payment that the issuer declines");
    let body = order(129_900, "tok_insufficient_funds", "order-2");
    let payment = api.post("/api/v1/payments", "demo-2", body).await?.body;
    must(&payment, "status", "FAILED")?;
    must(&payment["failure"], "code", "insufficient_funds")?;
    outcome(&payment)?;
    say("no money moved, so there are no postings");
    Ok(())
}

async fn failover(api: &Api) -> Result<(), Failure> {
    line("\nA payment while gateway sandbox_a is down");
    let body = order(2_500, "tok_outage_at_sandbox_a", "order-3");
    let payment = api.post("/api/v1/payments", "demo-3", body).await?.body;
    must(&payment, "status", "COMPLETED")?;
    must(&payment, "gateway", "sandbox_b")?;
    must(&payment["attempts"][0], "gateway", "sandbox_a")?;
    must(&payment["attempts"][0], "outcome", "failed")?;
    for attempt in payment["attempts"].as_array().into_iter().flatten() {
        let code = attempt["code"].as_str().filter(|code| !code.is_empty());
        let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
        say(&format!(
            "asked {}: {}{code}",
            text(attempt, "gateway")?,
            text(attempt, "outcome")?
        ));
    }
    outcome(&payment)?;
    postings(api, &payment, 4).await?;
    Ok(())
}

async fn refund(api: &Api, paid: &Value) -> Result<(), Failure> {
    line("\nA refund of 20.00 EUR of the first payment");
    let path = format!("/api/v1/payments/{}", text(paid, "id")?);
    let refund = api
        .post(&format!("{path}/refunds"), "demo-4", json!({ "amount": 2_000 }))
        .await?
        .body;
    must(&refund, "status", "REFUNDED")?;
    let payment = api.get(&path).await?;
    must(&payment, "status", "PARTIALLY_REFUNDED")?;
    say(&format!(
        "refund {} is REFUNDED, the payment is PARTIALLY_REFUNDED",
        text(&refund, "id")?
    ));
    // The refund's own hold and its payout come on top of the payment's four.
    postings(api, paid, 6).await?;
    Ok(())
}

async fn webhooks(receiver: &Receiver, paid: &Value) -> Result<(), Failure> {
    line("\nThe webhooks that arrived, signatures checked");
    let id = text(paid, "id")?;
    let expected = ["payment.created", "payment.completed", "refund.succeeded"];
    let began = Instant::now();
    loop {
        let types: Vec<String> = receiver
            .messages()
            .iter()
            .filter(|message| message["data"]["payment"] == id)
            .filter_map(|message| message["type"].as_str().map(str::to_owned))
            .collect();
        let mut rest = types.iter();
        // In this order, with others in between.
        if expected.iter().all(|wanted| rest.any(|one| one == wanted)) {
            say(&format!("for {id}: {}", types.join(", ")));
            say(&format!("{} messages in all", receiver.messages().len()));
            return Ok(());
        }
        if began.elapsed() > WEBHOOKS_WITHIN {
            return Err(format!("the webhooks of {id} did not arrive in order, only {types:?}").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn books(api: &Api) -> Result<(), Failure> {
    line("\nThe books");
    let balance = api.get("/api/v1/ledger/trial-balance").await?;
    let totals = balance["totals"].as_array().filter(|totals| !totals.is_empty());
    for total in totals.ok_or_else(|| format!("a trial balance without totals: {balance}"))? {
        if total["debits"] != total["credits"] {
            return Err(format!("debits and credits differ: {total}").into());
        }
        say(&format!(
            "debits {} = credits {} {}",
            total["debits"],
            total["credits"],
            text(total, "currency")?
        ));
    }
    let accounts = api.get("/api/v1/ledger/balances").await?;
    for account in accounts["data"].as_array().into_iter().flatten() {
        say(&format!(
            "{:<34} {:>8} {}",
            text(account, "path")?,
            account["balance"],
            text(account, "currency")?
        ));
    }
    Ok(())
}

fn outcome(payment: &Value) -> Result<(), Failure> {
    let gateway = payment["gateway"]
        .as_str()
        .map(|name| format!(" at {name}"))
        .unwrap_or_default();
    let failure = payment["failure"]["code"]
        .as_str()
        .map(|code| format!(", {code}"))
        .unwrap_or_default();
    say(&format!(
        "{} is {}{gateway}{failure}",
        text(payment, "id")?,
        text(payment, "status")?
    ));
    Ok(())
}

async fn postings(api: &Api, payment: &Value, count: usize) -> Result<(), Failure> {
    let path = format!("/api/v1/ledger/transfers?reference={}", text(payment, "id")?);
    let is_there = |body: &Value| body["data"].as_array().is_some_and(|rows| rows.len() >= count);
    let body = api.until(&path, is_there).await?;
    // The newest come first.
    for row in body["data"].as_array().into_iter().flatten().rev() {
        say(&format!(
            "{:<9} {:>6} {}  debit {}  credit {}  {}",
            text(row, "kind")?,
            row["amount"],
            text(row, "currency")?,
            row["debit"]["path"].as_str().unwrap_or("-"),
            row["credit"]["path"].as_str().unwrap_or("-"),
            row["code_name"].as_str().unwrap_or("-"),
        ));
    }
    Ok(())
}

pub(super) fn say(sentence: &str) {
    line(&format!("  {sentence}"));
}

pub(super) fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str, Failure> {
    value[field]
        .as_str()
        .ok_or_else(|| format!("no {field} in {value}").into())
}

fn must(value: &Value, field: &str, expected: &str) -> Result<(), Failure> {
    if value[field] == expected {
        Ok(())
    } else {
        Err(format!("{field} should be {expected}: {value}").into())
    }
}
