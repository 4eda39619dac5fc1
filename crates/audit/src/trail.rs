//! The trail of a node: a handle that takes records in, reads them back and makes the proofs.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;

use bezant_kernel::{Tenant, Timestamp};
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{ProofSource, Retirement};
use bezant_log::proof::{Checkpoint, SignedCheckpoint};
use bezant_log::{Log, LogError, LogId, LogReader, Position};
use ed25519_dalek::SigningKey;
use metrics::{Counter, counter};

use crate::error::AuditError;
use crate::handed::HandedRecord;
use crate::queue::Queue;
use crate::record::{DataClass, Record};
use crate::writer::{Opened, Place, Shared, Writer};

/// What waits to be written at most. Requests that are under way when no more are let in still find room: 8,192 of some 500 bytes.
const MOST_WAITING_BYTES: usize = 8 << 20;
/// From here on the trail counts as unavailable, and the follower of changes waits.
const CROWDED_BYTES: usize = 4 << 20;
/// A batch is closed at this size, or at a quarter of the largest that the log takes: a frame that one read brings, with room for
/// one more record.
const BATCH_BYTES: usize = 1 << 20;
/// How long the end of the trail waits for what is still to be written.
const CLOSE_WITHIN: Duration = Duration::from_secs(10);

/// What happens to requests that can't be recorded.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum WhenUnavailable {
    /// Changes, and reads of what must not be read unseen, are refused; other reads go on and are counted.
    #[default]
    Refuse,
    /// All go on and are counted.
    Count,
}

/// How a trail is kept.
#[derive(Clone)]
pub struct Options {
    /// Its folder: `log` is in it, and what is derived from that.
    pub folder: PathBuf,
    /// The size of a segment of its log.
    pub segment_bytes: u64,
    /// The pause between two writes, each with one sync: what a crash can lose of requests; of changes it loses none.
    pub write_every: Duration,
    /// What happens to requests that can't be recorded.
    pub when_unavailable: WhenUnavailable,
    /// Signs checkpoints.
    pub key: SigningKey,
}

/// Counts since the start.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Position of the last durable record.
    pub head: u64,
    /// Bytes that wait to be written.
    pub waiting_bytes: usize,
    /// Whether the disk refuses.
    pub is_failing: bool,
}

/// The trail. Clones are handles to the same one; it ends when the last is gone, or with [`Trail::close`].
#[derive(Clone)]
pub struct Trail(Arc<Inner>);

struct Inner {
    queue: Arc<Queue>,
    shared: Shared,
    log: LogId,
    options: Options,
    proofs: Mutex<Option<ProofSource>>,
    writer: Mutex<Option<JoinHandle<()>>>,
    recorded: Counter,
    dropped: Counter,
}

impl Trail {
    /// Opens the trail in its folder, beginning one if there is none.
    ///
    /// # Errors
    /// As opening a log does: locked, damaged, full or failed.
    pub fn open(options: Options) -> Result<Trail, AuditError> {
        let place = Place {
            folder: log_folder(&options.folder),
            segment_bytes: options.segment_bytes,
        };
        let log = place.open()?;
        let shared: Shared = Arc::new(RwLock::new(Opened::of(&log)));
        let queue = Arc::new(Queue::new(
            MOST_WAITING_BYTES,
            BATCH_BYTES.min(log.max_batch_bytes() / 4),
        ));
        let id = log.id();
        let writer = Writer::new(
            place,
            log,
            Arc::clone(&shared),
            Arc::clone(&queue),
            options.write_every,
        );
        let thread = std::thread::Builder::new()
            .name("audit-writer".to_owned())
            .spawn(move || writer.run())
            .map_err(|source| AuditError::file(&options.folder, source))?;
        Ok(Trail(Arc::new(Inner {
            queue,
            shared,
            log: id,
            options,
            proofs: Mutex::new(None),
            writer: Mutex::new(Some(thread)),
            recorded: counter!("bezant_audit_records_total"),
            dropped: counter!("bezant_audit_dropped_total"),
        })))
    }

    /// Takes a record in; it is durable some milliseconds later. `false`, and counted, where there is no room for it.
    pub fn note(&self, record: &Record) -> bool {
        let is_taken = self.0.queue.push(record);
        match is_taken {
            true => self.0.recorded.increment(1),
            false => self.0.dropped.increment(1),
        }
        is_taken
    }

    /// Whether records can be taken in without fear that they are lost.
    #[must_use]
    pub fn is_available(&self) -> bool {
        let load = self.0.queue.load();
        !load.is_failing && load.bytes < CROWDED_BYTES
    }

    /// Whether a request has to be refused, since it must not go unrecorded and might.
    #[must_use]
    pub fn refuses(&self, is_change: bool, class: DataClass) -> bool {
        self.0.options.when_unavailable == WhenUnavailable::Refuse
            && (is_change || class.is_sensitive())
            && !self.is_available()
    }

    /// Completes when there is room for many records.
    pub async fn has_room(&self) {
        const LOOK_EVERY: Duration = Duration::from_millis(5);
        while !self.is_available() {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits until everything that was taken in is durable; `false` if it takes longer than that.
    pub fn flush(&self, within: Duration) -> bool {
        if let Some(writer) = &*self.0.writer.lock().unwrap_or_else(PoisonError::into_inner) {
            writer.thread().unpark();
        }
        self.0.queue.wait(within)
    }

    /// Which log it is.
    #[must_use]
    pub fn log(&self) -> LogId {
        self.0.log
    }

    /// The folder it is in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.options.folder
    }

    /// How it is doing.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let load = self.0.queue.load();
        Stats {
            head: self.reader().head().0,
            waiting_bytes: load.bytes,
            is_failing: load.is_failing,
        }
    }

    /// Reads what is durable.
    #[must_use]
    pub fn reader(&self) -> Arc<dyn LogReader> {
        let shared = self.0.shared.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&shared.reader)
    }

    /// What takes old records away.
    pub(crate) fn retirement(&self) -> Retirement {
        let shared = self.0.shared.read().unwrap_or_else(PoisonError::into_inner);
        shared.retirement.clone()
    }

    /// The record at a position, if there is one and it is this tenant's. There is no look-up without a tenant, so that none sees
    /// another's.
    ///
    /// # Errors
    /// `Log`, or `Record` if it is not understood.
    pub fn record(&self, tenant: Tenant, position: u64) -> Result<Option<Record>, AuditError> {
        let record = self.payload(position)?;
        let record = record.map(|bytes| Record::read(&bytes).map_err(|_| AuditError::Record(position)));
        Ok(record.transpose()?.filter(|record| record.is_of(tenant)))
    }

    fn payload(&self, position: u64) -> Result<Option<Vec<u8>>, AuditError> {
        let reader = self.reader();
        if position == 0 || position > reader.head().0 {
            return Ok(None);
        }
        match reader.read_after(Position(position - 1), 1) {
            Ok(records) => Ok(records.first().map(|record| record.payload.to_vec())),
            // Of what left the trail nobody is told more than of what never was in it.
            Err(LogError::Retired { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Signs what is durable now; nothing where that is nothing.
    ///
    /// # Errors
    /// `Log`.
    pub fn checkpoint(&self, now: Timestamp) -> Result<Option<(Checkpoint, SignedCheckpoint)>, AuditError> {
        let head = self.reader().head();
        self.with_proofs(|proofs| {
            let seen = proofs.checkpoint(head, now.as_microseconds())?;
            Ok(seen.map(|seen| {
                let signed = seen.sign(&self.0.options.key);
                (seen, signed)
            }))
        })
    }

    /// Signs what is durable now and keeps the checkpoint beside the log, for who verifies it later.
    ///
    /// # Errors
    /// `Log` and `File`.
    pub fn keep_checkpoint(&self, now: Timestamp) -> Result<(), AuditError> {
        let Some((_, signed)) = self.checkpoint(now)? else {
            return Ok(());
        };
        let file = checkpoints_file(self.folder());
        let failed = |source| AuditError::file(&file, source);
        let mut line = serde_json::to_vec(&signed).expect("a checkpoint has text keys");
        line.push(b'\n');
        let mut open = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&file)
            .map_err(failed)?;
        open.write_all(&line).map_err(failed)?;
        open.sync_data().map_err(failed)?;
        let folder = File::open(self.folder()).map_err(failed)?;
        folder.sync_all().map_err(failed)
    }

    /// The tenant's record at a position, as it is handed to an auditor.
    ///
    /// # Errors
    /// `Log`, `Proof` and `Record`.
    pub fn prove(
        &self,
        tenant: Tenant,
        position: u64,
        now: Timestamp,
    ) -> Result<Option<HandedRecord>, AuditError> {
        let Some(record) = self.record(tenant, position)? else {
            return Ok(None);
        };
        let payload = self.payload(position)?.expect("it was just read");
        let (checkpoint, signed) = self.checkpoint(now)?.expect("there is a record");
        let proof = self.with_proofs(|proofs| Ok(proofs.inclusion(Position(position), &checkpoint)?))?;
        Ok(Some(HandedRecord::new(&record, &payload, proof, signed)))
    }

    /// Reading goes on beside the writer, so whoever makes proofs looks at the folder as any other reader would.
    fn with_proofs<T>(
        &self,
        make: impl FnOnce(&mut ProofSource) -> Result<T, AuditError>,
    ) -> Result<T, AuditError> {
        let mut proofs = self.0.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let source = match &mut *proofs {
            Some(source) => source,
            none => none.insert(proof_source(self.folder())?),
        };
        let made = make(source);
        if made.is_err() {
            // What it has read may be what went wrong.
            *proofs = None;
        }
        made
    }

    /// Takes nothing in any more and waits until what was taken in is durable.
    pub fn close(&self, now: Timestamp) {
        self.flush(CLOSE_WITHIN);
        if let Err(error) = self.keep_checkpoint(now) {
            tracing::warn!(%error, "the last checkpoint of the audit trail can't be kept");
        }
        self.0.end();
    }
}

impl Inner {
    fn end(&self) {
        self.queue.close();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            writer.thread().unpark();
            // It has said itself what went wrong.
            let _ = writer.join();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.end();
    }
}

pub(crate) fn log_folder(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// Signed checkpoints, one a line, oldest first.
pub(crate) fn checkpoints_file(folder: &Path) -> PathBuf {
    folder.join("checkpoints.jsonl")
}

/// Makes proofs from the folder of a trail, beside its writer or without one.
pub(crate) fn proof_source(folder: &Path) -> Result<ProofSource, AuditError> {
    let disk = open_disk(folder)?;
    Ok(ProofSource::open(disk)?)
}

pub(crate) fn open_disk(folder: &Path) -> Result<Arc<RealDisk>, AuditError> {
    let folder = log_folder(folder);
    let disk = RealDisk::open_existing(&folder).map_err(|source| LogError::Failed {
        what: format!("opening {}", folder.display()),
        source,
    })?;
    Ok(Arc::new(disk))
}
