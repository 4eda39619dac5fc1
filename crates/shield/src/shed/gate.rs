//! Places that are given back whatever happens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Priority, Shedder, Ticket};
use crate::Moment;

/// A [`Shedder`] that many threads share. Its lock is held for some additions.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Mutex<Shedder>>);

/// A place. Dropped without [`Place::finish`], as when a caller hangs up or a handler panics, it is free again and nothing is learnt.
#[derive(Debug)]
#[must_use = "a place is free again as soon as it is dropped"]
pub struct Place {
    gate: Gate,
    ticket: Option<Ticket>,
}

impl Gate {
    /// Shares it.
    pub fn new(shedder: Shedder) -> Gate {
        Gate(Arc::new(Mutex::new(shedder)))
    }

    /// A place, or nothing where there is none for such requests now. `elsewhere` says how many of those under way wait for somebody
    /// else ([`Shedder::admit`]); it is asked only where that could make a difference.
    pub fn admit(&self, class: Priority, now: Moment, elsewhere: impl FnOnce() -> u32) -> Option<Place> {
        let mut shedder = self.shedder();
        let ticket = if shedder.has_much_room() {
            shedder.admit(class, now, 0)
        } else {
            drop(shedder);
            let elsewhere = elsewhere();
            shedder = self.shedder();
            shedder.admit(class, now, elsewhere)
        };
        drop(shedder);
        let ticket = ticket?;
        Some(Place {
            gate: self.clone(),
            ticket: Some(ticket),
        })
    }

    /// What it knows, for metrics.
    pub fn look<T>(&self, see: impl FnOnce(&Shedder) -> T) -> T {
        see(&self.shedder())
    }

    /// Whoever panicked with the lock had a ticket that was given back twice, which no one can make: the counts are right.
    fn shedder(&self) -> MutexGuard<'_, Shedder> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// The request has been served. `outside` of its time it waited for somebody else, such as a gateway. What was refused before any
    /// work was done says nothing about how long work takes: drop the place instead.
    pub fn finish(mut self, now: Moment, outside: Duration) {
        let ticket = self.ticket.take().expect("a place is finished once");
        self.gate.shedder().finish(ticket, now, outside);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.gate.shedder().abandon(ticket);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shed::Settings;

    #[test]
    fn places_are_free_again_whatever_happens() {
        let gate = Gate::new(Shedder::new(Settings::default()));
        let now = Moment::from_nanoseconds(1);
        let admit = |class| gate.admit(class, now, || 0);
        let under_way = || gate.look(Shedder::under_way);
        let (first, second) = (admit(Priority::New), admit(Priority::Read));
        assert_eq!(under_way(), 2);
        drop(first);
        second
            .unwrap()
            .finish(now.after(Duration::from_millis(1)), Duration::ZERO);
        assert_eq!(under_way(), 0);
        let panics = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _place = admit(Priority::New);
            panic!("a handler");
        }));
        assert!(panics.is_err());
        assert_eq!(under_way(), 0);
    }
}
