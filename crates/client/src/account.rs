//! Accounts: those to be opened, and those the ledger has.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, Currency, Timestamp};
use bezant_proto::ledger::v1;

use crate::error::ClientError;

/// An account to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAccount {
    id: Option<AccountId>,
    path: String,
    currency: Currency,
    code: u16,
    user_data: u128,
    guard: BalanceGuard,
    credit_limit: u128,
    metadata: BTreeMap<String, String>,
}

/// What an account's balance must never do. Pending amounts count as gone.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum BalanceGuard {
    /// Go further below zero on its normal side than its credit limit.
    #[default]
    NoOverdraft,
    /// Nothing is ruled out.
    None,
    /// Debits exceed credits.
    DebitsMustNotExceedCredits,
    /// Credits exceed debits.
    CreditsMustNotExceedDebits,
}

/// An account as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its place in the chart of accounts.
    pub path: String,
    /// Its currency.
    pub currency: Currency,
    /// Its maker's own number for its kind.
    pub code: u16,
    /// Any number of its maker's.
    pub user_data: u128,
    /// What its balance must never do.
    pub guard: BalanceGuard,
    /// How far below zero it may go, minor units.
    pub credit_limit: u128,
    /// Its maker's words about it.
    pub metadata: BTreeMap<String, String>,
    /// Both sides.
    pub sums: BalanceSums,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// Whether nothing moves any more.
    pub is_closed: bool,
    /// Whether nothing moves for now.
    pub is_frozen: bool,
}

/// Both sides of an account, minor units.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct BalanceSums {
    /// All that was ever debited for good.
    pub debits_posted: u128,
    /// What open holds may debit yet.
    pub debits_pending: u128,
    /// All that was ever credited for good.
    pub credits_posted: u128,
    /// What open holds may credit yet.
    pub credits_pending: u128,
}

/// What became of an account to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// It is open, now or since before with the same content.
    Open(AccountId),
    /// It was not opened.
    Refused {
        /// The server's stable code.
        code: String,
    },
}

impl NewAccount {
    /// An account below one of `assets`, `liabilities`, `equity`, `revenue` and `expenses`, such as
    /// `liabilities:customers:4711`. Its id is made of path and currency unless you give one.
    pub fn new(path: impl Into<String>, currency: Currency) -> Self {
        NewAccount {
            id: None,
            path: path.into(),
            currency,
            code: 0,
            user_data: 0,
            guard: BalanceGuard::default(),
            credit_limit: 0,
            metadata: BTreeMap::new(),
        }
    }

    /// Under an id of your own.
    #[must_use]
    pub fn id(mut self, id: AccountId) -> Self {
        self.id = Some(id);
        self
    }

    /// Your own number for its kind.
    #[must_use]
    pub fn code(mut self, code: u16) -> Self {
        self.code = code;
        self
    }

    /// Any number of yours.
    #[must_use]
    pub fn user_data(mut self, user_data: u128) -> Self {
        self.user_data = user_data;
        self
    }

    /// What its balance must never do.
    #[must_use]
    pub fn guard(mut self, guard: BalanceGuard) -> Self {
        self.guard = guard;
        self
    }

    /// How far below zero its balance may go, pending amounts counted.
    #[must_use]
    pub fn credit_limit(mut self, minor_units: u128) -> Self {
        self.credit_limit = minor_units;
        self
    }

    /// A word of your own about it.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }
}

impl From<&NewAccount> for v1::NewAccount {
    fn from(account: &NewAccount) -> Self {
        v1::NewAccount {
            id: account.id.map(|id| v1::U128::from(id.as_u128())),
            path: account.path.clone(),
            currency: u32::from(account.currency.number()),
            code: u32::from(account.code),
            user_data: v1::U128::unless_zero(account.user_data),
            guard: v1::BalanceGuard::from(account.guard).into(),
            credit_limit: v1::U128::unless_zero(account.credit_limit),
            metadata: account.metadata.clone().into_iter().collect(),
        }
    }
}

impl From<BalanceGuard> for v1::BalanceGuard {
    fn from(guard: BalanceGuard) -> Self {
        match guard {
            BalanceGuard::NoOverdraft => v1::BalanceGuard::NoOverdraft,
            BalanceGuard::None => v1::BalanceGuard::None,
            BalanceGuard::DebitsMustNotExceedCredits => v1::BalanceGuard::DebitsMustNotExceedCredits,
            BalanceGuard::CreditsMustNotExceedDebits => v1::BalanceGuard::CreditsMustNotExceedDebits,
        }
    }
}

impl From<v1::BalanceGuard> for BalanceGuard {
    fn from(guard: v1::BalanceGuard) -> Self {
        match guard {
            v1::BalanceGuard::NoOverdraft => BalanceGuard::NoOverdraft,
            v1::BalanceGuard::None => BalanceGuard::None,
            v1::BalanceGuard::DebitsMustNotExceedCredits => BalanceGuard::DebitsMustNotExceedCredits,
            v1::BalanceGuard::CreditsMustNotExceedDebits => BalanceGuard::CreditsMustNotExceedDebits,
        }
    }
}

impl Opened {
    pub(crate) fn of(result: v1::OpenAccountResult) -> Result<Self, ClientError> {
        if !result.code.is_empty() {
            return Ok(Opened::Refused { code: result.code });
        }
        match result.id {
            Some(id) => Ok(Opened::Open(AccountId::from_u128(id.into()))),
            None => Err(ClientError::Protocol("an opened account without an id")),
        }
    }
}

impl Account {
    pub(crate) fn of(message: v1::Account) -> Result<Self, ClientError> {
        let odd = || ClientError::Protocol("an account with a field out of range");
        let guard = v1::BalanceGuard::try_from(message.guard).map_err(|_| odd())?;
        Ok(Account {
            id: AccountId::from_u128(v1::U128::or_zero(message.id.as_ref())),
            currency: currency(message.currency).ok_or_else(odd)?,
            code: u16::try_from(message.code).map_err(|_| odd())?,
            user_data: v1::U128::or_zero(message.user_data.as_ref()),
            guard: guard.into(),
            credit_limit: v1::U128::or_zero(message.credit_limit.as_ref()),
            sums: message.sums.as_ref().map(BalanceSums::from).unwrap_or_default(),
            opened_at: Timestamp::from_microseconds(message.opened_at_us),
            is_closed: message.closed,
            is_frozen: message.frozen,
            path: message.path,
            metadata: message.metadata.into_iter().collect(),
        })
    }
}

impl From<&v1::BalanceSums> for BalanceSums {
    fn from(sums: &v1::BalanceSums) -> Self {
        BalanceSums {
            debits_posted: v1::U128::or_zero(sums.debits_posted.as_ref()),
            debits_pending: v1::U128::or_zero(sums.debits_pending.as_ref()),
            credits_posted: v1::U128::or_zero(sums.credits_posted.as_ref()),
            credits_pending: v1::U128::or_zero(sums.credits_pending.as_ref()),
        }
    }
}

pub(crate) fn currency(number: u32) -> Option<Currency> {
    Currency::from_number(u16::try_from(number).ok()?)
}
