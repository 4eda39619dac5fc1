//! Events as histories and the live stream show them.

use bezant_core::Event;
use bezant_engine::{Entry, event_id};
use bezant_kernel::{EventId, PaymentId, Timestamp};
use bezant_views::EventRow;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventDto {
    #[schema(value_type = String, example = "evt_01h455vb4pex5vsknk084sn02q")]
    id: EventId,
    /// Always `event`.
    object: &'static str,
    #[serde(rename = "type")]
    #[schema(example = "payment.captured")]
    name: String,
    /// The position of its entry in the log.
    position: u64,
    /// Its place within the entry.
    index: u32,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// The payment it happened to.
    #[schema(value_type = Option<String>)]
    payment: Option<PaymentId>,
    /// What happened, in the event's own fields.
    #[schema(value_type = Object)]
    data: serde_json::Value,
}

impl EventDto {
    /// An event of an entry; nothing for what callers are not told about.
    pub(crate) fn of(entry: &Entry<Event>, index: usize) -> Option<Self> {
        let event = &entry.events[index];
        let data = bezant_views::event_json(event)?;
        Some(EventDto {
            id: event_id(entry, index),
            object: "event",
            name: event.name().to_owned(),
            position: entry.position.0,
            index: u32::try_from(index).expect("an entry has fewer events than that"),
            created_at: entry.committed_at,
            payment: payment_of(event),
            data,
        })
    }
}

impl From<EventRow> for EventDto {
    fn from(row: EventRow) -> Self {
        EventDto {
            id: row.id,
            object: "event",
            name: row.name,
            position: row.position,
            index: row.index,
            created_at: row.at,
            payment: row.payment,
            data: row.data,
        }
    }
}

/// The payment that an event is of.
pub(crate) fn payment_of(event: &Event) -> Option<PaymentId> {
    match event {
        Event::Payment(event) => Some(event.payment_id()),
        Event::Ledger(_)
        | Event::Identity(_)
        | Event::Webhooks(_)
        | Event::Reconciliation(_)
        | Event::Routing(_)
        | Event::PolicySet(_) => None,
    }
}

/// Which events.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamParams {
    /// Begin after this place: a position, or a position and an index as in the stream's ids (`77-0`). Only what comes
    /// from now on if left out. The header `Last-Event-ID` goes before it.
    pub(crate) after: Option<String>,
    /// Event types, separated by commas; a type may end in `.*`. All if left out.
    #[param(example = "payment.*,refund.succeeded")]
    pub(crate) types: Option<String>,
    /// Only events of this payment.
    pub(crate) payment: Option<String>,
    /// Only events that name the thing with this id: an account, a refund, an endpoint, a principal.
    pub(crate) resource: Option<String>,
}
