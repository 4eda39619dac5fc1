//! Which positions of a log something stands on: sorted, each once, without gaps in a range.

use std::fmt;

use serde::{Serialize, Serializer};

/// Positions of a log. As JSON they are pairs of first and last; as text, ranges apart by spaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions(Vec<(u64, u64)>);

impl Positions {
    /// One.
    #[must_use]
    pub fn one(position: u64) -> Positions {
        Positions(vec![(position, position)])
    }

    /// All from the first to the last.
    #[must_use]
    pub fn range(first: u64, last: u64) -> Positions {
        assert!(first <= last, "a range has a first and a last position");
        Positions(vec![(first, last)])
    }

    /// Adds one; mostly behind all others.
    pub fn add(&mut self, position: u64) {
        let at = self.0.partition_point(|&(_, last)| last < position);
        if self.0.get(at).is_some_and(|&(first, _)| first <= position) {
            return;
        }
        let is_behind = at > 0 && self.0[at - 1].1 + 1 == position;
        let is_before = self.0.get(at).is_some_and(|&(first, _)| first == position + 1);
        match (is_behind, is_before) {
            (true, true) => {
                self.0[at - 1].1 = self.0[at].1;
                self.0.remove(at);
            }
            (true, false) => self.0[at - 1].1 = position,
            (false, true) => self.0[at].0 = position,
            (false, false) => self.0.insert(at, (position, position)),
        }
    }

    /// Adds all of others.
    pub fn add_all(&mut self, others: &Positions) {
        for &(first, last) in &others.0 {
            if self.0.last().is_none_or(|&(_, end)| end + 1 < first) {
                self.0.push((first, last));
            } else {
                (first..=last).for_each(|position| self.add(position));
            }
        }
    }

    /// The ranges, first and last.
    #[must_use]
    pub fn ranges(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Positions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (first, last)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{first}")?;
            if first != last {
                write!(f, "-{last}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for Positions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl FromIterator<u64> for Positions {
    fn from_iter<I: IntoIterator<Item = u64>>(all: I) -> Self {
        let mut positions = Positions::default();
        all.into_iter().for_each(|position| positions.add(position));
        positions
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_a_set_in_ranges(all in proptest::collection::vec(1..40_u64, 0..60)) {
            let positions: Positions = all.iter().copied().collect();
            let model: BTreeSet<u64> = all.into_iter().collect();
            let listed: Vec<u64> = positions.ranges().iter().flat_map(|&(first, last)| first..=last).collect();
            prop_assert_eq!(&listed, &model.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(positions.count(), model.len() as u64);
            // Ranges that touch are one.
            prop_assert!(positions.ranges().windows(2).all(|pair| pair[0].1 + 1 < pair[1].0));
        }
    }

    #[test]
    fn they_are_written_as_ranges() {
        let positions: Positions = [9, 3, 5, 4].into_iter().collect();
        assert_eq!(positions.to_string(), "3-5 9");
        assert_eq!(serde_json::to_string(&positions).unwrap(), "[[3,5],[9,9]]");
    }
}
