//! What would become of a sequence of transfers: the machine's own decisions, made one after the other on a copy of the accounts
//! that they touch. There is no second rule book, and the state stays as it is.
//!
//! An [`Excerpt`] is copied where the state is, which takes time only for the accounts that are named; a [`Preview`] of it can be
//! worked on anywhere. Plain transfers and holds only: what ends a hold or reverses a transfer finds neither here.

use bezant_kernel::{AccountId, Currency, ScheduleId, Tenant, Timestamp, TransferId};

use crate::account::Detail;
use crate::command::{CallerTransfer, Command};
use crate::event::Event;
use crate::line::Line;
use crate::names::{AccountPaths, Others};
use crate::record::Transfer;
use crate::rejection::Rejection;
use crate::state::{Number, State};
use crate::sums::Sums;

/// Which part of a tenant's books transfers touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// The accounts that are named by id.
    pub accounts: Vec<AccountId>,
    /// The accounts that are named by path.
    pub paths: AccountPaths,
    /// The transfers' ids.
    pub transfers: Vec<TransferId>,
}

/// A copy of a part of a tenant's books, as they stood at one moment.
#[derive(Debug)]
pub struct Excerpt {
    tenant: Tenant,
    accounts: Vec<(Line, Detail)>,
    others: Others,
    totals: Vec<(Currency, Sums)>,
    scheduled: Vec<(TransferId, ScheduleId)>,
}

impl State {
    /// Copies what transfers touch.
    pub fn excerpt(&self, tenant: Tenant, touched: &Touched) -> Excerpt {
        let ids = touched.accounts.iter();
        let by_id = ids.filter_map(|&id| self.number_of(tenant, id));
        let by_path = touched.paths.numbers(self, tenant).map(|(_, number)| number);
        let mut numbers: Vec<Number> = by_id.chain(by_path).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let copy = |number: Number| (self.line(number).clone(), self.detail(number).clone());
        let books = self.books_of(tenant);
        let scheduled = books.map(|books| &books.scheduled).filter(|all| !all.is_empty());
        Excerpt {
            tenant,
            accounts: numbers.into_iter().map(copy).collect(),
            others: touched.paths.others(self, tenant),
            totals: books.map_or_else(Vec::new, |books| books.totals.clone()),
            scheduled: scheduled.map_or_else(Vec::new, |all| {
                let ids = touched.transfers.iter();
                ids.filter_map(|id| Some((*id, *all.get(id)?))).collect()
            }),
        }
    }
}

/// Books to try transfers on.
#[derive(Debug)]
pub struct Preview {
    tenant: Tenant,
    state: State,
    others: Others,
}

impl From<Excerpt> for Preview {
    fn from(excerpt: Excerpt) -> Self {
        let mut state = State::new();
        let tenant = state.begin_books(excerpt.tenant.id());
        for (line, detail) in excerpt.accounts {
            let (line, detail) = (
                Line { tenant, ..line },
                Detail {
                    sibling: None,
                    ..detail
                },
            );
            state.open(excerpt.tenant.id(), line, detail);
        }
        let books = state.own_books_mut(excerpt.tenant);
        books.totals = excerpt.totals;
        books.scheduled.extend(excerpt.scheduled);
        Preview {
            tenant: excerpt.tenant,
            state,
            others: excerpt.others,
        }
    }
}

impl Preview {
    /// Says that a transfer was made before. Has to be done for all whose ids come up again.
    pub fn recall(&mut self, made: Transfer) {
        self.state.recall(self.tenant, made);
    }

    /// Puts the accounts at the paths of [`Touched`] in the places of the ids that stand for them.
    pub fn name_accounts(&self, transfer: &mut CallerTransfer) {
        self.others.in_transfer(transfer);
    }

    /// Whether the account is there.
    pub fn has_account(&self, account: AccountId) -> bool {
        self.state.number_of(self.tenant, account).is_some()
    }

    /// Makes a transfer here, as if it were committed at `now` behind those before it. One that is refused changes nothing.
    pub fn make(&mut self, now: Timestamp, transfer: CallerTransfer) -> Result<(), Rejection> {
        let command = Command::Transfers(vec![transfer]);
        let events =
            crate::decide(&self.state, self.tenant, now, command).map_err(|refusal| refusal.rejection)?;
        for event in &events {
            // Of checkpoints, for which alone positions count, none is kept from here.
            crate::apply(&mut self.state, self.tenant, 0, event);
            if let Event::Posted(records) = event {
                for made in records.iter() {
                    self.recall(made);
                }
            }
        }
        self.state.checkpoints.clear();
        Ok(())
    }
}
