//! Bad input: a 4xx with a stable code and the field's path, and nothing written.

use axum::http::Method;
use serde_json::{Value, json};

use super::world::{Call, World, order};

/// The order with one field replaced, or taken out.
fn with(field: &str, value: Option<Value>) -> String {
    let mut body = order(1_000, "tok_approved");
    let object = body.as_object_mut().unwrap();
    match value {
        Some(value) => object.insert(field.to_owned(), value),
        None => object.remove(field),
    };
    body.to_string()
}

/// The order with an amount written exactly like this.
fn amount(text: &str) -> String {
    format!(
        r#"{{"amount":{text},"currency":"EUR","payment_method":{{"type":"card","token":"tok_approved"}}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_payment_is_refused_with_the_field_s_path() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let before = world.engine.committed();
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let card = json!({ "type": "card", "token": "4242424242424242" });
    let invalid = |path: &'static str, code: &'static str| (422, "request_invalid", vec![(path, code)]);
    let refused = |code: &'static str, path: &'static str| (422, code, vec![(path, code)]);
    let malformed = (400, "json_malformed", vec![]);
    type Refusal<'a> = (u16, &'a str, Vec<(&'a str, &'a str)>);
    let cases: Vec<(String, Refusal<'_>)> = vec![
        (String::new(), malformed.clone()),
        ("{".to_owned(), malformed.clone()),
        (format!("{}}}", amount("1")), malformed.clone()),
        ("{'amount': 1}".to_owned(), malformed.clone()),
        (
            format!(r#"{{"metadata":{deep}}}"#),
            invalid("metadata", "field_invalid"),
        ),
        ("[]".to_owned(), invalid("", "field_invalid")),
        ("{}".to_owned(), invalid("amount", "field_missing")),
        (amount("10.5"), invalid("amount", "field_invalid")),
        (amount("1e3"), invalid("amount", "field_invalid")),
        (amount("1000.0"), invalid("amount", "field_invalid")),
        (amount("\"1000\""), invalid("amount", "field_invalid")),
        (amount("null"), invalid("amount", "field_invalid")),
        (amount("99999999999999999999"), invalid("amount", "field_invalid")),
        (
            amount("18446744073709551615"),
            refused("amount_too_large", "amount"),
        ),
        (amount("0"), refused("amount_not_positive", "amount")),
        (amount("-1"), refused("amount_not_positive", "amount")),
        (amount("1,\"amount\":2"), invalid("amount", "field_invalid")),
        (
            with("currency", Some(json!("eur"))),
            invalid("currency", "field_invalid"),
        ),
        (
            with("currency", Some(json!("XXX"))),
            invalid("currency", "field_invalid"),
        ),
        (with("currency", None), invalid("currency", "field_missing")),
        (with("tip", Some(json!(1))), invalid("tip", "field_unknown")),
        (
            with("confirm", Some(json!("yes"))),
            invalid("confirm", "field_invalid"),
        ),
        (
            with("country", Some(json!("Germany"))),
            invalid("country", "field_invalid"),
        ),
        (
            with("capture_method", Some(json!("later"))),
            invalid("capture_method", "field_invalid"),
        ),
        (
            with("capture_after_seconds", Some(json!(5))),
            invalid("capture_after_seconds", "field_invalid"),
        ),
        (
            with("capture_method", Some(json!("automatic_after"))),
            invalid("capture_after_seconds", "field_missing"),
        ),
        (
            with("payment_method", Some(json!({ "type": "card" }))),
            invalid("payment_method.token", "field_missing"),
        ),
        (
            with(
                "payment_method",
                Some(json!({ "type": "card", "token": "t", "cvv": "1" })),
            ),
            invalid("payment_method.cvv", "field_unknown"),
        ),
        (
            with("payment_method", Some(json!({ "type": "cash", "token": "t" }))),
            invalid("payment_method.type", "field_invalid"),
        ),
        (
            with("payment_method", Some(card)),
            refused("card_number_not_accepted", "payment_method.token"),
        ),
        (
            with("payment_method", Some(json!({ "type": "card", "token": "" }))),
            refused("text_empty", "payment_method.token"),
        ),
        (
            with("metadata", Some(json!({ "a": 1 }))),
            invalid("metadata.a", "field_invalid"),
        ),
        (
            with("reference", Some(json!("r".repeat(129)))),
            refused("text_too_long", "reference"),
        ),
    ];
    for (body, (status, code, mistakes)) in cases {
        let answer = world
            .post_with(&key, "/api/v1/payments", &[], body.as_bytes())
            .await;
        assert_eq!(answer.problem(), (status, code), "{body}: {answer:?}");
        assert_eq!(answer.mistakes(), mistakes, "{body}: {answer:?}");
        assert_eq!(
            answer.text("correlation_id"),
            answer.header("x-request-id").unwrap()
        );
    }
    assert_eq!(world.engine.committed(), before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_paths_methods_headers_and_queries_are_refused() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let bearer = format!("Bearer {key}");
    let send = async |method: Method, path: &str, headers: &[(&str, &str)], body: &str| {
        let mut all = vec![("authorization", &*bearer)];
        all.extend(headers);
        let call = Call {
            method,
            path,
            headers: all,
            body: body.as_bytes().to_vec(),
        };
        world.send(call).await
    };
    let payment = "/api/v1/payments/pay_01h455vb4pex5vsknk084sn02q";
    let good = order(1_000, "tok_approved").to_string();
    let long = "k".repeat(256);
    type Case<'a> = (
        Method,
        &'a str,
        (&'a str, &'a str),
        &'a str,
        (u16, &'a str),
        &'a [(&'a str, &'a str)],
    );
    let none = ("x-none", "1");
    let cases: &[Case<'_>] = &[
        (Method::GET, payment, none, "", (404, "payment_not_found"), &[]),
        (
            Method::GET,
            "/api/v1/payments/42",
            none,
            "",
            (422, "request_invalid"),
            &[("id", "id_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments/acc_01h455vb4pex5vsknk084sn02q",
            none,
            "",
            (422, "request_invalid"),
            &[("id", "id_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments/%ff",
            none,
            "",
            (422, "request_invalid"),
            &[("id", "id_invalid")],
        ),
        (
            Method::GET,
            "/api/v2/payments",
            none,
            "",
            (404, "route_not_found"),
            &[],
        ),
        (
            Method::GET,
            "/api/v1/payments/",
            none,
            "",
            (404, "route_not_found"),
            &[],
        ),
        (
            Method::DELETE,
            payment,
            none,
            "",
            (405, "method_not_allowed"),
            &[],
        ),
        (Method::PUT, "/health", none, "", (405, "method_not_allowed"), &[]),
        (
            Method::POST,
            "/api/v1/payments",
            ("content-type", "text/plain"),
            &good,
            (415, "content_type_unsupported"),
            &[],
        ),
        (
            Method::POST,
            "/api/v1/payments",
            ("content-length", "70000"),
            &good,
            (413, "body_too_large"),
            &[],
        ),
        (
            Method::POST,
            "/api/v1/payments",
            ("idempotency-key", &long),
            &good,
            (422, "request_invalid"),
            &[("Idempotency-Key", "header_invalid")],
        ),
        (
            Method::POST,
            "/api/v1/payments",
            ("if-match", "3"),
            &good,
            (422, "request_invalid"),
            &[("If-Match", "header_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments?limit=0",
            none,
            "",
            (422, "request_invalid"),
            &[("limit", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments?limit=x",
            none,
            "",
            (422, "request_invalid"),
            &[("query", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments?color=red",
            none,
            "",
            (422, "request_invalid"),
            &[("query", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments?status=paid",
            none,
            "",
            (422, "request_invalid"),
            &[("status", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/payments?cursor=abc",
            none,
            "",
            (422, "cursor_invalid"),
            &[],
        ),
        (
            Method::GET,
            "/api/v1/ledger/accounts?cursor=-1",
            none,
            "",
            (422, "cursor_invalid"),
            &[],
        ),
        (
            Method::GET,
            "/api/v1/events?after=99999999",
            none,
            "",
            (422, "request_invalid"),
            &[("after", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/api/v1/events?types=Payment",
            none,
            "",
            (422, "request_invalid"),
            &[("types", "parameter_invalid")],
        ),
        (
            Method::GET,
            "/docs/errors/nonsense",
            none,
            "",
            (404, "route_not_found"),
            &[],
        ),
    ];
    let before = world.engine.committed();
    for (method, path, header, body, expected, mistakes) in cases {
        let answer = send(method.clone(), path, &[*header], body).await;
        assert_eq!(
            answer.problem(),
            *expected,
            "{method} {path} {header:?}: {answer:?}"
        );
        assert_eq!(answer.mistakes(), *mistakes, "{method} {path} {header:?}");
    }
    let huge = format!(r#"{{"description":"{}"}}"#, "d".repeat(65 * 1024));
    let answer = send(Method::POST, "/api/v1/payments", &[], &huge).await;
    assert_eq!(answer.problem(), (413, "body_too_large"));
    assert_eq!(world.engine.committed(), before, "nothing was written");
}
