//! The audit trail of a running node, as an auditor and an attacker see it.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use bezant_tests::api::Api;
use bezant_tests::node::{Key, NodeUnderTest, binary, json, show, string, text};
use bezant_tests::wait::{eventually, pause};
use serde_json::{Value, json};

const KILLS: u32 = 5;
const PERMISSIONS: [&str; 5] = [
    "audit.read",
    "payments.create",
    "payments.read",
    "webhooks.manage",
    "webhooks.read",
];

/// Planted wherever a caller can say something.
const PLANTED: [&str; 4] = ["4111111111111111", "lovelace", "s3cr3t-path", "hush-hush-token"];

fn auditor(node: &NodeUnderTest, name: &str) -> Key {
    let tenant = json(&node.run_ok(&["tenant", "create", name, "--json"]));
    let words: Vec<&str> = PERMISSIONS.iter().flat_map(|one| ["--permission", one]).collect();
    node.key(string(&tenant, "id"), &words)
}

/// Everything in the trail of a node, and the check of it on a machine that has nothing but the file and the key.
fn exported(node: &NodeUnderTest, folder: &Path) -> Vec<Value> {
    let out = folder.join("export.jsonl");
    node.run_ok(&["audit", "export", "--out", out.to_str().unwrap()]);
    let checked = offline(node, &["verify", "--file", out.to_str().unwrap()]);
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let lines = fs::read_to_string(&out).unwrap();
    let records = lines.lines().skip(1).map(json);
    records.map(|line| line["record"].clone()).collect()
}

fn offline(node: &NodeUnderTest, words: &[&str]) -> Output {
    let key = node.run_ok(&["log", "public-key"]).trim().to_owned();
    let mut command = binary();
    command.arg("audit").args(words).args(["--public-key", &key]);
    command.current_dir(std::env::temp_dir()).output().unwrap()
}

fn changes(records: &[Value]) -> Vec<&Value> {
    records
        .iter()
        .filter(|record| record["kind"] == "change")
        .collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files_below(&path, found),
            false => found.push(path),
        }
    }
}

/// What each record of the main log has to leave in the trail.
fn owed(node: &NodeUnderTest) -> BTreeMap<u64, Vec<String>> {
    const NOT_OWED: [&str; 3] = ["api_key.used", "session.touched", "routing.probe_recorded"];
    let dump = node.run_ok(&["log", "dump"]);
    let records = dump.lines().map(json).filter_map(|record| {
        let events = record["events"].as_array()?.iter();
        let names = events.map(|event| string(event, "type").to_owned());
        let names: Vec<String> = names.filter(|name| !NOT_OWED.contains(&name.as_str())).collect();
        (!names.is_empty()).then(|| (record["position"].as_u64().unwrap(), names))
    });
    records.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_no_change_and_doubles_none() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    let api = node.api(&auditor(&node, "shop"));
    let is_over = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> = (0..4)
        .map(|worker| tokio::spawn(work(api.clone(), worker, Arc::clone(&is_over))))
        .collect();
    for _ in 0..KILLS {
        let before = node.log_position();
        eventually("changes are made", async || {
            (node.log_position() > before + 40).then_some(())
        })
        .await;
        node.kill_9();
        node.restart().await;
    }
    is_over.store(true, Relaxed);
    for worker in workers {
        worker.await.unwrap();
    }
    node.terminate().await;
    // What was committed while the node ended is taken in by the next start.
    node.restart().await;
    let owed_now = owed(&node);
    let last = *owed_now.keys().last().unwrap();
    let records = eventually("the trail has all changes", async || {
        let records = exported(&node, folder.path());
        let newest = changes(&records)
            .last()
            .and_then(|record| record["change"]["log_position"].as_u64());
        newest.is_some_and(|newest| newest >= last).then_some(records)
    })
    .await;
    let mut told = BTreeMap::new();
    for record in changes(&records) {
        let position = record["change"]["log_position"].as_u64().unwrap();
        let events = record["change"]["events"].as_array().unwrap().iter();
        let names: Vec<String> = events.map(|event| string(event, "event").to_owned()).collect();
        assert!(
            told.insert(position, names).is_none(),
            "position {position} twice"
        );
    }
    show(&format!("{} changes over {KILLS} kills", told.len()));
    for (position, names) in owed_now {
        assert_eq!(told.get(&position), Some(&names), "position {position}");
    }
    node.terminate().await;
    assert!(
        node.run_ok(&["audit", "verify"])
            .contains("the audit trail is whole")
    );
}

async fn work(api: Api, worker: u32, is_over: Arc<AtomicBool>) {
    let mut step = 0;
    while !is_over.load(Relaxed) {
        step += 1;
        let endpoint = json!({ "url": format!("https://hooks.example/{worker}/{step}"), "events": ["*"] });
        let call = api.call("POST", "/api/v1/webhook-endpoints").json(&endpoint);
        if call.try_send().await.is_err() {
            pause().await;
        }
        let order = json!({
            "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
        });
        let call = api.call("POST", "/api/v1/payments").json(&order);
        if call.try_send().await.is_err() {
            pause().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_did_what_is_found_with_old_and_new_values_and_proved_offline() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    let key = auditor(&node, "shop");
    let api = node.api(&key);
    let made = api
        .post(
            "/api/v1/webhook-endpoints",
            &json!({ "url": "https://one.example/s3cr3t-path", "events": ["payment.*"] }),
        )
        .await;
    let endpoint = made.expect(201);
    let path = format!("/api/v1/webhook-endpoints/{}", string(&endpoint, "id"));
    let changed = api
        .call("PATCH", &path)
        .header("x-request-id", "ticket-42")
        .json(&json!({ "url": "https://two.example/" }))
        .send()
        .await;
    changed.expect(200);
    let search = |words: &[&str]| {
        let url = node.url();
        let words = [
            &["audit", "search", "--url", &url, "--key", &key.secret, "--json"],
            words,
        ]
        .concat();
        json(&node.run_ok(&words))["data"].as_array().unwrap().clone()
    };
    let found = eventually("both are found", async || {
        let found = search(&["--correlation", "ticket-42"]);
        (found.len() == 2).then_some(found)
    })
    .await;
    let of_kind = |kind: &str| found.iter().find(|record| record["kind"] == kind).unwrap();
    let (request, change) = (of_kind("request"), of_kind("change"));
    assert_eq!(request["principal"], json!(key.id));
    assert_eq!(request["request"]["route"], "/api/v1/webhook-endpoints/{id}");
    assert_eq!(request["request"]["resources"]["id"], endpoint["id"]);
    assert_eq!(request["request"]["address"], "127.0.0.0/24");
    assert_eq!(
        change["change"]["events"][0]["fields"],
        json!([{ "field": "host", "old": "one.example", "new": "two.example" }])
    );
    assert_eq!(
        search(&["--resource", string(&endpoint, "id"), "--kind", "change"]).len(),
        2
    );
    assert_eq!(search(&["two.example"]).len(), 1);

    // What an auditor is handed, and checks without the node.
    let position = change["position"].to_string();
    let (proof, out) = (folder.path().join("proof.json"), folder.path().join("own.json"));
    let answer = api.get(&format!("/api/v1/audit/{position}")).await.expect(200);
    fs::write(&proof, answer.to_string()).unwrap();
    node.run_ok(&[
        "audit",
        "prove",
        "--position",
        &position,
        "--out",
        out.to_str().unwrap(),
    ]);
    for file in [&proof, &out] {
        let checked = offline(&node, &["check-proof", "--file", file.to_str().unwrap()]);
        assert!(text(&checked.stdout).contains("two.example"), "{checked:?}");
        let forged = fs::read_to_string(file)
            .unwrap()
            .replace("two.example", "six.example");
        fs::write(file, forged).unwrap();
        assert!(
            !offline(&node, &["check-proof", "--file", file.to_str().unwrap()])
                .status
                .success()
        );
    }
    node.terminate().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_byte_that_was_changed_is_found_and_its_place_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    let api = node.tenant("shop");
    for _ in 0..5 {
        api.pay(&json!({
            "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" },
        }))
        .await;
    }
    // Beside the running node.
    assert!(
        node.run_ok(&["audit", "verify"])
            .contains("the audit trail is whole")
    );
    node.terminate().await;
    let records = exported(&node, folder.path());
    let whole = node.run_ok(&["audit", "verify"]);
    assert!(
        whole.contains(&format!("signed up to position {}", records.len())),
        "{whole}"
    );
    let file = node.data().join("audit/log/00000000000000000001.seg");
    let bytes = fs::read(&file).unwrap();
    let word = b"/api/v1/payments";
    let at = bytes.windows(word.len()).position(|part| part == word).unwrap();
    let mut broken = bytes.clone();
    broken[at + 1] = b'A';
    fs::write(&file, &broken).unwrap();
    let refused = node.run(&["audit", "verify"]);
    let said = text(&refused.stderr);
    assert!(
        !refused.status.success() && said.contains("00000000000000000001.seg"),
        "{said}"
    );
    let frame = bytes[..at].windows(4).rposition(|part| part == b"BZFR").unwrap();
    assert!(said.contains(&frame.to_string()), "byte {frame}: {said}");
    fs::write(&file, &bytes).unwrap();

    let out = folder.path().join("export.jsonl");
    let whole = fs::read_to_string(&out).unwrap();
    fs::write(&out, whole.replacen("\"status\":201", "\"status\":403", 1)).unwrap();
    let refused = offline(&node, &["verify", "--file", out.to_str().unwrap()]);
    assert!(text(&refused.stderr).contains("the readable form is not what the stored bytes say, in line"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_planted_everywhere_is_nowhere_in_the_trail() {
    let mut node = NodeUnderTest::start("").await;
    let key = auditor(&node, "shop");
    let api = node.api(&key);
    let [number, name, path, token] = PLANTED;
    let body = json!({
        "amount": 100, "currency": "EUR", "reference": name, "description": path, "metadata": { "a": token },
        "payment_method": { "type": "card", "token": token },
    });
    api.post("/api/v1/payments", &body).await;
    api.post("/api/v1/payments", &json!({ "description": number }))
        .await;
    api.get(&format!("/api/v1/payments/{number}?card={number}")).await;
    api.get(&format!("/api/v1/payments?reference={name}")).await;
    api.call("GET", "/api/v1/payments")
        .header("x-request-id", number)
        .header("user-agent", name)
        .header("x-forwarded-for", name)
        .send()
        .await;
    api.post(
        "/api/v1/webhook-endpoints",
        &json!({ "url": format!("https://hooks.example/{path}?t={token}"), "events": ["*"], "description": name }),
    )
    .await
    .expect(201);
    api.with_secret(token).get("/api/v1/payments").await;
    let email = format!("{name}@example.com");
    node.run_ok(&[
        "user", "create", "--tenant", "shop", "--name", name, "--email", &email, "--json",
    ]);
    node.run_ok(&["key", "create", "--tenant", "shop", "--name", name, "--json"]);
    let sign_in = json!({ "tenant": "shop", "email": email, "password": token });
    api.keyless("POST", "/api/v1/sign-in").json(&sign_in).send().await;
    eventually("the trail is searched through", async || {
        let page = api.get("/api/v1/audit?data_class=personal").await.expect(200);
        page["data"]
            .as_array()
            .is_some_and(|rows| !rows.is_empty())
            .then_some(())
    })
    .await;
    node.terminate().await;
    let mut files = Vec::new();
    files_below(&node.data().join("audit"), &mut files);
    assert!(files.len() > 5, "log, index and checkpoints: {files:?}");
    let secret = key.secret.rsplit('_').next().unwrap();
    for file in files {
        let bytes = fs::read(&file).unwrap();
        for planted in PLANTED.iter().chain([&secret]) {
            let is_there = bytes
                .windows(planted.len())
                .any(|part| part == planted.as_bytes());
            assert!(!is_there, "{planted} is in {}", file.display());
        }
    }
}
