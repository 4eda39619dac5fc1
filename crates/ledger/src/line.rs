//! The hot part of an account: its sums and what decides whether a transfer may touch it, in two cache lines.

use std::cell::Cell;

use bezant_kernel::{AccountId, AccountType, Currency};

use crate::account::{Guard, Terms};
use crate::sums::{Movement, Sums};

/// Which column of an account a transfer stands in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Debit,
    Credit,
}

/// What is special about an account, as bits. They stand in snapshots.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traits(pub(crate) u16);

impl Traits {
    pub(crate) const DEBIT_NORMAL: Traits = Traits(1);
    /// Debits, with what is pending, must not exceed posted credits and the allowance.
    pub(crate) const GUARDS_DEBITS: Traits = Traits(2);
    /// The reverse.
    pub(crate) const GUARDS_CREDITS: Traits = Traits(4);
    pub(crate) const CLOSED: Traits = Traits(8);
    pub(crate) const FROZEN: Traits = Traits(16);
    pub(crate) const MONITORED: Traits = Traits(32);
    /// Has a temporary limit, which may be over.
    pub(crate) const TEMPORARY: Traits = Traits(64);
    /// Its limits were changed once, so it may stand below its guard.
    pub(crate) const LIMITS_CHANGED: Traits = Traits(128);
    /// Only Bezant itself moves money here.
    pub(crate) const RESERVED: Traits = Traits(256);

    /// What a plain transfer has to look at more closely.
    pub(crate) const BARRED: Traits = Traits(8 | 16 | 256);

    #[inline]
    pub(crate) const fn has(self, other: Traits) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Traits, on: bool) -> Traits {
        if on {
            Traits(self.0 | other.0)
        } else {
            Traits(self.0 & !other.0)
        }
    }

    /// Those that follow from an account's type and guard.
    pub(crate) const fn of(account_type: AccountType, guard: Guard) -> Traits {
        let debit_normal = account_type.is_debit_normal();
        let guards = match guard {
            Guard::None => Traits(0),
            Guard::NormalSide if debit_normal => Traits::GUARDS_CREDITS,
            Guard::NormalSide | Guard::DebitsWithinCredits => Traits::GUARDS_DEBITS,
            Guard::CreditsWithinDebits => Traits::GUARDS_CREDITS,
        };
        guards.with(Traits::DEBIT_NORMAL, debit_normal)
    }

    #[inline]
    pub(crate) const fn guards(self, side: Side) -> bool {
        match side {
            Side::Debit => self.has(Traits::GUARDS_DEBITS),
            Side::Credit => self.has(Traits::GUARDS_CREDITS),
        }
    }
}

/// The hot part. Everything else about the account stands under the same number in the state's details.
#[derive(Debug)]
#[repr(align(64))]
pub(crate) struct Line {
    pub(crate) balance: TwoSides,
    pub(crate) credit_limit: u128,
    pub(crate) id: AccountId,
    /// Where the running decision has its copy: 48 bits that name the decision, 16 bits of place.
    pub(crate) mark: Cell<u64>,
    /// How many transfers have touched it.
    pub(crate) touches: u64,
    /// The tenant's number in the state.
    pub(crate) tenant: u32,
    pub(crate) currency: Currency,
    pub(crate) traits: Traits,
}

const _: () = assert!(size_of::<Line>() == 128);

/// The sums of both sides.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TwoSides {
    pub(crate) debits: Sums,
    pub(crate) credits: Sums,
}

/// Marks belong to one state's decisions, not to its copies.
impl Clone for Line {
    fn clone(&self) -> Self {
        Line {
            mark: Cell::new(0),
            ..*self
        }
    }
}

impl Line {
    /// The line of a new account.
    pub(crate) fn open(id: AccountId, tenant: u32, terms: &Terms) -> Line {
        Line {
            balance: TwoSides::default(),
            credit_limit: terms.credit_limit,
            id,
            mark: Cell::new(0),
            touches: 0,
            tenant,
            currency: terms.currency,
            traits: Traits::of(terms.path.account_type(), terms.guard).with(Traits::RESERVED, terms.reserved),
        }
    }
}

impl TwoSides {
    /// A side, then the other one.
    #[inline]
    pub(crate) const fn seen_from(&self, side: Side) -> (Sums, Sums) {
        match side {
            Side::Debit => (self.debits, self.credits),
            Side::Credit => (self.credits, self.debits),
        }
    }

    /// The sums after `movement` on `side`. The total of the currency has been checked, and no side is beyond it.
    #[inline]
    pub(crate) fn after(mut self, side: Side, movement: Movement) -> TwoSides {
        let column = match side {
            Side::Debit => &mut self.debits,
            Side::Credit => &mut self.credits,
        };
        *column = column
            .after(movement)
            .expect("a part of a total that fits fits too");
        self
    }

    /// Whether a guard on `side` holds. What is pending counts as gone, and on the other side not as come yet.
    #[inline]
    pub(crate) const fn is_covered(&self, side: Side, allowance: u128) -> bool {
        let (own, other) = self.seen_from(side);
        own.committed() <= other.posted.saturating_add(allowance)
    }

    /// How much may still be entered on `side`.
    pub(crate) const fn room(&self, side: Side, allowance: u128) -> u128 {
        let (own, other) = self.seen_from(side);
        other
            .posted
            .saturating_add(allowance)
            .saturating_sub(own.committed())
    }
}
