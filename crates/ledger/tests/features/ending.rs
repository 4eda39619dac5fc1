//! Holds and how they end, chains of holds, reversals.

use bezant_ledger::{CallerTransfer, Flags, Rejection, RequestKind, TransferKind};

use crate::books::{
    Books, TENANT, account, holding, id, moving, overdraft, paying, posting, request, seconds, voiding,
};

const A: &str = "liabilities:wallet:a";
const B: &str = "liabilities:wallet:b";

/// blnk #181.
#[test]
fn a_hold_is_respected_by_balance_checks() {
    let mut books = Books::new();
    books.make(2, holding(70, 0)).unwrap();
    assert_eq!(books.shown(A), (100, 30));
    assert_eq!(books.make(3, paying(31)), Err(overdraft(A)));
    assert_eq!(books.make(4, holding(31, 0)), Err(overdraft(A)));
    books.make(5, paying(30)).unwrap();
    // What is on its way in can't be spent yet.
    assert_eq!(books.make(6, moving(B, "revenue:fees", 31)), Err(overdraft(B)));
}

/// blnk #182.
#[test]
fn a_rejected_hold_really_ends() {
    let mut books = Books::new();
    books.make(2, holding(70, 0)).unwrap();
    books.make(3, voiding(2)).unwrap();
    assert_eq!((books.shown(A), books.shown(B)), ((100, 100), (0, 0)));
    let account = books.state.account(TENANT, account(A)).unwrap();
    assert_eq!(
        (account.debits.pending, account.debits.posted),
        (0, 0),
        "no residue"
    );
    assert_eq!(books.state.hold_count(), 0);
    for (kind, number) in [(posting(2, None), 4), (voiding(2), 5)] {
        assert_eq!(
            books.make(number, kind),
            Err(Rejection::HoldAlreadyVoided { hold: id(2) })
        );
    }
    books.make(6, paying(100)).unwrap();
}

/// tigerbeetle #3382.
#[test]
fn a_whole_chain_of_holds_is_posted_or_voided_at_once() {
    let whole = |number, kind| CallerTransfer {
        flags: Flags::WHOLE_CHAIN,
        ..request(number, kind)
    };
    let chain = |first: u128| {
        vec![
            request(first, holding(10, 0)),
            request(first + 1, paying(1)),
            request(first + 2, holding(20, 0)),
            request(first + 3, holding(5, 0)),
        ]
    };
    let mut books = Books::new();
    books.chain(chain(10)).unwrap();
    books.make(20, holding(7, 0)).unwrap();
    assert_eq!(books.shown(A), (99, 57));

    let made = books.chain(vec![whole(30, posting(12, None))]).unwrap();
    let ended: Vec<_> = made.iter().map(|one| (one.related, one.amount)).collect();
    assert_eq!(ended, [(id(12), 20), (id(10), 10), (id(13), 5)]);
    assert!(made[0].id == id(30) && made[1..].iter().all(|one| one.flags.contains(Flags::INTERNAL)));
    assert_eq!(books.shown(A), (64, 57), "the hold outside of the chain stays");
    let again = books.make_as(whole(30, posting(12, None)));
    assert_eq!(again, Err(Rejection::TransferExists { id: id(30) }));
    let part = RequestKind::Reversal { original: made[1].id };
    books.make(31, part).unwrap();

    // All or none: one frozen account keeps the whole chain from being posted, and lets it be voided.
    books.open("liabilities:wallet:c", bezant_ledger::Guard::NormalSide, 0);
    let other = RequestKind::Hold {
        debit: account(A),
        credit: account("liabilities:wallet:c"),
        amount: bezant_kernel::Money::new(3, bezant_kernel::Currency::EUR),
        timeout_seconds: 0,
    };
    books
        .chain(vec![request(40, holding(2, 0)), request(41, other)])
        .unwrap();
    let freeze = bezant_ledger::AccountChange {
        frozen: Some(true),
        ..bezant_ledger::AccountChange::default()
    };
    let account = account("liabilities:wallet:c");
    books
        .run(bezant_ledger::Command::ChangeAccount {
            account,
            change: freeze,
        })
        .unwrap();
    let before = books.state.clone();
    assert_eq!(
        books.make_as(whole(42, posting(40, None))),
        Err(Rejection::AccountFrozen { account })
    );
    assert_eq!(books.state, before);
    assert_eq!(books.chain(vec![whole(43, voiding(41))]).unwrap().len(), 2);
    assert_eq!(books.state.hold_count(), 1);
}

#[test]
fn a_post_takes_a_part_and_gives_back_the_rest() {
    let mut books = Books::new();
    books.make(2, holding(70, 0)).unwrap();
    assert_eq!(
        books.make(3, posting(2, Some(71))),
        Err(Rejection::PostExceedsHold {
            hold: id(2),
            held: 70
        })
    );
    let post = books.make(4, posting(2, Some(40))).unwrap();
    assert_eq!((post.related, post.amount, post.debit), (id(2), 40, account(A)));
    assert_eq!(books.shown(A), (60, 60));
    assert_eq!(
        books.make(5, posting(2, None)),
        Err(Rejection::HoldAlreadyPosted { hold: id(2) })
    );
    assert_eq!(
        books.make(6, posting(99, None)),
        Err(Rejection::HoldNotFound { hold: id(99) })
    );
    assert_eq!(
        books.make(7, posting(1, None)),
        Err(Rejection::HoldNotFound { hold: id(1) })
    );
}

#[test]
fn a_hold_expires_at_its_time() {
    let mut books = Books::new();
    books.make(2, holding(70, 60)).unwrap();
    assert_eq!(books.state.next_timer(), Some(seconds(books.now + 60)));
    assert!(books.wait(59).is_empty());
    books.now += 1;
    let late = books.make(3, posting(2, None));
    assert_eq!(
        late,
        Err(Rejection::HoldExpired { hold: id(2) }),
        "even before it is swept"
    );
    let expiry = crate::books::posted(&books.wait(0))[0];
    assert_eq!(
        (expiry.kind, expiry.related, expiry.amount),
        (TransferKind::Expiry, id(2), 70)
    );
    assert!(expiry.flags.contains(Flags::INTERNAL));
    assert_eq!(books.shown(A), (100, 100));
    assert_eq!(
        books.make(4, voiding(2)),
        Err(Rejection::HoldExpired { hold: id(2) })
    );
}

#[test]
fn a_reversal_takes_all_back_once() {
    let mut books = Books::new();
    let back = |number| RequestKind::Reversal { original: id(number) };
    books.make(2, paying(40)).unwrap();
    let reversal = books.make(3, back(2)).unwrap();
    assert_eq!(
        (reversal.debit, reversal.credit, reversal.amount, reversal.related),
        (account(B), account(A), 40, id(2))
    );
    assert_eq!(books.shown(A), (100, 100));
    assert_eq!(
        books.make(4, back(2)),
        Err(Rejection::AlreadyReversed { original: id(2) })
    );
    assert_eq!(
        books.make(5, back(3)),
        Err(Rejection::NotReversible { original: id(3) })
    );
    assert_eq!(
        books.make(6, back(99)),
        Err(Rejection::OriginalNotFound { original: id(99) })
    );
    books.make(7, holding(10, 0)).unwrap();
    assert_eq!(
        books.make(8, back(7)),
        Err(Rejection::NotReversible { original: id(7) })
    );
    books.make(9, posting(7, Some(6))).unwrap();
    // The money must be there.
    books.make(10, moving(B, "revenue:fees", 6)).unwrap();
    assert_eq!(books.make(11, back(9)), Err(overdraft(B)));
    books.make(12, moving("assets:cash", B, 6)).unwrap();
    assert_eq!(books.make(13, back(9)).unwrap().amount, 6);
    // Twice within one chain is once too often.
    books.make(14, paying(5)).unwrap();
    let twice = books
        .chain(vec![request(15, back(14)), request(16, back(14))])
        .unwrap_err();
    assert_eq!(
        (twice.index, twice.rejection),
        (1, Rejection::AlreadyReversed { original: id(14) })
    );
}

#[test]
fn a_transfer_can_count_earlier_than_it_was_made() {
    let mut books = Books::new();
    let dated = |number, effective| CallerTransfer {
        effective: Some(seconds(effective)),
        ..request(number, paying(1))
    };
    let made = books.make_as(dated(2, 400)).unwrap();
    assert_eq!((made.effective, made.time), (seconds(400), seconds(1_000)));
    assert_eq!(books.make_as(dated(3, 1_001)), Err(Rejection::EffectiveInFuture));
    assert_eq!(books.make(4, paying(1)).unwrap().effective, seconds(1_000));
}
