//! Chaos experiments with the real command on the real node: refused, held, stopped early, killed.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use bezant_tests::node::{NodeUnderTest, json, string, text};
use bezant_tests::wait::eventually;
use serde_json::Value;

const ALLOWED: &str = "[chaos]\nallowed = true\n";
const FAULTS: &str = "http://bezant/admin/v1/chaos/faults";

/// Bounds that a debug build on a busy machine keeps.
const LENIENT: &str = "[steady_state]\nmin_approval_basis_points = 9_900\nmax_p99_ms = 12_000\n\
                       [load]\nper_second = 10\nbefore_ms = 1_500\nafter_ms = 1_000\n";

fn experiment(folder: &Path, faults: &str) -> PathBuf {
    let file = folder.join("experiment.toml");
    std::fs::write(&file, format!("name = \"test\"\n{LENIENT}{faults}")).unwrap();
    file
}

fn socket(node: &NodeUnderTest) -> reqwest::Client {
    let socket = node.data().join("admin.sock");
    reqwest::Client::builder().unix_socket(socket).build().unwrap()
}

async fn active(node: &NodeUnderTest) -> Vec<Value> {
    let answer = socket(node).get(FAULTS).send().await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
    let body: Value = answer.json().await.unwrap();
    body["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_broken_where_it_is_not_allowed() {
    let mut node = NodeUnderTest::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let partition = "[[fault]]\nkind = \"gateway\"\ngateway = \"sandbox_a\"\nis_partitioned = true\nduration_ms = 1_000\n";
    let file = experiment(folder.path(), partition);
    let words = ["chaos", "run", file.to_str().unwrap(), "--url", &node.url()];
    let before = node.log_position();
    let refused = node.run(&words);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("allowed = true"), "{refused:?}");

    // The node was started without: what the file says by now does not count.
    node.configure(ALLOWED);
    let refused = node.run(&words);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("allowed = true"), "{refused:?}");
    let fault = serde_json::json!({ "fault": { "kind": "slow_disk", "delay_ms": 5 }, "lease_ms": 1_000 });
    let answer = socket(&node).post(FAULTS).json(&fault).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(string(&problem, "code"), "chaos_not_allowed");
    assert_eq!(node.log_position(), before, "no tenant, no key, no payment");

    let wrong = experiment(
        folder.path(),
        "[[fault]]\nkind = \"slow_disk\"\ndelay_ms = 0\nduration_ms = 100\n",
    );
    let refused = node.run(&["chaos", "run", wrong.to_str().unwrap()]);
    assert!(
        text(&refused.stderr).contains("line 11: fault[0].delay_ms"),
        "{refused:?}"
    );
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_and_killed_followers_are_borne() {
    let mut node = NodeUnderTest::start(ALLOWED).await;
    let folder = tempfile::tempdir().unwrap();
    let faults = "[[fault]]\nkind = \"gateway\"\ngateway = \"sandbox_a\"\nis_partitioned = true\nduration_ms = 3_000\n\
                  [[fault]]\nkind = \"killed_follower\"\nfollower = \"orchestrator\"\nafter_ms = 1_000\nduration_ms = 700\n\
                  [[fault]]\nkind = \"killed_follower\"\nfollower = \"views\"\nafter_ms = 500\nduration_ms = 2_000\n\
                  [[fault]]\nkind = \"killed_follower\"\nfollower = \"delivery\"\nduration_ms = 1_000\n\
                  [[fault]]\nkind = \"slow_disk\"\ndelay_ms = 20\nafter_ms = 2_000\nduration_ms = 1_500\n\
                  [[fault]]\nkind = \"clock_skew\"\noffset_ms = -60_000\nafter_ms = 1_500\nduration_ms = 1_500\n";
    let file = experiment(folder.path(), faults);
    let reports = folder.path().join("reports");
    let printed = node.run_ok(&[
        "chaos",
        "run",
        file.to_str().unwrap(),
        "--url",
        &node.url(),
        "--report",
        reports.to_str().unwrap(),
        "--json",
    ]);
    let report = json(&printed);
    assert_eq!(string(&report, "verdict"), "held", "{report:#}");
    assert!(report["payments"].as_u64().unwrap() >= 30, "{report:#}");
    let findings = report["findings"].as_array().unwrap();
    assert!(findings.iter().all(|finding| finding["is_held"] == true));
    assert!(
        findings
            .iter()
            .any(|finding| finding["what"] == "payments that may have been charged twice")
    );
    let seconds = report["timeline"].as_array().unwrap();
    assert!(
        seconds
            .iter()
            .any(|second| second["faults"].as_array().unwrap().len() > 2)
    );
    assert!(
        report["faults"]
            .as_array()
            .unwrap()
            .iter()
            .all(|fault| fault["to_ms"].is_u64())
    );
    let written = std::fs::read_to_string(reports.join("report.json")).unwrap();
    assert_eq!(json(&written), report);
    let markdown = std::fs::read_to_string(reports.join("report.md")).unwrap();
    assert!(markdown.contains("the hypothesis held"), "{markdown}");
    assert!(active(&node).await.is_empty());
    let restarts = node
        .output()
        .matches("a killed follower is started again")
        .count();
    assert_eq!(restarts, 3);
    // The gateway that was away is used again, and the views tell of everything.
    let api = node.tenant("shop");
    let body = serde_json::json!({
        "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_visa" },
    });
    let paid = api.pay(&body).await;
    assert_eq!(string(&paid, "status"), "COMPLETED");
    eventually("the views have the payment", async || {
        (api.list("/api/v1/payments").await.len() == 1).then_some(())
    })
    .await;
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_killed_leaves_nothing_and_what_cannot_hold_is_stopped_early() {
    let mut node = NodeUnderTest::start(ALLOWED).await;
    let folder = tempfile::tempdir().unwrap();
    let slow = "[[fault]]\nkind = \"slow_disk\"\ndelay_ms = 5\nduration_ms = 600_000\n";
    let file = experiment(folder.path(), slow);
    let words = ["chaos", "run", file.to_str().unwrap(), "--url", &node.url()];
    let mut running = node
        .command(&words)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the fault is in force", async || {
        (active(&node).await.len() == 1).then_some(())
    })
    .await;
    running.kill().unwrap();
    running.wait().unwrap();
    eventually("its lease is over", async || {
        active(&node).await.is_empty().then_some(())
    })
    .await;

    let away = |gateway: &str| {
        format!(
            "[[fault]]\nkind = \"gateway\"\ngateway = \"{gateway}\"\nis_partitioned = true\nduration_ms = 600_000\n"
        )
    };
    experiment(folder.path(), &(away("sandbox_a") + &away("sandbox_b")));
    let began = Instant::now();
    let stopped = node.run(&words);
    assert!(!stopped.status.success(), "{stopped:?}");
    let said = text(&stopped.stdout);
    assert!(said.contains("stopped early: approval during"), "{said}");
    assert!(began.elapsed() < Duration::from_secs(120));
    assert!(active(&node).await.is_empty(), "all faults are lifted");
    node.terminate().await;
}
