//! Accounts as requests name them: by id, or by path in a currency.

use std::str::FromStr;

use bezant_kernel::{AccountId, AccountPath, Currency, Tenant};
use bezant_ledger::account_id;

/// How a request names an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AccountName {
    Id(AccountId),
    Path(AccountPath),
}

/// The text is neither an id nor a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it must be an account's id ('acc_…') or path ('assets:…')")]
pub(crate) struct InvalidAccountName;

impl FromStr for AccountName {
    type Err = InvalidAccountName;

    fn from_str(text: &str) -> Result<Self, InvalidAccountName> {
        let id = text.parse().map(AccountName::Id);
        id.or_else(|_| {
            text.parse()
                .map(AccountName::Path)
                .map_err(|_| InvalidAccountName)
        })
    }
}

impl AccountName {
    /// The account's id; one at a path has the id that follows from path and currency.
    pub(crate) fn id(&self, tenant: Tenant, currency: Currency) -> AccountId {
        match self {
            AccountName::Id(id) => *id,
            AccountName::Path(path) => account_id(tenant.id(), path, currency),
        }
    }
}
