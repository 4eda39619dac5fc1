//! Bad requests: a 4xx problem with a stable code and the field's path, and nothing is written.
#![allow(clippy::unwrap_used)]

use bezant_tests::api::{Answer, Api, Call};
use bezant_tests::node::{NodeUnderTest, string};
use serde_json::{Value, json};

const PAYMENTS: &str = "/api/v1/payments";

fn good() -> Value {
    json!({
        "amount": 1099, "currency": "EUR", "metadata": { "order": "7" },
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

/// The good payment with one value changed, or gone where the new one is null.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = good();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    let object = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    if value.is_null() {
        object.remove(field);
    } else {
        object.insert(field.to_owned(), value);
    }
    body
}

/// Status, code and paths; a problem is written as RFC 9457 has it, and its page exists.
async fn expect(api: &Api, what: &str, answer: Answer, status: u16, code: &str, paths: &[&str]) {
    assert_eq!(
        (answer.status, answer.code(), answer.paths()),
        (status, code, paths.to_vec()),
        "{what}: {}",
        answer.body
    );
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{what}"
    );
    assert_eq!(answer.body["status"], status, "{what}");
    assert!(
        !string(&answer.body, "title").is_empty() && !string(&answer.body, "detail").is_empty(),
        "{what}"
    );
    let page = api.keyless("GET", string(&answer.body, "type")).send().await;
    assert_eq!(page.status, 200, "{what} has no page");
}

/// Wrong bodies of a payment that is otherwise good.
fn wrong_fields() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let long = |length: usize| json!("x".repeat(length));
    let pairs: Value = (0..21)
        .map(|n| (format!("k{n}"), json!("v")))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let invalid = "request_invalid";
    vec![
        ("/amount", json!(0), "amount_not_positive", "amount"),
        ("/amount", json!(-1), "amount_not_positive", "amount"),
        ("/amount", json!(10.99), invalid, "amount"),
        ("/amount", json!(1e3), invalid, "amount"),
        ("/amount", json!("1099"), invalid, "amount"),
        ("/amount", json!(true), invalid, "amount"),
        (
            "/amount",
            json!(1_000_000_000_000_001_i64),
            "amount_too_large",
            "amount",
        ),
        ("/amount", json!(u64::MAX), "amount_too_large", "amount"),
        ("/amount", json!(i64::MIN), "amount_not_positive", "amount"),
        ("/amount", Value::Null, invalid, "amount"),
        ("/currency", json!("EURO"), invalid, "currency"),
        ("/currency", json!("eur"), invalid, "currency"),
        ("/currency", json!("XXY"), invalid, "currency"),
        ("/currency", json!(978), invalid, "currency"),
        ("/currency", Value::Null, invalid, "currency"),
        ("/colour", json!("red"), invalid, "colour"),
        ("/id", json!("pay_1"), invalid, "id"),
        ("/capture_method", json!("later"), invalid, "capture_method"),
        (
            "/capture_method",
            json!("automatic_after"),
            invalid,
            "capture_after_seconds",
        ),
        (
            "/capture_after_seconds",
            json!(60),
            invalid,
            "capture_after_seconds",
        ),
        ("/country", json!("Germany"), invalid, "country"),
        ("/confirm", json!("yes"), invalid, "confirm"),
        ("/payment_method", Value::Null, invalid, "payment_method"),
        (
            "/payment_method",
            json!("tok_approved"),
            invalid,
            "payment_method",
        ),
        (
            "/payment_method/type",
            json!("cash"),
            invalid,
            "payment_method.type",
        ),
        (
            "/payment_method/token",
            Value::Null,
            invalid,
            "payment_method.token",
        ),
        (
            "/payment_method/number",
            json!("tok"),
            invalid,
            "payment_method.number",
        ),
        (
            "/payment_method/token",
            json!(""),
            "text_empty",
            "payment_method.token",
        ),
        (
            "/payment_method/token",
            long(129),
            "text_too_long",
            "payment_method.token",
        ),
        (
            "/payment_method/token",
            json!("4242424242424242"),
            "card_number_not_accepted",
            "payment_method.token",
        ),
        (
            "/metadata/card",
            json!("4111 1111 1111 1111"),
            "card_number_not_accepted",
            "metadata",
        ),
        (
            "/description",
            json!("card 4111-1111-1111-1111"),
            "card_number_not_accepted",
            "description",
        ),
        ("/metadata/size", json!(7), invalid, "metadata.size"),
        ("/metadata", json!(["a"]), invalid, "metadata"),
        ("/metadata", pairs, "too_much_metadata", "metadata"),
        ("/metadata/long", long(501), "text_too_long", "metadata"),
        ("/reference", long(129), "text_too_long", "reference"),
        ("/description", long(501), "text_too_long", "description"),
        ("/customer", long(129), "text_too_long", "customer"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_payments_are_refused_and_leave_no_trace() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let before = node.records_of_changes();
    for (pointer, value, code, path) in wrong_fields() {
        let what = format!("{pointer} = {value}");
        let answer = api
            .call("POST", PAYMENTS)
            .header("idempotency-key", "one")
            .json(&with(pointer, value))
            .send()
            .await;
        expect(&api, &what, answer, 422, code, &[path]).await;
    }
    let huge = format!("{{\"amount\": {}}}", "9".repeat(70_000));
    let texts: &[(&str, u16, &str)] = &[
        ("", 400, "json_malformed"),
        ("{", 400, "json_malformed"),
        ("{\"amount\": 1,}", 400, "json_malformed"),
        ("amount=1099", 400, "json_malformed"),
        (&format!("{} {{}}", good()), 400, "json_malformed"),
        ("{\"amount\": NaN}", 400, "json_malformed"),
        (&huge, 413, "body_too_large"),
    ];
    for (text, status, code) in texts {
        // On a connection of its own: the node closes it where it does not read on.
        let alone = node.api(&key);
        let answer = alone.call("POST", PAYMENTS).text((*text).to_owned()).send().await;
        let what = &text[..text.len().min(40)];
        expect(&api, what, answer, *status, code, &[]).await;
    }
    let in_order =
        r#"[1099,"EUR","automatic",null,{"type":"card","token":"tok_approved"},null,null,null,{},null,true]"#;
    let deep = "[".repeat(10_000);
    let deeper = "{\"metadata\":".repeat(4_000);
    for text in [&*deep, &deeper] {
        let answer = api.call("POST", PAYMENTS).text(text.to_owned()).send().await;
        assert_eq!((answer.status, answer.code()), (400, "json_malformed"), "{text}");
    }
    let deep = format!("{deep}{}", "]".repeat(10_000));
    for text in ["[]", "null", "7", "\"text\"", in_order, &deep] {
        let answer = api.call("POST", PAYMENTS).text(text.to_owned()).send().await;
        assert_eq!((answer.status, answer.code()), (422, "request_invalid"), "{text}");
    }
    let number = "99999999999999999999999999999999999999999999";
    let overflowing = good().to_string().replace("1099", number);
    let answer = api.call("POST", PAYMENTS).text(overflowing).send().await;
    expect(&api, number, answer, 422, "request_invalid", &["amount"]).await;
    let twice = good()
        .to_string()
        .replace("\"order\":\"7\"", "\"order\":\"7\",\"order\":\"8\"");
    let answer = api.call("POST", PAYMENTS).text(twice).send().await;
    expect(
        &api,
        "twice",
        answer,
        422,
        "duplicate_metadata_key",
        &["metadata"],
    )
    .await;

    let headers: [(&str, &str, u16, &str); 4] = [
        ("idempotency-key", "two words", 422, "Idempotency-Key"),
        ("idempotency-key", &"k".repeat(256), 422, "Idempotency-Key"),
        ("if-match", "3", 422, "If-Match"),
        ("content-type", "text/plain", 415, ""),
    ];
    for (name, value, status, path) in headers {
        let call = api.call("POST", PAYMENTS).header(name, value);
        let answer = call.text(good().to_string()).send().await;
        assert_eq!(answer.status, status, "{name}: {value}: {answer:?}");
        assert!(
            path.is_empty() || answer.paths() == [path],
            "{name}: {value}: {answer:?}"
        );
    }
    // Nothing was written, and the key that came with all of them is still free.
    assert_eq!(node.records_of_changes(), before);
    assert!(api.list(PAYMENTS).await.is_empty());
    let call = api.call("POST", PAYMENTS).header("idempotency-key", "one");
    call.json(&good()).send().await.expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_of_others_and_of_nothing_are_not_found() {
    let node = NodeUnderTest::start("").await;
    let (own, other) = (node.tenant("shop"), node.tenant("other"));
    let manual = with("/capture_method", json!("manual"));
    let payment = other.pay(&manual).await;
    let foreign = string(&payment, "id");
    let unknown = "pay_01h455vb4pex5vsknk084sn02q";
    let hook = json!({ "url": "https://shop.example/hook", "events": ["*"] });
    let hook = other.post("/api/v1/webhook-endpoints", &hook).await.expect(201);
    let account = json!({ "path": "assets:cash", "currency": "EUR" });
    let account = other.post("/api/v1/ledger/accounts", &account).await.expect(201);
    let before = node.records_of_changes();

    for id in [foreign, unknown] {
        for (method, action) in [
            ("GET", ""),
            ("GET", "/events"),
            ("GET", "/refunds"),
            ("POST", "/confirm"),
            ("POST", "/capture"),
            ("POST", "/cancel"),
            ("POST", "/refunds"),
            ("POST", "/retry"),
        ] {
            let path = format!("{PAYMENTS}/{id}{action}");
            let answer = own.call(method, &path).send().await;
            expect(&own, &path, answer, 404, "payment_not_found", &[]).await;
        }
    }
    let capture = json!({ "amount": 5 });
    let answer = own.act(foreign, "capture", &capture).await;
    expect(&own, "capture with amount", answer, 404, "payment_not_found", &[]).await;
    let hook = format!("/api/v1/webhook-endpoints/{}", string(&hook, "id"));
    for (method, path, body) in [
        ("GET", hook.clone(), None),
        ("DELETE", hook.clone(), None),
        ("PATCH", hook.clone(), Some(json!({ "enabled": false }))),
        ("GET", format!("{hook}/deliveries"), None),
        ("POST", format!("{hook}/rotate-secret"), None),
    ] {
        let call = own.call(method, &path);
        let call = body.iter().fold(call, Call::json);
        let answer = call.send().await;
        assert_eq!(
            (answer.status, answer.code()),
            (404, "webhook_endpoint_unknown"),
            "{method} {path}"
        );
    }
    let account = string(&account, "id");
    for path in [
        format!("/api/v1/ledger/accounts/{account}"),
        format!("/api/v1/ledger/accounts/{account}/statement"),
    ] {
        let answer = own.get(&path).await;
        assert_eq!(
            (answer.status, answer.code()),
            (404, "account_not_found"),
            "{path}"
        );
    }
    for id in ["acc_01h455vb4pex5vsknk084sn02q", "pay_1", "7", "pay_", "%ff"] {
        let path = format!("{PAYMENTS}/{id}");
        let answer = own.get(&path).await;
        expect(&own, &path, answer, 422, "request_invalid", &["id"]).await;
    }
    for list in [
        "/api/v1/payments",
        "/api/v1/ledger/transfers",
        "/api/v1/webhook-endpoints",
    ] {
        assert!(own.list(list).await.is_empty(), "{list}");
    }
    assert_eq!(node.records_of_changes(), before);
    assert_eq!(other.payment(foreign).await["version"], payment["version"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_open_only_what_they_are_for() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let reader = node.api(&node.key(&key.tenant, &["--read-only"]));
    let revoked = node.key(&key.tenant, &[]);
    api.pay(&good()).await;
    node.admin(&format!("/admin/v1/keys/{}/revoke", revoked.id)).await;
    let before = node.records_of_changes();

    reader.get(PAYMENTS).await.expect(200);
    let answer = reader.post(PAYMENTS, &good()).await;
    expect(&api, "a reader writes", answer, 403, "permission_missing", &[]).await;
    let mut unknown = key.secret.clone();
    let last = if unknown.ends_with('0') { "1" } else { "0" };
    unknown.replace_range(unknown.len() - 1.., last);
    for (secret, code) in [
        (unknown.as_str(), "api_key_unknown"),
        (&revoked.secret, "api_key_revoked"),
        ("bzk_1", "credentials_malformed"),
    ] {
        let stranger = api.with_secret(secret);
        for method in ["GET", "POST"] {
            let answer = stranger.call(method, PAYMENTS).json(&good()).send().await;
            assert!(!answer.header("www-authenticate").is_empty());
            expect(&api, code, answer, 401, code, &[]).await;
        }
    }
    for path in [
        PAYMENTS,
        "/api/v1/ledger/balances",
        "/api/v1/gateways",
        "/api/v1/events",
    ] {
        let answer = api.keyless("GET", path).send().await;
        expect(&api, path, answer, 401, "credentials_missing", &[]).await;
    }
    assert_eq!(node.records_of_changes(), before);
    for path in ["/health", "/ready", "/metrics", "/docs", "/openapi.json"] {
        assert_eq!(api.keyless("GET", path).send().await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unknown_places_methods_and_parameters_are_refused() {
    let node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    for path in [
        "/api/v1",
        "/api/v1/payment",
        "/api/v2/payments",
        "/admin/v1/tenants",
    ] {
        let answer = api.get(path).await;
        expect(&api, path, answer, 404, "route_not_found", &[]).await;
    }
    for (method, path) in [("DELETE", PAYMENTS), ("PUT", PAYMENTS), ("POST", "/ready")] {
        let answer = api.call(method, path).send().await;
        assert!(!answer.header("allow").is_empty(), "{method} {path}");
        expect(&api, path, answer, 405, "method_not_allowed", &[]).await;
    }
    for (query, path) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "query"),
        ("colour=red", "query"),
        ("status=DONE", "status"),
        ("created_after=yesterday", "query"),
    ] {
        let answer = api.get(&format!("{PAYMENTS}?{query}")).await;
        expect(&api, query, answer, 422, "request_invalid", &[path]).await;
    }
    let answer = api.get(&format!("{PAYMENTS}?cursor=nonsense")).await;
    assert_eq!((answer.status, answer.code()), (422, "cursor_invalid"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_transfers_are_refused() {
    let node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    let open = |path: &str, currency: &str, overdraft: bool| json!({ "path": path, "currency": currency, "allows_overdraft": overdraft });
    for (path, currency, overdraft) in [
        ("equity:owner", "EUR", true),
        ("assets:cash", "EUR", false),
        ("assets:cash", "USD", false),
    ] {
        let body = open(path, currency, overdraft);
        api.post("/api/v1/ledger/accounts", &body).await.expect(201);
    }
    let good = json!({ "debit": "assets:cash", "credit": "equity:owner", "amount": 5, "currency": "EUR" });
    api.post("/api/v1/ledger/transfers", &good).await.expect(201);
    let before = node.records_of_changes();
    let cases = [
        (
            json!({ "amount": 0 }),
            422,
            "transfer_amount_not_positive",
            "amount",
        ),
        (
            json!({ "amount": -5 }),
            422,
            "transfer_amount_not_positive",
            "amount",
        ),
        (json!({ "amount": 0.5 }), 422, "request_invalid", "amount"),
        (json!({ "currency": "EU" }), 422, "request_invalid", "currency"),
        (json!({ "debit": "cash" }), 422, "request_invalid", "debit"),
        (json!({ "debit": null }), 422, "request_invalid", "debit"),
        (json!({ "id": "pay_1" }), 422, "request_invalid", "id"),
        (json!({ "fee": 1 }), 422, "request_invalid", "fee"),
        (
            json!({ "credit": "assets:cash" }),
            422,
            "transfer_same_account",
            "credit",
        ),
    ];
    for (change, status, code, path) in cases {
        let mut body = good.clone();
        for (field, value) in change.as_object().unwrap() {
            body[field] = value.clone();
        }
        let answer = api.post("/api/v1/ledger/transfers", &body).await;
        expect(&api, &change.to_string(), answer, status, code, &[path]).await;
    }
    let back = json!({ "debit": "equity:owner", "credit": "assets:cash", "amount": 6, "currency": "EUR" });
    let answer = api.post("/api/v1/ledger/transfers", &back).await;
    assert_eq!((answer.status, answer.code()), (422, "overdraft"), "{answer:?}");
    let chain = json!({ "transfers": [good, back] });
    let chained = api.post("/api/v1/ledger/transfers", &chain).await;
    assert_eq!(chained.status, 201, "5 and 5 cover 6: {chained:?}");
    let chain = json!({ "transfers": [good, good, back, back, back] });
    let answer = api.post("/api/v1/ledger/transfers", &chain).await;
    expect(&api, "a chain", answer, 422, "overdraft", &["transfers[4]"]).await;
    assert_eq!(node.records_of_changes(), before + 1, "one chain was made");
}
