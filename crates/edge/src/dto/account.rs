//! Ledger accounts, their statements and the trial balance.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, AccountPath, Currency, Timestamp};
use bezant_ledger::Account;
use bezant_views::{StatementRow, TrialBalanceRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::transfer::TransferDto;
use crate::request::from_text;

/// A ledger account. Amounts are minor units of its currency.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(crate) struct AccountDto<'a> {
    #[schema(value_type = String, example = "acc_01h455vb4pex5vsknk084sn02q")]
    id: AccountId,
    /// Always `account`.
    object: &'static str,
    /// Its place in the chart of accounts; the first part is its type.
    #[schema(example = "liabilities:merchant_payable")]
    path: &'a str,
    #[schema(value_type = String)]
    currency: Currency,
    /// Whether debits raise it.
    debit_normal: bool,
    allows_overdraft: bool,
    /// The posted balance on its normal side.
    #[schema(value_type = i64)]
    balance: i128,
    /// The balance less what open holds will take.
    #[schema(value_type = i64)]
    available: i128,
    /// Everything ever debited for good.
    #[schema(value_type = u64)]
    debits_posted: u128,
    #[schema(value_type = u64)]
    debits_pending: u128,
    /// Everything ever credited for good.
    #[schema(value_type = u64)]
    credits_posted: u128,
    #[schema(value_type = u64)]
    credits_pending: u128,
    #[schema(value_type = String, format = DateTime)]
    opened_at: Timestamp,
}

impl<'a> From<&'a Account> for AccountDto<'a> {
    fn from(account: &'a Account) -> Self {
        AccountDto {
            id: account.id(),
            object: "account",
            path: account.path().as_str(),
            currency: account.currency(),
            debit_normal: account.account_type().is_debit_normal(),
            allows_overdraft: account.allows_overdraft(),
            balance: account.balance(),
            available: account.available(),
            debits_posted: account.debits().posted,
            debits_pending: account.debits().pending,
            credits_posted: account.credits().posted,
            credits_pending: account.credits().pending,
            opened_at: account.opened_at(),
        }
    }
}

/// An account that was opened. How it stands is asked for with its id.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenedAccount<'a> {
    #[schema(value_type = String)]
    pub(crate) id: AccountId,
    /// Always `account`.
    pub(crate) object: &'static str,
    pub(crate) path: &'a str,
    #[schema(value_type = String)]
    pub(crate) currency: Currency,
    /// Whether debits raise it.
    pub(crate) debit_normal: bool,
    pub(crate) allows_overdraft: bool,
}

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenAccount {
    /// `assets`, `liabilities`, `equity`, `revenue` or `expenses`, then 1 to 7 parts of your own, joined by `:`.
    #[serde(deserialize_with = "from_text")]
    #[schema(value_type = String, example = "liabilities:customers:4711")]
    pub(crate) path: AccountPath,
    #[schema(value_type = String, example = "EUR")]
    pub(crate) currency: Currency,
    /// Whether its balance may go below zero; no if left out.
    #[serde(default)]
    pub(crate) allows_overdraft: bool,
}

/// A line of an account's statement.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementLine {
    /// `debit` or `credit`: the account's side of it.
    side: &'static str,
    /// The posted balance after it, on the account's normal side.
    #[schema(value_type = i64)]
    balance_after: i128,
    transfer: TransferDto,
}

impl From<StatementRow> for StatementLine {
    fn from(row: StatementRow) -> Self {
        StatementLine {
            side: row.side,
            balance_after: row.balance_after,
            transfer: row.transfer.into(),
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
    pub(crate) fn of(rows: Vec<TrialBalanceRow>, position: u64) -> Self {
        let mut sums: BTreeMap<Currency, (u128, u128)> = BTreeMap::new();
        for row in &rows {
            let (debits, credits) = sums.entry(row.currency).or_default();
            // The ledger keeps every currency's sums within 127 bits.
            *debits += row.debits;
            *credits += row.credits;
        }
        TrialBalanceDto {
            totals: sums
                .into_iter()
                .map(|(currency, (debits, credits))| TrialBalanceTotal {
                    currency,
                    debits,
                    credits,
                })
                .collect(),
            accounts: rows
                .into_iter()
                .map(|row| TrialBalanceAccount {
                    account: row.account,
                    path: row.path,
                    currency: row.currency,
                    debits: row.debits,
                    credits: row.credits,
                })
                .collect(),
            position,
        }
    }
}
