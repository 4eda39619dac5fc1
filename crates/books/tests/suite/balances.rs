//! Balances at every instant, on both axes, equal the sums of a list.

use std::collections::BTreeSet;

use bezant_books::{As, Balance, Filter, Order, Period};
use bezant_kernel::{AccountId, Currency, Money, Tenant, Timestamp, TransferId};
use bezant_ledger::{CallerTransfer, RequestKind, Sums, TransferKind};
use proptest::prelude::*;

use crate::history::{PATHS, account_id, play, seconds, steps, world};
use crate::world::{Known, World, paging, second, tenant};

/// What was known by one time and counts by another: each transfer where it counts, each hold unless its end counts too.
fn naive(world: &World, owner: Tenant, account: AccountId, asked: As) -> Balance {
    let is_known = |known: &Known| asked.committed_by.is_none_or(|by| known.transfer.time <= by);
    let counts = |at: Timestamp| asked.effective_by.is_none_or(|by| at <= by);
    let ends: BTreeSet<TransferId> = world
        .of(owner)
        .filter(|end| end.transfer.kind.ends_hold() && is_known(end) && counts(end.transfer.effective))
        .map(|end| end.transfer.related)
        .collect();
    let mut balance = Balance::default();
    for known in world.of(owner).filter(|known| is_known(known)) {
        let transfer = known.transfer;
        let sums: &mut Sums = match (transfer.debit == account, transfer.credit == account) {
            (true, _) => &mut balance.debits,
            (_, true) => &mut balance.credits,
            _ => continue,
        };
        if !counts(transfer.effective) {
            continue;
        }
        match transfer.kind {
            TransferKind::Transfer | TransferKind::Post | TransferKind::Reversal => {
                sums.posted += transfer.amount;
            }
            TransferKind::Hold => {
                if !ends.contains(&transfer.id) {
                    sums.pending += transfer.amount;
                }
            }
            TransferKind::Void | TransferKind::Expiry => {}
        }
    }
    balance
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn equal_the_sums_of_a_list(steps in steps(), picks in prop::collection::vec(any::<(u16, u16)>(), 30)) {
        let world = play(&steps);
        let times: Vec<Timestamp> = seconds(&world).collect();
        let pick = |nth: u16| match usize::from(nth) % (times.len() + 1) {
            0 => None,
            nth => Some(times[nth - 1]),
        };
        for (a, b) in picks {
            let asked = As { committed_by: pick(a), effective_by: pick(b) };
            let at = world.books.instant(asked).unwrap();
            for owner in [tenant(0), tenant(1)] {
                for account in world.accounts(owner) {
                    prop_assert_eq!(
                        world.books.balance_at(&account, &at).unwrap(),
                        naive(&world, owner, account.id, asked),
                        "{} {:?}", account.path(), asked
                    );
                }
            }
        }
        for owner in [tenant(0), tenant(1)] {
            let at = world.books.instant(As::default()).unwrap();
            for account in world.accounts(owner) {
                let balance = world.books.balance_at(&account, &at).unwrap();
                prop_assert_eq!((balance.debits, balance.credits), (account.debits, account.credits));
            }
        }
    }
}

#[test]
fn a_post_that_counts_before_its_hold_never_releases_what_is_not_held() {
    let mut world = world();
    let owner = tenant(0);
    let [bank, wallet] = [PATHS[0], PATHS[2]].map(|path| account_id(owner, path, Currency::EUR));
    let id = TransferId::from_u128;
    let hold = RequestKind::Hold {
        debit: bank,
        credit: wallet,
        amount: Money::new(100, Currency::EUR),
        timeout_seconds: 0,
    };
    world.now = 2_000;
    world
        .transfers(owner, vec![CallerTransfer::new(id(1), hold)])
        .unwrap();
    world.now = 2_010;
    let post = RequestKind::Post {
        hold: id(1),
        amount: Some(60),
    };
    let post = CallerTransfer {
        effective: Some(second(1_990)),
        ..CallerTransfer::new(id(2), post)
    };
    world.transfers(owner, vec![post]).unwrap();

    let bank = world.account(owner, bank);
    // (known by, counts by, posted, pending)
    for (known, counts, posted, pending) in [
        (2_010, 1_989, 0, 0),
        (2_010, 1_990, 60, 0),
        (2_010, 2_000, 60, 0),
        (2_009, 1_990, 0, 0),
        (2_009, 2_000, 0, 100),
        (2_010, 2_010, 60, 0),
    ] {
        let asked = As {
            committed_by: Some(second(known)),
            effective_by: Some(second(counts)),
        };
        let at = world.books.instant(asked).unwrap();
        let balance = world.books.balance_at(&bank, &at).unwrap();
        assert_eq!(balance.debits, Sums { posted, pending }, "{known} {counts}");
        assert_eq!(balance.credits, Sums::default());
    }
}

/// What users of formance asked for in #1416: the answer as of an instant must not change when something is filtered, nor with what
/// is committed after it.
#[test]
fn point_in_time_answers_stay_right_with_filters() {
    let mut world = world();
    let owner = tenant(0);
    let [bank, wallet] = [PATHS[0], PATHS[2]].map(|path| account_id(owner, path, Currency::EUR));
    let deposit = |world: &mut World, number: u128, code: u16, back: u64| {
        let kind = RequestKind::Transfer {
            debit: bank,
            credit: wallet,
            amount: Money::new(i128::try_from(number).unwrap(), Currency::EUR),
        };
        let transfer = CallerTransfer {
            code: bezant_kernel::PostingCode(code),
            effective: Some(second(world.now - back)),
            ..CallerTransfer::new(TransferId::from_u128(number), kind)
        };
        world.transfers(owner, vec![transfer]).unwrap();
    };
    for number in 1..=600 {
        world.now += 1;
        deposit(&mut world, number, u16::try_from(number % 3).unwrap(), 0);
    }
    let middle = second(1_300);
    let asked = As {
        committed_by: Some(middle),
        effective_by: None,
    };
    let filter = Filter {
        code: Some(bezant_kernel::PostingCode(1)),
        effective: Period {
            from: Some(second(1_100)),
            to: None,
        },
        ..Filter::default()
    };
    let answer = |world: &World| {
        let at = world.books.instant(asked).unwrap();
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let page = world
                .books
                .account_transfers(owner, bank, &filter, &at, paging(Order::NewestFirst, cursor, 7))
                .unwrap();
            ids.extend(page.transfers.iter().map(|one| one.transfer.id.as_u128()));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let balance = world.books.balance_at(&world.account(owner, bank), &at).unwrap();
        (ids, balance)
    };
    let first = answer(&world);
    let expected: Vec<u128> = (100..=300).rev().filter(|number| number % 3 == 1).collect();
    assert_eq!(first.0, expected);
    assert_eq!(first.1.debits.posted, (1..=300).sum());
    // Later ones, also such that count in the period, change nothing about what was known.
    for number in 601..=700 {
        world.now += 1;
        deposit(&mut world, number, 1, 500);
    }
    assert_eq!(answer(&world), first);
}
