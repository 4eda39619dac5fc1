//! Posted and pending sums of one side, and what a transfer does to them.

use crate::record::TransferKind;

/// The largest sum the ledger keeps, so that every balance fits a signed 128-bit number.
pub(crate) const MAX_SUM: u128 = i128::MAX as u128;

/// The running sums of one side of an account: what was posted, and what open holds reserve.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Posted for good.
    pub posted: u128,
    /// Reserved by open holds.
    pub pending: u128,
}

/// What one transfer does to each side it touches.
#[derive(Copy, Clone, Debug)]
pub struct Movement {
    posted: u128,
    reserved: u128,
    released: u128,
}

impl Movement {
    /// `held` is the amount of the hold that is ended, zero for the other kinds.
    #[inline]
    pub const fn of(kind: TransferKind, amount: u128, held: u128) -> Movement {
        let (posted, reserved, released) = match kind {
            TransferKind::Transfer | TransferKind::Reversal => (amount, 0, 0),
            TransferKind::Hold => (0, amount, 0),
            TransferKind::Post => (amount, 0, held),
            TransferKind::Void | TransferKind::Expiry => (0, 0, held),
        };
        Movement {
            posted,
            reserved,
            released,
        }
    }

    /// What it adds to the posted sums.
    pub const fn posted(self) -> u128 {
        self.posted
    }
}

impl Sums {
    /// The sums after `movement`; `None` where they would no longer fit together into an `i128`.
    ///
    /// # Panics
    /// If it releases more than is pending.
    #[inline]
    pub fn after(self, movement: Movement) -> Option<Sums> {
        let pending = self
            .pending
            .checked_sub(movement.released)
            .expect("an open hold is part of the pending sums");
        let sums = Sums {
            posted: self.posted.checked_add(movement.posted)?,
            pending: pending.checked_add(movement.reserved)?,
        };
        (sums.posted.checked_add(sums.pending)? <= MAX_SUM).then_some(sums)
    }

    /// Both together: what has gone or may still go.
    #[inline]
    pub(crate) const fn committed(self) -> u128 {
        self.posted + self.pending
    }

    pub(crate) fn plus(self, other: Sums) -> Option<Sums> {
        Some(Sums {
            posted: self.posted.checked_add(other.posted)?,
            pending: self.pending.checked_add(other.pending)?,
        })
    }
}
