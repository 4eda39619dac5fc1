//! The thread that decides: it owns the partition and feeds the appending thread one batch at a time.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError};
use std::time::Duration;

use bezant_kernel::{Milliseconds, Timestamp};
use bezant_log::{Batch, LogError, Position};

use super::appender::Order;
use super::inbox::{Asker, Inbox, News, Submitter, Wanted, Work};
use crate::Machine;
use crate::archive::Archive;
use crate::cold::ColdError;
use crate::environment::Clock;
use crate::follow::Feed;
use crate::partition::{MAX_BATCH_RECORDS, Partition, Release};
use crate::request::SubmitError;
use crate::snapshot::Snapshot;
use crate::stats::{Counters, add, set};

/// A snapshot is due after so much log too, where records are large: what lies behind it is read again at a start.
const SNAPSHOT_EVERY_BYTES: u64 = 1024 * 1024 * 1024;

/// How often a full log is looked at again.
const ROOM_RETRY: Milliseconds = Milliseconds(100);

/// What may wait for a batch in flight. No two batches lead to so much: it is reached where an append takes long and everyone
/// keeps asking.
const MAX_HELD_BACK: usize = 8 * MAX_BATCH_RECORDS;

/// The longest sleep while a timer is set, so that a jump of the clock is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// Calls of `evict` after a commit. Each is bounded by the machine; together they must keep up with what finishes.
const EVICTIONS_PER_COMMIT: usize = 16;

/// Why an engine ended by itself.
#[derive(Debug, thiserror::Error)]
pub enum Fatal {
    /// An append or a sync failed. What is on the disk is known only after a restart.
    #[error("the log failed: {0}")]
    Log(#[from] LogError),
    /// The cold tier failed.
    #[error(transparent)]
    Cold(#[from] ColdError),
}

pub(crate) type Deciding<M> = Partition<M, Submitter<M>, Asker<M>>;

pub(crate) struct Decider<M: Machine> {
    pub(crate) partition: Deciding<M>,
    pub(crate) archive: Arc<dyn Archive>,
    pub(crate) inbox: Arc<Inbox<M>>,
    pub(crate) feed: Arc<Feed<M::Event>>,
    pub(crate) orders: SyncSender<Order>,
    pub(crate) snapshots: SyncSender<Snapshot>,
    pub(crate) snapshot_every: u64,
    pub(crate) last_snapshot: Position,
    pub(crate) bytes_since_snapshot: u64,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) log_has_room: bool,
}

/// What the deciding thread knows between its rounds.
struct Round<M: Machine> {
    news: VecDeque<News>,
    work: VecDeque<Work<M>>,
    /// A batch is with the appending thread.
    is_appending: bool,
    /// No more work comes.
    is_closed: bool,
    /// The appending thread was asked to look for room, at this time.
    asked_for_room: Option<Timestamp>,
    spare: Batch,
    /// Taken but not yet committed.
    snapshot: Option<Snapshot>,
}

impl<M: Machine> Decider<M> {
    /// Runs until the inbox is closed and everything that was taken is done, or something fails.
    pub(crate) fn run(&mut self) -> Result<(), Fatal> {
        let mut round = Round {
            news: VecDeque::new(),
            work: VecDeque::new(),
            is_appending: false,
            is_closed: false,
            asked_for_room: None,
            spare: Batch::new(),
            snapshot: None,
        };
        loop {
            let (wanted, timeout) = self.sleep(&round);
            round.is_closed = self.inbox.take(
                wanted,
                timeout,
                MAX_BATCH_RECORDS,
                &mut round.news,
                &mut round.work,
            );
            self.take_news(&mut round)?;
            self.decide(&mut round)?;
            self.seal(&mut round);
            self.answer();
            // Also without a commit: questions bring entities back into memory.
            self.evict()?;
            set(&self.counters.parked, self.partition.parked() as u64);
            let is_done = round.work.is_empty() && !round.is_appending && self.partition.is_idle();
            if round.is_closed && is_done && self.partition.parked() == 0 && self.inbox.queued() == 0 {
                self.last_snapshot();
                return Ok(());
            }
        }
    }

    /// Whether what is decided next can be kept.
    fn has_room(&self) -> bool {
        self.log_has_room && self.archive.has_room()
    }

    /// Whether any work can be done before the batch in flight is durable. Without room that is to refuse and to answer.
    fn takes_work(&self, has_room: bool) -> bool {
        self.partition.held_back() < MAX_HELD_BACK && !(has_room && self.partition.is_full())
    }

    /// What to wait for and how long.
    fn sleep(&self, round: &Round<M>) -> (Wanted, Option<Duration>) {
        let has_room = self.has_room();
        if !self.takes_work(has_room) {
            assert!(round.is_appending, "a full batch is sealed when the log is free");
            return (Wanted::News, None);
        }
        if !round.work.is_empty() {
            return (Wanted::News, Some(Duration::ZERO));
        }
        // Without room callers hear so at once.
        let wanted = if round.is_appending && (has_room || round.is_closed) {
            Wanted::NewsOrMuchWork
        } else {
            Wanted::Work
        };
        let now = self.clock.now();
        let until =
            |at: Timestamp| Duration::from_micros(at.as_microseconds().saturating_sub(now.as_microseconds()));
        let timeout = match (has_room, self.partition.next_wake()) {
            (true, Some(at)) => Some(until(at).min(LONGEST_SLEEP)),
            (true, None) => None,
            // Timers can't fire without room; ends of waits can, a little late.
            (false, _) => Some(Duration::from_millis(ROOM_RETRY.0)),
        };
        (wanted, timeout)
    }

    /// Says whether a batch was committed.
    fn take_news(&mut self, round: &mut Round<M>) -> Result<(), Fatal> {
        let mut has_committed = false;
        while let Some(news) = round.news.pop_front() {
            match news {
                News::Appended { end, batch } => {
                    round.is_appending = false;
                    round.spare = batch;
                    has_committed = true;
                    let entries = self.partition.commit(end)?;
                    let weight = |event: &_| M::archived(event).map_or(0, |packed| packed.records.len());
                    self.feed.publish(entries, end, weight);
                    self.send_snapshot(round);
                }
                News::Room(has_room) => {
                    self.log_has_room = has_room;
                    if has_room {
                        round.asked_for_room = None;
                    }
                }
                News::Failed(error) => return Err(Fatal::Log(error)),
            }
        }
        // The answers go out before the next batch is decided.
        if has_committed {
            self.answer();
        }
        Ok(())
    }

    fn decide(&mut self, round: &mut Round<M>) -> Result<(), Fatal> {
        let now = self.clock.now();
        // Whoever is parked when the engine ends hears how things stand.
        let waits_until = if round.is_closed {
            Timestamp::from_microseconds(u64::MAX)
        } else {
            now
        };
        let has_room = self.has_room();
        self.counters.is_storage_full.store(!has_room, Ordering::Relaxed);
        if self.partition.parked() > 0 {
            self.partition.end_waits(now, waits_until, has_room)?;
        }
        if has_room && !round.is_closed {
            self.partition.stage_timers(now)?;
        }
        // After an append the other thread looks by itself.
        let may_ask = !self.log_has_room && !round.is_appending;
        if may_ask
            && round
                .asked_for_room
                .is_none_or(|asked| now >= asked.after(ROOM_RETRY))
        {
            // The channel holds an append and a look; if it is full, the answer to the look is on its way.
            match self.orders.try_send(Order::LookForRoom) {
                Ok(()) | Err(TrySendError::Full(_)) => round.asked_for_room = Some(now),
                Err(TrySendError::Disconnected(_)) => {}
            }
        }
        loop {
            // Each command may take the last of the archive's room.
            let has_room = self.has_room();
            if !self.takes_work(has_room) {
                break;
            }
            let Some(work) = round.work.pop_front() else {
                break;
            };
            match work {
                Work::Submit {
                    request,
                    settle_by,
                    to,
                } if has_room => {
                    self.partition.stage(now, request, settle_by, to)?;
                }
                Work::Submit { to, .. } => {
                    add(&self.counters.storage_full, 1);
                    // Who no longer listens needs no answer, here and below.
                    let _ = to.send(Err(SubmitError::StorageFull));
                }
                Work::Query { tenant, query, to } => self.partition.query(tenant, query, to)?,
            }
        }
        Ok(())
    }

    /// Hands the open batch to the appending thread if that is free.
    fn seal(&mut self, round: &mut Round<M>) {
        if round.is_appending {
            return;
        }
        let Some(sealed) = self.partition.seal(std::mem::take(&mut round.spare)) else {
            return;
        };
        round.is_appending = true;
        self.bytes_since_snapshot += sealed.batch.bytes() as u64;
        let is_due = sealed.end.0 - self.last_snapshot.0 >= self.snapshot_every
            || self.bytes_since_snapshot >= SNAPSHOT_EVERY_BYTES;
        if round.snapshot.is_none() && is_due {
            self.last_snapshot = sealed.end;
            self.bytes_since_snapshot = 0;
            round.snapshot = Some(self.partition.snapshot());
        }
        // If the other side is gone, its last news says why.
        let _ = self.orders.send(Order::Append {
            expected: sealed.expected,
            end: sealed.end,
            batch: sealed.batch,
        });
    }

    fn answer(&mut self) {
        while let Some(release) = self.partition.pop_release() {
            match release {
                Release::Submitted { to, outcome } => drop(to.send(outcome)),
                Release::Answered { to, answer } => drop(to.send(answer)),
            }
        }
    }

    fn evict(&mut self) -> Result<(), Fatal> {
        for _ in 0..EVICTIONS_PER_COMMIT {
            let moved = self.partition.evict()?;
            if moved == 0 {
                break;
            }
            add(&self.counters.evicted, moved as u64);
        }
        Ok(())
    }

    /// The snapshot was taken when its batch was sealed; that batch is durable now.
    fn send_snapshot(&mut self, round: &mut Round<M>) {
        let Some(snapshot) = round.snapshot.take() else {
            return;
        };
        assert!(
            snapshot.position == self.partition.committed(),
            "a snapshot is of its batch's end"
        );
        if let Err(TrySendError::Full(_)) = self.snapshots.try_send(snapshot) {
            tracing::warn!("the snapshot before is still being saved; this one is left out");
        }
    }

    fn last_snapshot(&mut self) {
        if self.partition.committed() > self.last_snapshot {
            // Without its thread there is no saving, and nothing is lost by it.
            let _ = self.snapshots.send(self.partition.snapshot());
        }
    }
}
