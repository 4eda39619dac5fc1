//! JSONTestSuite over sockets: whatever comes as JSON is read as RFC 8259 has it or refused as malformed, and nothing of it is
//! written or breaks anything. Attack rules are enforced at a node of its own, since they read the same bytes with a parser of theirs.
#![allow(clippy::unwrap_used)]

use bezant_tests::api::{Answer, Api};
use bezant_tests::node::{NodeUnderTest, string};
use serde_json::Value;

const PAYMENTS: &str = "/api/v1/payments";

struct Case {
    name: String,
    bytes: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let text = include_str!("../data/json-test-suite/cases.jsonl");
    let mut cases: Vec<Case> = text
        .lines()
        .map(|line| {
            let case: Value = serde_json::from_str(line).unwrap();
            let hex = string(&case, "hex");
            let pairs = hex
                .as_bytes()
                .chunks(2)
                .map(|pair| std::str::from_utf8(pair).unwrap());
            Case {
                name: string(&case, "name").to_owned(),
                bytes: pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect(),
            }
        })
        .collect();
    let often = |name: &str, bytes: &[u8], times| Case {
        name: name.to_owned(),
        bytes: bytes.repeat(times),
    };
    cases.push(often("n_structure_100000_opening_arrays", b"[", 100_000));
    cases.push(often("n_structure_open_array_object", b"[{\"\":", 50_000));
    assert_eq!(cases.len(), 318);
    cases
}

fn is_malformed(answer: &Answer) -> bool {
    answer.status == 400 && matches!(answer.code(), "json_malformed" | "body_missing")
}

/// As a whole body and as a value inside of one.
fn bodies(case: &Case) -> [Vec<u8>; 2] {
    let inside = [br#"{"amount":1099,"metadata":"#, case.bytes.as_slice(), b"}"].concat();
    [case.bytes.clone(), inside]
}

async fn ask(api: &Api, body: Vec<u8>) -> Answer {
    api.call("POST", PAYMENTS).text(body).send().await
}

#[tokio::test]
async fn json_is_what_the_standard_says_and_all_else_is_refused() {
    let node = NodeUnderTest::start("[http]\nlisten = \"127.0.0.1:0\"\nmax_body_bytes = 1048576\n").await;
    let api = node.tenant("torture");
    let written = node.records_of_changes();
    let mut wrong = Vec::new();
    for case in cases() {
        for body in bodies(&case) {
            let answer = ask(&api, body).await;
            let is_right = match case.name.as_bytes()[0] {
                b'y' => !is_malformed(&answer) && (400..500).contains(&answer.status),
                b'n' => is_malformed(&answer),
                _ => (400..500).contains(&answer.status),
            };
            if !is_right {
                wrong.push(format!("{}: {} {}", case.name, answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(node.records_of_changes(), written, "something was written");
}

#[tokio::test]
async fn rules_against_attacks_survive_what_is_no_json() {
    let node = NodeUnderTest::start(
        "[http]\nlisten = \"127.0.0.1:0\"\nmax_body_bytes = 1048576\n[protection.attack_rules]\nmode = \"enforce\"\nstrict = true\n",
    )
    .await;
    let api = node.tenant("torture");
    for case in cases() {
        for body in bodies(&case) {
            let answer = ask(&api, body).await;
            assert!(
                (400..500).contains(&answer.status),
                "{}: {}",
                case.name,
                answer.body
            );
            let is_to_refuse = case.name.starts_with("n_");
            let code = answer.code();
            assert!(
                !is_to_refuse || is_malformed(&answer) || code == "request_suspicious",
                "{}: {code}",
                case.name
            );
        }
    }
    api.get(PAYMENTS).await.expect(200);
}
