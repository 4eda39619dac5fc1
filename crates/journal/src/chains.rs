//! Entries in memory in the order of time, found by hash through chains that lead from the newest to the oldest.

use std::ops::RangeInclusive;

use crate::hash::{hash_of, place_of};
use crate::query::Order;
use crate::{Place, hash};

/// Neighbours of a cursor that are looked at one by one, before the chain is followed from its head.
const NEAR: usize = 64;

/// Links that are followed towards the oldest entry before reading on from the oldest itself.
const FAR: usize = 1 << 15;

/// Entries of one table.
pub(crate) struct Chains {
    entries: Vec<u128>,
    /// For each entry the number, plus one, of the one before it in its bucket.
    previous: Vec<u32>,
    /// For each bucket the number, plus one, of its newest entry.
    heads: Vec<u32>,
    shift: u32,
}

impl Chains {
    pub(crate) fn with_capacity(entries: usize) -> Self {
        let buckets = entries.next_power_of_two().max(2);
        Self {
            entries: Vec::with_capacity(entries),
            previous: Vec::with_capacity(entries),
            heads: vec![0; buckets],
            shift: u64::BITS - buckets.trailing_zeros(),
        }
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.previous.clear();
        self.heads.fill(0);
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// In the order of time.
    pub(crate) fn entries(&self) -> &[u128] {
        &self.entries
    }

    #[inline]
    pub(crate) fn push(&mut self, hash: u64, place: Place) {
        let bucket = (hash >> self.shift) as usize;
        self.entries.push(hash::entry(hash, place));
        self.previous.push(self.heads[bucket]);
        self.heads[bucket] = u32::try_from(self.entries.len()).expect("a table is far below 2^32 entries");
    }

    /// The numbers of the bucket's entries, newest first.
    fn chain(&self, hash: u64) -> impl Iterator<Item = usize> {
        self.chain_from(self.heads[(hash >> self.shift) as usize])
    }

    fn chain_from(&self, first: u32) -> impl Iterator<Item = usize> {
        let mut next = first;
        std::iter::from_fn(move || {
            let number = (next as usize).checked_sub(1)?;
            next = self.previous[number];
            Some(number)
        })
    }

    /// Every place with this hash, newest first.
    pub(crate) fn places(&self, hash: u64) -> impl Iterator<Item = Place> {
        self.chain(hash)
            .map(|number| self.entries[number])
            .filter(move |&entry| hash_of(entry) == hash)
            .map(place_of)
    }

    /// Adds the places with this hash that lie within `places` in `order`, until `out` has `limit` of them.
    pub(crate) fn collect(
        &self,
        hash: u64,
        places: &RangeInclusive<Place>,
        order: Order,
        limit: usize,
        out: &mut Vec<Place>,
    ) {
        let wanted = |number: usize| {
            let entry = self.entries[number];
            (hash_of(entry) == hash && places.contains(&place_of(entry))).then(|| place_of(entry))
        };
        let room = limit.saturating_sub(out.len());
        let is_older = |number: usize| place_of(self.entries[number]) < *places.start();
        match order {
            Order::NewestFirst => {
                let end = self
                    .entries
                    .partition_point(|&entry| place_of(entry) <= *places.end());
                let near = (end.saturating_sub(NEAR)..end)
                    .rev()
                    .find(|&number| hash_of(self.entries[number]) == hash);
                // An account that is busy enough to have a long chain has an entry near the cursor.
                let start = match near {
                    Some(number) => u32::try_from(number + 1).expect("an entry's number fits"),
                    None => self.heads[(hash >> self.shift) as usize],
                };
                let chain = self.chain_from(start).take_while(|&number| !is_older(number));
                out.extend(chain.filter_map(wanted).take(room));
            }
            Order::OldestFirst => {
                let mut links = self.chain(hash).take_while(|&number| !is_older(number));
                let mut found: Vec<Place> = links.by_ref().take(FAR).filter_map(wanted).collect();
                if links.next().is_none() {
                    found.reverse();
                    out.extend(found.into_iter().take(room));
                } else {
                    let start = self
                        .entries
                        .partition_point(|&entry| place_of(entry) < *places.start());
                    let end = self
                        .entries
                        .partition_point(|&entry| place_of(entry) <= *places.end());
                    out.extend((start..end).filter_map(wanted).take(room));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_log::Position;

    #[test]
    fn a_chain_answers_as_a_list_does() {
        // Two hashes share a bucket; the first is busy, the second rare.
        let (busy, rare, other) = (5 << 2, 9 << 2, u64::MAX - 3);
        let mut chains = Chains::with_capacity(64);
        let mut list = Vec::new();
        for nth in 0..100_000_u64 {
            let hash = match nth % 1000 {
                7 => rare,
                n if n % 2 == 0 => busy,
                _ => other,
            };
            let place = Place::new(Position(1 + nth / 10), u16::try_from(nth % 10).unwrap());
            chains.push(hash, place);
            list.push((hash, place));
        }
        let positions = [0, 1, 57, 9_999, 20_000].map(Position);
        for hash in [busy, rare, 13 << 2] {
            for from in positions {
                for to in positions {
                    for (limit, order) in [
                        (3, Order::NewestFirst),
                        (3, Order::OldestFirst),
                        (60_000, Order::OldestFirst),
                    ] {
                        let range = Place::new(from, 3)..=Place::new(to, 6);
                        let mut got = Vec::new();
                        chains.collect(hash, &range, order, limit, &mut got);
                        let of_hash = list
                            .iter()
                            .filter(|(h, place)| *h == hash && range.contains(place));
                        let wanted: Vec<Place> = match order {
                            Order::NewestFirst => {
                                of_hash.rev().take(limit).map(|&(_, place)| place).collect()
                            }
                            Order::OldestFirst => of_hash.take(limit).map(|&(_, place)| place).collect(),
                        };
                        assert_eq!(got, wanted);
                    }
                }
            }
        }
        assert_eq!(chains.places(rare).count(), 100);
    }
}
