//! Every block of code of the documents is run, checked, or says why not. What is done with which block is in
//! `tests/src/documents/mod.rs`.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use bezant_tests::documents::{Block, Document, Shell, Step, is_part_of, is_shown, paths, read, root};
use bezant_tests::node::{NodeUnderTest, binary, show};
use bezant_tests::scripts::script;
use serde_json::Value;

/// Languages whose blocks in a document are run by another test.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("docs/flows.md", "bz", "crates/flows/tests/flows/document.rs"),
    ("docs/routing-rules.md", "rules", "crates/routing/tests/rules.rs"),
    ("docs/hooks.md", "json", "crates/hooks/src/tests/mod.rs"),
    ("docs/routing.md", "toml", "crates/routing/src/fees/tests.rs"),
    ("docs/signatures.md", "sh", "tests/tests/callers.rs"),
];

/// Drawings and the like: nothing that could be run.
const SHOWN_ONLY: &[&str] = &["text"];

fn tested_elsewhere(document: &Document, block: &Block) -> Option<String> {
    let language = block.language.as_deref()?;
    let listed = ELSEWHERE
        .iter()
        .find(|(path, one, _)| *path == document.path && *one == language);
    match listed {
        Some((.., file)) => Some((*file).to_owned()),
        None => block.mark("tested-by:").map(str::to_owned),
    }
}

/// The first documents that people read, whose commands show what they print.
fn is_guide(path: &str) -> bool {
    path == "README.md"
        || matches!(path, "docs/start.md" | "docs/first-ten-minutes.md")
        || ["docs/concepts/", "docs/guides/", "docs/moving/"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

/// What a page's blocks become: steps of its shell, and what each has to print.
#[derive(Default)]
struct Plan {
    steps: Vec<Step>,
    expected: Vec<(usize, String, Expected)>,
    files: Vec<(String, String)>,
    needs_node: bool,
}

enum Expected {
    Lines(String),
    Json(Value),
}

fn plan(document: &Document, shell: &Shell) -> Plan {
    let mut plan = Plan::default();
    for block in &document.blocks {
        let language = block.language.as_deref().unwrap_or_default();
        if block.mark("not-run:").is_some() || tested_elsewhere(document, block).is_some() {
            continue;
        }
        let text = shell.addressed(&block.text);
        if let Some(name) = block.mark("file:") {
            // In the order of the page, since a later block may replace it.
            let file = format!("block-{}", plan.files.len());
            plan.steps.push(Step::Run(format!("cp {file} {name}")));
            plan.files.push((file, text));
            continue;
        }
        match (language, block.marks.as_str()) {
            ("sh", "") => plan.steps.push(Step::Run(text)),
            ("sh", "background") => plan.steps.push(Step::Serve(text)),
            ("console", "") => {
                for (command, shown) in commands(&text) {
                    plan.expected
                        .push((plan.steps.len(), block.place.clone(), Expected::Lines(shown)));
                    plan.steps.push(Step::Show(command));
                }
            }
            ("json", "answer") => {
                let shown =
                    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", block.place));
                let before = plan
                    .steps
                    .len()
                    .checked_sub(1)
                    .expect("an answer follows a command");
                plan.expected
                    .push((before, block.place.clone(), Expected::Json(shown)));
                continue;
            }
            ("json", marks) if marks.starts_with("body:") => {
                let (method, path) = marks["body:".len()..]
                    .trim()
                    .split_once(' ')
                    .expect("a method and a path");
                let file = format!("block-{}", plan.files.len());
                plan.steps.push(Step::Run(format!(
                    "curl -sS --fail-with-body -X {method} -H \"Authorization: Bearer $KEY\" -H 'Content-Type: application/json' \
                     -d @{file} http://{}{path}",
                    shell.address()
                )));
                plan.files.push((file, text));
            }
            _ => continue,
        }
        plan.needs_node = true;
    }
    plan
}

/// The commands of a console, each with what it prints.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut continues = false;
    for line in text.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => found.push((command.to_owned(), String::new())),
            None => {
                let (command, shown) = found.last_mut().expect("a console begins with a command");
                let part = if continues { command } else { shown };
                part.push('\n');
                part.push_str(line);
            }
        }
        continues = line.ends_with('\\') && (line.starts_with("$ ") || continues);
    }
    found
        .into_iter()
        .map(|(command, shown)| (command, shown.trim_start_matches('\n').to_owned()))
        .collect()
}

/// Runs a page from its first command to its last; what is wrong with it.
fn run(document: &Document) -> Vec<String> {
    let shell = Shell::new();
    let Plan {
        mut steps,
        expected,
        files,
        needs_node,
    } = plan(document, &shell);
    if !needs_node {
        return Vec::new();
    }
    for (name, text) in files {
        fs::write(shell.work().join(name), text).unwrap();
    }
    let mut before = 0;
    if !document.from_nothing {
        let prepared = [
            Step::Serve("bezant serve".to_owned()),
            Step::Run("bezant tenant create acme\nexport KEY=$(bezant key create --tenant acme)\nexport BEZANT_API_KEY=$KEY".to_owned()),
        ];
        before = prepared.len();
        steps.splice(0..0, prepared);
    }
    let ran = shell.run(&steps);
    let mut wrong = Vec::new();
    for (step, place, expected) in expected {
        let Some(printed) = ran.printed.get(step + before).filter(|_| ran.failure.is_none()) else {
            continue;
        };
        match expected {
            Expected::Lines(shown) if is_shown(&shown, printed) => {}
            Expected::Lines(shown) => {
                wrong.push(format!("{place} shows\n{shown}\nand this is printed:\n{printed}"))
            }
            Expected::Json(shown) => match serde_json::from_str(printed) {
                Err(error) => wrong.push(format!("{place}: what came is no JSON: {error}\n{printed}")),
                Ok(whole) => {
                    wrong.extend(is_part_of(&shown, &whole).map(|path| format!("{place}: {path}\n{whole}")))
                }
            },
        }
    }
    wrong.extend(ran.failure.map(|failure| format!("{}: {failure}", document.path)));
    wrong
}

fn run_all(wanted: impl Fn(&str) -> bool) {
    let only = std::env::var("BEZANT_PAGE").unwrap_or_default();
    let mut wrong = Vec::new();
    let mut pages = 0;
    for path in paths().iter().filter(|path| wanted(path) && path.contains(&only)) {
        wrong.extend(run(&read(path)));
        pages += 1;
    }
    assert!(pages > 0, "no page was run");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n\n"));
}

/// `BEZANT_PAGE=refund` runs the pages with that in their names alone.
#[test]
fn the_commands_of_start_and_guides_do_what_they_show() {
    run_all(is_guide);
}

#[test]
fn the_commands_of_all_other_pages_do_what_they_show() {
    run_all(|path| !is_guide(path));
}

#[test]
fn every_block_says_what_it_is() {
    let known = [
        "sh", "console", "json", "toml", "bz", "rules", "rust", "ts", "js", "python", "rego", "graphql",
        "http", "xml",
    ];
    let mut wrong = Vec::new();
    let mut left_out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut run = 0;
    for document in paths().iter().map(|path| read(path)) {
        for block in &document.blocks {
            let place = &block.place;
            let Some(language) = block.language.as_deref() else {
                wrong.push(format!("{place} has no language"));
                continue;
            };
            if SHOWN_ONLY.contains(&language) {
                continue;
            }
            if !known.contains(&language) {
                wrong.push(format!("{place}: nobody knows how to check '{language}'"));
            } else if let Some(reason) = block.mark("not-run:") {
                let is_reason = reason.len() >= 8;
                wrong.extend((!is_reason).then(|| format!("{place} does not say why it is not run")));
                left_out.entry(reason.to_owned()).or_default().push(place.clone());
            } else if let Some(file) = tested_elsewhere(&document, block) {
                let name = document.path.rsplit('/').next().unwrap();
                let reads = fs::read_to_string(root().join(&file)).is_ok_and(|text| text.contains(name));
                wrong.extend((!reads).then(|| format!("{place}: {file} does not read it")));
                run += 1;
            } else {
                let is_run = match (language, block.marks.as_str()) {
                    ("sh", "" | "background") | ("console" | "toml" | "json", "") | ("json", "answer") => {
                        true
                    }
                    ("json", marks) if marks.starts_with("body:") => true,
                    ("toml", marks) if marks.starts_with("your-own:") => true,
                    (_, marks) => marks.starts_with("file:"),
                };
                wrong.extend(
                    (!is_run).then(|| format!("{place}: '{language} {}' is run by nobody", block.marks)),
                );
                run += 1;
            }
            if language == "json" {
                let read = serde_json::from_str::<Value>(&block.text);
                wrong.extend(read.err().map(|error| format!("{place} is no JSON: {error}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    let count: usize = left_out.values().map(Vec::len).sum();
    show(&format!("{run} blocks are run or checked, {count} are not:"));
    for (reason, places) in left_out {
        show(&format!("  {reason}: {}", places.join(", ")));
    }
}

/// What `bezant config check` says of a configuration in which only what is the reader's own is missing.
const YOUR_OWN: &[&str] = &[
    "No such file or directory",
    "can't be read",
    "there is no such program",
    "is not a key",
    "no certificate in PEM",
    "not a certificate in PEM",
    "a signing secret is",
    "hmac_keys",
];

#[test]
fn every_configuration_that_is_shown_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for document in paths().iter().map(|path| read(path)) {
        for block in &document.blocks {
            let lacks = block.mark("your-own:").is_some();
            let is_checked = block.language.as_deref() == Some("toml")
                && (block.marks.is_empty() || lacks || block.mark("file:") == Some("bezant.toml"))
                && tested_elsewhere(&document, block).is_none();
            if !is_checked {
                continue;
            }
            let file = folder.path().join("bezant.toml");
            fs::write(&file, &block.text).unwrap();
            let output = binary()
                .arg("--config")
                .arg(&file)
                .args(["config", "check"])
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let is_right = match (lacks, output.status.success()) {
                (lacks, true) => !lacks,
                (lacks, false) => lacks && YOUR_OWN.iter().any(|missing| said.contains(missing)),
            };
            wrong.extend((!is_right).then(|| format!("{}: {said}", block.place)));
            checked += 1;
        }
    }
    assert!(checked > 20 && wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[tokio::test]
async fn a_browser_reads_the_handbook_served_and_exported() {
    let mut node = NodeUnderTest::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let exported = folder.path().join("handbook");
    let exported = exported.to_str().unwrap();
    let said = node.run_ok(&["docs", "export", exported]);
    assert!(said.ends_with(&format!(" files in {exported}\n")), "{said}");
    // What lies there already stays.
    let again = node.run(&["docs", "export", exported]);
    assert!(!again.status.success() && String::from_utf8_lossy(&again.stderr).contains("is not empty"));
    let variables = [
        ("BEZANT_URL", node.url()),
        ("BEZANT_EXPORTED", exported.to_owned()),
    ];
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let seen = script(&node, "handbook.mjs", &variables).await;
    assert!(seen.contains("read the handbook"), "{seen}");
    node.terminate().await;
}
