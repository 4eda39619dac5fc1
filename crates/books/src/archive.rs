//! The engine's archive over the journal, and how a journal is opened beside its log.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_engine::{Archive, ArchivedRecord, By, ColdError, Machine, RecordPlace};
use bezant_journal::{Journal, JournalError, Options};
use bezant_kernel::Tenant;
use bezant_log::{LogReader, Position};
use bytes::Bytes;

use crate::records::LogRecords;

/// The journal as the engine's archive. Knows besides how far the log is durable, so that readers see whole records only.
pub struct JournalArchive {
    journal: Journal,
    committed: AtomicU64,
}

/// Opens the journal in `folder` for the log behind `reader`, and makes it anew where it is damaged or is of another log.
/// The recovery of the engine then fills it from the log.
///
/// # Errors
/// `Locked`, `StorageFull`, `Unsupported` or `Failed`.
pub fn open_journal<M: Machine>(
    folder: impl AsRef<Path>,
    options: Options,
    reader: Arc<dyn LogReader>,
) -> Result<Arc<JournalArchive>, JournalError> {
    let folder = folder.as_ref();
    let head = reader.head();
    let open = || Journal::open(folder, options, Arc::new(LogRecords::<M>::new(reader.clone())));
    let journal = match open() {
        Ok(journal) if journal.indexed() <= head => journal,
        Ok(journal) => {
            tracing::warn!(
                indexed = journal.indexed().0,
                head = head.0,
                "the journal is ahead of the log, so it is of another one; it is made anew"
            );
            drop(journal);
            Journal::reset(folder)?;
            open()?
        }
        Err(error @ (JournalError::Damaged { .. } | JournalError::NotInLog { .. })) => {
            tracing::warn!(%error, "the journal is damaged; it is made anew from the log");
            Journal::reset(folder)?;
            open()?
        }
        Err(error) => return Err(error),
    };
    Ok(Arc::new(JournalArchive::new(journal)))
}

impl JournalArchive {
    /// The archive over an open journal.
    pub fn new(journal: Journal) -> Self {
        let committed = AtomicU64::new(journal.indexed().0);
        JournalArchive { journal, committed }
    }

    /// Every transfer at or below is durable in the log and found in the journal.
    pub fn committed_position(&self) -> Position {
        Position(self.committed.load(Ordering::Acquire))
    }

    /// The journal itself.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }
}

impl Archive for JournalArchive {
    fn add(&self, tenant: Tenant, place: RecordPlace, records: &Bytes) -> Result<(), ColdError> {
        let nth = u16::try_from(place.nth).expect("a log record has at most 8,192 transfers");
        self.journal
            .add(tenant, place.position, nth, records)
            .map_err(cold)
    }

    fn has_room(&self) -> bool {
        self.journal.has_room()
    }

    fn committed(&self, up_to: Position) -> Result<(), ColdError> {
        self.journal.committed(up_to);
        self.committed.fetch_max(up_to.0, Ordering::Release);
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
        self.journal
            .find(tenant, by, ids, as_of, &mut |_, _, transfer| found(&transfer))
            .map_err(cold)
    }

    fn indexed(&self) -> Position {
        self.journal.indexed()
    }
}

fn cold(error: JournalError) -> ColdError {
    ColdError(error.to_string())
}
