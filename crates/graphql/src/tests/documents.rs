//! Queries by their hash.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::world::{World, answered, code, service};
use crate::{Bounds, Call, GraphQl, Registered, Settings};

fn hash(query: &str) -> String {
    Sha256::digest(query)
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").unwrap();
            text
        })
}

fn call(query: Option<&str>, hash: Option<&str>) -> Call {
    let mut call = serde_json::json!({ "query": query });
    if let Some(hash) = hash {
        call["extensions"] = serde_json::json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    }
    serde_json::from_value(call).unwrap()
}

const QUERY: &str = "{ payment(id: \"pay_1\") { id } }";

async fn outcome(service: &GraphQl, query: Option<&str>, hash: Option<&str>) -> String {
    let world = Arc::new(World::default());
    let (reply, _) = answered(service, &world, call(query, hash)).await;
    match reply.get("errors") {
        None => "answered".to_owned(),
        Some(_) => code(&reply).to_owned(),
    }
}

#[tokio::test]
async fn a_query_that_came_with_its_hash_is_known_by_it_from_then_on() {
    let (service, hash) = (service(), hash(QUERY));
    assert_eq!(
        outcome(&service, None, Some(&hash)).await,
        "persisted_query_not_found"
    );
    assert_eq!(outcome(&service, Some(QUERY), Some(&hash)).await, "answered");
    assert_eq!(outcome(&service, None, Some(&hash)).await, "answered");
    assert_eq!(
        outcome(&service, None, Some(&hash.to_uppercase())).await,
        "answered"
    );
    let other = "{ __typename }";
    for odd in ["", "12", &"+".repeat(64), &"ü".repeat(32), &hash] {
        assert_eq!(
            outcome(&service, Some(other), Some(odd)).await,
            "persisted_query_mismatch",
            "{odd}"
        );
    }
    assert_eq!(outcome(&service, None, None).await, "query_malformed");
    // What turned out to be no query is not kept.
    let broken = "{ pin }";
    let by_hash = super::documents::hash(broken);
    assert_eq!(
        outcome(&service, Some(broken), Some(&by_hash)).await,
        "query_invalid"
    );
    assert_eq!(
        outcome(&service, None, Some(&by_hash)).await,
        "persisted_query_not_found"
    );
}

#[tokio::test]
async fn what_is_remembered_is_bounded() {
    let bounds = Bounds {
        remembered_bytes: 4_096,
        ..Bounds::default()
    };
    let settings = Settings {
        bounds,
        ..Settings::default()
    };
    let service = GraphQl::new(settings).unwrap();
    let query = |number: usize| format!("query Q{number} {{ __typename }}{}", " ".repeat(400));
    for number in 0..100 {
        let text = query(number);
        assert_eq!(
            outcome(&service, Some(&text), Some(&hash(&text))).await,
            "answered"
        );
    }
    let mut known = 0;
    for number in 0..100 {
        let outcome = outcome(&service, None, Some(&hash(&query(number)))).await;
        known += usize::from(outcome == "answered");
    }
    assert!(known <= 8, "{known}");
}

#[tokio::test]
async fn an_operator_can_answer_registered_queries_only() {
    let mut registered = Registered::default();
    registered.add(&format!("{QUERY}\n"));
    let settings = Settings {
        registered,
        only_registered: true,
        ..Settings::default()
    };
    let service = GraphQl::new(settings).unwrap();
    let spaced = format!("{QUERY}\n");
    for (text, by_hash) in [
        (Some(QUERY), None),
        (Some(&*spaced), None),
        (None, Some(hash(QUERY))),
        (None, Some(hash(&spaced))),
    ] {
        assert_eq!(outcome(&service, text, by_hash.as_deref()).await, "answered");
    }
    let other = "{ __typename }";
    for (text, by_hash) in [
        (Some(other), None),
        (Some(other), Some(hash(other))),
        (None, Some(hash(other))),
    ] {
        assert_eq!(
            outcome(&service, text, by_hash.as_deref()).await,
            "query_not_registered"
        );
    }
    let mut broken = Registered::default();
    broken.add("{ payment(");
    let unfit = GraphQl::new(Settings {
        registered: broken,
        ..Settings::default()
    });
    assert!(unfit.is_err());
}
