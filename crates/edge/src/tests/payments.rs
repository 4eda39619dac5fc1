//! Payments from their creation to their last refund.

use bezant_core::Command;
use bezant_identity::Action;
use bezant_identity::tenancy::{self, TenantChange, TenantLimits};
use bezant_kernel::{Currency, MethodKind, Money, PaymentId, PrincipalId};
use bezant_payments::{Action as PaymentAction, Create};
use serde_json::{Value, json};

use super::scim::submit;
use super::world::{World, order};

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_is_created_completed_read_and_refunded() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut body = order(4_990, "tok_approved");
    body["reference"] = json!("order-1");
    body["metadata"] = json!({ "b": "2", "a": "1" });
    body["country"] = json!("DE");
    let created = world.post(&key, "/api/v1/payments", body).await;
    assert_eq!(created.status, 201, "{created:?}");
    let id = created.text("id").to_owned();
    assert_eq!(created.text("status"), "COMPLETED");
    assert_eq!(created.body["amount_captured"], 4_990);
    assert_eq!(created.body["metadata"], json!({ "a": "1", "b": "2" }));
    assert_eq!(created.body["attempts"][0]["outcome"], "approved");
    assert_eq!(created.body["operation_in_progress"], json!(null));
    let path = format!("/api/v1/payments/{id}");
    assert_eq!(created.header("location"), Some(&*path));
    let version = format!("\"{}\"", created.body["version"]);
    assert_eq!(created.header("etag"), Some(&*version));

    let read = world.get(&key, &path).await;
    assert_eq!((read.status.as_u16(), &read.body), (200, &created.body));

    let part = json!({ "amount": 2_000, "reason": "too large" });
    let refund = world.post(&key, &format!("{path}/refunds"), part).await;
    assert_eq!(
        (refund.status.as_u16(), refund.text("status")),
        (201, "REFUNDED"),
        "{refund:?}"
    );
    assert_eq!(refund.body["amount"], 2_000);
    let refund_path = format!("{path}/refunds/{}", refund.text("id"));
    assert_eq!(refund.header("location"), Some(&*refund_path));
    assert_eq!(world.get(&key, &refund_path).await.body, refund.body);
    let list = world.get(&key, &format!("{path}/refunds")).await;
    assert_eq!(list.body["data"], json!([refund.body]));

    let returned = world
        .post(
            &key,
            &format!("{refund_path}/return"),
            json!({ "reason": "closed" }),
        )
        .await;
    assert_eq!(
        (returned.status.as_u16(), returned.text("status")),
        (200, "FAILED"),
        "{returned:?}"
    );
    let rest = world.post_with(&key, &format!("{path}/refunds"), &[], b"").await;
    assert_eq!(rest.body["amount"], 4_990, "a body may be left out: {rest:?}");
    assert_eq!(world.get(&key, &path).await.text("status"), "REFUNDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decline_is_an_answer_and_a_failed_payment_can_be_retried() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let declined = world
        .post(&key, "/api/v1/payments", order(100, "tok_insufficient_funds"))
        .await;
    assert_eq!(
        (declined.status.as_u16(), declined.text("status")),
        (201, "FAILED")
    );
    assert_eq!(declined.body["failure"]["code"], "insufficient_funds");
    let path = format!("/api/v1/payments/{}", declined.text("id"));
    let retried = world.post_with(&key, &format!("{path}/retry"), &[], b"").await;
    assert_eq!((retried.status.as_u16(), retried.text("status")), (200, "FAILED"));
    assert_eq!(retried.body["attempts"][1]["round"], 1);

    let captured = world.post(&key, &format!("{path}/capture"), json!({})).await;
    assert_eq!(captured.problem(), (409, "payment_status_conflict"));
    assert_eq!(captured.body["current_status"], "FAILED");
}

#[tokio::test(flavor = "multi_thread")]
async fn reserved_money_is_captured_in_part_or_released() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut body = order(1_000, "tok_approved");
    body["capture_method"] = json!("manual");
    body["confirm"] = json!(false);
    let created = world.post(&key, "/api/v1/payments", body.clone()).await;
    assert_eq!(
        (created.status.as_u16(), created.text("status")),
        (201, "INITIATED")
    );
    let path = format!("/api/v1/payments/{}", created.text("id"));
    let held = world.post_with(&key, &format!("{path}/confirm"), &[], b"").await;
    assert_eq!(held.text("status"), "AUTHORIZED");
    assert!(held.body["expires_at"].is_string());

    let stale = [("if-match", "\"1\"")];
    let capture = format!("{path}/capture");
    let refused = world
        .post_with(&key, &capture, &stale, br#"{"amount":400}"#)
        .await;
    assert_eq!(refused.problem(), (412, "version_mismatch"));
    assert_eq!(refused.body["current_version"], held.body["version"]);
    let foreign = world
        .post(&key, &capture, json!({ "amount": 400, "currency": "USD" }))
        .await;
    assert_eq!(foreign.problem(), (422, "payment_currency_mismatch"));
    let current = [("if-match", held.header("etag").unwrap())];
    let captured = world
        .post_with(&key, &capture, &current, br#"{"amount":400}"#)
        .await;
    assert_eq!(
        (captured.text("status"), &captured.body["amount_captured"]),
        ("COMPLETED", &json!(400))
    );

    body["confirm"] = json!(true);
    let second = world.post(&key, "/api/v1/payments", body).await;
    let cancel = format!("/api/v1/payments/{}/cancel", second.text("id"));
    let cancelled = world
        .post(&key, &cancel, json!({ "reason": "changed mind" }))
        .await;
    assert_eq!(
        (cancelled.status.as_u16(), cancelled.text("status")),
        (200, "CANCELLED")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_wait_is_answered_at_once() {
    let world = World::idle(crate::Limits::default()).await;
    let key = world.full_key("shop").await;
    let body = order(1_000, "tok_approved").to_string();
    let prefer = [("prefer", "respond-async")];
    let created = world
        .post_with(&key, "/api/v1/payments", &prefer, body.as_bytes())
        .await;
    assert_eq!(
        (created.status.as_u16(), created.text("status")),
        (202, "PROCESSING")
    );
    assert_eq!(created.body["operation_in_progress"]["phase"], "calling");
    let path = format!("/api/v1/payments/{}", created.text("id"));
    let busy = world.post(&key, &format!("{path}/cancel"), json!({})).await;
    assert_eq!(busy.status, 409, "{busy:?}");
    let brief = [("prefer", "wait=1")];
    let waited = world
        .post_with(&key, "/api/v1/payments", &brief, body.as_bytes())
        .await;
    assert_eq!(
        (waited.status.as_u16(), waited.text("status")),
        (202, "PROCESSING")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_histories_and_gateways_follow() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut ids = Vec::new();
    for (number, token) in ["tok_approved", "tok_declined", "tok_approved"]
        .into_iter()
        .enumerate()
    {
        let mut body = order(100, token);
        body["reference"] = json!(format!("order-{number}"));
        let created = world.post(&key, "/api/v1/payments", body).await;
        ids.push(created.text("id").to_owned());
    }
    world.views_caught_up().await;
    let listed = |query: &'static str| {
        let (world, key) = (&world, &key);
        async move {
            let page = world.get(key, &format!("/api/v1/payments{query}")).await;
            assert_eq!(page.status, 200, "{page:?}");
            page
        }
    };
    let found = |page: &super::world::Answer| -> Vec<String> {
        let rows = page.body["data"].as_array().unwrap();
        rows.iter()
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let newest_first: Vec<_> = ids.iter().rev().cloned().collect();
    assert_eq!(found(&listed("").await), newest_first);
    assert_eq!(found(&listed("?status=FAILED").await), [ids[1].clone()]);
    assert_eq!(found(&listed("?reference=order-2").await), [ids[2].clone()]);
    let first = listed("?limit=2").await;
    assert_eq!(found(&first), newest_first[..2]);
    let next = format!("/api/v1/payments?limit=2&cursor={}", first.text("next_cursor"));
    let second = world.get(&key, &next).await;
    assert_eq!(found(&second), newest_first[2..]);
    assert_eq!(second.body["next_cursor"], json!(null));

    let history = world
        .get(&key, &format!("/api/v1/payments/{}/events", ids[1]))
        .await;
    let rows = history.body["data"].as_array().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert!(
        names.contains(&"payment.created") && names.contains(&"payment.failed"),
        "{names:?}"
    );
    assert!(rows.iter().all(|row| row["payment"] == ids[1].as_str()));

    let gateways = world.get(&key, "/api/v1/gateways").await;
    assert_eq!(gateways.body["data"][0]["name"], "north");
    assert_eq!(gateways.body["data"][0]["health"][0]["operation"], "authorize");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_can_be_narrowed_to_who_created_a_payment() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let by_key = world
        .post(&key, "/api/v1/payments", order(100, "tok_approved"))
        .await;
    assert_eq!(by_key.body["created_by"], Value::Null);
    let (ada, bob) = (PrincipalId::from_u128(1), PrincipalId::from_u128(2));
    for (number, creator) in [(10, ada), (11, bob), (12, ada)] {
        let create = Create {
            created_by: Some(creator),
            ..Create::new(Money::new(200, Currency::EUR), MethodKind::Card, "tok_approved")
        };
        let command = bezant_payments::Command {
            payment: PaymentId::from_u128(number),
            expected_version: None,
            action: PaymentAction::Create(Box::new(create)),
        };
        world.submit("shop", Command::Payment(command)).await;
    }
    world.views_caught_up().await;
    let list = async |query: &str| world.get(&key, &format!("/api/v1/payments?{query}")).await;
    let listed = list(&format!("created_by={ada}")).await;
    let rows = listed.body["data"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    let expected = [12, 10].map(|number| PaymentId::from_u128(number).to_string());
    assert_eq!(ids, expected, "the newest first");
    assert!(rows.iter().all(|row| row["created_by"] == ada.to_string()));
    assert_eq!(list("").await.body["data"].as_array().unwrap().len(), 4);
    let read = world
        .get(&key, &format!("/api/v1/payments/{}", expected[0]))
        .await;
    assert_eq!(read.text("created_by"), ada.to_string());
    for wrong in [
        "created_by=ada".to_owned(),
        format!("needs_attention=true&created_by={ada}"),
    ] {
        assert_eq!(list(&wrong).await.status, 422, "{wrong}");
    }
}

async fn limit(world: &World, tenant: &str, limits: TenantLimits) {
    let change = tenancy::Command::ChangeTenant {
        expected_version: None,
        change: Box::new(TenantChange {
            limits: Some(limits),
            ..TenantChange::default()
        }),
    };
    submit(world, tenant, Action::Tenancy(change)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_makes_as_many_requests_a_second_as_its_limits_say() {
    let world = World::idle(Default::default()).await;
    let (key, other) = (world.full_key("shop").await, world.full_key("other").await);
    let limits = TenantLimits {
        requests_per_second: Some(1),
        ..TenantLimits::default()
    };
    limit(&world, "shop", limits).await;
    let path = "/api/v1/payments";
    let mut refused = None;
    for _ in 0..1_000 {
        let answer = world.get(&key, path).await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a thousand are more than one a second");
    assert_eq!(refused.problem(), (429, "requests_per_second_reached"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(
        world.get(&other, path).await.status,
        200,
        "the limit is one tenant's"
    );
    world.clock.go_ahead(1_000);
    assert_eq!(world.get(&key, path).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_makes_as_many_payments_a_day_as_its_limits_say() {
    let world = World::idle(Default::default()).await;
    let key = world.full_key("shop").await;
    let limits = TenantLimits {
        payments_per_day: Some(1),
        ..TenantLimits::default()
    };
    limit(&world, "shop", limits).await;
    let headers = [("idempotency-key", "a"), ("prefer", "respond-async")];
    let body = order(1_000, "tok_approved").to_string();
    let pay = async || {
        world
            .post_with(&key, "/api/v1/payments", &headers, body.as_bytes())
            .await
    };
    let (first, again) = (pay().await, pay().await);
    assert_eq!(
        (first.status.as_u16(), again.status.as_u16()),
        (202, 202),
        "{first:?}"
    );
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let second = world
        .post(&key, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    assert_eq!(second.problem(), (429, "payments_per_day_reached"));
    let seconds: u64 = second.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=24 * 3_600 + 1).contains(&seconds), "{seconds}");

    let other = world.full_key("other").await;
    let answer = world
        .post_with(&other, "/api/v1/payments", &headers, body.as_bytes())
        .await;
    assert_eq!(answer.status, 202, "the limit is one tenant's: {answer:?}");
}
