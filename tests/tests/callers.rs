//! Callers who prove who they are by a certificate or sign their requests, on the real binary and with clients that others wrote.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bezant_tests::api::with_provider;
use bezant_tests::node::{NodeUnderTest, json, string};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, SanType};
use reqwest::{Certificate, Client, Identity};
use serde_json::{Value, json};
use tempfile::TempDir;

type Authority = CertifiedIssuer<'static, KeyPair>;

const SPIFFE: &str = "spiffe://shop.example/till";

/// What has its issuer's name is taken for signed by itself, so each has its own.
fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate and its key, in files.
struct Own {
    certificate: PathBuf,
    key: PathBuf,
}

impl Own {
    fn issued(folder: &Path, by: &Authority, name: &str, uri: Option<&str>) -> Own {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let uri = uri.map(|uri| SanType::URI(uri.try_into().unwrap()));
        params.subject_alt_names.extend(uri);
        let own = Own {
            certificate: folder.join(format!("{name}.pem")),
            key: folder.join(format!("{name}.key")),
        };
        std::fs::write(&own.certificate, params.signed_by(&key, by).unwrap().pem()).unwrap();
        std::fs::write(&own.key, key.serialize_pem()).unwrap();
        own
    }

    fn identity(&self) -> Identity {
        let files = [&self.certificate, &self.key].map(|file| std::fs::read_to_string(file).unwrap());
        Identity::from_pem(files.concat().as_bytes()).unwrap()
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

fn client(trusts: &Authority, own: Option<&Own>) -> Client {
    let root = Certificate::from_pem(trusts.pem().as_bytes()).unwrap();
    let client = Client::builder().no_proxy().tls_certs_only([root]);
    with_provider(match own {
        Some(own) => client.identity(own.identity()),
        None => client,
    })
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

fn python(script: &str, arguments: &[&str]) -> Output {
    let Some(python) = std::env::var_os("BEZANT_TEST_PYTHON") else {
        panic!(
            "BEZANT_TEST_PYTHON names the Python with the packages of tests/python/requirements.txt; ./x test sets it"
        );
    };
    let script = format!("{}/python/{script}", env!("CARGO_MANIFEST_DIR"));
    Command::new(python).arg(script).args(arguments).output().unwrap()
}

fn seen(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
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
    let own = client(&ours, Some(&till));
    assert_eq!(pay(&node, &own).await, paid);
    assert_eq!(
        pay(&node, &client(&ours, Some(&renewed))).await,
        paid,
        "by its name"
    );
    let nobody = pay(&node, &client(&ours, Some(&stranger))).await;
    assert_eq!(nobody, refused("certificate_unknown"));
    assert_eq!(
        pay(&node, &client(&ours, None)).await,
        refused("credentials_missing")
    );
    assert_eq!(
        pay(&node, &client(&ours, Some(&foreign))).await,
        None,
        "no handshake"
    );

    let root = folder.path().join("root.pem");
    std::fs::write(&root, ours.pem()).unwrap();
    let address = node.grpc_url().replace("http://", "");
    let over_grpc = |own: &Own| {
        let arguments = [&*address, path(&root), path(&own.certificate), path(&own.key)];
        seen(&python("grpc_certificate.py", &arguments))
    };
    assert_eq!(
        over_grpc(&till),
        json!({ "payment": "COMPLETED", "accounts": "OK", "without": "UNAUTHENTICATED" })
    );
    let refused_there = json!({
        "payment": "UNAUTHENTICATED", "accounts": "UNAUTHENTICATED", "without": "UNAUTHENTICATED",
    });
    assert_eq!(over_grpc(&stranger), refused_there);
    assert_eq!(over_grpc(&foreign)["payment"], "UNAVAILABLE", "no handshake");

    node.run_ok(&["key", "revoke", string(&key, "id")]);
    assert_eq!(
        pay(&node, &own).await,
        refused("api_key_revoked"),
        "the connection is open still"
    );
    assert_eq!(over_grpc(&till), refused_there);
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
    let by = |key: &bezant_tests::node::Key, with: &str| {
        seen(&python(
            "signed_requests.py",
            &[&*url, &*key.id, &*key.secret, with],
        ))
    };
    assert_eq!(by(&key, path(&private)), expected);

    let other = node.key(&key.tenant, &[]);
    let shared = node.run_ok(&["key", "sign", &other.id, "--shared-secret"]);
    assert_eq!(by(&other, shared.trim()), expected);
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
