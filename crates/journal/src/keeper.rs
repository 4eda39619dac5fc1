//! The background work: full tables become runs, runs become larger runs.
//!
//! One thread does it, so nothing here races with itself. Each change is: write new files, name them in a new manifest,
//! show them to readers, remove the old files. A crash between any two of these leaves a journal that opens. A merge of
//! many entries stands back whenever a table is ready, so that the writer never waits for one. What finds the disk full is
//! taken back and made again later: a table at the next call, a merge after the next table.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bezant_log::Position;

use crate::JournalError;
use crate::hash::Secret;
use crate::journal::Shared;
use crate::known::Known;
use crate::manifest::Manifest;
use crate::merge::{self, Merge};
use crate::run::{Family, Run, RunWriter};
use crate::sort::Sorter;
use crate::state::Runs;
use crate::table::Table;

/// Flushed tables whose memory is kept for later ones.
const MOST_SPARE: usize = 2;

/// What only the background work knows.
pub(crate) struct Keeper {
    secret: Secret,
    next_number: u64,
    indexed: Position,
    runs: Arc<Runs>,
    known: Known,
    sorter: Sorter,
    /// There was no room for a merge.
    is_short: bool,
}

impl Keeper {
    pub(crate) fn new(manifest: &Manifest, runs: Arc<Runs>, known: Known) -> Self {
        Self {
            secret: manifest.secret,
            next_number: manifest.next_number,
            indexed: manifest.indexed,
            runs,
            known,
            sorter: Sorter::default(),
            is_short: false,
        }
    }

    /// Does all there is to do, or stops early when the journal is being closed.
    pub(crate) fn work(&mut self, shared: &Shared) -> Result<(), JournalError> {
        shared.prepare_spare();
        let mut is_more = true;
        while is_more && !shared.is_stopping() {
            let done = self.flush(shared).and_then(|was_work| match was_work {
                true => Ok(true),
                false => Ok(self.regrow(shared)? || self.merge_if_there_is_room(shared)?),
            });
            if matches!(done, Err(JournalError::StorageFull)) {
                self.take_back(shared);
            }
            is_more = done?;
        }
        Ok(())
    }

    /// Removes what an attempt left behind that found the disk full, so that what comes free is not lost to the next ones.
    fn take_back(&mut self, shared: &Shared) {
        self.known.count_again(&self.runs.ids);
        if let Err(error) = self
            .manifest(&self.runs, self.indexed)
            .remove_orphans(&*shared.disk)
        {
            tracing::warn!(%error, "unfinished files of the journal could not be removed");
        }
    }

    /// Writes the oldest waiting table as a run of each family, if it is committed.
    fn flush(&mut self, shared: &Shared) -> Result<bool, JournalError> {
        let Some(table) = shared.read().ready().cloned() else {
            return Ok(false);
        };
        let mut runs = Runs::clone(&self.runs);
        for family in Family::ALL {
            let entries = table.of(family);
            let positions = self.indexed.next()..=table.last;
            let mut writer = RunWriter::create(
                &*shared.disk,
                family,
                self.take_number(),
                positions,
                (entries[0].len() + entries[1].len()) as u64,
            )?;
            let sorted = self.sorter.sort(entries);
            writer.push(sorted)?;
            if family == Family::Ids {
                // Before readers can see the run.
                self.known.insert(sorted);
            }
            runs.of_mut(family).push(Arc::new(writer.finish()?));
        }
        let indexed = table.last;
        self.publish(shared, runs, indexed)?;
        self.is_short = false;
        shared.flushes.fetch_add(1, Ordering::Relaxed);
        shared.recycle(table);
        Ok(true)
    }

    /// Makes the filter of known ids larger, if it has too little room.
    fn regrow(&mut self, shared: &Shared) -> Result<bool, JournalError> {
        if !self.known.is_over_full() {
            return Ok(false);
        }
        let pause = |keeper: &mut Self| {
            while keeper.flush(shared)? {}
            Ok(!shared.is_stopping())
        };
        let runs = |keeper: &Self| keeper.runs.ids.clone();
        if let Some(known) = Known::regrow(self, shared.options.table_transfers, runs, pause)? {
            shared.write().known = known.filter().clone();
            self.known = known;
        }
        Ok(true)
    }

    /// Without merges look-ups take longer, but nothing is wrong.
    fn merge_if_there_is_room(&mut self, shared: &Shared) -> Result<bool, JournalError> {
        if self.is_short {
            return Ok(false);
        }
        match self.merge(shared) {
            Err(JournalError::StorageFull) => {
                tracing::warn!("the disk has no room for a merge of the journal's files; it is put off");
                self.is_short = true;
                self.take_back(shared);
                // A table that is ready may have been what found no room.
                Ok(true)
            }
            done => done,
        }
    }

    /// Merges runs of one family, if there are enough of one size.
    fn merge(&mut self, shared: &Shared) -> Result<bool, JournalError> {
        let options = &shared.options;
        for (family, base, fan_in) in [
            (Family::Ids, options.table_transfers, options.ids_fan_in),
            (
                Family::Accounts,
                2 * options.table_transfers,
                options.accounts_fan_in,
            ),
        ] {
            let sizes: Vec<u64> = self
                .runs
                .of(family)
                .iter()
                .map(|run| run.header.entries)
                .collect();
            if let Some(range) = merge::plan(&sizes, base as u64, fan_in) {
                let inputs = self.runs.of(family)[range].to_vec();
                self.merge_runs(shared, family, &inputs)?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn merge_runs(
        &mut self,
        shared: &Shared,
        family: Family,
        inputs: &[Arc<Run>],
    ) -> Result<(), JournalError> {
        let (oldest, newest) = (&inputs[0].header, &inputs[inputs.len() - 1].header);
        let entries = inputs.iter().map(|run| run.header.entries).sum();
        let writer = RunWriter::create(
            &*shared.disk,
            family,
            self.take_number(),
            oldest.first..=newest.last,
            entries,
        )?;
        let mut merge = Merge::new(inputs, writer);
        while merge.step()? {
            if shared.is_stopping() {
                return Ok(());
            }
            while self.flush(shared)? {}
        }
        let merged = merge.finish()?;
        assert_eq!(merged.header.entries, entries, "a merge loses no entry");
        let mut runs = Runs::clone(&self.runs);
        let list = runs.of_mut(family);
        let start = list
            .iter()
            .position(|run| run.header.number == oldest.number)
            .expect("only this thread takes runs away");
        list.splice(start..start + inputs.len(), [Arc::new(merged)]);
        self.publish(shared, runs, self.indexed)?;
        shared.merges.fetch_add(1, Ordering::Relaxed);
        for run in inputs {
            let name = run.header.file_name();
            // Readers that have it open go on reading; what stays behind is removed when the journal is opened.
            if let Err(error) = shared.disk.remove(&name) {
                tracing::warn!(%error, name, "an old file of the journal could not be removed");
            }
        }
        Ok(())
    }

    /// Makes the runs durable parts of the journal, then shows them to readers in place of what they replace.
    fn publish(&mut self, shared: &Shared, runs: Runs, indexed: Position) -> Result<(), JournalError> {
        self.manifest(&runs, indexed).write(&*shared.disk)?;
        let runs = Arc::new(runs);
        self.runs = runs.clone();
        self.indexed = indexed;
        let mut state = shared.write();
        state.runs = runs;
        if state.indexed < indexed {
            state.indexed = indexed;
            let table = state.waiting.pop_front();
            assert_eq!(
                table.map(|table| table.last),
                Some(indexed),
                "the flushed table was the oldest"
            );
        }
        drop(state);
        shared.signal_done();
        Ok(())
    }

    fn manifest(&self, runs: &Runs, indexed: Position) -> Manifest {
        Manifest {
            secret: self.secret,
            next_number: self.next_number,
            indexed,
            runs: runs.all().map(|run| run.header.clone()).collect(),
        }
    }

    fn take_number(&mut self) -> u64 {
        let number = self.next_number;
        self.next_number += 1;
        number
    }
}

impl Shared {
    /// Has a table ready by the time that the active one is full, so that the writer need not make it.
    fn prepare_spare(&self) {
        let is_needed = self.spare.lock().expect(crate::journal::LOCK).is_empty();
        if is_needed && self.read().active.is_half_full() {
            let mut table = Table::with_capacity(self.options.table_transfers);
            table.touch_memory();
            self.spare.lock().expect(crate::journal::LOCK).push(table);
        }
    }

    /// Keeps the memory of a flushed table for a later one, unless a reader still has it.
    fn recycle(&self, table: Arc<Table>) {
        if let Some(mut table) = Arc::into_inner(table) {
            table.clear();
            let mut spare = self.spare.lock().expect(crate::journal::LOCK);
            if spare.len() < MOST_SPARE {
                spare.push(table);
            }
        }
    }
}
