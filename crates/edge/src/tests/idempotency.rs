//! Idempotency keys: the same answer for the same request, a refusal for anything else.

use serde_json::json;

use super::world::{World, order, until};
use crate::Limits;

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_gets_the_first_answer() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let once = [("idempotency-key", "order-1")];
    let approved = order(1_000, "tok_approved").to_string();
    let declined = order(1_000, "tok_declined").to_string();
    let account = json!({ "path": "assets:bank", "currency": "EUR", "allows_overdraft": true }).to_string();
    let till = json!({ "path": "assets:till", "currency": "EUR" });
    world.post(&key, "/api/v1/ledger/accounts", till).await;
    let transfer = json!({ "debit": "assets:till", "credit": "assets:bank", "amount": 5, "currency": "EUR" })
        .to_string();
    let endpoint = json!({ "url": "https://shop.example/", "events": ["*"] }).to_string();
    let cases = [
        ("/api/v1/payments", &approved, "order-1", 201),
        ("/api/v1/payments", &declined, "order-2", 201),
        ("/api/v1/ledger/accounts", &account, "order-1", 201),
        ("/api/v1/ledger/transfers", &transfer, "order-1", 201),
        ("/api/v1/webhook-endpoints", &endpoint, "order-1", 201),
    ];
    for (path, body, name, status) in cases {
        let headers = [("idempotency-key", name)];
        let first = world.post_with(&key, path, &headers, body.as_bytes()).await;
        assert_eq!(
            (first.status.as_u16(), first.header("idempotent-replayed")),
            (status, None),
            "{path} {first:?}"
        );
        let before = world.engine.committed();
        let again = world.post_with(&key, path, &headers, body.as_bytes()).await;
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{path}");
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{path}");
        assert_eq!(again.header("location"), first.header("location"), "{path}");
        assert_eq!(world.engine.committed(), before, "{path}: nothing was written");
    }
    let reused = world
        .post_with(&key, "/api/v1/payments", &once, declined.as_bytes())
        .await;
    assert_eq!(reused.problem(), (422, "idempotency_key_reused"));

    let other = world.full_key("other").await;
    let theirs = world
        .post_with(&other, "/api/v1/payments", &once, declined.as_bytes())
        .await;
    assert_eq!(
        (theirs.status.as_u16(), theirs.header("idempotent-replayed")),
        (201, None),
        "keys are a tenant's own"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_answer_stays_though_the_payment_went_on() {
    let world = World::idle(Limits::default()).await;
    let key = world.full_key("shop").await;
    let headers = [("idempotency-key", "order-1"), ("prefer", "respond-async")];
    let body = order(1_000, "tok_approved").to_string();
    let first = world
        .post_with(&key, "/api/v1/payments", &headers, body.as_bytes())
        .await;
    assert_eq!(first.status, 202);
    world.let_gateways_work();
    let path = format!("/api/v1/payments/{}", first.text("id"));
    let is_completed = async {
        while world.get(&key, &path).await.text("status") != "COMPLETED" {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(super::world::PATIENCE, is_completed)
        .await
        .unwrap();
    let again = world
        .post_with(&key, "/api/v1/payments", &headers[..1], body.as_bytes())
        .await;
    assert_eq!((again.status.as_u16(), &again.body), (202, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_in_flight_is_not_used_twice() {
    let world = World::idle(Limits::default()).await;
    let key = world.full_key("shop").await;
    let headers = [("idempotency-key", "order-1")];
    let body = order(1_000, "tok_approved").to_string();
    let create = || world.post_with(&key, "/api/v1/payments", &headers, body.as_bytes());
    let meanwhile = async {
        until(|| world.engine.stats().parked == 1).await;
        let second = create().await;
        world.let_gateways_work();
        second
    };
    let (first, second) = tokio::join!(create(), meanwhile);
    assert_eq!(second.problem(), (409, "idempotency_key_in_flight"));
    assert!(second.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!((first.status.as_u16(), first.text("status")), (201, "COMPLETED"));
    let third = create().await;
    assert_eq!((third.status, &third.body), (first.status, &first.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_request_does_not_use_its_key_up() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let headers = [("idempotency-key", "order-1")];
    let wrong = order(0, "tok_approved").to_string();
    let right = order(1_000, "tok_approved").to_string();
    let refused = world
        .post_with(&key, "/api/v1/payments", &headers, wrong.as_bytes())
        .await;
    assert_eq!(refused.problem(), (422, "amount_not_positive"));
    let accepted = world
        .post_with(&key, "/api/v1/payments", &headers, right.as_bytes())
        .await;
    assert_eq!(
        (accepted.status.as_u16(), accepted.header("idempotent-replayed")),
        (201, None)
    );
}
