//! Analytics and hard times on the real binary: what failover adds, the command line, read-only mode.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::{NodeUnderTest, json, string};
use bezant_tests::wait::eventually;
use serde_json::{Value, json as object};

const SETTINGS: &str = "[degradation]\nviews_lag_ms = 60000\n[payments]\noperation_retries = 0\n\
    [[gateways]]\nname = \"north\"\nconnector = \"sandbox\"\npriority = 0\n[gateways.sandbox]\noutage = true\n\
    [[gateways]]\nname = \"south\"\nconnector = \"sandbox\"\npriority = 1\nfee_basis_points = 150\n";

fn order(token: &str) -> Value {
    object!({
        "amount": 10_000, "currency": "EUR",
        "payment_method": { "type": "card", "token": token },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failover_from_a_gateway_that_is_down_is_an_uplift() {
    let node = NodeUnderTest::start(SETTINGS).await;
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let mut failed_over = 0;
    for _ in 0..8 {
        let made = api.pay(&order("tok_approved")).await;
        assert_eq!(
            (string(&made, "status"), string(&made, "gateway")),
            ("COMPLETED", "south")
        );
        let attempts = made["attempts"].as_array().unwrap();
        failed_over += u64::from(attempts.len() > 1);
    }
    assert!(failed_over > 0, "some were sent to the gateway that is down");
    let declined = api.pay(&order("tok_insufficient_funds")).await;
    assert_eq!(string(&declined, "status"), "FAILED");

    let path = "/api/v1/analytics/payments?group_by=currency";
    let row = eventually("all payments are counted", async || {
        let answer = api.get(path).await.expect(200);
        let row = answer["data"].get(0)?.clone();
        (row["payments"]["decided"] == 9).then_some(row)
    })
    .await;
    assert_eq!(row["payments"]["approved"], 8);
    assert_eq!(row["payments"]["approved_after_failover"], failed_over);
    assert_eq!(row["uplift"]["failover"], failed_over * 10_000 / 9);
    assert_eq!(row["uplift"]["basis_points"], row["uplift"]["failover"]);
    assert_eq!(row["attempts"]["declines"], object!({ "insufficient_funds": 1 }));
    assert_eq!(row["amounts"]["completed"], 80_000);
    assert_eq!(row["amounts"]["cost_basis_points"], 150);
    let north = api
        .get("/api/v1/analytics/payments?group_by=gateway&gateway=north")
        .await
        .expect(200);
    assert_eq!(north["data"][0]["attempts"]["approved"], 0);
    assert_eq!(north["data"][0]["attempts"]["approval_rate"]["basis_points"], 0);

    let arguments = ["analytics", "--key", key.secret.as_str(), "--url", &node.url()];
    let shown = node.run_ok(&arguments);
    assert!(shown.contains("uplift bp") && shown.contains("south"), "{shown}");
    let told = json(&node.run_ok(&[&arguments[..], &["--json", "--interval", "hour"]].concat()));
    assert_eq!(told["interval"], "hour");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_makes_a_node_read_only_and_takes_it_back() {
    let node = NodeUnderTest::start(&format!("{SETTINGS}\n")).await;
    let api = node.tenant("shop");
    let made = api.pay(&order("tok_approved")).await;
    let said = node.run_ok(&["degrade", "read-only", "on"]);
    assert!(said.contains("read-only"), "{said}");
    let refused = api.post("/api/v1/payments", &order("tok_approved")).await;
    assert_eq!((refused.status, refused.code()), (503, "read_only"));
    assert_eq!(api.payment(string(&made, "id")).await["status"], "COMPLETED");
    let ready = api.keyless("GET", "/ready").send().await.expect(200);
    assert_eq!(ready["mode"], "read_only");
    let metrics = api.keyless("GET", "/metrics").send().await;
    assert!(metrics.body.as_str().unwrap().contains("bezant_read_only 1"));
    node.run_ok(&["degrade", "read-only", "off"]);
    api.pay(&order("tok_approved")).await;
    let checked = node.run_ok(&["config", "check"]);
    assert!(checked.contains("degradation  takes changes"), "{checked}");
}
