//! The webhook follower with its durable cursor, and the receiver at the other end, which notes what arrives in which order.

use std::collections::BTreeMap;

use bezant_core::Event;
use bezant_engine::{event_id, read_entry};
use bezant_kernel::{EventId, PaymentId};
use bezant_log::{Log, Position};

use crate::Sabotage;
use crate::machine::Simulated;
use crate::timeline::{MILLISECOND, SECOND};
use crate::violation::{Invariant, Violation, ensure};
use crate::world::{Happening, World};

/// Read at a time.
const READ_BYTES: usize = 64 * 1024;

#[derive(Default)]
pub(crate) struct Webhooks {
    /// Survives the node.
    durable_cursor: Position,
    cursor: Position,
    /// What arrived for the first time, per payment, in that order.
    pub(crate) received: BTreeMap<PaymentId, Vec<EventId>>,
    /// What each message said.
    contents: BTreeMap<EventId, blake3::Hash>,
}

impl Webhooks {
    pub(crate) fn die(&mut self) {
        self.cursor = self.durable_cursor;
    }

    pub(crate) fn cursor(&self) -> Position {
        self.cursor
    }

    fn receive(&mut self, payment: PaymentId, id: EventId, content: &str) -> Result<(), Violation> {
        let content = blake3::hash(content.as_bytes());
        if let Some(before) = self.contents.insert(id, content) {
            return ensure(before == content, Invariant::EventsArriveInOrder, || {
                format!("{id} says something else the second time")
            });
        }
        let received = self.received.entry(payment).or_default();
        let is_later = received.last().is_none_or(|last| *last < id);
        received.push(id);
        ensure(is_later, Invariant::EventsArriveInOrder, || {
            format!("{id} of {payment} arrives after one that happened later")
        })
    }
}

impl World {
    /// Delivers what lies behind the cursor, entry by entry, until a delivery fails or nothing is left.
    pub(crate) fn deliver(&mut self) -> Result<(), Violation> {
        let life = self.life;
        let Some(node) = &mut self.node else { return Ok(()) };
        let committed = node.partition.committed();
        let Ok(records) = node.log.reader().read_after(self.webhooks.cursor, READ_BYTES) else {
            // The disk has just failed; the next append will see it.
            node.is_delivering = false;
            return Ok(());
        };
        for record in records {
            let position = record.position;
            ensure(position <= committed, Invariant::LogIsStable, || {
                format!("{position} is read and only {committed} is committed")
            })?;
            let entry = read_entry::<Simulated>(record)
                .map_err(|damage| Violation::new(Invariant::LogIsStable, damage.to_string()))?;
            let is_lost = self.is_sabotaged(Sabotage::WebhooksLost) && self.chance.percent(1);
            for (index, event) in entry.iter().flat_map(|entry| entry.events.iter().enumerate()) {
                let Event::Payment(event) = event else { continue };
                if is_lost {
                    continue;
                }
                if self.weather.has_faults && self.chance.percent(2) {
                    let pause = self.chance.between(200 * MILLISECOND, 5 * SECOND);
                    self.timeline.after(pause, Happening::Deliver { life });
                    return Ok(());
                }
                let id = event_id(entry.as_ref().expect("its event was just looked at"), index);
                self.webhooks.receive(event.payment, id, &format!("{event:?}"))?;
            }
            self.webhooks.cursor = position;
            if self.chance.percent(20) {
                self.webhooks.durable_cursor = position;
            }
        }
        let node = self.node.as_mut().expect("a delivery kills nobody");
        node.is_delivering = self.webhooks.cursor < node.partition.committed();
        if node.is_delivering {
            let pause = self.chance.between(MILLISECOND, 20 * MILLISECOND);
            self.timeline.after(pause, Happening::Deliver { life });
        }
        Ok(())
    }
}
