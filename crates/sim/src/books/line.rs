//! An account as the log tells it.

use bezant_kernel::{AccountType, Currency, Timestamp};
use bezant_ledger::{AccountChange, Guard, Terms};

/// What stands on one side of an account.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) posted: i128,
    pub(crate) pending: i128,
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) path: String,
    pub(crate) account_type: AccountType,
    pub(crate) currency: Currency,
    guard: Guard,
    pub(crate) credit_limit: i128,
    /// A further limit, and until when.
    temporary: Option<(i128, Timestamp)>,
    pub(crate) frozen: bool,
    pub(crate) closed: bool,
    /// Whether only Bezant moves money here.
    pub(crate) reserved: bool,
    pub(crate) debits: Column,
    pub(crate) credits: Column,
    /// Credits less debits that callers posted themselves.
    pub(crate) by_callers: i128,
}

/// Whether a guard limits the debits, or the credits, of an account.
pub(crate) fn guards(account_type: AccountType, guard: Guard, debits: bool) -> bool {
    match guard {
        Guard::None => false,
        Guard::NormalSide => account_type.is_debit_normal() != debits,
        Guard::DebitsWithinCredits => debits,
        Guard::CreditsWithinDebits => !debits,
    }
}

impl Line {
    pub(crate) fn open(terms: &Terms) -> Line {
        Line {
            path: terms.path.as_str().to_owned(),
            account_type: terms.path.account_type(),
            currency: terms.currency,
            guard: terms.guard,
            credit_limit: i128::try_from(terms.credit_limit).expect("limits fit"),
            temporary: None,
            frozen: false,
            closed: false,
            reserved: terms.reserved,
            debits: Column::default(),
            credits: Column::default(),
            by_callers: 0,
        }
    }

    pub(crate) fn change(&mut self, change: &AccountChange) {
        if let Some(limit) = change.credit_limit {
            self.credit_limit = i128::try_from(limit).expect("limits fit");
        }
        if let Some(limit) = change.temporary_limit {
            self.temporary = Some((i128::try_from(limit.extra).expect("limits fit"), limit.until));
        }
        self.frozen = change.frozen.unwrap_or(self.frozen);
        self.closed = change.closed.unwrap_or(self.closed);
    }

    pub(crate) fn column_mut(&mut self, debit: bool) -> &mut Column {
        if debit {
            &mut self.debits
        } else {
            &mut self.credits
        }
    }

    pub(crate) fn guards(&self, debit: bool) -> bool {
        guards(self.account_type, self.guard, debit)
    }

    /// How far one side, with what is pending on it, goes beyond the other side and the limits.
    pub(crate) fn excess(&self, debit: bool, now: Timestamp) -> i128 {
        let (own, other) = match debit {
            true => (self.debits, self.credits),
            false => (self.credits, self.debits),
        };
        let extra = self
            .temporary
            .filter(|(_, until)| now < *until)
            .map_or(0, |(extra, _)| extra);
        let allowance = match self.guards(debit) {
            true => self.credit_limit + extra,
            false => 0,
        };
        own.posted + own.pending - other.posted - allowance
    }
}
