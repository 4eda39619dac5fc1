//! The accounts that callers open for themselves, of every type and with every guard.

use bezant_kernel::{AccountId, AccountType, Currency, Tenant};
use bezant_ledger::{Guard, Metadata, OpenAccount, Place, account_id};

use crate::clients::Clients;
use crate::wish::path;

/// The callers' chart of accounts: by path where they have one, else by an id of the callers' choice.
pub(super) const CHART: [(&str, AccountType, Guard, u128); 9] = [
    ("assets:bank", AccountType::Asset, Guard::None, 0),
    ("equity:owner", AccountType::Equity, Guard::None, 0),
    (
        "liabilities:customer",
        AccountType::Liability,
        Guard::NormalSide,
        0,
    ),
    ("revenue:fees", AccountType::Revenue, Guard::None, 0),
    ("", AccountType::Liability, Guard::DebitsWithinCredits, 500),
    ("", AccountType::Asset, Guard::CreditsWithinDebits, 2_000),
    ("", AccountType::Liability, Guard::NormalSide, 900),
    ("assets:reserve:bank", AccountType::Asset, Guard::NormalSide, 0),
    ("", AccountType::Expense, Guard::None, 0),
];

/// Those whose guard is set aside for nobody: what changes happen to.
pub(super) const GUARDED: [usize; 5] = [2, 4, 5, 6, 7];

pub(super) fn account(tenant: Tenant, number: usize, currency: Currency) -> AccountId {
    let (text, ..) = CHART[number];
    if text.is_empty() {
        AccountId::from_u128(1_000 * (number as u128 + 1) + u128::from(currency.number()))
    } else {
        account_id(tenant.id(), &path(text), currency)
    }
}

pub(super) fn open(tenant: Tenant, number: usize, currency: Currency) -> OpenAccount {
    let (text, account_type, guard, credit_limit) = CHART[number];
    let (id, place) = match text {
        "" => (
            Some(account(tenant, number, currency)),
            Place::Below(account_type),
        ),
        text => (None, Place::At(path(text))),
    };
    OpenAccount {
        id,
        place,
        currency,
        guard,
        credit_limit,
        code: 7,
        user_data: number as u128,
        metadata: Metadata::new(),
    }
}

/// The numbers of the accounts that callers know to be open.
pub(super) fn open_numbers(clients: &Clients, tenant: Tenant, currency: Currency) -> Vec<usize> {
    let is_open = |&number: &usize| {
        clients
            .accounts
            .contains(&(tenant, account(tenant, number, currency)))
    };
    (0..CHART.len()).filter(is_open).collect()
}
