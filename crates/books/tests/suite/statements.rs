//! Statements add up, page by page, and hold every posting of their period.

use bezant_books::{As, Axis, Period};
use bezant_kernel::Timestamp;
use bezant_ledger::TransferKind;
use proptest::prelude::*;

use crate::history::{play, seconds, steps};
use crate::world::tenant;

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn add_up(steps in steps(), picks in prop::collection::vec(any::<(u16, u16, bool, u8)>(), 16)) {
        let world = play(&steps);
        let times: Vec<Timestamp> = seconds(&world).collect();
        let pick = |nth: u16| times.get(usize::from(nth) % (times.len() + 1)).copied();
        for (a, b, by_effect, limit) in picks {
            let (from, to) = (pick(a), pick(b));
            let period = match (from, to) {
                (Some(from), Some(to)) => Period { from: Some(from.min(to)), to: Some(from.max(to)) },
                (from, to) => Period { from, to },
            };
            let axis = if by_effect { Axis::Effective } else { Axis::Commit };
            let at = world.books.instant(As::default()).unwrap();
            for account in world.accounts(tenant(0)) {
                let time = |known: &crate::world::Known| match axis {
                    Axis::Commit => known.transfer.time,
                    Axis::Effective => known.transfer.effective,
                };
                let mut expected: Vec<_> = world
                    .of(tenant(0))
                    .filter(|known| [known.transfer.debit, known.transfer.credit].contains(&account.id))
                    .filter(|known| matches!(
                        known.transfer.kind,
                        TransferKind::Transfer | TransferKind::Post | TransferKind::Reversal
                    ))
                    .collect();
                expected.sort_by_key(|known| (time(known), known.place));
                let amount = |known: &crate::world::Known| {
                    let amount = i128::try_from(known.transfer.amount).unwrap();
                    let raises = (known.transfer.debit == account.id)
                        == account.account_type().is_debit_normal();
                    if raises { amount } else { -amount }
                };
                let opening: i128 = expected
                    .iter()
                    .filter(|known| period.from.is_some_and(|from| time(known) < from))
                    .map(|known| amount(known))
                    .sum();
                expected.retain(|known| period.contains(time(known)));

                let (mut balance, mut lines, mut cursor) = (opening, Vec::new(), None);
                loop {
                    let limit = usize::from(limit % 50) + 1;
                    let page = world.books.statement(&account, period, axis, &at, cursor, limit).unwrap();
                    prop_assert_eq!(page.opening, balance, "pages join");
                    for line in &page.lines {
                        balance += line.amount;
                        prop_assert_eq!(line.balance, balance);
                    }
                    prop_assert_eq!(page.closing, balance);
                    lines.extend(page.lines);
                    cursor = page.next;
                    if cursor.is_none() {
                        break;
                    }
                }
                let got: Vec<_> = lines.iter().map(|line| (line.place, line.transfer, line.amount)).collect();
                let wanted: Vec<_> = expected
                    .iter()
                    .map(|known| (known.place, known.transfer, amount(known)))
                    .collect();
                prop_assert_eq!(got, wanted);
            }
        }
    }
}
