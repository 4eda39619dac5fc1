//! The newest events of one tenant, for all who watch it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use bezant_kernel::Tenant;
use tokio::sync::watch;

use super::place::Place;
use super::told::Told;

/// Events that a watcher takes at a time: until they are sent they stay in memory, though the ring has gone on.
const TAKEN_AT_ONCE: usize = 16;

/// What wakes watchers.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct News {
    /// Grows with every event.
    pub(super) events: u64,
    /// Grows with every event that may have taken somebody's leave to watch.
    pub(super) withdrawals: u64,
    /// Nothing will come any more.
    pub(super) has_ended: bool,
}

/// A tenant that is watched.
pub(super) struct Channel {
    pub(super) tenant: Tenant,
    ring: Mutex<Ring>,
    pub(super) news: watch::Sender<News>,
}

struct Ring {
    /// Every event after this place is in the ring as soon as the hub has seen it.
    floor: Place,
    events: VecDeque<Arc<Told>>,
}

impl Channel {
    /// With what comes after `floor`.
    pub(super) fn new(tenant: Tenant, floor: Place, has_ended: bool) -> Channel {
        Channel {
            tenant,
            ring: Mutex::new(Ring {
                floor,
                events: VecDeque::new(),
            }),
            news: watch::Sender::new(News {
                has_ended,
                ..News::default()
            }),
        }
    }

    pub(super) fn push(&self, told: Arc<Told>) {
        let mut ring = self.ring();
        let last = ring.events.back().map_or(ring.floor, |last| last.place);
        assert!(last < told.place, "events come in the order of the log");
        ring.events.push_back(told);
    }

    /// Forgets the oldest event; it weighed so much.
    pub(super) fn forget_oldest(&self) -> Option<usize> {
        let mut ring = self.ring();
        let oldest = ring.events.pop_front()?;
        ring.floor = oldest.place;
        Some(oldest.bytes())
    }

    /// The next events after a place; `None` where the ring begins later.
    pub(super) fn take(&self, after: Place) -> Option<VecDeque<Arc<Told>>> {
        let ring = self.ring();
        if after < ring.floor {
            return None;
        }
        let start = ring.events.partition_point(|told| told.place <= after);
        let next = ring.events.range(start..).take(TAKEN_AT_ONCE);
        Some(next.cloned().collect())
    }

    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().expect("no one panics while holding the ring")
    }
}
