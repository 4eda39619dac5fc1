//! What is in memory and where the rest is: what the writer changes and everyone reads, under one lock.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_kernel::Tenant;
use bezant_log::Position;
use bytes::Bytes;

use crate::filter::Filter;
use crate::records::{PackedTransfer, TRANSFER_BYTES};
use crate::run::{Family, Run};
use crate::table::Table;
use crate::{Place, Stored};

/// The runs, per family from the oldest to the newest.
#[derive(Clone, Default)]
pub(crate) struct Runs {
    pub(crate) ids: Vec<Arc<Run>>,
    pub(crate) accounts: Vec<Arc<Run>>,
}

impl Runs {
    pub(crate) fn of(&self, family: Family) -> &[Arc<Run>] {
        match family {
            Family::Ids => &self.ids,
            Family::Accounts => &self.accounts,
        }
    }

    pub(crate) fn of_mut(&mut self, family: Family) -> &mut Vec<Arc<Run>> {
        match family {
            Family::Ids => &mut self.ids,
            Family::Accounts => &mut self.accounts,
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Run>> {
        self.ids.iter().chain(&self.accounts)
    }
}

/// Transfers that the log may still lose.
struct Uncommitted {
    tenant: Tenant,
    first: Place,
    records: Bytes,
}

pub(crate) struct State {
    pub(crate) active: Table,
    /// Full tables from the oldest to the newest.
    pub(crate) waiting: VecDeque<Arc<Table>>,
    pub(crate) runs: Arc<Runs>,
    /// Of the ids in runs.
    pub(crate) known: Arc<Filter>,
    /// Everything at or below is durable in the log.
    pub(crate) committed: Position,
    /// Everything at or below is in runs.
    pub(crate) indexed: Position,
    /// The newest transfer.
    pub(crate) last: Place,
    uncommitted: VecDeque<Uncommitted>,
}

impl State {
    pub(crate) fn new(active: Table, runs: Arc<Runs>, known: Arc<Filter>, indexed: Position) -> Self {
        Self {
            active,
            waiting: VecDeque::new(),
            runs,
            known,
            committed: indexed,
            indexed,
            last: Place::last_of(indexed),
            uncommitted: VecDeque::new(),
        }
    }

    /// Keeps the records until they are committed.
    pub(crate) fn keep(&mut self, tenant: Tenant, first: Place, records: &Bytes) {
        if first.position() > self.committed {
            self.uncommitted.push_back(Uncommitted {
                tenant,
                first,
                records: records.clone(),
            });
        }
    }

    pub(crate) fn commit(&mut self, position: Position) {
        self.committed = self.committed.max(position);
        while self
            .uncommitted
            .front()
            .is_some_and(|kept| kept.first.position() <= position)
        {
            self.uncommitted.pop_front();
        }
    }

    /// The oldest waiting table, if the log can't lose any of it.
    pub(crate) fn ready(&self) -> Option<&Arc<Table>> {
        self.waiting.front().filter(|table| table.last <= self.committed)
    }

    /// Full tables and the active one, from the oldest to the newest.
    pub(crate) fn tables(&self) -> impl DoubleEndedIterator<Item = &Table> {
        self.waiting
            .iter()
            .map(|table| &**table)
            .chain(std::iter::once(&self.active))
    }

    /// The transfer at a place that was added, if it is not committed.
    pub(crate) fn uncommitted(&self, place: Place) -> Option<Stored> {
        if place.position() <= self.committed {
            return None;
        }
        let index = self.uncommitted.partition_point(|kept| kept.first <= place) - 1;
        let kept = &self.uncommitted[index];
        let nth = usize::from(place.nth() - kept.first.nth());
        let bytes = &kept.records[nth * TRANSFER_BYTES..(nth + 1) * TRANSFER_BYTES];
        let transfer: PackedTransfer = bytes.try_into().expect("the size of a transfer");
        Some(Stored {
            tenant: kept.tenant,
            transfer,
        })
    }
}
