//! SCIM from the real binary to a client that others wrote.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use bezant_tests::node::NodeUnderTest;
use serde_json::{Value, json};

#[tokio::test]
async fn a_scim_client_provisions_people_and_groups() {
    let Some(python) = std::env::var_os("BEZANT_TEST_PYTHON") else {
        panic!(
            "BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it"
        );
    };
    let node = NodeUnderTest::start("").await;
    node.tenant_key("acme");
    let key = node.key("acme", &["--permission", "scim.manage"]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/scim_directory.py");
    let base = format!("{}/scim/v2", node.url());
    let output = Command::new(python)
        .args([script, &base, &key.secret])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{}", node.output());
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    let expected = json!({
        "total": 2, "twice": [409, "uniqueness"], "bob_active": false, "ada_groups": ["Staff"],
        "changed": ["Ada Lovelace", "E-1"], "joined": 2, "left": [true], "version": true,
    });
    assert_eq!(seen, expected);
    // Who somebody is stands nowhere in what the node says of its doings.
    assert!(!node.output().contains("example.test"), "{}", node.output());
}
