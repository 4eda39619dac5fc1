//! The place of a transfer in the log.

use std::fmt;

use bezant_log::Position;

const NTH_BITS: u32 = 13;

/// Which record of the log, and which transfer of that record. Places go up with time.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place(u64);

impl Place {
    /// Transfers that a record may hold.
    pub const MAX_TRANSFERS: u16 = 1 << NTH_BITS;

    /// The `nth` transfer (from 0) of the record at `position`.
    ///
    /// # Panics
    /// If `nth` is [`Place::MAX_TRANSFERS`] or more, or the position 2^51 or more.
    #[must_use]
    pub fn new(position: Position, nth: u16) -> Self {
        assert!(nth < Self::MAX_TRANSFERS, "a record holds at most 8192 transfers");
        Self::checked(position, nth).expect("no log gets to 2^51 records")
    }

    /// The first place that the record at `position` can have, the last of all if no log gets there.
    #[must_use]
    pub fn first_of(position: Position) -> Self {
        Self::checked(position, 0).unwrap_or(Self(u64::MAX))
    }

    /// The last place that the record at `position` can have, the last of all if no log gets there.
    #[must_use]
    pub fn last_of(position: Position) -> Self {
        Self::checked(position, Self::MAX_TRANSFERS - 1).unwrap_or(Self(u64::MAX))
    }

    fn checked(position: Position, nth: u16) -> Option<Self> {
        let fits = position.0 >> (u64::BITS - NTH_BITS) == 0;
        fits.then_some(Self(position.0 << NTH_BITS | u64::from(nth)))
    }

    /// The record.
    #[must_use]
    pub fn position(self) -> Position {
        Position(self.0 >> NTH_BITS)
    }

    /// Which transfer of the record, from 0.
    #[must_use]
    pub fn nth(self) -> u16 {
        let low = self.0 & u64::from(Self::MAX_TRANSFERS - 1);
        u16::try_from(low).expect("thirteen bits")
    }

    /// As one number, for a cursor that a caller keeps.
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// From [`Place::to_bits`]. Any number is a place, though there may be no transfer.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.position(), self.nth())
    }
}
