//! The public data of an event as JSON: the one form for histories, the live stream and webhooks.
//!
//! Amounts are whole minor units beside their `currency`: numbers, and texts where they do not fit 64 bits. Neither a
//! secret, nor a key's hash, nor a payment method's token is ever in it.

mod ledger;
mod payment;
mod reconciliation;

use bezant_core::Event;
use serde_json::{Value, json};

/// The event's data. Nothing for the node's own events: gateways, policy and the making of tenants.
pub fn event_json(event: &Event) -> Option<Value> {
    match event {
        Event::Payment(event) => Some(payment::json(event)),
        Event::Ledger(event) => ledger::json(event),
        Event::Webhooks(event) => Some(endpoint(event)),
        Event::Identity(event) => identity(event),
        Event::Reconciliation(event) => Some(reconciliation::json(event)),
        Event::Routing(_) | Event::PolicySet(_) => None,
    }
}

fn endpoint(event: &bezant_webhooks::Event) -> Value {
    use bezant_webhooks::Event::{
        EndpointCreated, EndpointDeleted, EndpointDisabled, EndpointUpdated, SecretRotated,
    };
    let texts = |filters: &[bezant_webhooks::EventFilter]| -> Vec<String> {
        filters.iter().map(|filter| filter.as_str().to_owned()).collect()
    };
    match event {
        EndpointCreated {
            id,
            url,
            filters,
            description,
            secret,
        } => json!({
            "webhook_endpoint": id,
            "url": url.as_str(),
            "filters": texts(filters),
            "description": description,
            "signing_scheme": secret.scheme().as_str(),
        }),
        EndpointUpdated {
            id,
            url,
            filters,
            description,
            disabled,
        } => json!({
            "webhook_endpoint": id,
            "url": url.as_str(),
            "filters": texts(filters),
            "description": description,
            "disabled": disabled.map(|reason| reason.as_str()),
        }),
        SecretRotated {
            id,
            secret,
            previous_valid_until,
        } => json!({
            "webhook_endpoint": id,
            "signing_scheme": secret.scheme().as_str(),
            "previous_valid_until": previous_valid_until,
        }),
        EndpointDisabled { id, reason } => json!({ "webhook_endpoint": id, "reason": reason.as_str() }),
        EndpointDeleted { id } => json!({ "webhook_endpoint": id }),
    }
}

fn identity(event: &bezant_identity::Event) -> Option<Value> {
    let facts = event.facts()?;
    let facts = facts
        .into_iter()
        .map(|(name, fact)| (name.to_owned(), fact.into()));
    Some(Value::Object(facts.collect()))
}
