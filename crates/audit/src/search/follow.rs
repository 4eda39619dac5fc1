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
/// For each span of work so many of rest, while there is more to do.
const REST: u32 = 4;
const LONGEST_REST: Duration = Duration::from_secs(1);
/// Where the trail grows faster than by so many records a second, the node is at its limits: then a small portion a second is taken in,
/// and the rest when there is time. What tantivy does with a portion is done by threads of its own, so that resting in proportion does not
/// bound it.
const BUSY_RECORDS_PER_SECOND: u64 = 20_000;
const BUSY_READ_BYTES: usize = 64 * 1024;
/// A commit writes a segment and waits for the disk, beside the log.
const BUSY_COMMIT_EVERY: Duration = Duration::from_secs(10);
/// How fast the trail grows is looked at over so long at least.
const PACE_OVER: Duration = Duration::from_millis(200);

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
    pace: Pace,
    stop: Arc<AtomicBool>,
    behind: Gauge,
    failures: Counter,
}

/// How fast the trail grows.
struct Pace {
    head: u64,
    at: Instant,
    is_busy: bool,
}

impl Pace {
    /// Whether it grew faster than what leaves time for others, when it was last looked at.
    fn is_busy(&mut self, head: u64) -> bool {
        let span = self.at.elapsed();
        if span >= PACE_OVER {
            let records = head.saturating_sub(self.head);
            let span_ms = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
            self.is_busy = records.saturating_mul(1_000) / span_ms > BUSY_RECORDS_PER_SECOND;
            (self.head, self.at) = (head, Instant::now());
        }
        self.is_busy
    }
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
            writer: index.writer_with_num_threads(1, MEMORY_BYTES)?,
            fields,
            given: reached.load(Ordering::Acquire),
            forgotten: 0,
            reached,
            committed_at: Instant::now(),
            pace: Pace {
                head: trail.reader().head().0,
                at: Instant::now(),
                is_busy: false,
            },
            trail,
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
                    let rest = match (is_done, self.pace.is_busy(head)) {
                        (true, _) => IDLE,
                        (false, true) => LONGEST_REST,
                        (false, false) => (began.elapsed() * REST).min(LONGEST_REST),
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
        let (read_bytes, commit_every) = match self.pace.is_busy {
            true => (BUSY_READ_BYTES, BUSY_COMMIT_EVERY),
            false => (READ_BYTES, COMMIT_EVERY),
        };
        let records = reader.read_after(Position(self.given), read_bytes)?;
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
            && (is_done || self.committed_at.elapsed() >= commit_every)
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
