//! What is known to be in runs: one filter over the ids of them all, so that a new id costs one look however many
//! runs there are.
//!
//! It doubles when it is full, which takes reading the runs of ids once more: the price per transfer stays the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::JournalError;
use crate::filter::Filter;
use crate::hash::{hash_of, is_filtered};
use crate::run::Run;

/// Tables that the smallest filter has room for.
const LEAST_TABLES: usize = 4;

/// Entries that are read at once while a filter is filled.
const STEP: usize = 256;

/// A filter that knows how full it is.
pub(crate) struct Known {
    filter: Arc<Filter>,
    capacity: usize,
    keys: usize,
}

impl Known {
    /// An empty one with room for `keys`.
    fn for_keys(keys: usize, table_transfers: usize) -> Self {
        let mut capacity = table_transfers * LEAST_TABLES;
        while capacity < keys {
            capacity *= 2;
        }
        Self {
            filter: Arc::new(Filter::with_capacity(capacity)),
            capacity,
            keys: 0,
        }
    }

    /// Of all ids in the runs, which are checked to the last byte.
    pub(crate) fn of(runs: &[Arc<Run>], table_transfers: usize) -> Result<Self, JournalError> {
        let keys = runs.iter().map(|run| run.header.filtered_count()).sum();
        let mut known = Self::for_keys(keys, table_transfers);
        for run in runs {
            let before = known.keys;
            run.check(|entries| {
                known.insert(entries);
                Ok(())
            })?;
            if known.keys - before != run.header.filtered_count() {
                let name = run.header.file_name();
                return Err(JournalError::damaged(&name, 0, "the header counts other ids"));
            }
        }
        Ok(known)
    }

    pub(crate) fn filter(&self) -> &Arc<Filter> {
        &self.filter
    }

    pub(crate) fn is_over_full(&self) -> bool {
        self.keys > self.capacity
    }

    /// Adds the ids of entries that are in order.
    pub(crate) fn insert(&mut self, entries: &[u128]) {
        let mut hashes = [0; STEP];
        for entries in entries.chunks(STEP) {
            let mut count = 0;
            for &entry in entries {
                hashes[count] = hash_of(entry);
                count += usize::from(is_filtered(hash_of(entry)));
            }
            self.filter.insert_all(&hashes[..count]);
            self.keys += count;
        }
    }

    /// Forgets how many ids were added for a run that did not come to be. Their bits stay, which is harmless.
    pub(crate) fn count_again(&mut self, runs: &[Arc<Run>]) {
        self.keys = runs.iter().map(|run| run.header.filtered_count()).sum();
    }

    /// A larger one with all ids of the runs that `runs` gives. Between pieces of work `pause` is called: more runs
    /// may come then, and none may go. None if it says that the work is no longer wanted.
    pub(crate) fn regrow<K>(
        keeper: &mut K,
        table_transfers: usize,
        runs: impl Fn(&K) -> Vec<Arc<Run>>,
        mut pause: impl FnMut(&mut K) -> Result<bool, JournalError>,
    ) -> Result<Option<Self>, JournalError> {
        let keys: usize = runs(keeper).iter().map(|run| run.header.filtered_count()).sum();
        let mut known = Self::for_keys(keys, table_transfers);
        let mut done = BTreeSet::new();
        while let Some(run) = runs(keeper)
            .into_iter()
            .find(|run| !done.contains(&run.header.number))
        {
            let mut is_wanted = true;
            run.check(|entries| {
                known.insert(entries);
                is_wanted = is_wanted && pause(keeper)?;
                Ok(())
            })?;
            if !is_wanted {
                return Ok(None);
            }
            done.insert(run.header.number);
        }
        Ok(Some(known))
    }
}
