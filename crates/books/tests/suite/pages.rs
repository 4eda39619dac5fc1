//! Pages by account, by reference and of the general journal, and single transfers, equal the list.

use bezant_books::{As, Filter, Order, Period, Placed, Side};
use bezant_kernel::{Currency, Money, PostingCode, TransferId};
use bezant_ledger::{CallerTransfer, HoldOutcome, RequestKind, TransferKind};
use proptest::prelude::*;

use crate::history::{PATHS, account_id, play, seconds, steps, world};
use crate::world::{Known, paging, second, tenant};

fn placed(known: &Known) -> Placed {
    Placed {
        place: known.place,
        transfer: known.transfer,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn equal_the_list(
        steps in steps(),
        limit in 1..40_usize,
        code in prop::option::of(0..3_u16),
        reference in prop::option::of(0..5_u128),
        least in prop::option::of(0..300_u128),
        is_debit in any::<bool>(),
        newest in any::<bool>(),
        from in any::<usize>(),
        to in prop::option::of(any::<usize>()),
        known_by in any::<usize>(),
    ) {
        let world = play(&steps);
        let owner = tenant(0);
        let times: Vec<_> = seconds(&world).collect();
        let time = |nth: usize| times[nth % times.len()];
        let asked = As { committed_by: Some(time(known_by)), effective_by: None };
        let at = world.books.instant(asked).unwrap();
        let filter = Filter {
            side: Some(if is_debit { Side::Debit } else { Side::Credit }),
            kinds: vec![TransferKind::Transfer, TransferKind::Hold],
            code: code.map(PostingCode),
            reference,
            least,
            most: Some(450),
            committed: Period::ALWAYS,
            effective: Period { from: Some(time(from)), to: to.map(time) },
        };
        let order = if newest { Order::NewestFirst } else { Order::OldestFirst };
        let known: Vec<&Known> = world.of(owner).filter(|one| one.transfer.time <= time(known_by)).collect();
        let in_order = |mut list: Vec<Placed>| {
            if newest {
                list.reverse();
            }
            list
        };
        for account in world.accounts(owner) {
            let side = |one: &Known| if is_debit { one.transfer.debit } else { one.transfer.credit };
            let wanted = known
                .iter()
                .filter(|one| side(one) == account.id && one.transfer.effective >= time(from))
                .filter(|one| to.is_none_or(|to| one.transfer.effective < time(to)))
                .filter(|one| matches!(one.transfer.kind, TransferKind::Transfer | TransferKind::Hold))
                .filter(|one| code.is_none_or(|code| one.transfer.code.0 == code))
                .filter(|one| reference.is_none_or(|reference| one.transfer.reference == reference))
                .filter(|one| least.is_none_or(|least| least <= one.transfer.amount))
                .filter(|one| one.transfer.amount <= 450);
            let (mut got, mut cursor) = (Vec::new(), None);
            loop {
                let page = world
                    .books
                    .account_transfers(owner, account.id, &filter, &at, paging(order, cursor, limit))
                    .unwrap();
                prop_assert!(page.transfers.len() <= limit);
                got.extend(page.transfers);
                cursor = page.next;
                if cursor.is_none() {
                    break;
                }
            }
            prop_assert_eq!(got, in_order(wanted.map(|one| placed(one)).collect()));
        }

        let (mut got, mut cursor) = (Vec::new(), None);
        loop {
            let page = world.books.by_reference(owner, 3, &at, paging(order, cursor, limit)).unwrap();
            got.extend(page.transfers);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let wanted = known.iter().filter(|one| one.transfer.reference == 3).map(|one| placed(one));
        prop_assert_eq!(got, in_order(wanted.collect()));

        let period = Period { from: Some(time(from)), to: None };
        let (mut got, mut cursor) = (Vec::new(), None);
        loop {
            let page = world.books.general_journal(owner, period, &at, cursor, limit).unwrap();
            got.extend(page.lines.into_iter().map(|line| Placed { place: line.place, transfer: line.transfer }));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let wanted = known.iter().filter(|one| one.transfer.time >= time(from)).map(|one| placed(one));
        prop_assert_eq!(got, wanted.collect::<Vec<_>>());

        // Every transfer, and what became of it by then.
        for one in world.of(owner) {
            let found = world.books.transfer(owner, one.transfer.id, &at).unwrap();
            if one.transfer.time > time(known_by) {
                prop_assert_eq!(found, None);
                continue;
            }
            let found = found.unwrap();
            let related = |kinds: &[TransferKind]| {
                let mut all = known.iter().filter(|other| other.transfer.related == one.transfer.id);
                all.find(|other| kinds.contains(&other.transfer.kind)).map(|other| placed(other))
            };
            let ended = related(&[TransferKind::Post, TransferKind::Void, TransferKind::Expiry]);
            prop_assert_eq!(found.ended_by, ended);
            prop_assert_eq!(found.reversed_by, related(&[TransferKind::Reversal]));
            prop_assert_eq!(found.transfer.outcome == HoldOutcome::Open, ended.is_none());
            prop_assert_eq!(world.books.transfer(tenant(2), one.transfer.id, &at).unwrap(), None);
        }
    }
}

#[test]
fn what_was_attached_comes_back_with_the_transfer() {
    let mut world = world();
    let owner = tenant(0);
    let [bank, wallet] = [PATHS[0], PATHS[2]].map(|path| account_id(owner, path, Currency::EUR));
    let chain = |first: u128| {
        (first..first + 3).map(move |number| {
            let kind = RequestKind::Transfer {
                debit: bank,
                credit: wallet,
                amount: Money::new(5, Currency::EUR),
            };
            let mut transfer = CallerTransfer::new(TransferId::from_u128(number), kind);
            if number == first + 1 {
                transfer.metadata.insert("order", "4711").unwrap();
                transfer.external_reference = Some("invoice 9".parse().unwrap());
            }
            transfer
        })
    };
    world.transfers(owner, chain(1).collect()).unwrap();
    world.now += 1;
    world.transfers(owner, chain(11).collect()).unwrap();
    let at = world.books.instant(As::default()).unwrap();
    let attachment = |number| {
        let found = world
            .books
            .transfer(owner, TransferId::from_u128(number), &at)
            .unwrap();
        found.unwrap().attachment
    };
    assert_eq!(attachment(1), None);
    let there = attachment(12).unwrap();
    assert_eq!(there.transfer, TransferId::from_u128(12));
    assert_eq!(there.metadata.get("order"), Some("4711"));
    assert_eq!(there.external_reference.unwrap().as_str(), "invoice 9");

    let period = Period {
        from: Some(second(world.now)),
        to: None,
    };
    let page = world.books.general_journal(owner, period, &at, None, 10).unwrap();
    let with_words: Vec<_> = page.lines.iter().map(|line| line.attachment.is_some()).collect();
    assert_eq!((with_words, page.next), (vec![false, true, false], None));
}
