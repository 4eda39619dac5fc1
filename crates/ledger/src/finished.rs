//! Finished transfers with caller-chosen ids, kept so that an id is never used twice, until the cold tier has them.

use std::collections::VecDeque;

use bezant_kernel::TransferId;
use rustc_hash::FxHashMap;

use crate::record::Transfer;

/// Every transfer in `transfers` stands in exactly one of the two queues.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Finished {
    transfers: FxHashMap<TransferId, Transfer>,
    /// Not in the cold tier yet, by the position at which they were finished.
    fresh: VecDeque<(u64, TransferId)>,
    /// Come back from the cold tier, the oldest first.
    reloaded: VecDeque<TransferId>,
}

impl Finished {
    pub(crate) fn len(&self) -> usize {
        self.transfers.len()
    }

    pub(crate) fn get(&self, id: TransferId) -> Option<&Transfer> {
        self.transfers.get(&id)
    }

    pub(crate) fn finish(&mut self, position: u64, transfer: Transfer) {
        assert!(
            self.fresh.back().is_none_or(|&(last, _)| last <= position),
            "positions never go back"
        );
        self.insert(transfer);
        self.fresh.push_back((position, transfer.id));
    }

    pub(crate) fn reload(&mut self, transfer: Transfer) {
        self.insert(transfer);
        self.reloaded.push_back(transfer.id);
    }

    pub(crate) fn evict(
        &mut self,
        committed_position: u64,
        limit: usize,
        sink: &mut dyn FnMut(TransferId, u64, &Transfer),
    ) -> usize {
        let mut evicted = 0;
        while evicted < limit {
            let Some(id) = self.reloaded.pop_front() else {
                break;
            };
            self.remove(id);
            evicted += 1;
        }
        while evicted < limit {
            let Some(&(position, id)) = self.fresh.front() else {
                break;
            };
            if position > committed_position {
                break;
            }
            self.fresh.pop_front();
            sink(id, position, &self.remove(id));
            evicted += 1;
        }
        evicted
    }

    pub(crate) fn fresh(&self) -> impl ExactSizeIterator<Item = (u64, &Transfer)> {
        self.fresh
            .iter()
            .map(|&(position, id)| (position, self.queued(id)))
    }

    pub(crate) fn reloaded(&self) -> impl ExactSizeIterator<Item = &Transfer> {
        self.reloaded.iter().map(|&id| self.queued(id))
    }

    pub(crate) fn last_position(&self) -> u64 {
        self.fresh.back().map_or(0, |&(position, _)| position)
    }

    fn insert(&mut self, transfer: Transfer) {
        let before = self.transfers.insert(transfer.id, transfer);
        assert!(before.is_none(), "a transfer finishes once");
    }

    fn remove(&mut self, id: TransferId) -> Transfer {
        self.transfers
            .remove(&id)
            .expect("queued transfers are in memory")
    }

    fn queued(&self, id: TransferId) -> &Transfer {
        self.transfers.get(&id).expect("queued transfers are in memory")
    }
}
