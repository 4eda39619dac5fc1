//! SCIM from the real binary to a client that others wrote.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::NodeUnderTest;
use bezant_tests::scripts::python;
use serde_json::{Value, json};

#[tokio::test]
async fn a_scim_client_provisions_people_and_groups() {
    let node = NodeUnderTest::start("").await;
    node.tenant_key("acme");
    let key = node.key("acme", &["--permission", "scim.manage"]);
    let base = format!("{}/scim/v2", node.url());
    let said = python(&node, "scim_directory.py", &[&base, &key.secret]).await;
    let seen: Value = serde_json::from_str(&said).unwrap();
    let expected = json!({
        "total": 2, "twice": [409, "uniqueness"], "bob_active": false, "ada_groups": ["Staff"],
        "changed": ["Ada Lovelace", "E-1"], "joined": 2, "left": [true], "version": true,
    });
    assert_eq!(seen, expected);
    // Who somebody is stands nowhere in what the node says of its doings.
    assert!(!node.output().contains("example.test"), "{}", node.output());
}
