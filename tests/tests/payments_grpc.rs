//! Payments over gRPC from the real binary to a client that others wrote, which learns everything by reflection.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::NodeUnderTest;
use bezant_tests::scripts::python;
use serde_json::{Value, json};

#[tokio::test]
async fn a_client_that_knows_no_service_pays() {
    let node = NodeUnderTest::start("[grpc]\nlisten = \"127.0.0.1:0\"\n").await;
    let key = node.tenant_key("shop");
    let url = node.grpc_url();
    let address = url.strip_prefix("http://").unwrap();
    let said = python(&node, "grpc_payments.py", &[address, &key.secret]).await;
    let seen: Value = serde_json::from_str(&said).unwrap();
    let expected = json!({
        "health": "SERVING",
        "services": [
            "bezant.api.v1.Accounts", "bezant.api.v1.Payments", "bezant.ledger.v1.Ledger",
            "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection",
        ],
        "status": "COMPLETED", "same": true,
        "refund": { "refused": "INVALID_ARGUMENT" }, "stranger": { "refused": "UNAUTHENTICATED" },
    });
    assert_eq!(seen, expected);
}
