//! The books of a partition, and the two ways in which everything in them is read: along an account, and by id.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

use bezant_engine::Cold;
use bezant_journal::{By, Of, Order, PackedTransfer, Place, Query};
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::{Flags, Transfer, TransferKind};
use bezant_log::{LogReader, Position};

use crate::archive::JournalArchive;
use crate::error::BooksError;
use crate::transfers::Placed;

/// Transfers that are read and held in memory at once.
pub(crate) const CHUNK: usize = 256;

/// The books of all tenants of a partition. Cheap to clone; every question names its tenant.
#[derive(Clone)]
pub struct Books {
    pub(crate) archive: Arc<JournalArchive>,
    pub(crate) reader: Arc<dyn LogReader>,
    pub(crate) cold: Arc<dyn Cold>,
}

/// Where a walk along an account or reference goes.
pub(crate) struct Walk {
    pub(crate) of: Of,
    pub(crate) positions: RangeInclusive<Position>,
    pub(crate) after: Option<Place>,
}

/// A hold as far as its end needs to know it.
pub(crate) type Holds = BTreeMap<(TransferId, bool), Transfer>;

impl Books {
    /// The books over a log: its archive of transfers, and the cold tier with the balance checkpoints.
    pub fn new(archive: Arc<JournalArchive>, reader: Arc<dyn LogReader>, cold: Arc<dyn Cold>) -> Self {
        Books {
            archive,
            reader,
            cold,
        }
    }

    /// Hands out the transfers from the oldest to the newest, a few at a time.
    pub(crate) fn walk(
        &self,
        tenant: Tenant,
        walk: Walk,
        keep: &mut dyn FnMut(Place, &Transfer) -> bool,
        each: &mut dyn FnMut(&[Placed]) -> Result<(), BooksError>,
    ) -> Result<(), BooksError> {
        let mut cursor = walk.after;
        loop {
            let query = Query {
                of: walk.of,
                order: Order::OldestFirst,
                positions: walk.positions.clone(),
                cursor,
                limit: CHUNK,
                scan: 16 * CHUNK,
            };
            let (some, next) = self.page(tenant, &query, keep)?;
            each(&some)?;
            match next {
                Some(_) => cursor = next,
                None => return Ok(()),
            }
        }
    }

    /// A page of transfers that `keep` agrees to, and where the next one begins.
    pub(crate) fn page(
        &self,
        tenant: Tenant,
        query: &Query,
        keep: &mut dyn FnMut(Place, &Transfer) -> bool,
    ) -> Result<(Vec<Placed>, Option<Place>), BooksError> {
        if query.positions.is_empty() {
            return Ok((Vec::new(), None));
        }
        let mut damage = None;
        let mut kept = Vec::new();
        let page = self
            .archive
            .journal()
            .transfers(tenant, query, &mut |place, packed| match unpack(place, packed) {
                Ok(transfer) => {
                    let keeps = keep(place, &transfer);
                    if keeps {
                        kept.push(Placed { place, transfer });
                    }
                    keeps
                }
                Err(error) => {
                    damage = Some(error);
                    false
                }
            })?;
        match damage {
            Some(error) => Err(error),
            None => Ok((kept, page.next)),
        }
    }

    /// The transfers with these ids, or those that end or reverse them.
    pub(crate) fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
    ) -> Result<Vec<Placed>, BooksError> {
        let mut found = Vec::new();
        self.archive
            .journal()
            .find(tenant, by, ids, as_of, &mut |_, place, packed| {
                found.push(unpack(place, &packed).map(|transfer| Placed { place, transfer }));
            })?;
        let mut found = found.into_iter().collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|one| one.place);
        Ok(found)
    }

    /// The holds that those of `transfers` end of whose hold more must be known than stands on the end.
    pub(crate) fn holds_of(&self, tenant: Tenant, transfers: &[Placed]) -> Result<Holds, BooksError> {
        let mut ids: Vec<u128> = transfers
            .iter()
            .filter(|one| needs_hold(&one.transfer))
            .map(|one| one.transfer.related.as_u128())
            .collect();
        if ids.is_empty() {
            return Ok(Holds::new());
        }
        ids.sort_unstable();
        ids.dedup();
        let as_of = self.archive.committed_position();
        let found = self.find(tenant, By::Id, &ids, as_of)?;
        let holds = found
            .into_iter()
            .filter(|one| one.transfer.kind == TransferKind::Hold);
        Ok(holds
            .map(|one| {
                let internal = one.transfer.flags.contains(Flags::INTERNAL);
                ((one.transfer.id, internal), one.transfer)
            })
            .collect())
    }
}

/// A post may leave a part of its hold, which only the hold says; and an end that is backdated may count before its hold does.
pub(crate) fn needs_hold(transfer: &Transfer) -> bool {
    match transfer.kind {
        TransferKind::Post => true,
        TransferKind::Void | TransferKind::Expiry => transfer.effective != transfer.time,
        TransferKind::Transfer | TransferKind::Hold | TransferKind::Reversal => false,
    }
}

/// The hold that `end` ends.
pub(crate) fn hold_of<'a>(holds: &'a Holds, end: &Transfer) -> Result<&'a Transfer, BooksError> {
    holds
        .get(&(end.related, end.ends_internal_hold()))
        .ok_or(BooksError::HoldMissing { hold: end.related })
}

fn unpack(place: Place, packed: &PackedTransfer) -> Result<Transfer, BooksError> {
    Transfer::from_bytes(packed).map_err(|damage| BooksError::Transfer { place, damage })
}
