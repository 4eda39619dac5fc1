//! Retires the oldest segments of a log: their records go, what proves the rest stays (see the module `retired`).
//!
//! It works beside the writer, on full segments only, oldest first, and holds the writer's lock while it does.

use std::sync::{Arc, Weak};

use super::index::Index;
use super::retired::{self, Stub};
use super::segment::SegmentHeader;
use crate::disk::{Access, Disk, DiskLock};
use crate::{LogError, Position};

/// Retires records of one log that is open for writing.
#[derive(Clone)]
pub struct Retirement {
    disk: Arc<dyn Disk>,
    index: Arc<Index>,
    lock: Weak<Box<dyn DiskLock>>,
}

impl Retirement {
    pub(crate) fn new(disk: Arc<dyn Disk>, index: &Arc<Index>, lock: &Arc<Box<dyn DiskLock>>) -> Self {
        Self {
            disk,
            index: Arc::clone(index),
            lock: Arc::downgrade(lock),
        }
    }

    /// The last positions of the full segments that are still kept, oldest first: what [`Retirement::retire_oldest`] would retire
    /// one by one.
    #[must_use]
    pub fn full_until(&self) -> Vec<Position> {
        self.index.full_until()
    }

    /// Retires the oldest full segment, if its last record is at `until` or before. Answers that position once nothing of the
    /// records is left; `None` if there is no such segment.
    ///
    /// # Errors
    /// `Damaged` if the segment is not as it was written: then it stays. `Locked` if the log is no longer open for writing.
    /// `StorageFull` and `Failed`; another call, or the next opening, finishes what was begun.
    pub fn retire_oldest(&self, until: Position) -> Result<Option<Position>, LogError> {
        let _lock = self.lock.upgrade().ok_or(LogError::Locked)?;
        let Some((header, following)) = self.index.oldest() else {
            return Ok(None);
        };
        let last = Position(following.first.0 - 1);
        if last > until {
            return Ok(None);
        }
        let failed = |error| LogError::full_or_failed("retiring a segment", error);
        let opened = SegmentHeader::open(&*self.disk, header.sequence, Access::Read)?;
        let (_, file) = opened.ok_or_else(|| failed(std::io::ErrorKind::NotFound.into()))?;
        let stub = Stub::of(header.clone(), file, &following)?;
        stub.write(&*self.disk).map_err(failed)?;
        self.index.retire_oldest(last);
        retired::remove_segment(&*self.disk, header.sequence).map_err(failed)?;
        Ok(Some(last))
    }
}
