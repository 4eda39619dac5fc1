//! Postings of other domains.

use bezant_kernel::{Currency, Money, Posting, PostingCode, TransferId};
use bezant_ledger::{Guard, Rejection, RequestKind, State, TrialBalance, account_id, post};

use crate::books::{Books, TENANT, account, id, moving, path, posting as posting_hold, voiding};

const CODE: PostingCode = PostingCode(1);
const CLEARING: &str = "liabilities:payments_clearing";

fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

#[test]
fn postings_open_their_accounts_and_see_each_other() {
    let mut books = Books::new();
    books.state = State::new();
    let (hold, capture) = (TransferId::derive(&[b"hold"]), TransferId::derive(&[b"capture"]));
    let (debit, credit) = (
        path("assets:gateway:sandbox_a"),
        path("liabilities:merchant_payable"),
    );
    let reserve = Posting::Hold {
        id: hold,
        debit: debit.clone(),
        credit: credit.clone(),
        amount: euro(100),
        code: CODE,
    };
    let post_part = Posting::Post {
        id: capture,
        hold,
        amount: euro(60),
        code: CODE,
    };
    let fee = |minor| Posting::Transfer {
        id: TransferId::derive(&[b"fee"]),
        debit: credit.clone(),
        credit: path("revenue:fees"),
        amount: euro(minor),
        code: CODE,
    };
    let decide = |postings: &[Posting]| post(&books.state, TENANT, books.time(), 9, postings, &[]);

    let owed = account_id(TENANT.id(), &credit, Currency::EUR);
    let all = |minor| [reserve.clone(), post_part.clone(), fee(minor)];
    assert_eq!(decide(&all(61)), Err(Rejection::Overdraft { account: owed }));
    let dollars = Posting::Post {
        id: capture,
        hold,
        amount: Money::new(60, Currency::USD),
        code: CODE,
    };
    let mismatch = Rejection::CurrencyMismatch {
        amount: Currency::USD,
        other: Currency::EUR,
    };
    assert_eq!(decide(&[reserve.clone(), dollars]), Err(mismatch));
    assert_eq!(decide(&[fee(0)]), Err(Rejection::AmountMustBePositive));
    assert_eq!(decide(&[]), Ok(Vec::new()));

    let events = decide(&all(60)).unwrap();
    books.commit(TENANT, &events);
    let opened: Vec<_> = books
        .state
        .accounts(TENANT)
        .map(|account| {
            (
                account.path().to_string(),
                account.balance(),
                account.allows_overdraft(),
            )
        })
        .collect();
    let expected = [
        ("assets:gateway:sandbox_a", 60, true),
        ("liabilities:merchant_payable", 0, false),
        ("revenue:fees", 60, true),
    ];
    assert_eq!(
        opened,
        expected.map(|(path, balance, overdraft)| (path.to_owned(), balance, overdraft))
    );
    let balance = TrialBalance {
        currency: Currency::EUR,
        debits: 120,
        credits: 120,
    };
    assert_eq!(books.state.trial_balance(TENANT), [balance]);
}

#[test]
fn callers_keep_off_what_payments_have() {
    let mut books = Books::new();
    let hold = TransferId::derive(&[b"hold"]);
    let capture = TransferId::derive(&[b"capture"]);
    let reserve = Posting::Hold {
        id: hold,
        debit: path("assets:cash"),
        credit: path(CLEARING),
        amount: euro(100),
        code: CODE,
    };
    let events = post(&books.state, TENANT, books.time(), 9, &[reserve], &[CLEARING]).unwrap();
    books.commit(TENANT, &events);
    let reserved = Rejection::HoldReserved { hold };
    for kind in [posting_hold(hold.as_u128(), None), voiding(hold.as_u128())] {
        assert_eq!(books.make(2, kind), Err(reserved));
    }
    let clearing = Rejection::AccountReserved {
        account: account(CLEARING),
    };
    assert_eq!(books.make(2, moving("assets:cash", CLEARING, 1)), Err(clearing));
    // A caller's transfer of the same id is another one.
    books
        .make(hold.as_u128(), moving("assets:cash", "revenue:fees", 1))
        .unwrap();

    let post_all = Posting::Post {
        id: capture,
        hold,
        amount: euro(100),
        code: CODE,
    };
    let events = post(&books.state, TENANT, books.time(), 9, &[post_all], &[CLEARING]).unwrap();
    books.commit(TENANT, &events);
    assert_eq!(
        books.make(3, RequestKind::Reversal { original: capture }),
        Err(Rejection::OriginalReserved { original: capture })
    );
    assert_eq!(
        books.make(4, voiding(capture.as_u128())),
        Err(Rejection::HoldNotFound { hold: capture })
    );
    assert_eq!(books.state.hold(TENANT, hold), None);
}

#[test]
fn a_caller_s_account_under_a_derived_id_does_not_stand_in_for_a_payment_s() {
    let mut books = Books::new();
    let squatted = account("liabilities:merchant_payable");
    let open = bezant_ledger::OpenAccount {
        id: Some(squatted),
        guard: Guard::None,
        ..bezant_ledger::OpenAccount::at(path("assets:squatter"), Currency::EUR)
    };
    books.run(bezant_ledger::Command::OpenAccount(open)).unwrap();
    let transfer = Posting::Transfer {
        id: id(1),
        debit: path("assets:cash"),
        credit: path("liabilities:merchant_payable"),
        amount: euro(5),
        code: CODE,
    };
    let twice = [
        transfer.clone(),
        Posting::Transfer {
            id: id(2),
            debit: path("assets:cash"),
            credit: path("liabilities:merchant_payable"),
            amount: euro(6),
            code: CODE,
        },
    ];
    let events = post(&books.state, TENANT, books.time(), 9, &twice, &[]).unwrap();
    books.commit(TENANT, &events);
    assert_eq!(books.state.balance(TENANT, squatted), Some(0));
    let owed = path("liabilities:merchant_payable");
    let there = books.state.account_at(TENANT, &owed, Currency::EUR).unwrap();
    assert_eq!(there.balance(), 11);
}
