//! Exact look-up of many ids at once: what the writer asks before it decides a batch.

use bezant_kernel::Tenant;
use bezant_log::Position;

use crate::hash::Kind;
use crate::query::Order;
use crate::records::Fields;
use crate::{Journal, JournalError, PackedTransfer, Place, Stored};

/// What the ids of a look-up are.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum By {
    /// Ids of transfers.
    Id,
    /// Ids of transfers that others end or reverse: those others are found.
    Related,
}

impl By {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Id => Kind::Id,
            Self::Related => Kind::Related,
        }
    }
}

impl Journal {
    /// Calls `found` for every transfer at or below `as_of`, committed or only added, with one of the ids: with
    /// which of the ids, where it is and what it is. The order is not defined.
    ///
    /// # Errors
    /// `Damaged` or `Failed` if a run, `Log` or `NotInLog` if the log can't be read. Nothing was found then.
    pub fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(usize, Place, PackedTransfer),
    ) -> Result<(), JournalError> {
        let shared = &*self.shared;
        let kind = by.kind();
        let keyed = shared.secret.keyed(tenant, kind);
        let hashes: Vec<u64> = ids.iter().map(|&id| keyed.hash(id)).collect();
        let end = Place::last_of(as_of);
        let mut candidates: Vec<(Place, usize)> = Vec::new();
        let mut verified: Vec<(usize, Place, PackedTransfer)> = Vec::new();
        let is_it = |nth: usize, stored: &Stored| {
            stored.tenant == tenant && Fields(&stored.transfer).has(kind, ids[nth])
        };

        let (runs, known) = {
            let state = shared.read();
            for table in state.tables() {
                table.find(by, &hashes, |nth, place| match state.uncommitted(place) {
                    _ if place > end => {}
                    Some(stored) if is_it(nth, &stored) => verified.push((nth, place, stored.transfer)),
                    Some(_) => {}
                    None => candidates.push((place, nth)),
                });
            }
            (state.runs.clone(), state.known.clone())
        };

        let mut hits = Vec::new();
        known.which(&hashes, |nth| hits.push(nth));
        let mut places = Vec::new();
        let range = Place::from_bits(0)..=end;
        for nth in hits {
            for run in &runs.ids {
                run.collect(hashes[nth], &range, Order::OldestFirst, usize::MAX, &mut places)?;
            }
            candidates.extend(places.drain(..).map(|place| (place, nth)));
        }

        if !candidates.is_empty() {
            candidates.sort_unstable();
            places.extend(candidates.iter().map(|&(place, _)| place));
            let stored = shared.transfers(&places)?;
            for (&(place, nth), stored) in candidates.iter().zip(&stored) {
                if is_it(nth, stored) {
                    verified.push((nth, place, stored.transfer));
                }
            }
        }
        for (nth, place, transfer) in verified {
            found(nth, place, transfer);
        }
        Ok(())
    }
}
