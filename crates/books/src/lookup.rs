//! Many transfers by their ids at once.

use std::collections::BTreeMap;

use bezant_journal::By;
use bezant_kernel::{Tenant, TransferId};
use bezant_ledger::Transfer;

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::Instant;
use crate::transfers::Placed;

impl Books {
    /// The tenant's transfers with these ids as they were committed by `at`, in the order asked for. Of an id that a caller's
    /// transfer and one of Bezant's own share, the earlier.
    pub fn transfers(
        &self,
        tenant: Tenant,
        ids: &[TransferId],
        at: &Instant,
    ) -> Result<Vec<Option<Transfer>>, BooksError> {
        let found = self.placed_transfers(tenant, ids, at)?;
        let transfer = |one: Option<Placed>| one.map(|one| one.transfer);
        Ok(found.into_iter().map(transfer).collect())
    }

    /// The same with their places.
    pub fn placed_transfers(
        &self,
        tenant: Tenant,
        ids: &[TransferId],
        at: &Instant,
    ) -> Result<Vec<Option<Placed>>, BooksError> {
        let mut found: BTreeMap<TransferId, Placed> = BTreeMap::new();
        for one in self.with_ids(tenant, ids, at)? {
            found.entry(one.transfer.id).or_insert(one);
        }
        Ok(ids.iter().map(|id| found.get(id).copied()).collect())
    }

    /// All of the tenant's transfers with these ids, callers' and Bezant's own, as they were committed by `at`, in the order of
    /// their commits.
    pub fn all_transfers(
        &self,
        tenant: Tenant,
        ids: &[TransferId],
        at: &Instant,
    ) -> Result<Vec<Transfer>, BooksError> {
        let found = self.with_ids(tenant, ids, at)?;
        Ok(found.into_iter().map(|one| one.transfer).collect())
    }

    fn with_ids(&self, tenant: Tenant, ids: &[TransferId], at: &Instant) -> Result<Vec<Placed>, BooksError> {
        let mut asked: Vec<u128> = ids.iter().map(|id| id.as_u128()).collect();
        asked.sort_unstable();
        asked.dedup();
        self.find(tenant, By::Id, &asked, at.known)
    }
}
