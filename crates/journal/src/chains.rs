//! Entries of a table whose hashes may be frequent, as those of a busy account: in the order of time, found through
//! chains that lead from the newest to the oldest.
//!
//! They are cut into segments, each with chains of its own, whose heads stay in the processor's nearest cache while
//! the segment fills. A reader looks into each segment; there are a few hundred in a table.

use std::ops::RangeInclusive;

use crate::Place;
use crate::buckets::touch_memory;
use crate::hash::{self, hash_of, place_of};
use crate::query::Order;

const SEGMENT_BITS: u32 = 13;

/// Entries of a segment, and chains in it.
const SEGMENT: usize = 1 << SEGMENT_BITS;

/// Entries of one table.
pub(crate) struct Chains {
    entries: Vec<u128>,
    /// For each entry the number in its segment, plus one, of the one before it in its chain.
    previous: Vec<u16>,
    /// For each chain of each segment the number, plus one, of its newest entry.
    heads: Vec<u16>,
}

impl Chains {
    pub(crate) fn with_capacity(entries: usize) -> Self {
        Self {
            entries: Vec::with_capacity(entries),
            previous: Vec::with_capacity(entries),
            heads: Vec::with_capacity(entries.next_multiple_of(SEGMENT)),
        }
    }

    pub(crate) fn touch_memory(&mut self) {
        touch_memory(&mut self.entries);
        touch_memory(&mut self.previous);
        touch_memory(&mut self.heads);
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.previous.clear();
        self.heads.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// In the order of time.
    pub(crate) fn entries(&self) -> &[u128] {
        &self.entries
    }

    fn chain_of(hash: u64) -> usize {
        (hash >> (u64::BITS - SEGMENT_BITS)) as usize
    }

    #[inline]
    pub(crate) fn push(&mut self, hash: u64, place: Place) {
        let in_segment = self.entries.len() % SEGMENT;
        let start = self.entries.len() - in_segment;
        if in_segment == 0 {
            self.heads.resize(start + SEGMENT, 0);
        }
        let head = &mut self.heads[start + Self::chain_of(hash)];
        self.entries.push(hash::entry(hash, place));
        self.previous.push(*head);
        *head = in_segment as u16 + 1;
    }

    /// The places with this hash in the segment that begins at `start`, newest first.
    fn places_in(&self, start: usize, hash: u64) -> impl Iterator<Item = Place> {
        let mut next = self.heads[start + Self::chain_of(hash)];
        let numbers = std::iter::from_fn(move || {
            let number = start + usize::from(next.checked_sub(1)?);
            next = self.previous[number];
            Some(number)
        });
        numbers
            .map(|number| self.entries[number])
            .filter(move |&entry| hash_of(entry) == hash)
            .map(place_of)
    }

    fn segments(&self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.entries.len().div_ceil(SEGMENT)).map(|nth| nth * SEGMENT)
    }

    /// Every place with this hash, newest first.
    pub(crate) fn places(&self, hash: u64) -> impl Iterator<Item = Place> {
        self.segments()
            .rev()
            .flat_map(move |start| self.places_in(start, hash))
    }

    /// Whether a segment has entries at these places.
    fn overlaps(&self, start: usize, places: &RangeInclusive<Place>) -> bool {
        let end = (start + SEGMENT).min(self.entries.len());
        place_of(self.entries[start]) <= *places.end() && place_of(self.entries[end - 1]) >= *places.start()
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
        let segments = self.segments().filter(|&start| self.overlaps(start, places));
        let wanted = |start| self.places_in(start, hash).filter(|place| places.contains(place));
        let room = limit.saturating_sub(out.len());
        match order {
            Order::NewestFirst => out.extend(segments.rev().flat_map(wanted).take(room)),
            Order::OldestFirst => {
                let reversed = segments.flat_map(|start| {
                    let mut found: Vec<Place> = wanted(start).collect();
                    found.reverse();
                    found
                });
                out.extend(reversed.take(room));
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
        // The first two share a chain; one is busy, the other rare.
        let (busy, rare, other) = (5 << 2, 9 << 2, u64::MAX - 3);
        let mut chains = Chains::with_capacity(64);
        let mut list = Vec::new();
        for nth in 0..30_000_u64 {
            let hash = match nth % 1000 {
                7 => rare,
                n if n % 2 == 0 => busy,
                _ => other,
            };
            let place = Place::new(Position(1 + nth / 10), u16::try_from(nth % 10).unwrap());
            chains.push(hash, place);
            list.push((hash, place));
        }
        let positions = [0, 1, 57, 819, 2_999, 20_000].map(Position);
        for hash in [busy, rare, 13 << 2] {
            for from in positions {
                for to in positions {
                    for (limit, order) in [
                        (3, Order::NewestFirst),
                        (9_000, Order::NewestFirst),
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
        assert_eq!(chains.places(rare).count(), 30);
        chains.clear();
        assert_eq!(chains.places(rare).count(), 0);
    }
}
