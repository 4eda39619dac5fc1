//! The command line as people and scripts use it against a running node: payments, events, webhooks, forwarding, samples, the
//! screen.
#![allow(clippy::unwrap_used)]

mod following;
mod listening;
mod payments;
mod screen;
mod words;

use std::process::{Command, Output};

use bezant_tests::node::{Key, NodeUnderTest, text};

/// A terminal with a key of one tenant.
struct Terminal<'a> {
    node: &'a NodeUnderTest,
    key: &'a Key,
}

impl Terminal<'_> {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.node.command(words);
        command
            .env("BEZANT_URL", self.node.url())
            .env("BEZANT_API_KEY", &self.key.secret);
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// What a command that must succeed prints. Nothing that is printed into a pipe steers a terminal.
    fn ok(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {output:?}");
        let printed = text(&output.stdout);
        assert!(!printed.contains('\u{1b}'), "{words:?}: {printed:?}");
        printed
    }

    /// What a command says that must end with this code.
    fn ends_with(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        text(&output.stderr)
    }
}
