//! What a journal consists of, and whether it is still what was written.

use std::sync::atomic::Ordering;

use crate::table::Table;
use crate::{Journal, JournalError};

/// What a journal consists of at the moment.
#[derive(Copy, Clone, PartialEq, Eq, Debug, Default)]
pub struct Stats {
    /// Transfers that are in memory only.
    pub young_transfers: u64,
    /// Entries in runs and in memory.
    pub entries: u64,
    /// Runs by id.
    pub id_runs: usize,
    /// Runs by account.
    pub account_runs: usize,
    /// Bytes of all runs.
    pub disk_bytes: u64,
    /// Bytes of the filter of all ids in runs.
    pub filter_bytes: usize,
    /// Tables written as runs since the journal was opened.
    pub flushes: u64,
    /// Merges since the journal was opened.
    pub merges: u64,
    /// Times that the writer had to wait for the disk.
    pub writer_waits: u64,
}

impl Journal {
    /// Reads every run from its first to its last byte.
    ///
    /// # Errors
    /// `Damaged` at the first page that is not what was written.
    pub fn verify(&self) -> Result<(), JournalError> {
        let runs = self.shared.read().runs.clone();
        runs.all().try_for_each(|run| run.verify())
    }

    /// What there is.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let shared = &*self.shared;
        let state = shared.read();
        let young: usize = state.tables().map(Table::transfers).sum();
        let in_memory: usize = state.tables().map(Table::entries).sum();
        let in_runs: u64 = state.runs.all().map(|run| run.header.entries).sum();
        Stats {
            young_transfers: young as u64,
            entries: in_memory as u64 + in_runs,
            id_runs: state.runs.ids.len(),
            account_runs: state.runs.accounts.len(),
            disk_bytes: state.runs.all().map(|run| run.header.bytes()).sum(),
            filter_bytes: state.known.bytes(),
            flushes: shared.flushes.load(Ordering::Relaxed),
            merges: shared.merges.load(Ordering::Relaxed),
            writer_waits: shared.writer_waits.load(Ordering::Relaxed),
        }
    }
}
