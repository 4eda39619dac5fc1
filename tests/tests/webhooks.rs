//! Webhooks from the real binary to a receiver: signed, in order per payment, at least once.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::time::Duration;

use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, is_settled, string};
use bezant_tests::wait::{PATIENCE, eventually};
use bezant_tests::webhook_receiver::{Request, WebhookReceiver, verify, verify_in_python};
use serde_json::{Value, json};

const ENDPOINTS: &str = "/api/v1/webhook-endpoints";

fn payment() -> Value {
    json!({
        "amount": 1099, "currency": "EUR",
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

async fn endpoint(api: &Api, receiver: &WebhookReceiver, events: &[&str], signing: &str) -> Value {
    let body = json!({ "url": receiver.url(), "events": events, "signing": signing });
    api.post(ENDPOINTS, &body).await.expect(201)
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// The types of a payment's messages in the order of their first arrival.
fn heard(requests: &[Request], payment: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut types = Vec::new();
    for request in requests {
        let body = body(request);
        if body["data"]["payment"] == payment && !ids.contains(&request.id()) {
            ids.push(request.id());
            types.push(string(&body, "type").to_owned());
        }
    }
    types
}

async fn history(api: &Api, payment: &str) -> Vec<String> {
    let events = api.list(&format!("/api/v1/payments/{payment}/events")).await;
    events
        .iter()
        .map(|event| string(event, "type").to_owned())
        .collect()
}

/// The receiver has heard each payment's whole history, in its order.
async fn everything_heard(api: &Api, receiver: &WebhookReceiver, payments: &[String]) {
    for payment in payments {
        eventually(&format!("all messages of {payment}"), async || {
            let now = api.payment(payment).await;
            let told = history(api, payment).await;
            let heard = heard(&receiver.requests(), payment);
            let length = heard.len().min(told.len());
            assert_eq!(heard[..length], told[..length], "{payment}");
            let is_whole = told
                .last()
                .is_some_and(|last| last != "payment.operation_started");
            (is_settled(&now) && is_whole && heard.len() == told.len()).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_are_signed_and_in_order() {
    let node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    let (shared, keyed, narrow) = (
        WebhookReceiver::start().await,
        WebhookReceiver::start().await,
        WebhookReceiver::start().await,
    );
    let hmac = endpoint(&api, &shared, &["payment.*", "refund.*"], "hmac").await;
    let ed25519 = endpoint(&api, &keyed, &["*"], "ed25519").await;
    endpoint(&api, &narrow, &["payment.failed"], "hmac").await;
    // Another tenant's events are none of theirs.
    node.tenant("other").pay(&payment()).await;

    let mut payments = Vec::new();
    for number in 0..5 {
        let paid = api.pay(&payment()).await;
        let id = string(&paid, "id").to_owned();
        if number % 2 == 0 {
            api.act(&id, "refunds", &json!({ "amount": 99 }))
                .await
                .expect(201);
        }
        payments.push(id);
    }
    let mut declined = payment();
    declined["payment_method"]["token"] = "tok_declined".into();
    let declined = api.pay(&declined).await;
    payments.push(string(&declined, "id").to_owned());
    everything_heard(&api, &shared, &payments).await;
    everything_heard(&api, &keyed, &payments).await;

    for request in shared.requests() {
        verify(string(&hmac, "secret"), &request).unwrap();
        assert!(payments.contains(&string(&body(&request)["data"], "payment").to_owned()));
        assert!(!String::from_utf8_lossy(&request.body).contains("tok_"));
    }
    assert!(hmac["public_key"].is_null() && ed25519["secret"].is_null());
    for request in keyed.requests() {
        verify(string(&ed25519, "public_key"), &request).unwrap();
    }
    // `./x test` prepares a Python with the library and names it.
    if let Some(python) = std::env::var_os("BEZANT_TEST_PYTHON") {
        for request in &shared.requests()[..3] {
            let secret = string(&hmac, "secret");
            assert!(verify_in_python(Path::new(&python), secret, request).unwrap());
        }
    }
    let failed = narrow.wait_for(1, PATIENCE).await.unwrap();
    assert_eq!(
        heard(&failed, string(&declined, "id")),
        ["payment.failed".to_owned()]
    );
    assert_eq!(failed.len(), 1);
    // The secret is shown once.
    let shown = api
        .get(&format!("{ENDPOINTS}/{}", string(&hmac, "id")))
        .await
        .expect(200);
    assert!(shown["secret"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_is_gone_gets_no_more_until_it_is_enabled_again() {
    let node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    let receiver = WebhookReceiver::start().await;
    receiver.answer([410]);
    let made = endpoint(&api, &receiver, &["payment.completed"], "hmac").await;
    let path = format!("{ENDPOINTS}/{}", string(&made, "id"));
    api.pay(&payment()).await;
    let gone = eventually("the endpoint is disabled", async || {
        let now = api.get(&path).await.expect(200);
        (now["enabled"] == false).then_some(now)
    })
    .await;
    assert_eq!(gone["disabled_reason"], "gone");
    let unheard = api.pay(&payment()).await;

    api.call("PATCH", &path)
        .json(&json!({ "enabled": true }))
        .send()
        .await
        .expect(200);
    let again = api.pay(&payment()).await;
    let requests = receiver.wait_for(2, PATIENCE).await.unwrap();
    assert!(!heard(&requests, string(&again, "id")).is_empty());
    assert!(heard(&requests, string(&unheard, "id")).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_receiver_is_asked_again_and_old_messages_are_replayed_by_hand() {
    let node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    let receiver = WebhookReceiver::start().await;
    receiver.answer([500]);
    let made = endpoint(&api, &receiver, &["payment.*"], "hmac").await;
    let paid = api.pay(&payment()).await;
    let id = string(&paid, "id").to_owned();
    let requests = receiver.wait_for(2, PATIENCE).await.unwrap();
    assert_eq!(requests[0].status, 500);
    assert_eq!(
        requests[0].id(),
        requests[1].id(),
        "the next message of the payment waits"
    );
    assert_eq!(requests[0].body, requests[1].body);
    everything_heard(&api, &receiver, &[id]).await;

    let path = format!("{ENDPOINTS}/{}/deliveries", string(&made, "id"));
    let all = eventually("every delivery is noted", async || {
        let all = api.list(&format!("{path}?limit=2")).await;
        all.iter().all(|one| one["state"] == "delivered").then_some(all)
    })
    .await;
    let oldest = all.last().unwrap();
    assert_eq!(oldest["attempts"], 2, "{oldest}");
    assert_eq!(oldest["id"], requests[0].id());

    let before = receiver.requests().len();
    let replay = format!("{path}/{}/replay", string(oldest, "id"));
    api.post(&replay, &json!({})).await.expect(202);
    let requests = receiver.wait_for(before + 1, PATIENCE).await.unwrap();
    assert_eq!(requests[before].id(), requests[0].id());
    verify(string(&made, "secret"), &requests[before]).unwrap();
    let unknown = format!("{path}/msg_01h455vb4pex5vsknk084sn02q/replay");
    let answer = api.post(&unknown, &json!({})).await;
    assert_eq!((answer.status, answer.code()), (404, "webhook_message_unknown"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_go_on_after_a_crash() {
    let mut node = NodeUnderTest::start("[payments]\ninquiry_base_ms = 10\n").await;
    let api = node.tenant("shop");
    let receiver = WebhookReceiver::start().await;
    endpoint(&api, &receiver, &["payment.*"], "hmac").await;
    let mut payments = Vec::new();
    for round in 0..6 {
        for _ in 0..4 {
            let call = api
                .call("POST", "/api/v1/payments")
                .header("prefer", "respond-async");
            let paid = call.json(&payment()).send().await.expect(202);
            payments.push(string(&paid, "id").to_owned());
        }
        // Somewhere in the middle of what these payments cause.
        receiver.wait_for(round * 9, Duration::from_secs(5)).await;
        node.kill_9();
        node.restart().await;
    }
    everything_heard(&api, &receiver, &payments).await;
}
