//! Places at a door that is open to anyone: so many in all, and no more than a share of them for those who come from one network.
//!
//! Who knocks is nobody yet, so a place is all that there is to be stingy with. A caller who sends a body as slowly as is allowed
//! keeps a place for as long; with a bound on the whole alone, some dozens of them from one machine would keep everybody else from
//! signing in. What is counted is held by a [`Pass`] and no longer, so the memory is bounded by the places.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Of all places, one network may have one in so many.
const SHARES: usize = 4;

/// The door.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    places: Arc<Semaphore>,
    share: usize,
    inside: Arc<Mutex<HashMap<Network, usize>>>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Pass {
    network: Network,
    inside: Arc<Mutex<HashMap<Network, usize>>>,
    _place: OwnedSemaphorePermit,
}

/// What one caller can easily have addresses from: 256 neighbours of IPv4, and of IPv6 what providers give to one customer.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
enum Network {
    Four([u8; 3]),
    Six([u8; 7]),
}

impl Network {
    fn of(address: IpAddr) -> Network {
        match address.to_canonical() {
            IpAddr::V4(four) => {
                let [a, b, c, _] = four.octets();
                Network::Four([a, b, c])
            }
            IpAddr::V6(six) => {
                let [a, b, c, d, e, f, g, ..] = six.octets();
                Network::Six([a, b, c, d, e, f, g])
            }
        }
    }
}

impl Door {
    pub(crate) fn new(places: usize) -> Door {
        Door {
            places: Arc::new(Semaphore::new(places)),
            share: (places / SHARES).max(1),
            inside: Arc::default(),
        }
    }

    /// A place for who comes from this address, or nothing where there is none for them now.
    pub(crate) fn enter(&self, address: IpAddr) -> Option<Pass> {
        let refused = |by: &'static str| {
            metrics::counter!("door_refusals_total", "bound" => by).increment(1);
        };
        let network = Network::of(address);
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let before = inside.get(&network).copied().unwrap_or_default();
        if before >= self.share {
            refused("network");
            return None;
        }
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            refused("all");
            return None;
        };
        inside.insert(network, before + 1);
        Some(Pass {
            network,
            inside: Arc::clone(&self.inside),
            _place: place,
        })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        match inside.get_mut(&self.network) {
            Some(count) if *count > 1 => *count -= 1,
            Some(_) | None => {
                inside.remove(&self.network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_leaves_places_to_others_and_nothing_is_kept_of_who_has_gone() {
        let door = Door::new(8);
        let enter = |text: &str| door.enter(text.parse().unwrap());
        let first: Vec<_> = ["192.0.2.1", "192.0.2.200"].map(enter).into_iter().collect();
        assert!(first.iter().all(Option::is_some));
        for neighbour in ["192.0.2.7", "::ffff:192.0.2.8"] {
            assert!(enter(neighbour).is_none(), "{neighbour}");
        }
        let second = [enter("2001:db8:0:1::1"), enter("2001:db8:0:ff::1")];
        assert!(second.iter().all(Option::is_some) && enter("2001:db8:0:7::1").is_none());
        let others: Vec<_> = (0..6)
            .map(|number| enter(&format!("198.51.{number}.1")))
            .collect();
        let entered = others.iter().filter(|pass| pass.is_some()).count();
        assert_eq!(entered, 4, "and all together have no more than there are");
        drop((first, second, others));
        assert!(door.inside.lock().unwrap().is_empty());
        assert!(enter("192.0.2.7").is_some());
    }
}
