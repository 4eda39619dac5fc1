//! The command line against running, stopped and damaged nodes.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use bezant_tests::node::{NodeUnderTest, binary, json, string, text};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

fn payment(reference: &str) -> Value {
    json!({
        "amount": 1099, "currency": "EUR", "reference": reference,
        "payment_method": { "type": "card", "token": "tok_approved" },
    })
}

#[test]
fn the_version_is_printed() {
    let output = binary().arg("--version").output().unwrap();
    assert!(output.status.success());
    assert!(text(&output.stdout).starts_with("bezant "), "{output:?}");
}

#[test]
fn configurations_are_checked_and_mistakes_named() {
    let good = NodeUnderTest::new("");
    assert!(good.run_ok(&["config", "check"]).contains("sandbox_a"));
    let cases = [
        ("[payments]\nretry_base_ms = \"soon\"\n", "payments.retry_base_ms"),
        ("[payments]\ncolour = 1\n", "colour"),
        (
            "[payments]\nretry_base_ms = 10\nretry_cap_ms = 5\n",
            "payments.retry_cap_ms",
        ),
        ("[[gateways]]\nname = \"x\"\nconnector = \"stripe\"\n", "stripe"),
        (
            "[[gateways]]\nname = \"x\"\nconnector = \"sandbox\"\ntimeout_ms = 0\n",
            "timeout_ms",
        ),
        ("[payments\n", "bezant.toml"),
    ];
    for (settings, named) in cases {
        let bad = NodeUnderTest::new(settings);
        for words in [&["config", "check"][..], &["serve"]] {
            let output = bad.run(words);
            assert_eq!(output.status.code(), Some(1), "{settings} {output:?}");
            assert!(text(&output.stderr).contains(named), "{settings} {output:?}");
        }
        assert!(!bad.data().exists(), "a wrong configuration writes nothing");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tenants_and_keys_are_made_on_stopped_and_running_nodes() {
    let mut node = NodeUnderTest::new("");
    let stopped = node.tenant_key("made while stopped");
    node.restart().await;
    let running = node.tenant_key("made while running");
    let by_name = node.key("made while running", &["--name", "second"]);
    for key in [&stopped, &running, &by_name] {
        node.api(key).pay(&payment("first")).await;
    }
    let twice = node.run(&["tenant", "create", "made while running"]);
    assert_eq!(twice.status.code(), Some(1));
    assert!(text(&twice.stderr).contains("tenant of this name"), "{twice:?}");
    let unknown = node.run(&["key", "create", "--tenant", "nobody"]);
    assert_eq!(unknown.status.code(), Some(1), "{unknown:?}");
    // The secrets are kept nowhere in the clear.
    node.terminate().await;
    for file in files(node.data().to_owned()) {
        let bytes = fs::read(&file).unwrap();
        let secret = &running.secret.as_bytes()[30..];
        assert!(
            !bytes.windows(secret.len()).any(|window| window == secret),
            "{} holds a secret",
            file.display()
        );
    }
    assert!(!node.output().contains(&running.secret[30..]));
}

fn files(folder: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .flat_map(|entry| {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                files(entry.path())
            } else if kind.is_file() {
                vec![entry.path()]
            } else {
                Vec::new()
            }
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_node_on_the_same_data_is_refused() {
    let node = NodeUnderTest::start("").await;
    let mut second = NodeUnderTest::with_data_in(node.data(), "");
    let (status, output) = second.refused().await;
    assert_eq!(status.code(), Some(1));
    assert!(output.contains("locked"), "{output}");
    // The first one is not disturbed, its socket neither.
    node.tenant("shop").pay(&payment("first")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_is_verified_and_dumped_and_a_damaged_one_is_refused() {
    let mut node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    for number in 0..20 {
        api.pay(&payment(&format!("order {number}"))).await;
    }
    // Beside a running node.
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));
    node.terminate().await;
    assert!(node.run_ok(&["log", "verify"]).contains("the log is whole"));

    let dump = node.run_ok(&["log", "dump"]);
    let records: Vec<Value> = dump.lines().map(json).collect();
    let positions: Vec<u64> = records
        .iter()
        .map(|record| record["position"].as_u64().unwrap())
        .collect();
    assert!(
        positions.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{positions:?}"
    );
    assert!(dump.contains("payment.completed") && dump.contains("order 19"));
    assert!(!dump.contains("tok_approved"), "tokens are not shown");
    let some = node.run_ok(&["log", "dump", "--after", "3", "--limit", "2"]);
    assert_eq!(
        some.lines().collect::<Vec<_>>(),
        dump.lines().collect::<Vec<_>>()[3..5]
    );

    // In the middle of the first segment's frames, so that what follows shows that it is no torn tail.
    let segment = first_segment(&node);
    let name = segment.file_name().unwrap().to_string_lossy().into_owned();
    let file = fs::File::options().read(true).write(true).open(&segment).unwrap();
    let place = 4_096 + 2_000;
    let mut byte = [0];
    file.read_exact_at(&mut byte, place).unwrap();
    file.write_all_at(&[byte[0] ^ 1], place).unwrap();

    let verify = node.run(&["log", "verify"]);
    assert_eq!(verify.status.code(), Some(1), "{verify:?}");
    let (status, output) = node.refused().await;
    assert_eq!(status.code(), Some(1), "{output}");
    for said in [text(&verify.stderr), output] {
        for part in [name.as_str(), "at byte ", "(position "] {
            assert!(said.contains(part), "'{part}' is missing: {said}");
        }
    }
    // Looking changes nothing, and the byte put back heals it.
    file.write_all_at(&byte, place).unwrap();
    node.restart().await;
    eventually("the list has them all", async || {
        (api.list("/api/v1/payments").await.len() == 20).then_some(())
    })
    .await;
}

fn first_segment(node: &NodeUnderTest) -> PathBuf {
    let begins = |path: &PathBuf| {
        let mut start = [0; 7];
        let file = fs::File::open(path).unwrap();
        file.read_exact_at(&mut start, 0).is_ok() && &start == b"BZNTLOG"
    };
    let mut segments: Vec<_> = files(node.data().join("log"))
        .into_iter()
        .filter(begins)
        .collect();
    segments.sort();
    segments.swap_remove(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rebuilt_views_show_the_same() {
    let mut node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    for number in 0..30 {
        let paid = api.pay(&payment(&format!("order {number}"))).await;
        if number % 3 == 0 {
            let refund = json!({ "amount": 100 });
            api.act(string(&paid, "id"), "refunds", &refund).await.expect(201);
        }
    }
    let paths = ["/api/v1/payments?limit=7", "/api/v1/ledger/transfers?limit=50"];
    let mut before = Vec::new();
    for path in paths {
        before.push(api.list(path).await);
    }
    let head = node.log_position();
    eventually("the views have caught up", async || {
        let page = api.get("/api/v1/payments").await.expect(200);
        (page["position"].as_u64() == Some(head)).then_some(())
    })
    .await;
    for (path, list) in paths.iter().zip(&mut before) {
        *list = api.list(path).await;
    }
    let balance = api.get("/api/v1/ledger/trial-balance").await.expect(200);
    let refused = node.run(&["views", "rebuild"]);
    assert_eq!(refused.status.code(), Some(1), "the node runs");
    node.terminate().await;
    assert!(
        node.run_ok(&["views", "rebuild"])
            .contains("the views reflect the log")
    );
    node.restart().await;
    for (path, list) in paths.iter().zip(&before) {
        assert_eq!(&api.list(path).await, list, "{path}");
    }
    let rebuilt = api.get("/api/v1/ledger/trial-balance").await.expect(200);
    assert_eq!(rebuilt["totals"], balance["totals"]);
}
