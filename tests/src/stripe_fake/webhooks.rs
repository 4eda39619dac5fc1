//! Events as Stripe sends them, with their signatures.

use serde_json::{Value, json};

use super::WEBHOOK_SECRET;
use crate::fake_gateway::{Webhook, hmac};

/// An event about an object. Its id follows from both, so that a repetition has the same.
pub(super) fn event(kind: &str, object: &Value, at: u64) -> Webhook {
    let id = object["id"].as_str().expect("each object has an id");
    let body = json!({
        "id": format!("evt_{}_{id}", kind.replace('.', "_")),
        "object": "event",
        "api_version": "2024-06-20",
        "created": at,
        "data": { "object": object },
        "livemode": false,
        "type": kind,
    });
    sign(WEBHOOK_SECRET, body.to_string().into_bytes(), at)
}

/// A body with the header that makes it Stripe's.
pub fn sign(secret: &str, body: Vec<u8>, at: u64) -> Webhook {
    let content = [at.to_string().as_bytes(), b".", &body].concat();
    let signature: String = hmac(secret.as_bytes(), &content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let header = format!("t={at},v1={signature},v0=00");
    let header = header.parse().expect("a header of digits");
    Webhook {
        headers: [("stripe-signature".parse().expect("a name"), header)]
            .into_iter()
            .collect(),
        body,
    }
}
