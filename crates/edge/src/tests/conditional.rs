//! Conditional requests, compressed answers, and traces.

use std::io::Read;

use axum::http::Method;
use serde_json::{Value, json};

use super::world::{Answer, Call, World, order};

/// A request with a key.
pub(super) async fn ask(
    world: &World,
    key: &str,
    (method, path): (Method, &str),
    headers: &[(&str, &str)],
    body: &Value,
) -> Answer {
    let bearer = format!("Bearer {key}");
    let mut all = vec![("authorization", &*bearer), ("content-type", "application/json")];
    all.extend(headers);
    let body = match body {
        Value::Null => Vec::new(),
        body => body.to_string().into_bytes(),
    };
    let headers = all;
    world
        .send(Call {
            method,
            path,
            headers,
            body,
        })
        .await
}

const NOTHING: Value = Value::Null;

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_it_already_hears_so_in_every_form() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let made = world
        .post(&key, "/api/v1/payments", order(4_990, "tok_approved"))
        .await;
    let path = format!("/api/v1/payments/{}", made.text("id"));
    let mut tags = Vec::new();
    for accept in ["application/json", "application/xml", "application/protobuf"] {
        let get = async |headers: &[(&str, &str)]| {
            let bearer = format!("Bearer {key}");
            let mut all = vec![("authorization", &*bearer), ("accept", accept)];
            all.extend(headers);
            let (method, headers) = (Method::GET, all);
            world
                .send_raw(Call {
                    method,
                    path: &path,
                    headers,
                    body: Vec::new(),
                })
                .await
        };
        let (status, headers, _) = get(&[]).await;
        assert_eq!(status, 200);
        let tag = headers["etag"].to_str().unwrap().to_owned();
        let both = format!("\"other\", W/{tag}");
        let (status, headers, body) = get(&[("if-none-match", &both)]).await;
        assert_eq!((status.as_u16(), body.len()), (304, 0));
        assert_eq!(headers["etag"], tag);
        assert!(headers.contains_key("vary") && !headers.contains_key("content-type"));
        let (status, ..) = get(&[("if-none-match", "\"1\"")]).await;
        assert_eq!(status, 200);
        tags.push(tag);
    }
    let version = made.body["version"].to_string();
    let expected = ["", "-xml", "-protobuf"].map(|form| format!("\"{version}{form}\""));
    assert_eq!(tags, expected);

    // What has no version has the tag of its content, and a list too.
    for path in ["/api/v1/payments", "/api/v1/ledger/accounts", "/api/v1/gateways"] {
        let read = world.get(&key, path).await;
        let tag = [("if-none-match", read.header("etag").unwrap())];
        let again = ask(&world, &key, (Method::GET, path), &tag, &NOTHING).await;
        assert!(
            again.status == 304 || read.body != world.get(&key, path).await.body,
            "{path}"
        );
        let head = ask(&world, &key, (Method::HEAD, path), &[], &NOTHING).await;
        assert_eq!(
            (head.status.as_u16(), head.header("etag")),
            (200, read.header("etag")),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_seen_is_changed() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let account = json!({ "path": "liabilities:ann", "currency": "EUR" });
    let account = world.post(&key, "/api/v1/ledger/accounts", account).await;
    let monitor = json!({
        "account": account.text("id"), "balance": "available", "when": "below", "amount": 100,
    });
    let hook = json!({ "url": "https://shop.example/hooks", "events": ["payment.*"] });
    let hook = world.post(&key, "/api/v1/webhook-endpoints", hook).await;
    let monitor = world.post(&key, "/api/v1/ledger/monitors", monitor).await;
    let account = account.header("location").unwrap().to_owned();
    let hook = hook.header("location").unwrap().to_owned();
    let mut things = vec![
        (
            account,
            Method::PATCH,
            json!({ "metadata": { "a": "1" } }),
            json!({ "metadata": { "a": "2" } }),
        ),
        (
            hook.clone(),
            Method::PATCH,
            json!({ "description": "a" }),
            json!({ "description": "b" }),
        ),
    ];
    if let Some(monitor) = monitor.header("location") {
        things.push((monitor.to_owned(), Method::DELETE, NOTHING, NOTHING));
    }
    for (path, method, first, second) in things {
        let seen = world.get(&key, &path).await;
        let seen = seen.header("etag").unwrap().to_owned();
        let by = |tag: &str| [("if-match", tag.to_owned())];
        let change = async |tag: &str, body: &Value| {
            let headers = by(tag);
            let headers = headers.each_ref().map(|(name, value)| (*name, &**value));
            ask(&world, &key, (method.clone(), &path), &headers, body).await
        };
        let wrong = change("\"hffffffffffffffffffffffffffffffff\"", &first).await;
        assert_eq!(wrong.problem(), (412, "version_mismatch"), "{path}");
        assert_eq!(wrong.mistakes(), [("If-Match", "version_mismatch")]);
        let done = change(&seen, &first).await;
        assert_eq!(done.status, 200, "{path} {done:?}");
        let late = change(&seen, &second).await;
        if method == Method::DELETE {
            assert_eq!(late.status, 404, "{path} {late:?}");
            continue;
        }
        assert_eq!(late.problem(), (412, "version_mismatch"), "{path}");
        let now = done.header("etag").unwrap();
        let both = format!("{seen}, {now}");
        assert_eq!(change(&both, &second).await.status, 200, "{path}");
        let any = ask(&world, &key, (method, &path), &[("if-match", "*")], &first).await;
        assert_eq!(any.status, 200, "{path}");
    }
    // What is done to a thing is about the thing.
    let rotate = format!("{hook}/rotate-secret");
    let old = [("if-match", "\"h00000000000000000000000000000000\"")];
    let refused = ask(&world, &key, (Method::POST, &rotate), &old, &NOTHING).await;
    assert_eq!(refused.problem(), (412, "version_mismatch"));
    let tag = world.get(&key, &hook).await.header("etag").unwrap().to_owned();
    let done = ask(
        &world,
        &key,
        (Method::POST, &rotate),
        &[("if-match", &tag)],
        &NOTHING,
    )
    .await;
    assert_eq!(done.status, 200, "{done:?}");
    let malformed = ask(
        &world,
        &key,
        (Method::POST, &rotate),
        &[("if-match", "3")],
        &NOTHING,
    )
    .await;
    assert_eq!(malformed.mistakes(), [("If-Match", "header_invalid")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_saw_the_same_one_changes_it() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let hook = json!({ "url": "https://shop.example/hooks", "events": ["payment.*"] });
    let hook = world.post(&key, "/api/v1/webhook-endpoints", hook).await;
    let path = hook.header("location").unwrap();
    let tag = world.get(&key, path).await.header("etag").unwrap().to_owned();
    let headers = [("if-match", &*tag)];
    let bodies: Vec<_> = (0..12)
        .map(|number| json!({ "description": number.to_string() }))
        .collect();
    let all = bodies
        .iter()
        .map(|body| ask(&world, &key, (Method::PATCH, path), &headers, body));
    let answers = futures::future::join_all(all).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    let late = answers.iter().filter(|answer| answer.status == 412).count();
    assert_eq!((done, late), (1, 11));
}

#[tokio::test(flavor = "multi_thread")]
async fn long_answers_are_made_small_for_who_wants_that() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let bearer = format!("Bearer {key}");
    let get = async |path: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("authorization", &*bearer)];
        all.extend(headers);
        let (method, headers) = (Method::GET, all);
        world
            .send_raw(Call {
                method,
                path,
                headers,
                body: Vec::new(),
            })
            .await
    };
    let mut body = order(4_990, "tok_approved");
    body["description"] = json!("long ".repeat(80));
    let made = world.post(&key, "/api/v1/payments", body).await;
    let path = made.header("location").unwrap();
    let (_, plain_head, plain) = get(path, &[]).await;
    assert!(plain.len() > 1_024 && !plain_head.contains_key("content-encoding"));
    let (_, head, small) = get(path, &[("accept-encoding", "gzip")]).await;
    assert_eq!(head["content-encoding"], "gzip");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(&small[..])
        .read_to_end(&mut text)
        .unwrap();
    assert!(text == plain && small.len() < plain.len() / 2);
    let (plain_tag, tag) = (
        plain_head["etag"].to_str().unwrap(),
        head["etag"].to_str().unwrap(),
    );
    assert_eq!(tag, format!("{}-gzip\"", plain_tag.trim_end_matches('"')));
    for (known, accept, status) in [(tag, "gzip", 304), (tag, "br", 200), (plain_tag, "", 304)] {
        let headers = [("if-none-match", known), ("accept-encoding", accept)];
        assert_eq!(get(path, &headers).await.0, status, "{known} {accept}");
    }
    for (path, headers) in [
        ("/health", &[("accept-encoding", "gzip")][..]),
        (path, &[("accept-encoding", "gzip;q=0")]),
        (path, &[("accept-encoding", "gzip"), ("cookie", "theme=dark")]),
    ] {
        let (_, head, _) = get(path, headers).await;
        assert!(!head.contains_key("content-encoding"), "{path} {headers:?}");
    }
    // A body that is compressed is not taken for one that is not.
    let sent = [("content-encoding", "gzip")];
    let refused = world.post_with(&key, "/api/v1/payments", &sent, &small).await;
    assert_eq!(refused.problem(), (415, "content_type_unsupported"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_on_into_what_is_recorded() {
    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let mut entries = world.engine.follow(world.engine.committed());
    let headers = [("traceparent", PARENT), ("tracestate", "shop=1")];
    let body = order(4_990, "tok_approved").to_string();
    let made = world
        .post_with(&key, "/api/v1/payments", &headers, body.as_bytes())
        .await;
    let told = made.header("traceparent").unwrap().to_owned();
    assert!(told.starts_with(&PARENT[..36]) && told != PARENT, "{told}");
    let mut kinds = Vec::new();
    while !kinds.contains(&"payment.completed") {
        let batch = entries.next(100).await.unwrap();
        for entry in batch.iter() {
            let trace = entry.correlation.trace().unwrap();
            assert_eq!((trace.to_parent(), trace.state()), (told.clone(), "shop=1"));
            kinds.extend(entry.events.iter().map(|event| event.name()));
        }
    }
    // Who names no trace begins one, by the name of the request.
    let read = world.get(&key, "/api/v1/gateways").await;
    let (id, parent) = (
        read.header("x-request-id").unwrap(),
        read.header("traceparent").unwrap(),
    );
    assert_eq!(&parent[3..35], id);
}
