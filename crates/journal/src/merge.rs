//! Merging of neighbouring runs into one: which, and how.

use std::ops::Range;
use std::sync::Arc;

use crate::JournalError;
use crate::run::{Run, RunWriter, Scan};
use crate::sort::Sorter;

/// The runs to merge next, of those with these sizes (in entries) from the oldest to the newest. Sizes within a
/// factor of `fan_in`, from `base` on, are of one level; as many as `fan_in` of one level become one of the next.
pub(crate) fn plan(sizes: &[u64], base: u64, fan_in: usize) -> Option<Range<usize>> {
    let level = |size: u64| {
        // Three quarters, for flushed tables and merged runs are seldom of exactly the planned size.
        let mut next = base.saturating_mul(fan_in as u64) / 4 * 3;
        let mut level = 0;
        while size >= next.max(1) {
            level += 1;
            next = next.max(1).saturating_mul(fan_in as u64);
        }
        level
    };
    let levels: Vec<u32> = sizes.iter().map(|&size| level(size)).collect();
    let highest = levels.iter().copied().max()?;
    (0..=highest).find_map(|level| {
        // Runs below the level between those of it are taken along, to keep to neighbours.
        let start = levels
            .iter()
            .rposition(|&above| above > level)
            .map_or(0, |at| at + 1);
        let end = levels.iter().rposition(|&at| at >= level).map_or(0, |at| at + 1);
        (end.saturating_sub(start) >= fan_in).then_some(start..end)
    })
}

/// A merge under way.
pub(crate) struct Merge {
    inputs: Vec<Scan<Arc<Run>>>,
    writer: RunWriter,
    pieces: Vec<u128>,
    sorter: Sorter,
}

impl Merge {
    pub(crate) fn new(inputs: &[Arc<Run>], writer: RunWriter) -> Self {
        Self {
            inputs: inputs.iter().map(|run| Scan::new(run.clone())).collect(),
            writer,
            pieces: Vec::new(),
            sorter: Sorter::default(),
        }
    }

    /// Merges a piece of a few thousand entries. False when there are no more.
    pub(crate) fn step(&mut self) -> Result<bool, JournalError> {
        // Up to the lowest last entry of what was read, nothing that is yet to be read can come between.
        let mut cut = u128::MAX;
        for input in &mut self.inputs {
            let last = input.fill()?.last().copied();
            if let Some(last) = last
                && !input.is_last()
            {
                cut = cut.min(last);
            }
        }
        // Runs from the oldest to the newest: equal hashes come in the order of their places.
        self.pieces.clear();
        for input in &mut self.inputs {
            let ready = input.ready();
            let count = ready.partition_point(|&entry| entry <= cut);
            self.pieces.extend_from_slice(&ready[..count]);
            input.take(count);
        }
        self.writer.push(self.sorter.sort([&self.pieces, &[]]))?;
        Ok(!self.pieces.is_empty())
    }

    pub(crate) fn finish(self) -> Result<Run, JournalError> {
        self.writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_level_become_one_of_the_next() {
        type Case = (&'static [u64], Option<Range<usize>>);
        let cases: &[Case] = &[
            (&[], None),
            (&[100, 100, 100], None),
            (&[100, 100, 100, 100], Some(0..4)),
            (&[400, 100, 100, 100], None),
            (&[400, 100, 100, 100, 100], Some(1..5)),
            (&[400, 400, 400, 100], None),
            (&[400, 400, 400, 400], Some(0..4)),
            (&[1600, 400, 400, 400, 400, 100, 100], Some(1..5)),
            // Small runs that a restart left between large ones go along.
            (&[1600, 400, 3, 400, 400, 100, 2], Some(1..5)),
            (&[1600, 1, 2, 3], None),
            (&[1600, 1, 2, 3, 100], Some(1..5)),
        ];
        for (sizes, expected) in cases {
            assert_eq!(plan(sizes, 100, 4), *expected, "{sizes:?}");
        }
    }

    #[test]
    fn there_are_few_runs_and_each_entry_is_written_few_times() {
        for fan_in in [2, 4, 8] {
            let (mut sizes, mut written, mut most) = (Vec::new(), 0, 0);
            for _ in 0..512 {
                sizes.push(100);
                while let Some(range) = plan(&sizes, 100, fan_in) {
                    let merged = sizes[range.clone()].iter().sum();
                    written += merged;
                    sizes.splice(range, [merged]);
                }
                most = most.max(sizes.len());
            }
            let levels = 512_usize.ilog(fan_in) as usize + 1;
            assert_eq!(sizes.iter().sum::<u64>(), 51_200);
            assert!(most <= levels * (fan_in - 1), "{most} runs by {fan_in}");
            assert!(
                written <= 51_200 * levels as u64,
                "{written} entries rewritten by {fan_in}"
            );
        }
    }
}
