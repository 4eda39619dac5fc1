//! Statements and reports as the API shows them.

use bezant_books::{
    Balance, BalanceSheet, CurrencySheet, CurrencyStatement, IncomeStatement, Section, StatementLine,
    TrialBalance,
};
use bezant_kernel::{AccountId, Currency};
use bezant_ledger::Account;
use serde::Serialize;
use utoipa::ToSchema;

use super::transfer::TransferDto;
use crate::books::{Paths, sides};

/// A page of an account's statement.
#[derive(Serialize, ToSchema)]
#[schema(as = Statement)]
pub(crate) struct StatementDto {
    /// The posted balance before the first line of the page.
    #[schema(value_type = i64)]
    pub(crate) opening: i128,
    /// The postings in order, the earliest first.
    pub(crate) data: Vec<StatementLineDto>,
    /// The posted balance after the last line of the page.
    #[schema(value_type = i64)]
    pub(crate) closing: i128,
    /// Pass it as `cursor` for the next page; null on the last.
    pub(crate) next_cursor: Option<String>,
    /// The position of the log that it reflects.
    pub(crate) position: u64,
}

/// A line of an account's statement.
#[derive(Serialize, ToSchema)]
#[schema(as = StatementLine)]
pub(crate) struct StatementLineDto {
    /// `debit` or `credit`: the account's side of it.
    side: &'static str,
    /// What it adds to the balance on the account's normal side; negative where it takes away.
    #[schema(value_type = i64)]
    amount: i128,
    /// The posted balance after it.
    #[schema(value_type = i64)]
    balance_after: i128,
    transfer: TransferDto,
}

impl StatementLineDto {
    /// A line of this account's statement.
    pub(crate) fn of(account: AccountId, line: &StatementLine, paths: &Paths) -> Self {
        StatementLineDto {
            side: if line.transfer.debit == account {
                "debit"
            } else {
                "credit"
            },
            amount: line.amount,
            balance_after: line.balance,
            transfer: TransferDto::of(&line.transfer, sides(paths, &line.transfer)),
        }
    }
}

/// The sums of an account at an instant.
#[derive(Serialize, ToSchema)]
#[schema(as = BalanceAt)]
pub(crate) struct BalanceAtDto {
    #[schema(value_type = String)]
    account: AccountId,
    #[schema(value_type = String)]
    currency: Currency,
    /// The posted balance on its normal side.
    #[schema(value_type = i64)]
    balance: i128,
    #[schema(value_type = u64)]
    debits_posted: u128,
    #[schema(value_type = u64)]
    debits_pending: u128,
    #[schema(value_type = u64)]
    credits_posted: u128,
    #[schema(value_type = u64)]
    credits_pending: u128,
    /// The position of the log that it reflects.
    position: u64,
}

impl BalanceAtDto {
    /// These sums of the account.
    pub(crate) fn of(account: &Account, balance: &Balance, position: u64) -> Self {
        BalanceAtDto {
            account: account.id,
            currency: account.currency(),
            balance: balance.posted(account.account_type()),
            debits_posted: balance.debits.posted,
            debits_pending: balance.debits.pending,
            credits_posted: balance.credits.posted,
            credits_pending: balance.credits.pending,
            position,
        }
    }
}

/// All accounts with all that was ever posted, and its sums: per currency, debits and credits are equal.
#[derive(Serialize, ToSchema)]
#[schema(as = TrialBalance)]
pub(crate) struct TrialBalanceDto {
    totals: Vec<TrialBalanceTotal>,
    accounts: Vec<TrialBalanceAccount>,
    /// The position of the log that it reflects.
    position: u64,
}

/// The sums of a currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrialBalanceTotal {
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = u64)]
    debits: u128,
    #[schema(value_type = u64)]
    credits: u128,
}

/// An account in the trial balance.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrialBalanceAccount {
    #[schema(value_type = String)]
    account: AccountId,
    path: String,
    #[schema(value_type = String)]
    currency: Currency,
    #[schema(value_type = u64)]
    debits: u128,
    #[schema(value_type = u64)]
    credits: u128,
}

impl TrialBalanceDto {
    /// This trial balance.
    pub(crate) fn of(balance: &TrialBalance, position: u64) -> Self {
        let totals = balance.totals.iter().map(|total| TrialBalanceTotal {
            currency: total.currency,
            debits: total.balance.debits.posted,
            credits: total.balance.credits.posted,
        });
        let accounts = balance.lines.iter().map(|line| TrialBalanceAccount {
            account: line.account,
            path: line.path.to_string(),
            currency: line.currency,
            debits: line.balance.debits.posted,
            credits: line.balance.credits.posted,
        });
        TrialBalanceDto {
            totals: totals.collect(),
            accounts: accounts.collect(),
            position,
        }
    }
}

/// What is owned, what is owed and what is left, per currency: assets = liabilities + equity + earnings.
#[derive(Serialize, ToSchema)]
#[schema(as = BalanceSheet)]
pub(crate) struct BalanceSheetDto {
    currencies: Vec<CurrencySheetDto>,
    /// The position of the log that it reflects.
    position: u64,
}

/// The balance sheet in one currency.
#[derive(Serialize, ToSchema)]
#[schema(as = CurrencySheet)]
pub(crate) struct CurrencySheetDto {
    #[schema(value_type = String)]
    currency: Currency,
    assets: SectionDto,
    liabilities: SectionDto,
    equity: SectionDto,
    /// All revenue less all expenses: what was earned and is not yet closed into equity.
    #[schema(value_type = i64)]
    earnings: i128,
}

/// What was earned and spent in a period, per currency.
#[derive(Serialize, ToSchema)]
#[schema(as = IncomeStatement)]
pub(crate) struct IncomeStatementDto {
    currencies: Vec<CurrencyIncomeDto>,
    /// The position of the log that it reflects.
    position: u64,
}

/// The income statement in one currency.
#[derive(Serialize, ToSchema)]
#[schema(as = CurrencyIncome)]
pub(crate) struct CurrencyIncomeDto {
    #[schema(value_type = String)]
    currency: Currency,
    revenue: SectionDto,
    expenses: SectionDto,
    /// Revenue less expenses.
    #[schema(value_type = i64)]
    net_income: i128,
}

/// All accounts of one type in one currency.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportSection)]
pub(crate) struct SectionDto {
    /// On the normal side of the type.
    #[schema(value_type = i64)]
    total: i128,
    /// Groups and accounts, each group right before what is below it.
    rows: Vec<SectionRowDto>,
}

/// A group of accounts, or an account.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportRow)]
pub(crate) struct SectionRowDto {
    path: String,
    /// How many groups it is in.
    depth: usize,
    /// The account that stands at the path, if one does.
    #[schema(value_type = Option<String>)]
    account: Option<AccountId>,
    /// The account's and that of all below it, on the normal side of the type.
    #[schema(value_type = i64)]
    amount: i128,
}

impl From<&Section> for SectionDto {
    fn from(section: &Section) -> Self {
        let rows = section.rows.iter().map(|row| SectionRowDto {
            path: row.path.clone(),
            depth: row.depth,
            account: row.account,
            amount: row.amount,
        });
        SectionDto {
            total: section.total,
            rows: rows.collect(),
        }
    }
}

impl BalanceSheetDto {
    /// This balance sheet.
    pub(crate) fn of(sheet: &BalanceSheet, position: u64) -> Self {
        let one = |sheet: &CurrencySheet| CurrencySheetDto {
            currency: sheet.currency,
            assets: (&sheet.assets).into(),
            liabilities: (&sheet.liabilities).into(),
            equity: (&sheet.equity).into(),
            earnings: sheet.earnings,
        };
        BalanceSheetDto {
            currencies: sheet.currencies.iter().map(one).collect(),
            position,
        }
    }
}

impl IncomeStatementDto {
    /// This income statement.
    pub(crate) fn of(statement: &IncomeStatement, position: u64) -> Self {
        let one = |statement: &CurrencyStatement| CurrencyIncomeDto {
            currency: statement.currency,
            revenue: (&statement.revenue).into(),
            expenses: (&statement.expenses).into(),
            net_income: statement.net_income,
        };
        IncomeStatementDto {
            currencies: statement.currencies.iter().map(one).collect(),
            position,
        }
    }
}
