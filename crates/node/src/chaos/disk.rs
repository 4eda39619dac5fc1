//! A log whose commits take longer. What a commit means stays what it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bezant_log::{Batch, Epoch, Log, LogError, LogReader, Position};

/// How slow the disk is.
#[derive(Default)]
pub(super) struct SlowDisk {
    delay_ms: Arc<AtomicU64>,
}

struct SlowLog {
    log: Box<dyn Log>,
    delay_ms: Arc<AtomicU64>,
}

impl SlowDisk {
    pub(super) fn set(&self, delay_ms: u64) {
        self.delay_ms.store(delay_ms, Ordering::Relaxed);
    }

    pub(super) fn under(&self, log: Box<dyn Log>) -> Box<dyn Log> {
        Box::new(SlowLog {
            log,
            delay_ms: Arc::clone(&self.delay_ms),
        })
    }
}

impl Log for SlowLog {
    fn head(&self) -> Position {
        self.log.head()
    }

    fn epoch(&self) -> Epoch {
        self.log.epoch()
    }

    fn max_batch_bytes(&self) -> usize {
        self.log.max_batch_bytes()
    }

    fn ensure_room(&mut self, bytes: usize) -> Result<(), LogError> {
        self.log.ensure_room(bytes)
    }

    /// The engine appends on a thread of its own, which sleeps in place of a disk.
    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        let delay_ms = self.delay_ms.load(Ordering::Relaxed);
        if delay_ms > 0 {
            std::thread::sleep(Duration::from_millis(delay_ms));
        }
        self.log.append(expected, epoch, batch)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        self.log.reader()
    }
}
