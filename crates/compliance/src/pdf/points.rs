//! Lengths on a page, in thousandths of a point: whole numbers, so that the same report always breaks in the same places.

use std::ops::{Add, Sub};

/// A length.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Length(u64);

impl Length {
    /// So many points: a seventy-second of an inch each.
    pub(super) const fn points(points: u64) -> Length {
        Length(points * 1_000)
    }

    /// So many thousandths of a point.
    pub(super) const fn thousandths(thousandths: u64) -> Length {
        Length(thousandths)
    }

    /// This part of it.
    pub(super) const fn part(self, share: u64, of: u64) -> Length {
        Length(self.0 * share / of)
    }

    /// So often.
    pub(super) const fn times(self, count: usize) -> Length {
        Length(self.0 * count as u64)
    }

    /// So many thousandths of it.
    pub(super) const fn times_thousandths(self, thousandths: u64) -> Length {
        Length(self.0 * thousandths / 1_000)
    }

    /// How often another fits into it.
    pub(super) const fn holds(self, other: Length) -> usize {
        (self.0 / other.0) as usize
    }

    /// As PDF writes it.
    #[expect(clippy::cast_precision_loss, reason = "no page is a thousand metres wide")]
    pub(super) fn written(self) -> f32 {
        self.0 as f32 / 1_000.0
    }
}

impl Add for Length {
    type Output = Length;

    fn add(self, other: Length) -> Length {
        Length(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Length;

    /// Nothing where the other is longer.
    fn sub(self, other: Length) -> Length {
        Length(self.0.saturating_sub(other.0))
    }
}
