//! The OpenAPI document and the pages tell the truth.

use std::collections::BTreeSet;
use std::fmt::Write;

use axum::http::Method;
use serde_json::Value;

use super::world::{Call, World};
use crate::openapi_json;
use crate::routes::demands;

const METHODS: [Method; 5] = [
    Method::GET,
    Method::POST,
    Method::PATCH,
    Method::DELETE,
    Method::PUT,
];

/// The handbook, as the node shows it.
pub(super) struct Handbook;

impl crate::Documents for Handbook {
    fn at(&self, address: &str) -> Option<crate::Document> {
        let (text, kind) = bezant_handbook::served(address)?;
        Some(crate::Document { text, kind })
    }
}

fn document() -> Value {
    serde_json::from_str(openapi_json()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_has_every_operation_that_is_served_and_no_other() {
    let world = World::new().await;
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let all = demands();
    let routed: BTreeSet<&str> = all
        .iter()
        .map(|route| route.0)
        .filter(|path| path.starts_with("/api/") || *path == "/graphql")
        .collect();
    assert_eq!(paths.keys().map(String::as_str).collect::<BTreeSet<_>>(), routed);
    for (path, item) in paths {
        for method in METHODS {
            let call = Call {
                method: method.clone(),
                path,
                headers: Vec::new(),
                body: Vec::new(),
            };
            let is_served = world.send(call).await.status != 405;
            let is_described = item.get(method.as_str().to_lowercase()).is_some();
            assert_eq!(is_served, is_described, "{method} {path}");
        }
    }
}

#[test]
fn every_operation_says_what_it_can_answer() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let mut text = String::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(
                operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path}"
            );
            let responses = operation["responses"].as_object().unwrap();
            let with_body = responses.iter().filter(|(status, _)| *status != "304");
            for (status, response) in with_body {
                let content = response["content"].as_object().unwrap();
                let (kind, body) = content.iter().next().unwrap();
                assert_eq!(
                    status.starts_with('2') || status == "101",
                    kind != "application/problem+json",
                    "{method} {path} {status}"
                );
                assert!(body["schema"].is_object(), "{method} {path} {status}");
            }
            let statuses: Vec<&str> = responses.keys().map(String::as_str).collect();
            writeln!(text, "{} {path}: {}", method.to_uppercase(), statuses.join(" ")).unwrap();
        }
    }
    // Every reference leads somewhere.
    let whole = document.to_string();
    for reference in whole.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.get(name).is_some(), "{name}");
    }
    insta::assert_snapshot!("operations", text);
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_served_without_a_key_and_fetch_nothing_from_outside() {
    let world = World::new().await;
    let get = async |path: &str| {
        let call = Call {
            method: Method::GET,
            path,
            headers: Vec::new(),
            body: Vec::new(),
        };
        world.send(call).await
    };
    for path in [
        "/docs",
        "/docs/",
        "/docs/api",
        "/docs/http",
        "/docs/guides/refund",
        "/docs/errors",
        "/docs/errors/overdraft",
    ] {
        let page = get(path).await;
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8"),
            "{path}"
        );
        assert!(
            page.header("content-security-policy")
                .unwrap()
                .starts_with("default-src 'none'")
        );
        let text = page.body.as_str().unwrap();
        for before in [" src=\"", "rel=\"stylesheet\" href=\"", "data-index=\""] {
            let loaded: Vec<&str> = text.split(before).skip(1).collect();
            assert!(
                loaded.iter().all(|from| from.starts_with("/docs/")),
                "{path}: {loaded:?}"
            );
        }
    }
    for (path, kind) in [
        ("/docs/style.css", "text/css; charset=utf-8"),
        ("/docs/code.css", "text/css; charset=utf-8"),
        ("/docs/reference.css", "text/css; charset=utf-8"),
        ("/docs/site.js", "text/javascript; charset=utf-8"),
        ("/docs/script.js", "text/javascript; charset=utf-8"),
        ("/docs/try.js", "text/javascript; charset=utf-8"),
    ] {
        let file = get(path).await;
        assert_eq!(
            (file.status.as_u16(), file.header("content-type")),
            (200, Some(kind))
        );
        let text = file.body.as_str().unwrap();
        assert!(!text.contains("http://") && !text.contains("https://"), "{path}");
    }
    let index = get("/docs/search-index.js").await;
    assert!(index.body.as_str().unwrap().starts_with("window.bezantIndex = {"));
    for path in [
        "/docs/nothing",
        "/docs/errors/nothing",
        "/docs/guides/nothing",
        "/docs/http.md",
    ] {
        assert_eq!(get(path).await.status, 404, "{path}");
    }
    assert_eq!(get("/openapi.json").await.body, document());
    let metrics = get("/metrics").await;
    assert_eq!(
        (metrics.status.as_u16(), metrics.body.as_str()),
        (200, Some("up 1\n"))
    );
}

#[test]
fn what_pages_say_of_an_operation_leads_to_one() {
    let document = document();
    let mut operations = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            if item.get(method.as_str().to_lowercase()).is_some() {
                operations.insert(operation_anchor(&method, path));
            }
        }
    }
    for page in bezant_handbook::pages() {
        let text = bezant_handbook::page(&page.address(), bezant_handbook::Form::Served).unwrap();
        for link in text.split("href=\"/docs/api#").skip(1) {
            let anchor = link.split('"').next().unwrap();
            let is_section = ["start", "conventions", "versions"].contains(&anchor);
            assert!(
                is_section || operations.contains(anchor),
                "{}: #{anchor}",
                page.source
            );
        }
    }
}

/// The anchor of an operation, as the reference's script makes it.
fn operation_anchor(method: &Method, path: &str) -> String {
    let mut anchor = method.as_str().to_lowercase();
    for part in path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        anchor.push('-');
        anchor.push_str(part);
    }
    anchor
}
