//! Committed entries for those who follow: from memory when they keep up, from the log when they are behind.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use bezant_kernel::wire::Corrupt;
use bezant_log::{LogError, LogReader, Position};
use tokio::sync::watch;

use crate::Machine;
use crate::entry::{self, Entry};

/// Read from the log at a time. Decoded it is some times as much, per follower that is behind.
const READ_BYTES: usize = 256 * 1024;

/// Packed records that the ring keeps at most: some hundred of the largest commands.
const RING_BYTES: usize = 64 * 1024 * 1024;

/// Why a follower gets nothing any more.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The engine ended.
    #[error("the engine has stopped")]
    Stopped,
    /// The log can't be read.
    #[error("the log can't be read: {0}")]
    Log(#[from] LogError),
    /// A record does not decode.
    #[error("the record after position {} is damaged: {damage}", after.0)]
    Record {
        /// The last position before it.
        after: Position,
        /// How.
        damage: Corrupt,
    },
}

/// The newest committed entries in memory, and the log behind them.
pub(crate) struct Feed<E> {
    ring: Mutex<Ring<E>>,
    capacity: usize,
    committed: watch::Sender<Position>,
    reader: Arc<dyn LogReader>,
}

struct Ring<E> {
    entries: VecDeque<Weighed<E>>,
    /// The packed records of all entries.
    bytes: usize,
    /// Every committed entry after this position, up to `end`, is in the ring.
    floor: Position,
    end: Position,
}

struct Weighed<E> {
    bytes: usize,
    entry: Arc<Entry<E>>,
}

enum Taken<E> {
    /// The next entries, and the position up to which nothing else is committed.
    Entries(VecDeque<Arc<Entry<E>>>, Position),
    /// The ring begins later.
    Behind,
}

impl<E> Feed<E> {
    pub(crate) fn new(head: Position, capacity: usize, reader: Arc<dyn LogReader>) -> Self {
        Feed {
            ring: Mutex::new(Ring {
                entries: VecDeque::new(),
                bytes: 0,
                floor: head,
                end: head,
            }),
            capacity: capacity.max(1),
            committed: watch::Sender::new(head),
            reader,
        }
    }

    pub(crate) fn committed(&self) -> Position {
        *self.committed.borrow()
    }

    /// `weight` says how many bytes of packed records an entry holds.
    pub(crate) fn publish(&self, entries: Vec<Arc<Entry<E>>>, end: Position, weight: impl Fn(&E) -> usize) {
        // What falls out of the ring is freed after the lock is.
        let mut dropped = Vec::new();
        {
            let mut ring = self.ring();
            assert!(ring.end < end, "commits go forward");
            for entry in entries {
                let bytes = entry.events.iter().map(&weight).sum();
                ring.bytes += bytes;
                ring.entries.push_back(Weighed { bytes, entry });
            }
            ring.end = end;
            while ring.entries.len() > self.capacity || ring.bytes > RING_BYTES {
                let Weighed { bytes, entry: oldest } =
                    ring.entries.pop_front().expect("the ring is not empty");
                ring.bytes -= bytes;
                ring.floor = oldest.position;
                dropped.push(oldest);
            }
        }
        self.committed.send_replace(end);
    }

    fn take(&self, after: Position, max: usize) -> Taken<E> {
        let ring = self.ring();
        if after < ring.floor {
            return Taken::Behind;
        }
        let start = ring
            .entries
            .partition_point(|weighed| weighed.entry.position <= after);
        let entries: VecDeque<_> = ring
            .entries
            .range(start..)
            .take(max.max(1))
            .map(|weighed| Arc::clone(&weighed.entry))
            .collect();
        let is_all = start + entries.len() == ring.entries.len();
        let reached = match entries.back() {
            Some(last) if !is_all => last.position,
            _ => ring.end.max(after),
        };
        Taken::Entries(entries, reached)
    }

    fn ring(&self) -> MutexGuard<'_, Ring<E>> {
        self.ring.lock().expect("no one panics while holding the ring")
    }
}

/// Reads the committed entries after a position, each exactly once and in order.
pub struct Follower<M: Machine> {
    feed: Arc<Feed<M::Event>>,
    commits: watch::Receiver<Position>,
    /// Read but not handed out yet.
    ready: VecDeque<Arc<Entry<M::Event>>>,
    /// Everything up to here is handed out or ready.
    reached: Position,
    /// Everything up to here is handed out.
    position: Position,
    stopped: watch::Receiver<bool>,
}

impl<M: Machine> Follower<M> {
    pub(crate) fn new(feed: Arc<Feed<M::Event>>, after: Position, stopped: watch::Receiver<bool>) -> Self {
        let commits = feed.committed.subscribe();
        Follower {
            feed,
            commits,
            ready: VecDeque::new(),
            reached: after,
            position: after,
            stopped,
        }
    }

    /// Everything up to here has been handed out. Records without events move it too.
    pub fn position(&self) -> Position {
        self.position
    }

    /// How many committed records have not been handed out.
    pub fn behind(&self) -> u64 {
        self.feed.committed().0.saturating_sub(self.position.0)
    }

    /// Up to `max` entries, at least one; waits until there is one. Nothing is lost when the future is dropped.
    pub async fn next(&mut self, max: usize) -> Result<Vec<Arc<Entry<M::Event>>>, FollowError> {
        loop {
            if !self.ready.is_empty() {
                return Ok(self.hand_out(max));
            }
            match self.feed.take(self.reached, max) {
                Taken::Entries(entries, reached) => self.receive(entries, reached),
                Taken::Behind => {
                    let (feed, after) = (Arc::clone(&self.feed), self.reached);
                    let read = tokio::task::spawn_blocking(move || read_log::<M>(&feed, after)).await;
                    let (entries, reached) = read.map_err(|_| FollowError::Stopped)??;
                    self.receive(entries, reached);
                    continue;
                }
            }
            if self.ready.is_empty() {
                let reached = self.reached;
                tokio::select! {
                    biased;
                    news = self.commits.wait_for(|&committed| committed > reached) => {
                        news.map_err(|_| FollowError::Stopped)?;
                    }
                    _ = self.stopped.wait_for(|&stopped| stopped) => return Err(FollowError::Stopped),
                }
            }
        }
    }

    /// Up to `max` entries, none if there is nothing new. May read from disk.
    pub fn try_next(&mut self, max: usize) -> Result<Vec<Arc<Entry<M::Event>>>, FollowError> {
        while self.ready.is_empty() {
            let (entries, reached) = match self.feed.take(self.reached, max) {
                Taken::Entries(entries, reached) => (entries, reached),
                Taken::Behind => read_log::<M>(&self.feed, self.reached)?,
            };
            let is_new = reached > self.reached;
            self.receive(entries, reached);
            if !is_new {
                break;
            }
        }
        Ok(self.hand_out(max))
    }

    fn receive(&mut self, entries: VecDeque<Arc<Entry<M::Event>>>, reached: Position) {
        assert!(reached >= self.reached, "a follower goes forward");
        self.ready = entries;
        self.reached = reached;
        if self.ready.is_empty() {
            self.position = reached;
        }
    }

    fn hand_out(&mut self, max: usize) -> Vec<Arc<Entry<M::Event>>> {
        let count = self.ready.len().min(max.max(1));
        let entries: Vec<_> = self.ready.drain(..count).collect();
        match entries.last() {
            Some(last) if !self.ready.is_empty() => self.position = last.position,
            _ => self.position = self.reached,
        }
        entries
    }
}

type Read<E> = (VecDeque<Arc<Entry<E>>>, Position);

/// The next entries from the log. Only what the engine has seen committed, so that no follower is ahead of it.
fn read_log<M: Machine>(feed: &Feed<M::Event>, after: Position) -> Result<Read<M::Event>, FollowError> {
    let committed = feed.ring().end;
    let mut reached = after;
    let mut entries = VecDeque::new();
    for stored in feed.reader.read_after(after, READ_BYTES)? {
        if stored.position > committed {
            break;
        }
        if stored.position.0 != reached.0 + 1 {
            let damage = Corrupt("it is not in the log");
            return Err(FollowError::Record {
                after: reached,
                damage,
            });
        }
        let position = stored.position;
        let entry = entry::read_entry::<M>(stored).map_err(|damage| FollowError::Record {
            after: reached,
            damage,
        })?;
        reached = position;
        entries.extend(entry.map(Arc::new));
    }
    if reached == after {
        let damage = Corrupt("it is not in the log");
        return Err(FollowError::Record { after, damage });
    }
    Ok((entries, reached))
}
