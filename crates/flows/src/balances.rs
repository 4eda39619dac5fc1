//! What a plan asks the ledger.

use std::collections::BTreeMap;

use bezant_kernel::{AccountPath, Currency};

/// How an account stands when a plan is made.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The balance on the account's normal side in minor units, less what open holds will take.
    pub available: i128,
    /// How far below zero the ledger lets it go.
    pub overdraft: Limit,
}

/// A bound, or none.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// This many minor units.
    UpTo(u128),
    /// No bound.
    Unbounded,
}

/// Accounts as a plan sees them. The same question must get the same answer during one plan.
pub trait Balances {
    /// How the account stands; `None` if the ledger has no such account.
    fn standing(&self, account: &AccountPath, currency: Currency) -> Option<Standing>;
}

impl<F: Fn(&AccountPath, Currency) -> Option<Standing>> Balances for F {
    fn standing(&self, account: &AccountPath, currency: Currency) -> Option<Standing> {
        self(account, currency)
    }
}

impl Balances for BTreeMap<(AccountPath, Currency), Standing> {
    fn standing(&self, account: &AccountPath, currency: Currency) -> Option<Standing> {
        self.get(&(account.clone(), currency)).copied()
    }
}
