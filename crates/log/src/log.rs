//! The contract of the log: its writer, its readers, and the store of snapshots beside it.

use std::sync::Arc;

use bytes::Bytes;

use crate::{Batch, Epoch, LogError, Position, Record};

/// Largest batch, as encoded, that any engine must take. Bounds the time of one sync, the memory of one read and
/// the part of a segment that one torn write can touch.
pub const MAX_BATCH_BYTES: usize = 16 * 1024 * 1024;

/// A log open for writing.
///
/// ```text
///   position   1   2   3 │ 4   5 │ 6 │ 7   8   9 │  …            batches are whole or absent
///             ╰─────────────────────────────────╯
///                 durable, readable, for ever     ▲
///                                                head = 9
///   append(expected = 9, epoch, batch of 2) ─▶ Ok(11)             head moves only when the disk says "safe"
///   append(expected = 8, …)                 ─▶ Err(Conflict)      someone else moved it, or a bug
///   append(…, older epoch, …)               ─▶ Err(Fenced)        another writer took over: stop
/// ```
///
/// **Guaranteed, by every engine:**
///
/// 1. *Durability.* When `append` says `Ok(head)`, the records survive the end of the process and of the power.
/// 2. *Atomicity.* After any crash a batch is there as a whole or not at all. A batch whose append did not answer
///    may be either; batches that answered are there.
/// 3. *Order.* Positions go up by one without a gap, in the order of appends, in a batch in the order of pushes.
/// 4. *No change.* What was read at a position is what will be read there, byte for byte. An engine that finds
///    other bytes says [`LogError::Damaged`] and never serves them.
/// 5. *One writer.* Each opening for writing takes the last epoch + 1, durably, before its first append. Of two
///    openings at once one is [`LogError::Locked`] out, or the older is [`LogError::Fenced`] at its next append.
/// 6. *Nothing uncommitted is visible.* A reader's head is durable.
///
/// **On failure:** `Conflict`, `Fenced`, `TooLarge` and `StorageFull` leave everything as it was; after
/// `StorageFull` the same call may be made again. `Failed` from `ensure_room` or `append` poisons the writer: what
/// the disk holds is unknown until the log is opened anew, so every later call of the writer fails and the process
/// must stop. It is never tried again, since a second fsync may say "safe" about pages the system has dropped.
pub trait Log: Send {
    /// Position of the last durable record.
    fn head(&self) -> Position;

    /// The epoch of this writer.
    fn epoch(&self) -> Epoch;

    /// Largest batch, as encoded, that `append` takes.
    fn max_batch_bytes(&self) -> usize {
        MAX_BATCH_BYTES
    }

    /// Makes sure that a batch of `bytes` (see [`Batch::bytes`]) can be appended without needing new space. Where others may
    /// take what was set aside, an append can find none all the same.
    ///
    /// # Errors
    /// `StorageFull` leaves all as it was and may be tried again; `TooLarge` if no such batch will ever fit.
    fn ensure_room(&mut self, bytes: usize) -> Result<(), LogError>;

    /// Appends the batch after `expected`, which must be the head, and answers the new head once it is durable.
    /// An empty batch answers the head and writes nothing.
    ///
    /// # Errors
    /// `Conflict`, `Fenced`, `TooLarge`, `StorageFull` and `Failed`, as the page of this trait says.
    fn append(&mut self, expected: Position, epoch: Epoch, batch: &Batch) -> Result<Position, LogError>;

    /// A reader of this log, for any number of threads; it lives on when the writer is gone.
    fn reader(&self) -> Arc<dyn LogReader>;
}

/// What any engine looks at before it appends.
pub(crate) fn check_turn(
    (expected, head): (Position, Position),
    (given, current): (Epoch, Epoch),
) -> Result<(), LogError> {
    if given != current {
        return Err(LogError::Fenced { given, current });
    }
    if expected != head {
        return Err(LogError::Conflict { expected, head });
    }
    Ok(())
}

/// The reading side of a log.
pub trait LogReader: Send + Sync {
    /// Position of the last durable record.
    fn head(&self) -> Position;

    /// Position of the last record that was retired: reading begins after it. Only an engine that is asked to retire records does
    /// so; of the main log none are.
    fn begins_after(&self) -> Position {
        Position::NONE
    }

    /// The records after `after` in order, as many as fit in `max_bytes` of payload but at least one if there is
    /// one. Fewer may come; none come only if `after` is at or beyond the head.
    ///
    /// # Errors
    /// `Damaged` if the bytes are not what was written, `Retired` if they are not kept any more, `Failed` if they cannot be read.
    fn read_after(&self, after: Position, max_bytes: usize) -> Result<Vec<Record>, LogError>;

    /// Up to `length` bytes of the payload of the record at `position`, from `offset` on; fewer where the payload ends, none
    /// where there is no such record. An engine may do without the frame's checksum here, so the caller checks what it reads.
    ///
    /// # Errors
    /// `Damaged` if the bytes are not what was written, `Failed` if they cannot be read.
    fn read_slice(&self, position: Position, offset: usize, length: usize) -> Result<Bytes, LogError> {
        let Some(after) = position.0.checked_sub(1) else {
            return Ok(Bytes::new());
        };
        let records = self.read_after(Position(after), 1)?;
        Ok(records.first().map_or_else(Bytes::new, |record| {
            let payload = &record.payload;
            let start = offset.min(payload.len());
            payload.slice(start..start.saturating_add(length).min(payload.len()))
        }))
    }
}

/// Keeps snapshots of a state that was built from a log. A cache in front of the log: losing it costs time only.
pub trait SnapshotStore: Send + Sync {
    /// Keeps `bytes` as the state after the record at `at`, durably, and drops snapshots that are too old.
    ///
    /// # Errors
    /// `StorageFull` or `Failed`; snapshots saved before stay.
    fn save(&self, at: Position, bytes: &[u8]) -> Result<(), LogError>;

    /// The newest snapshot that is whole. One that is torn or damaged is passed over with a warning.
    ///
    /// # Errors
    /// `Failed` if the store cannot be read at all.
    fn latest(&self) -> Result<Option<(Position, Vec<u8>)>, LogError>;

    /// Forgets all snapshots, so that the next start replays the log from its beginning.
    ///
    /// # Errors
    /// `Failed`; some snapshots may be left.
    fn remove_all(&self) -> Result<(), LogError>;
}
