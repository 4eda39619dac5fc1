//! The thread that owns the log: it appends one batch after the other and keeps room ahead of the deciding thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bezant_kernel::Milliseconds;
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

/// How long a batch may look for room that was promised and then was not there, since others share the disk. Its callers wait,
/// and whoever asks for current state waits with them, so it is no longer than that.
const PATIENCE: Milliseconds = Milliseconds(60_000);

/// Between two tries the pause doubles, from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

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

/// The log, and where the thread hears and says things.
pub(crate) struct Appender<M: Machine> {
    pub(crate) log: Box<dyn Log>,
    /// What the deciding thread was told last.
    pub(crate) had_room: bool,
    pub(crate) orders: Receiver<Order>,
    pub(crate) inbox: Arc<Inbox<M>>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) clock: Arc<dyn Clock>,
}

impl<M: Machine> Appender<M> {
    /// Runs until no more orders can come, or the log fails. A failed append or sync is never tried again: what is on the disk
    /// is unknown then, and only a recovery can tell. One that found no room has changed nothing, so that one is.
    pub(crate) fn run(mut self) {
        while let Ok(order) = self.orders.recv() {
            let is_retry = matches!(order, Order::LookForRoom);
            let done = match order {
                Order::Append { expected, end, batch } => self.append(expected, end, batch),
                Order::LookForRoom => Ok(()),
            };
            match done.and_then(|()| has_room(&mut *self.log)) {
                Ok(has_room) => {
                    if is_retry || has_room != self.had_room {
                        self.inbox.push_news(News::Room(has_room));
                    }
                    self.had_room = has_room;
                }
                Err(error) => return self.inbox.push_news(News::Failed(error)),
            }
        }
    }

    fn append(&mut self, expected: Position, end: Position, batch: Batch) -> Result<(), LogError> {
        let begun = self.clock.now();
        let head = self.append_when_there_is_room(expected, &batch)?;
        assert!(head == end, "the log's head is the end of the batch");
        let took_us = self
            .clock
            .now()
            .as_microseconds()
            .saturating_sub(begun.as_microseconds());
        let counters = &self.counters;
        set(&counters.last_append_us, took_us);
        set(&counters.last_batch_records, batch.len() as u64);
        add(&counters.append_us, took_us);
        add(&counters.batches, 1);
        add(&counters.records, batch.len() as u64);
        add(&counters.bytes, batch.bytes() as u64);
        self.inbox.push_news(News::Appended { end, batch });
        Ok(())
    }

    /// The log promises that nothing has changed when it says that it is full, and refuses what comes twice: it would no
    /// longer end at `expected`.
    fn append_when_there_is_room(&mut self, expected: Position, batch: &Batch) -> Result<Position, LogError> {
        let epoch = self.log.epoch();
        let deadline = self.clock.now().after(PATIENCE);
        let (mut pause, longest) = PAUSES;
        loop {
            match self.log.append(expected, epoch, batch) {
                Err(LogError::StorageFull) if self.clock.now() < deadline => {}
                end => return end,
            }
            if std::mem::replace(&mut self.had_room, false) {
                tracing::warn!("a batch found no room in the log; it is tried again, and writes are refused");
                self.inbox.push_news(News::Room(false));
            }
            match self.orders.recv_timeout(pause) {
                Ok(Order::LookForRoom) | Err(RecvTimeoutError::Timeout) => pause = (2 * pause).min(longest),
                Ok(Order::Append { .. }) => unreachable!("one batch is in flight at a time"),
                // Nobody is left who waits for it.
                Err(RecvTimeoutError::Disconnected) => return Err(LogError::StorageFull),
            }
        }
    }
}
