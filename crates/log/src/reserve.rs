//! Space kept free on the log's disk for its neighbours.
//!
//! A log that fills its disk to the last byte takes the ground from everything beside it: snapshots, the cold tier, read
//! models, the store of deliveries. So writes are refused while there is still room for those to end what they have begun.

use std::path::PathBuf;
use std::sync::Arc;

use crate::{Batch, Epoch, Log, LogError, LogReader, Position};

/// A log that refuses writes while its disk has less than `reserve_bytes` free.
pub struct ReservedSpace<L> {
    log: L,
    folder: PathBuf,
    reserve_bytes: u64,
}

impl<L: Log> ReservedSpace<L> {
    /// Watches over the disk that `folder` is on.
    pub fn new(log: L, folder: PathBuf, reserve_bytes: u64) -> Self {
        ReservedSpace {
            log,
            folder,
            reserve_bytes,
        }
    }
}

impl<L: Log> Log for ReservedSpace<L> {
    fn head(&self) -> Position {
        self.log.head()
    }

    fn epoch(&self) -> Epoch {
        self.log.epoch()
    }

    fn max_batch_bytes(&self) -> usize {
        self.log.max_batch_bytes()
    }

    /// The inner log's promise, and the reserve. Where the system does not say how much is free, the promise alone counts.
    fn ensure_room(&mut self, bytes: usize) -> Result<(), LogError> {
        if let Ok(space) = rustix::fs::statvfs(&self.folder) {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            if free < self.reserve_bytes {
                return Err(LogError::StorageFull);
            }
        }
        self.log.ensure_room(bytes)
    }

    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        self.log.append(expected, epoch, batch)
    }

    fn reader(&self) -> Arc<dyn LogReader> {
        self.log.reader()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SimulatedDisk;
    use crate::embedded::{EmbeddedLog, Options};

    #[test]
    fn refuses_below_the_reserve_and_takes_what_was_promised() {
        let options = Options {
            segment_bytes: 64 * 1024,
            ..Options::default()
        };
        let mut log = EmbeddedLog::open(Arc::new(SimulatedDisk::new(1)), options).unwrap();
        let head = log.head();
        let mut batch = Batch::new();
        batch.push(b"payment");
        log.append(head, log.epoch(), &batch).unwrap();

        let mut full = ReservedSpace::new(log, std::env::temp_dir(), u64::MAX);
        assert!(matches!(full.ensure_room(1), Err(LogError::StorageFull)));
        let (head, epoch) = (full.head(), full.epoch());
        assert_eq!(
            full.append(head, epoch, &batch).unwrap(),
            head.next(),
            "what was promised before is kept"
        );

        let mut roomy = ReservedSpace::new(full.log, std::env::temp_dir(), 0);
        assert!(roomy.ensure_room(1).is_ok());
    }
}
