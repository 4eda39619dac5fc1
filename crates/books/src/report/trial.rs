//! The trial balance: both columns of every account, and per currency their sums, which are equal.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, AccountPath, Currency};
use bezant_ledger::{Account, Sums};

use crate::balance::Balance;
use crate::books::Books;
use crate::error::BooksError;
use crate::instant::Instant;

/// A trial balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    /// A line for each account, by path and currency.
    pub lines: Vec<TrialLine>,
    /// The sums per currency, by its number.
    pub totals: Vec<TrialTotal>,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialLine {
    /// The account.
    pub account: AccountId,
    /// Its place in the chart of accounts.
    pub path: AccountPath,
    /// Its currency.
    pub currency: Currency,
    /// Its columns.
    pub balance: Balance,
}

/// One currency. Debits equal credits, posted and pending.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TrialTotal {
    /// The currency.
    pub currency: Currency,
    /// The columns of all accounts together.
    pub balance: Balance,
}

impl Books {
    /// The trial balance of these accounts, which must be all of a tenant's.
    ///
    /// # Errors
    /// `Unbalanced` where they are not.
    pub fn trial_balance(
        &self,
        accounts: &[Account],
        at: Option<&Instant>,
    ) -> Result<TrialBalance, BooksError> {
        let mut lines = Vec::with_capacity(accounts.len());
        let mut totals: BTreeMap<Currency, Balance> = BTreeMap::new();
        for account in accounts {
            let balance = self.sums_of(account, at)?;
            let total = totals.entry(account.currency()).or_default();
            *total = plus(*total, balance).ok_or(BooksError::Overflow)?;
            lines.push(TrialLine {
                account: account.id,
                path: account.path().clone(),
                currency: account.currency(),
                balance,
            });
        }
        lines.sort_by(|a, b| (&a.path, a.currency).cmp(&(&b.path, b.currency)));
        let totals = totals
            .into_iter()
            .map(|(currency, balance)| TrialTotal { currency, balance })
            .map(|total| {
                if total.balance.debits == total.balance.credits {
                    Ok(total)
                } else {
                    Err(BooksError::Unbalanced {
                        currency: total.currency,
                    })
                }
            });
        Ok(TrialBalance {
            totals: totals.collect::<Result<_, _>>()?,
            lines,
        })
    }
}

fn plus(a: Balance, b: Balance) -> Option<Balance> {
    let sums = |a: Sums, b: Sums| {
        Some(Sums {
            posted: a.posted.checked_add(b.posted)?,
            pending: a.pending.checked_add(b.pending)?,
        })
    };
    Some(Balance {
        debits: sums(a.debits, b.debits)?,
        credits: sums(a.credits, b.credits)?,
    })
}
