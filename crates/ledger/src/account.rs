//! An account: its terms, which never change, and its sums, which transfers move.

use bezant_kernel::{AccountId, AccountPath, AccountType, Currency, TenantId, Timestamp};

use crate::sums::{Movement, Sums};

/// An account of one tenant in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub(crate) id: AccountId,
    pub(crate) tenant: TenantId,
    pub(crate) path: AccountPath,
    pub(crate) opened_at: Timestamp,
    pub(crate) line: Line,
}

/// What decides whether a transfer may touch an account. Small and copied, so that a decision can draft changes
/// without touching the state.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) account_type: AccountType,
    pub(crate) currency: Currency,
    pub(crate) allows_overdraft: bool,
    pub(crate) debits: Sums,
    pub(crate) credits: Sums,
}

/// Which column of an account a transfer stands in.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Debit,
    Credit,
}

/// The id of the account with this path and currency: always the same one for a tenant.
pub fn account_id(tenant: TenantId, path: &AccountPath, currency: Currency) -> AccountId {
    AccountId::derive(&[
        &tenant.as_u128().to_be_bytes(),
        path.as_str().as_bytes(),
        currency.code().as_bytes(),
    ])
}

impl Account {
    /// The id, see [`account_id`].
    pub fn id(&self) -> AccountId {
        self.id
    }

    /// Whose account it is.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Its place in the tenant's chart of accounts.
    pub fn path(&self) -> &AccountPath {
        &self.path
    }

    /// One of the five types, from the path.
    pub fn account_type(&self) -> AccountType {
        self.line.account_type
    }

    /// The only currency it holds.
    pub fn currency(&self) -> Currency {
        self.line.currency
    }

    /// Whether its balance may go below zero.
    pub fn allows_overdraft(&self) -> bool {
        self.line.allows_overdraft
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// The debit column.
    pub fn debits(&self) -> Sums {
        self.line.debits
    }

    /// The credit column.
    pub fn credits(&self) -> Sums {
        self.line.credits
    }

    /// The posted balance on the account's normal side, in minor units.
    pub fn balance(&self) -> i128 {
        let (inflow, outflow) = self.line.flows();
        signed(inflow.posted) - signed(outflow.posted)
    }

    /// What may still leave the account without an overdraft: the balance less what open holds will take.
    pub fn available(&self) -> i128 {
        let (inflow, outflow) = self.line.flows();
        signed(inflow.posted) - signed(outflow.posted + outflow.pending)
    }
}

impl Line {
    /// The column that raises the balance, then the one that lowers it.
    fn flows(&self) -> (Sums, Sums) {
        if self.account_type.is_debit_normal() {
            (self.debits, self.credits)
        } else {
            (self.credits, self.debits)
        }
    }

    /// Whether the overdraft guard holds. Pending outflow counts as gone, pending inflow does not count yet.
    pub(crate) fn is_covered(&self) -> bool {
        let (inflow, outflow) = self.flows();
        // Both sums stay within MAX_SUM together, so this can't overflow.
        self.allows_overdraft || outflow.posted + outflow.pending <= inflow.posted
    }

    /// The line after `movement` on `side`; `None` where a sum would overflow.
    pub(crate) fn after(mut self, side: Side, movement: Movement) -> Option<Line> {
        let column = match side {
            Side::Debit => &mut self.debits,
            Side::Credit => &mut self.credits,
        };
        *column = column.after(movement)?;
        Some(self)
    }
}

fn signed(sum: u128) -> i128 {
    i128::try_from(sum).expect("sums stay within i128")
}
