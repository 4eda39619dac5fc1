//! Webhook endpoints over HTTP.

use axum::http::Method;
use bezant_kernel::{MessageId, Timestamp, WebhookEndpointId};
use serde_json::{Value, json};

use super::world::{Answer, Call, World, order};
use crate::DeliveryRecord;

pub(super) async fn change(world: &World, key: &str, method: Method, path: &str, body: Value) -> Answer {
    let bearer = format!("Bearer {key}");
    let body = match body {
        Value::Null => Vec::new(),
        body => body.to_string().into_bytes(),
    };
    let headers = vec![("authorization", &*bearer)];
    world
        .send(Call {
            method,
            path,
            headers,
            body,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_lives_and_its_secret_is_shown_once() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let body = json!({ "url": "https://shop.example/hooks", "events": ["refund.*", "payment.*"], "description": "main" });
    let made = world.post(&key, "/api/v1/webhook-endpoints", body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let secret = made.text("secret").to_owned();
    assert!(secret.starts_with("whsec_"));
    assert_eq!(made.body["events"], json!(["payment.*", "refund.*"]));
    let path = format!("/api/v1/webhook-endpoints/{}", made.text("id"));
    let read = world.get(&key, &path).await;
    assert_eq!(read.body.get("secret"), None);
    assert_eq!(
        world.get(&key, "/api/v1/webhook-endpoints").await.body["data"],
        json!([read.body])
    );

    let rotated = world
        .post_with(&key, &format!("{path}/rotate-secret"), &[], b"")
        .await;
    assert!(rotated.text("secret").starts_with("whsec_") && rotated.text("secret") != secret);
    let signed = world
        .post(
            &key,
            &format!("{path}/rotate-secret"),
            json!({ "signing": "ed25519" }),
        )
        .await;
    assert!(
        signed.text("public_key").starts_with("whpk_") && signed.body.get("secret").is_none(),
        "{signed:?}"
    );

    let disable = json!({ "enabled": false });
    for _ in 0..2 {
        let disabled = change(&world, &key, Method::PATCH, &path, disable.clone()).await;
        assert_eq!(
            (disabled.status.as_u16(), disabled.text("disabled_reason")),
            (200, "operator"),
            "again changes nothing"
        );
    }
    let gone = change(&world, &key, Method::DELETE, &path, Value::Null).await;
    assert_eq!((gone.status.as_u16(), &gone.body["deleted"]), (200, &json!(true)));
    assert_eq!(
        world.get(&key, &path).await.problem(),
        (404, "webhook_endpoint_unknown")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_endpoints_are_refused() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let cases = [
        (
            json!({ "url": "http://shop.example/", "events": ["*"] }),
            "webhook_url_invalid",
            "url",
            "webhook_url_invalid",
        ),
        (
            json!({ "url": "https://a.example/", "events": [] }),
            "webhook_filters_missing",
            "events",
            "webhook_filters_missing",
        ),
        (
            json!({ "url": "https://a.example/", "events": ["*", "No"] }),
            "webhook_filter_invalid",
            "events[1]",
            "webhook_filter_invalid",
        ),
        (
            json!({ "url": "https://a.example/" }),
            "request_invalid",
            "events",
            "field_missing",
        ),
        (
            json!({ "url": "https://a.example/", "events": ["*"], "secret": "x" }),
            "request_invalid",
            "secret",
            "field_unknown",
        ),
    ];
    for (body, code, path, mistake) in cases {
        let answer = world.post(&key, "/api/v1/webhook-endpoints", body).await;
        assert_eq!(
            (answer.problem(), answer.mistakes()),
            ((422, code), vec![(path, mistake)])
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_listed_in_pages_and_sent_again() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let body = json!({ "url": "https://shop.example/", "events": ["*"] });
    let made = world.post(&key, "/api/v1/webhook-endpoints", body).await;
    let path = format!("/api/v1/webhook-endpoints/{}/deliveries", made.text("id"));
    let message = |number: u128| DeliveryRecord {
        id: MessageId::from_u128(number),
        event: "payment.created".to_owned(),
        endpoint: made.text("id").parse().unwrap(),
        payment: None,
        state: "failed",
        attempts: 3,
        next_attempt_at: None,
        last_status: Some(500),
        last_error: Some("the receiver answered 500".to_owned()),
        created_at: Timestamp::from_microseconds(1),
        updated_at: Timestamp::from_microseconds(2),
    };
    *world.shelf.records.lock().unwrap() = [3, 2, 1].map(message).to_vec();
    let first = world.get(&key, &format!("{path}?limit=2")).await;
    assert_eq!(first.body["data"].as_array().unwrap().len(), 2);
    assert_eq!(first.body["data"][0]["last_status"], 500);
    let second = world
        .get(
            &key,
            &format!("{path}?limit=2&cursor={}", first.text("next_cursor")),
        )
        .await;
    assert_eq!(
        (
            second.body["data"].as_array().unwrap().len(),
            &second.body["next_cursor"]
        ),
        (1, &json!(null))
    );

    let replayed = world
        .post_with(
            &key,
            &format!("{path}/{}/replay", MessageId::from_u128(2)),
            &[],
            b"",
        )
        .await;
    assert_eq!(
        (replayed.status.as_u16(), replayed.text("state")),
        (202, "pending")
    );
    assert_eq!(*world.shelf.replayed.lock().unwrap(), [MessageId::from_u128(2)]);
    let unknown = world
        .post_with(
            &key,
            &format!("{path}/{}/replay", MessageId::from_u128(9)),
            &[],
            b"",
        )
        .await;
    assert_eq!(unknown.problem(), (404, "webhook_message_unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_messages_about_a_payment_come_in_pages() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let paid = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    let message = |number: u128, endpoint: u128| DeliveryRecord {
        id: MessageId::from_u128(number),
        event: "payment.created".to_owned(),
        endpoint: WebhookEndpointId::from_u128(endpoint),
        payment: Some(paid.text("id").parse().unwrap()),
        state: "delivered",
        attempts: 1,
        next_attempt_at: None,
        last_status: Some(204),
        last_error: None,
        created_at: Timestamp::from_microseconds(1),
        updated_at: Timestamp::from_microseconds(2),
    };
    let records = [3, 2, 1]
        .into_iter()
        .flat_map(|number| [message(number, 1), message(number, 2)]);
    *world.shelf.records.lock().unwrap() = records.collect();
    let path = format!("/api/v1/payments/{}/webhook-deliveries", paid.text("id"));
    let ids = |answer: &Answer| {
        let rows = answer.body["data"].as_array().unwrap().iter();
        rows.map(|row| (row["id"].clone(), row["endpoint"].clone()))
            .collect::<Vec<_>>()
    };
    let pair = |number: u128, endpoint: u128| {
        let (id, endpoint) = (
            MessageId::from_u128(number),
            WebhookEndpointId::from_u128(endpoint),
        );
        (json!(id.to_string()), json!(endpoint.to_string()))
    };
    let first = world.get(&key, &format!("{path}?limit=3")).await;
    assert_eq!(ids(&first), [pair(3, 1), pair(3, 2), pair(2, 1)]);
    let cursor = first.text("next_cursor");
    let second = world.get(&key, &format!("{path}?limit=3&cursor={cursor}")).await;
    assert_eq!(ids(&second), [pair(2, 2), pair(1, 1), pair(1, 2)]);
    assert_eq!(second.body["next_cursor"], json!(null));

    for wrong in ["2", "2.3", &MessageId::from_u128(2).to_string()] {
        let refused = world.get(&key, &format!("{path}?cursor={wrong}")).await;
        assert_eq!(refused.problem(), (422, "cursor_invalid"), "{wrong}");
    }
    let other = world.full_key("other").await;
    assert_eq!(
        world.get(&other, &path).await.problem(),
        (404, "payment_not_found")
    );
}
