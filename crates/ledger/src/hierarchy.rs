//! The chart of accounts as a tree: accounts found by path, and balances rolled up to any part of it.

use std::ops::Bound;

use bezant_kernel::{AccountId, AccountPath, Currency, Tenant};

use crate::account::Account;
use crate::state::{Number, State};
use crate::sums::Sums;

/// The sums of all accounts of one currency at and below a path.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct RolledUp {
    /// The currency.
    pub currency: Currency,
    /// The debit columns together.
    pub debits: Sums,
    /// The credit columns together.
    pub credits: Sums,
    /// How many accounts these are.
    pub accounts: u64,
}

impl State {
    /// The account of the tenant at this path in this currency.
    pub fn account_at(&self, tenant: Tenant, path: &AccountPath, currency: Currency) -> Option<Account> {
        let number = self.number_at(tenant, path, currency)?;
        Some(Account::view(self, number))
    }

    /// What stands at and below `prefix`, a path or the beginning of one up to a colon (`assets`, `assets:bank`; empty
    /// for all), by currency number.
    pub fn rolled_up(&self, tenant: Tenant, prefix: &str) -> Vec<RolledUp> {
        let mut all: Vec<RolledUp> = Vec::new();
        for number in self.numbers_under(tenant, prefix, None) {
            let line = self.line(number);
            let at = match all.binary_search_by_key(&line.currency, |one| one.currency) {
                Ok(at) => at,
                Err(at) => {
                    all.insert(
                        at,
                        RolledUp {
                            currency: line.currency,
                            debits: Sums::default(),
                            credits: Sums::default(),
                            accounts: 0,
                        },
                    );
                    at
                }
            };
            let sum = &mut all[at];
            let fits = "parts of a total that fits fit too";
            sum.debits = sum.debits.plus(line.balance.debits).expect(fits);
            sum.credits = sum.credits.plus(line.balance.credits).expect(fits);
            sum.accounts += 1;
        }
        all
    }

    /// At most `limit` accounts at and below `prefix`, by path and currency, behind the account `after`.
    pub fn accounts_under(
        &self,
        tenant: Tenant,
        prefix: &str,
        after: Option<AccountId>,
        limit: usize,
    ) -> Vec<Account> {
        let after = after.and_then(|id| self.number_of(tenant, id));
        self.numbers_under(tenant, prefix, after)
            .take(limit)
            .map(|number| Account::view(self, number))
            .collect()
    }

    pub(crate) fn number_at(&self, tenant: Tenant, path: &AccountPath, currency: Currency) -> Option<Number> {
        let books = self.books_of(tenant)?;
        let first = *books.by_path.get(path)?;
        self.siblings(first)
            .find(|&number| self.line(number).currency == currency)
    }

    /// All accounts at one path, from its first, by currency.
    fn siblings(&self, first: Number) -> impl Iterator<Item = Number> + '_ {
        std::iter::successors(Some(first), |&number| self.detail(number).sibling)
    }

    fn numbers_under<'a>(
        &'a self,
        tenant: Tenant,
        prefix: &str,
        after: Option<Number>,
    ) -> impl Iterator<Item = Number> + 'a {
        // A colon sorts between what a part of a path may contain, so the path itself stands apart from those below.
        let below = if prefix.is_empty() {
            String::new()
        } else {
            format!("{prefix}:")
        };
        let is_under = |path: &AccountPath| path.as_str() == prefix || path.as_str().starts_with(&below);
        let passed = after.map(|number| &self.detail(number).path);
        let siblings_left = after
            .filter(|_| passed.is_some_and(is_under))
            .and_then(|number| self.detail(number).sibling);
        let books = self.books_of(tenant);
        let own = books
            .and_then(|books| books.by_path.get_key_value(prefix))
            .filter(|(path, _)| passed.is_none_or(|passed| *path > passed))
            .map(|(_, &first)| first);
        let start = match passed {
            Some(passed) if passed.as_str() >= below.as_str() => Bound::Excluded(passed.as_str()),
            Some(_) | None => Bound::Included(below.as_str()),
        };
        let paths_below = books.map(|books| books.by_path.range::<str, _>((start, Bound::Unbounded)));
        let below = below.clone();
        let firsts_below = paths_below
            .into_iter()
            .flatten()
            .take_while(move |(path, _)| path.as_str().starts_with(&below))
            .map(|(_, &first)| first);
        let firsts = siblings_left.into_iter().chain(own).chain(firsts_below);
        firsts.flat_map(|first| self.siblings(first))
    }
}
