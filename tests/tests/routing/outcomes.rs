//! What declines lead to, and what was as a history to simulate on.

use bezant_tests::node::{json, string, text};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

use crate::desk::{Desk, RULES, payment};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn declines_lead_elsewhere_or_to_a_better_moment_and_exports_are_replayed() {
    let mut desk = Desk::new().await;
    let api = desk.api();
    let french = json!({ "card": { "scheme": "visa", "issuer_country": "FR", "bin": "40000250" }, "metadata": { "a": "b" } });
    let saved = api.pay(&payment(4_990, "tok_visa_fr", &french)).await;
    assert_eq!(
        (string(&saved, "status"), string(&saved, "gateway")),
        ("COMPLETED", "south")
    );
    let shown = desk.ok(&desk.shop, &["payments", "explain", string(&saved, "id")]);
    for part in [
        "attempt 1: north, declined (generic_decline)",
        "attempt 2: south, approved",
        "north: it was tried already",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }

    let merchant = json!({ "initiator": "merchant", "retries": { "count": 3, "within_days": 14 } });
    let waiting = api
        .post(
            "/api/v1/payments",
            &payment(700, "tok_insufficient_funds", &merchant),
        )
        .await;
    let waiting = match waiting.status {
        201 | 202 => waiting.body,
        _ => panic!("{waiting:?}"),
    };
    let id = string(&waiting, "id").to_owned();
    let waiting = eventually("a better moment is waited for", async || {
        let now = api.payment(&id).await;
        now["next_try_at"].is_string().then_some(now)
    })
    .await;
    assert_eq!(string(&waiting, "status"), "PROCESSING", "{waiting}");
    desk.node.kill_9();
    desk.node.restart().await;
    assert_eq!(api.payment(&id).await, waiting, "the moment outlasts kill -9");
    let cancelled = api.act(&id, "cancel", &json!({})).await.expect(200);
    assert_eq!(
        (&cancelled["next_try_at"], string(&cancelled, "status")),
        (&Value::Null, "FAILED")
    );
    assert_eq!(string(&cancelled["failure"], "code"), "insufficient_funds");

    for amount in 1..=8 {
        desk.pay(amount * 1_000, &json!({ "customer": "anna", "country": "DE" }))
            .await;
    }
    let waits = api
        .post(
            "/api/v1/payments",
            &payment(700, "tok_insufficient_funds", &merchant),
        )
        .await;
    assert!(waits.status < 300, "{waits:?}");
    let lines = eventually("the list has all payments", async || {
        let lines = desk.ok(&desk.shop, &["payments", "export"]);
        (lines.lines().count() == 11).then_some(lines)
    })
    .await;
    assert!(
        !lines.contains("tok_") && lines.contains("\"scheme\":\"visa\""),
        "{lines}"
    );
    let last = desk.ok(
        &desk.shop,
        &["payments", "export", "--to", "2020-01-01T00:00:00Z"],
    );
    assert_eq!(last, "");
    desk.write("past.jsonl", &lines);
    desk.write("rules", RULES);
    let mut simulate = desk.node.command(&[
        "routing",
        "simulate",
        "--payments",
        "past.jsonl",
        "--rules",
        "rules",
    ]);
    let simulated = simulate
        .arg("--json")
        .current_dir(desk.folder.path())
        .output()
        .unwrap();
    assert!(simulated.status.success(), "{simulated:?}");
    assert!(json(&text(&simulated.stdout))["payments"].as_u64().unwrap() >= 10);
    desk.node.terminate().await;
}
