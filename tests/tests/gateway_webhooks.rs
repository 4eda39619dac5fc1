//! What gateways say unasked, to the real binary: unknown outcomes come to an end, disputes are kept and booked, and
//! nothing that is not signed or is said twice changes anything.
#![allow(clippy::unwrap_used)]

use std::time::{SystemTime, UNIX_EPOCH};

use bezant_tests::adyen_fake::{self, AdyenFake};
use bezant_tests::api::{Answer, Api};
use bezant_tests::fake_gateway::{Fault, Webhook};
use bezant_tests::node::{NodeUnderTest, string};
use bezant_tests::stripe_fake::{SECRET_KEY, StripeFake, WEBHOOK_SECRET, sign};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

/// Nothing is inquired by itself within a test, and the first call that tells nothing asks for attention.
const SILENT: &str =
    "[payments]\ninquiry_base_ms = 600000\ninquiry_cap_ms = 600000\ninquiries_before_attention = 1\n";

fn adyen(fake: &AdyenFake) -> String {
    let (url, key) = (fake.url(), adyen_fake::API_KEY);
    let (account, hmac) = (adyen_fake::MERCHANT_ACCOUNT, adyen_fake::HMAC_KEY);
    format!(
        "[[gateways]]\nname = \"adyen_eu\"\nconnector = \"adyen\"\n[gateways.adyen]\nbase_url = \"{url}\"\n\
         api_key = \"{key}\"\nmerchant_account = \"{account}\"\nhmac_keys = [\"{hmac}\"]\n"
    )
}

fn stripe(fake: &StripeFake) -> String {
    format!(
        "[[gateways]]\nname = \"stripe_eu\"\nconnector = \"stripe\"\n[gateways.stripe]\nbase_url = \"{}\"\n\
         secret_key = \"{SECRET_KEY}\"\nnot_found_after_ms = 0\nwebhook_secrets = [\"{WEBHOOK_SECRET}\"]\n",
        fake.url()
    )
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn payment(token: &str) -> Value {
    json!({
        "amount": 2000, "currency": "EUR",
        "payment_method": { "type": "card", "token": token },
    })
}

async fn say(api: &Api, gateway: &str, webhook: &Webhook) -> Answer {
    let mut call = api.keyless("POST", &format!("/webhooks/gateways/{gateway}"));
    for (name, value) in &webhook.headers {
        call = call.header(name.as_str(), value.to_str().unwrap());
    }
    call.text(webhook.body.clone()).send().await
}

async fn history(api: &Api, payment: &str) -> Vec<String> {
    let events = api.list(&format!("/api/v1/payments/{payment}/events")).await;
    events
        .iter()
        .map(|event| string(event, "type").to_owned())
        .collect()
}

/// The balance of an account in minor units, debits less credits; zero while it is not there.
async fn balance(api: &Api, path: &str) -> i64 {
    let trial = api.get("/api/v1/ledger/trial-balance").await.expect(200);
    for total in trial["totals"].as_array().unwrap() {
        assert_eq!(total["debits"], total["credits"], "the books balance");
    }
    let accounts = api.list("/api/v1/ledger/accounts").await;
    let account = accounts.iter().find(|account| account["path"] == path);
    account.map_or(0, |account| {
        account["debits_posted"].as_i64().unwrap() - account["credits_posted"].as_i64().unwrap()
    })
}

async fn metric(api: &Api, name: &str) -> String {
    let metrics = api.keyless("GET", "/metrics").send().await;
    let text = metrics.body.as_str().unwrap().to_owned();
    let line = text.lines().find(|line| line.starts_with(name));
    line.unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signed_notice_ends_what_nobody_knew_once_and_over_a_restart() {
    let fake = AdyenFake::start().await;
    let mut node = NodeUnderTest::start(&(SILENT.to_owned() + &adyen(&fake))).await;
    let api = node.tenant("shop");
    let body = payment(&format!("{}:RECEIVED", adyen_fake::SHOPPER));
    let call = api
        .call("POST", "/api/v1/payments")
        .header("prefer", "respond-async");
    let made = call.json(&body).send().await.expect(202);
    let id = string(&made, "id").to_owned();
    let waiting = eventually("the payment asks for attention", async || {
        let now = api.payment(&id).await;
        (now["needs_attention"] == true).then_some(now)
    })
    .await;
    assert_eq!(waiting["attention_reason"], "gateway_silent");
    let list = api.list("/api/v1/payments?needs_attention=true").await;
    assert_eq!((list.len(), &list[0]["id"]), (1, &waiting["id"]));
    assert!(
        metric(&api, "bezant_payments_needing_attention")
            .await
            .ends_with(" 1")
    );
    let refused = api
        .get("/api/v1/payments?needs_attention=true&currency=EUR")
        .await;
    assert_eq!(refused.status, 422);

    let items = fake.take_items();
    let signed = AdyenFake::notification(&items);
    let mut forged = signed.clone();
    forged.body = String::from_utf8(forged.body)
        .unwrap()
        .replace("2000", "9000")
        .into_bytes();
    let answer = say(&api, "adyen_eu", &forged).await;
    assert_eq!((answer.status, answer.code()), (403, "notice_not_signed"));
    let answer = say(&api, "nobody", &signed).await;
    assert_eq!((answer.status, answer.code()), (404, "gateway_unknown"));
    let mut wrong = items[0].clone();
    wrong["success"] = "perhaps".into();
    let answer = say(&api, "adyen_eu", &AdyenFake::notification(&[wrong])).await;
    let place = "notificationItems[0].NotificationRequestItem.success";
    assert_eq!((answer.status, answer.paths()), (422, vec![place]));
    assert_eq!(api.payment(&id).await["version"], waiting["version"]);

    assert_eq!(say(&api, "adyen_eu", &signed).await.expect(200), "[accepted]");
    let done = api.payment(&id).await;
    assert_eq!(
        (string(&done, "status"), &done["needs_attention"]),
        ("COMPLETED", &json!(false))
    );
    assert_eq!(balance(&api, "assets:gateway:adyen_eu").await, 2_000);
    assert!(
        metric(&api, "bezant_payments_needing_attention")
            .await
            .ends_with(" 0")
    );
    let told = eventually("the history is whole", async || {
        let told = history(&api, &id).await;
        (told.last().map(String::as_str) == Some("payment.notice_taken")).then_some(told)
    })
    .await;
    for name in ["payment.needs_attention", "payment.attention_resolved"] {
        assert_eq!(told.iter().filter(|one| *one == name).count(), 1, "{name}");
    }

    // A recorded request, before and after a crash.
    say(&api, "adyen_eu", &signed).await.expect(200);
    node.kill_9();
    node.restart().await;
    say(&api, "adyen_eu", &signed).await.expect(200);
    assert_eq!(api.payment(&id).await, done);
    let chargeback = fake.dispute(
        "CHARGEBACK",
        items[0]["pspReference"].as_str().unwrap(),
        json!({}),
    );
    let chargeback = AdyenFake::notification(&[chargeback]);
    say(&api, "adyen_eu", &chargeback).await.expect(200);
    let disputed = api.payment(&id).await;
    node.kill_9();
    node.restart().await;
    say(&api, "adyen_eu", &chargeback).await.expect(200);
    assert_eq!(api.payment(&id).await, disputed);
    assert_eq!(disputed["disputes"][0]["amount_withdrawn"], 2_000);
    assert_eq!(balance(&api, "assets:disputes:adyen_eu").await, 2_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_of_stripe_is_asked_about_at_once_for_its_fee() {
    let fake = StripeFake::start().await;
    let settings = SILENT.replace("inquiries_before_attention = 1", "inquiries_before_attention = 5");
    let node = NodeUnderTest::start(&(settings + &stripe(&fake))).await;
    let api = node.tenant("shop");
    fake.script(Fault::DropAfter);
    let call = api
        .call("POST", "/api/v1/payments")
        .header("prefer", "respond-async");
    let made = call.json(&payment("pm_card_visa")).send().await.expect(202);
    let id = string(&made, "id").to_owned();
    eventually("the answer is lost", async || {
        let now = api.payment(&id).await;
        (now["operation_in_progress"]["phase"] == "inquiry_scheduled").then_some(())
    })
    .await;
    let intents = fake.charges_of(&id);
    let at = now();
    let event = fake.event("payment_intent.succeeded", &intents[0].intent, at);
    let mut unsigned = event.clone();
    unsigned.headers.clear();
    let refused = say(&api, "stripe_eu", &unsigned).await;
    assert_eq!((refused.status, refused.code()), (403, "notice_not_signed"));
    say(&api, "stripe_eu", &event).await.expect(200);
    let done = eventually("the inquiry tells", async || {
        let now = api.payment(&id).await;
        (string(&now, "status") == "COMPLETED").then_some(now)
    })
    .await;
    assert_eq!(fake.charges_of(&id).len(), 1);
    assert!(
        balance(&api, "expenses:gateway_fees:stripe_eu").await > 0,
        "the inquiry knew the fee"
    );
    say(&api, "stripe_eu", &event).await.expect(200);
    assert_eq!(api.payment(&id).await, done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispute_is_opened_and_lost_and_the_books_balance() {
    let fake = StripeFake::start().await;
    let node = NodeUnderTest::start(&stripe(&fake)).await;
    let api = node.tenant("shop");
    let paid = api.pay(&payment("pm_card_visa")).await;
    let id = string(&paid, "id").to_owned();
    let before = balance(&api, "assets:gateway:stripe_eu").await;
    let dispute = fake.dispute(&fake.charges_of(&id)[0].intent, "fraudulent");
    let object = |kind: &str, status: &str| {
        let body: Value = serde_json::from_slice(&fake.event(kind, &dispute, now()).body).unwrap();
        let mut body = body;
        body["data"]["object"]["status"] = status.into();
        sign(WEBHOOK_SECRET, body.to_string().into_bytes(), now())
    };
    for (kind, status) in [
        ("charge.dispute.created", "needs_response"),
        ("charge.dispute.funds_withdrawn", "needs_response"),
        ("charge.dispute.closed", "lost"),
    ] {
        for _ in 0..2 {
            say(&api, "stripe_eu", &object(kind, status)).await.expect(200);
        }
    }
    let now = api.payment(&id).await;
    assert_eq!(string(&now, "status"), "COMPLETED");
    let kept = &now["disputes"][0];
    assert_eq!(now["disputes"].as_array().unwrap().len(), 1);
    assert_eq!((string(kept, "id"), string(kept, "status")), (&*dispute, "lost"));
    assert_eq!(
        (string(kept, "reason"), &kept["amount_lost"]),
        ("fraudulent", &json!(2_000))
    );
    let books = [
        balance(&api, "assets:gateway:stripe_eu").await,
        balance(&api, "assets:disputes:stripe_eu").await,
        balance(&api, "expenses:chargebacks:stripe_eu").await,
    ];
    assert_eq!(books, [before - 2_000, 0, 2_000]);
    let told = eventually("the history is whole", async || {
        let told = history(&api, &id).await;
        let disputes: Vec<_> = told
            .into_iter()
            .filter(|name| name.starts_with("dispute."))
            .collect();
        (disputes.len() == 3).then_some(disputes)
    })
    .await;
    assert_eq!(told, ["dispute.opened", "dispute.updated", "dispute.lost"]);
    let nothing = api.act(&id, "resolve-attention", &json!({})).await;
    assert_eq!((nothing.status, nothing.code()), (409, "payment_status_conflict"));
}
