//! Tenants, keys and webhook endpoints as of a position: what followers and the edge need to know at every step. They take
//! it once and keep it current from the log.

use bezant_log::Position;

use crate::Event;
use bezant_engine::Entry;

/// What is registered, over all tenants.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    position: Position,
    identity: bezant_identity::State,
    webhooks: bezant_webhooks::State,
}

impl Directory {
    pub(crate) fn new(
        position: Position,
        identity: bezant_identity::State,
        webhooks: bezant_webhooks::State,
    ) -> Self {
        Directory {
            position,
            identity,
            webhooks,
        }
    }

    /// The last record that it reflects.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Tenants and keys.
    pub fn identity(&self) -> &bezant_identity::State {
        &self.identity
    }

    /// Webhook endpoints.
    pub fn webhooks(&self) -> &bezant_webhooks::State {
        &self.webhooks
    }

    /// Whether an entry has something for a directory.
    pub fn is_changed_by(entry: &Entry<Event>) -> bool {
        entry
            .events
            .iter()
            .any(|event| matches!(event, Event::Identity(_) | Event::Webhooks(_)))
    }

    /// Takes in a committed entry. Entries that it reflects already change nothing.
    pub fn apply(&mut self, entry: &Entry<Event>) {
        if entry.position <= self.position {
            return;
        }
        for event in &entry.events {
            match event {
                Event::Identity(event) => {
                    bezant_identity::apply(&mut self.identity, entry.committed_at, entry.tenant, event);
                }
                Event::Webhooks(event) => {
                    bezant_webhooks::apply(&mut self.webhooks, entry.committed_at, entry.tenant, event);
                }
                Event::Payment(_)
                | Event::Ledger(_)
                | Event::Reconciliation(_)
                | Event::Routing(_)
                | Event::PolicySet(_) => {}
            }
        }
        self.position = entry.position;
    }
}
