//! A node whose log is in PostgreSQL: killed again and again, and alone with its database.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use bezant_tests::node::{NodeUnderTest, number, string};
use bezant_tests::postgres::PostgresServer;
use serde_json::{Value, json};

const KILLS: usize = 3;
/// Enough for a snapshot, so that a folder without what belongs to it has something to be wrong about.
const EACH: usize = 150;

fn settings(server: &PostgresServer, more: &str) -> String {
    format!("[log]\nengine = \"postgres\"\nurl = {:?}\n{more}", server.url())
}

fn transfer(nth: usize) -> Value {
    json!({
        "debit": "assets:cash", "credit": "equity:owner", "amount": 100 + nth, "currency": "EUR",
        "external_reference": format!("transfer {nth}"),
    })
}

fn payment(nth: usize) -> Value {
    json!({
        "amount": 1099, "currency": "EUR", "reference": format!("order {nth}"),
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_lost_by_kills_and_a_second_node_is_locked_out() {
    let server = PostgresServer::start();
    let mut node = NodeUnderTest::start(&settings(&server, "")).await;
    assert!(
        !node.data().join("log").exists(),
        "the log is in the database alone"
    );
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let mut accounts = Vec::new();
    for path in ["equity:owner", "assets:cash"] {
        let body = json!({ "path": path, "currency": "EUR", "allows_overdraft": true });
        let opened = api.post("/api/v1/ledger/accounts", &body).await.expect(201);
        accounts.push(string(&opened, "id").to_owned());
    }
    let cash = format!("/api/v1/ledger/accounts/{}", accounts[1]);
    let (mut moved, mut payments) = (0, BTreeSet::new());
    for kill in 0..KILLS {
        for nth in kill * EACH..(kill + 1) * EACH {
            let made = api
                .post("/api/v1/ledger/transfers", &transfer(nth))
                .await
                .expect(201);
            moved += number(&made, "amount");
            payments.insert(string(&api.pay(&payment(nth)).await, "id").to_owned());
        }
        node.kill_9();
        node.restart().await;
        assert_eq!(number(&api.get(&cash).await.expect(200), "balance"), moved);
        for payment in &payments {
            let settled = NodeUnderTest::settled(&api, payment).await;
            assert_eq!(string(&settled, "status"), "COMPLETED");
        }
    }

    let mut second = NodeUnderTest::new(&settings(&server, ""));
    let (status, output) = second.refused().await;
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(output.contains("locked"), "{output}");
    api.post("/api/v1/ledger/transfers", &transfer(1_000))
        .await
        .expect(201);
    moved += 1_100;

    // Beside the running node, and by any machine that reaches the database.
    assert!(second.run_ok(&["log", "verify"]).contains("the log is whole"));
    let dump = node.run_ok(&["log", "dump"]);
    assert!(dump.contains("payment.completed") && dump.contains("ledger.posted"));
    let refused = node.run(&["log", "checkpoint"]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");

    // One that takes over finds everything, with nothing but the database, and ends the first.
    let mut third = NodeUnderTest::start(&settings(&server, "take_over = true\n")).await;
    let found = third.api(&key);
    assert_eq!(number(&found.get(&cash).await.expect(200), "balance"), moved);
    for payment in &payments {
        assert_eq!(string(&found.payment(payment).await, "status"), "COMPLETED");
    }
    assert!(
        third
            .output()
            .contains("the cold tier lacks what the snapshot needs"),
        "a snapshot alone is not enough"
    );
    let fenced = api.post("/api/v1/ledger/transfers", &transfer(2_000)).await;
    assert_eq!(fenced.status, 503, "{fenced:?}");
    third.terminate().await;
    node.kill_9();
    node.restart().await;
    assert_eq!(number(&api.get(&cash).await.expect(200), "balance"), moved);
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_another_log_is_not_taken_for_this_ones() {
    let server = PostgresServer::start();
    let mut node = NodeUnderTest::start(&settings(&server, "")).await;
    node.tenant("shop");
    node.terminate().await;
    let mut other = NodeUnderTest::start("").await;
    other.tenant("elsewhere");
    other.terminate().await;
    other.configure(&settings(&server, ""));
    let (status, output) = other.refused().await;
    assert_eq!(status.code(), Some(1), "{output}");
    assert!(output.contains("belongs to another log"), "{output}");
}

#[test]
fn a_password_is_shown_nowhere() {
    let url = "postgresql://bezant:hush-hush@127.0.0.1:1/ledger?connect_timeout=1";
    let node = NodeUnderTest::new(&format!("[log]\nengine = \"postgres\"\nurl = {url:?}\n"));
    let checked = node.run(&["config", "check"]);
    assert!(checked.status.success(), "{checked:?}");
    let served = node.run(&["log", "verify"]);
    assert_eq!(served.status.code(), Some(1), "{served:?}");
    for output in [checked, served] {
        assert!(!format!("{output:?}").contains("hush"), "{output:?}");
    }
}
