//! Analytics over HTTP: numbers, mistakes, tenants.

use super::world::{World, order};

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_summed_up_for_their_tenant_and_nobody_else() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let other = world.full_key("other").await;
    for token in ["tok_approved", "tok_approved", "tok_insufficient_funds"] {
        let made = world.post(&key, "/api/v1/payments", order(1_099, token)).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
    world.views_caught_up().await;
    let path = "/api/v1/analytics/payments?group_by=currency,amount_band&interval=hour";
    let answer = world.get(&key, path).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.body["data"].as_array().unwrap();
    let row = &rows[0];
    assert_eq!(row["group"]["currency"], "EUR");
    assert_eq!(row["group"]["amount_band"], "to_50");
    let total =
        |field: &str, part: &str| -> i64 { rows.iter().map(|row| row[part][field].as_i64().unwrap()).sum() };
    assert_eq!(
        (total("decided", "payments"), total("approved_first", "payments")),
        (3, 2)
    );
    assert_eq!(row["attempts"]["declines"]["insufficient_funds"], 1);
    assert_eq!(row["amounts"]["approved"], 2_198);
    let rate = &row["payments"]["approval_rate"];
    assert_eq!(rate["basis_points"], 6_666);
    assert!(rate["low"].as_i64() < Some(6_666) && rate["high"].as_i64() > Some(6_666));
    assert!(row["latency"]["p99_ms"].is_u64());
    assert_eq!(answer.body["position"], world.views.position());
    assert_eq!(answer.body["stale_by_ms"], 0);
    let nothing = world.get(&other, path).await;
    assert_eq!(nothing.body["data"].as_array().unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_name_their_parameter() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    for (query, parameter) in [
        ("interval=week", "interval"),
        ("from=yesterday", "from"),
        ("to=2026", "to"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
        ("interval=minute&from=2020-01-01T00:00:00Z", "from"),
        ("from=2001-01-01T00:00:00Z", "from"),
        ("group_by=colour", "group_by"),
        ("group_by=method,method", "group_by"),
        ("group_by=gateway,method,currency,scheme", "group_by"),
        ("gateway=A%20b", "gateway"),
        ("method=shells", "method"),
        ("currency=EURO", "currency"),
        ("issuer_country=Germany", "issuer_country"),
        ("scheme=vista", "scheme"),
        ("amount_band=much", "amount_band"),
        ("initiator=nobody", "initiator"),
    ] {
        let refused = world
            .get(&key, &format!("/api/v1/analytics/payments?{query}"))
            .await;
        assert_eq!(refused.problem(), (422, "request_invalid"), "{query}");
        assert_eq!(refused.mistakes(), [(parameter, "parameter_invalid")], "{query}");
    }
    let without = world.get("", "/api/v1/analytics/payments").await;
    assert_eq!(without.problem(), (401, "credentials_malformed"));
}
