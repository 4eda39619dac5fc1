//! A naive ledger, kept from the committed transfers alone, against which the real one is held.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{AccountId, Currency, Tenant, TransferId};
use bezant_ledger::{Event, Transfer, TransferKind};

use crate::violation::{Invariant, Violation, ensure};

/// What stands on one side of an account.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) posted: i128,
    pub(crate) pending: i128,
}

#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) tenant: Tenant,
    pub(crate) path: String,
    pub(crate) currency: Currency,
    pub(crate) debits: Column,
    pub(crate) credits: Column,
    /// Credits less debits that callers posted themselves.
    pub(crate) by_callers: i128,
}

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) lines: BTreeMap<AccountId, Line>,
    holds: BTreeMap<TransferId, Transfer>,
    ids: BTreeSet<TransferId>,
}

impl Books {
    pub(crate) fn absorb(&mut self, tenant: Tenant, event: &Event) -> Result<(), Violation> {
        match event {
            Event::AccountOpened {
                id, path, currency, ..
            } => {
                let line = Line {
                    tenant,
                    path: path.to_string(),
                    currency: *currency,
                    debits: Column::default(),
                    credits: Column::default(),
                    by_callers: 0,
                };
                let before = self.lines.insert(*id, line);
                ensure(before.is_none(), Invariant::BooksBalance, || {
                    format!("{path} is opened twice")
                })
            }
            Event::Posted(transfer) => self.post(transfer),
        }
    }

    /// Credits less debits of an account; nothing if it is not open.
    pub(crate) fn owed(&self, tenant: Tenant, path: &str, currency: Currency) -> (i128, i128) {
        let line = self
            .lines
            .values()
            .find(|line| line.tenant == tenant && line.path == path && line.currency == currency);
        line.map_or((0, 0), |line| {
            (line.credits.posted - line.debits.posted, line.by_callers)
        })
    }

    fn post(&mut self, transfer: &Transfer) -> Result<(), Violation> {
        ensure(self.ids.insert(transfer.id), Invariant::BooksBalance, || {
            format!("a transfer id is used twice: {transfer:?}")
        })?;
        let amount = i128::try_from(transfer.amount).expect("amounts fit");
        let (posted, pending) = match transfer.kind {
            TransferKind::Transfer => (amount, 0),
            TransferKind::Hold => {
                self.holds.insert(transfer.id, *transfer);
                (0, amount)
            }
            TransferKind::Post => (amount, -self.end_hold(transfer)?),
            TransferKind::Void => (0, -self.end_hold(transfer)?),
        };
        let is_callers = !transfer.id.is_derived();
        for (account, is_debit) in [(transfer.debit, true), (transfer.credit, false)] {
            let Some(line) = self.lines.get_mut(&account) else {
                let detail = format!("{account} is not open: {transfer:?}");
                return Err(Violation::new(Invariant::BooksBalance, detail));
            };
            let column = if is_debit {
                &mut line.debits
            } else {
                &mut line.credits
            };
            column.posted += posted;
            column.pending += pending;
            if is_callers {
                line.by_callers += if is_debit { -posted } else { posted };
            }
        }
        Ok(())
    }

    fn end_hold(&mut self, transfer: &Transfer) -> Result<i128, Violation> {
        match self.holds.remove(&transfer.hold) {
            Some(hold) if hold.amount >= transfer.amount => {
                Ok(i128::try_from(hold.amount).expect("amounts fit"))
            }
            hold => Err(Violation::new(
                Invariant::BooksBalance,
                format!("{transfer:?} ends {hold:?}"),
            )),
        }
    }
}
