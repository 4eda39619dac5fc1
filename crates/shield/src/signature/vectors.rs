//! The test cases of RFC 9421: the values of section 2, and the signatures of appendix B.

use http::{HeaderMap, Method, StatusCode};
use sfv::{Dictionary, ListEntry, Parser};

use super::base::Parameters;
use super::tests::*;
use super::*;

fn test_request() -> HeaderMap {
    headers(&[
        ("host", "example.com"),
        ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
        ("content-type", "application/json"),
        ("content-digest", DIGEST),
        ("content-length", "18"),
    ])
}

pub(super) fn base(message: &Message<'_>, input: &str) -> Result<String, Refusal> {
    let dictionary: Dictionary = Parser::new(&format!("sig={input}")).parse().unwrap();
    let Some(ListEntry::InnerList(list)) = dictionary.get("sig") else {
        panic!("{input}");
    };
    Parameters::read(list.clone())?.base(message)
}

#[test]
fn appendix_b_2_5_hmac() {
    let mut headers = test_request();
    let input = r#"("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret""#;
    let expected = format!(
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n\"@authority\": example.com\n\"content-type\": application/json\n\
         \"@signature-params\": {input}"
    );
    headers.insert("signature-input", format!("sig-b25={input}").parse().unwrap());
    let signature = "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:";
    headers.insert("signature", signature.parse().unwrap());
    let message = Message::request(
        &Method::POST,
        "https",
        "example.com",
        "/foo",
        Some("param=Value&Pet=dog"),
        &headers,
    );
    assert_eq!(base(&message, input).unwrap(), expected);
    let verified = lenient().verify(&message, b"", keys, seconds(CREATED)).unwrap();
    assert_eq!(
        (&*verified.key_id, &*verified.label),
        ("test-shared-secret", "sig-b25")
    );
    assert_eq!(verified.created_seconds, CREATED);

    let key = SigningKey::hmac_sha256(&bytes(SHARED_SECRET)).unwrap();
    let components = ["date", "@authority", "content-type"].map(str::to_owned).to_vec();
    let signer = Signer::new("test-shared-secret", &key, components).label("sig-b25");
    let signed = signer.sign(&message, seconds(CREATED), "").unwrap();
    assert_eq!(signed.input, headers["signature-input"]);
    assert_eq!(signed.signature, headers["signature"]);
}

#[test]
fn appendix_b_2_6_ed25519() {
    let mut headers = test_request();
    let input = r#"sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519""#;
    let signature =
        "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:";
    let message = Message::request(
        &Method::POST,
        "https",
        "example.com",
        "/foo",
        Some("param=Value&Pet=dog"),
        &headers,
    );
    let key = SigningKey::ed25519(&bytes(ED25519_SEED).try_into().unwrap());
    let components = [
        "date",
        "@method",
        "@path",
        "@authority",
        "content-type",
        "content-length",
    ];
    let signer =
        Signer::new("test-key-ed25519", &key, components.map(str::to_owned).to_vec()).label("sig-b26");
    let signed = signer.sign(&message, seconds(CREATED), "").unwrap();
    assert_eq!(
        (signed.input.to_str().unwrap(), signed.signature.to_str().unwrap()),
        (input, signature)
    );
    headers.insert("signature-input", signed.input);
    headers.insert("signature", signed.signature);
    let message = Message::request(&Method::POST, "https", "example.com", "/foo", None, &headers);
    assert!(lenient().verify(&message, b"", keys, seconds(CREATED)).is_ok());
}

/// Appendix B.4: which changes of a message on its way keep the signature, and which do not.
#[test]
fn appendix_b_4_transformations() {
    let input =
        r#"transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519""#;
    let signature = "transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:";
    let query = Some("name1=Value1&Name2=value2");
    for (method, authority, query, accept, expected) in [
        (
            Method::GET,
            "example.org",
            query,
            &["application/json", "*/*"][..],
            true,
        ),
        (
            Method::GET,
            "example.org",
            Some("name1=Value1&Name2=value2&param=added"),
            &["application/json", "*/*"],
            true,
        ),
        (
            Method::GET,
            "example.org",
            query,
            &["application/json, */*"],
            true,
        ),
        (
            Method::GET,
            "EXAMPLE.org:443",
            query,
            &["  application/json \t", "*/*  "],
            true,
        ),
        (
            Method::POST,
            "example.com",
            query,
            &["application/json", "*/*"],
            false,
        ),
        (
            Method::GET,
            "example.org",
            query,
            &["*/*", "application/json"],
            false,
        ),
        (
            Method::GET,
            "example.org:80",
            query,
            &["application/json", "*/*"],
            false,
        ),
    ] {
        let mut headers = headers(&[("signature-input", input), ("signature", signature)]);
        for value in accept {
            headers.append("accept", value.parse().unwrap());
        }
        let message = Message::request(&method, "https", authority, "/demo", query, &headers);
        let verified = lenient().verify(&message, b"", keys, seconds(CREATED));
        assert_eq!(
            verified.is_ok(),
            expected,
            "{method} {authority} {accept:?}: {verified:?}"
        );
    }
}

#[test]
fn components_have_the_values_of_section_2() {
    let headers = headers(&[
        ("x-ows-header", "  Leading and trailing whitespace.   "),
        ("cache-control", "max-age=60"),
        ("cache-control", "   must-revalidate"),
        ("example-dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"),
        ("x-empty-header", " "),
        ("example-header", "value, with, lots"),
        ("example-header", "of, commas"),
    ]);
    let query = "var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&qux=&a=1&a=2";
    let message = Message::request(
        &Method::GET,
        "HTTPS",
        "www.Example.com:443",
        "/path",
        Some(query),
        &headers,
    );
    for (component, expected) in [
        ("\"@method\"", Some("GET")),
        ("\"@scheme\"", Some("https")),
        ("\"@authority\"", Some("www.example.com")),
        ("\"@path\"", Some("/path")),
        (
            "\"@query-param\";name=\"var\"",
            Some("this%20is%20a%20big%0Amultiline%20value"),
        ),
        ("\"@query-param\";name=\"bar\"", Some("with%20plus%20whitespace")),
        (
            "\"@query-param\";name=\"fa%C3%A7ade%22%3A%20\"",
            Some("something"),
        ),
        ("\"@query-param\";name=\"qux\"", Some("")),
        ("\"@query-param\";name=\"a\"", None),
        ("\"@query-param\";name=\"none\"", None),
        ("\"@status\"", None),
        ("\"x-ows-header\"", Some("Leading and trailing whitespace.")),
        ("\"cache-control\"", Some("max-age=60, must-revalidate")),
        ("\"example-dict\"", Some("a=1,    b=2;x=1;y=2,   c=(a   b   c)")),
        ("\"x-empty-header\"", Some("")),
        (
            "\"example-header\";bs",
            Some(":dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:"),
        ),
        ("\"not-there\"", None),
    ] {
        let made = base(&message, &format!("({component})"));
        let line = made
            .as_deref()
            .ok()
            .map(|base| base.lines().next().unwrap().to_owned());
        assert_eq!(
            line,
            expected.map(|value| format!("{component}: {value}")),
            "{made:?}"
        );
    }
    let whole = base(&message, "(\"@target-uri\")").unwrap();
    assert!(whole.starts_with(&format!(
        "\"@target-uri\": https://www.example.com/path?{query}\n"
    )));
    for component in [
        "\"@request-target\"",
        "\"@signature-params\"",
        "\"@unknown\"",
        "\"example-dict\";key=\"a\"",
        "\"example-dict\";sf",
        "\"example-dict\";tr",
        "\"example-dict\";req",
        "\"example-dict\";bs;sf",
        "\"Date\"",
        "\"@path\";bs",
        "\"@query-param\"",
    ] {
        let refused = base(&message, &format!("({component})"));
        assert!(
            matches!(refused, Err(Refusal::UnsupportedComponent(_))),
            "{component}: {refused:?}"
        );
    }
    let twice = base(&message, "(\"@path\" \"@path\")");
    assert_eq!(twice, Err(Refusal::CoveredTwice("\"@path\"".to_owned())));
    let answer = Message::response(StatusCode::OK, &headers);
    assert!(
        base(&answer, "(\"@status\")")
            .unwrap()
            .starts_with("\"@status\": 200\n")
    );
    assert!(base(&answer, "(\"@method\")").is_err());
}
