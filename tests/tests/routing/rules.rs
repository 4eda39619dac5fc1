//! Rules: mistakes in their lines, four eyes, versions, and payments that follow them and say so.

use bezant_tests::node::{json, string};
use serde_json::json;

use crate::desk::{Desk, RULES, candidate};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_pass_four_eyes_and_payments_follow_and_say_so() {
    let mut desk = Desk::new().await;
    let (author, other) = (desk.author.clone(), desk.other.clone());
    assert_eq!(desk.api().get("/api/v1/routing").await.status, 403);
    assert!(
        desk.refused(&desk.shop, &["routing", "show"])
            .contains("[permission_missing]")
    );
    desk.ok(&author, &["routing", "four-eyes", "on"]);
    desk.write("good.rules", RULES);
    desk.write(
        "bad.rules",
        "// no\nrule \"x\" when amount > 10 then prefer nowhere\n",
    );
    let before = desk.settings().await;
    for words in [
        &["routing", "rules", "check", "bad.rules"][..],
        &["routing", "rules", "propose", "bad.rules"],
        &[
            "routing",
            "try",
            "--amount",
            "10",
            "--currency",
            "EUR",
            "--rules",
            "bad.rules",
        ],
    ] {
        let shown = desk.refused(&author, words);
        for part in [
            "[routing_rules_invalid]",
            "--> bad.rules:2:",
            "2 | rule \"x\"",
            "nowhere",
            "^",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
    assert_eq!(desk.settings().await, before, "nothing is half applied");

    assert!(
        desk.rules(&["check", "good.rules"])
            .contains("2 rules, no mistakes")
    );
    let tried = desk.ok(
        &author,
        &[
            "routing",
            "try",
            "--amount",
            "49.90",
            "--currency",
            "EUR",
            "--rules",
            "good.rules",
        ],
    );
    assert!(
        tried.starts_with("west\n") && tried.contains("rules on trial"),
        "{tried}"
    );
    assert_eq!(desk.settings().await, before, "what is tried is not kept");
    assert!(
        desk.rules(&["propose", "good.rules"])
            .contains("version 1 is proposed")
    );
    for (key, what, code) in [
        (&author, "activate", "routing_rules_not_approved"),
        (&author, "approve", "routing_rules_need_four_eyes"),
    ] {
        let shown = desk.refused(key, &["routing", "rules", what, "1"]);
        assert!(shown.contains(code), "{shown}");
    }
    desk.ok(&other, &["routing", "rules", "approve", "1"]);
    assert!(desk.rules(&["activate", "1"]).contains("version 1 is active"));
    assert!(desk.rules(&["show"]).contains("rule \"large\""));
    assert!(desk.rules(&["list"]).contains("active"));

    let large = desk.pay(4_990, &json!({ "customer": "anna" })).await;
    assert_eq!(string(&large, "gateway"), "west");
    let shown = desk.ok(&desk.shop, &["payments", "explain", string(&large, "id")]);
    for part in [
        "49.90 EUR",
        "attempt 1: west, approved",
        "by rules 1 (\"large\", \"not south\" held), strategy 0, fees 0",
        "south: excluded by the rule \"not south\"",
        "2.00 EUR",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let why = desk.why(&large).await;
    assert_eq!(
        json(&desk.ok(
            &desk.shop,
            &["payments", "explain", string(&large, "id"), "--json"]
        )),
        why
    );
    let decision = &why["attempts"][0]["decision"];
    assert_eq!(candidate(decision, "west")["preference"], 0);
    assert_eq!(candidate(decision, "south")["rule"], 1);
    assert_eq!(
        string(&desk.pay(100, &json!({})).await, "gateway"),
        "north",
        "the cheapest of the others"
    );

    desk.write("second.rules", "rule \"all\" then choose south\n");
    desk.rules(&["propose", "second.rules"]);
    desk.ok(&other, &["routing", "rules", "approve", "2"]);
    desk.rules(&["activate", "2"]);
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "south");
    desk.rules(&["roll-back"]);
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "west");

    let settings = desk.settings().await;
    desk.node.kill_9();
    desk.node.restart().await;
    assert_eq!(desk.settings().await, settings, "every setting outlasts kill -9");
    assert_eq!(
        desk.why(&large).await,
        why,
        "and so does why an old payment went there"
    );
    assert_eq!(string(&desk.pay(4_990, &json!({})).await, "gateway"), "west");
    let health = desk.ok(&desk.shop, &["gateways"]);
    assert!(health.contains("west") && health.contains("closed"), "{health}");
    desk.node.terminate().await;
}
