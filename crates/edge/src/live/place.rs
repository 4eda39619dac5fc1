//! Places between events.

use std::fmt;

use bezant_log::Position;

/// Where a watcher has got to: every event up to this one is known.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) position: Position,
    /// The last known event of that entry.
    index: u32,
}

/// All events of an entry are known.
const WHOLE: u32 = u32::MAX;

impl Place {
    /// After all of an entry.
    pub(crate) const fn after(position: Position) -> Self {
        Place {
            position,
            index: WHOLE,
        }
    }

    /// After one event of an entry.
    pub(super) fn at(position: Position, index: usize) -> Self {
        let index = u32::try_from(index).expect("an entry has fewer events than that");
        Place { position, index }
    }

    /// `77`, or `77-0` as in the ids of events.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (position, index) = match text.split_once('-') {
            None => (text, WHOLE),
            Some((position, index)) => (position, index.parse().ok()?),
        };
        Some(Place {
            position: Position(position.parse().ok()?),
            index,
        })
    }

    /// The position after which a follower has to begin.
    pub(super) fn follow_after(self) -> Position {
        match self.index {
            WHOLE => self.position,
            _ => Position(self.position.0.saturating_sub(1)),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.index {
            WHOLE => write!(f, "{}", self.position.0),
            index => write!(f, "{}-{index}", self.position.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_knows_what_comes_up_to_it() {
        let whole = Place::parse("7").unwrap();
        let part = Place::parse("7-1").unwrap();
        let known = |place: Place| -> Vec<bool> {
            [(6, 9), (7, 0), (7, 1), (7, 2), (8, 0)]
                .map(|(position, index)| Place::at(Position(position), index) <= place)
                .to_vec()
        };
        assert_eq!(known(whole), [true, true, true, true, false]);
        assert_eq!(known(part), [true, true, true, false, false]);
        assert_eq!(
            (whole.follow_after(), part.follow_after()),
            (Position(7), Position(6))
        );
        assert_eq!((whole.to_string(), part.to_string()), ("7".into(), "7-1".into()));
        for wrong in ["", "-", "7-", "-1", "a", "7-1-2", "7.1", "99999999999999999999"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }
}
