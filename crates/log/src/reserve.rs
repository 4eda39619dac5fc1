//! Space kept free on the log's disk for its neighbours.
//!
//! A log that fills its disk to the last byte takes the ground from everything beside it: snapshots, the cold tier, read
//! models, the store of deliveries. So writes are refused while there is still room for those to end what they have begun.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::{Batch, Epoch, Log, LogError, LogReader, Position};

/// How long the system's answer about free space is good for.
const ANSWER_HOLDS: Duration = Duration::from_millis(50);

/// The part of the reserve after which the system is asked again, however soon.
const ASKED_EACH: u64 = 16;

/// A log that refuses writes while its disk has less than `reserve_bytes` free.
pub struct ReservedSpace<L> {
    log: L,
    folder: PathBuf,
    reserve_bytes: u64,
    /// When there was room, and what has been appended since.
    had_room: Option<(Instant, u64)>,
}

impl<L: Log> ReservedSpace<L> {
    /// Watches over the disk that `folder` is on.
    pub fn new(log: L, folder: PathBuf, reserve_bytes: u64) -> Self {
        ReservedSpace {
            log,
            folder,
            reserve_bytes,
            had_room: None,
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
        let is_known = self.had_room.is_some_and(|(asked, appended)| {
            appended < self.reserve_bytes / ASKED_EACH && asked.elapsed() < ANSWER_HOLDS
        });
        if !is_known && let Ok(space) = rustix::fs::statvfs(&self.folder) {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            if free < self.reserve_bytes {
                self.had_room = None;
                return Err(LogError::StorageFull);
            }
            self.had_room = Some((Instant::now(), 0));
        }
        self.log.ensure_room(bytes)
    }

    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError> {
        if let Some((_, appended)) = &mut self.had_room {
            *appended += batch.bytes() as u64;
        }
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
