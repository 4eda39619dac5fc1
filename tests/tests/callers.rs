//! Callers who prove who they are by a certificate or sign their requests, on the real binary and with clients that others wrote.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;

use bezant_tests::certificates::{Authority, Issued, authority, client};
use bezant_tests::node::{NodeUnderTest, json, string};
use bezant_tests::scripts::python;
use reqwest::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

const SPIFFE: &str = "spiffe://shop.example/till";

/// A certificate and its key, in files as well.
struct Own {
    issued: Issued,
    certificate: PathBuf,
    key: PathBuf,
}

impl Own {
    fn issued(folder: &Path, by: &Authority, name: &str, uri: Option<&str>) -> Own {
        let issued = Issued::by(by, name, uri);
        issued.write(folder, name);
        Own {
            issued,
            certificate: folder.join(format!("{name}.pem")),
            key: folder.join(format!("{name}.key")),
        }
    }
}

/// What both listeners have: their own certificate, and the authority of their callers.
fn settings(folder: &TempDir, node: &Own, clients: &Authority) -> String {
    let authorities = folder.path().join("clients.pem");
    std::fs::write(&authorities, clients.pem()).unwrap();
    let tls = format!(
        "certificates = {:?}\nkey = {:?}\nclients = \"optional\"\nclient_authorities = {:?}\n",
        node.certificate.display().to_string(),
        node.key.display().to_string(),
        authorities.display().to_string(),
    );
    let listener = |name| format!("[{name}]\nlisten = \"127.0.0.1:0\"\n[{name}.tls]\n{tls}");
    listener("http") + &listener("grpc")
}

/// Status and code; nothing where there is no connection.
async fn pay(node: &NodeUnderTest, client: &Client) -> Option<(u16, String)> {
    let order = json!({ "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" } });
    let url = format!("{}/api/v1/payments", node.url().replace("127.0.0.1", "localhost"));
    let answer = client.post(url).json(&order).send().await.ok()?;
    let status = answer.status().as_u16();
    let body: Value = answer.json().await.unwrap();
    Some((status, body["code"].as_str().unwrap_or_default().to_owned()))
}

async fn seen(node: &NodeUnderTest, script: &str, arguments: &[&str]) -> Value {
    json(&python(node, script, arguments).await)
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

#[tokio::test]
async fn a_certificate_pays_over_rest_and_grpc_until_it_is_revoked() {
    let (folder, ours, theirs) = (
        tempfile::tempdir().unwrap(),
        authority("ours"),
        authority("theirs"),
    );
    let node_files = Own::issued(folder.path(), &ours, "localhost", None);
    let node = NodeUnderTest::start(&settings(&folder, &node_files, &theirs)).await;
    let tenant = node.tenant_key("shop").tenant;
    let issued = |by, name, uri| Own::issued(folder.path(), by, name, uri);
    let till = issued(&theirs, "till-7.shop.example", None);
    let renewed = issued(&theirs, "till-8.shop.example", Some(SPIFFE));
    let stranger = issued(&theirs, "till-9.shop.example", None);
    let foreign = issued(&ours, "till-7.shop.example.example", None);
    let create = |arguments: &[&str]| {
        let words = [&["key", "create", "--tenant", &tenant, "--json"], arguments].concat();
        json(&node.run_ok(&words))
    };
    let key = create(&["--name", "till", "--certificate", path(&till.certificate)]);
    assert_eq!(key["secret"], Value::Null);
    create(&["--name", "tills", "--certificate-uri", SPIFFE]);

    let paid = Some((201, String::new()));
    let refused = |code: &str| Some((401, code.to_owned()));
    let own = client(&ours, Some(&till.issued), None);
    assert_eq!(pay(&node, &own).await, paid);
    assert_eq!(
        pay(&node, &client(&ours, Some(&renewed.issued), None)).await,
        paid,
        "by its name"
    );
    let nobody = pay(&node, &client(&ours, Some(&stranger.issued), None)).await;
    assert_eq!(nobody, refused("certificate_unknown"));
    assert_eq!(
        pay(&node, &client(&ours, None, None)).await,
        refused("credentials_missing")
    );
    assert_eq!(
        pay(&node, &client(&ours, Some(&foreign.issued), None)).await,
        None,
        "no handshake"
    );

    let root = folder.path().join("root.pem");
    std::fs::write(&root, ours.pem()).unwrap();
    let address = node.grpc_url().replace("http://", "");
    let over_grpc = async |own: &Own| {
        let arguments = [&*address, path(&root), path(&own.certificate), path(&own.key)];
        seen(&node, "grpc_certificate.py", &arguments).await
    };
    assert_eq!(
        over_grpc(&till).await,
        json!({ "payment": "COMPLETED", "accounts": "OK", "without": "UNAUTHENTICATED" })
    );
    let refused_there = json!({
        "payment": "UNAUTHENTICATED", "accounts": "UNAUTHENTICATED", "without": "UNAUTHENTICATED",
    });
    assert_eq!(over_grpc(&stranger).await, refused_there);
    assert_eq!(
        over_grpc(&foreign).await["payment"],
        "UNAVAILABLE",
        "no handshake"
    );

    node.run_ok(&["key", "revoke", string(&key, "id")]);
    assert_eq!(
        pay(&node, &own).await,
        refused("api_key_revoked"),
        "the connection is open still"
    );
    assert_eq!(over_grpc(&till).await, refused_there);
    let listed = node.run_ok(&["key", "list", "--tenant", "shop"]);
    assert!(listed.contains(SPIFFE), "{listed}");
}

#[tokio::test]
async fn requests_are_signed_by_a_client_that_others_wrote() {
    let node = NodeUnderTest::start("").await;
    let folder = tempfile::tempdir().unwrap();
    let (private, public) = (folder.path().join("caller.pem"), folder.path().join("caller.pub"));
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", path(&private)]);
    openssl(&["pkey", "-in", path(&private), "-pubout", "-out", path(&public)]);
    let key = node.tenant_key("shop");
    node.run_ok(&["key", "sign", &key.id, "--public-key", path(&public)]);
    let expected = json!({
        "paid": 201, "read": 200, "unsigned": "signature_missing", "replayed": "signature_replayed",
        "changed": "signature_digest_wrong", "other_path": "signature_invalid", "old": "signature_expired",
        "no_nonce": "signature_incomplete",
    });
    let url = node.url();
    let by = async |key: &bezant_tests::node::Key, with: &str| {
        seen(&node, "signed_requests.py", &[&url, &key.id, &key.secret, with]).await
    };
    assert_eq!(by(&key, path(&private)).await, expected);

    let other = node.key(&key.tenant, &[]);
    let shared = node.run_ok(&["key", "sign", &other.id, "--shared-secret"]);
    assert_eq!(by(&other, shared.trim()).await, expected);
    let without = node.run_ok(&["key", "unsign", &other.id]);
    assert!(without.contains("no signature"), "{without}");
    node.api(&other).get("/api/v1/payments").await.expect(200);

    // As the documentation says it.
    let page = include_str!("../../docs/signatures.md");
    let example = page
        .split("```sh\n# Sign a request with nothing but openssl.")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let output = Command::new("bash")
        .args(["-euc", example])
        .current_dir(folder.path())
        .env("HOST", url.replace("http://", ""))
        .env("KEY_ID", &key.id)
        .env("BEZANT_API_KEY", &key.secret)
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert!(answer["data"].is_array(), "{answer}");
}
