//! The income statement: what was earned and spent in a period.

use bezant_kernel::{AccountType, Currency};
use bezant_ledger::Account;

use crate::books::Books;
use crate::error::BooksError;
use crate::instant::{Instant, Period};
use crate::report::tree::{Section, Tree};
use crate::statement::Axis;

/// An income statement of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomeStatement {
    /// One per currency, by its number.
    pub currencies: Vec<CurrencyStatement>,
}

/// The income statement in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyStatement {
    /// The currency.
    pub currency: Currency,
    /// What was earned.
    pub revenue: Section,
    /// What was spent.
    pub expenses: Section,
    /// Revenue less expenses.
    pub net_income: i128,
}

impl Books {
    /// The income statement of these accounts for a period on the axis, as known at `at`. Accounts of other types are passed over.
    pub fn income_statement(
        &self,
        accounts: &[Account],
        period: Period,
        axis: Axis,
        at: &Instant,
    ) -> Result<IncomeStatement, BooksError> {
        let mut tree = Tree::default();
        for account in accounts {
            match account.account_type() {
                AccountType::Revenue | AccountType::Expense => {}
                AccountType::Asset | AccountType::Liability | AccountType::Equity => continue,
            }
            let at = at.by_commit();
            let end = match period.to {
                Some(to) => self.posted_before(account, axis, &at, to)?,
                None => self.balance_at(account, &at)?.posted(account.account_type()),
            };
            let start = match period.from {
                Some(from) => self.posted_before(account, axis, &at, from)?,
                None => 0,
            };
            let change = end.checked_sub(start).ok_or(BooksError::Overflow)?;
            tree.add(account.id, account.path(), account.currency(), change)?;
        }
        let statement = |currency| {
            let revenue = tree.section(AccountType::Revenue, currency);
            let expenses = tree.section(AccountType::Expense, currency);
            let net_income = revenue
                .total
                .checked_sub(expenses.total)
                .ok_or(BooksError::Overflow)?;
            Ok(CurrencyStatement {
                currency,
                revenue,
                expenses,
                net_income,
            })
        };
        let currencies = tree.currencies().into_iter().map(statement);
        Ok(IncomeStatement {
            currencies: currencies.collect::<Result<_, BooksError>>()?,
        })
    }
}
