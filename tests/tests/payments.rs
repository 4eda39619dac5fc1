//! Payments over HTTP, from creation to the last refund, with the sandbox's magic tokens.
#![allow(clippy::unwrap_used)]

use bezant_tests::api::Api;
use bezant_tests::node::{NodeUnderTest, is_settled, number, string};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

const PAYMENTS: &str = "/api/v1/payments";
const QUICK: &str =
    "[payments]\nretry_base_ms = 1\nretry_cap_ms = 5\ninquiry_base_ms = 5\ninquiry_cap_ms = 50\n";

fn payment(token: &str) -> Value {
    json!({
        "amount": 1099, "currency": "EUR", "reference": "order 7",
        "payment_method": { "type": "card", "token": token },
    })
}

fn with(token: &str, field: &str, value: impl Into<Value>) -> Value {
    let mut body = payment(token);
    body[field] = value.into();
    body
}

fn id(payment: &Value) -> &str {
    string(payment, "id")
}

async fn settled(api: &Api, id: &str) -> Value {
    eventually(&format!("{id} settles"), async || {
        let now = api.payment(id).await;
        is_settled(&now).then_some(now)
    })
    .await
}

async fn becomes(api: &Api, id: &str, status: &str) -> Value {
    eventually(&format!("{id} becomes {status}"), async || {
        let now = api.payment(id).await;
        (now["status"] == status).then_some(now)
    })
    .await
}

async fn books_are_even(api: &Api) {
    let balance = eventually("the views have something", async || {
        let balance = api.get("/api/v1/ledger/trial-balance").await.expect(200);
        let is_empty = balance["totals"].as_array().unwrap().is_empty();
        (!is_empty).then_some(balance)
    })
    .await;
    for total in balance["totals"].as_array().unwrap() {
        assert_eq!(total["debits"], total["credits"], "{balance}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_lead_where_they_say() {
    let node = NodeUnderTest::start(QUICK).await;
    let api = node.tenant("shop");
    let cases = [
        ("tok_approved", "COMPLETED", "sandbox_a", ""),
        ("tok_outage_at_sandbox_a", "COMPLETED", "sandbox_b", ""),
        ("tok_outage_once", "COMPLETED", "", ""),
        ("tok_timeout_then_approved", "COMPLETED", "", ""),
        ("tok_timeout_not_sent", "COMPLETED", "", ""),
        ("tok_duplicate", "COMPLETED", "", ""),
        ("tok_pending_then_approved", "COMPLETED", "", ""),
        ("tok_capture_unsettled", "COMPLETED", "", ""),
        ("tok_declined", "FAILED", "", "generic_decline"),
        ("tok_insufficient_funds", "FAILED", "", "insufficient_funds"),
        ("tok_pending_then_declined", "FAILED", "", "generic_decline"),
        ("nothing magic", "FAILED", "", "invalid_payment_method"),
    ];
    for (token, status, gateway, failure) in cases {
        let paid = api.post(PAYMENTS, &payment(token)).await;
        assert!(matches!(paid.status, 201 | 202), "{token}: {paid:?}");
        let paid = settled(&api, id(&paid.body)).await;
        assert_eq!(paid["status"], status, "{token}: {paid}");
        let captured = if status == "COMPLETED" { 1099 } else { 0 };
        assert_eq!(number(&paid, "amount_captured"), captured, "{token}");
        assert!(
            gateway.is_empty() || paid["gateway"] == gateway,
            "{token}: {paid}"
        );
        match failure {
            "" => assert!(paid["failure"].is_null(), "{token}: {paid}"),
            code => assert_eq!(paid["failure"]["code"], code, "{token}"),
        }
    }
    books_are_even(&api).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reserved_money_is_captured_cancelled_or_expires() {
    let node = NodeUnderTest::start(&format!("{QUICK}authorization_window_seconds = 2\n")).await;
    let api = node.tenant("shop");
    let manual = with("tok_approved", "capture_method", "manual");
    let part = api.pay(&manual).await;
    assert_eq!(part["status"], "AUTHORIZED");
    let too_much = api.act(id(&part), "capture", &json!({ "amount": 1100 })).await;
    assert_eq!((too_much.status, too_much.code()), (422, "capture_too_large"));
    let dollars = json!({ "amount": 5, "currency": "USD" });
    let dollars = api.act(id(&part), "capture", &dollars).await;
    assert_eq!(
        (dollars.status, dollars.code()),
        (422, "payment_currency_mismatch")
    );
    let part = api
        .act(id(&part), "capture", &json!({ "amount": 1000 }))
        .await
        .expect(200);
    assert_eq!(
        (string(&part, "status"), number(&part, "amount_captured")),
        ("COMPLETED", 1000)
    );

    let given_up = api.pay(&manual).await;
    let reason = json!({ "reason": "out of stock" });
    let given_up = api.act(id(&given_up), "cancel", &reason).await.expect(200);
    assert_eq!(given_up["status"], "CANCELLED");

    let forgotten = api.pay(&manual).await;
    let mut later = with("tok_approved", "capture_method", "automatic_after");
    later["capture_after_seconds"] = 1.into();
    let later = api.pay(&later).await;
    assert_eq!(later["status"], "AUTHORIZED");
    becomes(&api, id(&later), "COMPLETED").await;
    let expired = becomes(&api, id(&forgotten), "EXPIRED").await;
    assert_eq!(number(&expired, "amount_captured"), 0);

    let waiting = api.pay(&with("tok_approved", "confirm", false)).await;
    assert_eq!(waiting["status"], "INITIATED");
    let confirmed = api.act(id(&waiting), "confirm", &json!({})).await.expect(200);
    assert_eq!(confirmed["status"], "COMPLETED");
    books_are_even(&api).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn money_is_given_back_in_parts_and_a_failed_refund_changes_nothing() {
    let node = NodeUnderTest::start(QUICK).await;
    let api = node.tenant("shop");
    let paid = api.pay(&payment("tok_approved")).await;
    let refund = async |amount: Value| api.act(id(&paid), "refunds", &amount).await;
    let first = refund(json!({ "amount": 99, "reason": "scratched" }))
        .await
        .expect(201);
    assert_eq!(first["status"], "REFUNDED");
    assert_eq!(api.payment(id(&paid)).await["status"], "PARTIALLY_REFUNDED");
    let too_much = refund(json!({ "amount": 1001 })).await;
    assert_eq!((too_much.status, too_much.code()), (422, "refund_too_large"));
    refund(json!({ "amount": 500 })).await.expect(201);
    refund(json!({})).await.expect(201);
    let all = api.payment(id(&paid)).await;
    assert_eq!(
        (string(&all, "status"), number(&all, "amount_refunded")),
        ("REFUNDED", 1099)
    );
    assert_eq!(all["refunds"].as_array().unwrap().len(), 3);
    let none_left = refund(json!({ "amount": 1 })).await;
    assert_eq!(
        (none_left.status, none_left.body["current_status"].as_str()),
        (409, Some("REFUNDED"))
    );

    let paid = api.pay(&payment("tok_refund_declined")).await;
    let failed = api.act(id(&paid), "refunds", &json!({})).await.expect(201);
    assert_eq!(failed["status"], "FAILED");
    let still = api.payment(id(&paid)).await;
    assert_eq!(
        (string(&still, "status"), number(&still, "amount_refunded")),
        ("COMPLETED", 0)
    );
    assert_eq!(still["refunds"][0]["status"], "FAILED");

    let paid = api.pay(&payment("tok_approved")).await;
    let refund = api
        .act(id(&paid), "refunds", &json!({ "amount": 99 }))
        .await
        .expect(201);
    let path = format!("refunds/{}/return", id(&refund));
    let returned = api.act(id(&paid), &path, &json!({})).await.expect(200);
    assert_eq!(
        (string(&returned, "status"), &returned["returned"]),
        ("FAILED", &json!(true))
    );
    assert_eq!(api.payment(id(&paid)).await["status"], "COMPLETED");
    books_are_even(&api).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_drawn_is_refused_with_the_current_status() {
    let node = NodeUnderTest::start(QUICK).await;
    let api = node.tenant("shop");
    let actions = ["confirm", "capture", "cancel", "refunds", "retry"];
    let refunded = async |amount: Value| {
        let paid = api.pay(&payment("tok_approved")).await;
        api.act(id(&paid), "refunds", &amount).await.expect(201);
        api.payment(id(&paid)).await
    };
    let cancelled = api.pay(&with("tok_approved", "confirm", false)).await;
    let manual = with("tok_approved", "capture_method", "manual");
    let rows: [(Value, &str, &[&str]); 7] = [
        (
            api.pay(&with("tok_approved", "confirm", false)).await,
            "INITIATED",
            &["confirm", "cancel"],
        ),
        (api.pay(&manual).await, "AUTHORIZED", &["capture", "cancel"]),
        (api.pay(&payment("tok_approved")).await, "COMPLETED", &["refunds"]),
        (
            refunded(json!({ "amount": 5 })).await,
            "PARTIALLY_REFUNDED",
            &["refunds"],
        ),
        (refunded(json!({})).await, "REFUNDED", &[]),
        (api.pay(&payment("tok_declined")).await, "FAILED", &["retry"]),
        (
            api.act(id(&cancelled), "cancel", &json!({})).await.expect(200),
            "CANCELLED",
            &[],
        ),
    ];
    for (payment, status, allowed) in rows {
        assert_eq!(payment["status"], status);
        for action in actions.iter().filter(|action| !allowed.contains(action)) {
            let answer = api.act(id(&payment), action, &json!({})).await;
            assert_eq!(
                (
                    answer.status,
                    answer.code(),
                    answer.body["current_status"].as_str()
                ),
                (409, "payment_status_conflict", Some(status)),
                "{action}"
            );
        }
        assert_eq!(api.payment(id(&payment)).await, payment, "nothing changed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_gets_the_same_answer() {
    let mut node = NodeUnderTest::start(QUICK).await;
    let api = node.tenant("shop");
    let send = async |path: &str, body: &Value| {
        let call = api.call("POST", path).header("idempotency-key", "order-7");
        call.json(body).send().await
    };
    let slow = payment("tok_slow");
    let (one, other) = tokio::join!(send(PAYMENTS, &slow), send(PAYMENTS, &slow));
    let (first, early) = if one.status == 201 {
        (one, other)
    } else {
        (other, one)
    };
    assert_eq!(
        (early.status, early.code()),
        (409, "idempotency_key_in_flight"),
        "{early:?}"
    );
    assert!(early.header("retry-after").parse::<u32>().unwrap() >= 1);
    assert_eq!((first.status, first.header("idempotent-replayed")), (201, ""));

    for round in 0..3 {
        let again = send(PAYMENTS, &slow).await;
        assert_eq!((again.status, again.header("idempotent-replayed")), (201, "true"));
        assert_eq!(again.body, first.body);
        let reused = send(PAYMENTS, &payment("tok_approved")).await;
        assert_eq!((reused.status, reused.code()), (422, "idempotency_key_reused"));
        // Later changes don't change the first answer, and neither does a crash.
        if round == 0 {
            let refunds = format!("{PAYMENTS}/{}/refunds", id(&first.body));
            let refund = send(&refunds, &json!({ "amount": 9 })).await.expect(201);
            assert_eq!(send(&refunds, &json!({ "amount": 9 })).await.expect(201), refund);
            node.kill_9();
        } else {
            node.terminate().await;
        }
        node.restart().await;
    }
    let other = node.tenant("other");
    let call = other.call("POST", PAYMENTS).header("idempotency-key", "order-7");
    let own = call.json(&payment("tok_approved")).send().await.expect(201);
    assert_ne!(own["id"], first.body["id"]);
    eventually("the list shows one payment", async || {
        let rows = api.list(PAYMENTS).await;
        assert!(rows.len() < 2, "{rows:?}");
        (rows.len() == 1).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_may_go_on_at_once_and_say_which_version_they_saw() {
    let mut node = NodeUnderTest::start(QUICK).await;
    let api = node.tenant("shop");
    let call = api.call("POST", PAYMENTS).header("prefer", "respond-async");
    let begun = call
        .json(&with("tok_slow", "capture_method", "manual"))
        .send()
        .await
        .expect(202);
    assert_eq!(begun["status"], "PROCESSING");
    // A restart in the middle: the sandbox forgets, so the call is asked about and made again.
    node.terminate().await;
    node.restart().await;
    let held = becomes(&api, id(&begun), "AUTHORIZED").await;

    let path = format!("{PAYMENTS}/{}/capture", id(&begun));
    let stale = api.call("POST", &path).header("if-match", "\"1\"").send().await;
    assert_eq!((stale.status, stale.code()), (412, "version_mismatch"));
    assert_eq!(stale.body["current_version"], held["version"]);
    let seen = format!("\"{}\"", held["version"]);
    let call = api.call("POST", &path).header("if-match", &seen);
    let taken = call.send().await;
    assert!(matches!(taken.status, 200 | 202), "{taken:?}");
    becomes(&api, id(&begun), "COMPLETED").await;

    let names = eventually("the history is whole", async || {
        let events = api.list(&format!("{PAYMENTS}/{}/events", id(&begun))).await;
        let names: Vec<String> = events
            .iter()
            .map(|event| string(event, "type").to_owned())
            .collect();
        names.contains(&"payment.completed".to_owned()).then_some(names)
    })
    .await;
    let places: Vec<_> = ["payment.created", "payment.authorized", "payment.captured"]
        .map(|name| names.iter().position(|one| one == name))
        .into();
    assert!(places.is_sorted() && places[0] == Some(0), "{names:?}");

    let mut events = api
        .call("GET", "/api/v1/events?after=0&types=payment.completed")
        .stream()
        .await;
    assert_eq!(events.status(), 200);
    let mut told = String::new();
    while !told.contains(id(&begun)) {
        let piece = tokio::time::timeout(bezant_tests::wait::PATIENCE, events.chunk()).await;
        told.push_str(&String::from_utf8_lossy(&piece.unwrap().unwrap().unwrap()));
    }
    assert!(
        told.contains("payment.completed") && !told.contains("payment.created"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_payment_is_retried_when_the_gateway_is_back() {
    let gateway = |outage: bool| {
        format!(
            "{QUICK}[[gateways]]\nname = \"only\"\nconnector = \"sandbox\"\n[gateways.sandbox]\noutage = {outage}\n"
        )
    };
    let mut node = NodeUnderTest::start(&gateway(true)).await;
    let api = node.tenant("shop");
    let failed = api.pay(&payment("tok_approved")).await;
    assert_eq!(failed["status"], "FAILED");
    node.configure(&gateway(false));
    node.terminate().await;
    node.restart().await;
    let paid = api.act(id(&failed), "retry", &json!({})).await.expect(200);
    assert_eq!(
        (string(&paid, "status"), number(&paid, "amount_captured")),
        ("COMPLETED", 1099)
    );
    assert!(paid["failure"].is_null());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crash_is_not_held_against_the_gateways() {
    let gateway = "[[gateways]]\nname = \"only\"\nconnector = \"sandbox\"\n";
    let mut node = NodeUnderTest::start(&format!("{QUICK}{gateway}")).await;
    let api = node.tenant("shop");
    let mut begun = Vec::new();
    for _ in 0..12 {
        let call = api.call("POST", PAYMENTS).header("prefer", "respond-async");
        begun.push(call.json(&payment("tok_slow")).send().await.expect(202));
    }
    node.kill_9();
    node.restart().await;
    let next = api.pay(&payment("tok_approved")).await;
    assert_eq!(next["status"], "COMPLETED", "{next}");
    for payment in begun {
        assert_eq!(settled(&api, id(&payment)).await["status"], "COMPLETED");
    }
}
