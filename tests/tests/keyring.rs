//! The keys that everything sealed hangs on, with the real binary: sealed, shared, moved to another backend, rotated, and lost.
#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use bezant_keyring::{
    Backend, BackendError, DataKeys, KeyFolder, KeyName, Secret, Transit, TransitConfig, conformance,
};
use bezant_tests::certificates::{Issued, authority};
use bezant_tests::node::{NodeUnderTest, binary, free_port, json};
use bezant_tests::transit_fake::{Mood, TOKEN, TransitFake};
use bezant_tests::wait::eventually;
use serde_json::{Value, json};

const NAME: &str = "Ann of the Keyring";

/// Somebody whose name is sealed, and who is shown with it as long as the keys work.
fn register(node: &NodeUnderTest) {
    node.run_ok(&["tenant", "create", "shop"]);
    node.run_ok(&[
        "user",
        "create",
        "--tenant",
        "shop",
        "--name",
        NAME,
        "--email",
        "ann@shop.example",
    ]);
}

fn is_readable(node: &NodeUnderTest) -> bool {
    node.run_ok(&["user", "list", "--tenant", "shop"]).contains(NAME)
}

fn status(node: &NodeUnderTest) -> Value {
    json(&node.run_ok(&["keyring", "status"]))
}

async fn rotated(node: &NodeUnderTest, generation: u64) {
    let ended = || {
        let status = status(node);
        assert_eq!(status["failure"], Value::Null, "{status}");
        (status["rotating"] == false).then_some(status)
    };
    let status = eventually("the rotation ends", async || ended()).await;
    assert_eq!(status["generations"], json!([generation]), "{status}");
    assert_eq!(status["files"]["subjects"]["generation"], generation, "{status}");
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn a_passphrase_is_asked_for_and_rotation_goes_on_under_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    register(&node);
    assert!(node.output().contains("the root key lies in the clear"));
    let right = write(folder.path(), "right", "correct horse battery staple\n");
    let wrong = write(folder.path(), "wrong", "incorrect horse battery\n");
    let file = node.data().join("keys/seal.key");
    let clear = std::fs::read_to_string(&file).unwrap();
    node.run_ok(&[
        "keyring",
        "seal",
        "--new-passphrase-file",
        right.to_str().unwrap(),
    ]);
    assert!(is_readable(&node), "a running node goes on");
    assert!(!std::fs::read_to_string(&file).unwrap().contains(clear.trim()));
    node.terminate().await;
    let (_, said) = node.refused().await;
    assert!(said.contains("is sealed: it takes its passphrase"), "{said}");
    let settings = |path: &Path| format!("[keyring]\npassphrase_file = {:?}\n", path.display().to_string());
    node.configure(&settings(&wrong));
    let (_, said) = node.refused().await;
    assert!(said.contains("the passphrase does not open"), "{said}");
    node.configure(&settings(&right));
    node.restart().await;
    assert!(is_readable(&node));
    node.run_ok(&["keyring", "rotate"]);
    rotated(&node, 2).await;
    assert!(is_readable(&node));
    node.kill_9();
    node.restart().await;
    assert!(is_readable(&node));
    assert_eq!(status(&node)["generations"], json!([2]));
    node.terminate().await;
    let ring = node.data().join("keys/keyring.json");
    std::fs::rename(&ring, folder.path().join("ring")).unwrap();
    let (_, said) = node.refused().await;
    assert!(
        said.contains("keyring.json is gone while there are keys that it wraps"),
        "{said}"
    );
}

#[tokio::test]
async fn a_node_waits_for_the_shares_that_people_bring() {
    let folder = tempfile::tempdir().unwrap();
    let mut node = NodeUnderTest::start("").await;
    register(&node);
    let shares = node.run_ok(&["keyring", "share", "--needed", "3", "--count", "4"]);
    let shares: Vec<String> = shares.lines().map(str::to_owned).collect();
    assert_eq!(shares.len(), 4);
    node.terminate().await;
    let first = write(folder.path(), "first", &shares[0]);
    node.configure(&format!(
        "[keyring]\nshare_files = [{:?}]\n",
        first.display().to_string()
    ));
    let (config, socket) = (node.config(), node.data().join("unseal.sock"));
    let bringing = tokio::task::spawn_blocking(move || {
        while !socket.exists() {
            std::thread::yield_now();
        }
        let unseal = |share: &str| {
            let mut command = binary();
            command.arg("--config").arg(&config).args(["keyring", "unseal"]);
            let command = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped());
            let mut process = command.spawn().unwrap();
            writeln!(process.stdin.take().unwrap(), "{share}").unwrap();
            let output = process.wait_with_output().unwrap();
            String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
        };
        [&*shares[2], "bzk1-00", &*shares[2], &*shares[1]].map(unseal)
    });
    node.restart().await;
    let [second, nonsense, again, third] = bringing.await.unwrap();
    assert!(second.contains("2 of 3 shares"), "{second}");
    assert!(nonsense.contains("not a share"), "{nonsense}");
    assert!(again.contains("2 of 3 shares"), "the same one twice: {again}");
    assert!(third.contains("the node is unsealed"), "{third}");
    assert!(is_readable(&node));
    assert!(!node.data().join("unseal.sock").exists());
}

fn transit(address: &str, key: &str, token_file: &Path) -> TransitConfig {
    TransitConfig {
        address: address.parse().unwrap(),
        mount: "transit".to_owned(),
        key: key.to_owned(),
        token_file: token_file.to_owned(),
        namespace: None,
        ca_certificates: None,
        client_certificate: None,
    }
}

#[test]
fn a_transit_engine_is_a_backend() {
    let folder = tempfile::tempdir().unwrap();
    let token = write(folder.path(), "token", &format!("{TOKEN}\n"));
    let fake = TransitFake::start();
    let backend = |key: &str| Transit::new(transit(&fake.address, key, &token));
    let ours = backend("ours");
    conformance(&ours, Some(&backend("theirs")));

    let key = Secret::random();
    let wrapped = ours.wrap("one", &key).unwrap();
    fake.rotate("ours");
    let opened = ours.unwrap("one", &wrapped).unwrap();
    assert_eq!(opened.as_bytes(), key.as_bytes(), "after a rotation there");
    assert!(ours.wrap("one", &key).unwrap().starts_with(b"vault:v2:"));

    let missing = backend("none").wrap("one", &key).unwrap_err();
    assert!(
        missing.to_string().contains("encryption key not found"),
        "{missing}"
    );
    fake.set(Mood::Sealed);
    let sealed = ours.unwrap("one", &wrapped).unwrap_err();
    let is_away = |error: &BackendError| matches!(error, BackendError::Unavailable { .. });
    assert!(
        is_away(&sealed) && sealed.to_string().contains("Vault is sealed"),
        "{sealed}"
    );
    let refused = || matches!(ours.wrap("one", &key), Err(BackendError::Refused { .. }));
    fake.set(Mood::Odd);
    assert!(refused());
    fake.set(Mood::Well);
    std::fs::write(&token, "another").unwrap();
    assert!(refused());
    std::fs::remove_file(&token).unwrap();
    assert!(refused());
    std::fs::write(&token, TOKEN).unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let nobody = Transit::new(transit(&format!("http://{closed}"), "ours", &token));
    assert!(is_away(&nobody.wrap("one", &key).unwrap_err()));
    assert!(!format!("{ours:?}").contains(TOKEN));
}

#[tokio::test]
async fn an_expired_certificate_of_the_backend_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let token = write(folder.path(), "token", TOKEN);
    let ours = authority("vault");
    let ca = write(folder.path(), "ca.pem", &ours.pem());
    Issued::expired_by(&ours, "localhost").write(folder.path(), "server");
    let port = free_port();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut server = Command::new("openssl")
        .args([
            "s_server",
            "-quiet",
            "-www",
            "-accept",
            &format!("127.0.0.1:{port}"),
        ])
        .args(["-cert", &path("server.pem"), "-key", &path("server.key")])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the server listens", async || {
        std::net::TcpStream::connect(("127.0.0.1", port)).ok()
    })
    .await;
    let mut config = transit(&format!("https://localhost:{port}"), "ours", &token);
    config.ca_certificates = Some(ca);
    let asked = tokio::task::spawn_blocking(|| Transit::new(config).wrap("one", &Secret::random()));
    let error = asked.await.unwrap().unwrap_err();
    server.kill().unwrap();
    server.wait().unwrap();
    let said = error.to_string();
    assert!(
        said.contains("expired") && said.contains(&port.to_string()),
        "{said}"
    );
}

#[tokio::test]
async fn a_node_outlives_its_backend_and_says_what_is_missing_at_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let fake = TransitFake::start();
    let token = write(folder.path(), "token", TOKEN);
    let mut node = NodeUnderTest::start("").await;
    register(&node);
    node.terminate().await;
    node.configure(&format!(
        "[keyring]\nbackend = \"transit\"\n[keyring.transit]\naddress = {:?}\nkey = \"ours\"\ntoken_file = {:?}\n",
        fake.address,
        token.display().to_string(),
    ));
    let (_, said) = node.refused().await;
    assert!(
        said.contains("wrapped by the backend `local`, not by `transit`"),
        "{said}"
    );
    let moved = node.run_ok(&["keyring", "move", "--from", "file"]);
    assert!(moved.contains("the key ours of"), "{moved}");
    std::fs::remove_file(node.data().join("keys/seal.key")).unwrap();
    node.restart().await;
    assert!(is_readable(&node));
    node.run_ok(&["keyring", "rotate"]);
    rotated(&node, 2).await;

    fake.set(Mood::Sealed);
    assert!(is_readable(&node), "what was opened goes on");
    let order = json!({ "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" } });
    let api = node.tenant("payer");
    api.post("/api/v1/payments", &order).await.expect(201);
    let refused = node.run(&["keyring", "rotate"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("Vault is sealed"),
        "{said}"
    );
    assert_eq!(status(&node)["generations"], json!([2]), "nothing has changed");
    node.terminate().await;
    let (_, said) = node.refused().await;
    assert!(
        said.contains("does not answer: 503") && said.contains("Vault is sealed"),
        "{said}"
    );
    fake.set(Mood::Well);
    node.restart().await;
    assert!(is_readable(&node));
}

#[tokio::test]
async fn a_kill_while_keys_are_wrapped_anew_loses_none() {
    let mut node = NodeUnderTest::start("").await;
    register(&node);
    node.terminate().await;
    let keys = KeyFolder::new(node.data().join("keys"));
    let names: Vec<KeyName> = (0..100_000).map(|id| KeyName::new(1, id)).collect();
    let open = || {
        let ring = Arc::new(keys.local_ring().unwrap());
        DataKeys::open(&keys.subjects_path(), ring).unwrap()
    };
    let before: Vec<Secret> = {
        let open = open();
        open.make_all(&names).unwrap();
        names.iter().map(|name| open.secret(*name).unwrap()).collect()
    };
    for round in 0..4u64 {
        node.restart().await;
        // What the round before has left may be under way still.
        let begun = || node.run(&["keyring", "rotate"]).status.success().then_some(());
        eventually("a rotation begins", async || begun()).await;
        // Another place each time; the last comes to its end.
        for _ in 0..round {
            status(&node);
        }
        if round == 3 {
            let generation = status(&node)["current"].as_u64().unwrap();
            rotated(&node, generation).await;
        }
        node.kill_9();
        let open = open();
        for (name, secret) in names.iter().zip(&before).step_by(97) {
            assert_eq!(open.secret(*name).unwrap().as_bytes(), secret.as_bytes());
        }
    }
    node.restart().await;
    assert!(is_readable(&node));
}
