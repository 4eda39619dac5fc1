//! The real binary behind its own certificates: who gets in, and what a renewal does.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;

use bezant_tests::certificates::{Authority, Issued, authority, client};
use bezant_tests::node::NodeUnderTest;
use bezant_tests::wait::eventually;
use reqwest::Client;
use serde_json::json;
use tempfile::TempDir;

/// Writes the node's own certificate, signed by this authority.
fn renew(folder: &Path, by: &Authority) {
    Issued::by(by, "localhost", None).write(folder, "node");
}

fn settings(folder: &TempDir, more: &str) -> String {
    let file = |name: &str| folder.path().join(name).display().to_string();
    format!(
        "[http]\nlisten = \"127.0.0.1:0\"\n[http.tls]\ncertificates = {:?}\nkey = {:?}\n{more}",
        file("node.pem"),
        file("node.key"),
    )
}

/// By name, since that is what the certificate is for.
fn by_name(node: &NodeUnderTest, path: &str) -> String {
    format!("{}{path}", node.url().replace("127.0.0.1", "localhost"))
}

#[tokio::test]
async fn payments_come_in_over_tls_and_a_renewal_needs_no_restart() {
    let (folder, first, second) = (
        tempfile::tempdir().unwrap(),
        authority("first"),
        authority("second"),
    );
    renew(folder.path(), &first);
    let node = NodeUnderTest::start(&settings(&folder, "")).await;
    let key = node.tenant_key("shop");
    let (trusting, other) = (client(&first, None, None), client(&second, None, None));
    let order = json!({ "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" } });
    let pay = |client: Client| {
        let request = client
            .post(by_name(&node, "/api/v1/payments"))
            .bearer_auth(&key.secret);
        request.header("idempotency-key", "one").json(&order).send()
    };
    let paid = pay(trusting.clone()).await.unwrap();
    assert_eq!(paid.status(), 201);
    assert!(
        pay(other.clone()).await.unwrap_err().is_connect(),
        "signed by another authority"
    );
    let plain = by_name(&node, "/ready").replace("https", "http");
    assert!(
        trusting.get(plain).send().await.is_err(),
        "there is no plain HTTP here"
    );

    // What can't be used changes nothing.
    std::fs::write(folder.path().join("node.key"), "not a key").unwrap();
    node.hang_up();
    eventually("the node says what is wrong", async || {
        node.output().contains("the old ones stay in use").then_some(())
    })
    .await;
    assert_eq!(
        client(&first, None, None)
            .get(by_name(&node, "/ready"))
            .send()
            .await
            .unwrap()
            .status(),
        200
    );

    renew(folder.path(), &second);
    node.hang_up();
    eventually("the new certificate is shown", async || {
        other.get(by_name(&node, "/ready")).send().await.ok()
    })
    .await;
    let again = pay(trusting).await.unwrap();
    assert_eq!(
        (
            again.status().as_u16(),
            again.headers()["idempotent-replayed"].to_str().unwrap()
        ),
        (201, "true"),
        "a connection that was there goes on"
    );
    let metrics = other
        .get(by_name(&node, "/metrics"))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(
        metrics.contains("bezant_tls_certificate_expires_seconds"),
        "{metrics}"
    );
    assert!(
        metrics.contains("bezant_connections_refused_total{reason=\"handshake\""),
        "{metrics}"
    );
}

#[tokio::test]
async fn who_shows_no_certificate_is_refused_where_one_is_required() {
    let (folder, ours, theirs) = (
        tempfile::tempdir().unwrap(),
        authority("first"),
        authority("second"),
    );
    renew(folder.path(), &ours);
    std::fs::write(folder.path().join("clients.pem"), theirs.pem()).unwrap();
    let clients = folder.path().join("clients.pem").display().to_string();
    let more = format!("clients = \"optional\"\nclient_authorities = {clients:?}\n");
    let mut node = NodeUnderTest::start(&settings(&folder, &more)).await;
    let ready = async |node: &NodeUnderTest, client: &Client| {
        let answer = client.get(by_name(node, "/ready")).send().await;
        answer.map(|answer| answer.status().as_u16()).ok()
    };
    let known = client(
        &ours,
        Some(&Issued::by(&theirs, "till-7.shop.example", None)),
        None,
    );
    let stranger = client(&ours, Some(&Issued::by(&ours, "till-8.shop.example", None)), None);
    let nobody = client(&ours, None, None);
    assert_eq!(ready(&node, &known).await, Some(200));
    assert_eq!(ready(&node, &nobody).await, Some(200));
    assert_eq!(
        ready(&node, &stranger).await,
        None,
        "signed by nobody that it trusts"
    );
    node.terminate().await;

    let half = settings(&folder, "clients = \"required\"\n");
    node.configure(&half);
    let (status, output) = node.refused().await;
    assert!(!status.success());
    assert!(output.contains("http.tls.client_authorities"), "{output}");
    node.configure(&settings(&folder, &more.replace("optional", "required")));
    let checked = node.run(&["config", "check"]);
    assert!(checked.status.success(), "{checked:?}");
}

#[tokio::test]
async fn http2_is_agreed_on() {
    let (folder, ours) = (tempfile::tempdir().unwrap(), authority("ours"));
    renew(folder.path(), &ours);
    let node = NodeUnderTest::start(&settings(&folder, "")).await;
    let address = node.url().replace("https://", "");
    let told = |protocols: &str| {
        let mut client = Command::new("openssl");
        client.args(["s_client", "-connect", &address, "-alpn", protocols]);
        let output = client.stdin(std::process::Stdio::null()).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert!(told("h2,http/1.1").contains("ALPN protocol: h2"));
    let old = told("http/1.1");
    assert!(
        old.contains("ALPN protocol: http/1.1") && old.contains("TLSv1.3"),
        "{old}"
    );
}
