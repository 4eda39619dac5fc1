//! GraphQL over HTTP.

use std::fmt::Write;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{asked, by_address, code};
use crate::tests::world::World;

const NEWER: &str = "application/graphql-response+json, application/json;q=0.9";

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_sent_once_and_then_asked_for_by_its_hash() {
    let world = World::idle(Default::default()).await;
    let key = world.full_key("shop").await;
    let query = "query Named($prefix: String) { accounts(prefix: $prefix) { nodes { path } } }";
    let hash = Sha256::digest(query)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        });
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } }).to_string();
    let by_hash = [
        ("extensions", &*extensions),
        ("variables", r#"{"prefix":"assets"}"#),
        ("operationName", "Named"),
    ];
    let unknown = by_address(&world, &key, &by_hash, NEWER).await;
    assert_eq!(
        (unknown.status.as_u16(), code(&unknown.body)),
        (200, "persisted_query_not_found")
    );
    assert_eq!(unknown.body["errors"][0]["message"], "PersistedQueryNotFound");
    let whole = json!({ "query": query, "extensions": serde_json::from_str::<Value>(&extensions).unwrap() });
    let sent = world.post(&key, "/graphql", whole).await;
    assert_eq!(sent.body, json!({ "data": { "accounts": { "nodes": [] } } }));
    let known = by_address(&world, &key, &by_hash, NEWER).await;
    assert_eq!((known.status.as_u16(), &known.body), (200, &sent.body));
    assert_eq!(
        known.header("content-type"),
        Some("application/graphql-response+json")
    );
    let odd = by_address(
        &world,
        &key,
        &[("query", "{ roles { name } }"), ("variables", "[1]")],
        NEWER,
    )
    .await;
    assert_eq!(
        (odd.problem(), odd.mistakes()),
        ((422, "request_invalid"), vec![("variables", "parameter_invalid")])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_call_is_a_problem_and_what_is_no_query_an_error() {
    let world = World::idle(Default::default()).await;
    let key = world.full_key("shop").await;
    for (body, status, problem) in [
        ("{", 400, "json_malformed"),
        ("[{\"query\":\"{ roles { name } }\"}]", 422, "request_invalid"),
        ("{\"query\":7}", 422, "request_invalid"),
    ] {
        let answer = world.post_with(&key, "/graphql", &[], body.as_bytes()).await;
        assert_eq!(answer.problem(), (status, problem), "{body}");
    }
    let nobody = world
        .post_with("bzk_no", "/graphql", &[], b"{\"query\":\"{ __typename }\"}")
        .await;
    assert_eq!(nobody.status, 401);
    // Not even what there is to ask for is told to somebody unknown.
    let form = world
        .post_with(
            &key,
            "/graphql",
            &[("content-type", "application/x-www-form-urlencoded")],
            b"query=1",
        )
        .await;
    assert!(form.status.is_client_error(), "{form:?}");

    let broken = b"{\"query\":\"{ payments { pin } }\"}";
    let old = world.post_with(&key, "/graphql", &[], broken).await;
    assert_eq!((old.status.as_u16(), code(&old.body)), (200, "query_invalid"));
    let new = world
        .post_with(&key, "/graphql", &[("accept", NEWER)], broken)
        .await;
    assert_eq!((new.status.as_u16(), code(&new.body)), (400, "query_invalid"));
    let half = br#"{"query":"{ a: payment(id: \"pay_7\") { id } gateways { name } }"}"#;
    let half = world
        .post_with(&key, "/graphql", &[("accept", NEWER)], half)
        .await;
    assert_eq!((half.status.as_u16(), code(&half.body)), (200, "request_invalid"));
    assert!(half.body["data"]["gateways"].is_array());
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_while_the_node_takes_no_changes() {
    let world = World::idle(Default::default()).await;
    let key = world.full_key("shop").await;
    let switched = world
        .admin("/admin/v1/degradation", json!({ "read_only": true }))
        .await;
    assert_eq!(switched.status, 200);
    let refused = world.post(&key, "/api/v1/payments", json!({})).await;
    assert_eq!(refused.problem(), (503, "read_only"));
    let reply = asked(&world, &key, "{ gateways { name } }").await;
    assert_eq!(reply["data"]["gateways"][0]["name"], "north");
}
