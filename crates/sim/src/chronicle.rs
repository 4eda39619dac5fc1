//! What the committed log says, followed naively: the status and version of each payment, what each request led to, the
//! books, and a hash of every record, so that a later reading can be held against the first.

use std::collections::BTreeMap;
use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::{Entry, event_id, read_entry};
use bezant_kernel::{EventId, PaymentId, Tenant, Timestamp};
use bezant_log::{LogReader, Position};
use bezant_payments::{EventKind, Status};

use crate::books::Books;
use crate::machine::Simulated;
use crate::tries::Tries;
use crate::violation::{Invariant, Violation, ensure};

/// Read at a time.
const READ_BYTES: usize = 1 << 20;

/// A payment as the log tells it.
#[derive(Debug)]
pub(crate) struct Shadow {
    pub(crate) tenant: Tenant,
    pub(crate) status: Status,
    pub(crate) version: u64,
    pub(crate) position: Position,
    /// All of its events in order.
    pub(crate) events: Vec<EventId>,
    pub(crate) tries: Tries,
}

#[derive(Default)]
pub(crate) struct Chronicle {
    hashes: Vec<blake3::Hash>,
    pub(crate) payments: BTreeMap<PaymentId, Shadow>,
    pub(crate) books: Books,
    /// When the last entry was committed.
    at: Timestamp,
    /// How many records each caller's request led to, by correlation id; what followed from it is not counted.
    effects: BTreeMap<String, u32>,
}

impl Chronicle {
    pub(crate) fn end(&self) -> Position {
        Position(self.hashes.len() as u64)
    }

    pub(crate) fn effects(&self, wish: usize) -> u32 {
        self.effects.get(&format!("wish-{wish}")).copied().unwrap_or(0)
    }

    pub(crate) fn hash(&self) -> blake3::Hash {
        let mut all = blake3::Hasher::new();
        for hash in &self.hashes {
            all.update(hash.as_bytes());
        }
        all.finalize()
    }

    /// Takes in a batch that was just committed.
    pub(crate) fn absorb<'a>(
        &mut self,
        after: Position,
        payloads: impl Iterator<Item = &'a [u8]>,
        entries: &[Arc<Entry<Event>>],
    ) -> Result<(), Violation> {
        ensure(after == self.end(), Invariant::LogIsStable, || {
            format!("a batch after {after} follows {}", self.end())
        })?;
        self.hashes.extend(payloads.map(blake3::hash));
        entries.iter().try_for_each(|entry| self.follow(entry))
    }

    /// Reads the log again, from its beginning or from where this chronicle ends.
    pub(crate) fn reread(&mut self, reader: &dyn LogReader, from_beginning: bool) -> Result<(), Violation> {
        let unstable = |detail: String| Violation::new(Invariant::LogIsStable, detail);
        let mut at = if from_beginning {
            Position::NONE
        } else {
            self.end()
        };
        while at < reader.head() {
            let records = reader
                .read_after(at, READ_BYTES)
                .map_err(|error| unstable(error.to_string()))?;
            ensure(!records.is_empty(), Invariant::LogIsStable, || {
                format!("nothing is read after {at}")
            })?;
            for record in records {
                at = record.position;
                let hash = blake3::hash(&record.payload);
                let known = usize::try_from(at.0 - 1).expect("an index fits");
                if let Some(before) = self.hashes.get(known) {
                    ensure(*before == hash, Invariant::LogIsStable, || {
                        format!("the record at {at} has changed")
                    })?;
                    continue;
                }
                self.hashes.push(hash);
                let entry = read_entry::<Simulated>(record)
                    .map_err(|damage| unstable(format!("the record at {at}: {damage}")))?;
                if let Some(entry) = entry {
                    self.follow(&entry)?;
                }
            }
        }
        ensure(at == self.end(), Invariant::LogIsStable, || {
            format!("the log ends at {at}, before {}", self.end())
        })
    }

    fn follow(&mut self, entry: &Entry<Event>) -> Result<(), Violation> {
        ensure(entry.committed_at >= self.at, Invariant::TimeGoesForward, || {
            format!("{:?} comes after {:?}", entry.committed_at, self.at)
        })?;
        self.at = entry.committed_at;
        self.books.absorb(entry)?;
        if entry.events.first().is_some_and(is_asked_for) {
            *self
                .effects
                .entry(entry.correlation.as_str().to_owned())
                .or_default() += 1;
        }
        for (index, event) in entry.events.iter().enumerate() {
            match event {
                Event::Payment(event) => self.follow_payment(entry, index, event)?,
                Event::Ledger(_)
                | Event::Identity(_)
                | Event::Webhooks(_)
                | Event::Reconciliation(_)
                | Event::Routing(_)
                | Event::PolicySet(_) => {}
            }
        }
        Ok(())
    }

    fn follow_payment(
        &mut self,
        entry: &Entry<Event>,
        index: usize,
        event: &bezant_payments::Event,
    ) -> Result<(), Violation> {
        let id = event.payment;
        let is_creation = matches!(event.kind, EventKind::Created(_));
        ensure(
            is_creation != self.payments.contains_key(&id),
            Invariant::StatusesFollowTheTable,
            || format!("{id} is created once and first, not by {}", event.name()),
        )?;
        let shadow = self.payments.entry(id).or_insert(Shadow {
            tenant: entry.tenant,
            status: Status::Initiated,
            version: 0,
            position: Position::NONE,
            events: Vec::new(),
            tries: Tries::default(),
        });
        let after = event.status_after(shadow.status);
        let is_drawn = after == shadow.status || shadow.status.may_become(after);
        ensure(is_drawn, Invariant::StatusesFollowTheTable, || {
            format!("{id} goes from {} to {after}", shadow.status)
        })?;
        shadow.status = after;
        if shadow.position < entry.position {
            shadow.position = entry.position;
            shadow.version += 1;
        }
        shadow.events.push(event_id(entry, index));
        shadow.tries.follow(id, entry.committed_at, &event.kind)?;
        Ok(())
    }
}

/// Whether a caller's request begins a record with such an event; what gateways and timers lead to begins otherwise.
fn is_asked_for(event: &Event) -> bool {
    match event {
        Event::Payment(event) => match event.kind {
            EventKind::Created(_)
            | EventKind::ProcessingStarted(_)
            | EventKind::Failed(_)
            | EventKind::CaptureRequested { .. }
            | EventKind::CancelRequested { .. }
            | EventKind::Cancelled { .. }
            | EventKind::RefundRequested { .. }
            | EventKind::RefundReturned { .. }
            | EventKind::Reopened => true,
            EventKind::NotRouted { .. }
            | EventKind::OperationStarted(_)
            | EventKind::OperationEnded(_)
            | EventKind::OperationUnknown(_)
            | EventKind::RetryScheduled(_)
            | EventKind::Authorized(_)
            | EventKind::Captured { .. }
            | EventKind::SettlementAwaited(_)
            | EventKind::Completed { .. }
            | EventKind::CaptureFailed(_)
            | EventKind::CancelFailed(_)
            | EventKind::Expired
            | EventKind::RefundSucceeded { .. }
            | EventKind::RefundFailed { .. }
            | EventKind::DisputeOpened(_)
            | EventKind::DisputeUpdated(_)
            | EventKind::DisputeWon(_)
            | EventKind::DisputeLost(_)
            | EventKind::AttentionNeeded { .. }
            | EventKind::AttentionResolved { .. }
            | EventKind::NoticeTaken { .. } => false,
        },
        Event::Ledger(_) | Event::Routing(_) => true,
        Event::Identity(_) | Event::Webhooks(_) | Event::Reconciliation(_) | Event::PolicySet(_) => false,
    }
}
