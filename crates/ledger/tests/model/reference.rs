//! The naive ledger: one list of all transfers ever made, and sums taken anew for every question.

use bezant_kernel::{AccountId, AccountType, Currency, TransferId};
use bezant_ledger::{CallerTransfer, RequestKind, account_id};

use crate::commands::{CURRENCIES, Item, PATHS, account_of, path, request, tenant};

#[derive(Clone)]
pub(crate) struct ModelAccount {
    pub(crate) id: AccountId,
    pub(crate) tenant: usize,
    pub(crate) kind: AccountType,
    pub(crate) currency: Currency,
    pub(crate) overdraft: bool,
}

#[derive(Clone)]
struct Made {
    tenant: usize,
    request: CallerTransfer,
    debit: AccountId,
    credit: AccountId,
    currency: Currency,
    amount: u128,
}

#[derive(Clone, Default)]
pub(crate) struct Model {
    pub(crate) accounts: Vec<ModelAccount>,
    made: Vec<Made>,
    /// How many were made before the command that is being decided.
    before: usize,
}

impl Model {
    /// Starts the next command.
    pub(crate) fn next(&self) -> Model {
        Model {
            before: self.made.len(),
            ..self.clone()
        }
    }

    /// Where the transfer at `place` was ended as a hold, if it is one and was.
    fn ending(&self, place: usize) -> Option<usize> {
        let is_hold = |made: &Made| matches!(made.request.kind, RequestKind::Hold { .. });
        let id = self.made.get(place).filter(|made| is_hold(made))?.request.id;
        (place..self.made.len()).find(|&later| match self.made[later].request.kind {
            RequestKind::Post { hold, .. } | RequestKind::Void { hold } => hold == id,
            RequestKind::Transfer { .. } | RequestKind::Hold { .. } => false,
        })
    }

    /// The last transfer of this id. A derived id is forgotten once it is finished and the command is over.
    fn find(&self, id: TransferId) -> Option<usize> {
        let place = self.made.iter().rposition(|made| made.request.id == id)?;
        let finished_at = match self.made[place].request.kind {
            RequestKind::Hold { .. } => self.ending(place),
            RequestKind::Transfer { .. } | RequestKind::Post { .. } | RequestKind::Void { .. } => Some(place),
        };
        let forgotten = id.is_derived() && finished_at.is_some_and(|at| at < self.before);
        (!forgotten).then_some(place)
    }

    fn open_hold(&self, tenant: usize, id: TransferId) -> Result<&Made, &'static str> {
        let place = self.find(id).ok_or("hold_not_found")?;
        let hold = &self.made[place];
        if hold.tenant != tenant || !matches!(hold.request.kind, RequestKind::Hold { .. }) {
            return Err("hold_not_found");
        }
        match self.ending(place).map(|at| self.made[at].request.kind) {
            Some(RequestKind::Post { .. }) => Err("hold_already_posted"),
            Some(_) => Err("hold_already_voided"),
            None => Ok(hold),
        }
    }

    /// Posted and pending, of debits and of credits.
    pub(crate) fn sums(&self, account: AccountId) -> [u128; 4] {
        let mut sums = [0u128; 4];
        for (place, made) in self.made.iter().enumerate() {
            let pending = match made.request.kind {
                RequestKind::Transfer { .. } | RequestKind::Post { .. } => 0,
                RequestKind::Hold { .. } if self.ending(place).is_none() => 1,
                RequestKind::Hold { .. } | RequestKind::Void { .. } => continue,
            };
            if made.debit == account {
                sums[pending] += made.amount;
            }
            if made.credit == account {
                sums[2 + pending] += made.amount;
            }
        }
        sums
    }

    pub(crate) fn add(
        &mut self,
        tenant: usize,
        item: &CallerTransfer,
        by_caller: bool,
    ) -> Result<(), &'static str> {
        let hold_id = match item.kind {
            RequestKind::Post { hold, .. } | RequestKind::Void { hold } => Some(hold),
            RequestKind::Transfer { .. } | RequestKind::Hold { .. } => None,
        };
        if item.id.as_u128() == 0 || by_caller && item.id.is_derived() {
            return Err("transfer_id_reserved");
        }
        if by_caller && hold_id.is_some_and(TransferId::is_derived) {
            return Err("hold_reserved");
        }
        if let Some(place) = self.find(item.id) {
            let known = &self.made[place];
            let whole = |request: &CallerTransfer| match request.kind {
                RequestKind::Post { hold, amount } => {
                    let all = self.find(hold).map(|place| self.made[place].amount);
                    CallerTransfer {
                        kind: RequestKind::Post {
                            hold,
                            amount: amount.or(all),
                        },
                        ..*request
                    }
                }
                RequestKind::Transfer { .. } | RequestKind::Hold { .. } | RequestKind::Void { .. } => {
                    *request
                }
            };
            return Err(match known {
                known if known.tenant != tenant => "transfer_id_taken",
                known if whole(&known.request) == whole(item) => "transfer_exists",
                _ => "transfer_exists_with_different_content",
            });
        }
        let made = match item.kind {
            RequestKind::Transfer {
                debit,
                credit,
                amount,
            }
            | RequestKind::Hold {
                debit,
                credit,
                amount,
            } => {
                if amount.minor() <= 0 {
                    return Err("transfer_amount_not_positive");
                }
                if debit == credit {
                    return Err("transfer_same_account");
                }
                let minor = amount.minor().unsigned_abs();
                for side in [debit, credit] {
                    if !self.accounts.iter().any(|a| a.id == side && a.tenant == tenant) {
                        return Err("account_not_found");
                    }
                }
                if self
                    .accounts
                    .iter()
                    .any(|a| [debit, credit].contains(&a.id) && a.currency != amount.currency())
                {
                    return Err("account_currency_mismatch");
                }
                Made {
                    tenant,
                    request: *item,
                    debit,
                    credit,
                    currency: amount.currency(),
                    amount: minor,
                }
            }
            RequestKind::Post { .. } | RequestKind::Void { .. } => {
                let hold = self.open_hold(tenant, hold_id.unwrap())?;
                let amount = match item.kind {
                    RequestKind::Post { amount, .. } => amount.unwrap_or(hold.amount),
                    _ => hold.amount,
                };
                if amount == 0 {
                    return Err("transfer_amount_not_positive");
                }
                if amount > hold.amount {
                    return Err("post_exceeds_hold");
                }
                Made {
                    request: *item,
                    amount,
                    ..hold.clone()
                }
            }
        };
        self.made.push(made);
        let verdict = self.guards(tenant);
        if verdict.is_err() {
            self.made.pop();
        }
        verdict
    }

    fn guards(&self, tenant: usize) -> Result<(), &'static str> {
        for currency in CURRENCIES {
            let of_currency = self
                .accounts
                .iter()
                .filter(|a| a.tenant == tenant && a.currency == currency);
            let all = of_currency
                .map(|account| self.sums(account.id))
                .try_fold(0u128, |sum, [posted, pending, ..]| {
                    sum.checked_add(posted)?.checked_add(pending)
                });
            if all.is_none_or(|sum| sum > i128::MAX.unsigned_abs()) {
                return Err("balance_overflow");
            }
        }
        for account in &self.accounts {
            let [debits, debits_pending, credits, credits_pending] = self.sums(account.id);
            let covered = if account.kind.is_debit_normal() {
                credits + credits_pending <= debits
            } else {
                debits + debits_pending <= credits
            };
            if !covered && !account.overdraft {
                return Err("overdraft");
            }
        }
        Ok(())
    }

    pub(crate) fn open(
        &mut self,
        tenant_index: usize,
        path_index: usize,
        currency: Currency,
        overdraft: bool,
    ) -> bool {
        let id = account_id(tenant(tenant_index).id(), &path(path_index), currency);
        let missing = self.accounts.iter().all(|account| account.id != id);
        if missing {
            let kind = path(path_index).account_type();
            self.accounts.push(ModelAccount {
                id,
                tenant: tenant_index,
                kind,
                currency,
                overdraft,
            });
        }
        missing
    }

    pub(crate) fn post(
        &mut self,
        tenant: usize,
        item: &Item,
        (id, hold): (TransferId, TransferId),
    ) -> Result<(), &'static str> {
        let currency = CURRENCIES[item.currency];
        let mut asked = request(tenant, item, id, hold);
        match &mut asked.kind {
            RequestKind::Transfer { debit, credit, .. } | RequestKind::Hold { debit, credit, .. } => {
                for (side, index) in [(debit, item.debit.1), (credit, item.credit.1)] {
                    let overdraft =
                        !PATHS[index].starts_with("liabilities") && !PATHS[index].starts_with("equity");
                    self.open(tenant, index, currency, overdraft);
                    *side = account_of(tenant, (false, index, item.currency));
                }
            }
            RequestKind::Post { hold, amount } => {
                let open = self.open_hold(tenant, *hold)?;
                if open.currency != currency {
                    return Err("account_currency_mismatch");
                }
                *amount = Some(u128::try_from(item.amount).map_err(|_| "transfer_amount_not_positive")?);
            }
            RequestKind::Void { .. } => {}
        }
        self.add(tenant, &asked, false)
    }
}
