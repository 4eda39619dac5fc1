//! The balance sheet: what is owned, what is owed, and what is left, which is the owners' and what was earned.

use bezant_kernel::{AccountType, Currency};
use bezant_ledger::Account;

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::Instant;
use crate::report::tree::{Section, Tree};

/// A balance sheet at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceSheet {
    /// One per currency, by its number.
    pub currencies: Vec<CurrencySheet>,
}

/// The balance sheet in one currency: assets = liabilities + equity + earnings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencySheet {
    /// The currency.
    pub currency: Currency,
    /// What is owned.
    pub assets: Section,
    /// What is owed.
    pub liabilities: Section,
    /// The owners' share.
    pub equity: Section,
    /// All revenue less all expenses up to the instant: what was earned and is not yet closed into equity.
    pub earnings: i128,
}

impl Books {
    /// The balance sheet over these accounts, which must be all of a tenant's.
    ///
    /// # Errors
    /// `Unbalanced` where they are not.
    pub fn balance_sheet(
        &self,
        accounts: &[Account],
        at: Option<&Instant>,
    ) -> Result<BalanceSheet, BooksError> {
        let mut tree = Tree::default();
        for account in accounts {
            let amount = self.sums_of(account, at)?.posted(account.account_type());
            tree.add(account.id, account.path(), account.currency(), amount)?;
        }
        let sheet = |currency| {
            let section = |account_type| tree.section(account_type, currency);
            let [assets, liabilities, equity] =
                [AccountType::Asset, AccountType::Liability, AccountType::Equity].map(section);
            let earnings = section(AccountType::Revenue)
                .total
                .checked_sub(section(AccountType::Expense).total)
                .ok_or(BooksError::Overflow)?;
            let other_side = liabilities
                .total
                .checked_add(equity.total)
                .and_then(|sum| sum.checked_add(earnings))
                .ok_or(BooksError::Overflow)?;
            if assets.total != other_side {
                return Err(BooksError::Unbalanced { currency });
            }
            Ok(CurrencySheet {
                currency,
                assets,
                liabilities,
                equity,
                earnings,
            })
        };
        let currencies = tree.currencies().into_iter().map(sheet);
        Ok(BalanceSheet {
            currencies: currencies.collect::<Result<_, _>>()?,
        })
    }
}
