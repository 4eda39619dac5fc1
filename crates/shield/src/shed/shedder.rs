//! Places for requests, as many as there are at the moment.

use std::time::Duration;

use super::Priority;
use super::limit::Limit;
use crate::Moment;

const CLASSES: usize = Priority::ALL.len();

/// What a node sets.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Never fewer places than this, however slow everything is: otherwise a slow disk would close a node that still works.
    pub least: u32,
    /// Never more places than this.
    pub most: u32,
    /// The places at the start.
    pub first: u32,
    /// How long a window of measurements is. Long enough for some tens of requests, short enough to react.
    pub window: Duration,
    /// From how many percent of the usual time on there are fewer places.
    pub tolerance_percent: u32,
    /// Never more requests than this, wherever they wait: what the node has memory for.
    pub cap: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            least: 8,
            most: 16_384,
            first: 256,
            window: Duration::from_millis(100),
            tolerance_percent: 150,
            cap: 16_384,
        }
    }
}

/// A place that somebody has. It has to be given back by [`Shedder::finish`] or [`Shedder::abandon`].
#[derive(Debug)]
#[must_use = "a place that isn't given back is lost"]
pub struct Ticket {
    class: Priority,
    start: Moment,
}

/// The places of a node, as plain state. [`super::Gate`] shares it between threads.
#[derive(Clone, Debug)]
pub struct Shedder {
    limit: Limit,
    /// How many of each class are under way.
    under_way: [u32; CLASSES],
    /// How many of each class were refused since the start.
    refused: [u64; CLASSES],
}

impl Shedder {
    /// With nobody under way.
    ///
    /// # Panics
    /// Where the settings contradict themselves.
    pub fn new(settings: Settings) -> Shedder {
        Shedder {
            limit: Limit::new(settings),
            under_way: [0; CLASSES],
            refused: [0; CLASSES],
        }
    }

    /// A place, or nothing where there is none for such requests now. Of those under way that move money, `elsewhere` wait for
    /// somebody else at this moment, such as a gateway: they cost memory and no work, so they count for the cap only.
    pub fn admit(&mut self, class: Priority, now: Moment, elsewhere: u32) -> Option<Ticket> {
        let mut below: u32 = self.under_way[..class as usize].iter().sum();
        for &other in &Priority::ALL[class as usize..] {
            below += self.under_way[other as usize];
            let at_work = match other {
                Priority::New | Priority::Finish => below.saturating_sub(elsewhere),
                Priority::Stream | Priority::List | Priority::Read | Priority::Low => below,
            };
            // Every class may have one at least.
            let share = |of: u32, percent: u32| (u64::from(of) * u64::from(percent) / 100).max(1);
            if u64::from(at_work) >= share(self.limit.places(), other.share_percent())
                || u64::from(below) >= share(self.limit.cap(), other.cap_percent())
            {
                self.refused[class as usize] += 1;
                return None;
            }
        }
        self.under_way[class as usize] += 1;
        self.limit.note_peak(self.under_way().saturating_sub(elsewhere));
        Some(Ticket { class, start: now })
    }

    /// Whether so few are under way that it makes no difference where they wait.
    pub fn has_much_room(&self) -> bool {
        self.under_way().saturating_mul(4) < self.limit.places() && self.under_way() < self.limit.cap() / 2
    }

    /// A request has been answered. `outside` of its time it waited for somebody else, such as a gateway.
    pub fn finish(&mut self, ticket: Ticket, now: Moment, outside: Duration) {
        let took = now.since(ticket.start).saturating_sub(outside);
        self.leave(&ticket);
        self.limit.measure(ticket.class, took, now);
    }

    /// A request went away without an answer that says anything about the node: its caller hung up, or it was a stream.
    pub fn abandon(&mut self, ticket: Ticket) {
        self.leave(&ticket);
    }

    fn leave(&mut self, ticket: &Ticket) {
        let count = &mut self.under_way[ticket.class as usize];
        *count = count.checked_sub(1).expect("a ticket is given back once");
    }

    /// How many places there are now.
    pub fn places(&self) -> u32 {
        self.limit.places()
    }

    /// How many requests are under way.
    pub fn under_way(&self) -> u32 {
        self.under_way.iter().sum()
    }

    /// How many of this class were refused since the start.
    pub fn refused(&self, class: Priority) -> u64 {
        self.refused[class as usize]
    }
}
