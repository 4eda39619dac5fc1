//! The public form of events.

use bezant_core::Event;
use bezant_identity::tenancy::{Event as Tenancy, NewKey};
use bezant_identity::{KeySecret, Scopes};
use bezant_kernel::{ApiKeyId, Currency, Timestamp, WebhookEndpointId};
use bezant_webhooks::{DisableReason, EndpointUrl, EventFilter, SigningScheme, SigningSecret};
use serde_json::json;

use super::{World, tenant};
use crate::event_json;

const SECRET: [u8; 32] = *b"the secret that nobody ever sees";

#[test]
fn no_secret_is_ever_shown() {
    let secret = SigningSecret::new(SigningScheme::Hmac, &SECRET).unwrap();
    let exposed = secret.expose().trim_start_matches("whsec_").to_owned();
    let id = WebhookEndpointId::from_u128(7);
    let url = EndpointUrl::parse("https://example.com/hook").unwrap();
    let filters = vec![EventFilter::parse("payment.*").unwrap()];
    let at = Timestamp::from_microseconds(1_700_000_000_000_000);
    let key = KeySecret::new(ApiKeyId::from_u128(9), SECRET);
    use bezant_webhooks::Event as Webhook;
    let created = Event::Webhooks(Webhook::EndpointCreated {
        id,
        url,
        filters,
        description: "mine".into(),
        secret: secret.clone(),
    });
    let events = [
        Event::Webhooks(Webhook::SecretRotated {
            id,
            secret,
            previous_valid_until: at,
        }),
        Event::Webhooks(Webhook::EndpointDisabled {
            id,
            reason: DisableReason::Gone,
        }),
        tenancy(Tenancy::KeyCreated(Box::new(NewKey::new(
            key.id(),
            "key",
            key.hash(),
            Scopes::all(),
        )))),
        tenancy(Tenancy::KeyRotated {
            id: key.id(),
            proof: bezant_identity::tenancy::KeyProof::Secret(key.hash()),
            overlap_until: Some(at),
        }),
    ];
    assert_eq!(
        event_json(&created),
        Some(json!({
            "webhook_endpoint": id.to_string(),
            "url": "https://example.com/hook",
            "filters": ["payment.*"],
            "description": "mine",
            "signing_scheme": "hmac",
        }))
    );
    for event in events.iter().chain([&created]) {
        let text = event_json(event).unwrap().to_string();
        assert!(!text.contains(&exposed), "{text}");
        assert!(
            !text.contains("hash") && !text.contains("bzk_") && !text.contains("whsec"),
            "{text}"
        );
    }
}

fn tenancy(event: Tenancy) -> Event {
    Event::Identity(bezant_identity::Event {
        by: bezant_identity::Authority::Node,
        kind: bezant_identity::EventKind::Tenancy(event),
    })
}

#[test]
fn the_node_s_own_events_are_not_public() {
    let own = [
        Event::PolicySet(bezant_payments::Policy::default()),
        tenancy(Tenancy::TenantCreated {
            id: tenant(1).id(),
            name: "a".into(),
            settings: Box::default(),
        }),
        tenancy(Tenancy::KeyUsed {
            id: ApiKeyId::from_u128(9),
            at: Timestamp::default(),
        }),
    ];
    assert!(own.iter().all(|event| event_json(event).is_none()));
    let world = World::new(1, &[]);
    assert_eq!(world.entries[0].events[0].name(), "gateways.declared");
    assert_eq!(event_json(&world.entries[0].events[0]), None);
}

#[test]
fn whatever_happens_events_name_their_subject_and_no_token() {
    let mut world = World::new(2, &[tenant(1)]);
    (0..600).for_each(|_| world.step());
    let mut names = std::collections::BTreeSet::new();
    for entry in &world.entries[2..] {
        for event in &entry.events {
            let data = event_json(event).unwrap();
            names.insert(event.name());
            let subject = match event {
                Event::Payment(event) => json!(event.payment) == data["payment"],
                Event::Ledger(_) => data["account"].is_string() || data["transfers"].is_array(),
                _ => false,
            };
            assert!(subject, "{} {data}", event.name());
            assert!(!data.to_string().contains("tok_secret"), "{data}");
            if let Some(amount) = data.get("amount") {
                assert!(amount.is_u64() && data["currency"].as_str().and_then(Currency::from_code).is_some());
            }
        }
    }
    assert!(names.len() > 20, "{names:?}");
}
