//! The live stream of events.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::world::{PATIENCE, World, order};
use crate::{Limits, router};

struct Watched {
    chunks: BodyDataStream,
    text: String,
}

/// An event as it came: its id in the stream, its type, its data.
#[derive(Debug)]
struct Told {
    id: String,
    name: String,
    data: Value,
}

impl Watched {
    async fn open(world: &World, key: &str, query: &str, last: Option<&str>) -> Watched {
        let mut request =
            Request::get(format!("/api/v1/events{query}")).header("authorization", format!("Bearer {key}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = router(world.edge.clone())
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Watched {
            chunks: response.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// The next event; nothing at the end of the stream.
    async fn next(&mut self) -> Option<Told> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    block
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .map(str::trim)
                };
                let told = field("data:").map(|data| Told {
                    id: field("id:").unwrap().to_owned(),
                    name: field("event:").unwrap().to_owned(),
                    data: serde_json::from_str(data).unwrap(),
                });
                self.text = rest.to_owned();
                if told.is_some() {
                    return told;
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.chunks.next())
                .await
                .expect("something comes in time")?;
            self.text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        }
    }

    async fn until(&mut self, name: &str) -> Vec<Told> {
        let mut all = Vec::new();
        loop {
            all.push(self.next().await.expect("the stream goes on"));
            if all.last().is_some_and(|told| told.name == name) {
                return all;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_a_tenant_its_own_and_goes_on_where_it_was_left() {
    let world = World::new().await;
    let (ours, theirs) = (world.full_key("ours").await, world.full_key("theirs").await);
    let mut live = Watched::open(&world, &ours, "?types=payment.*", None).await;
    world
        .post(&theirs, "/api/v1/payments", order(7, "tok_approved"))
        .await;
    let paid = world
        .post(&ours, "/api/v1/payments", order(1_000, "tok_approved"))
        .await;
    let told = live.until("payment.completed").await;
    assert_eq!(told[0].name, "payment.created");
    assert!(
        told.iter().all(|one| one.data["payment"] == paid.body["id"]),
        "{told:?}"
    );
    assert!(
        told.iter()
            .all(|one| one.data["type"] == one.name.as_str() && one.data["object"] == "event")
    );

    // From every place of the stream, what comes after it comes again, once and in order.
    let ids: Vec<&str> = told.iter().map(|one| one.id.as_str()).collect();
    for (place, id) in ids.iter().enumerate().take(ids.len() - 1) {
        let mut resumed = Watched::open(&world, &ours, "?types=payment.*&after=0", Some(id)).await;
        let again = resumed.until("payment.completed").await;
        let again: Vec<&str> = again.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(again, ids[place + 1..]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_shows_no_secret_and_ends_with_its_key() {
    let limits = Limits {
        heartbeat: Duration::from_millis(5),
        ..Limits::default()
    };
    let world = World::idle(limits).await;
    let key = world.full_key("shop").await;
    let body = json!({ "tenant": "shop", "name": "watcher", "scopes": ["read"] });
    let watcher = world.admin("/admin/v1/keys", body).await;
    let mut stream = Watched::open(&world, watcher.text("secret"), "?after=0", None).await;
    let endpoint = json!({ "url": "https://shop.example/", "events": ["*"] });
    let endpoint = world.post(&key, "/api/v1/webhook-endpoints", endpoint).await;
    let told = stream.until("webhook_endpoint.created").await;
    assert!(told.iter().any(|one| one.name == "api_key.created"));
    let secrets = [endpoint.text("secret"), watcher.text("secret"), &key];
    for one in &told {
        let text = one.data.to_string();
        assert!(
            secrets
                .iter()
                .all(|secret| !text.contains(&secret[secret.len() - 32..])),
            "{text}"
        );
    }
    world
        .admin(
            &format!("/admin/v1/keys/{}/revoke", watcher.text("id")),
            json!({}),
        )
        .await;
    while let Some(told) = stream.next().await {
        assert_eq!(told.name, "api_key.revoked");
    }
}

/// A world with a fast heartbeat, a tenant, and a stream that an agent of it watches by its key.
async fn watched_by_an_agent() -> (World, String, String, Watched) {
    let limits = Limits {
        heartbeat: Duration::from_millis(5),
        ..Limits::default()
    };
    let world = World::idle(limits).await;
    world.full_key("shop").await;
    let agent = json!({ "tenant": "shop", "kind": "agent", "name": "watcher", "roles": ["viewer"] });
    let agent = world.admin("/admin/v1/principals", agent).await;
    let key =
        json!({ "tenant": "shop", "name": "watcher", "scopes": ["read"], "principal": agent.body["id"] });
    let key = world.admin("/admin/v1/keys", key).await;
    let key = key.text("secret").to_owned();
    assert_eq!(world.get(&key, "/api/v1/me").await.status, 200);
    let stream = Watched::open(&world, &key, "?after=0", None).await;
    (world, agent.text("id").to_owned(), key, stream)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_when_another_policy_would_not_open_it() {
    let (world, _, key, mut stream) = watched_by_an_agent().await;
    let operator = world.key("shop", &["read", "operate"]).await;
    let text = "package bezant.authz\n\
        decision := {\"allow\": false, \"reasons\": [\"closed\"]} if input.request.route == \"/api/v1/events\"\n\
        decision := {\"allow\": true, \"reasons\": [\"open\"]} if input.request.route != \"/api/v1/events\"\n";
    let bundle = json!({ "files": { "authz.rego": text } });
    let kept = world.post(&operator, "/api/v1/policy/bundles", bundle).await;
    let activate = format!("/api/v1/policy/bundles/{}/activate", kept.body["version"]);
    assert_eq!(world.post(&operator, &activate, json!({})).await.status, 200);
    while stream.next().await.is_some() {}
    assert_eq!(
        world.get(&key, "/api/v1/events").await.problem(),
        (403, "policy_denied")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_is_out_with_their_keys_and_streams() {
    let (world, agent, key, mut stream) = watched_by_an_agent().await;
    let suspended = world
        .admin(&format!("/admin/v1/principals/{agent}/suspend"), json!({}))
        .await;
    assert_eq!(suspended.status, 200, "{suspended:?}");
    while stream.next().await.is_some() {}
    for path in ["/api/v1/me", "/api/v1/payments", "/api/v1/events"] {
        assert_eq!(
            world.get(&key, path).await.problem(),
            (401, "credential_ended"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_tells_only_what_its_filters_want() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let pay = || world.post(&key, "/api/v1/payments", order(1_000, "tok_approved"));
    let (first, second) = (pay().await, pay().await);
    let wanted = second.text("id");
    let url = json!({ "url": "https://shop.example/", "events": ["*"] });
    let endpoint = world.post(&key, "/api/v1/webhook-endpoints", url).await;

    let query = format!("?after=0&payment={wanted}");
    let of_payment = Watched::open(&world, &key, &query, None)
        .await
        .until("payment.completed")
        .await;
    assert!(of_payment.iter().all(|told| told.data["payment"] == wanted));
    assert_ne!(first.text("id"), wanted);
    let query = format!("?after=0&resource={}", endpoint.text("id"));
    let mut of_endpoint = Watched::open(&world, &key, &query, None).await;
    let told = of_endpoint.next().await.unwrap();
    assert_eq!(told.name, "webhook_endpoint.created");

    for wrong in [
        "payment=7",
        "resource=a%22b",
        "resource=",
        "types=A",
        "after=9999999",
    ] {
        let answer = world.get(&key, &format!("/api/v1/events?{wrong}")).await;
        assert_eq!(answer.problem(), (422, "request_invalid"), "{wrong}");
    }
}

/// Opens so many accounts: one entry with one event each.
async fn open_accounts(world: &World, key: &str, count: usize) {
    for number in 0..count {
        let account = json!({ "path": format!("assets:a{number}"), "currency": "EUR" });
        let made = world.post(key, "/api/v1/ledger/accounts", account).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn watchers_from_anywhere_see_all_while_more_happens_and_the_slow_keep_none_back() {
    const EVENTS: usize = 40;
    let world = World::idle(Limits::default()).await;
    let key = world.full_key("shop").await;
    let all = "?types=ledger.*&after=0";
    // Nobody reads this one until the end.
    let slow = Watched::open(&world, &key, all, None).await;
    let making = open_accounts(&world, &key, EVENTS);
    let read = async |mut watched: Watched| {
        let mut ids = Vec::new();
        while ids.len() < EVENTS {
            ids.push(watched.next().await.expect("the stream goes on").id);
        }
        ids
    };
    // Some begin before what happens, some in the middle of it: they join from the log, or have the ring at once.
    let watching = futures::future::join_all((0..8).map(async |number| {
        super::world::until(|| world.engine.committed().0 > number * 5).await;
        read(Watched::open(&world, &key, all, None).await).await
    }));
    let ((), seen) = tokio::join!(making, watching);
    let expected = &seen[0];
    assert!(expected.is_sorted_by_key(|id| id.split_once('-').unwrap().0.parse::<u64>().unwrap()));
    assert!(seen.iter().all(|one| one == expected), "{seen:?}");
    assert_eq!(&read(slow).await, expected);
}
