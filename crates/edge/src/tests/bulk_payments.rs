//! Payments in bulk: an answer for each.

use axum::http::Method;
use serde_json::{Value, json};

use super::conditional::ask;
use super::world::{World, order};

#[tokio::test(flavor = "multi_thread")]
async fn each_payment_has_its_own_answer_and_its_own_key() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let send = async |body: &Value, headers: &[(&str, &str)]| {
        let path = (Method::POST, "/api/v1/payments/bulk");
        ask(&world, &key, path, headers, body).await
    };
    let mut odd = order(100, "tok_approved");
    odd["amount"] = json!("much");
    let body = json!({ "payments": [
        { "idempotency_key": "first", "payment": order(4_990, "tok_approved") },
        { "payment": order(100, "tok_insufficient_funds") },
        { "payment": odd },
        { "payment": order(200, "tok_approved") },
    ] });
    let done = send(&body, &[("idempotency-key", "whole")]).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert_eq!(
        (&done.body["created"], &done.body["refused"]),
        (&json!(3), &json!(1))
    );
    let rows = done.body["data"].as_array().unwrap();
    let statuses: Vec<_> = rows.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 422, 201]);
    let shown: Vec<_> = rows.iter().map(|row| row["payment"]["status"].as_str()).collect();
    assert_eq!(
        shown,
        [Some("COMPLETED"), Some("FAILED"), None, Some("COMPLETED")]
    );
    assert_eq!(rows[2]["problem"]["errors"][0]["path"], "amount");
    let correlation = done.header("x-request-id").unwrap();
    assert_eq!(rows[2]["problem"]["correlation_id"], correlation);

    // The whole again is all of it again, and one under its key is that one, however it is sent.
    let again = send(&body, &[("idempotency-key", "whole")]).await;
    for (row, before) in again.body["data"].as_array().unwrap().iter().zip(rows) {
        assert_eq!(row["payment"], before["payment"]);
        assert_eq!(row["replayed"], before["problem"].is_null());
    }
    let path = (Method::POST, "/api/v1/payments");
    let first = order(4_990, "tok_approved");
    let alone = ask(&world, &key, path, &[("idempotency-key", "first")], &first).await;
    assert_eq!(alone.header("idempotent-replayed"), Some("true"), "{alone:?}");
    assert_eq!(alone.body, rows[0]["payment"]);

    let many: Vec<Value> = (0..101).map(|_| json!({ "payment": first })).collect();
    let in_key = json!({ "payments": [{ "payment": first, "idempotency_key": "a b" }] });
    for (wrong, mistake) in [
        (json!({}), ("payments", "field_missing")),
        (json!({ "payments": [] }), ("payments", "field_invalid")),
        (json!({ "payments": many }), ("payments", "field_invalid")),
        (json!({ "payments": [3] }), ("payments[0]", "field_invalid")),
        (
            json!({ "payments": [{}] }),
            ("payments[0].payment", "field_missing"),
        ),
        (
            json!({ "payments": [{ "payment": first, "x": 1 }] }),
            ("payments[0].x", "field_unknown"),
        ),
        (in_key, ("payments[0].idempotency_key", "field_invalid")),
    ] {
        let refused = send(&wrong, &[]).await;
        assert_eq!(refused.mistakes(), [mistake], "{wrong}");
    }
}
