//! Each SDK as its users have it: built, packed, and run against the real binary.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::{copy, node_modules, python, run, sdk, typescript};
use crate::surroundings::{Surroundings, steps};

/// Every step was done, in order.
fn all_done(said: &str) {
    let steps = steps();
    let names: Vec<_> = steps.iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(said.lines().collect::<Vec<_>>(), names);
}

/// The SDK with its tests, compiled, in a folder that finds the packages for tests.
pub(crate) async fn compiled_typescript(into: &Path) {
    copy(&sdk("typescript"), into);
    std::os::unix::fs::symlink(node_modules(), into.join("node_modules")).unwrap();
    let mut command = typescript();
    command
        .args(["--project", "tsconfig.test.json"])
        .current_dir(into);
    run(command).await;
}

/// The SDK packed as for the registry and unpacked as an installation does, so that `import "@bezant/sdk"` finds it.
pub(crate) async fn installed_typescript(into: &Path) {
    let source = into.join("source");
    copy(&sdk("typescript"), &source);
    std::os::unix::fs::symlink(node_modules(), source.join("node_modules")).unwrap();
    let mut command = typescript();
    command.args(["--project", "tsconfig.json"]).current_dir(&source);
    run(command).await;
    let mut command = Command::new("npm");
    command
        .args(["pack", "--silent", "--offline"])
        .current_dir(&source);
    let packed = run(command).await;
    let package = into.join("node_modules/@bezant/sdk");
    fs::create_dir_all(&package).unwrap();
    let mut command = Command::new("tar");
    command.args(["--extract", "--strip-components=1", "--file"]);
    command.arg(source.join(packed.trim())).current_dir(&package);
    run(command).await;
    std::os::unix::fs::symlink(node_modules().join("@types"), into.join("node_modules/@types")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn typescript_does_what_the_scenario_says() {
    let surroundings = Surroundings::new().await;
    let folder = tempfile::tempdir().unwrap();
    compiled_typescript(folder.path()).await;
    let mut command = Command::new("node");
    command
        .arg("build/test/scenario.js")
        .current_dir(folder.path())
        .envs(surroundings.variables());
    all_done(&run(command).await);
}

#[tokio::test]
async fn typescript_passes_its_own_tests() {
    let folder = tempfile::tempdir().unwrap();
    compiled_typescript(folder.path()).await;
    let tests = fs::read_dir(folder.path().join("build/test/unit")).unwrap();
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=tap"])
        .args(tests.map(|entry| entry.unwrap().path()))
        .current_dir(folder.path());
    let said = run(command).await;
    assert!(
        counted(&said, "# pass ") > 10 && said.contains("# fail 0"),
        "{said}"
    );
}

fn counted(said: &str, what: &str) -> u32 {
    let line = said.lines().find_map(|line| line.strip_prefix(what));
    line.unwrap_or_else(|| panic!("no {what:?} in {said}"))
        .trim()
        .parse()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn python_does_what_the_scenario_says() {
    for arguments in [&[][..], &["--async"]] {
        let surroundings = Surroundings::new().await;
        let mut command = python();
        command
            .arg(sdk("python/tests/scenario.py"))
            .args(arguments)
            .env("PYTHONPATH", sdk("python/src"))
            .envs(surroundings.variables());
        all_done(&run(command).await);
    }
}

#[tokio::test]
async fn python_passes_its_own_tests() {
    let mut command = python();
    command
        .args(["-W", "error", "-m", "pytest", "--quiet", "-p", "no:cacheprovider"])
        .arg(sdk("python/tests"))
        .env("PYTHONPATH", sdk("python/src"));
    let said = run(command).await;
    assert!(said.contains(" passed") && !said.contains("skipped"), "{said}");
}

#[tokio::test]
async fn python_is_typed_throughout() {
    let cache = tempfile::tempdir().unwrap();
    let mut command = python();
    command
        .args(["-m", "mypy", "--strict", "--cache-dir"])
        .arg(cache.path())
        .args([sdk("python/src"), sdk("python/tests")])
        .env("MYPYPATH", sdk("python/src"));
    run(command).await;
}

#[tokio::test]
async fn python_builds_a_wheel() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    copy(&sdk("python"), &source);
    let mut command = python();
    command
        .args([
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
        ])
        .args(["--disable-pip-version-check", "--wheel-dir"])
        .args([folder.path(), &source]);
    run(command).await;
    let files = fs::read_dir(folder.path()).unwrap();
    let mut files = files.map(|entry| entry.unwrap().path());
    let wheel = files.find(|path| path.extension().is_some_and(|ending| ending == "whl"));
    let mut command = python();
    command.args(["-m", "zipfile", "--list"]).arg(wheel.unwrap());
    let listed = run(command).await;
    for name in [
        "bezant/__init__.py",
        "bezant/py.typed",
        "bezant/generated/types.py",
    ] {
        assert!(listed.contains(name), "{name} is not in\n{listed}");
    }
}

#[tokio::test]
async fn rust_packs_what_it_needs() {
    let mut command = Command::new(env!("CARGO"));
    command
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "--package",
            "bezant-sdk",
        ])
        .current_dir(sdk("."));
    let listed = run(command).await;
    for name in ["Cargo.toml", "README.md", "src/lib.rs", "src/generated/types.rs"] {
        assert!(
            listed.lines().any(|line| line == name),
            "{name} is not in\n{listed}"
        );
    }
}
