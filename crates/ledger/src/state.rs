//! Everything the ledger remembers: accounts, open holds, schedules, monitors. No finished transfer stays in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bezant_kernel::{
    AccountId, AccountPath, Currency, MonitorId, ScheduleId, SecretMap, TableSecret, Tenant, TenantId,
    Timestamp, TransferId,
};
use rustc_hash::FxHashMap;

use crate::account::{Account, Detail};
use crate::checkpoint::Checkpoint;
use crate::event::Schedule;
use crate::holds;
use crate::index::AccountIndex;
use crate::line::{Line, Traits};
use crate::monitor::{Monitor, Monitors};
use crate::pieces::Pieces;
use crate::recalled::Recalled;
use crate::record::Transfer;
use crate::scratch::Scratch;
use crate::sums::Sums;

/// An account's place among all accounts, in the order of their opening.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Number(pub(crate) u32);

/// The committed state. Memory grows with accounts and with what is open. Two states are equal when their snapshots
/// are.
#[derive(Clone, Debug)]
pub struct State {
    /// No part of what the state says.
    pub(crate) secret: TableSecret,
    pub(crate) lines: Vec<Line>,
    /// Of the accounts in `lines`, under the same numbers.
    pub(crate) details: Pieces<Detail>,
    pub(crate) index: AccountIndex,
    pub(crate) tenants: FxHashMap<TenantId, u32>,
    pub(crate) books: Vec<Books>,
    pub(crate) holds: holds::Store,
    pub(crate) timers: BTreeSet<Timer>,
    pub(crate) checkpoints: VecDeque<Checkpoint>,
    pub(crate) recalled: Recalled,
    /// Room for decisions to work in, kept from one to the next. Holds nothing between them that counts.
    pub(crate) scratch: RefCell<Scratch>,
}

/// What belongs to one tenant.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) tenant: TenantId,
    /// In the order in which they were opened.
    pub(crate) opened: Vec<Number>,
    /// The first account at each path; the others follow as siblings, by currency.
    pub(crate) by_path: BTreeMap<AccountPath, Number>,
    /// All transfers of a currency summed up. Each column of each account is a part of these sums, so what keeps them
    /// from overflowing keeps every account and every trial balance from it too.
    pub(crate) totals: Vec<(Currency, Sums)>,
    pub(crate) holds: holds::Index,
    pub(crate) schedules: BTreeMap<ScheduleId, Schedule>,
    /// The ids that transfers of open schedules will have.
    pub(crate) scheduled: SecretMap<TransferId, ScheduleId>,
    pub(crate) monitors: Monitors,
}

/// When something happens by itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timer {
    pub(crate) at: Timestamp,
    pub(crate) tenant: u32,
    pub(crate) due: Due,
}

/// What happens by itself.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    Hold(TransferId),
    Schedule(ScheduleId),
}

/// The sums of one currency over all accounts of a tenant. The two are always equal.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct TrialBalance {
    /// The currency.
    pub currency: Currency,
    /// All posted debits, in minor units.
    pub debits: u128,
    /// All posted credits, in minor units.
    pub credits: u128,
}

impl State {
    /// A ledger without accounts, for tests and tools: ids can be chosen so that they slow it.
    pub fn new() -> Self {
        State::keyed(TableSecret::default())
    }

    /// A ledger without accounts, which keeps the ids that callers choose in tables under this secret.
    pub fn keyed(secret: TableSecret) -> Self {
        State {
            secret,
            lines: Vec::new(),
            details: Pieces::default(),
            index: AccountIndex::new(secret),
            tenants: FxHashMap::default(),
            books: Vec::new(),
            holds: holds::Store::default(),
            timers: BTreeSet::new(),
            checkpoints: VecDeque::new(),
            recalled: Recalled::new(secret),
            scratch: RefCell::default(),
        }
    }

    /// The secret of its tables, for the state that comes after a restore.
    pub fn secret(&self) -> TableSecret {
        self.secret
    }

    /// An account, if it is the tenant's. Its balances are on it.
    pub fn account(&self, tenant: Tenant, id: AccountId) -> Option<Account> {
        let number = self.number_of(tenant, id)?;
        Some(Account::view(self, number))
    }

    /// The posted balance of an account on its normal side, in minor units.
    pub fn balance(&self, tenant: Tenant, id: AccountId) -> Option<i128> {
        self.account(tenant, id).map(|account| account.balance())
    }

    /// The tenant's accounts, in the order in which they were opened.
    pub fn accounts(&self, tenant: Tenant) -> impl ExactSizeIterator<Item = Account> + '_ {
        let opened = self.books_of(tenant).map_or(&[][..], |books| &books.opened);
        opened.iter().map(|&number| Account::view(self, number))
    }

    /// An open hold of the tenant's callers or of its payments.
    pub fn hold(&self, tenant: Tenant, id: TransferId) -> Option<&Transfer> {
        let index = &self.books_of(tenant)?.holds;
        let place = index.place(false, id).or_else(|| index.place(true, id))?;
        Some(&self.holds.get(place).transfer)
    }

    /// The tenant's open schedules, by id.
    pub fn schedules(&self, tenant: Tenant) -> impl Iterator<Item = &Schedule> {
        self.books_of(tenant)
            .into_iter()
            .flat_map(|books| books.schedules.values())
    }

    /// An open schedule of the tenant.
    pub fn schedule(&self, tenant: Tenant, id: ScheduleId) -> Option<&Schedule> {
        self.books_of(tenant)?.schedules.get(&id)
    }

    /// The tenant's monitors by id, each with the account that it watches.
    pub fn monitors(&self, tenant: Tenant) -> impl Iterator<Item = (AccountId, &Monitor)> {
        self.books_of(tenant)
            .into_iter()
            .flat_map(|books| books.monitors.all())
            .map(|monitor| (self.line(monitor.account).id, monitor))
    }

    /// A monitor of the tenant, and the account that it watches.
    pub fn monitor(&self, tenant: Tenant, id: MonitorId) -> Option<(AccountId, &Monitor)> {
        let monitor = self.books_of(tenant)?.monitors.get(id)?;
        Some((self.line(monitor.account).id, monitor))
    }

    /// How many accounts are open, over all tenants.
    pub fn account_count(&self) -> usize {
        self.lines.len()
    }

    /// How many holds are open, over all tenants.
    pub fn hold_count(&self) -> usize {
        self.holds.len()
    }

    /// When the next hold expires or the next schedule is due. See [`crate::due`].
    pub fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|timer| timer.at)
    }

    /// Hands over the checkpoints that were noted at or before `committed_position`, in order, to be kept in the cold
    /// tier, and forgets them.
    pub fn take_checkpoints(&mut self, committed_position: u64, sink: &mut dyn FnMut(&Checkpoint)) {
        while let Some(checkpoint) = self
            .checkpoints
            .pop_front_if(|next| next.position <= committed_position)
        {
            sink(&checkpoint);
        }
    }

    /// Hands in a stored transfer that [`State::lookups`] asked for and the journal has, before the decision.
    pub fn recall(&mut self, tenant: Tenant, transfer: Transfer) {
        self.recalled.insert(tenant.id(), transfer);
    }

    /// Forgets what was recalled, after the decision is applied.
    pub fn forget_recalled(&mut self) {
        self.recalled.clear();
    }

    /// The trial balance of a tenant, sorted by currency number. Panics if the books do not balance: that is a
    /// defect, and nothing built on such books may go on.
    pub fn trial_balance(&self, tenant: Tenant) -> Vec<TrialBalance> {
        let Some(books) = self.books_of(tenant) else {
            return Vec::new();
        };
        let mut lines: Vec<_> = books
            .totals
            .iter()
            .map(|&(currency, totals)| {
                let (debits, credits) = self
                    .sums_of(books, currency)
                    .expect("parts of a total that fits fit too");
                assert_eq!(debits, credits, "debits and credits of {currency} differ");
                assert_eq!(debits, totals, "accounts and total of {currency} differ");
                TrialBalance {
                    currency,
                    debits: debits.posted,
                    credits: credits.posted,
                }
            })
            .collect();
        lines.sort_by_key(|line| line.currency);
        lines
    }

    pub(crate) fn line(&self, number: Number) -> &Line {
        &self.lines[number.0 as usize]
    }

    pub(crate) fn line_mut(&mut self, number: Number) -> &mut Line {
        &mut self.lines[number.0 as usize]
    }

    pub(crate) fn detail(&self, number: Number) -> &Detail {
        &self.details[number.0 as usize]
    }

    pub(crate) fn detail_mut(&mut self, number: Number) -> &mut Detail {
        &mut self.details[number.0 as usize]
    }

    pub(crate) fn tenant_number(&self, tenant: Tenant) -> Option<u32> {
        self.tenants.get(&tenant.id()).copied()
    }

    pub(crate) fn book(&self, number: u32) -> &Books {
        &self.books[number as usize]
    }

    pub(crate) fn books_of(&self, tenant: Tenant) -> Option<&Books> {
        self.tenant_number(tenant).map(|number| self.book(number))
    }

    pub(crate) fn number_of(&self, tenant: Tenant, id: AccountId) -> Option<Number> {
        self.index.find(&self.lines, self.tenant_number(tenant)?, id)
    }

    /// The books of a tenant that has some.
    pub(crate) fn own_books_mut(&mut self, tenant: Tenant) -> &mut Books {
        let number = self
            .tenant_number(tenant)
            .expect("a tenant with accounts has books");
        &mut self.books[number as usize]
    }

    /// Adds an account; all about it has been checked.
    pub(crate) fn open(&mut self, tenant: TenantId, line: Line, mut detail: Detail) {
        let number = Number(u32::try_from(self.lines.len()).expect("fewer than 2^32 accounts are open"));
        let books = &mut self.books[line.tenant as usize];
        assert_eq!(books.tenant, tenant, "an account stays with its tenant");
        let before = self.index.find(&self.lines, line.tenant, line.id);
        assert!(before.is_none(), "an account is opened once");
        self.index.insert(&self.lines, line.tenant, line.id);
        books.opened.push(number);
        books.total_mut(line.currency);
        match books.by_path.get(&detail.path).copied() {
            None => {
                books.by_path.insert(detail.path.clone(), number);
            }
            Some(first) => {
                assert!(
                    line.currency != self.line(first).currency,
                    "one account stands at a path in a currency"
                );
                let books = &mut self.books[line.tenant as usize];
                if line.currency < self.lines[first.0 as usize].currency {
                    books.by_path.insert(detail.path.clone(), number);
                    detail.sibling = Some(first);
                } else {
                    let last = self.before(first, line.currency);
                    detail.sibling = self.detail_mut(last).sibling.replace(number);
                }
            }
        }
        self.lines.push(line);
        self.details.push(detail);
    }

    /// The last account of those at one path whose currency stands before `currency`.
    fn before(&self, first: Number, currency: Currency) -> Number {
        let mut last = first;
        while let Some(next) = self.detail(last).sibling {
            let there = self.line(next).currency;
            assert!(there != currency, "one account stands at a path in a currency");
            if there > currency {
                break;
            }
            last = next;
        }
        last
    }

    /// The tenant's books, begun if there are none.
    pub(crate) fn begin_books(&mut self, tenant: TenantId) -> u32 {
        match self.tenants.get(&tenant) {
            Some(&number) => number,
            None => {
                let number = u32::try_from(self.books.len()).expect("fewer than 2^32 tenants");
                self.books.push(Books::new(tenant, self.secret));
                self.tenants.insert(tenant, number);
                number
            }
        }
    }

    pub(crate) fn set_trait(&mut self, number: Number, which: Traits, on: bool) {
        let line = self.line_mut(number);
        line.traits = line.traits.with(which, on);
    }
}

impl Default for State {
    fn default() -> Self {
        State::new()
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        let bytes = |state| {
            let mut bytes = Vec::new();
            crate::snapshot::encode(state, &mut bytes);
            bytes
        };
        bytes(self) == bytes(other)
    }
}

impl Books {
    pub(crate) fn new(tenant: TenantId, secret: TableSecret) -> Books {
        Books {
            tenant,
            opened: Vec::new(),
            by_path: BTreeMap::new(),
            totals: Vec::new(),
            holds: holds::Index::new(secret),
            schedules: BTreeMap::new(),
            scheduled: SecretMap::with_hasher(secret),
            monitors: Monitors::default(),
        }
    }

    pub(crate) fn total(&self, currency: Currency) -> Sums {
        self.totals
            .iter()
            .find(|(of, _)| *of == currency)
            .map_or(Sums::default(), |&(_, sums)| sums)
    }

    pub(crate) fn total_mut(&mut self, currency: Currency) -> &mut Sums {
        let place = match self.totals.iter().position(|(of, _)| *of == currency) {
            Some(place) => place,
            None => {
                self.totals.push((currency, Sums::default()));
                self.totals.len() - 1
            }
        };
        &mut self.totals[place].1
    }
}
