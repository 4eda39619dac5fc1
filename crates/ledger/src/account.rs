//! An account as callers see it, the words in which it is opened and changed, and the part of it that is seldom needed.

use bezant_kernel::{AccountId, AccountPath, AccountType, Currency, TenantId, Timestamp};

use crate::line::{Side, Traits};
use crate::metadata::Metadata;
use crate::state::{Number, State};
use crate::sums::Sums;

/// Which balance an account must keep. The numbers are stored for ever.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Guard {
    /// It may be overdrawn.
    None = 1,
    /// The balance on the normal side of its type does not go below zero, less the credit limit.
    #[default]
    NormalSide = 0,
    /// Debits do not exceed credits and the credit limit, whatever the type.
    DebitsWithinCredits = 2,
    /// Credits do not exceed debits and the credit limit, whatever the type.
    CreditsWithinDebits = 3,
}

impl Guard {
    /// The guard with this stored number.
    pub const fn from_number(number: u32) -> Option<Guard> {
        match number {
            0 => Some(Guard::NormalSide),
            1 => Some(Guard::None),
            2 => Some(Guard::DebitsWithinCredits),
            3 => Some(Guard::CreditsWithinDebits),
            _ => None,
        }
    }
}

/// The terms under which an account is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Its place in the chart of accounts.
    pub path: AccountPath,
    /// The only currency it holds.
    pub currency: Currency,
    /// Which balance it must keep.
    pub guard: Guard,
    /// How far beyond the guard it may go, in minor units.
    pub credit_limit: u128,
    /// What the caller sorts accounts by.
    pub code: u16,
    /// Any number of the caller's.
    pub user_data: u128,
    /// Any words of the caller's.
    pub metadata: Metadata,
    /// Whether only Bezant itself moves money here.
    pub reserved: bool,
}

impl Terms {
    /// Plain terms at `path` in `currency`: the normal side is guarded, nothing else is set.
    pub fn new(path: AccountPath, currency: Currency) -> Terms {
        Terms {
            path,
            currency,
            guard: Guard::NormalSide,
            credit_limit: 0,
            code: 0,
            user_data: 0,
            metadata: Metadata::new(),
            reserved: false,
        }
    }
}

/// A further limit for some time.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TemporaryLimit {
    /// What is added to the credit limit, in minor units.
    pub extra: u128,
    /// From when on it no longer counts.
    pub until: Timestamp,
}

/// What shall be different about an account; `None` leaves it as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// The credit limit, in minor units. It may be lowered below what is used: then the account only recovers.
    pub credit_limit: Option<u128>,
    /// The temporary limit; zero extra takes it away.
    pub temporary_limit: Option<TemporaryLimit>,
    /// Whether nothing moves but what releases holds.
    pub frozen: Option<bool>,
    /// Whether it takes no further transfers.
    pub closed: Option<bool>,
    /// What the caller sorts accounts by.
    pub code: Option<u16>,
    /// Any number of the caller's.
    pub user_data: Option<u128>,
    /// Keys to set; an empty value removes its key.
    pub metadata: Option<Metadata>,
}

/// An account of one tenant in one currency, as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Chosen by the caller, or see [`account_id`].
    pub id: AccountId,
    /// Whose account it is.
    pub tenant: TenantId,
    /// Under which terms it is open now.
    pub terms: Terms,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The temporary limit that was set last, even if it is over.
    pub temporary_limit: Option<TemporaryLimit>,
    /// Whether nothing moves but what releases holds.
    pub frozen: bool,
    /// Whether it takes no further transfers.
    pub closed: bool,
    /// How many transfers have touched it.
    pub touches: u64,
    /// The debit column.
    pub debits: Sums,
    /// The credit column.
    pub credits: Sums,
}

/// The part of an account that transfers seldom need.
#[derive(Clone, Debug)]
pub(crate) struct Detail {
    pub(crate) path: AccountPath,
    pub(crate) guard: Guard,
    pub(crate) code: u16,
    pub(crate) user_data: u128,
    pub(crate) metadata: Metadata,
    pub(crate) opened_at: Timestamp,
    pub(crate) temporary_limit: Option<TemporaryLimit>,
    /// The next account at the same path, in another currency.
    pub(crate) sibling: Option<Number>,
}

/// The id that the account with this path and currency has where the caller brings none: always the same one.
pub fn account_id(tenant: TenantId, path: &AccountPath, currency: Currency) -> AccountId {
    AccountId::derive(&[
        &tenant.as_u128().to_be_bytes(),
        path.as_str().as_bytes(),
        currency.code().as_bytes(),
    ])
}

impl TemporaryLimit {
    /// How much it adds at `now`.
    pub const fn at(self, now: Timestamp) -> u128 {
        if now.as_microseconds() < self.until.as_microseconds() {
            self.extra
        } else {
            0
        }
    }
}

impl Account {
    pub(crate) fn view(state: &State, number: Number) -> Account {
        let (line, detail) = (state.line(number), state.detail(number));
        Account {
            id: line.id,
            tenant: state.book(line.tenant).tenant,
            terms: Terms {
                path: detail.path.clone(),
                currency: line.currency,
                guard: detail.guard,
                credit_limit: line.credit_limit,
                code: detail.code,
                user_data: detail.user_data,
                metadata: detail.metadata.clone(),
                reserved: line.traits.has(Traits::RESERVED),
            },
            opened_at: detail.opened_at,
            temporary_limit: detail.temporary_limit,
            frozen: line.traits.has(Traits::FROZEN),
            closed: line.traits.has(Traits::CLOSED),
            touches: line.touches,
            debits: line.balance.debits,
            credits: line.balance.credits,
        }
    }

    /// Its place in the tenant's chart of accounts.
    pub fn path(&self) -> &AccountPath {
        &self.terms.path
    }

    /// One of the five types, from the path.
    pub fn account_type(&self) -> AccountType {
        self.terms.path.account_type()
    }

    /// The only currency it holds.
    pub fn currency(&self) -> Currency {
        self.terms.currency
    }

    /// Whether its balance may go below zero without limit.
    pub fn allows_overdraft(&self) -> bool {
        self.terms.guard == Guard::None
    }

    /// The posted balance on the account's normal side, in minor units.
    pub fn balance(&self) -> i128 {
        let (inflow, outflow) = self.flows();
        signed(inflow.posted) - signed(outflow.posted)
    }

    /// The balance less what open holds will take; without any limit.
    pub fn available(&self) -> i128 {
        let (inflow, outflow) = self.flows();
        signed(inflow.posted) - signed(outflow.committed())
    }

    /// What may still leave the account at `now`, with its limits; `None` where nothing limits it.
    pub fn spendable(&self, now: Timestamp) -> Option<u128> {
        let guarded = Traits::of(self.account_type(), self.terms.guard);
        let side = [Side::Debit, Side::Credit]
            .into_iter()
            .find(|&side| guarded.guards(side))?;
        let (own, other) = match side {
            Side::Debit => (self.debits, self.credits),
            Side::Credit => (self.credits, self.debits),
        };
        let extra = self.temporary_limit.map_or(0, |limit| limit.at(now));
        let allowance = self.terms.credit_limit.saturating_add(extra);
        Some(
            other
                .posted
                .saturating_add(allowance)
                .saturating_sub(own.committed()),
        )
    }

    /// The column that raises the balance, then the one that lowers it.
    fn flows(&self) -> (Sums, Sums) {
        if self.account_type().is_debit_normal() {
            (self.debits, self.credits)
        } else {
            (self.credits, self.debits)
        }
    }
}

pub(crate) fn signed(sum: u128) -> i128 {
    i128::try_from(sum).expect("sums stay within i128")
}
