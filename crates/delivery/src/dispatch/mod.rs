//! Sends what is due. The store is the queue; in memory there is a bounded number of deliveries per endpoint.
//!
//! Endpoints take turns and have a limit each, so that a slow one holds up no other. Results are written in batches:
//! whatever came while the last batch was being written.

mod queue;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroU64;
use std::pin::Pin;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use bezant_core::Directory;
use bezant_kernel::{Milliseconds, Timestamp};
use bezant_webhooks::{DisableReason, Endpoint};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, timeout_at};

use crate::Error;
use crate::attempt::Answer;
use crate::delivery::{Delivery, add};
use crate::run::told_to_stop;
use crate::schedule::next_attempt;
use crate::store::{AttemptRecord, Due, EndpointKey, EndpointNumber, Verdict};
use queue::{FETCH, Queue};

/// At the end attempts under way have so long; what is not over then is sent again after the next start.
const GRACE: Duration = Duration::from_secs(5);

/// The clock is looked at this often even if nothing is due before, since it may be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How often old messages are looked for, and how soon again while there are more.
const PRUNE_EVERY: Milliseconds = Milliseconds(60 * 60 * 1_000);
const PRUNE_AGAIN: Milliseconds = Milliseconds(1_000);

/// The one thing that delivery asks of the engine.
pub(crate) trait Disable: Send + Sync + 'static {
    /// Has the endpoint disabled; `false` if that can't be written down now.
    fn disable(&self, key: EndpointKey, reason: DisableReason) -> Pin<Box<dyn Future<Output = bool> + Send>>;
}

enum Done {
    Attempt(AttemptRecord),
    Disabling(EndpointNumber, bool),
}

/// Sends until `stop` says so.
pub(crate) async fn dispatch(
    delivery: Delivery,
    directory: Arc<RwLock<Directory>>,
    engine: Arc<dyn Disable>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), Error> {
    let mut dispatcher = Dispatcher {
        prune_at: delivery.now(),
        delivery,
        directory,
        engine,
        queues: BTreeMap::new(),
        agenda: BTreeSet::new(),
        turns: VecDeque::new(),
        under_way: 0,
        tasks: JoinSet::new(),
    };
    loop {
        dispatcher.answer_calls();
        dispatcher.read_due().await?;
        dispatcher.launch();
        dispatcher.prune().await?;
        let sleep_for = dispatcher.idle_time();
        let delivery = dispatcher.delivery.clone();
        tokio::select! {
            biased;
            () = told_to_stop(&mut stop) => return dispatcher.finish().await,
            Some(done) = dispatcher.tasks.join_next() => dispatcher.take_done(done).await?,
            () = delivery.inner.calls.news() => {}
            () = sleep(sleep_for) => {}
        }
    }
}

struct Dispatcher {
    delivery: Delivery,
    directory: Arc<RwLock<Directory>>,
    engine: Arc<dyn Disable>,
    queues: BTreeMap<EndpointNumber, Queue>,
    /// When to look into the store for which endpoint; at most once for each.
    agenda: BTreeSet<(Timestamp, EndpointNumber)>,
    /// The endpoints that have something ready, in the order of their turns.
    turns: VecDeque<EndpointNumber>,
    under_way: usize,
    tasks: JoinSet<Done>,
    prune_at: Timestamp,
}

impl Dispatcher {
    fn answer_calls(&mut self) {
        let now = self.delivery.now();
        for (number, call) in self.delivery.inner.calls.take() {
            let queue = self.queues.entry(number).or_insert_with(|| Queue::new(call.key));
            if call.is_stale {
                queue.clear_ready();
            }
            self.look_at(number, now);
        }
    }

    /// Puts an endpoint on the agenda, unless it is there for an earlier time.
    fn look_at(&mut self, number: EndpointNumber, at: Timestamp) {
        let Some(queue) = self.queues.get_mut(&number) else {
            return;
        };
        match queue.look_at {
            Some(earlier) if earlier <= at => return,
            Some(later) => {
                self.agenda.remove(&(later, number));
            }
            None => {}
        }
        queue.look_at = Some(at);
        self.agenda.insert((at, number));
    }

    async fn read_due(&mut self) -> Result<(), Error> {
        let now = self.delivery.now();
        while let Some(&(at, number)) = self.agenda.first()
            && at <= now
        {
            self.agenda.pop_first();
            let store = self.delivery.inner.store.clone();
            let queue = self
                .queues
                .get_mut(&number)
                .expect("what is on the agenda has a queue");
            queue.look_at = None;
            if !queue.has_room() {
                queue.has_more = true;
                continue;
            }
            // What is ready or under way is due in the store, too.
            let limit = FETCH + queue.busy_count();
            let due = store.due(number, now, limit).await?;
            queue.has_more = due.len() == limit;
            queue.add_ready(due);
            if !queue.is_idle() && !queue.has_turn {
                queue.has_turn = true;
                self.turns.push_back(number);
            }
            if !queue.has_more
                && let Some(at) = store.next_due(number, now).await?
            {
                self.look_at(number, at);
            }
        }
        Ok(())
    }

    /// Starts attempts, one endpoint after the other, up to the limits.
    fn launch(&mut self) {
        let options = self.delivery.inner.options;
        let now = self.delivery.now();
        let mut turns_without_room = 0;
        while self.under_way < options.concurrency && turns_without_room < self.turns.len() {
            let number = self.turns.pop_front().expect("there are turns");
            let queue = self.queues.get_mut(&number).expect("who has a turn has a queue");
            if queue.under_way >= options.endpoint_concurrency {
                self.turns.push_back(number);
                turns_without_room += 1;
                continue;
            }
            turns_without_room = 0;
            let Some(endpoint) = find(&self.directory, queue.key) else {
                // Disabled or deleted: the store will hear of it from the log.
                queue.clear_ready();
                queue.has_more = false;
                queue.has_turn = false;
                continue;
            };
            if let Some(due) = queue.start() {
                self.under_way += 1;
                let attempt = attempt(
                    self.delivery.clone(),
                    Arc::clone(&self.engine),
                    endpoint,
                    number,
                    queue.key,
                    due,
                );
                self.tasks.spawn(attempt);
            }
            queue.has_turn = !queue.is_idle();
            if queue.has_turn {
                self.turns.push_back(number);
            }
            if queue.has_more && queue.has_room() {
                queue.has_more = false;
                self.look_at(number, now);
            }
        }
    }

    /// Takes everything that is over and writes it down.
    async fn take_done(&mut self, first: Result<Done, JoinError>) -> Result<(), Error> {
        let mut records = Vec::new();
        let mut next = Some(first);
        while let Some(done) = next {
            match done {
                Ok(Done::Attempt(record)) => records.push(record),
                Ok(Done::Disabling(number, is_done)) => {
                    if let Some(queue) = self.queues.get_mut(&number) {
                        queue.is_disabling = is_done;
                    }
                }
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
            next = self.tasks.try_join_next();
        }
        self.record(records).await
    }

    async fn record(&mut self, records: Vec<AttemptRecord>) -> Result<(), Error> {
        if records.is_empty() {
            return Ok(());
        }
        let now = self.delivery.now();
        let failing = self.delivery.inner.store.record(&records, now).await?;
        self.under_way -= records.len();
        let counters = &self.delivery.inner.counters;
        let count = |verdict| records.iter().filter(|record| record.verdict == verdict).count();
        add(&counters.attempts, records.len());
        add(&counters.delivered, count(Verdict::Delivered));
        add(&counters.failed, count(Verdict::Failed));
        for record in &records {
            if let Some(queue) = self.queues.get_mut(&record.endpoint) {
                queue.finish(record.number);
            }
            match record.verdict {
                Verdict::RetryAt(at) => self.look_at(record.endpoint, at),
                // The next message of the payment is due now.
                Verdict::Delivered | Verdict::Failed | Verdict::Abandoned if record.payment.is_some() => {
                    self.look_at(record.endpoint, now);
                }
                Verdict::Delivered | Verdict::Failed | Verdict::Abandoned => {}
            }
        }
        for (number, since) in failing {
            if now.since(since) >= self.delivery.inner.options.disable_after {
                self.disable(number);
            }
        }
        Ok(())
    }

    fn disable(&mut self, number: EndpointNumber) {
        let Some(queue) = self.queues.get_mut(&number) else {
            return;
        };
        if queue.is_disabling {
            return;
        }
        queue.is_disabling = true;
        let disabling = self.engine.disable(queue.key, DisableReason::TooManyFailures);
        self.tasks
            .spawn(async move { Done::Disabling(number, disabling.await) });
    }

    async fn prune(&mut self) -> Result<(), Error> {
        let now = self.delivery.now();
        if now < self.prune_at {
            return Ok(());
        }
        let keep_for = self.delivery.inner.options.keep_for.0.saturating_mul(1_000);
        let before = Timestamp::from_microseconds(now.as_microseconds().saturating_sub(keep_for));
        let is_more = self.delivery.inner.store.prune(before).await?;
        self.prune_at = now.after(if is_more { PRUNE_AGAIN } else { PRUNE_EVERY });
        Ok(())
    }

    fn idle_time(&self) -> Duration {
        let next = self
            .agenda
            .first()
            .map_or(self.prune_at, |&(at, _)| at.min(self.prune_at));
        // A millisecond more, since the rest of one was cut off.
        let until = next.since(self.delivery.now()).0.saturating_add(1);
        Duration::from_millis(until).min(LONGEST_SLEEP)
    }

    /// Waits a while for what is under way.
    async fn finish(mut self) -> Result<(), Error> {
        let end = Instant::now() + GRACE;
        while let Ok(Some(done)) = timeout_at(end, self.tasks.join_next()).await {
            self.take_done(done).await?;
        }
        Ok(())
    }
}

fn find(directory: &RwLock<Directory>, key: EndpointKey) -> Option<Endpoint> {
    let directory = directory
        .read()
        .expect("no one panics while holding the directory");
    let endpoint = directory.webhooks().endpoint(key.tenant, key.id)?;
    endpoint.is_enabled().then(|| endpoint.clone())
}

/// Sends once and says what that means.
async fn attempt(
    delivery: Delivery,
    engine: Arc<dyn Disable>,
    endpoint: Endpoint,
    number: EndpointNumber,
    key: EndpointKey,
    due: Due,
) -> Done {
    let sender = &delivery.inner.sender;
    // Each attempt is a span of its own.
    let span = NonZeroU64::new(delivery.chance()).unwrap_or(NonZeroU64::MIN);
    let trace = due.trace.map(|trace| trace.child(span));
    let answer = sender
        .send(&endpoint, due.message, due.body, trace, delivery.now())
        .await;
    let attempts = due.attempts.saturating_add(1);
    let retry = |retry_after| {
        next_attempt(delivery.now(), attempts, retry_after, delivery.chance())
            .map_or(Verdict::Failed, Verdict::RetryAt)
    };
    let (verdict, status, error) = match answer {
        Answer::Status {
            status: status @ 200..=299,
            ..
        } => (Verdict::Delivered, Some(status), None),
        // First the command: if it is lost, the message must bring the next 410.
        Answer::Status {
            status: status @ 410,
            retry_after,
        } => {
            let verdict = match engine.disable(key, DisableReason::Gone).await {
                true => Verdict::Abandoned,
                false => retry(retry_after),
            };
            (verdict, Some(status), Some("the endpoint is gone".to_owned()))
        }
        Answer::Status { status, retry_after } => (
            retry(retry_after),
            Some(status),
            Some(format!("the answer was {status}")),
        ),
        Answer::None(trouble) => (retry(None), None, Some(trouble.to_string())),
    };
    Done::Attempt(AttemptRecord {
        endpoint: number,
        number: due.number,
        payment: due.payment,
        attempts,
        verdict,
        status,
        error,
    })
}
