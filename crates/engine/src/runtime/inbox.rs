//! What reaches the deciding thread: work from clients and followers, news from the appending thread, the wish to end.
//!
//! One mutex, one condition variable; the deciding thread takes everything at once. A sender wakes it only if it sleeps and
//! the sender's kind of message is what it sleeps for, so that a busy engine makes no system calls here.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

use bezant_kernel::{Tenant, Timestamp};
use bezant_log::{Batch, LogError, Position};
use tokio::sync::{Semaphore, oneshot};

use crate::Machine;
use crate::request::{Request, Submitted};

/// While a batch is being written, callers wait for it anyway; the deciding thread is woken for them only when so many
/// have come that deciding them during the write pays for the wake.
const WORTH_WAKING: usize = 16;

/// The same for what clients' commands hold: one large batch takes as long to decide as many single commands.
const WORTH_WAKING_BYTES: usize = 32 * 1024;

/// What queued commands of clients may hold together: some dozen of the largest. What the deciding thread has taken comes on top,
/// so it takes no more than a batch's worth.
const CLIENT_BYTES: usize = 32 * 1024 * 1024;

/// To the caller of a submission.
pub(crate) type Submitter<M> = oneshot::Sender<Submitted<M>>;
/// To the caller of a query.
pub(crate) type Asker<M> = oneshot::Sender<<M as Machine>::Answer>;

/// A piece of work.
pub(crate) enum Work<M: Machine> {
    Submit {
        request: Request<M>,
        settle_by: Option<Timestamp>,
        to: Submitter<M>,
    },
    Query {
        tenant: Tenant,
        query: M::Query,
        to: Asker<M>,
    },
}

impl<M: Machine> Work<M> {
    fn weight(&self) -> usize {
        match self {
            Work::Submit { request, .. } => M::weight(&request.command),
            Work::Query { .. } => 0,
        }
    }
}

/// From the appending thread.
pub(crate) enum News {
    /// The batch is durable; its memory comes back.
    Appended { end: Position, batch: Batch },
    /// Whether the log has room for more.
    Room(bool),
    /// The log failed for good.
    Failed(LogError),
}

/// Why work was not taken.
pub(crate) enum Refused {
    Busy,
    Stopped,
}

/// How the deciding thread waits.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Anything.
    Work,
    /// News, or much work.
    NewsOrMuchWork,
    /// News only.
    News,
}

pub(crate) struct Inbox<M: Machine> {
    state: Mutex<Queues<M>>,
    wake: Condvar,
    client_limit: usize,
    /// Room for followers. They wait for it.
    pub(crate) follower_room: Semaphore,
}

struct Queues<M: Machine> {
    clients: VecDeque<Work<M>>,
    /// What the clients' commands hold.
    client_bytes: usize,
    followers: VecDeque<Work<M>>,
    news: VecDeque<News>,
    /// What the sleeping thread sleeps for.
    sleeps_for: Option<Wanted>,
    /// No more work is taken.
    is_closed: bool,
}

impl<M: Machine> Inbox<M> {
    pub(crate) fn new(client_limit: usize, follower_limit: usize) -> Self {
        Inbox {
            state: Mutex::new(Queues {
                clients: VecDeque::new(),
                client_bytes: 0,
                followers: VecDeque::new(),
                news: VecDeque::new(),
                sleeps_for: None,
                is_closed: false,
            }),
            wake: Condvar::new(),
            client_limit,
            follower_room: Semaphore::new(follower_limit),
        }
    }

    pub(crate) fn push_client(&self, work: Work<M>) -> Result<(), Refused> {
        let mut queues = self.lock();
        if queues.is_closed {
            return Err(Refused::Stopped);
        }
        let weight = work.weight();
        let is_heavy = queues.client_bytes > 0 && queues.client_bytes + weight > CLIENT_BYTES;
        if queues.clients.len() >= self.client_limit || is_heavy {
            return Err(Refused::Busy);
        }
        queues.client_bytes += weight;
        queues.clients.push_back(work);
        self.wake_for_work(queues);
        Ok(())
    }

    /// For a holder of a permit of `follower_room`, which it gives up.
    pub(crate) fn push_follower(&self, work: Work<M>) -> Result<(), Refused> {
        let mut queues = self.lock();
        if queues.is_closed {
            return Err(Refused::Stopped);
        }
        queues.followers.push_back(work);
        self.wake_for_work(queues);
        Ok(())
    }

    pub(crate) fn push_news(&self, news: News) {
        let mut queues = self.lock();
        queues.news.push_back(news);
        if queues.sleeps_for.take().is_some() {
            drop(queues);
            self.wake.notify_one();
        }
    }

    /// Takes no more work.
    pub(crate) fn close(&self) {
        let mut queues = self.lock();
        queues.is_closed = true;
        queues.sleeps_for = None;
        drop(queues);
        self.follower_room.close();
        self.wake.notify_one();
    }

    /// Drops what is queued; its callers hear that the engine has stopped.
    pub(crate) fn abandon(&self) {
        self.close();
        let mut queues = self.lock();
        queues.client_bytes = 0;
        let dropped = (
            std::mem::take(&mut queues.clients),
            std::mem::take(&mut queues.followers),
        );
        drop(queues);
        drop(dropped);
    }

    pub(crate) fn queued(&self) -> usize {
        let queues = self.lock();
        queues.clients.len() + queues.followers.len()
    }

    /// Waits for something that is wanted, at the longest for `timeout`; then takes all news and, unless only news is
    /// wanted, up to `limit` pieces of work, followers' first. Says whether the inbox is closed.
    pub(crate) fn take(
        &self,
        wanted: Wanted,
        timeout: Option<Duration>,
        limit: usize,
        news: &mut VecDeque<News>,
        work: &mut VecDeque<Work<M>>,
    ) -> bool {
        let mut queues = self.lock();
        if timeout != Some(Duration::ZERO) && !queues.has(wanted) {
            queues.sleeps_for = Some(wanted);
            queues = match timeout {
                Some(timeout) => {
                    self.wake
                        .wait_timeout_while(queues, timeout, |queues| queues.sleeps_for.is_some())
                        .expect("no one panics while holding the inbox")
                        .0
                }
                None => self
                    .wake
                    .wait_while(queues, |queues| queues.sleeps_for.is_some())
                    .expect("no one panics while holding the inbox"),
            };
            queues.sleeps_for = None;
        }
        news.append(&mut queues.news);
        if wanted != Wanted::News {
            let followers = queues.followers.len().min(limit);
            work.extend(queues.followers.drain(..followers));
            self.follower_room.add_permits(followers);
            let clients = queues.clients.len().min(limit - followers);
            for _ in 0..clients {
                let taken = queues.clients.pop_front().expect("so many are queued");
                queues.client_bytes -= taken.weight();
                work.push_back(taken);
            }
        }
        queues.is_closed
    }

    fn wake_for_work(&self, mut queues: MutexGuard<'_, Queues<M>>) {
        let wakes = queues.sleeps_for.is_some_and(|wanted| queues.has(wanted));
        if wakes {
            queues.sleeps_for = None;
            drop(queues);
            self.wake.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queues<M>> {
        self.state.lock().expect("no one panics while holding the inbox")
    }
}

impl<M: Machine> Queues<M> {
    fn has(&self, wanted: Wanted) -> bool {
        let queued = self.clients.len() + self.followers.len();
        let enough = match wanted {
            Wanted::Work => queued > 0 || self.is_closed,
            Wanted::NewsOrMuchWork => queued >= WORTH_WAKING || self.client_bytes >= WORTH_WAKING_BYTES,
            Wanted::News => false,
        };
        enough || !self.news.is_empty()
    }
}
