//! An event as a webhook message.

use bezant_core::Event;
use bezant_engine::{Entry, event_id};
use bezant_kernel::{MessageId, PaymentId, Timestamp};
use serde::Serialize;
use serde_json::Value;

/// What of an event may be shown to its tenant; `None` for an event that is of no concern to it.
pub type Payload = fn(&Event) -> Option<Value>;

/// The id of the message about an event: the same at every reading of the log, and sorted as the log is.
pub(crate) fn message_id(entry: &Entry<Event>, index: usize) -> MessageId {
    MessageId::from_u128(event_id(entry, index).as_u128())
}

/// The payment whose messages must stay in order; other events stand for themselves.
pub(crate) fn payment_of(event: &Event) -> Option<PaymentId> {
    match event {
        Event::Payment(event) => Some(event.payment),
        Event::Ledger(_)
        | Event::Identity(_)
        | Event::Webhooks(_)
        | Event::Reconciliation(_)
        | Event::Routing(_)
        | Event::PolicySet(_) => None,
    }
}

/// What is sent. Serialized once: a signature is over bytes, so each attempt sends the same ones.
pub(crate) fn body(event: &Event, committed_at: Timestamp, payload: Payload) -> Option<Vec<u8>> {
    let data = payload(event)?;
    Some(message_body(event.name(), committed_at, payment_of(event), data))
}

/// The body of the message about an event, which is all that its receiver hears of it. For whoever forwards events without
/// being this sender: the bytes are the same.
pub fn message_body(
    kind: &str,
    committed_at: Timestamp,
    payment: Option<PaymentId>,
    mut data: Value,
) -> Vec<u8> {
    if let (Some(payment), Value::Object(fields)) = (payment, &mut data) {
        fields
            .entry("payment")
            .or_insert_with(|| Value::String(payment.to_string()));
    }
    let body = Body {
        kind,
        timestamp: committed_at,
        data,
    };
    serde_json::to_vec(&body).expect("a JSON value always has a text")
}

/// The fields in the order in which the specification shows them.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    timestamp: Timestamp,
    data: Value,
}
