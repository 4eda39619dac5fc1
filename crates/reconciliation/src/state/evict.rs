//! How closed things leave memory.

use super::{Leaving, MatchStatus, State};
use crate::ids::TransferUseId;
use crate::wire;
use crate::{ColdKey, ColdKind, ItemId, MatchId, StatementId};

impl State {
    /// Drops closed items, matches that hold or held, their transfers, and statements from memory, if they were
    /// last changed at or below the committed position; at most so many. `sink` gets each with its position, to be put
    /// into the cold tier; what is there already is only dropped. Called between decisions, never between a recall
    /// and what needs it. Returns how many left.
    pub fn evict(
        &mut self,
        committed_position: u64,
        limit: usize,
        sink: &mut dyn FnMut(ColdKey, u64, Vec<u8>),
    ) -> usize {
        let mut evicted = 0;
        for _ in 0..limit {
            let Some(leaving) = self
                .leaving
                .pop_front_if(|leaving| leaving.position <= committed_position)
            else {
                break;
            };
            if let Some(bytes) = self.drop_if_unchanged(&leaving) {
                evicted += 1;
                if !leaving.is_stored {
                    sink(leaving.key, leaving.position, bytes);
                }
            }
        }
        evicted
    }

    /// None if it was changed since, or is open again: then a later entry of the queue is about it, or none yet.
    fn drop_if_unchanged(&mut self, leaving: &Leaving) -> Option<Vec<u8>> {
        let position = leaving.position;
        match leaving.key.kind {
            ColdKind::Item => {
                let id = ItemId::from_u128(leaving.key.id);
                let item = self.items.get(&id)?;
                if item.position != position || !item.status.is_closed() {
                    return None;
                }
                self.items.remove(&id).map(|item| wire::encode_item(&item))
            }
            ColdKind::Match => {
                let id = MatchId::from_u128(leaving.key.id);
                let record = self.matches.get(&id)?;
                if record.position != position || record.status == MatchStatus::Proposed {
                    return None;
                }
                self.matches.remove(&id).map(|record| wire::encode_match(&record))
            }
            ColdKind::TransferUse => {
                let id = TransferUseId::from_u128(leaving.key.id);
                let used = self.uses.get(&id)?;
                let is_proposed = used
                    .taken_by
                    .and_then(|by| self.matches.get(&by))
                    .is_some_and(|record| record.status == MatchStatus::Proposed);
                if used.position != position || is_proposed {
                    return None;
                }
                self.uses.remove(&id).map(|used| wire::encode_use(&used))
            }
            ColdKind::Statement => {
                let id = StatementId::from_u128(leaving.key.id);
                self.statements
                    .remove(&id)
                    .map(|statement| wire::encode_statement(&statement))
            }
        }
    }

    pub(super) fn queue(&mut self, position: u64, key: ColdKey, is_stored: bool) {
        self.leaving.push_back(Leaving {
            position,
            key,
            is_stored,
        });
    }

    /// Queues everything that may leave, after a snapshot was read.
    pub(crate) fn queue_all(&mut self) {
        let mut leaving: Vec<(u64, ColdKey)> = Vec::new();
        let mut add = |position, kind, id| leaving.push((position, ColdKey { kind, id }));
        for item in self.items.values().filter(|item| item.status.is_closed()) {
            add(item.position, ColdKind::Item, item.id.as_u128());
        }
        for record in self.matches.values() {
            if record.status != MatchStatus::Proposed {
                add(record.position, ColdKind::Match, record.id.as_u128());
            }
        }
        for (id, used) in &self.uses {
            let is_proposed = used
                .taken_by
                .and_then(|by| self.matches.get(&by))
                .is_some_and(|record| record.status == MatchStatus::Proposed);
            if !is_proposed {
                add(used.position, ColdKind::TransferUse, id.as_u128());
            }
        }
        for statement in self.statements.values() {
            add(statement.position, ColdKind::Statement, statement.id.as_u128());
        }
        leaving.sort_unstable();
        for (position, key) in leaving {
            self.queue(position, key, false);
        }
    }
}
