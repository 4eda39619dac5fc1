//! The console as people use it, in a real browser over the real binary; and that what it says of the node is so.
//!
//! `./x` builds the console before, and the binary with it. Screenshots of every page lie in `target/screenshots` afterwards.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use bezant_identity::Permission;
use bezant_kernel::Currency;
use bezant_tests::browser::{PASSWORD, user};
use bezant_tests::node::{Key, NodeUnderTest, show};
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
async fn payments_are_found_and_kept_in_views() {
    let seen = in_a_browser("payments").await;
    for done in [
        "found payments",
        "saw a new payment",
        "opened a payment by keyboard",
    ] {
        assert!(seen.contains(done), "{seen}");
    }
}

#[tokio::test]
async fn a_payment_is_read_captured_and_refunded_by_who_may() {
    let seen = in_a_browser("payment").await;
    for done in [
        "captured a part",
        "refunded a part",
        "read a payment",
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

/// What each script says that it has done.
const DONE: &[(&str, &[&str])] = &[
    (
        "payment_actions",
        &[
            "confirmed",
            "tried again",
            "proved again, and the refund went on",
            "saw where webhooks went",
            "said that it is settled",
        ],
    ),
    ("load", &["scrolled", "jumped", "filtered", "in time"]),
    (
        "developers",
        &["made a key", "rotated it", "found its requests", "revoked it"],
    ),
    ("test_values", &["listed the test values", "showed a viewer less"]),
    (
        "webhooks",
        &[
            "delivered and signed",
            "sent again",
            "signed by both secrets, and showed a failure",
            "paused and enabled",
            "deleted",
        ],
    ),
    (
        "live_events",
        &[
            "found an event and looked into it",
            "stopped and went on",
            "5,000 events in five seconds",
        ],
    ),
    (
        "people",
        &[
            "invited, and revoked it",
            "gave a role, and asked for an administrative one",
            "approved by a second person",
            "suspended and let back in",
        ],
    ),
    ("roles", &["made and changed a role", "removed the role"]),
    (
        "audit",
        &[
            "found what was done to an endpoint",
            "saved what was found",
            "saved a record with its proof",
            "saved the checkpoint",
        ],
    ),
    (
        "settings",
        &["changed how long sessions rest", "asked the policy"],
    ),
    (
        "account",
        &[
            "ended the other sessions",
            "changed the password, and back",
            "set up an authenticator app",
            "made recovery codes",
            "added a passkey and removed it",
        ],
    ),
];

async fn does(name: &str) {
    let (_, wanted) = DONE.iter().find(|(script, _)| *script == name).unwrap();
    let seen = in_a_browser(name).await;
    for done in *wanted {
        assert!(seen.contains(done), "{done} in {seen}");
    }
}

#[tokio::test]
async fn payments_are_confirmed_tried_again_and_followed_to_webhooks() {
    does("payment_actions").await;
}

#[tokio::test]
async fn a_hundred_thousand_payments_scroll_and_filter_without_a_stall() {
    does("load").await;
}

#[tokio::test]
async fn api_keys_are_made_rotated_and_revoked() {
    does("developers").await;
}

#[tokio::test]
async fn test_values_are_shown_to_who_may_use_them() {
    does("test_values").await;
}

#[tokio::test]
async fn webhook_endpoints_are_looked_after() {
    does("webhooks").await;
}

#[tokio::test]
async fn live_events_are_followed_and_a_thousand_a_second_do_not_stop_the_page() {
    does("live_events").await;
}

#[tokio::test]
async fn people_are_invited_and_given_roles() {
    does("people").await;
}

#[tokio::test]
async fn roles_are_made_and_removed() {
    does("roles").await;
}

#[tokio::test]
async fn the_audit_trail_is_searched_and_saved_with_proofs() {
    does("audit").await;
}

#[tokio::test]
async fn settings_are_changed_and_the_policy_is_asked() {
    does("settings").await;
}

#[tokio::test]
async fn everybody_looks_after_their_own_account() {
    does("account").await;
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
    let keeper = node.key("acme", &permissions.collect::<Vec<_>>());
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
        ("ben@example.com", "Ben", "admin"),
        ("aud@example.com", "Audrey", "auditor"),
        ("vic@example.com", "Vic", "viewer"),
    ] {
        let id = user(&node, "acme", email, name, role).await;
        certify(&node, &keeper, &id).await;
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
    show(&seen);
    seen
}

/// The access policy lets nobody act on payments by card whose certificate is not on record.
async fn certify(node: &NodeUnderTest, keeper: &Key, principal: &str) {
    let answer = reqwest::Client::new()
        .patch(format!("{}/api/v1/principals/{principal}", node.url()))
        .bearer_auth(&keeper.secret)
        .json(&json!({ "attributes": { "pci": true } }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
}

fn console() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/console")
}
