//! The thread that indexes: what is durable in the trail, some records at a time, with pauses, so that payments keep their cores.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bezant_log::Position;
use metrics::{Counter, Gauge, counter, gauge};
use tantivy::{Index, IndexWriter};

use super::fields::Fields;
use crate::error::AuditError;
use crate::record::Record;
use crate::trail::Trail;

/// Read from the trail at once.
const READ_BYTES: usize = 512 * 1024;
/// What the index keeps in memory before it writes: the least that it works with.
const MEMORY_BYTES: usize = 20_000_000;
/// Between two looks when there is nothing to do.
const IDLE: Duration = Duration::from_millis(500);
/// What is read is found after this at the latest, and a crash costs so much reading.
const COMMIT_EVERY: Duration = Duration::from_secs(2);
/// For each span of work so many of rest, while there is more to do: a fifth of a core at most.
const REST: u32 = 4;
const LONGEST_REST: Duration = Duration::from_secs(1);

pub(super) struct Indexing {
    trail: Trail,
    writer: IndexWriter,
    fields: Fields,
    /// What is committed to the index.
    reached: Arc<AtomicU64>,
    /// What was given to it.
    given: u64,
    /// What was taken out of it, since it left the trail.
    forgotten: u64,
    committed_at: Instant,
    stop: Arc<AtomicBool>,
    behind: Gauge,
    failures: Counter,
}

impl Indexing {
    pub(super) fn new(
        trail: Trail,
        index: Index,
        fields: Fields,
        reached: Arc<AtomicU64>,
        stop: Arc<AtomicBool>,
    ) -> Result<Indexing, AuditError> {
        Ok(Indexing {
            trail,
            writer: index.writer_with_num_threads(1, MEMORY_BYTES)?,
            fields,
            given: reached.load(Ordering::Acquire),
            forgotten: 0,
            reached,
            committed_at: Instant::now(),
            stop,
            behind: gauge!("bezant_audit_index_behind"),
            failures: counter!("bezant_audit_index_failures_total"),
        })
    }

    /// Works until told to stop, or until the index fails: the next start makes it anew.
    pub(super) fn run(mut self) {
        while !self.stop.load(Ordering::Acquire) {
            let began = Instant::now();
            match self.step() {
                Ok(is_done) => {
                    let head = self.trail.reader().head().0;
                    self.behind
                        .set(head.saturating_sub(self.reached.load(Ordering::Acquire)) as f64);
                    let rest = match is_done {
                        true => IDLE,
                        false => (began.elapsed() * REST).min(LONGEST_REST),
                    };
                    std::thread::park_timeout(rest);
                }
                Err(error) => {
                    self.failures.increment(1);
                    tracing::error!(%error, "the audit trail is no longer indexed; searches show how far it came");
                    return;
                }
            }
        }
        if let Err(error) = self.commit() {
            tracing::warn!(%error, "the index of the audit trail can't be written");
        }
    }

    /// Takes some records in; whether there was none.
    fn step(&mut self) -> Result<bool, AuditError> {
        let reader = self.trail.reader();
        self.forget(reader.begins_after().0)?;
        let records = reader.read_after(Position(self.given), READ_BYTES)?;
        for record in &records {
            let position = record.position.0;
            // What a newer version wrote is not found here, and nothing else is missing for it.
            if let Ok(read) = Record::read(&record.payload) {
                self.writer.add_document(self.fields.document(position, &read))?;
            }
            self.given = position;
        }
        let is_done = records.is_empty();
        if self.given > self.reached.load(Ordering::Acquire)
            && (is_done || self.committed_at.elapsed() >= COMMIT_EVERY)
        {
            self.commit()?;
        }
        Ok(is_done)
    }

    /// Takes out what left the trail, up to a position.
    fn forget(&mut self, until: u64) -> Result<(), AuditError> {
        if until > self.forgotten {
            self.writer.delete_query(self.fields.up_to(until))?;
            self.forgotten = until;
            self.given = self.given.max(until);
            self.commit()?;
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), AuditError> {
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&self.given.to_string());
        prepared.commit()?;
        self.committed_at = Instant::now();
        self.reached.store(self.given, Ordering::Release);
        Ok(())
    }
}
