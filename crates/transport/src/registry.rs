//! All connections of a listener: how many there are, how many of one address, and which of them go when a place is needed.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use tokio::sync::Notify;

use crate::counters::{Cut, Refused};
use crate::peer::PeerAddress;
use crate::slot::{Cheapness, Phase, Shared, Slot};

const LOCK: &str = "no code panics while it holds the lock of the connections";

/// Connections that one search among all of them finds to end. A search is made at most once per look, so that a flood of
/// new connections does not make a search each.
const MOST_FOUND: usize = 1_024;

/// What shares the bound on connections of one address.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
enum Group {
    V4([u8; 4]),
    /// The first 64 bits.
    V6([u8; 8]),
}

impl Group {
    /// Callers on this machine's own sockets have none.
    fn of(peer: PeerAddress) -> Option<Group> {
        let PeerAddress::Internet(address) = peer else {
            return None;
        };
        Some(match address.ip().to_canonical() {
            IpAddr::V4(address) => Group::V4(address.octets()),
            IpAddr::V6(address) => {
                let octets = address.octets();
                let mut network = [0; 8];
                network.copy_from_slice(&octets[..8]);
                Group::V6(network)
            }
        })
    }
}

struct Kept {
    slot: Arc<Slot>,
    group: Option<Group>,
    number: u64,
}

#[derive(Default)]
struct Inner {
    places: Vec<Option<Kept>>,
    free: Vec<usize>,
    groups: HashMap<Group, usize>,
    /// Places and numbers of what can go, the first first.
    cheap: VecDeque<(usize, u64)>,
    /// When the last search was.
    searched_at: u64,
    next_number: u64,
    is_draining: bool,
}

pub(crate) struct Registry {
    shared: Arc<Shared>,
    inner: Mutex<Inner>,
    is_empty: Notify,
}

/// The place of a connection, given back when it is dropped.
pub(crate) struct Seat {
    registry: Arc<Registry>,
    slot: Arc<Slot>,
    place: usize,
    number: u64,
}

impl Seat {
    pub(crate) fn slot(&self) -> &Arc<Slot> {
        &self.slot
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.registry.release(self.place, self.number);
        self.slot.shared().counters.count_closed();
    }
}

impl Registry {
    pub(crate) fn new(shared: Arc<Shared>) -> Arc<Registry> {
        Arc::new(Registry {
            shared,
            inner: Mutex::default(),
            is_empty: Notify::new(),
        })
    }

    /// A place for a connection, or why there is none.
    pub(crate) fn admit(self: &Arc<Self>, peer: PeerAddress, phase: Phase) -> Result<Seat, Refused> {
        let limits = &self.shared.limits;
        let group = Group::of(peer);
        let mut inner = self.inner.lock().expect(LOCK);
        assert!(!inner.is_draining, "a listener that stops accepts nothing");
        if let Some(group) = group
            && inner.groups.get(&group).copied().unwrap_or(0) >= limits.connections_per_address
        {
            return Err(Refused::Address);
        }
        if inner.len() >= limits.connections {
            let freed = inner.free_one(self.shared.clock.now()).ok_or(Refused::Full)?;
            freed.cut(Cut::Evicted);
        }
        let slot = Arc::new(Slot::new(Arc::clone(&self.shared), phase));
        let number = inner.next_number;
        inner.next_number += 1;
        let kept = Kept {
            slot: Arc::clone(&slot),
            group,
            number,
        };
        let place = match inner.free.pop() {
            Some(place) => {
                inner.places[place] = Some(kept);
                place
            }
            None => {
                inner.places.push(Some(kept));
                inner.places.len() - 1
            }
        };
        if let Some(group) = group {
            *inner.groups.entry(group).or_default() += 1;
        }
        assert!(
            inner.len() <= limits.connections,
            "no more connections than allowed"
        );
        drop(inner);
        self.shared.counters.count_accepted();
        Ok(Seat {
            registry: Arc::clone(self),
            slot,
            place,
            number,
        })
    }

    fn release(&self, place: usize, number: u64) {
        let mut inner = self.inner.lock().expect(LOCK);
        inner.remove(place, number);
        let is_empty = inner.len() == 0;
        drop(inner);
        if is_empty {
            self.is_empty.notify_waiters();
        }
    }

    /// Ends what has used up its time.
    pub(crate) fn look_over(&self) {
        let now = self.shared.clock.look();
        let inner = self.inner.lock().expect(LOCK);
        for kept in inner.places.iter().flatten() {
            kept.slot.look_over(now);
        }
    }

    /// Asks all connections to end in an orderly way.
    pub(crate) fn drain(&self) {
        let mut inner = self.inner.lock().expect(LOCK);
        inner.is_draining = true;
        for kept in inner.places.iter().flatten() {
            kept.slot.drain();
        }
    }

    /// Ends all connections: how many there were, and how many requests they had under way.
    pub(crate) fn cut_all(&self) -> (usize, usize) {
        let inner = self.inner.lock().expect(LOCK);
        let mut requests = 0;
        for kept in inner.places.iter().flatten() {
            requests += kept.slot.in_flight() as usize;
            kept.slot.cut(Cut::Stop);
        }
        (inner.len(), requests)
    }

    /// Until there are no connections.
    pub(crate) async fn emptied(&self) {
        loop {
            let emptied = self.is_empty.notified();
            if self.inner.lock().expect(LOCK).len() == 0 {
                return;
            }
            emptied.await;
        }
    }
}

impl Inner {
    fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Nothing happens for what has lost its place already.
    fn remove(&mut self, place: usize, number: u64) -> Option<Arc<Slot>> {
        if self.places[place].as_ref()?.number != number {
            return None;
        }
        let kept = self.places[place].take()?;
        self.free.push(place);
        if let Some(group) = kept.group
            && let Some(count) = self.groups.get_mut(&group)
        {
            *count -= 1;
            if *count == 0 {
                self.groups.remove(&group);
            }
        }
        Some(kept.slot)
    }

    /// Takes the place from whom it hurts least: its connection is to be cut.
    fn free_one(&mut self, now: u64) -> Option<Arc<Slot>> {
        loop {
            while let Some((place, number)) = self.cheap.pop_front() {
                let is_cheap = self.places[place]
                    .as_ref()
                    .is_some_and(|kept| kept.number == number && kept.slot.cheapness().is_some());
                if is_cheap {
                    return self.remove(place, number);
                }
            }
            if self.searched_at == now {
                return None;
            }
            self.searched_at = now;
            self.search();
        }
    }

    /// Idle before sending a head, then those whose address has the most connections, then the oldest.
    fn search(&mut self) {
        let mut found: Vec<(Cheapness, usize, u64, usize, u64)> = Vec::new();
        for (place, kept) in self.places.iter().enumerate() {
            let Some(kept) = kept else { continue };
            let Some((cheapness, since)) = kept.slot.cheapness() else {
                continue;
            };
            let of_group = kept.group.and_then(|group| self.groups.get(&group)).copied();
            let fewer = usize::MAX - of_group.unwrap_or(0);
            found.push((cheapness, fewer, since, place, kept.number));
        }
        if found.len() > MOST_FOUND {
            found.select_nth_unstable(MOST_FOUND);
            found.truncate(MOST_FOUND);
        }
        found.sort_unstable();
        self.cheap = found
            .into_iter()
            .map(|(.., place, number)| (place, number))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::limits::Limits;

    fn registry(connections: usize, connections_per_address: usize) -> Arc<Registry> {
        Registry::new(Arc::new(Shared {
            limits: Limits {
                connections,
                connections_per_address,
                ..Limits::default()
            },
            counters: Arc::default(),
            clock: Clock::new(),
        }))
    }

    fn from(address: &str) -> PeerAddress {
        PeerAddress::Internet(address.parse().unwrap())
    }

    #[test]
    fn an_address_is_a_v4_address_or_a_v6_network() {
        let registry = registry(10, 1);
        let _first = registry.admit(from("10.0.0.1:1"), Phase::Fresh).unwrap();
        let mapped = registry.admit(from("[::ffff:10.0.0.1]:2"), Phase::Fresh);
        assert_eq!(mapped.err(), Some(Refused::Address));
        let _network = registry.admit(from("[2001:db8::1]:1"), Phase::Fresh).unwrap();
        let same = registry.admit(from("[2001:db8::ffff:1]:1"), Phase::Fresh);
        assert_eq!(same.err(), Some(Refused::Address));
        let _other = registry.admit(from("[2001:db8:0:1::1]:1"), Phase::Fresh).unwrap();
        let _own = [
            registry.admit(PeerAddress::Local, Phase::Fresh).unwrap(),
            registry.admit(PeerAddress::Local, Phase::Fresh).unwrap(),
        ];
        drop(_first);
        assert!(registry.admit(from("10.0.0.1:3"), Phase::Fresh).is_ok());
    }

    #[test]
    fn idle_ones_go_first_and_busy_ones_never() {
        let registry = registry(3, 10);
        let admit = |port: u16| registry.admit(from(&format!("10.0.0.1:{port}")), Phase::Fresh);
        let (sending, idle, busy) = (admit(1).unwrap(), admit(2).unwrap(), admit(3).unwrap());
        idle.slot().begin_request();
        idle.slot().end_request();
        busy.slot().begin_request();
        registry.look_over();
        let _fourth = admit(4).unwrap();
        assert!(idle.slot().is_cut() && !sending.slot().is_cut());
        let fifth = admit(5).unwrap();
        assert!(sending.slot().is_cut());
        _fourth.slot().begin_request();
        fifth.slot().begin_request();
        // One search per look.
        let looked_at = registry.shared.clock.now();
        while registry.shared.clock.look() == looked_at {
            std::hint::spin_loop();
        }
        assert_eq!(admit(6).err(), Some(Refused::Full), "honest ones stay");
        assert!(!busy.slot().is_cut());
        // What lost its place gives back nothing.
        drop((sending, idle));
        assert_eq!(registry.inner.lock().unwrap().len(), 3);
        drop(busy);
        assert!(admit(7).is_ok());
    }
}
