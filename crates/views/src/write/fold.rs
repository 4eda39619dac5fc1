//! Folds entries into rows. Pure: what it needs is in memory, what it finds out goes back there and into the batch.

use std::sync::Arc;

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{PaymentId, Timestamp};
use bezant_payments::{Created, EventKind, Status};
use rustc_hash::FxHashMap;

use super::GENERATION_ROWS;
use super::memory::{Memory, Standing};
use super::payments::{change, minor};
use super::rows::{ChangedRow, CreatedRow, HistoryRow, LookupRow, TenantRow};
use crate::ViewsError;
use crate::analytics::{Collected, Course, Facts, Observed, Sums, observe};
use crate::key::{Lookup, row_key, tenant_number, tenant_of};

/// The rows of one transaction.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) tenants: Vec<TenantRow>,
    pub(crate) payments_created: Vec<CreatedRow>,
    pub(crate) payments_changed: Vec<ChangedRow>,
    pub(crate) history: Vec<HistoryRow>,
    pub(crate) lookups: Vec<LookupRow>,
    pub(crate) sums: Sums,
}

/// Whether an entry has anything for the views. Most have not: the ledger's are far more than the payments'.
pub(crate) fn shows(entry: &Entry<Event>) -> bool {
    entry
        .events
        .iter()
        .any(|event| matches!(event, Event::Payment(_)))
}

pub(crate) fn fold(memory: &mut Memory, entries: &[Arc<Entry<Event>>]) -> Result<Batch, ViewsError> {
    let mut folding = Folding {
        memory,
        batch: Batch::default(),
        created: FxHashMap::default(),
        changed: Vec::new(),
        collected: Collected::default(),
        seen: Vec::new(),
    };
    for entry in entries {
        folding.entry(entry)?;
    }
    Ok(folding.finish())
}

struct Folding<'a> {
    memory: &'a mut Memory,
    batch: Batch,
    /// The payments created in this batch, and their row.
    created: FxHashMap<PaymentId, usize>,
    /// The payments changed in this batch, each once, in order.
    changed: Vec<PaymentId>,
    collected: Collected,
    /// What one event says about the sums.
    seen: Vec<Observed>,
}

/// The row of history that an entry becomes.
struct Open {
    key: i64,
    at: i64,
    events: Vec<u8>,
}

impl Folding<'_> {
    fn entry(&mut self, entry: &Entry<Event>) -> Result<(), ViewsError> {
        if !shows(entry) {
            return Ok(());
        }
        let tenant = self.tenant(entry)?;
        let mut open = Open {
            key: row_key(tenant, entry.position.0),
            at: entry.committed_at.as_microseconds().cast_signed(),
            events: Vec::new(),
        };
        let mut payment = None;
        for (index, event) in entry.events.iter().enumerate() {
            let Event::Payment(event) = event else { continue };
            if *payment.get_or_insert(event.payment) != event.payment {
                return Err(ViewsError::Damaged("an entry changes two payments"));
            }
            self.payment(&mut open, index, event)?;
        }
        self.close(open, payment.expect("the entry has an event of a payment"));
        Ok(())
    }

    fn tenant(&mut self, entry: &Entry<Event>) -> Result<i64, ViewsError> {
        let id = entry.tenant.id();
        if let Some(&number) = self.memory.tenants.get(&id) {
            return Ok(number);
        }
        let number = tenant_number(self.memory.tenants.len())?;
        self.memory.tenants.insert(id, number);
        self.batch.tenants.push(TenantRow {
            number,
            id: id.as_u128(),
        });
        Ok(number)
    }

    fn payment(
        &mut self,
        open: &mut Open,
        index: usize,
        event: &bezant_payments::Event,
    ) -> Result<(), ViewsError> {
        let id = event.payment;
        if let EventKind::Created(created) = &event.kind {
            self.create(open, id, created)?;
        } else {
            let standing = self
                .memory
                .payment(id)
                .ok_or(ViewsError::Damaged("a payment that changes is not there"))?;
            if tenant_of(standing.key) != tenant_of(open.key) {
                return Err(ViewsError::Damaged("a payment changes under another tenant"));
            }
            observe(standing, event, &mut self.seen)?;
            change(standing, event)?;
            standing.updated_at = open.at;
            if !standing.changed {
                standing.changed = true;
                self.changed.push(id);
            }
            let facts = standing.facts;
            let at = Timestamp::from_microseconds(open.at.cast_unsigned());
            for observed in self.seen.drain(..) {
                let segments = &mut self.memory.segments;
                self.collected
                    .add(segments, tenant_of(open.key), at, facts, observed);
            }
        }
        stored_event(index, event, &mut open.events);
        Ok(())
    }

    fn create(&mut self, open: &Open, id: PaymentId, created: &Created) -> Result<(), ViewsError> {
        let standing = Standing {
            key: open.key,
            status: Status::Initiated,
            captured: 0,
            refunded: 0,
            gateway: None,
            failure_code: None,
            version: 0,
            last: 0,
            updated_at: open.at,
            facts: Facts::of(created),
            course: Course::default(),
            changed: true,
        };
        if self.memory.insert_payment(id, standing).is_some() {
            return Err(ViewsError::Damaged("a payment is created twice"));
        }
        self.created.insert(id, self.batch.payments_created.len());
        self.changed.push(id);
        let billed = created.billing.as_deref().and_then(|details| details.email);
        self.batch.payments_created.push(CreatedRow {
            id: id.as_u128(),
            currency: created.amount.currency().number(),
            amount: minor(created.amount)?,
            method: created.method.number(),
            created_at: open.at,
            customer: created.customer.clone(),
            reference: created.reference.clone(),
            description: created.description.clone(),
            created_by: created.created_by.map(|id| id.as_u128()),
            billed: billed.map(|hash| *hash.as_bytes()),
            standing: None,
        });
        if let Some(reference) = &created.reference {
            self.look_up(open, Lookup::PaymentReference(reference));
        }
        if let Some(customer) = &created.customer {
            self.look_up(open, Lookup::Customer(customer));
        }
        if let Some(hash) = &billed {
            self.look_up(open, Lookup::Billed(hash));
        }
        Ok(())
    }

    fn look_up(&mut self, open: &Open, lookup: Lookup<'_>) {
        let (hash, key) = (lookup.hash(), open.key);
        if self.memory.generation_rows == GENERATION_ROWS {
            self.memory.generation += 1;
            self.memory.generation_rows = 0;
        }
        self.memory.generation_rows += 1;
        let generation = self.memory.generation;
        self.batch.lookups.push(LookupRow {
            generation,
            hash,
            key,
        });
    }

    fn close(&mut self, open: Open, payment: PaymentId) {
        let standing = self
            .memory
            .payment(payment)
            .expect("the entry's payment was just changed");
        standing.version += 1;
        let previous = (standing.last != 0).then_some(standing.last);
        standing.last = open.key;
        self.batch.history.push(HistoryRow {
            key: open.key,
            previous,
            at: open.at,
            events: open.events,
        });
    }

    fn finish(mut self) -> Batch {
        for id in self.changed {
            let standing = self.memory.payment(id).expect("a changed payment is remembered");
            standing.changed = false;
            let standing = standing.clone();
            match self.created.get(&id) {
                Some(&row) => self.batch.payments_created[row].standing = Some(standing),
                None => self.batch.payments_changed.push(ChangedRow(standing)),
            }
        }
        self.batch.sums = self.collected.finish(&mut self.memory.segments);
        // Pages are touched in order, each once.
        self.batch.lookups.sort_unstable();
        self.batch
    }
}

/// Appends an event to its row: index and length, then the bytes as they stand in the log.
fn stored_event(index: usize, event: &bezant_payments::Event, out: &mut Vec<u8>) {
    let index = u32::try_from(index).expect("an entry has fewer events than 2^32");
    out.extend_from_slice(&index.to_le_bytes());
    let length_at = out.len();
    out.extend_from_slice(&[0; 4]);
    bezant_payments::encode_event(event, out);
    let length = u32::try_from(out.len() - length_at - 4).expect("an event is smaller than 4 GiB");
    out[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
}
