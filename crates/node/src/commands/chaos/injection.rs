//! The faults of an experiment in their time: set with a short lease that is renewed, and lifted. Whatever becomes of this process,
//! the node ends them by itself within a lease.

use std::time::Duration;

use super::experiment::Planned;
use super::socket::Socket;
use crate::Failure;

/// How long the node keeps a fault of a process that it no longer hears of.
const LEASE: Duration = Duration::from_secs(6);
const RENEW_EVERY: Duration = Duration::from_secs(1);

/// A fault and what became of it. Times are from the start of the load.
#[derive(Clone, Debug)]
pub(super) struct Injected {
    pub(super) planned: Planned,
    pub(super) began: Option<Duration>,
    pub(super) ended: Option<Duration>,
    id: Option<u64>,
    renewed: Duration,
}

/// The faults of an experiment.
pub(super) struct Injection<'a> {
    socket: &'a Socket,
    pub(super) faults: Vec<Injected>,
}

impl<'a> Injection<'a> {
    pub(super) fn of(socket: &'a Socket, planned: &[Planned]) -> Self {
        let injected = |planned: &Planned| Injected {
            planned: planned.clone(),
            began: None,
            ended: None,
            id: None,
            renewed: Duration::ZERO,
        };
        Injection {
            socket,
            faults: planned.iter().map(injected).collect(),
        }
    }

    /// Does what is due. `since` is the time since the injection began, `now` that since the load did.
    pub(super) async fn turn(&mut self, since: Duration, now: Duration) -> Result<(), Failure> {
        // Lifted first: the next fault may be at the same place.
        for fault in &mut self.faults {
            if fault.id.is_some() && fault.planned.ends <= since {
                fault.lift(self.socket, now).await?;
            }
        }
        for fault in &mut self.faults {
            let left = fault.planned.ends.saturating_sub(since);
            // The first whole millisecond: a lease of none is refused.
            let lease = left.min(LEASE).max(Duration::from_millis(1));
            match fault.id {
                None if fault.began.is_none() && fault.planned.begins <= since && !left.is_zero() => {
                    fault.id = Some(self.socket.set(&fault.planned.fault, lease).await?);
                    (fault.began, fault.renewed) = (Some(now), now);
                }
                // One that ends within the lease that it has needs no more.
                Some(id) if now.saturating_sub(fault.renewed) >= RENEW_EVERY && left > RENEW_EVERY => {
                    self.socket.renew(id, lease).await?;
                    fault.renewed = now;
                }
                Some(_) | None => {}
            }
        }
        Ok(())
    }

    /// Ends all that is in force; tries each, and says what did not work.
    pub(super) async fn lift_all(&mut self, now: Duration) -> Result<(), Failure> {
        let mut result = Ok(());
        for fault in &mut self.faults {
            if let Err(error) = fault.lift(self.socket, now).await {
                result = Err(error);
            }
        }
        result
    }
}

impl Injected {
    async fn lift(&mut self, socket: &Socket, now: Duration) -> Result<(), Failure> {
        if let Some(id) = self.id {
            socket.lift(id).await?;
            (self.id, self.ended) = (None, Some(now));
        }
        Ok(())
    }

    /// Whether it was in force at any time in a span.
    pub(super) fn meets(&self, from: Duration, to: Duration) -> bool {
        let ended = self.ended.unwrap_or(Duration::MAX);
        self.began.is_some_and(|began| began < to && from < ended)
    }
}
