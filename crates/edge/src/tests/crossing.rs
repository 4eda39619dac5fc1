//! Pages of other origins, and versions of the API.

use axum::http::Method;
use serde_json::{Value, json};

use super::conditional::ask;
use super::world::{Answer, Call, World, order};
use crate::{Cors, Per, Protection, RateLimit, Rates};

const SHOP: &str = "https://shop.example";

async fn send(world: &World, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let (headers, body) = (headers.to_vec(), Vec::new());
    world
        .send(Call {
            method,
            path,
            headers,
            body,
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn listed_origins_may_ask_and_no_other() {
    let limit = RateLimit {
        name: "place".to_owned(),
        per: Per::Address,
        quota: 40,
        window_seconds: 3_600,
        routes: Vec::new(),
    };
    let world = World::behind(Protection {
        cors: Some(Cors::new(&[SHOP.to_owned()], &[], &[], 600).unwrap()),
        rates: Some(Rates::local(vec![limit]).unwrap()),
        ..Protection::default()
    })
    .await;
    let key = world.full_key("shop").await;
    let preflight = async |path: &str, origin: &str| {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        send(&world, Method::OPTIONS, path, &headers).await
    };
    let may = preflight("/api/v1/payments", SHOP).await;
    assert_eq!(may.status, 204);
    for (name, expected) in [
        ("access-control-allow-origin", Some(SHOP)),
        ("access-control-allow-methods", Some("POST, GET")),
        ("access-control-max-age", Some("600")),
        ("access-control-allow-credentials", None),
    ] {
        assert_eq!(may.header(name), expected, "{name}");
    }
    assert!(may.headers.get_all("vary").iter().any(|name| name == "origin"));
    let taken = may.header("access-control-allow-headers").unwrap();
    assert!(taken.contains("authorization") && taken.contains("idempotency-key"));
    for (path, origin) in [
        ("/api/v1/payments", "https://evil.example"),
        ("/api/v1/payments", "null"),
        ("/api/v1/sign-in", SHOP),
        ("/sign-in", SHOP),
    ] {
        let refused = preflight(path, origin).await;
        assert_eq!(
            (
                refused.status.as_u16(),
                refused.header("access-control-allow-origin")
            ),
            (405, None)
        );
    }
    let token = "/realms/ten_01h455vb4pex5vsknk084sn02q/token";
    assert_eq!(preflight(token, SHOP).await.status, 204);

    // The answer itself, a refusal too.
    for (key, status) in [(&*key, 200), ("bzk_nobody", 401)] {
        for (origin, shown) in [(SHOP, Some(SHOP)), ("https://evil.example", None)] {
            let got = ask(
                &world,
                key,
                (Method::GET, "/api/v1/gateways"),
                &[("origin", origin)],
                &Value::Null,
            )
            .await;
            assert_eq!(got.status, status);
            assert_eq!(got.header("access-control-allow-origin"), shown);
            let exposed = got.header("access-control-expose-headers");
            assert_eq!(
                exposed.is_some_and(|all| all.contains("ratelimit")),
                shown.is_some()
            );
        }
    }
    // Asking before is counted by where it comes from.
    let mut last = preflight("/api/v1/payments", SHOP).await;
    for _ in 0..40 {
        last = preflight("/api/v1/payments", SHOP).await;
    }
    assert_eq!(last.problem(), (429, "rate_limited"));
    assert_eq!(last.header("access-control-allow-origin"), Some(SHOP));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_settings_no_page_may_ask() {
    let world = World::new().await;
    let headers = [("origin", SHOP), ("access-control-request-method", "GET")];
    let refused = send(&world, Method::OPTIONS, "/api/v1/payments", &headers).await;
    assert_eq!(refused.status, 405);
    let got = send(&world, Method::GET, "/openapi.json", &headers[..1]).await;
    assert_eq!(
        (got.status.as_u16(), got.header("access-control-allow-origin")),
        (200, None)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_version_has_its_own_words() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let older = [("bezant-version", "2026-09-01")];
    let with = |name: &str| {
        let mut body = order(4_990, "tok_approved");
        body[name] = json!("order-1");
        body
    };
    let payments = (Method::POST, "/api/v1/payments");
    let made = ask(
        &world,
        &key,
        payments.clone(),
        &older,
        &with("merchant_reference"),
    )
    .await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(
        (made.text("merchant_reference"), made.body.get("reference")),
        ("order-1", None)
    );
    for (name, expected) in [
        ("bezant-version", "2026-09-01"),
        ("deprecation", "@1793491200"),
        ("sunset", "Mon, 01 Nov 2027 00:00:00 GMT"),
        (
            "link",
            "</docs/api#versions>; rel=\"deprecation\"; type=\"text/html\"",
        ),
    ] {
        assert_eq!(made.header(name), Some(expected), "{name}");
    }
    // The same payment in today's words, under another tag.
    let path = format!("/api/v1/payments/{}", made.text("id"));
    let today = world.get(&key, &path).await;
    assert_eq!(
        (today.text("reference"), today.body.get("merchant_reference")),
        ("order-1", None)
    );
    assert_eq!(today.header("bezant-version"), Some("2026-11-01"));
    assert!(today.header("deprecation").is_none() && today.header("sunset").is_none());
    assert_ne!(today.header("etag"), made.header("etag"));
    let tag = made.header("etag").unwrap();
    let cancel = format!("{path}/capture");
    let headers = [("if-match", tag)];
    let refused = ask(&world, &key, (Method::POST, &cancel), &headers, &Value::Null).await;
    assert_eq!(
        refused.problem(),
        (409, "payment_status_conflict"),
        "the tag is that of the same state"
    );

    // Words of another version are refused as such.
    for (headers, name) in [(&older[..], "reference"), (&[], "merchant_reference")] {
        let refused = ask(&world, &key, payments.clone(), headers, &with(name)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.mistakes()),
            (422, vec![(name, "field_unknown")])
        );
    }
    super::world::until(|| world.views.position() >= world.engine.committed().0).await;
    for (version, name, other) in [
        ("2026-09-01", "merchant_reference", "reference"),
        ("2026-11-01", "reference", "merchant_reference"),
    ] {
        let headers = [("bezant-version", version)];
        let list = async |name: &str| {
            let path = format!("/api/v1/payments?{name}=order-1");
            ask(&world, &key, (Method::GET, &path), &headers, &Value::Null).await
        };
        let found = list(name).await;
        assert_eq!(found.body["data"][0][name], "order-1", "{found:?}");
        assert_eq!(list(other).await.status, 422);
    }

    // XML has the words too; Protobuf has numbers.
    let bearer = format!("Bearer {key}");
    let get = async |accept: &str| {
        let headers = vec![("authorization", &*bearer), ("accept", accept), older[0]];
        let (method, body) = (Method::GET, Vec::new());
        world
            .send_raw(Call {
                method,
                path: &path,
                headers,
                body,
            })
            .await
            .2
    };
    let xml = String::from_utf8(get("application/xml").await.to_vec()).unwrap();
    assert!(
        xml.contains("<merchant_reference>order-1</merchant_reference>"),
        "{xml}"
    );
    let xml = "<create_payment><amount>100</amount><currency>EUR</currency><merchant_reference>order-2</merchant_reference>\
        <payment_method><type>card</type><token>tok_approved</token></payment_method></create_payment>";
    let sent = [("content-type", "application/xml"), older[0]];
    let headers = [("authorization", &*bearer)].into_iter().chain(sent).collect();
    let (method, body) = (Method::POST, xml.as_bytes().to_vec());
    let made = world
        .send(Call {
            method,
            path: "/api/v1/payments",
            headers,
            body,
        })
        .await;
    assert_eq!(
        (made.status.as_u16(), made.text("merchant_reference")),
        (201, "order-2")
    );
    let newest = [("bezant-version", "2026-11-01")];
    let headers = vec![
        ("authorization", &*bearer),
        ("accept", "application/protobuf"),
        newest[0],
    ];
    let (method, body) = (Method::GET, Vec::new());
    let protobuf = world
        .send_raw(Call {
            method,
            path: &path,
            headers,
            body,
        })
        .await
        .2;
    assert_eq!(get("application/protobuf").await, protobuf);

    for unknown in ["2026-11-02", "", "v1"] {
        let refused = ask(
            &world,
            &key,
            (Method::GET, &path),
            &[("bezant-version", unknown)],
            &Value::Null,
        )
        .await;
        assert_eq!(refused.problem(), (400, "api_version_unknown"), "{unknown}");
        assert!(refused.text("detail").contains("2026-09-01, 2026-11-01"));
    }
}
