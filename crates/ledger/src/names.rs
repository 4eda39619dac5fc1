//! Accounts that a command names by path. What comes in is the command with an id in each place where a path was; what goes out
//! is the same with the id of the account that stands at the path, whichever id that was opened under.

use std::collections::BTreeMap;

use bezant_kernel::{AccountId, AccountPath, Currency, Tenant};
use bytes::Bytes;
use rustc_hash::FxHashMap;

use crate::account::account_id;
use crate::batch::RequestBatch;
use crate::command::{CallerTransfer, Command, RequestKind};
use crate::record::{offset, put, u128_at};
use crate::state::{Number, State};

/// Paths in their currencies, each under the id that stands for it in a command. That is the id that follows from path and
/// currency, so that nothing has to be changed where the account was opened under it, as most are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPaths(BTreeMap<AccountId, (AccountPath, Currency)>);

impl AccountPaths {
    /// Notes a path, and says which id stands for it.
    pub fn name(&mut self, tenant: Tenant, path: AccountPath, currency: Currency) -> AccountId {
        let id = account_id(tenant.id(), &path, currency);
        self.0.insert(id, (path, currency));
        id
    }

    /// The path for which an id stands.
    pub fn path(&self, id: AccountId) -> Option<(&AccountPath, Currency)> {
        self.0.get(&id).map(|(path, currency)| (path, *currency))
    }

    /// Whether nothing is named by path.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The command, to be decided with what stands at these paths then.
    pub fn in_command(self, command: Command) -> Command {
        if self.is_empty() {
            return command;
        }
        Command::Named {
            paths: self,
            command: Box::new(command),
        }
    }

    /// The accounts at the paths, as far as there are such.
    pub(crate) fn numbers(&self, state: &State, tenant: Tenant) -> impl Iterator<Item = (AccountId, Number)> {
        self.0.iter().filter_map(move |(&id, (path, currency))| {
            let number = state.number_named(tenant, id, path, *currency)?;
            Some((id, number))
        })
    }

    /// The accounts whose ids are not those that stand for them.
    pub(crate) fn others(&self, state: &State, tenant: Tenant) -> Others {
        let ids = self.numbers(state, tenant);
        let ids = ids.map(|(id, number)| (id, state.line(number).id));
        Others(ids.filter(|(id, opened)| id != opened).collect())
    }
}

impl State {
    /// The account at `path`, of which `derived` is the derived id. Looks there first: finding an id is cheaper than finding a path.
    fn number_named(
        &self,
        tenant: Tenant,
        derived: AccountId,
        path: &AccountPath,
        currency: Currency,
    ) -> Option<Number> {
        let stands_there =
            |number: &Number| self.detail(*number).path == *path && self.line(*number).currency == currency;
        self.number_of(tenant, derived)
            .filter(stands_there)
            .or_else(|| self.number_at(tenant, path, currency))
    }
}

/// For ids that stand for paths, those of the accounts there, where they differ.
#[derive(Debug, Default)]
pub(crate) struct Others(FxHashMap<AccountId, AccountId>);

impl Others {
    fn replace(&self, id: &mut AccountId) {
        if let Some(other) = self.0.get(id) {
            *id = *other;
        }
    }

    pub(crate) fn in_transfer(&self, transfer: &mut CallerTransfer) {
        match &mut transfer.kind {
            RequestKind::Transfer { debit, credit, .. } | RequestKind::Hold { debit, credit, .. } => {
                self.replace(debit);
                self.replace(credit);
            }
            RequestKind::Post { .. } | RequestKind::Void { .. } | RequestKind::Reversal { .. } => {}
        }
    }

    pub(crate) fn in_command(&self, mut command: Command) -> Command {
        if self.0.is_empty() {
            return command;
        }
        match &mut command {
            Command::Transfers(transfers) | Command::Schedule { transfers, .. } => {
                for transfer in transfers {
                    self.in_transfer(transfer);
                }
            }
            Command::Batch(batch) => self.in_batch(batch),
            Command::ChangeAccount { account, .. } | Command::SetMonitor { account, .. } => {
                self.replace(account);
            }
            Command::OpenAccount(_)
            | Command::CancelSchedule { .. }
            | Command::RemoveMonitor { .. }
            // Has paths of its own, which are looked up in their turn.
            | Command::Named { .. } => {}
        }
        command
    }

    fn in_batch(&self, batch: &mut RequestBatch) {
        let mut items = batch.items().to_vec();
        for item in &mut items {
            for at in [offset::DEBIT, offset::CREDIT] {
                let id = AccountId::from_u128(u128_at(item, at));
                if let Some(other) = self.0.get(&id) {
                    put(item, at, other.as_u128().to_le_bytes());
                }
            }
        }
        batch.replace(Bytes::from(items.into_flattened()));
    }
}
