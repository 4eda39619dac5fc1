//! Balances of whole branches of the chart of accounts.

use bezant_kernel::{AccountType, Currency};
use bezant_ledger::RolledUp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Page;
use super::account::AccountDto;

/// The sums of all accounts of one currency at and below a path.
#[derive(Serialize, ToSchema)]
#[schema(as = RolledUpBalance)]
pub(crate) struct RolledUpDto<'a> {
    /// The path that was asked for.
    #[schema(example = "assets:bank")]
    prefix: &'a str,
    #[schema(value_type = String)]
    currency: Currency,
    /// How many accounts these are.
    accounts: u64,
    /// The posted balance on the normal side of the path's type; null for the whole chart, where the sides are equal.
    #[schema(value_type = Option<i64>)]
    balance: Option<i128>,
    #[schema(value_type = u64)]
    debits_posted: u128,
    #[schema(value_type = u64)]
    debits_pending: u128,
    #[schema(value_type = u64)]
    credits_posted: u128,
    #[schema(value_type = u64)]
    credits_pending: u128,
}

/// Accounts, or the sums of a branch.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Balances)]
#[expect(
    dead_code,
    reason = "it describes the two forms of the answer in the OpenAPI document"
)]
pub(crate) enum BalancesDto<'a> {
    #[schema(title = "accounts")]
    Accounts(Page<AccountDto<'a>>),
    #[schema(title = "a branch")]
    RolledUp(Page<RolledUpDto<'a>>),
}

/// Which accounts.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct BranchParams {
    /// Those at and below this path: a path, or the beginning of one up to a colon, such as `assets:bank`.
    pub(crate) prefix: Option<String>,
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}

impl<'a> RolledUpDto<'a> {
    /// The sums below this prefix.
    pub(crate) fn of(prefix: &'a str, sums: &RolledUp) -> Self {
        let root = prefix.split(':').next();
        let account_type = AccountType::ALL.into_iter().find(|one| Some(one.root()) == root);
        let signed = |sum: u128| i128::try_from(sum).expect("sums stay within i128");
        let debits_more = signed(sums.debits.posted) - signed(sums.credits.posted);
        RolledUpDto {
            prefix,
            currency: sums.currency,
            accounts: sums.accounts,
            balance: account_type.map(|one| {
                if one.is_debit_normal() {
                    debits_more
                } else {
                    -debits_more
                }
            }),
            debits_posted: sums.debits.posted,
            debits_pending: sums.debits.pending,
            credits_posted: sums.credits.posted,
            credits_pending: sums.credits.pending,
        }
    }
}
