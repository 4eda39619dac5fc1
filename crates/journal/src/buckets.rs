//! The ids of a table: a hash table of cache lines, so that an id costs one miss to ask for and one to file.
//!
//! A line has sixteen slots of 32 bits: some bits of the hash, to tell most others apart, and the number of the entry.
//! Slots fill from the first; when a line is full its entries go on in the next. Ids are unique in a tenant, so no
//! hash is frequent and lines stay half empty; what may be frequent is kept in [`crate::chains::Chains`].

use crate::Place;
use crate::hash::{self, hash_of, place_of};

const LINE_SLOTS: usize = 16;

/// Slots per line that are in use when the table is full, on average.
const LINE_LOAD: usize = 8;

/// Hashes of one step of [`Buckets::which`]: their lines fit into the nearest cache.
const STEP: usize = 256;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u32; LINE_SLOTS]);

impl Line {
    fn is_full(&self) -> bool {
        self.0[LINE_SLOTS - 1] != 0
    }
}

/// Has the system give the memory of an empty vector now, so that filling it never waits for that.
pub(crate) fn touch_memory<T: Copy + Default>(memory: &mut Vec<T>) {
    assert!(memory.is_empty(), "nothing is written over");
    memory.resize(memory.capacity(), std::hint::black_box(T::default()));
    memory.clear();
}

/// Entries in the order of time, found by hash.
pub(crate) struct Buckets {
    entries: Vec<u128>,
    lines: Vec<Line>,
    /// Entries that fit.
    most: usize,
    /// Low bits of a slot that are the entry's number, plus one.
    number_bits: u32,
}

impl Buckets {
    pub(crate) fn with_capacity(entries: usize) -> Self {
        // A table may take one more record when it is all but full.
        let most = entries + usize::from(Place::MAX_TRANSFERS);
        let number_bits = most.ilog2() + 1;
        assert!(number_bits <= 30, "a table is far below 2^30 entries");
        Self {
            entries: Vec::with_capacity(most),
            lines: vec![Line([0; LINE_SLOTS]); most.div_ceil(LINE_LOAD)],
            most,
            number_bits,
        }
    }

    pub(crate) fn touch_memory(&mut self) {
        touch_memory(&mut self.entries);
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.lines.fill(Line([0; LINE_SLOTS]));
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// In the order of time.
    pub(crate) fn entries(&self) -> &[u128] {
        &self.entries
    }

    #[inline]
    fn line(&self, hash: u64) -> usize {
        // The upper half of the product is below the number of lines, which is a usize.
        (u128::from(hash).wrapping_mul(self.lines.len() as u128) >> 64) as usize
    }

    /// Bits of the hash that did not choose the line, where a slot has them.
    #[inline]
    fn tag(&self, hash: u64) -> u32 {
        (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32 >> self.number_bits << self.number_bits
    }

    /// Brings the hash's cache line near. The value says nothing.
    #[inline]
    pub(crate) fn touch(&self, hash: u64) -> u32 {
        self.lines[self.line(hash)].0[0]
    }

    #[inline]
    pub(crate) fn push(&mut self, hash: u64, place: Place) {
        assert!(self.entries.len() < self.most, "a full table takes nothing more");
        self.entries.push(hash::entry(hash, place));
        let number = self.entries.len() as u32;
        let slot = self.tag(hash) | number;
        let mut at = self.line(hash);
        loop {
            let Line(slots) = &mut self.lines[at];
            if let Some(free) = slots.iter_mut().find(|slot| **slot == 0) {
                *free = slot;
                return;
            }
            at = (at + 1) % self.lines.len();
        }
    }

    /// Calls `each` with the number of every hash that may be there. The first step does nothing but to have many
    /// cache misses under way at once.
    pub(crate) fn which(&self, hashes: &[u64], mut each: impl FnMut(usize)) {
        if self.entries.is_empty() {
            return;
        }
        let mut at = [0_u32; STEP];
        for (step, hashes) in hashes.chunks(STEP).enumerate() {
            for (at, &hash) in at.iter_mut().zip(hashes) {
                *at = self.line(hash) as u32;
            }
            let at = &at[..hashes.len()];
            let touched = at.iter().fold(0, |sum, &at| sum ^ self.lines[at as usize].0[0]);
            std::hint::black_box(touched);
            for (nth, (&at, &hash)) in at.iter().zip(hashes).enumerate() {
                let line = &self.lines[at as usize];
                let tag = self.tag(hash);
                let mut found = line.is_full();
                for slot in line.0 {
                    found |= slot >> self.number_bits == tag >> self.number_bits;
                }
                if found {
                    each(step * STEP + nth);
                }
            }
        }
    }

    /// Every place with this hash.
    pub(crate) fn places(&self, hash: u64) -> impl Iterator<Item = Place> {
        let mut at = self.line(hash);
        let mut slot = 0;
        let tag = self.tag(hash) >> self.number_bits;
        let numbers = std::iter::from_fn(move || {
            loop {
                if slot == LINE_SLOTS {
                    at = (at + 1) % self.lines.len();
                    slot = 0;
                }
                let content = self.lines[at].0[slot];
                slot += 1;
                if content == 0 {
                    return None;
                }
                if content >> self.number_bits == tag {
                    return Some((content & ((1 << self.number_bits) - 1)) as usize - 1);
                }
            }
        });
        numbers
            .map(|number| self.entries[number])
            .filter(move |&entry| hash_of(entry) == hash)
            .map(place_of)
    }
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Tenant, TenantId};
    use bezant_log::Position;

    use super::*;
    use crate::hash::{Kind, Secret};

    #[test]
    fn every_id_is_found_where_it_was_put_and_no_other() {
        let keyed = Secret::draw().keyed(Tenant::new(TenantId::from_u128(1)), Kind::Id);
        let mut buckets = Buckets::with_capacity(1);
        for round in 0..2 {
            let place = |id: u64| Place::new(Position(id / 100 + 1), u16::try_from(id % 100).unwrap());
            let count = 8_000_u64;
            let hashes: Vec<u64> = (0..2 * count).map(|id| keyed.hash(u128::from(id))).collect();
            for id in 0..count {
                buckets.push(hashes[usize::try_from(id).unwrap()], place(id));
            }
            let mut held = vec![false; hashes.len()];
            buckets.which(&hashes, |nth| held[nth] = true);
            for (id, &hash) in (0..).zip(&hashes) {
                let found: Vec<Place> = buckets.places(hash).collect();
                if id < count {
                    assert_eq!(found, [place(id)], "round {round}");
                    assert!(held[usize::try_from(id).unwrap()]);
                } else {
                    assert_eq!(found, []);
                }
            }
            buckets.clear();
            let mut none = true;
            buckets.which(&hashes, |_| none = false);
            assert!(none && buckets.places(hashes[0]).next().is_none());
        }
    }
}
