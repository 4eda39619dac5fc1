//! The one thread that writes: takes what waits, appends it as one frame a batch, and goes on until the trail is closed.
//!
//! A full disk is waited out, and so is one that failed: the log is opened anew, and what it holds then says whether the batch of before
//! is in it. Nothing is written twice and nothing that waits is given up while the process lives.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bezant_log::disk::RealDisk;
use bezant_log::embedded::{EmbeddedLog, Options as LogOptions, Retirement};
use bezant_log::{Batch, Log, LogError, LogReader, Position};
use metrics::{Counter, counter};

use crate::queue::Queue;

/// Between two tries on a disk that is full or failed.
const RETRY_AFTER: Duration = Duration::from_millis(250);
/// So often what is left is tried when the trail is closed.
const LAST_TRIES: u32 = 4;

/// Where the trail is written, and how.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    pub(crate) segment_bytes: u64,
}

impl Place {
    pub(crate) fn open(&self) -> Result<EmbeddedLog, LogError> {
        let disk = RealDisk::open(&self.folder).map_err(|source| LogError::Failed {
            what: format!("opening {}", self.folder.display()),
            source,
        })?;
        let options = LogOptions {
            segment_bytes: self.segment_bytes,
            ..LogOptions::default()
        };
        EmbeddedLog::open(Arc::new(disk), options)
    }
}

/// What others have of the log while it is written.
pub(crate) struct Opened {
    pub(crate) reader: Arc<dyn LogReader>,
    pub(crate) retirement: Retirement,
}

impl Opened {
    pub(crate) fn of(log: &EmbeddedLog) -> Opened {
        Opened {
            reader: log.reader(),
            retirement: log.retirement(),
        }
    }
}

/// What others share with the writer; replaced when the log is opened anew.
pub(crate) type Shared = Arc<RwLock<Opened>>;

pub(crate) struct Writer {
    place: Place,
    /// `None` while it is to be opened anew.
    log: Option<EmbeddedLog>,
    head: Position,
    shared: Shared,
    queue: Arc<Queue>,
    every: Duration,
    batches: Counter,
    failures: Counter,
}

impl Writer {
    pub(crate) fn new(
        place: Place,
        log: EmbeddedLog,
        shared: Shared,
        queue: Arc<Queue>,
        every: Duration,
    ) -> Writer {
        Writer {
            place,
            head: log.head(),
            log: Some(log),
            shared,
            queue,
            every,
            batches: counter!("bezant_audit_batches_total"),
            failures: counter!("bezant_audit_failures_total"),
        }
    }

    /// Works until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        let mut tries = 0;
        loop {
            // Looked at first, so that what came before the end is written after it.
            let is_closed = self.queue.is_closed();
            while let Some(batch) = self.queue.take() {
                while let Err(error) = self.write(&batch) {
                    self.failures.increment(1);
                    self.queue.set_failing(true);
                    tracing::error!(%error, records = batch.len(), "the audit trail can't be written");
                    if matches!(error, LogError::TooLarge { .. }) {
                        // It never will: a record of so many megabytes is a defect.
                        break;
                    }
                    tries += 1;
                    if self.queue.is_closed() && tries >= LAST_TRIES {
                        tracing::error!("the node ends, and records of the audit trail are lost");
                        return;
                    }
                    std::thread::sleep(RETRY_AFTER);
                }
                tries = 0;
                self.queue.set_failing(false);
                self.batches.increment(1);
                self.queue.written(batch);
            }
            if is_closed {
                return;
            }
            std::thread::park_timeout(self.every);
        }
    }

    fn write(&mut self, batch: &Batch) -> Result<(), LogError> {
        let log = match &mut self.log {
            Some(log) => log,
            none => {
                let log = self.place.open()?;
                *self.shared.write().unwrap_or_else(PoisonError::into_inner) = Opened::of(&log);
                none.insert(log)
            }
        };
        let after = self.head.plus(batch.len() as u64);
        // The append before may have been made durable although its sync failed.
        if log.head() == after {
            self.head = after;
            return Ok(());
        }
        assert_eq!(log.head(), self.head, "nobody else writes the audit log");
        match log.append(self.head, log.epoch(), batch) {
            Ok(head) => {
                self.head = head;
                Ok(())
            }
            Err(error) => {
                if !matches!(error, LogError::StorageFull) {
                    self.log = None;
                }
                Err(error)
            }
        }
    }
}
