//! Payments over gRPC from the real binary to a client that others wrote, which learns everything by reflection.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use bezant_tests::node::NodeUnderTest;
use serde_json::{Value, json};

#[tokio::test]
async fn a_client_that_knows_no_service_pays() {
    let Some(python) = std::env::var_os("BEZANT_TEST_PYTHON") else {
        panic!(
            "BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it"
        );
    };
    let node = NodeUnderTest::start("[grpc]\nlisten = \"127.0.0.1:0\"\n").await;
    let key = node.tenant_key("shop");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/grpc_payments.py");
    let url = node.grpc_url();
    let address = url.strip_prefix("http://").unwrap();
    let output = Command::new(python)
        .args([script, address, &key.secret])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{}", node.output());
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
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
