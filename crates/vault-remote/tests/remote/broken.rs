//! What a client hears when the server is away, speaks another language, or is asked nonsense; and that nothing is repeated of it.

use std::sync::Arc;

use bezant_kernel::{Tenant, TenantId};
use bezant_vault::conformance::{NUMBER, caller, card};
use bezant_vault::{Outcome, Purpose, Token, Vault, VaultError};
use reqwest::{Certificate, Client, Identity};

use crate::support::World;

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(7))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_that_comes_back_is_asked_again() {
    let mut world = World::start().await;
    let node = world.client("node");
    let till = caller("till", &[Purpose::Authorization]);
    let made = node.tokenize(tenant(), &till, card(NUMBER), false).await.unwrap();
    let port = world.url.port().unwrap();
    world.stop().await;
    let away = node.describe(tenant(), made.card.id).await;
    assert!(matches!(away, Err(VaultError::Unavailable(_))), "{away:?}");
    world.serve(port).await;
    // Whatever became of calls before: each may be made again.
    let again = node.tokenize(tenant(), &till, card(NUMBER), false).await.unwrap();
    assert_eq!((again.outcome, again.card.id), (Outcome::Unchanged, made.card.id));
    let token = Token::Card(made.card.id);
    let plain = node
        .detokenize(tenant(), &till, &token, Purpose::Authorization)
        .await;
    assert_eq!(plain.unwrap().number.expose(), NUMBER);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_ask_at_once_over_few_connections() {
    let world = World::start().await;
    let node = Arc::new(world.client("node"));
    let till = caller("till", &[Purpose::Authorization]);
    let made = node.tokenize(tenant(), &till, card(NUMBER), false).await.unwrap();
    let asked = (0..200).map(|_| {
        let (node, till) = (Arc::clone(&node), till.clone());
        tokio::spawn(async move {
            let token = Token::Card(made.card.id);
            node.detokenize(tenant(), &till, &token, Purpose::Authorization)
                .await
        })
    });
    for asked in asked.collect::<Vec<_>>() {
        assert_eq!(asked.await.unwrap().unwrap().number.expose(), NUMBER);
    }
    assert_eq!(node.describe(tenant(), made.card.id).await.unwrap().opened, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_question_is_refused_and_not_repeated() {
    let world = World::start().await;
    // It is there already unless this is the first TLS of the process.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let read = |name: &str| std::fs::read_to_string(world.file(name)).unwrap();
    let own = read("node.pem") + &read("node.key");
    let client = Client::builder()
        .no_proxy()
        .http2_prior_knowledge()
        .tls_certs_only([Certificate::from_pem(read("ca.pem").as_bytes()).unwrap()])
        .identity(Identity::from_pem(own.as_bytes()).unwrap())
        .build()
        .unwrap();
    let at = |path: &str| world.url.join(path).unwrap();
    let cases = [
        (client.post(at("/vault/v1")).body(NUMBER), 400),
        (client.post(at("/vault/v1")).body(""), 400),
        (client.post(at("/vault/v1")).body(NUMBER.repeat(5_000)), 413),
        (client.post(at(&format!("/vault/{NUMBER}"))), 404),
        (client.get(at("/vault/v1")), 405),
    ];
    for (request, status) in cases {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), status);
        let text = answer.text().await.unwrap();
        assert!(!text.contains("4242"), "{text}");
    }
    // Without TLS's own protocol negotiation for HTTP/2 there is no conversation.
    let old = Client::builder()
        .no_proxy()
        .http1_only()
        .tls_certs_only([Certificate::from_pem(read("ca.pem").as_bytes()).unwrap()])
        .identity(Identity::from_pem(own.as_bytes()).unwrap())
        .build()
        .unwrap();
    assert!(old.post(at("/vault/v1")).body("").send().await.is_err());
}
