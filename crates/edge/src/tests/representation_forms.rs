//! What is special about each form: how XML looks, what can't be taken or given, and that messages are the schemas.

use axum::http::{HeaderMap, Method, StatusCode};
use bezant_representations::Node;
use bytes::Bytes;

use super::world::{Call, World, order};
use crate::representation::Forms;

fn call<'a>(method: Method, path: &'a str, headers: &[(&'a str, &'a str)], body: &str) -> Call<'a> {
    Call {
        method,
        path,
        headers: headers.to_vec(),
        body: body.as_bytes().to_vec(),
    }
}

fn text(answer: &(StatusCode, HeaderMap, Bytes)) -> String {
    String::from_utf8(answer.2.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn xml_is_taken_and_given() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.full_key("shop").await);
    let xml = [
        ("authorization", &*bearer),
        ("content-type", "text/xml; charset=utf-8"),
        ("accept", "application/xml"),
    ];
    let body = "<?xml version=\"1.0\"?>\n<create_payment>\n  <amount>1000</amount><currency>EUR</currency>\n  \
         <payment_method><type>card</type><token>tok_approved</token></payment_method>\n  <reference>a &amp; b</reference>\n\
         <metadata><entry><key>k</key><value>v</value></entry></metadata></create_payment>";
    let created = world
        .send_raw(call(Method::POST, "/api/v1/payments", &xml, body))
        .await;
    assert_eq!(
        (created.0, &created.1["content-type"]),
        (StatusCode::CREATED, &"application/xml".parse().unwrap())
    );
    assert_eq!(created.1["vary"], "accept");
    let written = text(&created);
    for part in [
        "<payment>",
        "<status>COMPLETED</status>",
        "<reference>a &amp; b</reference>",
        "<metadata><entry><key>k</key><value>v</value></entry></metadata>",
        "<outcome>approved</outcome>",
        "<needs_attention>false</needs_attention>",
    ] {
        assert!(written.contains(part), "{part} in {written}");
    }
    let wrong =
        "<create_payment><amount>ten</amount><currency>EUR</currency><colour>red</colour></create_payment>";
    let refused = world
        .send_raw(call(Method::POST, "/api/v1/payments", &xml, wrong))
        .await;
    assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.1["content-type"], "application/problem+xml");
    let written = text(&refused);
    assert!(
        written.contains("<problem xmlns=\"urn:ietf:rfc:7807\">")
            && written.contains("<errors><i><path>amount</path><code>field_invalid</code>"),
        "{written}"
    );

    // A list in a list of alternatives: one transfer or a chain of them.
    let open = |path: &str| {
        format!("<open_account><path>{path}</path><currency>EUR</currency><guard>none</guard></open_account>")
    };
    for path in ["assets:bank", "liabilities:ada"] {
        let opened = world
            .send_raw(call(Method::POST, "/api/v1/ledger/accounts", &xml, &open(path)))
            .await;
        assert_eq!(opened.0, StatusCode::CREATED, "{}", text(&opened));
    }
    let one = "<transfers><debit>assets:bank</debit><credit>liabilities:ada</credit><amount>5</amount><currency>EUR</currency></transfers>";
    let chain = format!("<new_transfers>{one}{one}</new_transfers>");
    let made = world
        .send_raw(call(Method::POST, "/api/v1/ledger/transfers", &xml, &chain))
        .await;
    let written = text(&made);
    assert_eq!(
        (made.0, written.matches("<data>").count()),
        (StatusCode::CREATED, 2),
        "{written}"
    );
    let balances = world
        .send_raw(call(Method::GET, "/api/v1/ledger/balances", &xml, ""))
        .await;
    assert!(
        text(&balances).contains("<balance>10</balance>"),
        "{}",
        text(&balances)
    );
}

/// A path, headers, a body, and the status and code that they lead to.
type Mistaken<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, u16, &'a str);

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_or_given_is_refused_before_anything_is_done() {
    let world = World::new().await;
    let key = world.full_key("shop").await;
    let bearer = format!("Bearer {key}");
    let position = world.engine.committed();
    let authorization = ("authorization", &*bearer);
    let body = order(5, "tok_approved").to_string();
    let entities = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><create_payment><customer>&a;</customer></create_payment>";
    let large = format!(
        "<create_payment><description>{}</description></create_payment>",
        "x".repeat(70_000)
    );
    let huge = format!("<create_payment>{}</create_payment>", " ".repeat(5 << 20));
    let rules = "/api/v1/routing/rules";
    let payments = "/api/v1/payments";
    let cases: &[Mistaken] = &[
        (payments, &[("accept", "text/html")], &body, 406, "not_acceptable"),
        (
            payments,
            &[("accept", "application/vnd.bezant+json;version=2")],
            &body,
            406,
            "not_acceptable",
        ),
        (
            rules,
            &[("accept", "application/protobuf")],
            "",
            406,
            "not_acceptable",
        ),
        (
            rules,
            &[("content-type", "application/protobuf")],
            "x",
            415,
            "content_type_unsupported",
        ),
        (
            payments,
            &[("content-type", "application/xml;charset=latin1")],
            "<a/>",
            415,
            "content_type_unsupported",
        ),
        (
            payments,
            &[("content-type", "application/vnd.bezant+json;version=2")],
            &body,
            415,
            "content_type_unsupported",
        ),
        (
            payments,
            &[("content-type", "text/plain")],
            &body,
            415,
            "content_type_unsupported",
        ),
        (
            payments,
            &[("content-type", "application/xml")],
            entities,
            400,
            "body_malformed",
        ),
        (
            payments,
            &[("content-type", "application/xml")],
            &body,
            400,
            "body_malformed",
        ),
        (
            payments,
            &[("content-type", "application/protobuf")],
            "\u{1}\u{1}",
            400,
            "body_malformed",
        ),
        (
            payments,
            &[("content-type", "application/xml")],
            &large,
            413,
            "body_too_large",
        ),
        (
            payments,
            &[("content-type", "application/xml")],
            &huge,
            413,
            "body_too_large",
        ),
    ];
    for (path, headers, body, status, code) in cases {
        let mut all = vec![authorization];
        all.extend(*headers);
        let answer = world.send(call(Method::POST, path, &all, body)).await;
        assert_eq!(
            answer.problem(),
            (*status, *code),
            "{path} {headers:?} {answer:?}"
        );
    }
    // A field with the number 99 is refused as any field that is not known.
    let mut unknown = call(
        Method::POST,
        payments,
        &[authorization, ("content-type", "application/protobuf")],
        "",
    );
    unknown.body = vec![0x98, 0x06, 1];
    let answer = world.send(unknown).await;
    assert_eq!(
        (answer.problem(), answer.mistakes()),
        ((422, "request_invalid"), vec![("#99", "field_unknown")])
    );
    // Who may not ask is told so, whatever the body is.
    let nobody = call(
        Method::POST,
        payments,
        &[("content-type", "application/xml")],
        entities,
    );
    assert_eq!(world.send(nobody).await.problem(), (401, "credentials_missing"));
    let unknown = call(Method::GET, "/api/v1/nothing", &[("accept", "text/html")], "");
    assert_eq!(world.send(unknown).await.problem(), (404, "route_not_found"));
    assert_eq!(world.engine.committed(), position, "nothing was done");

    let ours = [
        authorization,
        ("accept", "application/vnd.bezant+json; version=1"),
    ];
    let listed = world.send(call(Method::GET, payments, &ours, "")).await;
    assert_eq!(listed.header("content-type"), Some("application/vnd.bezant+json"));
    let table = [authorization, ("accept", "text/csv")];
    let path = "/api/v1/ledger/transfers?format=csv";
    let exported = world.send(call(Method::GET, path, &table, "")).await;
    assert_eq!(
        exported.header("content-type"),
        Some("text/csv; charset=utf-8"),
        "{exported:?}"
    );
}

#[test]
fn messages_and_schemas_have_the_same_fields() {
    let forms = Forms::get();
    let mut compared = 0;
    for (method, path, operation) in forms.operations.all() {
        for body in operation
            .request
            .iter()
            .chain(operation.answers())
            .chain([forms.operations.problem()])
        {
            if let Some(message) = forms.messages.get(&body.schema) {
                let mut fields = message.fields();
                fields.sort_unstable();
                let described: Vec<&str> = forms.operations.fields(body).collect();
                assert_eq!(fields, described, "{method} {path}: {}", body.schema);
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "{compared}");
    assert!(matches!(
        forms.messages.get("CreatePayment").unwrap().read(b"").unwrap(),
        Node::Object(_)
    ));
}
