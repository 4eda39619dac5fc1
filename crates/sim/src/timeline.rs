//! Virtual time: what will happen, ordered by when, then by when it was arranged.

use std::collections::BTreeMap;

use bezant_kernel::Timestamp;

pub(crate) const MILLISECOND: u64 = 1_000;
pub(crate) const SECOND: u64 = 1_000 * MILLISECOND;
pub(crate) const MINUTE: u64 = 60 * SECOND;

pub(crate) struct Timeline<E> {
    now: Timestamp,
    next: u64,
    queue: BTreeMap<(Timestamp, u64), E>,
}

impl<E> Timeline<E> {
    pub(crate) fn new(now: Timestamp) -> Self {
        Timeline {
            now,
            next: 0,
            queue: BTreeMap::new(),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Arranges an event so many microseconds from now.
    pub(crate) fn after(&mut self, microseconds: u64, event: E) {
        self.at(shifted(self.now, microseconds), event);
    }

    /// Arranges an event for a time, or for now if that is over.
    pub(crate) fn at(&mut self, at: Timestamp, event: E) {
        self.queue.insert((at.max(self.now), self.next), event);
        self.next += 1;
    }

    /// The next event; it is its time then.
    pub(crate) fn pop(&mut self) -> Option<E> {
        let ((at, _), event) = self.queue.pop_first()?;
        self.now = at;
        Some(event)
    }
}

pub(crate) fn shifted(at: Timestamp, microseconds: u64) -> Timestamp {
    Timestamp::from_microseconds(at.as_microseconds() + microseconds)
}

/// The time on a clock that is so many microseconds ahead, or behind.
pub(crate) fn skewed(at: Timestamp, microseconds: i64) -> Timestamp {
    Timestamp::from_microseconds(at.as_microseconds().saturating_add_signed(microseconds))
}
