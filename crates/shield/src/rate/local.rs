//! The store of one node: fixed tables in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use smallvec::SmallVec;

use super::{Answer, Charge, Decision, Policies, Store, Subject, Verdict};
use crate::Moment;

/// Places in one set: two cache lines of them, searched one by one.
const WAYS: usize = 8;
/// Locks of one table.
const SHARDS: usize = 64;

/// A store in memory, with one table of fixed size for each policy.
///
/// A table has sets of eight places; a subject's hash says which set. A place whose time has passed says that its subject has
/// the whole quota, which is what is said of someone unknown too: so it is free, and forgetting it loses nothing.
///
/// **When no place of a set is free**, the one goes that is nearest to having its quota back, and the set remembers the latest
/// time that it ever gave up in this way (`given_up`). Whoever then comes into the set starts from that time and not from zero.
/// So somebody who used up their quota can't get it back by flooding the table with other subjects until their place is gone: when
/// they return they inherit at least what they owed. The price is that under such a flood newcomers inherit a small debt: that of the
/// one who owed least. If a set is flooded faster than eight times the policy's rate the debt grows, and newcomers of this set are
/// refused: all of them together then have the rate of eight. It is limiting that gets stricter when the table is too small for
/// what comes, never an open door; a table for 65,536 subjects takes 1.5 MB. Which set it is nobody can choose, since the hash is
/// under a secret; addresses are counted by /64, so that nobody has so many.
///
/// Locks are held for a few look-ups in memory. Several are taken in the order of the policies, so no two requests wait for each
/// other.
pub struct LocalStore {
    policies: Policies,
    tables: Vec<Table>,
}

struct Table {
    shards: Vec<Mutex<Vec<Set>>>,
    set_mask: usize,
}

/// One place each: whose it is (half of the hash, the other half chose the set) and until when its quota is used.
#[derive(Clone, Default)]
#[repr(align(64))]
struct Set {
    subjects: [u64; WAYS],
    used_until: [Moment; WAYS],
    given_up: Moment,
}

/// A place whose lock is held until all policies have spoken, and until when its quota would be used.
struct Held<'a> {
    sets: MutexGuard<'a, Vec<Set>>,
    set: usize,
    way: usize,
    after: Moment,
}

impl LocalStore {
    /// A store for so many subjects per policy at least.
    pub fn new(policies: Policies, subjects: usize) -> LocalStore {
        let sets = subjects
            .div_ceil(WAYS * SHARDS)
            .next_power_of_two()
            .clamp(1, 1 << 20);
        let table = |_| Table {
            shards: (0..SHARDS)
                .map(|_| Mutex::new(vec![Set::default(); sets]))
                .collect(),
            set_mask: sets - 1,
        };
        LocalStore {
            tables: policies.iter().map(table).collect(),
            policies,
        }
    }

    /// A table with a single set, where everybody meets everybody.
    #[cfg(test)]
    pub(super) fn crowded(policies: Policies) -> LocalStore {
        let mut store = LocalStore::new(policies, 1);
        for table in &mut store.tables {
            table.shards.truncate(1);
        }
        store
    }
}

impl Store for LocalStore {
    fn take(&self, charges: &[Charge], now: Moment) -> Answer {
        let is_ordered = charges.windows(2).all(|pair| pair[0].policy < pair[1].policy);
        assert!(is_ordered, "the policies of charges grow strictly");
        let mut places: SmallVec<[Held<'_>; 4]> = SmallVec::new();
        let mut decision = Decision::default();
        for charge in charges {
            let table = &self.tables[usize::from(charge.policy.0)];
            let (shard, set) = table.place_of(charge.subject);
            // A thread that panicked here left whole numbers behind.
            let sets = table.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
            let (way, used_until) = sets[set].find(half(charge.subject), now);
            let policy = self.policies.get(charge.policy);
            let (verdict, after) = Verdict::reach(charge.policy, policy, used_until, charge.cost, now);
            decision.verdicts.push(verdict);
            places.push(Held {
                sets,
                set,
                way,
                after,
            });
        }
        if decision.is_allowed() {
            for (charge, held) in charges.iter().zip(&mut places) {
                held.sets[held.set].put(held.way, half(charge.subject), held.after, now);
            }
        } else {
            drop(places);
            self.uncharge(charges, &mut decision);
        }
        Answer::Now(decision)
    }
}

impl LocalStore {
    /// Those that had room are not charged after all, and say so.
    fn uncharge(&self, charges: &[Charge], decision: &mut Decision) {
        for (charge, verdict) in charges.iter().zip(&mut decision.verdicts) {
            if verdict.is_allowed {
                let policy = self.policies.get(charge.policy);
                let cost = charge.cost.clamp(1, policy.quota());
                verdict.remaining += cost;
                let interval = std::time::Duration::from_nanos(policy.interval_nanoseconds());
                verdict.reset = verdict.reset.saturating_sub(interval * cost);
            }
        }
    }
}

impl Table {
    fn place_of(&self, subject: Subject) -> (usize, usize) {
        let hash = subject.as_u128() as u64 as usize;
        (hash % self.shards.len(), (hash >> 8) & self.set_mask)
    }
}

/// The half that tells subjects of one set apart. Zero is nobody's.
fn half(subject: Subject) -> u64 {
    (subject.as_u128() >> 64) as u64 | 1
}

impl Set {
    /// The place of a subject, or the one that it would get, and until when its quota is used.
    fn find(&self, subject: u64, now: Moment) -> (usize, Moment) {
        if let Some(way) = self.subjects.iter().position(|&other| other == subject) {
            return (way, self.used_until[way]);
        }
        let (way, until) = (self.used_until.iter().copied().enumerate())
            .min_by_key(|&(_, until)| until)
            .expect("a set has places");
        let inherited = if until > now { until } else { Moment::default() };
        (way, inherited.max(self.given_up))
    }

    fn put(&mut self, way: usize, subject: u64, used_until: Moment, now: Moment) {
        if self.subjects[way] != subject {
            let lost = self.used_until[way];
            if lost > now {
                self.given_up = self.given_up.max(lost);
            }
            self.subjects[way] = subject;
        }
        self.used_until[way] = used_until;
    }
}
