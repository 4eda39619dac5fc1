//! Reads a run from its beginning to its end in large pieces.

use super::{Run, decode};
use crate::JournalError;

/// Entries of one read: 128 KiB, whole blocks.
const READ_ENTRIES: usize = 8192;

/// Where a reading is.
pub(crate) struct Scan<R> {
    run: R,
    next_block: usize,
    bytes: Vec<u8>,
    entries: Vec<u128>,
    taken: usize,
}

impl<R: std::ops::Deref<Target = Run>> Scan<R> {
    pub(crate) fn new(run: R) -> Self {
        Self {
            run,
            next_block: 0,
            bytes: Vec::new(),
            entries: Vec::with_capacity(READ_ENTRIES),
            taken: 0,
        }
    }

    /// Reads on if nothing is left, and gives what is ready. Nothing only at the end.
    pub(crate) fn fill(&mut self) -> Result<&[u128], JournalError> {
        let blocks = self.run.blocks();
        if self.taken == self.entries.len() && self.next_block < blocks {
            let blocks_at_once = READ_ENTRIES / self.run.header.family.block_entries();
            let count = blocks_at_once.min(blocks - self.next_block);
            self.run.read(self.next_block, count, &mut self.bytes)?;
            self.next_block += count;
            self.entries.clear();
            self.entries.extend(decode(&self.bytes));
            self.taken = 0;
        }
        Ok(self.ready())
    }

    /// What was read and not taken.
    pub(crate) fn ready(&self) -> &[u128] {
        &self.entries[self.taken..]
    }

    pub(crate) fn take(&mut self, count: usize) {
        self.taken += count;
        assert!(self.taken <= self.entries.len(), "only what is ready is taken");
    }

    /// Whether nothing follows what is ready.
    pub(crate) fn is_last(&self) -> bool {
        self.next_block == self.run.blocks()
    }
}
