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

#[cfg(test)]
mod tests {
    use bezant_kernel::TenantId;
    use bezant_log::Position;

    use super::*;

    #[test]
    fn a_ring_has_all_after_its_floor_and_sends_others_to_the_log() {
        let place = |text: &str| Place::parse(text).unwrap();
        let tenant = Tenant::new(TenantId::from_u128(1));
        let channel = Channel::new(tenant, Place::after(Position(5)), false);
        let taken = |after: &str| -> Option<Vec<String>> {
            let taken = channel.take(place(after))?;
            Some(taken.iter().map(|told| told.place.to_string()).collect())
        };
        assert_eq!((taken("4"), taken("5")), (None, Some(vec![])));
        for at in ["7-0", "7-1", "9-0"] {
            channel.push(Told::bare(place(at)));
        }
        let all = Some(vec!["7-0".to_owned(), "7-1".to_owned(), "9-0".to_owned()]);
        assert_eq!((taken("5"), taken("6-3")), (all.clone(), all));
        assert_eq!(taken("5-0"), None, "there may be more of entry 5");
        assert_eq!(taken("8"), Some(vec!["9-0".to_owned()]));

        // Who has seen what was forgotten goes on; who has not reads the log.
        assert!(channel.forget_oldest().is_some());
        let rest = Some(vec!["7-1".to_owned(), "9-0".to_owned()]);
        assert_eq!((taken("6"), taken("7-0")), (None, rest));
        while channel.forget_oldest().is_some() {}
        assert_eq!((taken("7"), taken("9-0")), (None, Some(vec![])));
        assert_eq!(taken("9"), Some(vec![]));
    }
}
