//! The archive of transfers as the node has it: the real journal, on a disk of its own that loses its power with the log's.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_core::Core;
use bezant_engine::{Archive, ArchivedRecord, By, ColdError, PackedSpans, RecordPlace};
use bezant_journal::{Journal, JournalError, Place, RecordSource, Stored};
use bezant_kernel::Tenant;
use bezant_log::{LogReader, Position};
use bytes::Bytes;

/// Reads transfers back from the log.
pub(crate) struct LogRecords(pub(crate) Arc<dyn LogReader>);

impl RecordSource for LogRecords {
    fn transfer(&self, place: Place) -> Result<Stored, JournalError> {
        let missing = || JournalError::NotInLog { place };
        let spans = PackedSpans::read::<Core>(&*self.0, place.position()).map_err(|_| missing())?;
        let offset = spans.offset(u32::from(place.nth())).ok_or_else(missing)?;
        let bytes = self.0.read_slice(place.position(), offset, 128)?;
        Ok(Stored {
            tenant: spans.tenant().ok_or_else(missing)?,
            transfer: (&bytes[..]).try_into().map_err(|_| missing())?,
        })
    }
}

/// The journal behind the engine's port.
pub(crate) struct JournalArchive(pub(crate) Journal);

fn cold(error: JournalError) -> ColdError {
    ColdError(error.to_string())
}

impl Archive for JournalArchive {
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError> {
        let nth = u16::try_from(place.nth).expect("a record has less than 8,192 transfers");
        self.0.add(tenant, place.position, nth, records).map_err(cold)
    }

    fn has_room(&self) -> bool {
        self.0.has_room()
    }

    fn committed(&self, up_to: Position) -> Result<(), ColdError> {
        self.0.committed(up_to);
        Ok(())
    }

    fn find(
        &self,
        tenant: Tenant,
        by: By,
        ids: &[u128],
        as_of: Position,
        found: &mut dyn FnMut(&ArchivedRecord),
    ) -> Result<(), ColdError> {
        let by = match by {
            By::Id => bezant_journal::By::Id,
            By::Related => bezant_journal::By::Related,
        };
        let found = &mut |_, _, record| found(&record);
        self.0.find(tenant, by, ids, as_of, found).map_err(cold)
    }

    fn indexed(&self) -> Position {
        self.0.indexed()
    }
}

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
