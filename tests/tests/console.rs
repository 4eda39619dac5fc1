//! The console as people use it, in a real browser over the real binary; and that what it says of the node is so.
//!
//! `./x` builds `web/console/dist` before. Screenshots of every page lie in `target/screenshots` afterwards.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bezant_identity::Permission;
use bezant_kernel::Currency;
use bezant_tests::browser::{PASSWORD, user};
use bezant_tests::node::{Key, NodeUnderTest};
use bezant_tests::scripts::script;
use serde_json::json;

#[tokio::test]
async fn people_sign_in_by_password_code_and_passkey() {
    let seen = in_a_browser("sign_in").await;
    for way in ["password", "code", "recovery code", "passkey"] {
        assert!(seen.contains(&format!("signed in by {way}\n")), "{seen}");
    }
}

#[tokio::test]
async fn the_overview_shows_what_happens() {
    let seen = in_a_browser("overview").await;
    assert!(seen.contains("saw it follow"), "{seen}");
}

#[tokio::test]
async fn payments_are_found_read_and_acted_upon() {
    let seen = in_a_browser("payments").await;
    for done in [
        "found payments",
        "captured a part",
        "refunded a part",
        "offered a viewer nothing to do",
    ] {
        assert!(seen.contains(done), "{seen}");
    }
}

#[tokio::test]
async fn the_ledger_is_read_at_any_time_and_adds_up() {
    let seen = in_a_browser("ledger").await;
    for done in [
        "walked through the tree",
        "read an account",
        "read a transfer",
        "listed transfers",
        "saw where money went",
        "saw that the books add up",
    ] {
        assert!(seen.contains(done), "{seen}");
    }
}

#[tokio::test]
async fn routing_is_changed_with_four_eyes_and_tried_before() {
    let seen = in_a_browser("routing").await;
    for done in [
        "mended the mistakes",
        "tried past payments",
        "approved and activated by somebody else",
        "rolled back",
        "set the strategy",
        "set the fees",
        "ran an experiment",
        "showed a viewer the gateways alone",
    ] {
        assert!(seen.contains(done), "{seen}");
    }
}

#[tokio::test]
async fn a_hundred_thousand_payments_and_a_thousand_events_a_second_do_not_stop_the_page() {
    let seen = in_a_browser("load").await;
    assert!(seen.contains("events a second"), "{seen}");
}

#[tokio::test]
async fn the_types_of_the_api_are_those_of_the_node() {
    let node = NodeUnderTest::start("").await;
    let document = reqwest::get(format!("{}/openapi.json", node.url()))
        .await
        .unwrap();
    let file = node.data().join("openapi.json");
    std::fs::write(&file, document.bytes().await.unwrap()).unwrap();
    let mut command = Command::new("node");
    command
        .args(["scripts/api-types.mjs", "--check"])
        .current_dir(console())
        .env("BEZANT_OPENAPI", &file);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn every_currency_has_the_digits_of_the_node() {
    let file = console().join("src/format/minor-digits.ts");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, table) = text.split_once("= {").unwrap();
    let (table, _) = table.split_once('}').unwrap();
    let shown: BTreeMap<String, u8> = table
        .split(',')
        .filter_map(|pair| pair.split_once(':'))
        .map(|(code, digits)| (code.trim().to_owned(), digits.trim().parse().unwrap()))
        .collect();
    let unusual: BTreeMap<String, u8> = Currency::all()
        .filter(|currency| currency.minor_digits() != 2)
        .map(|currency| (currency.code().to_owned(), currency.minor_digits()))
        .collect();
    assert_eq!(shown, unusual);
}

/// What a script of `tests/node/console` says when it has succeeded, for two administrators, who may set the routing too, and a viewer,
/// with certificates for card data.
async fn in_a_browser(name: &str) -> String {
    let mut node = NodeUnderTest::start("").await;
    node.run_ok(&["tenant", "create", "acme"]);
    let permissions = Permission::ALL
        .iter()
        .flat_map(|one| ["--permission", one.as_str()]);
    let manager = node.key("acme", &permissions.collect::<Vec<_>>());
    let router = [
        "role",
        "create",
        "--tenant",
        "acme",
        "--permission",
        "routing.read",
    ];
    node.run_ok(&[&router[..], &["--permission", "routing.manage", "router"][..]].concat());
    for (email, name, role) in [
        ("ann@example.com", "Ann", "admin"),
        ("bob@example.com", "Bob", "admin"),
        ("vic@example.com", "Vic", "viewer"),
    ] {
        let id = user(&node, "acme", email, name, role).await;
        certify(&node, &manager, &id).await;
        if role == "admin" {
            node.run_ok(&["user", "roles", &id, "--give", "router"]);
        }
    }
    let shots = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
    std::fs::create_dir_all(&shots).unwrap();
    let key = node.key("acme", &[]);
    let variables = [
        ("BEZANT_URL", node.url().as_str()),
        ("BEZANT_PASSWORD", PASSWORD),
        ("BEZANT_KEY", &key.secret),
        ("BEZANT_SHOTS", shots.to_str().unwrap()),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let seen = script(&node, &format!("console/{name}.mjs"), &variables).await;
    node.terminate().await;
    seen
}

/// The access policy lets nobody act on payments by card whose certificate is not on record.
async fn certify(node: &NodeUnderTest, manager: &Key, principal: &str) {
    let answer = reqwest::Client::new()
        .patch(format!("{}/api/v1/principals/{principal}", node.url()))
        .bearer_auth(&manager.secret)
        .json(&json!({ "attributes": { "pci": true } }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

fn console() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/console")
}
