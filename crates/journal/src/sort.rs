//! Sorting of entries by distribution: their hashes are as good as random, so the highest bits of a hash say about
//! where its entry belongs.
//!
//! Equal hashes must come in the order of their places, and stay so. What a busy account has, be it a million entries,
//! is then in order already.

use crate::hash::hash_of;

/// Parts of the first distribution of many entries: as many streams as a processor writes to at full speed.
const FIRST_PARTS: u64 = 1024;

/// Entries that are left together after the last distribution, about.
const LEFT_TOGETHER: usize = 4;

/// Longest part that is sorted by insertion. Longer ones are entries of busy accounts.
const INSERTION: usize = 24;

/// Entries that are distributed at once: they fit into the nearer caches.
const AT_ONCE: usize = 1 << 15;

/// Hashes from `low` on, in parts of equal width.
#[derive(Copy, Clone)]
struct Range {
    low: u64,
    /// Low bits of the distance from `low` that do not choose the part.
    shift: u32,
    parts: usize,
}

impl Range {
    /// The hashes from `low` to `high` in at most so many parts, two at least where there are two hashes.
    fn new(low: u64, high: u64, parts: u64) -> Self {
        let width = high - low;
        let bits = u64::BITS - width.leading_zeros();
        let shift = bits.saturating_sub(parts.max(2).ilog2());
        let parts = (width >> shift) as usize + 1;
        Self { low, shift, parts }
    }

    #[inline]
    fn part(self, entry: u128) -> usize {
        ((hash_of(entry) - self.low) >> self.shift) as usize
    }
}

/// Sorts, keeps the memory for the next time.
#[derive(Default)]
pub(crate) struct Sorter {
    distributed: Vec<u128>,
    sorted: Vec<u128>,
    starts: Vec<usize>,
}

impl Sorter {
    /// The entries of both slices by hash and then by place.
    pub(crate) fn sort(&mut self, entries: [&[u128]; 2]) -> &[u128] {
        let count = entries[0].len() + entries[1].len();
        // What is there from before is written over.
        self.sorted.resize(count, 0);
        if count <= AT_ONCE {
            sort_near(entries, &mut self.sorted, &mut self.starts);
            return &self.sorted;
        }
        self.distributed.resize(count, 0);
        let range = Range::new(0, u64::MAX, FIRST_PARTS);
        distribute(entries, &mut self.distributed, range, &mut self.starts);
        let firsts = std::mem::take(&mut self.starts);
        for (start, end) in parts(&firsts) {
            let part = &self.distributed[start..end];
            sort_near([part, &[]], &mut self.sorted[start..end], &mut self.starts);
        }
        &self.sorted
    }
}

/// Sorts into `out` what fits into the nearer caches.
fn sort_near(entries: [&[u128]; 2], out: &mut [u128], starts: &mut Vec<usize>) {
    let both = || entries.into_iter().flatten();
    let Some((low, high)) = both().map(|&entry| hash_of(entry)).fold(None, |bounds, hash| {
        let (low, high) = bounds.unwrap_or((hash, hash));
        Some((hash.min(low), hash.max(high)))
    }) else {
        return;
    };
    let range = Range::new(low, high, (out.len() / LEFT_TOGETHER) as u64);
    distribute(entries, out, range, starts);
    for (start, end) in parts(starts) {
        sort_few(&mut out[start..end]);
    }
}

/// Puts the entries into `out` by their part of the range, those of one part in the order in which they were.
/// `starts` then says where each part begins, and where the last ends.
fn distribute(entries: [&[u128]; 2], out: &mut [u128], range: Range, starts: &mut Vec<usize>) {
    assert_eq!(entries[0].len() + entries[1].len(), out.len());
    starts.clear();
    // Two more than parts: while entries are put, `starts[part + 1]` is where the part's next one goes.
    starts.resize(range.parts + 2, 0);
    for &entry in entries.into_iter().flatten() {
        starts[range.part(entry) + 2] += 1;
    }
    let mut sum = 0;
    for start in starts.iter_mut() {
        sum += *start;
        *start = sum;
    }
    for entries in entries {
        for &entry in entries {
            let next = &mut starts[range.part(entry) + 1];
            out[*next] = entry;
            *next += 1;
        }
    }
    starts.pop();
    assert_eq!(starts.last(), Some(&out.len()), "every entry has its place");
}

fn parts(starts: &[usize]) -> impl Iterator<Item = (usize, usize)> {
    starts.windows(2).map(|pair| (pair[0], pair[1]))
}

fn sort_few(entries: &mut [u128]) {
    if entries.len() > INSERTION {
        // Finds the ordered runs that entries of one account are.
        entries.sort();
        return;
    }
    for end in 1..entries.len() {
        let entry = entries[end];
        let mut at = end;
        while at > 0 && entries[at - 1] > entry {
            entries[at] = entries[at - 1];
            at -= 1;
        }
        entries[at] = entry;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Place;
    use crate::hash::entry;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_sorts(hashes in prop::collection::vec(
            prop_oneof![any::<u64>(), (0..3_u64).prop_map(|hot| hot << 40), 0..50_u64, Just(u64::MAX)],
            0..3000,
        ), more in prop::collection::vec(any::<u64>(), 0..2)) {
            // Some of them long enough for both distributions.
            let more = more.iter().flat_map(|&seed| (0..40_000_u64).map(move |nth| (seed | 1).wrapping_mul(nth)));
            let hashes: Vec<u64> = hashes.into_iter().chain(more).collect();
            let entries: Vec<u128> = hashes
                .iter()
                .zip(1..)
                .map(|(&hash, bits)| entry(hash, Place::from_bits(bits)))
                .collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            let mut sorter = Sorter::default();
            prop_assert_eq!(sorter.sort([&entries, &[]]), &expected[..]);
            let one = usize::from(!entries.is_empty());
            prop_assert_eq!(
                sorter.sort([&entries[..one], &entries[one..]]),
                &expected[..],
                "memory that is used again"
            );
        }
    }
}
