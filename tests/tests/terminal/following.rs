//! `bezant events` and `bezant webhooks`: what happens, as it happens, and what was sent.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc;

use bezant_tests::node::{NodeUnderTest, free_port, json, string};
use bezant_tests::wait::{PATIENCE, eventually};
use bezant_tests::webhook_receiver::{WebhookReceiver, verify};
use serde_json::{Value, json};

use super::Terminal;

/// A command that runs on, with its lines as they come. It ends when dropped.
pub(super) struct Running {
    pub(super) process: Child,
    lines: mpsc::Receiver<String>,
}

impl Running {
    pub(super) fn start(terminal: &Terminal<'_>, words: &[&str]) -> Self {
        let mut command = terminal.command(words);
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = mpsc::channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in out.lines() {
                if line.is_ok_and(|line| tell.send(line).is_err()) {
                    return;
                }
            }
        });
        Running { process, lines }
    }

    pub(super) fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line comes in time")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn place(event: &Value) -> (u64, u64) {
    (
        event["position"].as_u64().unwrap(),
        event["index"].as_u64().unwrap(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_followed_over_a_restart_of_the_node_each_once() {
    let port = free_port();
    let mut node = NodeUnderTest::start(&format!("[http]\nlisten = \"127.0.0.1:{port}\"\n")).await;
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let payment = json!({
        "amount": 1099, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
    });
    api.pay(&payment).await;

    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let running = Running::start(
        &terminal,
        &["events", "--after", "0", "--types", "payment.*", "--json"],
    );
    let mut seen = Vec::new();
    let until_completed = |seen: &mut Vec<Value>| loop {
        seen.push(json(&running.line()));
        if seen.last().unwrap()["type"] == "payment.completed" {
            return;
        }
    };
    until_completed(&mut seen);
    node.terminate().await;
    node.restart().await;
    api.pay(&payment).await;
    until_completed(&mut seen);
    assert!(
        seen.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])),
        "{seen:?}"
    );
    let created = seen.iter().filter(|event| event["type"] == "payment.created");
    assert_eq!(created.count(), 2);

    // From a place on, as lines for people, and no more than wanted.
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let (position, index) = place(&seen[0]);
    let after = format!("{position}-{index}");
    let lines = terminal.ok(&[
        "events",
        "--after",
        &after,
        "--types",
        "payment.*",
        "--limit",
        "2",
    ]);
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains(string(&seen[1], "type")), "{lines:?}");
    let of_one = terminal.ok(&[
        "events",
        "--after",
        "0",
        "--payment",
        string(&seen[0], "payment"),
        "--limit",
        "1",
        "--json",
    ]);
    assert_eq!(json(&of_one), seen[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endpoints_are_managed_and_messages_sent_again() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let receiver = WebhookReceiver::start().await;
    let made = json(&terminal.ok(&[
        "webhooks",
        "endpoints",
        "create",
        receiver.url(),
        "--events",
        "payment.completed,refund.*",
        "--json",
    ]));
    let id = string(&made, "id");
    let listed = terminal.ok(&["webhooks", "endpoints", "list"]);
    assert!(
        listed.contains(id) && listed.contains("payment.completed,refund.*"),
        "{listed}"
    );
    assert!(!listed.contains(string(&made, "secret")));

    terminal.ok(&["payments", "create", "10", "EUR", "--token", "tok_approved"]);
    let requests = receiver.wait_for(1, PATIENCE).await.unwrap();
    verify(string(&made, "secret"), &requests[0]).unwrap();
    let message = requests[0].id().to_owned();
    eventually("the delivery is listed", async || {
        let listed = terminal.ok(&["webhooks", "deliveries", id]);
        let row = listed.lines().find(|line| line.contains(&message))?;
        (row.contains("payment.completed") && row.contains("delivered") && row.contains("200")).then_some(())
    })
    .await;
    let payment = string(
        &json(std::str::from_utf8(&requests[0].body).unwrap())["data"],
        "payment",
    )
    .to_owned();
    let listed = terminal.ok(&["webhooks", "deliveries", &payment]);
    assert!(listed.contains(&message) && listed.contains(id), "{listed}");
    terminal.ok(&["webhooks", "replay", id, &message]);
    let requests = receiver.wait_for(2, PATIENCE).await.unwrap();
    assert_eq!(
        (requests[1].id(), &requests[1].body),
        (message.as_str(), &requests[0].body)
    );

    let rotated = json(&terminal.ok(&["webhooks", "endpoints", "rotate-secret", id, "--json"]));
    assert_ne!(rotated["secret"], made["secret"]);
    let update = [
        "webhooks",
        "endpoints",
        "update",
        id,
        "--disable",
        "--to",
        "https://shop.example/hooks",
        "--events",
        "*",
        "--json",
    ];
    let updated = json(&terminal.ok(&update));
    assert_eq!(
        (&updated["enabled"], &updated["events"]),
        (&false.into(), &json!(["*"]))
    );
    assert_eq!(updated["url"], "https://shop.example/hooks");
    terminal.ok(&["webhooks", "endpoints", "delete", id]);
    assert_eq!(terminal.ok(&["webhooks", "endpoints", "list"]), "nothing\n");
    terminal.ends_with(1, &["webhooks", "endpoints", "get", id]);
}
