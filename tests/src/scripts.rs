//! Programs with libraries that others wrote, in Python and Node.js: what `./x test` installs for them is named by the environment.

use std::process::{Command, Stdio};

use crate::node::{NodeUnderTest, text};

/// Runs a script of `tests/node` in Node.js with these variables; what it printed when it has succeeded.
///
/// # Panics
/// If there is no Node.js, or the script fails.
pub async fn script(node: &NodeUnderTest, name: &str, variables: &[(&str, &str)]) -> String {
    let folder = std::env::var_os("BEZANT_TEST_NODE").expect(
        "BEZANT_TEST_NODE names the folder with the packages of tests/node/package.json; ./x test sets it",
    );
    let mut command = Command::new("node");
    command
        .arg(format!("{}/node/{name}", env!("CARGO_MANIFEST_DIR")))
        .env("BEZANT_TEST_NODE", folder)
        .envs(variables.iter().copied());
    run(node, command).await
}

/// Runs a script of `tests/python` with these arguments; what it printed when it has succeeded.
///
/// # Panics
/// If there is no Python, or the script fails.
pub async fn python(node: &NodeUnderTest, name: &str, arguments: &[&str]) -> String {
    let python = std::env::var_os("BEZANT_TEST_PYTHON").expect(
        "BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it",
    );
    let mut command = Command::new(python);
    command
        .arg(format!("{}/python/{name}", env!("CARGO_MANIFEST_DIR")))
        .args(arguments);
    run(node, command).await
}

/// A script ends itself where it hangs.
async fn run(node: &NodeUnderTest, mut command: Command) -> String {
    command.stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    let output = output
        .expect("nothing panics there")
        .expect("the program can be run");
    let said = text(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}\n{}",
        text(&output.stderr),
        node.output()
    );
    said
}
