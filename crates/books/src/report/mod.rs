//! Reports over all accounts of a tenant: trial balance, balance sheet, income statement.
//!
//! In come the tenant's accounts; where an instant is given their sums are reckoned for it, else those that they carry are used,
//! which must then all be of one state. A report whose two sides differ is an error and never shown.

mod income;
mod sheet;
mod tree;
mod trial;

pub use income::{CurrencyStatement, IncomeStatement};
pub use sheet::{BalanceSheet, CurrencySheet};
pub use tree::{Section, SectionRow};
pub use trial::{TrialBalance, TrialLine, TrialTotal};

use bezant_ledger::Account;

use crate::balance::Balance;
use crate::books::Books;
use crate::error::BooksError;
use crate::instant::Instant;

impl Books {
    /// An account's sums at the instant, or those that it carries.
    fn sums_of(&self, account: &Account, at: Option<&Instant>) -> Result<Balance, BooksError> {
        match at {
            Some(at) => self.balance_at(account, at),
            None => Ok(Balance {
                debits: account.debits,
                credits: account.credits,
            }),
        }
    }
}
