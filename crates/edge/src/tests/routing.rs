//! How payments are routed: who may say it, what is wrong with what they say, and what a repetition gets.

use axum::http::Method;
use serde_json::json;

use super::world::{Call, World, order};
use crate::routes::api;

const ALL: [&str; 3] = ["read", "write", "operate"];

#[tokio::test(flavor = "multi_thread")]
async fn only_operators_see_and_set_how_payments_are_routed() {
    let world = World::new().await;
    let key = format!("Bearer {}", world.full_key("shop").await);
    let mut refused = 0;
    for (path, ..) in api() {
        let path = path.replace("{version}", "1").replace("{name}", "x");
        if !path.starts_with("/api/v1/routing") {
            continue;
        }
        for method in [Method::GET, Method::POST] {
            let call = Call {
                method: method.clone(),
                path: &path,
                headers: vec![("authorization", &key), ("content-type", "application/json")],
                body: b"{}".to_vec(),
            };
            let answer = world.send(call).await;
            if answer.status != 405 {
                assert_eq!(answer.problem(), (403, "permission_missing"), "{method} {path}");
                refused += 1;
            }
        }
    }
    assert!(refused >= 14, "{refused} operations");

    let shop = world.full_key("shop").await;
    let paid = world
        .post(&shop, "/api/v1/payments", order(100, "tok_approved"))
        .await;
    let path = format!("/api/v1/payments/{}/routing", paid.text("id"));
    let why = world.get(&shop, &path).await;
    assert_eq!((why.status.as_u16(), why.text("currency")), (200, "EUR"));
    let chosen = &why.body["attempts"][0]["decision"]["candidates"][0];
    assert_eq!(
        (&chosen["gateway"], &chosen["verdict"]),
        (&paid.body["gateway"], &json!("chosen"))
    );
    let other = world.key("other", &ALL).await;
    assert_eq!(
        world.get(&other, &path).await.problem(),
        (404, "payment_not_found")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_name_their_field_and_change_nothing() {
    let world = World::new().await;
    let key = world.key("shop", &ALL).await;
    let before = world.engine.committed();
    let cases = [
        (
            "strategy",
            json!({ "order": "split", "split": { "nowhere": 1 } }),
            "split.nowhere",
        ),
        (
            "strategy",
            json!({ "weights": { "success": 0, "cost": 0, "latency": 0 } }),
            "weights",
        ),
        ("strategy", json!({ "half_life_seconds": 1 }), "half_life_seconds"),
        (
            "strategy",
            json!({ "order": "priority", "split": { "north": 1 } }),
            "split",
        ),
        ("resilience", json!({ "window_calls": 0 }), "window_calls"),
        (
            "resilience",
            json!({ "prediction": { "colour": 1 } }),
            "prediction.colour",
        ),
        (
            "fees",
            json!({ "schedule": [{ "gateway": "nowhere" }] }),
            "schedule[0].gateway",
        ),
        ("rules", json!({ "source": "rule" }), "source"),
        (
            "experiments",
            json!({ "name": "x", "share_basis_points": 0, "sample": 100, "rules": 1 }),
            "share_basis_points",
        ),
        (
            "experiments",
            json!({ "name": "x", "share_basis_points": 9, "sample": 100, "rules": 1 }),
            "rules",
        ),
        (
            "experiments",
            json!({ "name": "X", "share_basis_points": 9, "sample": 100, "rules": 1 }),
            "name",
        ),
    ];
    for (what, body, field) in cases {
        let answer = world
            .post(&key, &format!("/api/v1/routing/{what}"), body.clone())
            .await;
        assert_eq!(answer.status, 422, "{body}: {answer:?}");
        assert_eq!(answer.mistakes()[0].0, field, "{body}: {answer:?}");
        assert_eq!(world.engine.committed(), before, "{body}: nothing was written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repetition_proposes_nothing_new() {
    let world = World::new().await;
    let key = world.key("shop", &ALL).await;
    let longest = format!("{}\nrule \"all\" then prefer south", "//\t\n".repeat(16_000));
    let body = json!({ "source": longest }).to_string();
    assert!(body.len() > 64 * 1024, "longer than the body of a payment may be");
    let once = [("idempotency-key", "1")];
    let propose = async || {
        world
            .post_with(&key, "/api/v1/routing/rules", &once, body.as_bytes())
            .await
    };
    let (first, again) = (propose().await, propose().await);
    assert_eq!(
        (first.status.as_u16(), first.body["version"].as_u64()),
        (201, Some(1))
    );
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    for what in ["approve", "activate"] {
        let path = format!("/api/v1/routing/rules/1/{what}");
        assert_eq!(world.post(&key, &path, json!({})).await.status, 200, "{what}");
    }
    let paid = world
        .post(&key, "/api/v1/payments", order(100, "tok_approved"))
        .await;
    assert_eq!(paid.text("gateway"), "south");
    let why = world
        .get(&key, &format!("/api/v1/payments/{}/routing", paid.text("id")))
        .await;
    assert_eq!(why.body["attempts"][0]["decision"]["rules_version"], 1);
}
