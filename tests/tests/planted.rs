//! What people plant and nobody may find: names, addresses, secrets and card numbers, looked for in every file, in all output and in the
//! metrics of a node, and in what is left of somebody who was erased, backups included.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use bezant_tests::node::{NodeUnderTest, json, string};
use serde_json::json;

const NAME: &str = "Wilhelmina Plantagenet";
const ADDRESS: &str = "wilhelmina@planted.example";
const PASSWORD: &str = "a very planted passphrase 1";
const NUMBER: &str = "4242424242424242";
const SECURITY_CODE: &str = "739";

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

/// The files that hold one of these, but for letters to people, which are written to be read.
fn holding(folder: &Path, needles: &[&str]) -> Vec<String> {
    let mut files = Vec::new();
    files_below(folder, &mut files);
    assert!(files.len() > 10, "a node has files: {files:?}");
    let mut found = Vec::new();
    for path in files
        .iter()
        .filter(|path| !path.starts_with(folder.join("outbox")))
    {
        let bytes = fs::read(path).unwrap();
        for needle in needles {
            let there = memchr::memmem::find(&bytes, needle.as_bytes()).is_some();
            // Databases of SQLite may keep text as UTF-16, and others as hexadecimal digits.
            let wide: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
            let coded = [wide, hex.into_bytes()];
            if there
                || coded
                    .iter()
                    .any(|coded| memchr::memmem::find(&bytes, coded).is_some())
            {
                found.push(format!("{needle} in {}", path.display()));
            }
        }
    }
    found
}

#[tokio::test]
async fn what_is_planted_is_in_no_file_no_output_and_no_metric() {
    let settings = "[http]\nlisten = \"127.0.0.1:0\"\naccess_log = \"stdout\"\n";
    let mut node = NodeUnderTest::start(settings).await;
    let key = node.tenant_key("shop");
    let api = node.api(&key);
    let user = json(&node.run_ok(&[
        "user", "create", "--tenant", "shop", "--name", NAME, "--email", ADDRESS, "--role", "viewer",
        "--json",
    ]));
    let person = string(&user, "id").to_owned();
    let card = json!({
        "number": NUMBER, "expiry_month": 12, "expiry_year": 2040, "holder_name": NAME,
        "security_code": SECURITY_CODE, "customer": ADDRESS,
    });
    let card = api.post("/api/v1/cards", &card).await.expect(201);
    let order = json!({
        "amount": 1_000, "currency": "EUR", "payment_method": { "type": "card", "token": string(&card, "id") },
        "customer": "customer-7", "billing_details": { "name": NAME, "email": ADDRESS },
    });
    api.post("/api/v1/payments", &order).await.expect(201);
    // Where somebody writes what does not belong there.
    let mut misplaced = order.clone();
    misplaced["description"] = json!(NUMBER);
    let refused = api.post("/api/v1/payments", &misplaced).await;
    assert_eq!(refused.code(), "card_number_not_accepted");
    api.get(&format!("/api/v1/payments/{NUMBER}?{ADDRESS}")).await;
    let sign_in = json!({ "tenant": "shop", "email": ADDRESS, "password": PASSWORD });
    api.keyless("POST", "/api/v1/sign-in").json(&sign_in).send().await;
    api.with_secret(PASSWORD).get("/api/v1/payments").await;
    let endpoint = json!({ "url": "https://hooks.example/", "events": ["*"] });
    let endpoint = api.post("/api/v1/webhook-endpoints", &endpoint).await.expect(201);
    let signing = string(&endpoint, "secret").to_owned();
    let metrics = reqwest::get(format!("{}/metrics", node.url())).await.unwrap();
    let metrics = metrics.text().await.unwrap();
    for line in [
        "pci_violations_total{violation_type=\"number_outside_the_vault\",service=\"edge\"} 1",
        "encryption_status{store=\"root_key\",type=\"sealed\"} 0",
        "encryption_status{store=\"cards\",type=\"current_generation\"} 1",
    ] {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", node.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    let numbers: Vec<&str> = core.split_whitespace().skip(4).take(2).collect();
    assert_eq!(numbers, ["0", "0"], "a crash leaves no memory on the disk");
    // A stop writes a snapshot, so that those are looked through as well.
    node.terminate().await;

    let secret = key.secret.rsplit('_').next().unwrap();
    let needles = [NAME, ADDRESS, PASSWORD, NUMBER, secret, &signing];
    for text in [&metrics, &node.output()] {
        for needle in needles {
            assert!(!text.contains(needle), "{needle} in {text}");
        }
    }
    let found = holding(node.data(), &needles);
    assert!(found.is_empty(), "{found:#?}");

    erased_from_backups(&mut node, &person).await;
}

/// After erasure nothing opens what was sealed, in a backup of the log either, and the log is whole.
async fn erased_from_backups(node: &mut NodeUnderTest, person: &str) {
    let backup = tempfile::tempdir().unwrap();
    for part in ["log", "vault/log"] {
        let (from, to) = (node.data().join(part), backup.path().join(part));
        fs::create_dir_all(&to).unwrap();
        let mut files = Vec::new();
        files_below(&from, &mut files);
        for file in files {
            fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    }
    node.restart().await;
    let listed = node.run_ok(&["user", "list", "--tenant", "shop"]);
    assert!(listed.contains(NAME), "{listed}");
    node.run_ok(&["user", "erase", "--for-ever", person]);
    let key = node.tenant_key("eraser");
    let listed = node.run_ok(&["user", "list", "--tenant", "shop"]);
    assert!(!listed.contains(NAME), "{listed}");
    node.api(&key).get("/api/v1/payments").await.expect(200);
    node.terminate().await;
    node.run_ok(&["log", "verify"]);
    let opened = holding(node.data(), &[NAME, ADDRESS]);
    assert!(opened.is_empty(), "{opened:#?}");
    // A node over the backup of the log, with the keys of today.
    let keys = backup.path().join("keys");
    fs::create_dir_all(&keys).unwrap();
    let mut files = Vec::new();
    files_below(&node.data().join("keys"), &mut files);
    for file in files {
        fs::copy(&file, keys.join(file.file_name().unwrap())).unwrap();
    }
    let mut restored = NodeUnderTest::with_data_in(backup.path(), "");
    restored.restart().await;
    let listed = restored.run_ok(&["user", "list", "--tenant", "shop"]);
    assert!(
        listed.contains(person),
        "the backup is older than the erasure: {listed}"
    );
    assert!(!listed.contains(NAME) && !listed.contains(ADDRESS), "{listed}");
    restored.terminate().await;
}
