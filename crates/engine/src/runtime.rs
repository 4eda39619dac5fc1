//! The threaded runtime of a partition: one thread decides, one appends and syncs, one saves snapshots.
//!
//! ```text
//!   clients ──▶ bounded queue, full: busy at once ─┐                       ┌─▶ appending thread: append, sync
//!   followers ▶ bounded queue, full: they wait ────┴─▶ deciding thread ────┤         │
//!        ◀───────────── answers after the commit ────────    ▲             └─▶ saving thread: snapshots
//!                                                            └───── committed ──────┘
//! ```
//!
//! Batches form by themselves: what comes while one batch is being synced makes up the next.

mod appender;
mod decider;
mod inbox;
mod saver;

pub use decider::Fatal;

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use bezant_kernel::{Milliseconds, Tenant};
use bezant_log::{Log, LogError, Position, SnapshotStore};
use tokio::sync::{oneshot, watch};

use crate::Machine;
use crate::archive::Archive;
use crate::cold::{Cold, Tiers};
use crate::environment::Environment;
use crate::follow::{Feed, Follower};
use crate::partition::{MAX_BATCH_RECORDS, Partition};
use crate::recovery::{Progress, RecoverError};
use crate::request::{Request, SubmitError, Submitted, Unavailable, Wait};
use crate::stats::{Counters, Stats, add};
use appender::Appender;
use decider::Decider;
use inbox::{Inbox, Refused, Work};

/// When to come back to a full queue: far longer than a batch takes, short for a person.
const BUSY_RETRY_AFTER: Duration = Duration::from_millis(250);

/// Where a partition keeps things.
pub struct Storage {
    /// The truth.
    pub log: Box<dyn Log>,
    /// Shortcuts for the next start.
    pub snapshots: Arc<dyn SnapshotStore>,
    /// What has left memory.
    pub cold: Arc<dyn Cold>,
    /// Where packed records lie.
    pub archive: Arc<dyn Archive>,
}

/// The sizes of an engine.
#[derive(Copy, Clone, Debug)]
pub struct Options {
    /// Submissions and queries of clients that may wait; more are refused. At the slowest disk that is still of use
    /// (5 ms for a sync) twice a batch is worked off in 10 ms.
    pub client_queue: usize,
    /// Commands of followers that may wait; more wait outside. Below a batch, so that clients always have a part in it.
    pub follower_queue: usize,
    /// Records between two snapshots. At 300,000 records a second of replay this is under a second of restart.
    pub snapshot_every: u64,
    /// Entries kept in memory for followers: some seconds of full load.
    pub ring: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            client_queue: 2 * MAX_BATCH_RECORDS,
            follower_queue: MAX_BATCH_RECORDS / 2,
            snapshot_every: 250_000,
            ring: 16_384,
        }
    }
}

/// Why an engine can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The state can't be recovered.
    #[error(transparent)]
    Recover(#[from] RecoverError),
    /// The log can't be written.
    #[error("the log can't be written: {0}")]
    Log(#[from] LogError),
    /// A thread can't be started.
    #[error("a thread can't be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// A running partition. Clones are handles to the same one; it ends with [`Engine::shutdown`], with the last handle, or when its
/// log fails.
pub struct Engine<M: Machine> {
    shared: Arc<Shared<M>>,
}

impl<M: Machine> Clone for Engine<M> {
    fn clone(&self) -> Self {
        Engine {
            shared: Arc::clone(&self.shared),
        }
    }
}

struct Shared<M: Machine> {
    inbox: Arc<Inbox<M>>,
    feed: Arc<Feed<M::Event>>,
    counters: Arc<Counters>,
    environment: Environment,
    stopped: watch::Receiver<bool>,
}

impl<M: Machine> Drop for Shared<M> {
    fn drop(&mut self) {
        self.inbox.close();
    }
}

/// Says that the engine has stopped, however its deciding thread ends.
struct Ending<M: Machine> {
    inbox: Arc<Inbox<M>>,
    stopped: watch::Sender<bool>,
}

impl<M: Machine> Drop for Ending<M> {
    fn drop(&mut self) {
        self.inbox.abandon();
        self.stopped.send_replace(true);
    }
}

impl<M: Machine> Engine<M> {
    /// Recovers the state and starts the threads. Blocks; `progress` is called along the recovery. `initial` is the machine
    /// before the first record. `on_fatal` is called once if the engine ends by itself, after its callers have been let go;
    /// the process should exit then.
    pub fn start(
        initial: M,
        storage: Storage,
        environment: Environment,
        options: Options,
        progress: &mut dyn FnMut(Progress),
        on_fatal: impl FnOnce(Fatal) + Send + 'static,
    ) -> Result<Self, StartError> {
        let Storage {
            mut log,
            snapshots,
            cold,
            archive,
        } = storage;
        let reader = log.reader();
        let partition = Partition::recover(
            initial,
            &*reader,
            &*snapshots,
            Tiers {
                cold: Arc::clone(&cold),
                archive: Arc::clone(&archive),
            },
            environment.seed,
            progress,
        )?;
        environment.clock.not_before(partition.committed_at());
        let head = partition.committed();
        if log.head() != head {
            return Err(RecoverError::Missing(log.head()).into());
        }
        let has_room = appender::has_room(&mut *log)?;
        let counters = Arc::new(Counters::default());
        counters
            .is_storage_full
            .store(!has_room, std::sync::atomic::Ordering::Relaxed);
        let inbox = Arc::new(Inbox::new(options.client_queue, options.follower_queue));
        let feed = Arc::new(Feed::new(head, options.ring, reader));
        // An append and a look for room.
        let (orders, orders_to_do) = sync_channel(2);
        // One snapshot waits while one is being saved.
        let (to_save, saves_to_do) = sync_channel(1);
        let (stopped_sender, stopped) = watch::channel(false);

        let appending = {
            let appender = Appender {
                log,
                had_room: has_room,
                orders: orders_to_do,
                inbox: Arc::clone(&inbox),
                counters: Arc::clone(&counters),
                clock: Arc::clone(&environment.clock),
            };
            thread::Builder::new()
                .name("append".into())
                .spawn(move || appender.run())?
        };
        let saving = {
            let counters = Arc::clone(&counters);
            thread::Builder::new()
                .name("snapshot".into())
                .spawn(move || saver::run(&saves_to_do, &snapshots, &cold, &counters))?
        };
        let mut decider = Decider {
            last_snapshot: partition.recovered_from,
            bytes_since_snapshot: 0,
            partition,
            archive,
            inbox: Arc::clone(&inbox),
            feed: Arc::clone(&feed),
            orders,
            snapshots: to_save,
            snapshot_every: options.snapshot_every.max(1),
            clock: Arc::clone(&environment.clock),
            counters: Arc::clone(&counters),
            log_has_room: has_room,
        };
        let ending = Ending {
            inbox: Arc::clone(&inbox),
            stopped: stopped_sender,
        };
        thread::Builder::new().name("decide".into()).spawn(move || {
            let result = decider.run();
            ending.inbox.abandon();
            // With the decider go the parked callers and the other threads' orders.
            drop(decider);
            if let Err(fatal) = result {
                tracing::error!(error = %fatal, "the engine stops");
                on_fatal(fatal);
            }
            for thread in [appending, saving] {
                if thread.join().is_err() {
                    tracing::error!("a thread of the engine panicked");
                }
            }
            drop(ending);
        })?;
        Ok(Engine {
            shared: Arc::new(Shared {
                inbox,
                feed,
                counters,
                environment,
                stopped,
            }),
        })
    }

    /// Hands in a client's command. Refused at once when too much is waiting.
    pub async fn submit(&self, request: Request<M>, wait: Wait) -> Submitted<M> {
        let settle_by = match wait {
            Wait::Committed => None,
            Wait::Settled { within } => {
                let within = Milliseconds(u64::try_from(within.as_millis()).unwrap_or(u64::MAX));
                Some(self.shared.environment.clock.now().after(within))
            }
        };
        let (to, outcome) = oneshot::channel();
        match self.shared.inbox.push_client(Work::Submit {
            request,
            settle_by,
            to,
        }) {
            Ok(()) => outcome.await.unwrap_or(Err(SubmitError::Stopped)),
            Err(Refused::Busy) => {
                add(&self.shared.counters.busy, 1);
                Err(SubmitError::Busy {
                    retry_after: BUSY_RETRY_AFTER,
                })
            }
            Err(Refused::Stopped) => Err(SubmitError::Stopped),
        }
    }

    /// Hands in a follower's command. Waits for room, so that what already happened outside is never refused for load.
    pub async fn submit_from_follower(&self, request: Request<M>) -> Submitted<M> {
        let inbox = &self.shared.inbox;
        let Ok(permit) = inbox.follower_room.acquire().await else {
            return Err(SubmitError::Stopped);
        };
        // The deciding thread gives it back when it takes the work.
        permit.forget();
        let (to, outcome) = oneshot::channel();
        match inbox.push_follower(Work::Submit {
            request,
            settle_by: None,
            to,
        }) {
            Ok(()) => outcome.await.unwrap_or(Err(SubmitError::Stopped)),
            Err(Refused::Busy | Refused::Stopped) => Err(SubmitError::Stopped),
        }
    }

    /// Asks the state; the answer holds everything committed before the question, and nothing that is not committed.
    pub async fn query(&self, tenant: Tenant, query: M::Query) -> Result<M::Answer, Unavailable> {
        let (to, answer) = oneshot::channel();
        match self.shared.inbox.push_client(Work::Query { tenant, query, to }) {
            Ok(()) => answer.await.map_err(|_| Unavailable::Stopped),
            Err(Refused::Busy) => {
                add(&self.shared.counters.busy, 1);
                Err(Unavailable::Busy {
                    retry_after: BUSY_RETRY_AFTER,
                })
            }
            Err(Refused::Stopped) => Err(Unavailable::Stopped),
        }
    }

    /// The last committed record.
    pub fn committed(&self) -> Position {
        self.shared.feed.committed()
    }

    /// The committed entries after a position.
    pub fn follow(&self, after: Position) -> Follower<M> {
        Follower::new(Arc::clone(&self.shared.feed), after, self.shared.stopped.clone())
    }

    /// Takes no more work, commits what was taken, saves a snapshot and ends the threads. Callers that wait for a subject to
    /// settle hear how it stands.
    pub async fn shutdown(&self) {
        self.shared.inbox.close();
        self.stopped().await;
    }

    /// Waits until the engine has ended, by a shutdown or by itself.
    pub async fn stopped(&self) {
        // An error means that the thread is gone, which is what is waited for.
        let _ = self.shared.stopped.clone().wait_for(|&stopped| stopped).await;
    }

    /// Counters.
    pub fn stats(&self) -> Stats {
        self.shared.counters.read(self.shared.inbox.queued())
    }
}
