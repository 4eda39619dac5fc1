//! The thread that owns the log: it appends one batch after the other and keeps room ahead of the deciding thread.

use std::sync::Arc;
use std::sync::mpsc::Receiver;

use bezant_log::{Batch, Log, LogError, Position};

use super::inbox::{Inbox, News};
use crate::Machine;
use crate::environment::Clock;
use crate::partition::MAX_BATCH_BYTES;
use crate::stats::{Counters, add, set};

/// What a log may add to a batch.
const OVERHEAD_PER_BATCH: usize = 4 * 1024;

/// A batch is decided only if its room is certain. When the deciding thread begins batch K, K-1 may be waiting here and K-2
/// just be written with its check for room not done; the last check that is surely done followed K-3. So it must cover
/// three.
const BATCHES_AHEAD: usize = 3;

/// The room that the log must have for the deciding thread to go on.
const ROOM_BYTES: usize = BATCHES_AHEAD * (MAX_BATCH_BYTES + OVERHEAD_PER_BATCH);

const _: () = assert!(
    ROOM_BYTES <= bezant_log::MAX_BATCH_BYTES,
    "every log can be asked for that much"
);

/// For the appending thread.
pub(crate) enum Order {
    /// Append after `expected`.
    Append {
        expected: Position,
        end: Position,
        batch: Batch,
    },
    /// Look again whether there is room.
    LookForRoom,
}

/// Whether the log has room for what the deciding thread may decide.
pub(crate) fn has_room(log: &mut dyn Log) -> Result<bool, LogError> {
    match log.ensure_room(ROOM_BYTES) {
        Ok(()) => Ok(true),
        Err(LogError::StorageFull) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Runs until no more orders can come, or the log fails. A failed append or sync is never tried again: what is on the disk
/// is unknown then, and only a recovery can tell.
pub(crate) fn run<M: Machine>(
    mut log: Box<dyn Log>,
    mut had_room: bool,
    orders: &Receiver<Order>,
    inbox: &Inbox<M>,
    counters: &Counters,
    clock: &Arc<dyn Clock>,
) {
    let epoch = log.epoch();
    while let Ok(order) = orders.recv() {
        let is_retry = match order {
            Order::Append { expected, end, batch } => {
                let begun = clock.now();
                match log.append(expected, epoch, &batch) {
                    Ok(head) => assert!(head == end, "the log's head is the end of the batch"),
                    Err(error) => return inbox.push_news(News::Failed(error)),
                }
                let took_us = clock
                    .now()
                    .as_microseconds()
                    .saturating_sub(begun.as_microseconds());
                set(&counters.last_append_us, took_us);
                set(&counters.last_batch_records, batch.len() as u64);
                add(&counters.append_us, took_us);
                add(&counters.batches, 1);
                add(&counters.records, batch.len() as u64);
                add(&counters.bytes, batch.bytes() as u64);
                inbox.push_news(News::Appended { end, batch });
                false
            }
            Order::LookForRoom => true,
        };
        match has_room(&mut *log) {
            Ok(has_room) => {
                if is_retry || has_room != had_room {
                    inbox.push_news(News::Room(has_room));
                }
                had_room = has_room;
            }
            Err(error) => return inbox.push_news(News::Failed(error)),
        }
    }
}
