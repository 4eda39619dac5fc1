//! Identity administered from the command line: a tenant's life, people, keys, agents, approvals, policies.

use std::fs;

use bezant_tests::node::NodeUnderTest;
use serde_json::{Value, json};

fn answer(node: &NodeUnderTest, words: &[&str]) -> Value {
    let words = [words, &["--json"]].concat();
    serde_json::from_str(&node.run_ok(&words)).expect("--json answers in JSON")
}

fn text<'a>(answer: &'a Value, field: &str) -> &'a str {
    answer[field].as_str().expect("the answer has this text")
}

fn refused(node: &NodeUnderTest, words: &[&str], reason: &str) {
    let output = node.run(words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains(reason),
        "{words:?}: {said}"
    );
}

#[tokio::test]
async fn a_tenant_lives_from_the_command_line_on_a_stopped_node() {
    let node = NodeUnderTest::new("[identity]\nregion = \"eu\"\n");
    answer(&node, &["tenant", "create", "the shop", "--region", "eu"]);
    let set = answer(
        &node,
        &[
            "tenant",
            "set",
            "the shop",
            "--feature",
            "beta=on",
            "--second-factor",
            "on",
        ],
    );
    assert_eq!(
        (
            &set["features"]["beta"],
            &set["sign_in"]["second_factor_required"]
        ),
        (&json!(true), &json!(true))
    );
    refused(&node, &["tenant", "close", "the shop"], "suspend it first");
    answer(&node, &["tenant", "suspend", "the shop", "--reason", "unpaid"]);
    assert!(node.run_ok(&["tenant", "list"]).contains("suspended"));
    answer(&node, &["tenant", "resume", "the shop"]);
    refused(
        &node,
        &[
            "user",
            "create",
            "--tenant",
            "the shop",
            "--email",
            "ann@shop.example",
        ],
        "running node",
    );
    let agent = answer(
        &node,
        &[
            "agent", "create", "--tenant", "the shop", "--name", "till", "--pci",
        ],
    );
    assert_eq!(agent["agent"]["roles"], json!(["agent"]));
    assert!(text(&agent["key"], "secret").starts_with("bzk_"));
    assert!(
        node.run_ok(&["key", "list", "--tenant", "the shop"])
            .contains("till")
    );
    let role = [
        "role",
        "create",
        "--tenant",
        "the shop",
        "clerk",
        "--permission",
        "payments.read",
    ];
    answer(&node, &role);
    assert!(
        node.run_ok(&["role", "list", "--tenant", "the shop"])
            .contains("clerk")
    );
    refused(
        &node,
        &[
            "role",
            "create",
            "--tenant",
            "the shop",
            "x",
            "--permission",
            "payments.fly",
        ],
        "no permission of this name",
    );
}

#[tokio::test]
async fn people_keys_and_policies_are_managed_on_a_running_node() {
    let mut node = NodeUnderTest::start("").await;
    answer(&node, &["tenant", "create", "shop"]);
    let user = [
        "user",
        "create",
        "--tenant",
        "shop",
        "--email",
        "ann@shop.example",
        "--name",
        "Ann",
        "--role",
        "admin",
    ];
    let user = answer(&node, &user);
    assert_eq!(
        (text(&user, "email"), &user["roles"]),
        ("ann@shop.example", &json!(["admin"]))
    );
    let id = text(&user, "id").to_owned();
    assert!(node.run_ok(&["user", "list", "--tenant", "shop"]).contains("Ann"));
    let link = node.run_ok(&["user", "recovery-link", &id]);
    assert!(link.contains("/recover?token=bzp_"), "{link}");
    let invited = answer(
        &node,
        &[
            "user",
            "invite",
            "--tenant",
            "shop",
            "--email",
            "b@shop.example",
            "--role",
            "viewer",
        ],
    );
    assert!(text(&invited, "link").contains("/invitation?token=bzi_"));
    assert_eq!(
        answer(&node, &["user", "roles", &id, "--give", "auditor"])["roles"],
        json!(["admin", "auditor"])
    );
    assert_eq!(
        answer(&node, &["user", "roles", &id, "--take", "auditor"])["roles"],
        json!(["admin"])
    );

    let key = answer(&node, &["key", "create", "--tenant", "shop", "--name", "till"]);
    let rotated = answer(
        &node,
        &["key", "rotate", text(&key, "id"), "--overlap-hours", "1"],
    );
    assert_ne!(text(&key, "secret"), text(&rotated, "secret"));
    answer(&node, &["key", "revoke", text(&key, "id")]);

    let client = [
        "oauth",
        "client",
        "create",
        "--tenant",
        "shop",
        "--name",
        "App",
        "--redirect-uri",
        "https://a.example/",
        "--post-logout-redirect-uri",
        "https://a.example/bye",
        "--scope",
        "openid",
    ];
    let client = answer(&node, &client);
    assert!(text(&client, "secret").starts_with("bzo_"));
    assert_eq!(
        client["post_logout_redirect_uris"],
        json!(["https://a.example/bye"])
    );
    assert!(node.run_ok(&["oauth", "client", "list"]).contains("App"));
    node.run_ok(&["oauth", "keys", "rotate"]);
    let rotated = node.run_ok(&["oauth", "keys", "rotate"]);
    assert!(rotated.contains("EdDSA") && rotated.contains("next"), "{rotated}");
    assert_eq!(node.run_ok(&["oauth", "keys", "list"]), rotated);
    assert!(node.run_ok(&["approval", "list"]).contains("nothing"));

    let folder = tempfile::tempdir().expect("the system's folder for temporary files takes one more");
    let path = folder.path().to_str().expect("a plain path");
    node.run_ok(&["policy", "show", "--into", path]);
    let operator = answer(&node, &["key", "create", "--tenant", "shop", "--operate"]);
    let as_operator = |words: &[&str]| {
        let key = ["--key", text(&operator, "secret"), "--url", &node.url()];
        [words, &key]
            .concat()
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<String>>()
    };
    let run = |words: &[&str]| {
        let words = as_operator(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        node.run_ok(&words)
    };
    assert!(run(&["policy", "push", path, "--note", "the same", "--dry-run"]).contains("version 1"));
    assert!(run(&["policy", "activate", "1"]).contains("version 1"));
    assert!(run(&["policy", "versions"]).contains("the same"));
    assert!(run(&["policy", "roll-back"]).contains("version 0"));
    fs::write(
        folder.path().join("authz.rego"),
        "package bezant.authz\n\ndecision := {",
    )
    .expect("a file can be written");
    let words = as_operator(&["policy", "push", path]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    refused(&node, &words, "authz.rego");

    let export = node.run_ok(&["tenant", "export", "shop"]);
    assert!(export.lines().count() > 5 && export.contains("ann@shop.example"));
    answer(&node, &["user", "erase", &id, "--for-ever"]);
    assert!(
        !node
            .run_ok(&["tenant", "export", "shop"])
            .contains("ann@shop.example")
    );
    node.terminate().await;
}

#[tokio::test]
async fn data_is_where_each_tenant_was_promised_or_the_node_does_not_start() {
    let mut node = NodeUnderTest::new("");
    let elsewhere = ["tenant", "create", "here", "--region", "eu"];
    refused(&node, &elsewhere, "set identity.region");
    node.configure("[identity]\nregion = \"eu\"\n");
    answer(&node, &elsewhere);
    answer(&node, &["tenant", "create", "anywhere"]);
    node.restart().await;
    let abroad = ["tenant", "create", "there", "--region", "us"];
    refused(&node, &abroad, "the data here is in the region eu");
    refused(
        &node,
        &["tenant", "set", "anywhere", "--region", "us"],
        "region eu",
    );
    answer(&node, &["tenant", "set", "anywhere", "--region", "eu"]);
    node.terminate().await;

    node.configure("[identity]\nregion = \"us\"\n");
    let (status, said) = node.refused().await;
    assert!(!status.success() && said.contains("another region"), "{said}");
    node.configure("[identity]\nregion = \"eu\"\n");
    node.restart().await;
}

#[tokio::test]
async fn a_hold_is_placed_shown_and_released_on_this_machine() {
    let node = NodeUnderTest::start("[retention]\nexpired_cards_days = 90\naudit_days = 400\n").await;
    answer(&node, &["tenant", "create", "the shop"]);
    let hold = ["retention", "hold", "the shop", "case-7", "--reason", "a dispute"];
    assert!(node.run_ok(&hold).contains("until case-7 is released"));
    let status = node.run_ok(&["retention", "status"]);
    for shown in [
        "expired cards        90 days",
        "people who left      kept for ever",
        "audit trail          400 days",
        "nothing is due",
        "case-7 of the shop since",
    ] {
        assert!(status.contains(shown), "{shown}: {status}");
    }
    assert!(node.run_ok(&["retention", "run"]).contains("nothing was due"));
    let release = ["retention", "release", "the shop", "case-7"];
    assert!(node.run_ok(&release).contains("case-7 is released"));
    refused(&node, &release, "no legal hold case-7");
    let wrong = ["retention", "hold", "the shop", "Case 7", "--reason", "x"];
    refused(&node, &wrong, "a-z0-9");
}
