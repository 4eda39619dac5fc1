//! `bezant top`: one frame for scripts, and the screen in a terminal of its own.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZero;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};

use bezant_tests::node::{NodeUnderTest, json, text};
use bezant_tests::wait::{PATIENCE, eventually, until};
use serde_json::json;
use tempfile::NamedTempFile;

use super::Terminal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_frame_is_printed_for_scripts() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let payment = json!({
        "amount": 1099, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
    });
    node.api(&key).pay(&payment).await;

    let frame = terminal.ok(&["top", "--once"]);
    for part in [
        node.url().as_str(),
        "log position",
        "sandbox_a",
        "sandbox_b",
        "closed",
        "MiB",
        "100.0 %",
    ] {
        assert!(frame.contains(part), "'{part}' is missing:\n{frame}");
    }
    let numbers = json(&terminal.ok(&["top", "--once", "--json"]));
    assert_eq!(numbers["log_position"].as_f64(), Some(node.log_position() as f64));
    assert!(
        numbers["memory_bytes"].as_f64().unwrap() > 1_000_000.0,
        "{numbers}"
    );
    assert!(
        numbers["metrics_trouble"].is_null() && numbers["events_trouble"].is_null(),
        "{numbers}"
    );
    let calls: u64 = numbers["gateways"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|gateway| gateway["calls"].as_u64())
        .sum();
    assert_eq!(calls, 1, "{numbers}");

    // A pipe is no terminal.
    let output = terminal.run(&["top"]);
    assert!(
        output.status.success() && text(&output.stdout).contains("sandbox_a"),
        "{output:?}"
    );
    assert!(text(&output.stderr).contains("no terminal"), "{output:?}");
    let nobody = terminal.run(&["top", "--once", "--key", "bzk_nobody"]);
    assert_eq!(nobody.status.code(), Some(3), "{nobody:?}");
}

/// A terminal that a program thinks a person sits at: `script` makes one.
struct Desk {
    keyboard: ChildStdin,
    screen: Arc<Mutex<vt100::Parser>>,
    process: Child,
    /// Where the terminal's name stands.
    name: NamedTempFile,
}

fn sized(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

impl Desk {
    fn start(command: &Command, columns: u16, lines: u16) -> Self {
        let name = NamedTempFile::new().unwrap();
        let program = [command.get_program()].into_iter().chain(command.get_args());
        let program: Vec<String> = program.map(|word| format!("'{}'", word.display())).collect();
        let setup = format!(
            "tty > '{}'; stty cols {columns} rows {lines}",
            name.path().display()
        );
        let mut desk = Command::new("script");
        desk.args(["--quiet", "--return", "--flush", "--echo", "never", "--command"])
            .arg(format!("{setup}; exec {}", program.join(" ")))
            .arg("/dev/null");
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => desk.env(name, value),
                None => desk.env_remove(name),
            };
        }
        let mut process = desk
            .env("TERM", "xterm-256color")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = process.stdout.take().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(sized(lines), sized(columns), 0)));
        let seen = Arc::clone(&screen);
        std::thread::spawn(move || {
            let mut bytes = [0; 8_192];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                seen.lock().unwrap().process(&bytes[..count]);
            }
        });
        Desk {
            keyboard: process.stdin.take().unwrap(),
            screen,
            process,
            name,
        }
    }

    fn shown(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    async fn shows(&self, what: &str) -> String {
        let found = until(PATIENCE, || {
            Some(self.shown()).filter(|shown| shown.contains(what))
        });
        found
            .await
            .unwrap_or_else(|| panic!("'{what}' does not come:\n{}", self.shown()))
    }

    fn resize(&self, columns: u16, lines: u16) {
        self.screen
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(sized(lines), sized(columns));
        let name = fs::read_to_string(self.name.path()).unwrap();
        let size = ["cols", &columns.to_string(), "rows", &lines.to_string()];
        let resized = Command::new("stty").args(["-F", name.trim()]).args(size).status();
        assert!(resized.unwrap().success());
    }

    fn press(&mut self, key: &str) {
        self.keyboard.write_all(key.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The column in which the line that has a text shows it.
fn column_of(shown: &str, what: &str) -> Option<usize> {
    shown.lines().find_map(|line| line.find(what))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_screen_starts_follows_fits_and_quits() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let mut desk = Desk::start(&terminal.command(&["top"]), 120, 40);
    let first = desk.shows("Gateways of the node").await;
    assert!(
        first.contains("sandbox_a") && first.contains(&node.url()),
        "{first}"
    );
    let beside = column_of(&first, "Node").unwrap();
    assert!(beside > 10, "the panels stand side by side:\n{first}");

    let payment = json!({
        "amount": 1099, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
    });
    node.api(&key).pay(&payment).await;
    desk.shows("payment.completed").await;
    desk.press("p");
    desk.shows("held").await;

    desk.resize(70, 50);
    eventually("the panels stand one above the other", async || {
        let shown = desk.shown();
        (column_of(&shown, "┌Node")? == 0).then_some(())
    })
    .await;

    desk.press("q");
    let ended = until(PATIENCE, || desk.process.try_wait().unwrap()).await;
    assert!(ended.unwrap().success(), "{}", desk.shown());
    let is_back = until(PATIENCE, || {
        let parser = desk.screen.lock().unwrap();
        (!parser.screen().alternate_screen() && !parser.screen().hide_cursor()).then_some(())
    });
    assert!(is_back.await.is_some(), "the terminal is given back");
}

/// The colour that a text has on the screen.
fn colour_of(desk: &Desk, what: &str) -> Option<vt100::Color> {
    let parser = desk.screen.lock().unwrap();
    let (_, columns) = parser.screen().size();
    let mut rows = (0..).zip(parser.screen().rows(0, columns.get()));
    rows.find_map(|(line, row)| {
        let column = u16::try_from(row.find(what)?).ok()?;
        Some(parser.screen().cell(line, column)?.fgcolor())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_fit_the_terminal_and_states_have_colours() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    terminal.ok(&["payments", "create", "10", "EUR", "--token", "tok_approved"]);
    eventually("the list has it", async || {
        terminal
            .ok(&["payments", "list"])
            .contains("COMPLETED")
            .then_some(())
    })
    .await;
    let list = terminal.command(&["payments", "list"]);
    let wide = Desk::start(&list, 200, 20);
    let shown = wide.shows("COMPLETED").await;
    assert!(
        shown.starts_with("id ") && shown.contains("COMPLETED  10.00 EUR"),
        "{shown}"
    );
    assert_eq!(colour_of(&wide, "COMPLETED"), Some(vt100::Color::Idx(2)));

    let mut plain = terminal.command(&["payments", "list"]);
    let plain = Desk::start(plain.env("NO_COLOR", "1"), 200, 20);
    plain.shows("COMPLETED").await;
    assert_eq!(colour_of(&plain, "COMPLETED"), Some(vt100::Color::Default));

    let narrow = Desk::start(&list, 60, 20);
    let shown = narrow.shows("created").await;
    let status = shown.lines().find(|line| line.starts_with("status ")).unwrap();
    assert!(status.ends_with(" COMPLETED"), "{shown}");
}
