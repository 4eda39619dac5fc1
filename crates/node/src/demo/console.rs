//! What the console shows from the start: somebody who can sign in, a day that was reconciled with the bank, and payments that go on
//! while the node stays up, with an outage now and then and a refund.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::Api;
use super::steps::{order, say, text};
use crate::Failure;
use crate::admin::Admin;
use crate::output::line;

/// A person of the demonstration, with a password that is good for nothing else: it is another one at every start.
pub(crate) struct Person {
    pub(crate) email: &'static str,
    pub(crate) password: String,
}

/// Between two payments, while somebody looks.
const PACE: Duration = Duration::from_millis(400);
/// One of so many meets an outage of sandbox_a, is declined, or is given back.
const OUTAGE_OF: u64 = 9;
const DECLINE_OF: u64 = 7;
const REFUND_OF: u64 = 11;

/// Somebody who may see and do everything of the tenant, and set its routing.
pub(crate) async fn person(admin: &Admin, api: &Api) -> Result<Person, Failure> {
    line("\nSomebody who signs in to the console");
    let role =
        json!({ "tenant": "demo", "name": "router", "permissions": ["routing.read", "routing.manage"] });
    admin.post("/admin/v1/roles", &role).await?;
    let email = "ada@demo.example";
    let body = json!({ "tenant": "demo", "kind": "user", "name": "Ada", "email": email, "roles": ["admin"], "attributes": { "pci": true } });
    let made = admin.post("/admin/v1/principals", &body).await?;
    let path = format!("/admin/v1/principals/{}", text(&made, "id")?);
    admin
        .post(&format!("{path}/roles"), &json!({ "role": "router" }))
        .await?;
    let link = admin.post(&format!("{path}/recovery-link"), &json!({})).await?;
    let (_, token) = text(&link, "link")?
        .split_once("token=")
        .ok_or("the link for a password has no token")?;
    let password = format!("demo {:08x} {:08x}", rand::random::<u32>(), rand::random::<u32>());
    let body = json!({ "token": token, "password": password });
    api.post_plain("/api/v1/sign-in/recovery/finish", body).await?;
    say(&format!("{email}, with a password made for this demonstration"));
    Ok(Person { email, password })
}

/// Money that came in at the bank, compared with what the bank says.
pub(crate) async fn reconciled_day(api: &Api) -> Result<(), Failure> {
    line("\nA day at the bank, reconciled");
    for path in ["assets:bank", "liabilities:customers"] {
        let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": true });
        api.post("/api/v1/ledger/accounts", &format!("demo-{path}"), body)
            .await?;
    }
    let mut statement = String::from("date,amount,reference\n");
    let today = bezant_engine::Clock::now(&bezant_engine::SystemClock).to_string();
    let today = today.get(..10).ok_or("an instant has a date")?;
    for (reference, minor) in [("INV-1001", 5_000), ("INV-1002", 7_500), ("INV-1003", 120_000)] {
        let body = json!({
            "debit": "assets:bank", "credit": "liabilities:customers", "amount": minor, "currency": "EUR",
            "external_reference": reference,
        });
        api.post("/api/v1/ledger/transfers", &format!("demo-{reference}"), body)
            .await?;
        statement += &format!("{today},{}.{:02},{reference}\n", minor / 100, minor % 100);
    }
    let body = json!({
        "name": "House bank", "account": "assets:bank", "currency": "EUR", "outside_account": "DE89370400440532013000",
        "rules": [{ "name": "reference", "priority": 1, "maximum_days": 3, "reference": "contains", "acceptance": "automatic" }],
    });
    let defined = api
        .post("/api/v1/ledger/reconciliations", "demo-reconciliation", body)
        .await?
        .body;
    let path = format!("/api/v1/ledger/reconciliations/{}", text(&defined, "id")?);
    let query = "format=csv&booked_on=date&amount=amount&references=reference";
    api.file(&format!("{path}/statements?{query}"), "text/csv", statement)
        .await?;
    api.post(&format!("{path}/run"), "demo-run", json!({})).await?;
    let found = api.get(&path).await?;
    if found["statements"] != 1 || found["open_items"] != 0 {
        return Err(format!("the day should be reconciled: {found}").into());
    }
    say("three lines of the bank's statement, each matched with its transfer");
    Ok(())
}

/// Payments until the end, for somebody who looks. What fails on purpose is part of the story; what fails otherwise is passed over, since
/// the story was told and checked before.
pub(crate) async fn go_on(api: Api) {
    let mut paid: Option<Value> = None;
    for number in 1u64.. {
        tokio::time::sleep(PACE).await;
        let token = match number {
            _ if number % OUTAGE_OF == 0 => "tok_outage_at_sandbox_a",
            _ if number % DECLINE_OF == 0 => "tok_insufficient_funds",
            _ => "tok_visa",
        };
        let minor = 500 + number.wrapping_mul(2_654_435_761) % 20_000;
        let body = order(minor, token, &format!("order-{}", 1_000 + number));
        let made = api
            .post("/api/v1/payments", &format!("demo-live-{number}"), body)
            .await;
        match (made, paid.take()) {
            (Ok(_), Some(earlier)) if number % REFUND_OF == 0 => {
                let id = earlier["id"].as_str().unwrap_or_default();
                let path = format!("/api/v1/payments/{id}/refunds");
                let _not_refunded = api.post(&path, &format!("demo-refund-{number}"), json!({})).await;
            }
            (Ok(made), earlier) => {
                let is_paid = made.body["status"] == "COMPLETED";
                paid = if is_paid { Some(made.body) } else { earlier };
            }
            (Err(_), earlier) => paid = earlier,
        }
    }
}
