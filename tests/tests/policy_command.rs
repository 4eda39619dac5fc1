//! `bezant policy`: the policy that Bezant brings is tested, asked and explained; one's own is checked and tried on decisions.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::PathBuf;
use std::process::Output;

use bezant_tests::node::{NodeUnderTest, json, text};
use serde_json::{Value, json as value};

struct Desk {
    /// Never started: no node is needed.
    node: NodeUnderTest,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk {
            node: NodeUnderTest::new(""),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = self.node.command(&["policy"]);
        command.args(words).current_dir(self.folder.path());
        command.output().unwrap()
    }

    /// Standard output and error, and the exit code that there must be.
    fn ends(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        text(&output.stdout) + &text(&output.stderr)
    }

    fn json(&self, code: i32, words: &[&str]) -> Value {
        json(&self.ends(code, &[words, &["--json"]].concat()))
    }
}

/// An operator bound to the region of Europe creates a payment there.
fn question() -> Value {
    value!({
        "principal": {
            "id": "prn_01h455vb4pex5vsknk084sn02q", "kind": "user", "tenant": "ten_01h455vb4pex5vsknk084sn02q",
            "roles": ["operator"], "permissions": ["payments.create", "payments.read"], "region": "eu",
            "certifications": { "pci": true, "hipaa": false },
            "authentication": { "methods": ["password", "totp"], "step_up_age_seconds": null }
        },
        "request": {
            "method": "POST", "route": "/api/v1/payments", "permission": "payments.create",
            "data_classes": ["pci"], "priority": "new"
        },
        "resource": { "tenant": "ten_01h455vb4pex5vsknk084sn02q", "region": "eu" },
        "connection": { "encrypted": true, "address_class": "public" }
    })
}

fn with(pointer: &str, new: Value) -> Value {
    let mut question = question();
    *question.pointer_mut(pointer).unwrap() = new;
    question
}

#[test]
fn the_policy_that_bezant_brings_passes_its_tests_and_can_be_changed() {
    let desk = Desk::new();
    let shown = desk.ends(0, &["test"]);
    assert!(
        shown.contains("passed  bezant.authz_test.test_nothing_is_allowed_by_default"),
        "{shown}"
    );
    assert!(shown.contains(", 0 failed"), "{shown}");
    assert!(
        shown.contains("covered ") && !shown.contains("not lines"),
        "{shown}"
    );
    assert!(desk.ends(0, &["show"]).contains("package bezant.authz\n"));
    // One's own starts with it, and a change that breaks it is found.
    desk.ends(0, &["show", "--into", "own"]);
    assert!(
        desk.ends(0, &["check", "own"])
            .starts_with("the policy can be used: 2 files, digest ")
    );
    let text = fs::read_to_string(desk.path("own/authz.rego")).unwrap();
    desk.write(
        "own/authz.rego",
        &text.replace("resident if input.principal.region == null", "resident if true"),
    );
    let shown = desk.ends(1, &["test", "own"]);
    assert!(
        shown.contains("FAILED  bezant.authz_test.test_residency_binds_everyone_who_has_a_region"),
        "{shown}"
    );
    let report = desk.json(1, &["test", "own"]);
    let failed = report["tests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|test| test["outcome"] == "failed");
    assert_eq!(failed.count(), 2, "{report}");
    assert!(
        desk.ends(1, &["show", "--into", "own"]).contains("authz.rego"),
        "nothing is overwritten"
    );
}

#[test]
fn a_request_is_decided_and_explained_in_words() {
    let desk = Desk::new();
    let ask = |question: Value| desk.write("question.json", &question.to_string());
    ask(question());
    assert_eq!(
        desk.ends(0, &["eval", "--input", "question.json"]),
        "allowed: operator\n"
    );
    ask(with("/resource/region", value!("us")));
    let decided = desk.json(2, &["eval", "--input", "question.json"]);
    assert_eq!(
        decided,
        value!({ "allow": false, "reasons": ["residency"], "error": null })
    );
    let explained = desk.ends(2, &["explain", "--input", "question.json"]);
    assert!(
        explained.contains("The request is denied.\n  residency: the caller is bound to a region"),
        "{explained}"
    );
    assert!(
        explained.contains("bezant.authz.grants = [\"operator\"]"),
        "{explained}"
    );
    assert!(
        explained.contains("bezant.authz.resident = does not hold"),
        "{explained}"
    );
    ask(with("/principal/permissions", value!(["payments.read"])));
    let explained = desk.json(2, &["explain", "--input", "question.json"]);
    assert_eq!(explained["missing_permission"], "payments.create", "{explained}");
    ask(with("/principal/permissions", value!(["payments.steal"])));
    let refused = desk.ends(1, &["eval", "--input", "question.json"]);
    assert!(
        refused.contains("there is no permission 'payments.steal'") && refused.contains("question.json"),
        "{refused}"
    );
    assert!(
        desk.ends(1, &["eval", "--input", "missing.json"])
            .contains("missing.json")
    );
}

#[test]
fn mistakes_are_shown_with_line_and_column() {
    let desk = Desk::new();
    desk.write(
        "own/a.rego",
        "package bezant.authz\n\ndecision := {\"allow\": true\n",
    );
    desk.write(
        "own/more/b.rego",
        "package bezant.more\n\nx := rand.intn(\"x\", 2)\n",
    );
    let shown = desk.ends(1, &["check", "own"]);
    assert!(shown.contains("the policy can't be used:\n"), "{shown}");
    assert!(
        shown.contains("a.rego:4:") || shown.contains("a.rego:3:"),
        "{shown}"
    );
    assert!(
        shown.contains("more/b.rego:3:6: `rand.intn` is not allowed"),
        "{shown}"
    );
    desk.write("empty/readme.txt", "");
    assert!(desk.ends(1, &["check", "empty"]).contains("1 to 64 files"));
    assert!(desk.ends(1, &["check", "nowhere"]).contains("nowhere"));
}

#[test]
fn another_policy_is_tried_on_recorded_decisions() {
    let desk = Desk::new();
    let record = |number: u32, allow: bool, input: Value| {
        value!({
            "at": format!("2026-03-0{number}T10:00:00.000000Z"), "allow": allow, "reasons": ["then"], "version": 0,
            "correlation_id": "c", "input": input
        })
        .to_string()
    };
    let (stranger, viewer) = (
        with("/principal/roles", value!([])),
        with("/principal/roles", value!(["viewer"])),
    );
    desk.write(
        "decisions/decisions.1.jsonl",
        &(record(1, true, question()) + "\n"),
    );
    let newest = [
        record(2, false, stranger),
        record(3, false, viewer),
        "{\"at\":".to_owned(),
    ]
    .join("\n");
    desk.write("decisions/decisions.jsonl", &newest);
    desk.write(
        "own/authz.rego",
        "package bezant.authz\n\ndefault decision := {\"allow\": false, \"reasons\": [\"closed\"]}\n\n\
         decision := {\"allow\": true, \"reasons\": [\"viewer\"]} if \"viewer\" in input.principal.roles\n",
    );
    let words = ["dry-run", "--bundle", "own", "--decisions", "decisions"];
    let shown = desk.ends(0, &words);
    for expected in [
        "1  decided as before",
        "1  newly denied",
        "1  newly allowed",
        "POST /api/v1/payments by prn_01h455vb4pex5vsknk084sn02q (operator): closed, was then",
        "1 lines are no decisions",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    let shown = desk.ends(
        0,
        &[
            "dry-run",
            "--bundle",
            "own",
            "--decisions",
            "decisions/decisions.1.jsonl",
            "--json",
        ],
    );
    assert_eq!(json(&shown)["newly_denied"], 1, "{shown}");
    assert!(
        desk.ends(1, &["dry-run", "--bundle", "own", "--decisions", "own"])
            .contains("holds no decision")
    );
}
