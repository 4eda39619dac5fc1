//! Room for one decision at a time, kept between decisions so that none has to allocate: copies of the accounts that
//! are touched, tables of the ids that are used, and what takes a refused chain back.

use std::collections::BTreeMap;

use bezant_kernel::{Currency, MonitorId};

use crate::event::Crossing;
use crate::index::Begun;
use crate::line::{Line, Traits, TwoSides};
use crate::record::{Packed, u128_at};
use crate::state::Number;
use crate::sums::Sums;

/// An account as the decision sees it.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Slot {
    pub(crate) balance: TwoSides,
    /// The credit limit and the temporary limit together.
    pub(crate) allowance: u128,
    pub(crate) number: Number,
    pub(crate) currency: Currency,
    pub(crate) traits: Traits,
}

/// The place of a slot; [`NO_SLOT`] where there is no such account.
pub(crate) type SlotPlace = u32;

pub(crate) const NO_SLOT: SlotPlace = SlotPlace::MAX;

#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Names the running decision in the accounts' marks; 48 bits, so that it never comes around.
    pub(crate) epoch: u64,
    pub(crate) slots: Vec<Slot>,
    /// The look-ups of the two accounts of each item.
    pub(crate) begun: Vec<[Begun; 2]>,
    /// The slots of the two accounts of each item.
    pub(crate) sides: Vec<[SlotPlace; 2]>,
    /// Slots as they were before the running chain changed them, in the order of the changes.
    pub(crate) undo: Vec<(SlotPlace, TwoSides, Traits)>,
    /// Accounts that the decision opens.
    pub(crate) fresh: Vec<Line>,
    pub(crate) totals: Vec<(Currency, Sums)>,
    pub(crate) totals_before: Vec<(Currency, Sums)>,
    /// The ids of the records made so far.
    pub(crate) ids: IdTable,
    /// What the records made so far end or reverse.
    pub(crate) ended: IdTable,
    pub(crate) crossings: Vec<Crossing>,
    pub(crate) monitors: BTreeMap<MonitorId, bool>,
    /// The accounts of each record of the last decision, so that applying it need not look them up. Only a hint.
    pub(crate) hints: Vec<[Number; 2]>,
}

/// A copy of a state starts with room of its own.
impl Clone for Scratch {
    fn clone(&self) -> Self {
        Scratch::default()
    }
}

impl Scratch {
    /// Starts a decision.
    pub(crate) fn begin(&mut self) {
        self.epoch += 1;
        self.slots.clear();
        self.sides.clear();
        self.undo.clear();
        self.fresh.clear();
        self.totals.clear();
        self.crossings.clear();
        self.monitors.clear();
        self.hints.clear();
        self.ids.begin(0, 0);
        self.ended.clear();
    }
}

/// Finds records of the running decision by one of their ids, by open addressing. An entry whose record was taken back
/// does no harm: it is compared with what stands there now.
#[derive(Debug, Default)]
pub(crate) struct IdTable {
    /// Zero for vacant, else 18 bits of the hash and the record's number plus one.
    entries: Vec<u32>,
    mask: usize,
    seed: u64,
    entered: usize,
}

/// A vacant place.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Vacancy {
    at: usize,
    tag: u32,
}

const NUMBER_BITS: u32 = 14;

impl IdTable {
    /// Makes room for `capacity` entries.
    pub(crate) fn begin(&mut self, capacity: usize, seed: u64) {
        let size = (capacity * 2).next_power_of_two().max(4);
        if self.entries.len() < size {
            self.entries.resize(size, 0);
        }
        self.entries[..size].fill(0);
        self.mask = size - 1;
        self.seed = seed;
        self.entered = 0;
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.entered == 0
    }

    /// The record with `id` at `field`, or where it would be entered.
    #[inline]
    pub(crate) fn find(&self, id: u128, field: usize, records: &[Packed]) -> Result<usize, Vacancy> {
        let hash = self.hash(id);
        let tag = (hash >> 46) as u32;
        let mut at = hash as usize & self.mask;
        loop {
            let entry = self.entries[at];
            if entry == 0 {
                return Err(Vacancy { at, tag });
            }
            if entry >> NUMBER_BITS == tag {
                let number = (entry & ((1 << NUMBER_BITS) - 1)) as usize - 1;
                if let Some(record) = records.get(number)
                    && u128_at(record, field) == id
                {
                    return Ok(number);
                }
            }
            at = (at + 1) & self.mask;
        }
    }

    /// Enters record `number`, right after [`IdTable::find`] has found the vacancy.
    #[inline]
    pub(crate) fn enter(&mut self, vacancy: Vacancy, number: usize) {
        let number = u32::try_from(number + 1).expect("a decision makes few records");
        assert!(number < 1 << NUMBER_BITS, "a decision makes few records");
        self.entered += 1;
        assert!(self.entered <= self.mask, "a table keeps vacant places");
        self.entries[vacancy.at] = vacancy.tag << NUMBER_BITS | number;
    }

    /// Makes room for one more entry; where there is none, the table is made anew from the records with this field.
    pub(crate) fn make_room(&mut self, field: usize, records: &[Packed], seed: u64) {
        if self.mask != 0 && (self.entered + 1) * 2 <= self.mask + 1 {
            return;
        }
        self.begin((self.entered + 1) * 4, seed);
        for (number, record) in records.iter().enumerate() {
            let id = u128_at(record, field);
            if id != 0
                && let Err(vacancy) = self.find(id, field, records)
            {
                self.enter(vacancy, number);
            }
        }
    }

    /// Forgets everything; [`IdTable::make_room`] makes it ready for the first entry.
    pub(crate) const fn clear(&mut self) {
        self.mask = 0;
        self.entered = 0;
    }

    /// Two folded multiplications under a seed that senders can't choose, so that nobody finds ids that meet in one place.
    #[inline]
    fn hash(&self, id: u128) -> u64 {
        let folded = fold(
            id as u64 ^ self.seed,
            (id >> 64) as u64 ^ self.seed.rotate_left(32),
        );
        fold(folded ^ self.seed, 0xd6e8_feb8_6659_fd93)
    }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// A seed from all ids of a batch and the time of its commit, which its sender can't tell to the microsecond.
pub(crate) fn seed(items: &[Packed], commit_time_us: u64) -> u64 {
    let mut seed = 0x2545_f491_4f6c_dd1d ^ commit_time_us;
    for item in items {
        let id = u128_at(item, 0);
        let both = (id as u64).rotate_left(23) ^ (id >> 64) as u64;
        seed = (seed ^ both).rotate_left(29).wrapping_mul(0xff51_afd7_ed55_8ccd);
    }
    seed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_was_entered_and_nothing_else(
            ids in prop::collection::vec(0u128..40, 1..60), kept in 0usize..60, seed: u64,
        ) {
            let mut table = IdTable::default();
            table.begin(ids.len(), seed);
            let mut records: Vec<Packed> = Vec::new();
            for (nth, id) in ids.iter().enumerate() {
                // Taken back in the middle, as a refused chain is.
                if nth == kept {
                    records.truncate(kept / 2);
                }
                let known = records.iter().any(|record| record[..16] == id.to_le_bytes());
                match table.find(*id, 0, &records) {
                    Ok(number) => {
                        prop_assert!(known);
                        prop_assert_eq!(&records[number][..16], id.to_le_bytes());
                    }
                    Err(vacancy) => {
                        prop_assert!(!known);
                        let mut record = [0; 128];
                        record[..16].copy_from_slice(&id.to_le_bytes());
                        table.enter(vacancy, records.len());
                        records.push(record);
                    }
                }
            }
        }
    }
}
