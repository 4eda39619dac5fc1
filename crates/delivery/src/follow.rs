//! From committed entries to messages in the store.
//!
//! An entry that nobody wants costs a look at a hash table; the cursor moves with the next message, or after many
//! entries without one, since reading those again after a restart has no effect.

use std::sync::{Arc, RwLock};

use bezant_core::{Directory, Event};
use bezant_engine::Entry;
use bezant_log::Position;

use crate::delivery::{Delivery, add};
use crate::message::{body, message_id, payment_of};
use crate::store::{Change, NewMessage};
use crate::subscriptions::Subscriptions;
use crate::{Error, Payload};

/// So many positions may have to be read again after a crash: a fraction of a second, for one sync every second or so
/// at full load.
const LAZY_POSITIONS: u64 = 50_000;

/// What is known at a position of the log.
pub(crate) struct Following {
    subscriptions: Subscriptions,
    /// The stored cursor.
    stored: Position,
    /// What everyone who sends looks at.
    directory: Arc<RwLock<Directory>>,
    payload: Payload,
}

impl Following {
    /// Begins at the stored cursor; all endpoints are called, since something may be due for them.
    pub(crate) async fn begin(
        delivery: &Delivery,
        directory: Arc<RwLock<Directory>>,
        payload: Payload,
    ) -> Result<Self, Error> {
        let (stored, highest) = delivery.inner.store.subscriptions().await?;
        let subscriptions = Subscriptions::new(stored, highest);
        for subscription in subscriptions.iter() {
            delivery
                .inner
                .calls
                .call(subscription.number, subscription.key, true);
        }
        Ok(Following {
            subscriptions,
            stored: delivery.inner.store.cursor().await?,
            directory,
            payload,
        })
    }

    pub(crate) fn cursor(&self) -> Position {
        self.stored
    }

    /// Takes in the next entries, which reach to `reached`.
    pub(crate) async fn take_in(
        &mut self,
        delivery: &Delivery,
        entries: &[Arc<Entry<Event>>],
        reached: Position,
    ) -> Result<(), Error> {
        let changes = self.read(entries);
        if !changes.is_empty() || reached.0 - self.stored.0 >= LAZY_POSITIONS {
            self.store(delivery, &changes, reached).await?;
        }
        delivery
            .inner
            .counters
            .position
            .store(reached.0, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }

    /// Moves the stored cursor to where all has been taken in.
    pub(crate) async fn save(&mut self, delivery: &Delivery, reached: Position) -> Result<(), Error> {
        if reached > self.stored {
            self.store(delivery, &[], reached).await?;
        }
        Ok(())
    }

    async fn store(
        &mut self,
        delivery: &Delivery,
        changes: &[Change],
        reached: Position,
    ) -> Result<(), Error> {
        assert!(reached >= self.stored, "the cursor goes forward");
        delivery
            .inner
            .store
            .advance(changes, reached, delivery.now())
            .await?;
        self.stored = reached;
        self.call(delivery, changes);
        Ok(())
    }

    fn read(&mut self, entries: &[Arc<Entry<Event>>]) -> Vec<Change> {
        let mut changes = Vec::new();
        for entry in entries {
            if Directory::is_changed_by(entry) {
                self.directory
                    .write()
                    .expect("no one panics while holding the directory")
                    .apply(entry);
            } else if !self.subscriptions.has_any(entry.tenant) {
                continue;
            }
            for (index, event) in entry.events.iter().enumerate() {
                // Before an endpoint's own event takes effect: it is told that it goes, not that it came.
                let endpoints = self.subscriptions.wanting(entry.tenant, event.name());
                if !endpoints.is_empty()
                    && let Some(body) = body(event, entry.committed_at, self.payload)
                {
                    changes.push(Change::Enqueue(NewMessage {
                        id: message_id(entry, index),
                        tenant: entry.tenant,
                        event: event.name(),
                        payment: payment_of(event),
                        body,
                        trace: entry.correlation.trace(),
                        endpoints,
                    }));
                }
                if let Event::Webhooks(event) = event {
                    self.subscriptions.apply(entry.tenant, event, &mut changes);
                }
            }
        }
        changes
    }

    /// Tells the dispatcher. An endpoint that is gone by now needs no call: nothing is pending for it.
    fn call(&self, delivery: &Delivery, changes: &[Change]) {
        let calls = &delivery.inner.calls;
        for change in changes {
            match change {
                Change::Enqueue(message) => {
                    add(&delivery.inner.counters.messages, 1);
                    for &number in &message.endpoints {
                        if let Some(key) = self.subscriptions.key(message.tenant, number) {
                            calls.call(number, key, false);
                        }
                    }
                }
                Change::Register(subscription) => calls.call(subscription.number, subscription.key, true),
                Change::Abandon(_) | Change::Delete(_) => {}
            }
        }
    }
}
