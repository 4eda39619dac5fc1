//! Times as histograms that can be added up: exact below 16 ms, then eight slots for each doubling, so that a percentile is
//! at most an eighth too high.

/// Below this each millisecond has its slot.
const EXACT: u64 = 16;
const EXACT_BITS: u32 = 4;
/// Slots of a doubling, as bits.
const PARTS_BITS: u32 = 3;
/// What is longer than about an hour is in the last slot.
const LONGEST_BITS: u32 = 21;

/// Slots.
pub(super) const SLOTS: u16 = EXACT as u16 + (((LONGEST_BITS - EXACT_BITS + 1) as u16) << PARTS_BITS);

pub(super) fn slot(milliseconds: u64) -> u16 {
    if milliseconds < EXACT {
        return milliseconds as u16;
    }
    let bounded = milliseconds.min((1 << (LONGEST_BITS + 1)) - 1);
    let doubling = bounded.ilog2();
    let part = (bounded >> (doubling - PARTS_BITS)) & ((1 << PARTS_BITS) - 1);
    EXACT as u16 + (((doubling - EXACT_BITS) as u16) << PARTS_BITS) + part as u16
}

/// The longest time in a slot.
pub(super) fn longest(slot: u16) -> u64 {
    if u64::from(slot) < EXACT {
        return slot.into();
    }
    let above = slot - EXACT as u16;
    let doubling = u32::from(above >> PARTS_BITS) + EXACT_BITS;
    let part = u64::from(above & ((1 << PARTS_BITS) - 1));
    (((1 << PARTS_BITS) + part + 1) << (doubling - PARTS_BITS)) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_grow_with_time_and_are_narrow() {
        let mut last = 0;
        for milliseconds in (0..5_000).chain((5_000..4_000_000).step_by(997)) {
            let slot = slot(milliseconds);
            assert!(slot >= last && slot < SLOTS, "{milliseconds}");
            let longest = longest(slot);
            assert!(longest >= milliseconds, "{milliseconds} in {slot}");
            assert!(
                longest - milliseconds <= milliseconds / 8,
                "{milliseconds} in {slot}"
            );
            last = slot;
        }
        assert_eq!(slot(u64::MAX), SLOTS - 1);
    }
}
