//! Sorting of a table's entries, which come in the order of time and have hashes that are as good as random.

use crate::hash::hash_of;

/// Bits of the first distribution: a thousand streams are as many as a processor writes to at full speed.
const FIRST_BITS: u32 = 10;

/// Entries that are left together after the second distribution, about.
const LEFT_TOGETHER: usize = 4;

/// Longest part that is sorted by insertion. Longer ones are entries of a busy account.
const INSERTION: usize = 24;

/// Sorts tables, keeps the memory for the next.
#[derive(Default)]
pub(crate) struct Sorter {
    distributed: Vec<u128>,
    sorted: Vec<u128>,
    starts: Vec<usize>,
}

impl Sorter {
    /// The entries by hash and then by place: distributed twice by bits of the hash, then sorted where still needed.
    /// Equal hashes must come in the order of their places.
    pub(crate) fn sort(&mut self, entries: [&[u128]; 2]) -> &[u128] {
        let count = entries[0].len() + entries[1].len();
        // What is there from before is written over.
        self.distributed.resize(count, 0);
        self.sorted.resize(count, 0);
        distribute(entries, &mut self.distributed, 0, FIRST_BITS, &mut self.starts);
        let firsts = std::mem::take(&mut self.starts);
        for (start, end) in parts(&firsts) {
            let part = &self.distributed[start..end];
            let bits = (part.len() / LEFT_TOGETHER).max(1).ilog2();
            let out = &mut self.sorted[start..end];
            distribute([part, &[]], out, FIRST_BITS, bits, &mut self.starts);
            for (start, end) in parts(&self.starts) {
                sort_small(&mut out[start..end]);
            }
        }
        &self.sorted
    }
}

/// Puts the entries into `out` by `bits` bits of the hash that come after `skip` bits, those of equal bits in the
/// order in which they were. `starts` then says where each part begins, and where the last ends.
fn distribute(entries: [&[u128]; 2], out: &mut [u128], skip: u32, bits: u32, starts: &mut Vec<usize>) {
    assert_eq!(entries[0].len() + entries[1].len(), out.len());
    let mask = (1_u64 << bits) - 1;
    let part = |entry: u128| (hash_of(entry) >> (u64::BITS - skip - bits) & mask) as usize;
    starts.clear();
    // Two more than parts: while entries are put, `starts[part + 1]` is where the part's next one goes.
    starts.resize((1 << bits) + 2, 0);
    for &entry in entries.into_iter().flatten() {
        starts[part(entry) + 2] += 1;
    }
    let mut sum = 0;
    for start in starts.iter_mut() {
        sum += *start;
        *start = sum;
    }
    for entries in entries {
        for &entry in entries {
            let next = &mut starts[part(entry) + 1];
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

fn sort_small(entries: &mut [u128]) {
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
        #[test]
        fn it_sorts(hashes in prop::collection::vec(
            prop_oneof![any::<u64>(), (0..3_u64).prop_map(|hot| hot << 40), 0..50_u64, Just(u64::MAX)],
            0..3000,
        )) {
            let entries: Vec<u128> = hashes
                .iter()
                .zip(1..)
                .map(|(&hash, bits)| entry(hash, Place::from_bits(bits)))
                .collect();
            let mut expected = entries.clone();
            expected.sort_unstable();
            let mut sorter = Sorter::default();
            prop_assert_eq!(sorter.sort([&entries, &[]]), &expected[..]);
            prop_assert_eq!(sorter.sort([&entries, &[]]), &expected[..], "memory that is used again");
        }
    }
}
