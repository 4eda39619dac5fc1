//! Accounts as requests name them: by id, or by path in a currency.

use std::str::FromStr;

use bezant_core::{Answer, Command, Query};
use bezant_kernel::{AccountId, AccountPath, Currency, Tenant};
use bezant_ledger::{AccountPaths, CallerTransfer, Preview, Touched};

use crate::edge::Edge;
use crate::problem::Problem;

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

/// The accounts that a request names by path, for the ledger to look up when it decides.
pub(crate) struct Names {
    tenant: Tenant,
    paths: AccountPaths,
}

impl Names {
    /// Of a tenant that has named none yet.
    pub(crate) fn of(tenant: Tenant) -> Self {
        Names {
            tenant,
            paths: AccountPaths::default(),
        }
    }

    /// The account's id, or the id that stands for its path.
    pub(crate) fn id(&mut self, name: AccountName, currency: Currency) -> AccountId {
        match name {
            AccountName::Id(id) => id,
            AccountName::Path(path) => self.paths.name(self.tenant, path, currency),
        }
    }

    /// The paths that were named.
    pub(crate) fn paths(&self) -> &AccountPaths {
        &self.paths
    }

    /// The command about these accounts.
    pub(crate) fn in_command(self, command: bezant_ledger::Command) -> Command {
        Command::Ledger(self.paths.in_command(command))
    }

    /// Puts the accounts that stand at the paths now into transfers.
    pub(crate) async fn settle(self, edge: &Edge, transfers: &mut [CallerTransfer]) -> Result<(), Problem> {
        if self.paths.is_empty() {
            return Ok(());
        }
        let touched = Touched {
            paths: self.paths,
            ..Touched::default()
        };
        let preview = preview(edge, self.tenant, touched).await?;
        for transfer in transfers {
            preview.name_accounts(transfer);
        }
        Ok(())
    }
}

/// A copy of what transfers touch, as it stands now.
pub(crate) async fn preview(edge: &Edge, tenant: Tenant, touched: Touched) -> Result<Preview, Problem> {
    let Answer::Excerpt(excerpt) = edge.query(tenant, Query::Excerpt(touched)).await? else {
        unreachable!("a question for an excerpt is answered with one");
    };
    Ok(Preview::from(*excerpt))
}
