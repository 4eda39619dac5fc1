//! Transfers, statements and the trial balance.

use std::collections::BTreeMap;

use super::{MOST, Opened, World, all_pages, everything, tenant};

fn world(seed: u64) -> World {
    let mut world = World::new(seed, &[tenant(1), tenant(2)]);
    (0..200).for_each(|_| world.step());
    world
}

#[tokio::test]
async fn balances_are_the_ledger_s_and_sum_to_nothing() {
    for seed in 20..26 {
        let world = world(seed);
        let opened = Opened::of(&world.entries).await;
        for owner in [tenant(1), tenant(2)] {
            let seen = everything(&opened.views, owner).await;
            let accounts = world.ledger_accounts(owner);
            assert_eq!(accounts.len(), seen.accounts.len());
            let mut totals: BTreeMap<_, (u128, u128)> = BTreeMap::new();
            for (row, statement) in seen.accounts.iter().zip(&seen.statements) {
                let account = accounts
                    .iter()
                    .find(|account| account.id() == row.account)
                    .unwrap();
                assert_eq!(
                    (row.debits, row.credits),
                    (account.debits().posted, account.credits().posted)
                );
                assert_eq!(
                    (row.path.as_str(), row.currency),
                    (account.path().as_str(), account.currency())
                );
                let total = totals.entry(row.currency).or_default();
                *total = (total.0 + row.debits, total.1 + row.credits);

                // Newest first: each balance is the older one and the movement between.
                let newest = statement.first().map_or(0, |line| line.balance_after);
                assert_eq!(newest, account.balance());
                let mut balance = 0;
                for line in statement.iter().rev() {
                    let raises = (line.side == "debit") == account.account_type().is_debit_normal();
                    let amount = i128::try_from(line.transfer.amount).unwrap();
                    balance += if raises { amount } else { -amount };
                    assert_eq!(line.balance_after, balance);
                }
            }
            assert!(totals.values().all(|(debits, credits)| debits == credits));
        }
    }
}

#[tokio::test]
async fn lists_page_without_gap_and_by_what_is_asked() {
    let world = world(30);
    let opened = Opened::of(&world.entries).await;
    let (views, owner) = (&opened.views, tenant(1));
    let seen = everything(views, owner).await;
    let (all, account) = (&seen.transfers, seen.accounts[0].account);
    let payment = world
        .payments
        .iter()
        .find(|(tenant, _)| *tenant == owner)
        .unwrap()
        .1
        .as_u128();
    for account in [None, Some(account)] {
        for reference in [None, Some(2), Some(payment), Some(u128::MAX)] {
            let expected: Vec<_> = all
                .iter()
                .filter(|row| account.is_none_or(|id| row.debit == id || row.credit == id))
                .filter(|row| reference.is_none() || row.reference == reference)
                .cloned()
                .collect();
            for limit in [1, 3, MOST] {
                let found = all_pages(|cursor| async move {
                    views
                        .transfers(owner, account, reference, cursor, limit)
                        .await
                        .unwrap()
                })
                .await;
                assert_eq!(found, expected, "{account:?} {reference:?} by {limit}");
            }
        }
    }
    for (row, statement) in seen.accounts.iter().zip(&seen.statements) {
        for limit in [1, 2, 5] {
            let found = all_pages(|cursor| async move {
                views.statement(owner, row.account, cursor, limit).await.unwrap()
            })
            .await;
            assert_eq!(found, *statement);
        }
    }
}

#[tokio::test]
async fn every_transfer_is_found_by_its_id() {
    let world = world(31);
    let opened = Opened::of(&world.entries).await;
    let all = everything(&opened.views, tenant(2)).await.transfers;
    assert!(all.iter().any(|row| row.code_name == Some("payment.capture")));
    assert!(all.iter().any(|row| row.kind == "void" && row.hold.is_some()));
    for row in all {
        let (found, position) = opened.views.transfer(tenant(2), row.id).await.unwrap();
        assert_eq!((found, position), (Some(row), opened.views.position()));
    }
    let missing = bezant_kernel::TransferId::from_u128(5);
    assert_eq!(opened.views.transfer(tenant(2), missing).await.unwrap().0, None);
}
