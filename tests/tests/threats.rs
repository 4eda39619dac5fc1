//! THREATS.md and docs/pci-dss.md say which test shows what they say: each of them has to be there.
#![allow(clippy::unwrap_used)]

use std::fs;

use bezant_tests::named_tests::{check, root};

#[test]
fn each_threat_is_met_by_tests_that_are_there() {
    let text = fs::read_to_string(root().join("THREATS.md")).unwrap();
    let (_, against) = text.split_once("\n## Against it\n").unwrap();
    let (against, _) = against.split_once("\n### From suppliers\n").unwrap();
    let rows = against
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Threat"));
    let found: usize = rows
        .map(|row| check(row.trim_end_matches('|').rsplit('|').next().unwrap()))
        .sum();
    assert!(found >= 25, "{found} tests are named");
}

#[test]
fn each_control_is_shown_by_tests_that_are_there() {
    let text = fs::read_to_string(root().join("docs/pci-dss.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let rows = rows.filter(|line| !line.starts_with("| Requirement"));
    // Requirement, about, what Bezant does, what the operator does, shown by, evidence.
    let found: usize = rows.map(|row| check(row.split('|').nth(5).unwrap())).sum();
    assert!(found >= 30, "{found} tests are named");
}
