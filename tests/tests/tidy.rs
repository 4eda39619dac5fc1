//! The rules of this house that the compiler does not check: floors, lengths, names, error pages, documents that are true.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the design. A crate may depend on lower floors, and on its own floor only where listed below.
const FLOORS: &[(u8, &[&str])] = &[
    (0, &["kernel", "proto"]),
    (
        1,
        &[
            "ledger",
            "payments",
            "routing",
            "identity",
            "webhooks",
            "flows",
            "reconciliation",
            "client",
        ],
    ),
    (2, &["log", "engine", "core", "journal", "routing-lab"]),
    (
        3,
        &[
            "gateways",
            "books",
            "hooks",
            "credentials",
            "policy",
            "representations",
            "graphql",
            "sso",
            "keyring",
            "shield",
            "transport",
            "vault",
            "vault-remote",
            "audit",
            "compliance",
            "handbook",
        ],
    ),
    (4, &["edge", "orchestrator", "delivery", "views"]),
    (5, &["node"]),
];

/// Dependencies within a floor: core is a machine for the engine, the engine writes a log, the edge asks the views and
/// shows deliveries, the vault has keys, what asks it from afar speaks by the transport, reports are made of the audit trail.
const WITHIN_FLOOR: &[(&str, &str)] = &[
    ("engine", "log"),
    ("core", "engine"),
    ("core", "log"),
    ("journal", "log"),
    ("credentials", "keyring"),
    ("edge", "views"),
    ("edge", "delivery"),
    ("vault", "keyring"),
    ("vault-remote", "vault"),
    ("vault-remote", "transport"),
    ("compliance", "audit"),
];

/// Crates beside the floors: they look at everything and nothing looks at them.
const BESIDE: &[&str] = &["sim"];

const PURE: &[&str] = &[
    "kernel",
    "ledger",
    "payments",
    "routing",
    "identity",
    "webhooks",
    "flows",
    "reconciliation",
    "core",
];

const MAX_LINES: usize = 600;

/// Longer files, each with its reason.
const LONGER: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn files(dir: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_symlink()
            || name.starts_with('.') && name != ".ci"
            || name == "target"
            || name == "node_modules"
        {
            continue;
        }
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

fn all(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(&root(), endings, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no files end with {endings:?}");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

fn none_of(mistakes: Vec<String>) {
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(_, names)| names.contains(&name))
        .map(|&(floor, _)| floor)
}

fn crates() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.insert(name, fs::read_to_string(path.join("Cargo.toml")).unwrap());
        }
    }
    found
}

/// The `bezant-…` names in the sections that are built into the crate, without dev-dependencies.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if (section == "[dependencies]" || section == "[build-dependencies]")
            && let Some(rest) = line.strip_prefix("bezant-")
        {
            let end = rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(rest.len());
            found.insert(rest[..end].to_owned());
        }
    }
    found
}

#[test]
fn dependencies_point_down() {
    let mut mistakes = Vec::new();
    for (name, manifest) in crates() {
        if BESIDE.contains(&name.as_str()) {
            continue;
        }
        let Some(own) = floor(&name) else {
            mistakes.push(format!(
                "crates/{name} is on no floor: add it to FLOORS in this test"
            ));
            continue;
        };
        for other in dependencies(&manifest) {
            let allowed = floor(&other).is_some_and(|below| below < own)
                || WITHIN_FLOOR.contains(&(name.as_str(), other.as_str()));
            if !allowed {
                mistakes.push(format!("crates/{name} (floor {own}) must not depend on {other}"));
            }
        }
    }
    none_of(mistakes);
}

#[test]
fn pure_crates_stay_pure() {
    const ALLOWED: &[&str] = &[
        "aho-corasick",
        "annotate-snippets",
        "blake3",
        "bytes",
        "chumsky",
        "csv",
        "ed25519-dalek",
        "hmac",
        "logos",
        "quick-xml",
        "jiff",
        "prost",
        "rustc-hash",
        "serde",
        "sha2",
        "subtle",
        "thiserror",
        "url",
        "zeroize",
        "base64",
    ];
    let mut mistakes = Vec::new();
    for name in PURE {
        let manifest = &crates()[*name];
        let mut section = "";
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            } else if section == "[dependencies]" && line.contains(['=', '.']) {
                let dependency = line.split(['.', ' ', '=']).next().unwrap();
                if !dependency.starts_with("bezant-") && !ALLOWED.contains(&dependency) {
                    mistakes.push(format!(
                        "crates/{name} is pure and must not depend on {dependency}"
                    ));
                }
            }
        }
        let dir = root().join("crates").join(name);
        if fs::read_link(dir.join("clippy.toml")).ok() != Some("../pure.clippy.toml".into()) {
            mistakes.push(format!(
                "crates/{name}/clippy.toml must link to ../pure.clippy.toml"
            ));
        }
        let lib: String = fs::read_to_string(dir.join("src/lib.rs"))
            .unwrap()
            .split_whitespace()
            .collect();
        if !lib.contains(
            "#![deny(clippy::float_arithmetic,clippy::disallowed_methods,clippy::disallowed_types)]",
        ) {
            mistakes.push(format!(
                "crates/{name}/src/lib.rs must deny floats and what clippy.toml disallows"
            ));
        }
    }
    none_of(mistakes);
}

#[test]
fn files_are_short_and_open_with_what_they_are() {
    let mut mistakes = Vec::new();
    for path in all(&[".rs"]) {
        let text = fs::read_to_string(&path).unwrap();
        let (name, lines) = (shown(&path), text.lines().count());
        let excused = LONGER
            .iter()
            .any(|(longer, reason)| *longer == name && !reason.is_empty());
        // Nobody reads what a program writes from top to bottom; a test sees that it is as that program writes it.
        let is_generated = name.starts_with("sdk/rust/src/generated/");
        if lines > MAX_LINES && !excused && !is_generated {
            mistakes.push(format!("{name} has {lines} lines; at most {MAX_LINES}: split it"));
        }
        if !text.starts_with("//!") && !text.starts_with("#!") {
            mistakes.push(format!(
                "{name} must open with a //! line that says what it holds"
            ));
        }
    }
    for (longer, _) in LONGER {
        assert!(root().join(longer).exists(), "{longer} is excused and not there");
    }
    none_of(mistakes);
}

#[test]
fn nothing_is_left_unfinished() {
    // Written apart, so that this file does not find itself.
    let forbidden = [
        ["to", "do!("].concat(),
        ["unimple", "mented!("].concat(),
        ["FIX", "ME"].concat(),
        ["TO", "DO"].concat(),
        ["#[ig", "nore]"].concat(),
    ];
    let mut mistakes = Vec::new();
    for path in all(&[".rs", ".py", ".sh", "x"]) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|word| line.contains(word.as_str())) {
                mistakes.push(format!("{}:{}: {word}", shown(&path), number + 1));
            }
        }
    }
    none_of(mistakes);
}

#[test]
fn names_say_what_things_are() {
    let endings = ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Misc"];
    let mut mistakes = Vec::new();
    for path in all(&[".rs"]) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if ["manager", "helper", "helpers", "util", "utils", "common", "misc"].contains(&stem.as_str()) {
            mistakes.push(format!("{} has a name that says nothing", shown(&path)));
        }
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            let words = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(crate) ");
            let name = ["struct ", "enum ", "trait ", "type "]
                .iter()
                .find_map(|kind| words.strip_prefix(kind))
                .and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
            if name.is_some_and(|name| endings.iter().any(|ending| name.ends_with(ending))) {
                mistakes.push(format!("{}:{}: {line}", shown(&path), number + 1));
            }
        }
    }
    none_of(mistakes);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let mut mistakes = Vec::new();
    for (name, manifest) in crates() {
        if !manifest.contains("[lints]\nworkspace = true") {
            mistakes.push(format!(
                "crates/{name}/Cargo.toml must take the workspace's lints"
            ));
        }
    }
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(
        manifest.contains("unsafe_code = \"forbid\""),
        "unsafe code is forbidden everywhere"
    );
    assert!(
        manifest.contains("overflow-checks = true"),
        "overflow is checked in release builds"
    );
    none_of(mistakes);
}

#[test]
fn error_codes_and_their_pages_belong_together() {
    let codes: BTreeSet<&str> = [
        bezant_payments::Rejection::CODES,
        bezant_ledger::Rejection::CODES,
        bezant_webhooks::Rejection::CODES,
        bezant_routing::Rejection::CODES,
        bezant_reconciliation::Rejection::CODES,
        bezant_reconciliation::ParseError::CODES,
        bezant_core::Rejection::CODES,
        bezant_edge::CODES,
        bezant_graphql::CODES,
    ]
    .into_iter()
    .chain(bezant_identity::Rejection::CODES.iter().copied())
    .flatten()
    .copied()
    .collect();
    let pages: BTreeSet<String> = fs::read_dir(root().join("docs/errors"))
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .path()
                .file_stem()
                .unwrap()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|stem| stem != "README")
        .collect();
    let mut mistakes = Vec::new();
    for code in &codes {
        if !pages.contains(*code) {
            mistakes.push(format!("docs/errors/{code}.md is missing"));
        }
    }
    for page in &pages {
        if !codes.contains(page.as_str()) {
            mistakes.push(format!(
                "docs/errors/{page}.md is about a code that does not exist"
            ));
        }
    }
    none_of(mistakes);
}

/// Documents that are made from tables in the source. `BEZANT_WRITE_DOCS=1` writes them anew.
#[test]
fn tables_in_documents_are_those_of_the_source() {
    let sandbox = format!(
        "# The sandbox gateway\n\nIt lives in the node's process and moves no money. What a payment's token says is what happens:\n\n{}",
        bezant_gateways::magic_table()
    );
    let payments = format!(
        "# The states of a payment\n\nThese transitions and no others; the code is checked against the same table. Whatever else is asked\nis refused with 409 and the current state.\n\n{}\n\
         Two guards keep the drawing safe:\n\n\
         1. **Retry.** FAILED → INITIATED only while no money is held or captured, so a retry can never charge twice. A payment\n   \
         whose outcome nobody knows is not FAILED: it stays PROCESSING and the gateway is asked until it says.\n\
         2. **Refunds.** Each refund is an object of its own that takes REFUND_INITIATED → REFUNDED or FAILED. After a failed one the\n   \
         payment returns to COMPLETED or PARTIALLY_REFUNDED with the failure shown, so that captured money is never reported\n   as failed.\n",
        bezant_payments::transitions_table()
    );
    let reconciliation = format!(
        "# The states of a reconciliation's items\n\nAn item is a line of a statement. These transitions and no others; whatever else is asked is refused with 409.\n\n{}\n\
         Accepting, rejecting and opening again concern all items of a match at once.\n",
        bezant_reconciliation::transitions_table()
    );
    for (name, made) in [
        ("docs/sandbox.md", sandbox),
        ("docs/payments.md", payments),
        ("docs/reconciliation.md", reconciliation),
    ] {
        let path = root().join(name);
        if std::env::var_os("BEZANT_WRITE_DOCS").is_some() {
            fs::write(&path, &made).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == made,
            "{name} is not what the source says: run this test with BEZANT_WRITE_DOCS=1"
        );
    }
}

#[test]
fn documents_name_what_exists() {
    let mut mistakes = Vec::new();
    for path in all(&[".md"]) {
        let text = fs::read_to_string(&path).unwrap();
        for quoted in text.split('`').skip(1).step_by(2) {
            let is_path = ["crates/", "docs/", "tests/", ".ci/", "web/", "sdk/", "deploy/"]
                .iter()
                .any(|start| quoted.starts_with(start));
            let is_plain = quoted
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b));
            if is_path && is_plain && !root().join(quoted).exists() {
                mistakes.push(format!("{} names {quoted}, which does not exist", shown(&path)));
            }
        }
    }
    none_of(mistakes);
}
