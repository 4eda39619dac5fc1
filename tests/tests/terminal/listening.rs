//! `bezant listen` and `bezant trigger`: sample events, and the webhooks of them at a program on this machine.

use std::collections::BTreeMap;

use bezant_tests::node::{NodeUnderTest, json, string};
use bezant_tests::wait::PATIENCE;
use bezant_tests::webhook_receiver::{Request, WebhookReceiver, verify};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use super::Terminal;
use super::following::Running;

fn bodies(requests: &[Request]) -> BTreeMap<String, Vec<u8>> {
    let by_id = requests
        .iter()
        .map(|request| (request.id().to_owned(), request.body.clone()));
    by_id.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_forwarded_is_what_the_node_itself_delivers() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let (program, endpoint) = (WebhookReceiver::start().await, WebhookReceiver::start().await);
    let new = json!({ "url": endpoint.url(), "events": ["payment.*", "refund.*"] });
    node.api(&key)
        .post("/api/v1/webhook-endpoints", &new)
        .await
        .expect(201);

    let words = [
        "listen",
        "--forward-to",
        program.url(),
        "--types",
        "payment.*,refund.*",
    ];
    let mut listening = Running::start(&terminal, &words);
    assert!(listening.line().contains(program.url()));
    let said = listening.line();
    let secret = said.strip_prefix("signing secret: ").unwrap();
    program.answer([500]);

    let shown = terminal.ok(&["trigger", "refund.succeeded", "--amount", "25.00"]);
    assert!(
        shown.contains("25.00 EUR") && shown.contains("refund.succeeded"),
        "{shown}"
    );
    let mut lines = vec![listening.line()];
    assert!(
        lines[0].contains("payment.created") && lines[0].contains(" 500 in "),
        "{lines:?}"
    );
    while !lines.last().unwrap().contains("refund.succeeded") {
        lines.push(listening.line());
    }
    assert!(
        lines[1..].iter().all(|line| line.contains(" 200 in ")),
        "{lines:?}"
    );

    let forwarded = program.requests();
    assert_eq!(forwarded.len(), lines.len());
    for request in &forwarded {
        verify(secret, request).unwrap();
    }
    let delivered = endpoint.wait_for(forwarded.len(), PATIENCE).await.unwrap();
    assert_eq!(
        bodies(&forwarded),
        bodies(&delivered),
        "the same bytes under the same ids"
    );
    assert!(
        verify(secret, &delivered[0]).is_err(),
        "each has a secret of its own"
    );

    kill_process(Pid::from_child(&listening.process), Signal::INT).unwrap();
    assert!(
        listening.process.wait().unwrap().success(),
        "Ctrl-C is how it ends"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_away_is_said_and_the_secret_can_stay() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let to = format!("http://127.0.0.1:{}/", bezant_tests::node::free_port());
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let words = [
        "listen",
        "--forward-to",
        &to,
        "--types",
        "payment.failed",
        "--secret",
        secret,
        "--json",
    ];
    let listening = Running::start(&terminal, &words);
    assert_eq!(json(&listening.line())["secret"], secret);
    let event = json(&terminal.ok(&["trigger", "payment.failed", "--json"]));
    let told = json(&listening.line());
    assert_eq!(
        (&told["type"], &told["payment"]),
        (&event["type"], &event["payment"])
    );
    assert!(
        told["status"].is_null() && !string(&told, "error").is_empty(),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_sample_happens() {
    let node = NodeUnderTest::start("").await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let unknown = terminal.ends_with(2, &["trigger", "payment.celebrated"]);
    let events = unknown.split("possible values: ").nth(1).unwrap();
    let events: Vec<&str> = events.split(']').next().unwrap().split(", ").collect();
    assert!(events.len() >= 10, "{unknown}");
    for event in events {
        let told = json(&terminal.ok(&["trigger", event, "--json"]));
        assert_eq!(told["type"], event);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_done_where_money_could_move() {
    let node = NodeUnderTest::start(
        "[[gateways]]\nname = \"play\"\nconnector = \"sandbox\"\n\
         [[gateways]]\nname = \"stripe_eu\"\nconnector = \"stripe\"\n[gateways.stripe]\n\
         base_url = \"http://127.0.0.1:1\"\nsecret_key = \"sk_test_1\"\n",
    )
    .await;
    let key = node.tenant_key("shop");
    let terminal = Terminal {
        node: &node,
        key: &key,
    };
    let refused = terminal.ends_with(1, &["trigger", "payment.completed"]);
    assert!(refused.contains("stripe_eu is no sandbox"), "{refused}");
    assert!(!node.run_ok(&["log", "dump"]).contains("payment.created"));
    let listed = json(&terminal.ok(&["gateways", "--json"]));
    let sandboxes: Vec<_> = listed["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gateway| &gateway["sandbox"])
        .collect();
    assert_eq!(sandboxes, [true, false]);
}
