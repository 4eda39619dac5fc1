//! A card vault in a process of its own, asked by a node over mutual TLS: payments with cards, what happens while it is away, who is let
//! in, and that the node keeps no number.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use bezant_tests::certificates::{Issued, authority};
use bezant_tests::node::{NodeUnderTest, json, string, text};
use bezant_tests::vault_process::{NODE, VaultProcess};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const NUMBER: &str = "4242424242424242";
const HOLDER: &str = "Augusta Ada Byron";
const CUSTOMER: &str = "ada@example.org";

/// Tries follow each other soon, for as long as a vault needs to start.
const PATIENT: &str = "[payments]\nattempts_per_gateway = 10\nretry_base_ms = 500\nretry_cap_ms = 5000\nanswer_within_ms = 120000\n";

fn card() -> Value {
    json!({
        "number": NUMBER, "expiry_month": 12, "expiry_year": 2040, "holder_name": HOLDER,
        "security_code": "983", "customer": CUSTOMER,
    })
}

fn payment(token: &str) -> Value {
    json!({ "amount": 1099, "currency": "EUR", "payment_method": { "type": "card", "token": token } })
}

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

fn holds_nothing(folder: &Path, outputs: &[String]) {
    let mut files = Vec::new();
    files_below(folder, &mut files);
    assert!(files.len() > 5, "a process has files: {files:?}");
    let files = files
        .iter()
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()));
    let outputs = outputs
        .iter()
        .map(|text| ("an output".to_owned(), text.clone().into_bytes()));
    for (name, bytes) in files.chain(outputs) {
        for needle in [NUMBER, HOLDER, CUSTOMER] {
            assert!(
                memchr::memmem::find(&bytes, needle.as_bytes()).is_none(),
                "{needle} in {name}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn payments_go_through_a_vault_apart_and_wait_while_it_is_away() {
    let mut vault = VaultProcess::start().await;
    let settings = vault.settings_for_node("node") + PATIENT;
    let mut node = NodeUnderTest::start(&settings).await;
    let till_key = node.tenant_key("shop");
    let till = node.api(&till_key);
    let support = node.api(&node.key(&till_key.tenant, &["--permission", "cards.reveal"]));

    let made = till.post("/api/v1/cards", &card()).await.expect(201);
    let token = string(&made, "id").to_owned();
    let paid = till.post("/api/v1/payments", &payment(&token)).await;
    let paid = NodeUnderTest::settled(&till, string(&paid.body, "id")).await;
    assert_eq!(paid["status"], "COMPLETED", "{paid}");
    let reveal = format!("/api/v1/cards/{token}/reveal");
    let shown = support
        .post(&reveal, &json!({ "purpose": "dispute" }))
        .await
        .expect(200);
    assert_eq!(shown["number"], NUMBER);
    // The entry does not let this node take cards elsewhere, whatever the node allows.
    let refused = support
        .post(&reveal, &json!({ "purpose": "merchant_export" }))
        .await;
    assert_eq!((refused.status, refused.code()), (403, "card_purpose_denied"));
    let record = till
        .get(&format!("/api/v1/cards/{token}/accesses"))
        .await
        .expect(200);
    let kinds: Vec<_> = record["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["kind"])
        .collect();
    assert_eq!(kinds, ["refused", "opened", "opened", "added"]);
    // The commands of both machines reach it.
    node.run_ok(&["vault", "rotate"]);
    let status = vault.run(&["vault", "status", "--json"]);
    let status = json(&text(&status.stdout));
    assert_eq!(
        (&status["cards"], &status["rotation"]["cards"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(json(&node.run_ok(&["vault", "status", "--json"]))["cards"], 1);
    let ring = vault.run(&["keyring", "status"]);
    assert!(text(&ring.stdout).contains("generations"), "{ring:?}");

    vault.kill_9();
    let away = till.get(&format!("/api/v1/cards/{token}")).await;
    assert_eq!((away.status, away.code()), (503, "vault_unavailable"));
    let away = till.post("/api/v1/cards", &card()).await;
    assert_eq!((away.status, away.code()), (503, "vault_unavailable"));
    // Everything else goes on.
    let other = till.pay(&payment("tok_approved")).await;
    let other = NodeUnderTest::settled(&till, string(&other, "id")).await;
    assert_eq!(other["status"], "COMPLETED");
    let waits = till
        .call("POST", "/api/v1/payments")
        .header("prefer", "respond-async");
    let waits = waits.json(&payment(&token)).send().await;
    let waits = string(&waits.body, "id").to_owned();
    eventually("the payment's call is held back", async || {
        let events = till.list(&format!("/api/v1/payments/{waits}/events")).await;
        events
            .iter()
            .any(|event| event.to_string().contains("held_back"))
            .then_some(())
    })
    .await;
    assert_eq!(till.payment(&waits).await["status"], "PROCESSING");
    vault.restart().await;
    let paid = NodeUnderTest::settled(&till, &waits).await;
    assert_eq!(paid["status"], "COMPLETED", "{paid}");

    // Both stop in an orderly way; what the vault has is as it was written, and the node has nothing.
    node.terminate().await;
    vault.terminate().await;
    let verified = vault.run(&["vault", "verify"]);
    assert!(verified.status.success(), "{verified:?}");
    assert!(
        text(&verified.stdout).contains("the card vault is whole"),
        "{verified:?}"
    );
    holds_nothing(node.data(), &[node.output()]);
    holds_nothing(&vault.data(), &[vault.output()]);
    assert!(
        !node.data().join("vault").exists(),
        "the node has no vault of its own"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_named_is_told_so_and_gets_nothing() {
    let vault = VaultProcess::start().await;
    let write = |issued: Issued, stem: &str| issued.write(vault.folder(), stem);
    write(
        Issued::by(&vault.authority, "stranger.bezant.test", None),
        "stranger",
    );
    write(Issued::expired_by(&vault.authority, NODE), "expired");
    write(Issued::by(&authority("somebody else"), NODE, None), "foreign");
    for (stem, why) in [
        ("stranger", "does not name this certificate"),
        ("expired", "expired"),
        ("foreign", "alert"),
    ] {
        let mut node = NodeUnderTest::start(&vault.settings_for_node(stem)).await;
        let till = node.tenant("shop");
        let refused = till.post("/api/v1/cards", &card()).await;
        assert_eq!(
            (refused.status, refused.code()),
            (503, "vault_unavailable"),
            "{stem}"
        );
        let status = node.run(&["vault", "status"]);
        assert!(!status.status.success());
        let said = text(&status.stderr).to_lowercase();
        assert!(said.contains(why), "{stem}: {said}");
        // A node without its vault pays all the same.
        till.pay(&payment("tok_approved")).await;
        node.terminate().await;
    }
    assert!(
        vault
            .output()
            .contains("somebody who may not asked the card vault")
    );
    assert!(!vault.output().contains(NUMBER));

    // Without TLS a node does not even start, and the vault says nothing.
    let settings = vault.settings_for_node("node");
    let plain = settings.replace("https://", "http://");
    let (status, said) = NodeUnderTest::new(&plain).refused().await;
    assert!(!status.success() && said.contains("vault.at"), "{said}");
    let port = settings
        .split("localhost:")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).await.unwrap();
    stream
        .write_all(b"POST /vault/v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    // A reset is as good as an end.
    let _ = stream.read_to_end(&mut answer).await;
    assert!(
        !answer.starts_with(b"HTTP"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let status = json(&text(&vault.run(&["vault", "status", "--json"]).stdout));
    assert_eq!(status["cards"], 0);
}
