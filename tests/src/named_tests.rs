//! Documents that name tests: each of them has to be there. A table names them in one column, as a file or folder in code quotes and then
//! the tests in it.

use std::fs;
use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests are in a folder of the repository")
        .to_owned()
}

/// The Rust sources at this path: a file, or all below a folder.
fn sources(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).expect("a source can be read");
    }
    let entries = fs::read_dir(path).expect("a folder can be read");
    let entries = entries.map(|entry| entry.expect("a folder can be read").path());
    let wanted = entries.filter(|entry| entry.is_dir() || entry.extension().is_some_and(|end| end == "rs"));
    wanted.map(|entry| sources(&entry)).collect()
}

/// Checks what a cell of a table names, and says how many tests that are.
pub fn check(cell: &str) -> usize {
    let (mut place, mut found) = (None, 0);
    for quoted in cell.split('`').skip(1).step_by(2) {
        if quoted.starts_with("./x ") {
            continue;
        }
        if quoted.contains('/') {
            let path = root().join(quoted);
            assert!(path.exists(), "{quoted} is not there: {cell}");
            place = Some(path);
            continue;
        }
        let within: &PathBuf = place
            .as_ref()
            .unwrap_or_else(|| panic!("no file before {quoted}: {cell}"));
        let is_there = sources(within).contains(&format!("fn {quoted}("));
        assert!(is_there, "{} has no test {quoted}", within.display());
        found += 1;
    }
    assert!(place.is_some(), "nothing shows it: {cell}");
    found
}
