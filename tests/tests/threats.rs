//! THREATS.md says which test shows that a threat is met: each of them has to be there.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The Rust sources at this path: a file, or all below a folder.
fn sources(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let wanted = entries.filter(|entry| entry.is_dir() || entry.extension().is_some_and(|end| end == "rs"));
    wanted.map(|entry| sources(&entry)).collect()
}

#[test]
fn each_threat_is_met_by_tests_that_are_there() {
    let text = fs::read_to_string(root().join("THREATS.md")).unwrap();
    let (_, against) = text.split_once("\n## Against it\n").unwrap();
    let (against, _) = against.split_once("\n### From suppliers\n").unwrap();
    let mut found = 0;
    for row in against
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Threat"))
    {
        let shown_by = row.trim_end_matches('|').rsplit('|').next().unwrap();
        let mut place = None;
        for quoted in shown_by.split('`').skip(1).step_by(2) {
            if quoted.starts_with("./x ") {
                continue;
            }
            if quoted.contains('/') {
                let path = root().join(quoted);
                assert!(path.exists(), "{quoted} is not there: {row}");
                place = Some(path);
                continue;
            }
            let within: &PathBuf = place
                .as_ref()
                .unwrap_or_else(|| panic!("no file before {quoted}: {row}"));
            let is_there = sources(within).contains(&format!("fn {quoted}("));
            assert!(is_there, "{} has no test {quoted}", within.display());
            found += 1;
        }
        assert!(place.is_some(), "nothing shows it: {row}");
    }
    assert!(found >= 25, "{found} tests are named");
}
