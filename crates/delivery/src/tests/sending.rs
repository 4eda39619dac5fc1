//! What is sent, to whom, and signed how.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_webhooks::{Event as WebhookEvent, SigningScheme, SigningSecret};
use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::*;

fn verify(secret: &SigningSecret, received: &receiver::Received) -> bool {
    match secret.scheme() {
        SigningScheme::Hmac => {
            let webhook = Webhook::new(&secret.expose()).unwrap();
            webhook.verify(&received.body, &received.headers).is_ok()
        }
        SigningScheme::Ed25519 => {
            let public = SigningKey::from_bytes(secret.bytes().try_into().unwrap()).verifying_key();
            let header = |name| received.header(name).as_bytes();
            let content = [header("webhook-id"), header("webhook-timestamp"), &received.body].join(&b'.');
            let signatures = received.header("webhook-signature").split(' ');
            signatures.filter_map(|one| one.strip_prefix("v1a,")).any(|one| {
                let bytes = STANDARD.decode(one).unwrap();
                let signature = ed25519_dalek::Signature::from_slice(&bytes).unwrap();
                public.verify_strict(&content, &signature).is_ok()
            })
        }
    }
}

#[tokio::test]
async fn a_message_is_as_standard_webhooks_has_it() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/hook?a=b")).await;
    world
        .commit(
            tenant(1),
            vec![event(7), Event::PolicySet(bezant_payments::Policy::default())],
        )
        .await;
    let messages = world
        .until(tenant(1), &endpoint, all_in(DeliveryState::Delivered))
        .await;
    let received = receiver.received();
    assert_eq!((messages.len(), received.len()), (1, 1));
    let (message, received) = (&messages[0], &received[0]);
    assert_eq!((message.payment, message.attempts), (Some(payment(7)), 1));
    assert_eq!((message.last_status, message.next_attempt_at), (Some(200), None));
    assert_eq!(message.id, received.id());
    assert_eq!(received.header("content-type"), "application/json");
    let seconds = (world.now().as_microseconds() / 1_000_000).to_string();
    assert_eq!(received.header("webhook-timestamp"), seconds);
    let parent = received.header("traceparent");
    let place = TraceContext::parse(parent).unwrap();
    assert_eq!(place.trace_id(), trace().trace_id());
    assert_ne!(place.span_id(), trace().span_id());
    assert_eq!(received.header("tracestate"), "shop=1");
    assert!(verify(&endpoint.secret, received));
    let other = SigningSecret::new(SigningScheme::Hmac, &[9; 32]).unwrap();
    assert!(!verify(&other, received));
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    let name = event(7).name();
    let wanted = json!({
        "type": name,
        "timestamp": world.now().to_string(),
        "data": { "status": name, "payment": payment(7).to_string() },
    });
    assert_eq!(body, wanted);
    world.shut_down().await;
}

#[tokio::test]
async fn while_a_rotation_overlaps_both_secrets_sign_whatever_their_schemes() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let endpoint = world.register(tenant(1), 1, &receiver.url("/")).await;
    let new = SigningSecret::new(SigningScheme::Ed25519, &[3; 32]).unwrap();
    let rotated = WebhookEvent::SecretRotated {
        id: endpoint.id,
        secret: new.clone(),
        previous_valid_until: world.now().after(MINUTE),
    };
    world.webhooks(tenant(1), rotated).await;
    world.commit(tenant(1), vec![event(1)]).await;
    let received = receiver.wait_for(1).await.pop().unwrap();
    assert_eq!(received.header("webhook-signature").split(' ').count(), 2);
    assert!(verify(&endpoint.secret, &received) && verify(&new, &received));

    world.advance(MINUTE);
    world.commit(tenant(1), vec![event(2)]).await;
    let received = receiver.wait_for(2).await.pop().unwrap();
    assert!(!verify(&endpoint.secret, &received) && verify(&new, &received));
    world.shut_down().await;
}

#[tokio::test]
async fn tenants_and_filters_are_kept_apart_and_only_what_came_later_is_sent() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    world.commit(tenant(1), vec![event(1)]).await;
    // The same id at two tenants.
    let mine = world.register(tenant(1), 1, &receiver.url("/mine")).await;
    let other = world.register(tenant(2), 1, &receiver.url("/other")).await;
    let deaf = world.register(tenant(1), 2, &receiver.url("/deaf")).await;
    let narrowed = WebhookEvent::EndpointUpdated {
        id: deaf.id,
        url: deaf.url.clone(),
        filters: vec![EventFilter::parse("payment.refund.*").unwrap()],
        description: String::new(),
        disabled: None,
    };
    world.webhooks(tenant(1), narrowed).await;
    world.commit(tenant(1), vec![event(2)]).await;
    world.commit(tenant(2), vec![event(3)]).await;
    for (tenant, endpoint, wanted) in [(tenant(1), &mine, 2), (tenant(2), &other, 3)] {
        let messages = world
            .until(tenant, endpoint, all_in(DeliveryState::Delivered))
            .await;
        assert_eq!(messages.len(), 1);
        assert_eq!(messages[0].payment, Some(payment(wanted)));
    }
    assert!(world.messages(tenant(1), &deaf).await.is_empty());
    let mut paths: Vec<_> = receiver.received().into_iter().map(|one| one.path).collect();
    paths.sort();
    assert_eq!(paths, ["/mine", "/other"]);
    let deleted = WebhookEvent::EndpointDeleted { id: mine.id };
    world.webhooks(tenant(1), deleted).await;
    world.commit(tenant(1), vec![event(4)]).await;
    assert_eq!(world.messages(tenant(1), &mine).await.len(), 1);
    world.shut_down().await;
}

#[tokio::test]
async fn nothing_is_sent_into_inner_networks() {
    let receiver = Receiver::start().await;
    let mut world = World::with(Options::default()).await;
    let local = receiver.url("/").replace("127.0.0.1", "localhost");
    let urls = [
        &receiver.url("/"),
        &local,
        "https://10.0.0.1/",
        "https://169.254.169.254/",
        "https://[::1]/",
    ];
    for (number, url) in urls.into_iter().enumerate() {
        let endpoint = world.register(tenant(1), number as u128 + 1, url).await;
        world.commit(tenant(1), vec![event(number as u128 + 1)]).await;
        let messages = world
            .until(tenant(1), &endpoint, |all| all[0].attempts == 1)
            .await;
        let error = messages[0].last_error.as_deref();
        assert_eq!(error, Some("the address is not a public one"), "{url}");
    }
    assert!(receiver.received().is_empty());
    world.shut_down().await;
}
