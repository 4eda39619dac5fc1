//! The OpenAPI document as others read it: a linter of such documents, and a fuzzer that asks the node by it.
//!
//! With more requests: `BEZANT_FUZZ_EXAMPLES=200 BEZANT_FUZZ_SEED=7 ./x test openapi`.
#![allow(clippy::unwrap_used)]

use bezant_identity::Permission;
use bezant_tests::browser::{Browser, PASSWORD, user};
use bezant_tests::node::NodeUnderTest;
use bezant_tests::scripts::{python, script};

#[tokio::test]
async fn a_linter_finds_nothing_wrong() {
    let node = NodeUnderTest::start("").await;
    let document = reqwest::get(format!("{}/openapi.json", node.url()))
        .await
        .unwrap();
    let file = node.data().join("openapi.json");
    std::fs::write(&file, document.bytes().await.unwrap()).unwrap();
    let file = file.to_str().unwrap();
    let said = script(&node, "lint_openapi.mjs", &[("BEZANT_OPENAPI", file)]).await;
    assert_eq!(said.trim(), "0 problems");
}

#[tokio::test]
async fn whatever_is_asked_is_answered_as_the_document_says() {
    let setting = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "fuzzed"]);
    let permissions = Permission::ALL
        .iter()
        .flat_map(|one| ["--permission", one.as_str()]);
    let key = node.key("fuzzed", &permissions.collect::<Vec<_>>());
    user(&node, "fuzzed", "ann@example.test", "Ann", "admin").await;
    let mut browser = Browser::at(&node.url());
    browser
        .sign_in("fuzzed", "ann@example.test", PASSWORD)
        .await
        .expect(200);
    let said = python(
        &node,
        "openapi_fuzz.py",
        &[
            &node.url(),
            &key.secret,
            &browser.cookies(),
            &setting("BEZANT_FUZZ_SEED", "1"),
            &setting("BEZANT_FUZZ_EXAMPLES", "0"),
        ],
    )
    .await;
    assert!(said.contains("{\"ended\": [0, 0, 0]}"), "{said}");
    // It lives, and nothing in it has panicked.
    assert_eq!(
        reqwest::get(format!("{}/health", node.url()))
            .await
            .unwrap()
            .status(),
        200
    );
    assert!(!node.output().contains("panicked"), "{}", node.output());
}
