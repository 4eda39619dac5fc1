//! What surrounds every request at the real binary: traces, conditions, compression, pages of other origins, versions, the reference.

use bezant_tests::node::{NodeUnderTest, text};
use bezant_tests::scripts::script;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

struct Caller {
    http: Client,
    site: String,
    key: String,
}

impl Caller {
    fn of(node: &NodeUnderTest) -> Caller {
        bezant_gateways::install_crypto_provider();
        let http = Client::builder().no_proxy().build().expect("a client");
        let (site, key) = (node.url(), node.tenant_key("shop").secret);
        Caller { http, site, key }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.site));
        request.bearer_auth(&self.key)
    }

    async fn pay(&self, headers: &[(&str, &str)], field: &str) -> reqwest::Response {
        let method = json!({ "type": "card", "token": "tok_approved" });
        let body = json!({ "amount": 4_990, "currency": "EUR", "payment_method": method, field: "order-1" });
        let request = self.ask(Method::POST, "/api/v1/payments").json(&body);
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.expect("the node answers")
    }
}

fn header(response: &reqwest::Response, name: &str) -> String {
    let value = response.headers().get(name);
    let value = value.unwrap_or_else(|| panic!("no {name} in {response:?}"));
    value.to_str().expect("plain text").to_owned()
}

#[tokio::test]
async fn a_trace_is_in_the_log_of_the_node_and_outlives_it() {
    let mut node = NodeUnderTest::start("").await;
    let caller = Caller::of(&node);
    let paid = caller
        .pay(&[("traceparent", PARENT), ("tracestate", "shop=1")], "reference")
        .await;
    assert_eq!(paid.status(), 201);
    let told = header(&paid, "traceparent");
    assert!(told.starts_with(&PARENT[..36]) && told != PARENT, "{told}");
    node.kill_9();
    let log = node.run_ok(&["log", "dump"]);
    let traced: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|entry: &Value| entry["trace"] == *told)
        .collect();
    let kinds = traced
        .iter()
        .flat_map(|entry| entry["events"].as_array().expect("events"));
    let kinds: Vec<&str> = kinds.filter_map(|event| event["type"].as_str()).collect();
    // What the gateway said later belongs to it too.
    for kind in ["payment.created", "payment.completed"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
}

#[tokio::test]
async fn versions_conditions_and_compression_work_together() {
    let mut node = NodeUnderTest::start("[http]\ndefault_version = '2026-09-01'\n").await;
    let caller = Caller::of(&node);
    let older = caller.pay(&[], "merchant_reference").await;
    assert_eq!(
        (older.status().as_u16(), &*header(&older, "bezant-version")),
        (201, "2026-09-01")
    );
    assert_eq!(header(&older, "sunset"), "Mon, 01 Nov 2027 00:00:00 GMT");
    let path = header(&older, "location");
    let read = async |headers: &[(&str, &str)]| {
        let request = caller.ask(Method::GET, &path);
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.expect("the node answers")
    };
    let newest = ("bezant-version", "2026-11-01");
    let mut tags = Vec::new();
    for headers in [&[][..], &[newest], &[newest, ("accept-encoding", "zstd")]] {
        let whole = read(headers).await;
        let tag = header(&whole, "etag");
        assert_eq!(
            whole.headers().contains_key("content-encoding"),
            headers.len() == 2
        );
        let known = [headers, &[("if-none-match", &*tag)]].concat();
        let again = read(&known).await;
        assert_eq!(
            (again.status().as_u16(), header(&again, "etag")),
            (304, tag.clone())
        );
        assert_eq!(again.bytes().await.expect("no body").len(), 0);
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3);
    // Any of them names the state that may be changed.
    let refund = format!("{path}/refunds");
    for (tag, status) in [("\"1\"", 412), (&*tags[2], 201)] {
        let request = caller.ask(Method::POST, &refund).header("if-match", tag);
        assert_eq!(
            request.send().await.expect("the node answers").status(),
            status,
            "{tag}"
        );
    }
    node.terminate().await;
}

#[tokio::test]
async fn pages_of_listed_origins_may_ask() {
    let mut node = NodeUnderTest::start("[cors]\norigins = ['https://shop.example']\n").await;
    let caller = Caller::of(&node);
    for (origin, allowed) in [("https://shop.example", true), ("https://evil.example", false)] {
        let before = caller
            .http
            .request(Method::OPTIONS, format!("{}/api/v1/payments", caller.site))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .send()
            .await
            .expect("the node answers");
        let then = caller.pay(&[("origin", origin)], "reference").await;
        for response in [before, then] {
            let told = response.headers().get("access-control-allow-origin");
            assert_eq!(told.is_some_and(|told| told == origin), allowed, "{response:?}");
        }
    }
    node.terminate().await;
    let wrong = NodeUnderTest::new("[cors]\norigins = ['*']\n");
    let refused = wrong.run(&["config", "check"]);
    let said = text(&[refused.stdout, refused.stderr].concat());
    assert!(
        !refused.status.success() && said.contains("'*' is not an origin"),
        "{said}"
    );
}

#[tokio::test]
async fn a_browser_pays_and_reads_from_the_reference() {
    let mut node = NodeUnderTest::start("").await;
    let caller = Caller::of(&node);
    let seen = script(
        &node,
        "docs.mjs",
        &[("BEZANT_URL", &caller.site), ("BEZANT_KEY", &caller.key)],
    )
    .await;
    assert!(seen.contains("paid and read from the reference"), "{seen}");
    assert!(!node.output().contains(&caller.key));
    node.terminate().await;
}
