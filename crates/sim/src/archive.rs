//! An archive of transfers that is wrong on purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_books::JournalArchive;
use bezant_engine::{Archive, ArchivedRecord, By, ColdError, RecordPlace};
use bezant_kernel::Tenant;
use bezant_log::Position;
use bytes::Bytes;

/// Every so many look-ups by id one finds nothing.
const EVERY: u64 = 5;

/// An archive that calls known ids new now and then.
pub(crate) struct ForgetfulArchive {
    pub(crate) archive: Arc<JournalArchive>,
    pub(crate) asked: AtomicU64,
}

impl Archive for ForgetfulArchive {
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError> {
        self.archive.add(tenant, place, records)
    }

    fn has_room(&self) -> bool {
        self.archive.has_room()
    }

    fn committed(&self, up_to: Position) -> Result<(), ColdError> {
        self.archive.committed(up_to)
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        let forgets = by == By::Id && self.asked.fetch_add(1, Ordering::Relaxed) % EVERY == EVERY - 1;
        if forgets {
            return Ok(());
        }
        self.archive.find(tenant, by, ids, as_of, found)
    }

    fn indexed(&self) -> Position {
        self.archive.indexed()
    }
}
