//! Everything the ledger remembers: accounts, open holds, and finished transfers that are not in the cold tier yet.

use bezant_kernel::{AccountId, Currency, Tenant, TenantId, TransferId};
use rustc_hash::FxHashMap;

use crate::account::Account;
use crate::finished::Finished;
use crate::record::Transfer;
use crate::sums::{MAX_SUM, Sums};

/// The committed state. Memory grows with accounts and open holds; finished transfers leave through
/// [`State::evict`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    pub(crate) accounts: FxHashMap<AccountId, Account>,
    pub(crate) books: FxHashMap<TenantId, Books>,
    pub(crate) holds: FxHashMap<TransferId, Transfer>,
    pub(crate) finished: Finished,
}

/// What belongs to one tenant.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Books {
    /// In the order in which they were opened.
    pub(crate) accounts: Vec<AccountId>,
    /// All transfers of a currency summed up. Each column of each account is a part of these sums, so what keeps them
    /// from overflowing keeps every account and every trial balance from it too.
    pub(crate) totals: Vec<(Currency, Sums)>,
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
    /// A ledger without accounts.
    pub fn new() -> Self {
        State::default()
    }

    /// An account, if it is the tenant's. Its balances are on it.
    pub fn account(&self, tenant: Tenant, id: AccountId) -> Option<&Account> {
        self.accounts
            .get(&id)
            .filter(|account| account.tenant == tenant.id())
    }

    /// The posted balance of an account on its normal side, in minor units.
    pub fn balance(&self, tenant: Tenant, id: AccountId) -> Option<i128> {
        self.account(tenant, id).map(Account::balance)
    }

    /// The tenant's accounts, in the order in which they were opened.
    pub fn accounts(&self, tenant: Tenant) -> impl Iterator<Item = &Account> {
        let ids = self
            .books
            .get(&tenant.id())
            .map_or(&[][..], |books| &books.accounts);
        ids.iter()
            .map(|id| self.accounts.get(id).expect("books list accounts that are open"))
    }

    /// An open hold, if it is the tenant's.
    pub fn hold(&self, tenant: Tenant, id: TransferId) -> Option<&Transfer> {
        self.holds.get(&id).filter(|hold| self.owner(hold) == tenant.id())
    }

    /// An open hold or a finished transfer that is still in memory, if it is the tenant's.
    pub fn transfer(&self, tenant: Tenant, id: TransferId) -> Option<&Transfer> {
        self.recorded(id)
            .filter(|transfer| self.owner(transfer) == tenant.id())
    }

    /// Whether an open hold or a finished transfer of this id is in memory, whoever's it is. Where not, the cold tier
    /// has to be asked before a command with this id is decided.
    pub fn has_transfer(&self, id: TransferId) -> bool {
        self.recorded(id).is_some()
    }

    /// How many accounts are open, over all tenants.
    pub fn account_count(&self) -> usize {
        self.accounts.len()
    }

    /// How many holds are open, over all tenants.
    pub fn hold_count(&self) -> usize {
        self.holds.len()
    }

    /// How many finished transfers are in memory.
    pub fn finished_count(&self) -> usize {
        self.finished.len()
    }

    /// The trial balance of a tenant, sorted by currency number. Panics if the books do not balance: that is a
    /// defect, and nothing built on such books may go on.
    pub fn trial_balance(&self, tenant: Tenant) -> Vec<TrialBalance> {
        let Some(books) = self.books.get(&tenant.id()) else {
            return Vec::new();
        };
        let mut lines: Vec<_> = books
            .totals
            .iter()
            .map(|&(currency, totals)| {
                let (debits, credits) = self
                    .sums_of(tenant, currency)
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

    /// Moves finished transfers that are committed at or before `committed_position` out of memory, at most `limit`.
    /// `sink` gets each with the position at which it was finished, to be put into the cold tier; what came from there
    /// is only forgotten. Called between decisions, never between [`State::insert_from_cold`] and the decision that
    /// needs it. Returns how many left memory.
    pub fn evict(
        &mut self,
        committed_position: u64,
        limit: usize,
        sink: &mut dyn FnMut(TransferId, u64, &Transfer),
    ) -> usize {
        self.finished.evict(committed_position, limit, sink)
    }

    /// Takes back a finished transfer from the cold tier, so that the next decision knows it. Balances are not
    /// touched: they have contained it all along.
    pub fn insert_from_cold(&mut self, transfer: Transfer) {
        assert!(
            !transfer.id.is_derived(),
            "derived ids are not kept once finished"
        );
        if !self.has_transfer(transfer.id) {
            self.finished.reload(transfer);
        }
    }

    /// Checks the whole state against itself; for simulations and tests, since it walks everything.
    pub fn assert_consistent(&self) {
        if let Err(contradiction) = self.consistency() {
            panic!("the ledger's state contradicts itself: {contradiction}");
        }
    }

    pub(crate) fn consistency(&self) -> Result<(), &'static str> {
        let mut pending: FxHashMap<AccountId, (u128, u128)> = FxHashMap::default();
        for hold in self.holds.values() {
            for (account, debit, credit) in [(hold.debit, hold.amount, 0), (hold.credit, 0, hold.amount)] {
                let sums = pending.entry(account).or_default();
                let add = |sum: u128, part| sum.checked_add(part).ok_or("holds overflow");
                *sums = (add(sums.0, debit)?, add(sums.1, credit)?);
            }
        }
        for account in self.accounts.values() {
            let (debits, credits) = pending.remove(&account.id).unwrap_or_default();
            if (account.line.debits.pending, account.line.credits.pending) != (debits, credits) {
                return Err("pending sums are not the sums of the open holds");
            }
            for column in [account.line.debits, account.line.credits] {
                if column
                    .posted
                    .checked_add(column.pending)
                    .is_none_or(|sum| sum > MAX_SUM)
                {
                    return Err("a sum is too large");
                }
            }
            if !account.line.is_covered() {
                return Err("an account is overdrawn against its terms");
            }
        }
        if !pending.is_empty() {
            return Err("a hold names an account that is not open");
        }
        for (&tenant, books) in &self.books {
            for &(currency, totals) in &books.totals {
                let sums = self
                    .sums_of(Tenant::new(tenant), currency)
                    .ok_or("the sum of a currency is too large")?;
                if sums != (totals, totals) {
                    return Err("debits and credits differ");
                }
            }
        }
        Ok(())
    }

    /// All debits and all credits of a currency; `None` on overflow.
    fn sums_of(&self, tenant: Tenant, currency: Currency) -> Option<(Sums, Sums)> {
        let add = |a: Sums, b: Sums| {
            Some(Sums {
                posted: a.posted.checked_add(b.posted)?,
                pending: a.pending.checked_add(b.pending)?,
            })
        };
        self.accounts(tenant)
            .filter(|account| account.line.currency == currency)
            .try_fold(
                (Sums::default(), Sums::default()),
                |(debits, credits), account| {
                    Some((
                        add(debits, account.line.debits)?,
                        add(credits, account.line.credits)?,
                    ))
                },
            )
    }

    pub(crate) fn recorded(&self, id: TransferId) -> Option<&Transfer> {
        match self.holds.get(&id) {
            Some(hold) => Some(hold),
            // Derived ids are never kept once finished: spares payments a look-up.
            None if id.is_derived() => None,
            None => self.finished.get(id),
        }
    }

    pub(crate) fn owner(&self, transfer: &Transfer) -> TenantId {
        self.accounts
            .get(&transfer.debit)
            .expect("a recorded transfer names open accounts")
            .tenant
    }

    pub(crate) fn total(&self, tenant: TenantId, currency: Currency) -> Sums {
        self.books
            .get(&tenant)
            .and_then(|books| books.totals.iter().find(|(of, _)| *of == currency))
            .map_or(Sums::default(), |&(_, sums)| sums)
    }
}

impl Books {
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
