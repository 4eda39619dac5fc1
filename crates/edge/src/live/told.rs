//! An event as all of its watchers are told it.

use std::sync::{Arc, OnceLock};

use axum::extract::ws::Utf8Bytes;
use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::PaymentId;
use bytes::Bytes;

use super::place::Place;
use crate::dto::event::{EventDto, payment_of};

/// What it takes beside its texts, about.
const OVERHEAD: usize = 256;

/// One event with its JSON, shared by all who are told of it.
pub(crate) struct Told {
    pub(crate) place: Place,
    pub(crate) name: &'static str,
    pub(super) payment: Option<PaymentId>,
    pub(super) json: Box<str>,
    /// Made by the first watcher that needs it.
    server_sent: OnceLock<Bytes>,
    socket_text: OnceLock<Utf8Bytes>,
}

impl Told {
    /// An event of an entry; nothing for what callers are not told about.
    pub(super) fn of(entry: &Entry<Event>, index: usize) -> Option<Arc<Told>> {
        let told = EventDto::of(entry, index)?;
        let json = serde_json::to_string(&told).expect("an event has text keys and writes to memory");
        let event = &entry.events[index];
        Some(Arc::new(Told {
            place: Place::at(entry.position, index),
            name: event.name(),
            payment: payment_of(event),
            json: json.into(),
            server_sent: OnceLock::new(),
            socket_text: OnceLock::new(),
        }))
    }

    /// An event without anything but its place.
    #[cfg(test)]
    pub(super) fn bare(place: Place) -> Arc<Told> {
        Arc::new(Told {
            place,
            name: "ledger.posted",
            payment: None,
            json: Box::default(),
            server_sent: OnceLock::new(),
            socket_text: OnceLock::new(),
        })
    }

    /// What it weighs in memory, about.
    pub(super) fn bytes(&self) -> usize {
        OVERHEAD + 3 * self.json.len()
    }

    /// As a server-sent event. JSON has no bare line breaks.
    pub(super) fn server_sent(&self) -> Bytes {
        let make = || {
            let (id, name, json) = (self.place, self.name, &self.json);
            format!("id: {id}\nevent: {name}\ndata: {json}\n\n").into()
        };
        self.server_sent.get_or_init(make).clone()
    }

    /// As a message of a WebSocket.
    pub(super) fn socket_text(&self) -> Utf8Bytes {
        let make = || {
            let (id, name, json) = (self.place, self.name, &self.json);
            format!(r#"{{"id":"{id}","type":"{name}","data":{json}}}"#).into()
        };
        self.socket_text.get_or_init(make).clone()
    }
}
