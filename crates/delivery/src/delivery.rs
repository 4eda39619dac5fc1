//! The handle to delivery: for the node to run it, for the edge to ask it.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bezant_engine::{Environment, SystemClock};
use bezant_kernel::{MessageId, Milliseconds, PaymentId, Tenant, Timestamp, WebhookEndpointId};
use bezant_log::Position;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rustc_hash::FxHashMap;
use tokio::sync::Notify;

use crate::Error;
use crate::attempt::Sender;
use crate::store::{EndpointKey, EndpointNumber, Message, Store};

/// How delivery works.
#[derive(Copy, Clone, Debug)]
pub struct Options {
    /// Whether endpoints on this very machine may be sent to, for trying things out.
    pub allow_loopback: bool,
    /// An attempt that takes longer has failed.
    pub timeout: Duration,
    /// Attempts under way at once, to all endpoints: each has a socket and a body in memory.
    pub concurrency: usize,
    /// Attempts under way at once to one endpoint: a slow one must not take all there are.
    pub endpoint_concurrency: usize,
    /// An endpoint that has only failed for so long is disabled. Longer than the retries of one message, so that one
    /// alone can't do it.
    pub disable_after: Milliseconds,
    /// What is over is forgotten so long after it was made.
    pub keep_for: Milliseconds,
}

const DAY: u64 = 24 * 60 * 60 * 1_000;

impl Default for Options {
    fn default() -> Self {
        Options {
            allow_loopback: false,
            timeout: Duration::from_secs(15),
            concurrency: 256,
            endpoint_concurrency: 32,
            disable_after: Milliseconds(5 * DAY),
            keep_for: Milliseconds(30 * DAY),
        }
    }
}

/// Counters since the start.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Everything up to here has been looked at; behind the log's head by what is still to do.
    pub position: Position,
    /// Messages taken in from the log.
    pub messages: u64,
    /// Attempts that were made.
    pub attempts: u64,
    /// Attempts that a receiver accepted.
    pub delivered: u64,
    /// Deliveries given up after the last attempt.
    pub failed: u64,
}

/// Delivery with its store. Clones are handles to the same one; [`crate::run`] makes it work.
#[derive(Clone)]
pub struct Delivery {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) sender: Sender,
    pub(crate) environment: Environment,
    pub(crate) options: Options,
    pub(crate) counters: Counters,
    pub(crate) calls: Calls,
    chance: Mutex<StdRng>,
}

#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) position: AtomicU64,
    pub(crate) messages: AtomicU64,
    pub(crate) attempts: AtomicU64,
    pub(crate) delivered: AtomicU64,
    pub(crate) failed: AtomicU64,
}

impl Delivery {
    /// Opens delivery's own file, or makes it. A crypto provider for TLS must have been installed.
    pub async fn open(path: &Path, options: Options) -> Result<Self, Error> {
        let environment = Environment {
            clock: Arc::new(SystemClock),
            seed: rand::random(),
        };
        Delivery::open_in(path, options, environment).await
    }

    /// The same with time and chance from elsewhere.
    pub async fn open_in(path: &Path, options: Options, environment: Environment) -> Result<Self, Error> {
        let store = Store::open(path).await?;
        let position = store.cursor().await?;
        let inner = Inner {
            sender: Sender::new(&options)?,
            store,
            options,
            counters: Counters {
                position: AtomicU64::new(position.0),
                ..Counters::default()
            },
            calls: Calls::default(),
            chance: Mutex::new(StdRng::from_seed(environment.seed)),
            environment,
        };
        Ok(Delivery {
            inner: Arc::new(inner),
        })
    }

    /// The messages for a tenant's endpoint, the newest first; `before` is the last one of the page before.
    pub async fn list(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        self.inner.store.list(tenant, endpoint, before, limit).await
    }

    /// The messages about a payment of a tenant, the newest first, each once for every endpoint that it goes to; `after` is the last one of
    /// the page before.
    pub async fn list_of_payment(
        &self,
        tenant: Tenant,
        payment: PaymentId,
        after: Option<(MessageId, WebhookEndpointId)>,
        limit: usize,
    ) -> Result<Vec<Message>, Error> {
        let store = &self.inner.store;
        store.list_of_payment(tenant, payment, after, limit).await
    }

    /// Sends a message to a tenant's endpoint again, with the same id and all attempts before it, whatever became of it
    /// before.
    pub async fn replay(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        message: MessageId,
    ) -> Result<(), Error> {
        let number = self
            .inner
            .store
            .replay(tenant, endpoint, message, self.now())
            .await?;
        let key = EndpointKey { tenant, id: endpoint };
        self.inner.calls.call(number, key, false);
        Ok(())
    }

    /// Counters.
    pub fn stats(&self) -> Stats {
        let counters = &self.inner.counters;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            position: Position(read(&counters.position)),
            messages: read(&counters.messages),
            attempts: read(&counters.attempts),
            delivered: read(&counters.delivered),
            failed: read(&counters.failed),
        }
    }

    /// Closes the file. Call it after [`crate::run`] has ended.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.environment.clock.now()
    }

    pub(crate) fn chance(&self) -> u64 {
        self.inner
            .chance
            .lock()
            .expect("no one panics while drawing")
            .next_u64()
    }
}

pub(crate) fn add(counter: &AtomicU64, count: usize) {
    counter.fetch_add(count as u64, Ordering::Relaxed);
}

/// Where those who changed what is due tell the dispatcher. As large as there are endpoints, not messages.
#[derive(Default)]
pub(crate) struct Calls {
    waiting: Mutex<FxHashMap<EndpointNumber, Call>>,
    news: Notify,
}

/// An endpoint to look at.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Call {
    pub(crate) key: EndpointKey,
    /// Whether what was read for it before no longer holds.
    pub(crate) is_stale: bool,
}

impl Calls {
    pub(crate) fn call(&self, number: EndpointNumber, key: EndpointKey, is_stale: bool) {
        let mut waiting = self.waiting();
        let call = waiting.entry(number).or_insert(Call { key, is_stale: false });
        call.is_stale |= is_stale;
        drop(waiting);
        self.news.notify_one();
    }

    /// Takes all calls.
    pub(crate) fn take(&self) -> FxHashMap<EndpointNumber, Call> {
        std::mem::take(&mut *self.waiting())
    }

    /// Waits for the next call, or for [`Calls::wake`].
    pub(crate) async fn news(&self) {
        self.news.notified().await;
    }

    /// Lets the dispatcher look at the clock again.
    #[cfg(test)]
    pub(crate) fn wake(&self) {
        self.news.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, FxHashMap<EndpointNumber, Call>> {
        self.waiting.lock().expect("no one panics while calling")
    }
}
