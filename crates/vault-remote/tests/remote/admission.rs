//! Who is let in, and how far.

use bezant_kernel::{Tenant, TenantId};
use bezant_vault::conformance::{NUMBER, caller, card};
use bezant_vault::{AccessKind, Purpose, Token, Vault, VaultError};
use bezant_vault_remote::{Files, RemoteError, RemoteVault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{World, authority, issue};

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

/// Why a client is not let in, in the words that an operator reads.
async fn refused(vault: &RemoteVault) -> String {
    match vault.status().await {
        Err(VaultError::Unavailable(reason)) => reason,
        other => panic!("it was let in: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_who_are_named_get_in() {
    let world = World::start().await;
    assert!(world.client("till").status().await.is_ok());
    // Signed by our authority, and named nowhere.
    let reason = refused(&world.client("stranger")).await;
    assert!(
        reason.contains("403") && reason.contains("does not name"),
        "{reason}"
    );
    // Named as a client is, but signed by somebody else, or long ago.
    let folder = tempfile::tempdir().unwrap();
    issue(folder.path(), &authority("others"), "node", 2099);
    let files = |folder: &std::path::Path| Files {
        certificates: folder.join("node.pem"),
        key: folder.join("node.key"),
        authorities: world.file("ca.pem"),
    };
    let foreign = RemoteVault::new(&world.url, files(folder.path())).unwrap();
    let reason = refused(&foreign).await;
    assert!(
        reason.contains("alert") || reason.contains("UnknownCA") || reason.contains("DecryptError"),
        "{reason}"
    );
    issue(folder.path(), &world.authority, "node", 2021);
    let expired = RemoteVault::new(&world.url, files(folder.path())).unwrap();
    let reason = refused(&expired).await;
    assert!(reason.to_lowercase().contains("expired"), "{reason}");
    // A server that another authority has signed is not believed.
    std::fs::write(folder.path().join("ca.pem"), authority("others").pem()).unwrap();
    let mut doubting = world.files("node");
    doubting.authorities = folder.path().join("ca.pem");
    let reason = refused(&RemoteVault::new(&world.url, doubting).unwrap()).await;
    assert!(reason.to_lowercase().contains("certificate"), "{reason}");
    // Without TLS nothing is said at all, from either side.
    let plain = world.url.as_str().replace("https", "http").parse().unwrap();
    let refused = RemoteVault::new(&plain, world.files("node"));
    assert!(matches!(refused, Err(RemoteError::NotHttps)));
    let mut stream = TcpStream::connect(("127.0.0.1", world.url.port().unwrap()))
        .await
        .unwrap();
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_may_what_its_entry_says_whatever_it_claims() {
    let world = World::start().await;
    let (node, till) = (world.client("node"), world.client("till"));
    let everything = caller("somebody", Purpose::ALL);
    let made = till
        .tokenize(tenant(), &everything, card(NUMBER), false)
        .await
        .unwrap();
    let token = Token::Card(made.card.id);
    for &purpose in Purpose::ALL {
        let opened = till.detokenize(tenant(), &everything, &token, purpose).await;
        match purpose {
            Purpose::Authorization => assert_eq!(opened.unwrap().number.expose(), NUMBER),
            _ => assert_eq!(opened.err(), Some(VaultError::Denied)),
        }
        assert!(
            node.detokenize(tenant(), &everything, &token, purpose)
                .await
                .is_ok()
        );
    }
    let record = node.accesses(tenant(), made.card.id, None, 100).await.unwrap();
    let refusals = record.iter().filter(|line| line.kind == AccessKind::Refused);
    assert_eq!(
        refusals.count(),
        Purpose::ALL.len() - 1,
        "each try is on the record"
    );
    // And nobody gets more than the caller may, however much the client may.
    let nobody = caller("nobody", &[]);
    let refused = node.detokenize(tenant(), &nobody, &token, Purpose::Dispute).await;
    assert_eq!(refused.err(), Some(VaultError::Denied));
    for refused in [
        till.delete(tenant(), &everything, made.card.id).await.err(),
        till.rotate(&everything).await.err(),
    ] {
        let reason = refused.unwrap().to_string();
        assert!(reason.contains("does not let this client"), "{reason}");
    }
    assert_eq!(
        world
            .vault
            .describe(tenant(), made.card.id)
            .await
            .unwrap()
            .deleted_at,
        None
    );
    assert!(node.delete(tenant(), &everything, made.card.id).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewed_certificate_is_taken_without_a_restart() {
    let world = World::start().await;
    issue(world.folder.path(), &world.authority, "node", 2021);
    let node = world.client("node");
    assert!(refused(&node).await.to_lowercase().contains("expired"));
    issue(world.folder.path(), &world.authority, "node", 2099);
    // The file is looked at after a failure; the call after that takes it.
    for _ in 0..200 {
        if node.status().await.is_ok() {
            return;
        }
    }
    panic!("the renewed certificate is not shown");
}
