//! Reports balance at every instant, roll up by path, and refuse accounts that are not all of one state.

use bezant_books::{As, Axis, BooksError, Period};
use bezant_kernel::{AccountType, Currency, Money, TransferId};
use bezant_ledger::{CallerTransfer, RequestKind};
use proptest::prelude::*;

use crate::history::{account_id, play, seconds, steps, world};
use crate::world::{second, tenant};

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn balance_at_every_instant(steps in steps(), step in 1..9_usize) {
        let world = play(&steps);
        let accounts = world.accounts(tenant(1));
        let times: Vec<_> = seconds(&world).step_by(step).collect();
        for &time in &times {
            for asked in [
                As { committed_by: Some(time), effective_by: None },
                As { committed_by: None, effective_by: Some(time) },
                As { committed_by: Some(time), effective_by: times.get(times.len() / 2).copied() },
            ] {
                let at = world.books.instant(asked).unwrap();
                let trial = world.books.trial_balance(&accounts, Some(&at)).unwrap();
                let sheet = world.books.balance_sheet(&accounts, Some(&at)).unwrap();
                for currency in &sheet.currencies {
                    let total = |wanted: AccountType| -> i128 {
                        trial
                            .lines
                            .iter()
                            .filter(|line| line.currency == currency.currency)
                            .filter(|line| line.path.account_type() == wanted)
                            .map(|line| line.balance.posted(wanted))
                            .sum()
                    };
                    prop_assert_eq!(currency.assets.total, total(AccountType::Asset));
                    prop_assert_eq!(
                        currency.earnings,
                        total(AccountType::Revenue) - total(AccountType::Expense)
                    );
                }
            }
        }
        // What was earned in two halves is what was earned at all.
        let at = world.books.instant(As::default()).unwrap();
        let middle = times.get(times.len() / 2).copied();
        for axis in [Axis::Commit, Axis::Effective] {
            let net = |from, to| -> Vec<i128> {
                let income = world.books.income_statement(&accounts, Period { from, to }, axis, &at).unwrap();
                income.currencies.iter().map(|one| one.net_income).collect()
            };
            let sheet = world.books.balance_sheet(&accounts, None).unwrap();
            for (nth, currency) in sheet.currencies.iter().enumerate() {
                prop_assert_eq!(net(None, middle)[nth] + net(middle, None)[nth], currency.earnings);
            }
        }
    }
}

#[test]
fn subtotals_roll_up_by_path() {
    let mut world = world();
    let owner = tenant(0);
    let id = |path| account_id(owner, path, Currency::EUR);
    for (nth, (debit, credit, minor)) in [
        ("assets:bank", "equity:capital", 1_000),
        ("assets:bank:eur-2", "revenue:fees", 300),
        ("expenses:gateway:fees", "assets:bank", 120),
        ("assets:bank", "liabilities:wallets:a", 50),
    ]
    .into_iter()
    .enumerate()
    {
        let kind = RequestKind::Transfer {
            debit: id(debit),
            credit: id(credit),
            amount: Money::new(minor, Currency::EUR),
        };
        world.now += 10;
        let transfer = CallerTransfer::new(TransferId::from_u128(nth as u128 + 1), kind);
        world.transfers(owner, vec![transfer]).unwrap();
    }
    let accounts = world.accounts(owner);
    let sheet = world.books.balance_sheet(&accounts, None).unwrap();
    let euro = sheet
        .currencies
        .iter()
        .find(|one| one.currency == Currency::EUR)
        .unwrap();
    let rows: Vec<_> = euro
        .assets
        .rows
        .iter()
        .map(|row| (row.path.as_str(), row.depth, row.account.is_some(), row.amount))
        .collect();
    assert_eq!(
        rows,
        [
            ("assets", 0, false, 1_230),
            ("assets:bank", 1, true, 1_230),
            ("assets:bank:eur-2", 2, true, 300),
        ]
    );
    assert_eq!(
        (euro.liabilities.total, euro.equity.total, euro.earnings),
        (50, 1_000, 180)
    );

    // Revenue came at 1020 and the expense at 1030.
    let at = world.books.instant(As::default()).unwrap();
    let income = |from, to| {
        let period = Period {
            from: Some(second(from)),
            to: Some(second(to)),
        };
        let statement = world
            .books
            .income_statement(&accounts, period, Axis::Commit, &at)
            .unwrap();
        let euro = statement
            .currencies
            .iter()
            .find(|one| one.currency == Currency::EUR)
            .unwrap()
            .clone();
        (euro.revenue.total, euro.expenses.total, euro.net_income)
    };
    assert_eq!(income(1_020, 1_030), (300, 0, 300));
    assert_eq!(income(1_021, 1_031), (0, 120, -120));

    let error = world.books.trial_balance(&accounts[..3], None).unwrap_err();
    assert!(
        matches!(error, BooksError::Unbalanced { currency } if currency == Currency::EUR),
        "{error}"
    );
}
