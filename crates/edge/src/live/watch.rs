//! One watcher's way through the events of its tenant.

use std::collections::VecDeque;
use std::sync::Arc;

use bezant_engine::FollowError;
use bezant_kernel::Tenant;
use tokio::task::JoinHandle;

use super::filter::Wanted;
use super::hub::Subscription;
use super::pages::{self, Page};
use super::place::Place;
use super::told::Told;
use crate::edge::Edge;

/// Events after a place, each once and in order, from the ring or from the log.
pub(crate) struct Watch {
    edge: Edge,
    subscription: Subscription,
    wanted: Arc<Wanted>,
    /// Every event up to here is told, or not wanted.
    after: Place,
    /// Taken but not told yet.
    ready: VecDeque<Arc<Told>>,
    /// Where it has got to when all that is ready has been told, if that is further.
    then: Option<Place>,
    reading: Option<Reading>,
    withdrawals: u64,
}

/// What there is for a watcher.
pub(crate) enum Next {
    /// An event that it wants.
    Event(Arc<Told>),
    /// Somebody of the tenant may do less than before; it may be this watcher.
    Withdrawal,
}

/// A page that is being read, given up when dropped.
struct Reading(JoinHandle<Result<Page, FollowError>>);

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Watch {
    pub(crate) fn new(edge: &Edge, tenant: Tenant, after: Place, wanted: Arc<Wanted>) -> Watch {
        let subscription = edge.hub().subscribe(tenant);
        let withdrawals = subscription.news.borrow().withdrawals;
        Watch {
            edge: edge.clone(),
            subscription,
            wanted,
            after,
            ready: VecDeque::new(),
            then: None,
            reading: None,
            withdrawals,
        }
    }

    /// Everything up to here has been told, or is not wanted.
    pub(crate) fn after(&self) -> Place {
        self.after
    }

    /// Something else from here on. What was taken by the old wishes is taken again.
    pub(crate) fn want(&mut self, wanted: Arc<Wanted>) {
        self.wanted = wanted;
        self.ready.clear();
        self.then = None;
        self.reading = None;
    }

    /// What comes next; waits for it. Nothing is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> Result<Next, FollowError> {
        loop {
            while let Some(told) = self.ready.pop_front() {
                self.after = told.place;
                if self.wanted.wants(&told) {
                    return Ok(Next::Event(told));
                }
            }
            if let Some(then) = self.then.take() {
                assert!(then >= self.after, "a watcher goes forward");
                self.after = then;
            }
            // Seen before the ring is, so that what is pushed between the two wakes this watcher.
            let news = *self.subscription.news.borrow_and_update();
            if news.has_ended {
                return Err(FollowError::Stopped);
            }
            if news.withdrawals != self.withdrawals {
                self.withdrawals = news.withdrawals;
                return Ok(Next::Withdrawal);
            }
            if let Some(reading) = &mut self.reading {
                let read = (&mut reading.0).await;
                self.reading = None;
                let page = read.map_err(|_| FollowError::Stopped)??;
                self.ready = page.events;
                self.then = Some(page.reached);
                continue;
            }
            match self.subscription.channel.take(self.after) {
                None => self.reading = Some(self.read_log()),
                Some(events) if events.is_empty() => {
                    let news = self.subscription.news.changed().await;
                    news.map_err(|_| FollowError::Stopped)?;
                }
                Some(events) => self.ready = events,
            }
        }
    }

    fn read_log(&self) -> Reading {
        let hub = self.edge.hub();
        let follower = self.edge.engine().follow(self.after.follow_after());
        let tenant = self.subscription.channel.tenant;
        let wanted = Arc::clone(&self.wanted);
        let reading = pages::read(Arc::clone(&hub.readers), follower, tenant, self.after, wanted);
        Reading(tokio::spawn(reading))
    }
}
