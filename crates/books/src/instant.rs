//! Instants and periods: times turned into positions of the log, once per question, so that all parts of an answer agree.

use bezant_engine::RecordHead;
use bezant_kernel::Timestamp;
use bezant_log::Position;

use crate::books::Books;
use crate::error::BooksError;

/// At which times something is asked for. Both ends are included; `None` for now.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct As {
    /// What was committed by then: as it was known.
    pub committed_by: Option<Timestamp>,
    /// What counts by then, whenever it came to be known.
    pub effective_by: Option<Timestamp>,
}

/// A moment of the books that no later commit changes.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Instant {
    /// The last record that is known.
    pub(crate) known: Position,
    pub(crate) committed_by: Option<Timestamp>,
    pub(crate) effective: Option<Effective>,
}

/// The effective side of an instant.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Effective {
    pub(crate) by: Timestamp,
    /// What is committed up to here counts by then, as nothing counts later than it is committed. Of what is committed behind,
    /// only what is backdated may.
    pub(crate) base: Position,
}

/// From the first instant that belongs to it to the first that no longer does; `None` is without end.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The beginning, included.
    pub from: Option<Timestamp>,
    /// The end, left out.
    pub to: Option<Timestamp>,
}

impl Period {
    /// All of time.
    pub const ALWAYS: Period = Period { from: None, to: None };

    /// Whether `at` is within.
    pub fn contains(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

impl Instant {
    /// The last record of the log that it knows.
    pub fn position(&self) -> Position {
        self.known
    }

    /// The same knowledge, and what counts by `by`.
    pub(crate) fn with_effective(self, by: Timestamp, base: Position) -> Instant {
        let base = base.min(self.known);
        Instant {
            effective: Some(Effective { by, base }),
            ..self
        }
    }

    /// The same knowledge, whenever it counts.
    pub(crate) fn by_commit(self) -> Instant {
        Instant {
            effective: None,
            ..self
        }
    }
}

impl Books {
    /// The moment of these times. Accounts that are opened later are unknown to it: ask for it first, and for the list of
    /// accounts then.
    pub fn instant(&self, asked: As) -> Result<Instant, BooksError> {
        let committed = self.archive.committed_position();
        let known = match asked.committed_by {
            Some(by) => self.last_at(by, committed)?,
            None => committed,
        };
        let effective = match asked.effective_by {
            Some(by) => Some(Effective {
                by,
                base: self.last_at(by, known)?,
            }),
            None => None,
        };
        Ok(Instant {
            known,
            committed_by: asked.committed_by,
            effective,
        })
    }

    /// The last record at or below `head` that was committed at or before `time`.
    pub(crate) fn last_at(&self, time: Timestamp, head: Position) -> Result<Position, BooksError> {
        self.last_of(head, |committed_at| committed_at <= time)
    }

    /// The last record at or below `head` that was committed before `time`.
    pub(crate) fn last_before(&self, time: Timestamp, head: Position) -> Result<Position, BooksError> {
        self.last_of(head, |committed_at| committed_at < time)
    }

    /// The last position of the period's time at or below `head`, and the one before its first.
    pub(crate) fn positions(
        &self,
        period: Period,
        head: Position,
    ) -> Result<(Position, Position), BooksError> {
        let before = match period.from {
            Some(from) => self.last_before(from, head)?,
            None => Position::NONE,
        };
        let last = match period.to {
            Some(to) => self.last_before(to, head)?,
            None => head,
        };
        Ok((before, last))
    }

    /// Commit times never go back, so that a few looks at heads of records find the last one for which `is_early` holds.
    fn last_of(&self, head: Position, is_early: impl Fn(Timestamp) -> bool) -> Result<Position, BooksError> {
        let (mut early, mut late) = (0, head.0.saturating_add(1));
        while late - early > 1 {
            let middle = early + (late - early) / 2;
            // What a policy of retention took away was before all that is left.
            let holds = RecordHead::read(&*self.reader, Position(middle))?
                .is_none_or(|record| is_early(record.committed_at));
            if holds {
                early = middle;
            } else {
                late = middle;
            }
        }
        Ok(Position(early))
    }
}
