//! Places and programs: the SDKs' sources, copies of them that tests may write into, and processes that must succeed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bezant_tests::node::text;

/// A file or folder below `sdk`.
pub(crate) fn sdk(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk").join(path)
}

/// A copy of a folder without what tools leave in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if ["node_modules", "dist", "build", "__pycache__", ".mypy_cache"].contains(&&*name) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

/// Runs a program that must succeed: what it printed.
pub(crate) async fn run(mut command: Command) -> String {
    command.stdin(Stdio::null());
    let shown = format!("{command:?}");
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap();
    let output = output.unwrap_or_else(|error| panic!("{shown}: {error}"));
    let said = text(&output.stdout);
    assert!(
        output.status.success(),
        "{shown}\n{said}\n{}",
        text(&output.stderr)
    );
    said
}

/// The Python that `./x test` prepares.
pub(crate) fn python() -> Command {
    let python = std::env::var_os("BEZANT_TEST_PYTHON")
        .expect("BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it");
    let mut command = Command::new(python);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command
}

/// The folder with the packages of `tests/node/package.json`.
pub(crate) fn node_modules() -> PathBuf {
    let folder = std::env::var_os("BEZANT_TEST_NODE").expect(
        "BEZANT_TEST_NODE names the folder with the packages of tests/node/package.json; ./x test sets it",
    );
    Path::new(&folder).join("node_modules")
}

/// The TypeScript compiler.
pub(crate) fn typescript() -> Command {
    Command::new(node_modules().join(".bin/tsc"))
}
