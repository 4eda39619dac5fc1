//! Guards, credit limits, frozen and closed accounts, balancing.

use bezant_ledger::{
    AccountChange, CallerTransfer, Command, Flags, Guard, Rejection, TemporaryLimit, TransferKind,
};

use crate::books::{Books, account, holding, moving, overdraft, paying, posting, request, seconds, voiding};

const A: &str = "liabilities:wallet:a";
const B: &str = "liabilities:wallet:b";

fn change(books: &mut Books, at: &str, change: AccountChange) {
    books
        .run(Command::ChangeAccount {
            account: account(at),
            change,
        })
        .unwrap();
}

/// tigerbeetle #2955.
#[test]
fn a_credit_limit_counts_pending_amounts() {
    let mut books = Books::new();
    change(
        &mut books,
        A,
        AccountChange {
            credit_limit: Some(50),
            ..AccountChange::default()
        },
    );
    books.make(2, holding(120, 0)).unwrap();
    assert_eq!(books.shown(A), (100, -20));
    assert_eq!(
        books.make(3, paying(31)),
        Err(overdraft(A)),
        "the hold has used 20 of the limit"
    );
    books.make(4, paying(30)).unwrap();
    let spendable = |books: &Books| {
        books
            .state
            .account(crate::books::TENANT, account(A))
            .unwrap()
            .spendable(seconds(0))
    };
    assert_eq!(spendable(&books), Some(0));
    books.make(5, voiding(2)).unwrap();
    assert_eq!(spendable(&books), Some(120));
}

/// tigerbeetle #2963.
#[test]
fn a_temporary_limit_ends_by_itself() {
    let mut books = Books::new();
    let until = seconds(books.now + 10);
    let limit = TemporaryLimit { extra: 40, until };
    change(
        &mut books,
        A,
        AccountChange {
            temporary_limit: Some(limit),
            ..AccountChange::default()
        },
    );
    books.make(2, paying(130)).unwrap();
    books.now += 10;
    assert_eq!(books.make(3, paying(1)), Err(overdraft(A)), "it is over");
    // The account stands below its guard and may only recover.
    books.make(4, moving("assets:cash", A, 5)).unwrap();
    assert_eq!(books.make(5, paying(1)), Err(overdraft(A)));
    assert_eq!(books.shown(A), (-25, -25));
    books.make(6, moving("assets:cash", A, 30)).unwrap();
    books.make(7, paying(5)).unwrap();
}

#[test]
fn a_lowered_limit_lets_holds_end_and_nothing_new_leave() {
    let mut books = Books::new();
    books.open("liabilities:credit", Guard::DebitsWithinCredits, 200);
    books.make(2, moving("liabilities:credit", B, 150)).unwrap();
    change(
        &mut books,
        "liabilities:credit",
        AccountChange {
            credit_limit: Some(10),
            ..AccountChange::default()
        },
    );
    assert_eq!(
        books.make(3, moving("liabilities:credit", B, 1)),
        Err(overdraft("liabilities:credit"))
    );
    books
        .make(4, moving("assets:cash", "liabilities:credit", 1))
        .unwrap();
}

#[test]
fn guards_can_be_on_either_side_whatever_the_type() {
    let mut books = Books::new();
    books.open("revenue:refundable", Guard::CreditsWithinDebits, 30);
    assert_eq!(
        books.make(2, moving(A, "revenue:refundable", 31)),
        Err(overdraft("revenue:refundable"))
    );
    books.make(3, moving(A, "revenue:refundable", 30)).unwrap();
    assert_eq!(
        books.run(Command::ChangeAccount {
            account: account("assets:cash"),
            change: AccountChange {
                credit_limit: Some(1),
                ..AccountChange::default()
            },
        }),
        Err(Rejection::LimitInvalid.into()),
        "a limit needs a guard"
    );
}

#[test]
fn a_frozen_account_only_gives_back() {
    let mut books = Books::new();
    books.make(2, holding(10, 0)).unwrap();
    books.make(3, holding(20, 5)).unwrap();
    let freeze = |on| AccountChange {
        frozen: Some(on),
        ..AccountChange::default()
    };
    change(&mut books, B, freeze(true));
    let frozen = Rejection::AccountFrozen { account: account(B) };
    assert_eq!(books.make(4, paying(1)), Err(frozen));
    assert_eq!(books.make(5, posting(2, None)), Err(frozen));
    books.make(6, voiding(2)).unwrap();
    assert_eq!(books.wait(5).len(), 1, "the other one expires");
    assert_eq!(books.shown(A), (100, 100));
    change(&mut books, B, freeze(false));
    books.make(7, paying(1)).unwrap();
}

fn with(flags: Flags, transfer: CallerTransfer) -> CallerTransfer {
    CallerTransfer { flags, ..transfer }
}

#[test]
fn a_balancing_transfer_takes_what_the_guard_leaves() {
    let mut books = Books::new();
    books.make(2, holding(30, 0)).unwrap();
    let capped = books
        .make_as(with(Flags::BALANCING_DEBIT, request(3, paying(20))))
        .unwrap();
    assert_eq!(capped.amount, 20);
    let rest = books
        .make_as(with(Flags::BALANCING_DEBIT, request(4, paying(0))))
        .unwrap();
    assert_eq!(rest.amount, 50);
    assert_eq!(
        books.make_as(with(Flags::BALANCING_DEBIT, request(5, paying(1)))),
        Err(overdraft(A))
    );
    // An asset that is guarded may be credited down to zero.
    books.open("assets:till", Guard::NormalSide, 0);
    books.make(6, moving("assets:till", "assets:cash", 7)).unwrap();
    let emptied = with(
        Flags::BALANCING_CREDIT,
        request(7, moving("assets:cash", "assets:till", 0)),
    );
    assert_eq!(books.make_as(emptied).unwrap().amount, 7);
}

#[test]
fn a_closing_hold_closes_until_it_is_voided() {
    let mut books = Books::new();
    let closing = with(
        Flags::CLOSING_DEBIT.with(Flags::BALANCING_DEBIT),
        request(2, holding(0, 0)),
    );
    assert_eq!(books.make_as(closing).unwrap().amount, 100);
    let closed = Rejection::AccountClosed { account: account(A) };
    assert_eq!(books.make(3, moving("assets:cash", A, 1)), Err(closed));
    books.make(4, voiding(2)).unwrap();
    books.make(5, moving("assets:cash", A, 1)).unwrap();

    // A post makes it final, and so does a plain transfer; an empty account closes by one of nothing.
    books
        .make_as(with(Flags::CLOSING_DEBIT, request(6, holding(101, 9))))
        .unwrap();
    books.make(7, posting(6, None)).unwrap();
    assert_eq!(books.make(8, moving("assets:cash", A, 1)), Err(closed));
    let last = moving(B, "revenue:fees", 101);
    books.make(9, last).unwrap();
    let empty = with(Flags::CLOSING_DEBIT, request(10, moving(B, "revenue:fees", 0)));
    assert_eq!(books.make_as(empty).unwrap().kind, TransferKind::Transfer);
    let closed = Rejection::AccountClosed { account: account(B) };
    assert_eq!(books.make(11, moving("assets:cash", B, 1)), Err(closed));
    let reopen = AccountChange {
        closed: Some(false),
        ..AccountChange::default()
    };
    change(&mut books, B, reopen);
    books.make(12, moving("assets:cash", B, 1)).unwrap();
}

#[test]
fn a_closing_hold_that_expires_opens_again() {
    let mut books = Books::new();
    books
        .make_as(with(Flags::CLOSING_CREDIT, request(2, holding(10, 3))))
        .unwrap();
    assert_eq!(
        books.make(3, paying(1)),
        Err(Rejection::AccountClosed { account: account(B) })
    );
    books.wait(3);
    books.make(4, paying(1)).unwrap();
}
