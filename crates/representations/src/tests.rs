//! One content in all forms, and what hostile senders try.
#![allow(clippy::unwrap_used)]

use std::sync::LazyLock;

use proptest::prelude::*;

use crate::{Bounds, Error, Messages, Node, Operations, problem_to_xml, to_json, to_xml};

const DOCUMENT: &str = r##"{
  "paths": { "/orders/{id}": { "post": {
    "requestBody": { "content": {
      "application/json": { "schema": { "oneOf": [{ "$ref": "#/components/schemas/NewOrder" }, { "type": "null" }] } },
      "text/csv": { "schema": { "type": "string" } }
    } },
    "responses": { "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/NewOrder" } } } } }
  } } },
  "components": { "schemas": {
    "NewOrder": { "type": "object", "properties": {
      "amount": { "type": ["integer", "null"] },
      "note": { "type": "string" },
      "code": { "type": "string" },
      "paid": { "type": "boolean" },
      "tags": { "type": "array", "items": { "type": "string" } },
      "lines": { "type": "array", "items": { "$ref": "#/components/schemas/Line" } },
      "grid": { "type": "array", "items": { "type": "array", "items": { "type": "integer" } } },
      "rate": { "oneOf": [{ "type": "string" }, { "$ref": "#/components/schemas/Line" }] },
      "metadata": { "type": ["object", "null"], "additionalProperties": { "type": "string" } },
      "anything": { "type": "object" }
    } },
    "Line": { "type": "object", "properties": {
      "count": { "type": "integer" }, "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Line" } }
    } },
    "Problem": { "type": "object", "properties": {
      "status": { "type": "integer" }, "errors": { "type": "array", "items": { "type": "object", "properties": {
        "path": { "type": "string" }
      } } }
    } }
  } }
}"##;

fn operations() -> &'static Operations {
    static OPERATIONS: LazyLock<Operations> = LazyLock::new(|| Operations::of(DOCUMENT).unwrap());
    &OPERATIONS
}

fn read(xml: &str) -> Result<String, Error> {
    let operations = operations();
    let body = operations
        .get("POST", "/orders/{id}")
        .unwrap()
        .request
        .clone()
        .unwrap();
    to_json(operations, &body, xml.as_bytes()).map(|json| String::from_utf8(json).unwrap())
}

fn write(json: &str) -> Result<String, Error> {
    let operations = operations();
    let body = operations
        .get("POST", "/orders/{id}")
        .unwrap()
        .answer(201)
        .unwrap()
        .clone();
    to_xml(operations, &body, json.as_bytes()).map(|xml| String::from_utf8(xml).unwrap())
}

#[test]
fn xml_says_by_the_schema_what_json_says_by_itself() {
    let json = concat!(
        r#"{"amount":340282366920938463463374607431768211455,"note":" <a> & \r\n\"b\" ","code":"0012","paid":true,"#,
        r#""tags":["one"],"lines":[{"count":1,"parts":[{"count":2}]},{"count":-3}],"grid":[[1,2],[]],"rate":{"count":5},"#,
        r#""metadata":{"a b":"1","<x>":""},"anything":{"deep":["x",{"y z":"w"}]}}"#,
    );
    let xml = write(json).unwrap();
    assert_eq!(
        xml,
        concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<new_order><amount>340282366920938463463374607431768211455</amount>",
            "<note> &lt;a&gt; &amp; &#13;\n\"b\" </note><code>0012</code><paid>true</paid><tags>one</tags>",
            "<lines><count>1</count><parts><count>2</count></parts></lines><lines><count>-3</count></lines>",
            "<grid><i>1</i><i>2</i></grid><grid></grid><rate><count>5</count></rate>",
            "<metadata><entry><key>a b</key><value>1</value></entry><entry><key>&lt;x&gt;</key><value></value></entry></metadata>",
            "<anything><entry><key>deep</key><value><i>x</i><i><entry><key>y z</key><value>w</value></entry></i></value></entry>",
            "</anything></new_order>",
        )
    );
    assert_eq!(read(&xml).unwrap(), json);
    assert_eq!(
        read(&write(r#"{"tags":[],"note":null,"rate":"1.5"}"#).unwrap()).unwrap(),
        r#"{"tags":[],"rate":"1.5"}"#
    );
    assert_eq!(read("<new_order/>").unwrap(), "{}");
}

#[test]
fn what_does_not_fit_goes_through_for_the_reader_of_the_json() {
    let cases = [
        ("<amount>ten</amount>", r#"{"amount":"ten"}"#),
        ("<amount> 12.50 </amount>", r#"{"amount":12.50}"#),
        (
            "<amount>0x1f</amount><paid>yes</paid>",
            r#"{"amount":"0x1f","paid":"yes"}"#,
        ),
        ("<amount/>", r#"{"amount":""}"#),
        (
            "<amount>1</amount><note/><amount>2</amount>",
            r#"{"amount":1,"amount":2,"note":""}"#,
        ),
        ("<tags><i>a</i><i>b</i></tags>", r#"{"tags":["a","b"]}"#),
        ("<unknown><x>1</x></unknown>", r#"{"unknown":{"x":"1"}}"#),
        ("<note><b/></note>", r#"{"note":{"b":{}}}"#),
        (
            "<note>a<!-- nothing -->b<![CDATA[<c>]]>&#x41;&amp;</note>",
            r#"{"note":"ab<c>A&"}"#,
        ),
    ];
    for (xml, json) in cases {
        assert_eq!(
            read(&format!("<new_order>{xml}</new_order>")).unwrap(),
            json,
            "{xml}"
        );
    }
}

#[test]
fn what_is_no_plain_xml_is_refused() {
    let deep = "<note>".repeat(40) + &"</note>".repeat(40);
    let many = "<note/>".repeat(Bounds::REQUEST.values);
    let bodies = [
        "",
        "text",
        "<other/>",
        "<new_order>",
        "<new_order></other>",
        "<new_order/><new_order/>",
        "<new_order/>x",
        "<new_order a=\"1\"/>",
        "<new_order xmlns=\"urn:x\"/>",
        "<x:new_order/>",
        "<new_order><a:b/></new_order>",
        "<!DOCTYPE new_order><new_order/>",
        "<!DOCTYPE n [<!ENTITY a \"b\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><new_order><note>&a;&c;</note></new_order>",
        "<new_order><note>&nbsp;</note></new_order>",
        "<new_order><note>&#0;</note></new_order>",
        "<new_order><note>&#xD800;</note></new_order>",
        "<new_order><note>\u{1}</note></new_order>",
        "<new_order><note>a & b</note></new_order>",
        "<?php x?><new_order/>",
        "<?xml version=\"1.0\" encoding=\"latin1\"?><new_order/>",
        "<?xml version=\"1.1\"?><new_order/>",
        "<new_order/><?xml version=\"1.0\"?>",
        "<new_order>text<note/></new_order>",
        "<new_order><metadata><entry><key>a</key></entry></metadata></new_order>",
        &format!("<new_order>{deep}</new_order>"),
        &format!("<new_order>{many}</new_order>"),
    ];
    for xml in bodies {
        let shown: String = xml.chars().take(80).collect();
        assert!(matches!(read(xml), Err(Error::Malformed(_))), "{shown}");
    }
    let operations = operations();
    let body = operations
        .get("POST", "/orders/{id}")
        .unwrap()
        .request
        .clone()
        .unwrap();
    assert!(to_json(operations, &body, b"<new_order>\xff</new_order>").is_err());
}

#[test]
fn problems_are_written_as_rfc_9457_says() {
    let xml = problem_to_xml(
        operations(),
        br#"{"status":422,"errors":[{"path":"a"},{"path":"b"}]}"#,
    )
    .unwrap();
    assert_eq!(
        String::from_utf8(xml).unwrap(),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<problem xmlns=\"urn:ietf:rfc:7807\"><status>422</status>\
         <errors><i><path>a</path></i><i><path>b</path></i></errors></problem>"
    );
}

fn messages() -> Messages {
    Messages::of(bezant_proto::DESCRIPTORS, "bezant.api.v1").unwrap()
}

#[test]
fn a_message_means_its_json() {
    use prost::Message as _;
    let message = messages().get("CreatePayment").unwrap();
    let json =
        r#"{"amount":0,"currency":"EUR","metadata":{"a":"1","b":"2"},"payment_method":{"token":"tok"}}"#;
    let bytes = message.write_json(json.as_bytes()).unwrap();
    let typed = bezant_proto::api::v1::CreatePayment::decode(&bytes[..]).unwrap();
    assert_eq!(
        (typed.amount, typed.payment_method.unwrap().token.as_deref()),
        (Some(0), Some("tok"))
    );
    assert_eq!(
        String::from_utf8(message.read(&bytes).unwrap().to_bytes()).unwrap(),
        json
    );

    // Field 99 with the value 1.
    let unknown = message.read(&[&bytes[..], &[0x98, 0x06, 1]].concat()).unwrap();
    assert_eq!(unknown.get("#99"), Some(&Node::Null));
    assert!(matches!(message.read(b"\x08"), Err(Error::Malformed(_))));
    let too_large = br#"{"amount":9223372036854775808}"#;
    assert!(matches!(
        message.write_json(too_large),
        Err(Error::NotRepresentable(_))
    ));
    assert!(messages().get("Nothing").is_none());
}

proptest! {
    #[test]
    fn no_text_gets_lost_in_xml(note in "\\PC*", tags in prop::collection::vec("[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]{1,9}", 2..5)) {
        let text = |text: &str| Node::Text(text.to_owned());
        let tags = Node::List(tags.iter().map(|tag| text(tag)).collect());
        let json = Node::Object(vec![("note".to_owned(), text(&note)), ("tags".to_owned(), tags)]).to_bytes();
        let json = String::from_utf8(json).unwrap();
        let has_all = !json.contains(['\u{fffe}', '\u{ffff}']);
        if has_all {
            prop_assert_eq!(read(&write(&json).unwrap()).unwrap(), json);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[<>/&;#a-z!\\[\\]\"' =?-]{0,60}") {
        let operations = operations();
        let body = operations.get("POST", "/orders/{id}").unwrap().request.clone().unwrap();
        let _ = to_json(operations, &body, &bytes);
        let _ = to_json(operations, &body, format!("<new_order>{text}</new_order>").as_bytes());
        let _ = messages().get("CreatePayment").unwrap().read(&bytes);
        let _ = Node::parse(&bytes, Bounds::REQUEST);
    }
}
