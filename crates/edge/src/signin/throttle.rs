//! Guesses are slowed down before anything is hashed: by where they come from, and by the account that they are at.
//!
//! Each counter lets some guesses through and then makes the next one wait, twice as long each time. A browser that has signed in
//! to an account before has a counter of its own, so that whoever guesses at an account locks its owner out of nothing. The
//! memory is fixed: where there are too many counters, the ones with the fewest failures are forgotten first.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use bezant_identity::{LookupHash, TokenHash};
use bezant_kernel::{Milliseconds, PrincipalId, SessionId, Tenant, Timestamp};

const BUCKETS: usize = 8_192;
const SLOTS: usize = 8;
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
/// A counter that was quiet for so long starts anew.
const FORGOTTEN_AFTER: Milliseconds = Milliseconds(2 * 3_600_000);

/// What is counted.
#[derive(Copy, Clone, Debug)]
pub(crate) enum Counter {
    /// Guesses from one place.
    Address(IpAddr),
    /// Guesses at an account, whether there is one or not.
    Account(Tenant, LookupHash),
    /// Guesses at an account from a browser that has been in it.
    Device(Tenant, PrincipalId, TokenHash),
    /// Guesses at somebody's second factor, which takes their password.
    Factor(Tenant, PrincipalId),
    /// Guesses from within a session.
    Session(SessionId),
    /// Letters that were asked for to one account, by anyone.
    Letters(Tenant, LookupHash),
    /// Letters to oneself, to show that an address is one's own.
    EmailProofs(Tenant, PrincipalId),
    /// Cards that are tried at checkouts from one place.
    Cards(IpAddr),
}

impl Counter {
    const fn rule(&self) -> Rule {
        let (free, first, longest) = match self {
            // Many people can come from one place.
            Counter::Address(_) => (50, SECOND, 5 * MINUTE),
            Counter::Cards(_) => (20, SECOND, 5 * MINUTE),
            Counter::Account(..) | Counter::Factor(..) | Counter::Session(_) => (5, 2 * SECOND, 15 * MINUTE),
            Counter::Device(..) => (10, 2 * SECOND, 15 * MINUTE),
            Counter::Letters(..) | Counter::EmailProofs(..) => (2, 5 * MINUTE, 30 * MINUTE),
        };
        Rule { free, first, longest }
    }

    fn tag(&self, keys: &RandomState) -> u64 {
        let tag = match self {
            Counter::Address(address) => keys.hash_one((1u8, prefix(*address))),
            Counter::Account(tenant, email) => keys.hash_one((2u8, tenant, email)),
            Counter::Device(tenant, principal, device) => {
                keys.hash_one((3u8, tenant, principal, device.as_bytes()))
            }
            Counter::Factor(tenant, principal) => keys.hash_one((4u8, tenant, principal)),
            Counter::Session(id) => keys.hash_one((5u8, id)),
            Counter::Letters(tenant, email) => keys.hash_one((6u8, tenant, email)),
            Counter::EmailProofs(tenant, principal) => keys.hash_one((7u8, tenant, principal)),
            Counter::Cards(address) => keys.hash_one((8u8, prefix(*address))),
        };
        // Zero is a free slot.
        tag.max(1)
    }
}

/// How many guesses go without waiting, and how long the next ones wait, in milliseconds.
#[derive(Copy, Clone)]
struct Rule {
    free: u32,
    first: u64,
    longest: u64,
}

/// What one customer of a network provider has: an address, or a network of IPv6.
fn prefix(address: IpAddr) -> [u8; 8] {
    let mut prefix = [0; 8];
    match address.to_canonical() {
        IpAddr::V4(four) => prefix[..4].copy_from_slice(&four.octets()),
        IpAddr::V6(six) => prefix[..7].copy_from_slice(&six.octets()[..7]),
    }
    prefix
}

#[derive(Copy, Clone, Default)]
struct Slot {
    tag: u64,
    failures: u32,
    last: Timestamp,
    /// Whether somebody was told to wait since the last guess.
    is_told: bool,
}

/// Why no guess is let through.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    /// How long until one is.
    pub(crate) time: Milliseconds,
    /// Whether nobody was told so since the last guess.
    pub(crate) is_news: bool,
}

impl Slot {
    fn wait(&self, rule: Rule, now: Timestamp) -> Option<Milliseconds> {
        let doublings = self.failures.checked_sub(rule.free)?;
        let delay = rule
            .first
            .saturating_mul(1 << doublings.min(30))
            .min(rule.longest);
        let until = self.last.after(Milliseconds(delay));
        (now < until).then(|| until.since(now))
    }
}

/// The counters.
pub(crate) struct Throttle {
    keys: RandomState,
    buckets: Mutex<Vec<[Slot; SLOTS]>>,
}

impl Default for Throttle {
    fn default() -> Self {
        Throttle {
            keys: RandomState::new(),
            buckets: Mutex::new(vec![[Slot::default(); SLOTS]; BUCKETS]),
        }
    }
}

impl Throttle {
    /// Lets a guess through and counts it as wrong, until [`Throttle::succeeded`] says otherwise; or says how long to wait.
    pub(crate) fn begin(&self, counters: &[Counter], now: Timestamp) -> Result<(), Milliseconds> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wait = None;
        for counter in counters {
            let slot = find(&mut buckets, counter.tag(&self.keys), now);
            wait = wait.max(slot.and_then(|slot| slot.wait(counter.rule(), now)));
        }
        if let Some(wait) = wait {
            metrics::counter!("sign_in_guesses_refused_total").increment(1);
            return Err(wait);
        }
        for counter in counters {
            let slot = find_or_take(&mut buckets, counter.tag(&self.keys), now);
            slot.failures = slot.failures.saturating_add(1);
            slot.last = now;
            slot.is_told = false;
        }
        Ok(())
    }

    /// Why a guess would not be let through now, where that is known without looking at it. Nothing is counted.
    pub(crate) fn waiting(&self, counter: Counter, now: Timestamp) -> Option<Waiting> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = find(&mut buckets, counter.tag(&self.keys), now)?;
        let time = slot.wait(counter.rule(), now)?;
        metrics::counter!("sign_in_guesses_refused_total").increment(1);
        let is_news = !std::mem::replace(&mut slot.is_told, true);
        Some(Waiting { time, is_news })
    }

    /// The guess was right, or was none after all. The place keeps what others have counted: who owns one account must not be
    /// able to clear the way to others.
    pub(crate) fn succeeded(&self, counters: &[Counter], now: Timestamp) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for counter in counters {
            if let Some(slot) = find(&mut buckets, counter.tag(&self.keys), now) {
                match counter {
                    Counter::Address(_) | Counter::Cards(_) => {
                        slot.failures = slot.failures.saturating_sub(1);
                    }
                    _ => *slot = Slot::default(),
                }
            }
        }
    }

    /// The guess was not looked at: it counts for nothing.
    pub(crate) fn undo(&self, counters: &[Counter], now: Timestamp) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        for counter in counters {
            if let Some(slot) = find(&mut buckets, counter.tag(&self.keys), now) {
                slot.failures = slot.failures.saturating_sub(1);
            }
        }
    }
}

fn bucket(buckets: &mut [[Slot; SLOTS]], tag: u64) -> &mut [Slot; SLOTS] {
    let place = usize::try_from(tag % BUCKETS as u64).expect("less than the number of buckets");
    &mut buckets[place]
}

fn find(buckets: &mut [[Slot; SLOTS]], tag: u64, now: Timestamp) -> Option<&mut Slot> {
    let slot = bucket(buckets, tag).iter_mut().find(|slot| slot.tag == tag)?;
    if now >= slot.last.after(FORGOTTEN_AFTER) {
        *slot = Slot::default();
        return None;
    }
    Some(slot)
}

fn find_or_take(buckets: &mut [[Slot; SLOTS]], tag: u64, now: Timestamp) -> &mut Slot {
    let bucket = bucket(buckets, tag);
    let place = bucket.iter().position(|slot| slot.tag == tag).unwrap_or_else(|| {
        let quiet = |slot: &Slot| slot.tag != 0 && now < slot.last.after(FORGOTTEN_AFTER);
        let least = |(_, slot): &(usize, &Slot)| (quiet(slot), slot.failures, slot.last);
        let (place, _) = bucket
            .iter()
            .enumerate()
            .min_by_key(least)
            .expect("a bucket has slots");
        place
    });
    let slot = &mut bucket[place];
    if slot.tag != tag {
        *slot = Slot {
            tag,
            ..Slot::default()
        };
    }
    slot
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: u64) -> Timestamp {
        Timestamp::from_microseconds(1_000_000_000).after(Milliseconds(milliseconds))
    }

    fn place(last: u8) -> Counter {
        Counter::Address([10, 0, 0, last].into())
    }

    #[test]
    fn each_wrong_guess_beyond_the_first_few_doubles_the_wait() {
        let throttle = Throttle::default();
        let account = [Counter::Factor(
            Tenant::new(bezant_kernel::TenantId::from_u128(1)),
            PrincipalId::from_u128(2),
        )];
        for _ in 0..5 {
            throttle.begin(&account, at(0)).unwrap();
        }
        let mut now = 0;
        for expected in [2_000, 4_000, 8_000, 16_000] {
            let wait = throttle.begin(&account, at(now)).unwrap_err();
            assert_eq!(wait.0, expected);
            now += wait.0;
            throttle.begin(&account, at(now)).unwrap();
        }
        throttle.succeeded(&account, at(now));
        throttle.begin(&account, at(now)).unwrap();
    }

    #[test]
    fn one_is_told_anew_after_each_guess_that_was_let_through() {
        let throttle = Throttle::default();
        assert_eq!(throttle.waiting(place(1), at(0)), None);
        for _ in 0..50 {
            throttle.begin(&[place(1)], at(0)).unwrap();
        }
        for (now, time, is_news) in [(0, 1_000, true), (400, 600, false)] {
            let waiting = Waiting {
                time: Milliseconds(time),
                is_news,
            };
            assert_eq!(throttle.waiting(place(1), at(now)), Some(waiting));
        }
        assert_eq!(throttle.waiting(place(2), at(400)), None);
        assert_eq!(throttle.waiting(place(1), at(1_000)), None, "it was not counted");
        throttle.begin(&[place(1)], at(1_000)).unwrap();
        let waiting = throttle.waiting(place(1), at(1_000)).unwrap();
        assert_eq!((waiting.time, waiting.is_news), (Milliseconds(2_000), true));
    }

    #[test]
    fn a_right_password_clears_an_account_and_not_a_place() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            throttle.begin(&[place(1)], at(0)).unwrap();
        }
        assert!(throttle.begin(&[place(1)], at(0)).is_err());
        throttle.succeeded(&[place(1)], at(0));
        throttle.begin(&[place(1)], at(0)).unwrap();
        assert!(throttle.begin(&[place(1)], at(0)).is_err());
        throttle.begin(&[place(2)], at(0)).unwrap();
        throttle.begin(&[place(1)], at(FORGOTTEN_AFTER.0)).unwrap();
    }

    #[test]
    fn whoever_comes_from_everywhere_pushes_out_nobody_who_has_failed_often() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            throttle.begin(&[place(1)], at(0)).unwrap();
        }
        for number in 0..200_000u32 {
            let elsewhere = Counter::Address(
                std::net::Ipv6Addr::from((0xfd00_u128 << 112) | (u128::from(number) << 72)).into(),
            );
            throttle.begin(&[elsewhere], at(1)).unwrap();
        }
        assert!(throttle.begin(&[place(1)], at(1)).is_err());
    }
}
