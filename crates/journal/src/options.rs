//! The sizes of a journal.

/// How much is kept in memory and when files are merged.
#[derive(Copy, Clone, Debug)]
pub struct Options {
    /// Transfers in memory before they go to a file. Each takes about 90 bytes; a restart reads as many again from
    /// the log.
    pub table_transfers: usize,
    /// Full tables that may wait for the disk before the writer has to. One more where the disk is found full just then.
    pub waiting_tables: usize,
    /// Runs of about one size that are merged into one, for ids. To find a known id is to look into each run.
    pub ids_fan_in: usize,
    /// The same for accounts, where a query that starts at the newest seldom looks into all.
    pub accounts_fan_in: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            table_transfers: 1 << 20,
            waiting_tables: 4,
            ids_fan_in: 8,
            accounts_fan_in: 16,
        }
    }
}

impl Options {
    pub(crate) fn check(&self) {
        assert!(
            self.table_transfers >= 1 && self.table_transfers <= 1 << 28,
            "a table of 1 to 2^28 transfers"
        );
        assert!(self.waiting_tables >= 1, "at least one table may wait");
        assert!(
            self.ids_fan_in >= 2 && self.accounts_fan_in >= 2,
            "a merge takes two runs at least"
        );
    }
}
