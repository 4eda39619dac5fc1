//! What the command line says of itself: help with examples, and completion.

use std::process::{Command, Stdio};

use bezant_tests::node::{binary, text};

fn printed(words: &[&str]) -> String {
    let output = binary().args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
    text(&output.stdout)
}

#[test]
fn commands_that_people_type_have_an_example() {
    for words in [
        &["payments", "create"][..],
        &["payments", "refund"],
        &["ledger", "transfer"],
        &["ledger", "statement"],
        &["ledger", "import"],
        &["events"],
        &["webhooks", "endpoints", "create"],
        &["webhooks", "replay"],
        &["listen"],
        &["trigger"],
        &["top"],
        &["gateways"],
        &["completions"],
    ] {
        let help = printed(&[words, &["--help"]].concat());
        let example = format!("bezant {}", words.join(" "));
        let examples = help.split("Example").nth(1).unwrap_or_default();
        assert!(examples.contains(&example), "{words:?}: {help}");
    }
}

#[test]
fn a_shell_completes_commands_and_events() {
    for shell in ["bash", "zsh", "fish"] {
        let script = printed(&["completions", shell]);
        assert!(
            script.contains("payments") && script.contains("refund.succeeded"),
            "{shell}"
        );
    }
    let asked = "source /dev/stdin; COMP_WORDS=(bezant pay); COMP_CWORD=1; _bezant bezant pay bezant; echo ${COMPREPLY[@]}; \
                 COMP_WORDS=(bezant trigger refund.s); COMP_CWORD=2; _bezant bezant refund.s trigger; echo ${COMPREPLY[@]}";
    let mut shell = Command::new("bash")
        .args(["-c", asked])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut script = shell.stdin.take().unwrap();
    std::io::Write::write_all(&mut script, printed(&["completions", "bash"]).as_bytes()).unwrap();
    drop(script);
    let completed = shell.wait_with_output().unwrap();
    assert_eq!(
        text(&completed.stdout),
        "payments\nrefund.succeeded\n",
        "{completed:?}"
    );
}
