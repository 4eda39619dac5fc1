//! The real binary with four ways in: the public listener, partners' behind client certificates, the internal one, and the socket for
//! this machine's own commands.
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bezant_tests::certificates::{Authority, Issued, authority, client};
use bezant_tests::node::NodeUnderTest;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;

/// The settings of a node whose partners show certificates of this authority.
fn settings(folder: &Path, partners: &Authority) -> String {
    let node = Issued::by(partners, "localhost", None);
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name).display().to_string()
    };
    format!(
        "[listeners.partner]\nlisten = \"127.0.0.1:0\"\n[listeners.partner.tls]\ncertificates = {:?}\nkey = {:?}\n\
         clients = \"required\"\nclient_authorities = {:?}\n\
         [listeners.internal]\nlisten = \"127.0.0.1:0\"\nallow_networks = [\"127.0.0.1/32\"]\n",
        file("node.pem", &node.certificate),
        file("node.key", &node.key),
        file("partners.pem", &partners.pem()),
    )
}

#[tokio::test]
async fn each_listener_shows_its_part_to_those_who_may_come() {
    let (folder, partners) = (tempfile::tempdir().unwrap(), authority("partners"));
    let mut node = NodeUnderTest::start(&settings(folder.path(), &partners)).await;
    let key = node.tenant_key("shop").secret;
    let shop = client(
        &partners,
        Some(&Issued::by(&partners, "till.partner.example", None)),
        None,
    );
    let urls = [
        node.url(),
        node.listener_url("partner")
            .replace("http://127.0.0.1", "https://localhost"),
        node.listener_url("internal"),
    ];
    let status = async |url: &str, path: &str| {
        let answer = shop.get(format!("{url}{path}")).bearer_auth(&key).send().await;
        answer.unwrap().status().as_u16()
    };
    for (path, expected) in [
        ("/health", [200, 200, 200]),
        ("/api/v1/gateways", [200, 200, 200]),
        ("/sign-in", [200, 404, 404]),
        ("/docs", [200, 404, 200]),
        ("/api/v1/tenant", [404, 404, 403]),
        ("/ready", [404, 404, 200]),
        ("/metrics", [404, 404, 200]),
        ("/admin/v1/tenants", [404, 404, 404]),
    ] {
        let mut found = [0; 3];
        for (url, found) in urls.iter().zip(&mut found) {
            *found = status(url, path).await;
        }
        assert_eq!(found, expected, "{path}");
    }
    let order = json!({ "amount": 100, "currency": "EUR", "payment_method": { "type": "card", "token": "tok_approved" } });
    let paid = shop
        .post(format!("{}/api/v1/payments", urls[1]))
        .bearer_auth(&key);
    assert_eq!(paid.json(&order).send().await.unwrap().status(), 201);

    let nobody = client(&partners, None, None);
    assert!(
        nobody.get(format!("{}/health", urls[1])).send().await.is_err(),
        "partners show a certificate"
    );
    let metrics = shop.get(format!("{}/metrics", urls[2])).send().await.unwrap();
    let metrics = metrics.text().await.unwrap();
    for listener in ["public", "partner", "internal"] {
        let line = format!("bezant_connections_open{{listener=\"{listener}\"}}");
        assert!(metrics.contains(&line), "{line}");
    }
    assert!(metrics.contains("bezant_request_places"), "{metrics}");
    node.terminate().await;
}

#[tokio::test]
async fn a_listener_lets_in_its_own_networks_only() {
    let (folder, partners) = (tempfile::tempdir().unwrap(), authority("partners"));
    let node = NodeUnderTest::start(&settings(folder.path(), &partners)).await;
    let url = node.listener_url("internal");
    let ask = async |from: [u8; 4], url: &str| {
        let answer = client(&partners, None, Some(from.into()))
            .get(format!("{url}/health"))
            .send();
        let answer = answer.await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap()["code"].clone())
    };
    assert_eq!(ask([127, 0, 0, 1], &url).await.0, 200);
    assert_eq!(ask([127, 0, 0, 2], &url).await, (403, json!("address_refused")));
    assert_eq!(
        ask([127, 0, 0, 2], &node.url()).await.0,
        200,
        "the others are open"
    );
}

#[tokio::test]
async fn the_socket_for_commands_is_the_owners_alone_and_a_half_request_does_not_keep_the_node() {
    let mut node = NodeUnderTest::start("").await;
    let socket = node.data().join("admin.sock");
    let mode = std::fs::metadata(&socket).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = node.admin("/admin/v1/signing-keys/rotate").await;
    assert!(before.is_object(), "{before}");
    let mut half = UnixStream::connect(&socket).await.unwrap();
    half.write_all(b"POST /admin/v1/tenants HTTP/1.1\r\nhost: x\r\n")
        .await
        .unwrap();
    node.terminate().await;
}
