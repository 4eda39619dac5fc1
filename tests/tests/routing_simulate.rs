//! `bezant routing simulate`: past payments through sets of rules, as a user runs it; and mistakes with their places.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use bezant_tests::node::{NodeUnderTest, json, text};

struct Desk {
    /// Never started: no node is needed.
    node: NodeUnderTest,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk {
            node: NodeUnderTest::new(""),
            folder: tempfile::tempdir().unwrap(),
        };
        let output = desk.run(&["scenario", "--payments", "3000", "--out", "past.jsonl"]);
        assert!(output.status.success(), "{output:?}");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = self.node.command(&["routing"]);
        command.args(words).current_dir(self.folder.path());
        command.output().unwrap()
    }

    fn simulate(&self, words: &[&str]) -> Output {
        self.run(&[&["simulate"], words].concat())
    }

    fn ok(&self, words: &[&str]) -> String {
        let output = self.simulate(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        text(&output.stdout)
    }

    fn refused(&self, words: &[&str]) -> String {
        let output = self.simulate(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        text(&output.stderr)
    }
}

const FEES: &str =
    "[[schedule]]\ngateway = \"alpha\"\n[[schedule.line]]\nmarkup = { basis_points = \"300\" }\n";

fn examples(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("examples/routing").join(name).display().to_string()
}

#[test]
fn rules_are_compared_with_each_other_and_with_what_happened() {
    let desk = Desk::new();
    let (domestic, cheapest) = (examples("domestic.rules"), examples("cheapest.rules"));
    let priority = examples("priority.toml");
    let words = [
        "--payments",
        "past.jsonl",
        "--rules",
        &domestic,
        "--rules",
        &cheapest,
        "--strategy",
        &priority,
    ];
    let table = desk.ok(&[&words[..], &["--plot", "out.svg"]].concat());
    for expected in [
        "3000 payments replayed",
        "what happened",
        "domestic",
        "cheapest",
        "cheapest against domestic",
        "decided differently",
        "alpha → charlie",
        "All probabilities are from the history.",
    ] {
        assert!(table.contains(expected), "{expected}: {table}");
    }
    let plot = fs::read_to_string(desk.path("out.svg")).unwrap();
    assert!(
        plot.starts_with("<svg") && plot.contains("domestic") && plot.contains("basis points"),
        "{plot}"
    );

    let report = json(&desk.ok(&[&words[..], &["--json"]].concat()));
    assert_eq!(report["payments"], 3000);
    assert_eq!(report["rules"].as_array().unwrap().len(), 2);
    let rules = &report["rules"][0];
    let number = |pointer: &str| rules.pointer(pointer).unwrap().as_f64().unwrap();
    assert!(number("/approval/low") < number("/approval/value"));
    assert!(number("/approval/value") < number("/approval/high"));
    assert!((0.7..0.95).contains(&number("/approval/value")), "{rules}");
    assert!((0.5..1.0).contains(&number("/changed/share")), "{rules}");
    assert!((100.0..300.0).contains(&number("/cost_basis_points")), "{rules}");
    assert!(number("/effective_payments") > 100.0, "{rules}");
    assert_eq!(report["differences"].as_array().unwrap().len(), 3);

    // Fees that are given stand for those that were charged; no rules are needed to try a strategy.
    desk.write("fees.toml", FEES);
    let alone = [
        "--payments",
        "past.jsonl",
        "--strategy",
        &priority,
        "--fees",
        "fees.toml",
        "--json",
    ];
    let report = json(&desk.ok(&alone));
    let rules = &report["rules"][0];
    assert_eq!(rules["name"], "no rules");
    let cost = rules["cost_basis_points"].as_f64().unwrap();
    assert!((295.0..=300.5).contains(&cost), "alpha alone, at 3 %: {cost}");
}

#[test]
fn what_the_data_does_not_hold_is_said_plainly() {
    let desk = Desk::new();
    let all = fs::read_to_string(desk.path("past.jsonl")).unwrap();
    let one_way = all.lines().filter(|line| line.contains("\"gateway\":\"alpha\""));
    let mut text: String = one_way
        .map(|line| format!("{}\n", line.replace(",\"propensity\":0.75", "")))
        .collect();
    let bravo = all
        .lines()
        .find(|line| line.contains("\"gateway\":\"bravo\""))
        .unwrap();
    let bravo = bravo.split(",\"propensity\"").next().unwrap();
    text.push_str(&format!("{bravo}}}]}}\n"));
    desk.write("alpha.jsonl", &text);
    desk.write("bravo.rules", "rule all then choose bravo\n");
    let table = desk.ok(&["--payments", "alpha.jsonl", "--rules", "bravo.rules"]);
    assert!(table.contains("DATA TOO THIN for bravo"), "{table}");
    assert!(table.contains("data too thin in"), "{table}");
    assert!(table.contains("never at bravo"), "{table}");
    assert!(table.contains("ESTIMATED"), "{table}");
    let verdict = table
        .lines()
        .find(|line| line.contains("bravo against what happened"))
        .unwrap();
    assert!(
        verdict.contains("data too thin") && !verdict.contains("better"),
        "{table}"
    );
}

#[test]
fn mistakes_name_file_line_and_field() {
    let desk = Desk::new();
    let all = fs::read_to_string(desk.path("past.jsonl")).unwrap();
    let second = all.lines().nth(1).unwrap();
    let first = all.lines().next().unwrap();
    desk.write(
        "wrong.jsonl",
        &format!(
            "{first}\n{}\n",
            second.replacen("\"method\":\"", "\"method\":\"e-", 1)
        ),
    );
    let rules = examples("domestic.rules");
    let shown = desk.refused(&["--payments", "wrong.jsonl", "--rules", &rules]);
    assert!(
        shown.contains("wrong.jsonl can't be replayed") && shown.contains("line 2, method: "),
        "{shown}"
    );

    desk.write(
        "wrong.rules",
        "rule a\nwhen issuer_country = FR then prefer golf\n",
    );
    let shown = desk.refused(&["--payments", "past.jsonl", "--rules", "wrong.rules"]);
    assert!(
        shown.contains("unknown_gateway") && shown.contains("wrong.rules:2:"),
        "{shown}"
    );
    assert!(
        shown.contains("when issuer_country = FR then prefer golf"),
        "{shown}"
    );

    desk.write(
        "two.toml",
        "[[gateways]]\nname = \"alpha\"\nconnector = \"sandbox\"\n",
    );
    let strange = [
        "--payments",
        "past.jsonl",
        "--rules",
        &rules,
        "--gateways",
        "two.toml",
    ];
    let shown = desk.refused(&strange);
    assert!(
        shown.contains("attempts[0].gateway: there is no gateway"),
        "{shown}"
    );

    desk.write("fees.toml", &FEES.replace("300", "three"));
    let shown = desk.refused(&[
        "--payments",
        "past.jsonl",
        "--rules",
        &rules,
        "--fees",
        "fees.toml",
    ]);
    assert!(
        shown.contains("schedule[0].line[0].markup.basis_points"),
        "{shown}"
    );
    desk.write("fees.toml", &FEES.replace("alpha", "golf"));
    let shown = desk.refused(&[
        "--payments",
        "past.jsonl",
        "--rules",
        &rules,
        "--fees",
        "fees.toml",
    ]);
    assert!(shown.contains("there is no gateway 'golf'"), "{shown}");
    desk.write("strategy.toml", "order = \"luck\"\n");
    let shown = desk.refused(&["--payments", "past.jsonl", "--strategy", "strategy.toml"]);
    assert!(
        shown.contains("strategy.toml") && shown.contains("luck"),
        "{shown}"
    );
    let shown = desk.refused(&["--payments", "nowhere.jsonl", "--rules", &rules]);
    assert!(shown.contains("nowhere.jsonl"), "{shown}");
}
