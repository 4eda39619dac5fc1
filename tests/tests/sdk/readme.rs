//! The examples of the READMEs, run as they are written. Each is a whole program or continues the ones before it in its file.

use std::fs;
use std::process::Command;

use crate::folder::{python, run, sdk, typescript};
use crate::languages::installed_typescript;
use crate::surroundings::Surroundings;

/// The blocks of one language, in their order.
fn blocks(readme: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(sdk(readme)).unwrap();
    let fence = format!("```{language}\n");
    let blocks = text.split(&fence).skip(1);
    let blocks: Vec<_> = blocks
        .map(|rest| rest.split("\n```").next().unwrap().to_owned())
        .collect();
    assert!(!blocks.is_empty(), "{readme} has examples in {language}");
    blocks
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_in_typescript_run() {
    let surroundings = Surroundings::new().await;
    let folder = tempfile::tempdir().unwrap();
    installed_typescript(folder.path()).await;
    let program = blocks("typescript/README.md", "ts").join("\n\n");
    fs::write(folder.path().join("example.ts"), program).unwrap();
    fs::write(folder.path().join("package.json"), r#"{ "type": "module" }"#).unwrap();
    let mut command = typescript();
    command
        .args([
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--types",
            "node",
            "example.ts",
        ])
        .current_dir(folder.path());
    run(command).await;
    let mut command = Command::new("node");
    command
        .arg("example.js")
        .current_dir(folder.path())
        .envs(surroundings.variables());
    shows_what_it_should(&run(command).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_in_python_run() {
    let surroundings = Surroundings::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("example.py");
    fs::write(&file, blocks("python/README.md", "python").join("\n\n")).unwrap();
    let mut command = python();
    command
        .args(["-W", "error"])
        .arg(file)
        .env("PYTHONPATH", sdk("python/src"))
        .envs(surroundings.variables());
    shows_what_it_should(&run(command).await);
}

/// All READMEs do the same and print the same; beside it, ids of payments, as far as the list has got.
fn shows_what_it_should(said: &str) {
    let (payments, lines): (Vec<_>, Vec<_>) = said.lines().partition(|line| line.starts_with("pay_"));
    let expected = [
        "COMPLETED",
        "insufficient_funds",
        "PARTIALLY_REFUNDED",
        "25.00",
        "payment.created",
        "too_old",
        "payment_not_found",
    ];
    assert_eq!(lines, expected, "{said}");
    assert!(payments.len() <= 2, "{said}");
}

/// The program is a binary of this package, so that the test finds it built.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_in_rust_runs() {
    let surroundings = Surroundings::new().await;
    let program = fs::read_to_string(sdk("rust/examples/readme.rs")).unwrap();
    let (_, program) = program.split_once("\n\n").unwrap();
    assert_eq!(blocks("rust/README.md", "rust"), [program.trim_end()]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdk-readme"));
    command.envs(surroundings.variables());
    shows_what_it_should(&run(command).await);
}
