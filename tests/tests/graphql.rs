//! GraphQL from the real binary, by a client that others wrote.
#![allow(clippy::unwrap_used)]

use bezant_tests::node::NodeUnderTest;
use bezant_tests::scripts::script;
use serde_json::{Value, json};

#[tokio::test]
async fn a_client_from_npm_reads_with_persisted_queries() {
    let mut node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let url = node.url();
    let variables = [("BEZANT_URL", &*url), ("BEZANT_KEY", &*key.secret)];
    let seen = script(&node, "graphql_reads.mjs", &variables).await;
    let seen: Value = serde_json::from_str(&seen).expect("what it has seen");
    let expected = json!({
        // The first page is asked for by the hash, then with the text; after that the hash is enough.
        "pages": ["GET hash", "GET text", "GET hash", "GET hash"],
        "half": { "code": "payment_not_found", "status": 404 },
        "costly": ["query_too_complex"],
        "stranger": 401,
        "fields": 13,
    });
    assert_eq!(seen, expected);
    node.terminate().await;
}
