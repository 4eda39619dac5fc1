//! Every rejection, by the command that earns it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use bezant_kernel::{
    AccountId, AccountPath, Currency, Money, Posting, PostingCode, Tenant, TenantId, Timestamp, TransferId,
};
use bezant_ledger::{
    CallerTransfer, DifferentField, Event, MAX_CHAIN, Rejection, RequestKind, State, TrialBalance,
    account_id, apply, linked, open_account, post, transfer,
};

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));
const STRANGER: Tenant = Tenant::new(TenantId::from_u128(2));
const NOW: Timestamp = Timestamp::from_microseconds(1);
const HOLD: u128 = 101;
const POSTED_HOLD: u128 = 102;
const VOIDED_HOLD: u128 = 103;
const MADE: u128 = 104;
const POST: u128 = 105;

fn path(text: &str) -> AccountPath {
    text.parse().unwrap()
}

fn account(text: &str, currency: Currency) -> AccountId {
    account_id(TENANT.id(), &path(text), currency)
}

fn cash() -> AccountId {
    account("assets:cash", Currency::EUR)
}

fn owed() -> AccountId {
    account("liabilities:merchant_payable", Currency::EUR)
}

fn id(value: u128) -> TransferId {
    TransferId::from_u128(value)
}

fn item(value: u128, kind: RequestKind) -> CallerTransfer {
    CallerTransfer {
        id: id(value),
        kind,
        reference: 5,
        code: PostingCode(6),
    }
}

fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

fn moving(debit: AccountId, credit: AccountId, amount: Money) -> RequestKind {
    RequestKind::Transfer {
        debit,
        credit,
        amount,
    }
}

fn holding(debit: AccountId, credit: AccountId, minor: i128) -> RequestKind {
    RequestKind::Hold {
        debit,
        credit,
        amount: euro(minor),
    }
}

fn posting_hold(hold: u128, amount: Option<u128>) -> RequestKind {
    RequestKind::Post {
        hold: id(hold),
        amount,
    }
}

fn void(hold: u128) -> RequestKind {
    RequestKind::Void { hold: id(hold) }
}

fn apply_all(state: &mut State, tenant: Tenant, events: Vec<Event>) {
    for event in events {
        apply(state, tenant, 0, &event);
    }
}

/// 100 EUR owed to the merchant and held as cash, of which 10 are on hold.
fn books() -> State {
    let mut state = State::new();
    for (tenant, at, currency, overdraft) in [
        (TENANT, "assets:cash", Currency::EUR, true),
        (TENANT, "assets:cash", Currency::USD, true),
        (TENANT, "liabilities:merchant_payable", Currency::EUR, false),
        (STRANGER, "assets:cash", Currency::EUR, true),
        (STRANGER, "assets:bank", Currency::EUR, true),
    ] {
        let events = open_account(&state, tenant, NOW, &path(at), currency, overdraft).unwrap();
        apply_all(&mut state, tenant, events);
    }
    for made in [
        item(MADE, moving(cash(), owed(), euro(100))),
        item(HOLD, holding(owed(), cash(), 10)),
        item(POSTED_HOLD, holding(cash(), owed(), 10)),
        item(VOIDED_HOLD, holding(owed(), cash(), 10)),
        item(POST, posting_hold(POSTED_HOLD, Some(4))),
        item(106, void(VOIDED_HOLD)),
    ] {
        let events = transfer(&state, TENANT, NOW, &made).unwrap();
        apply_all(&mut state, TENANT, events);
    }
    state
}

fn foreign(at: &str) -> AccountId {
    account_id(STRANGER.id(), &path(at), Currency::EUR)
}

#[test]
fn each_refusal_has_its_reason() {
    let state = books();
    let dollars = account("assets:cash", Currency::USD);
    let nowhere = account("assets:nowhere", Currency::EUR);
    let derived = TransferId::derive(&[b"payment"]);
    let mismatch = |amount, other| Rejection::CurrencyMismatch { amount, other };
    let (eur, usd) = (Currency::EUR, Currency::USD);
    let cases = [
        (
            item(1, moving(cash(), owed(), euro(0))),
            Rejection::AmountMustBePositive,
        ),
        (
            item(1, moving(cash(), owed(), euro(-1))),
            Rejection::AmountMustBePositive,
        ),
        (
            item(1, posting_hold(HOLD, Some(0))),
            Rejection::AmountMustBePositive,
        ),
        (
            item(1, moving(cash(), cash(), euro(1))),
            Rejection::SameAccount { account: cash() },
        ),
        (
            item(1, moving(nowhere, cash(), euro(1))),
            Rejection::AccountNotFound { account: nowhere },
        ),
        (
            item(1, moving(cash(), foreign("assets:cash"), euro(1))),
            Rejection::AccountNotFound {
                account: foreign("assets:cash"),
            },
        ),
        (item(1, moving(cash(), dollars, euro(1))), mismatch(eur, usd)),
        (
            item(1, moving(cash(), owed(), Money::new(1, usd))),
            mismatch(usd, eur),
        ),
        // 104 posted, 10 on hold.
        (
            item(1, moving(owed(), cash(), euro(95))),
            Rejection::Overdraft { account: owed() },
        ),
        (
            item(1, holding(owed(), cash(), 95)),
            Rejection::Overdraft { account: owed() },
        ),
        (
            item(1, moving(cash(), owed(), euro(i128::MAX))),
            Rejection::BalanceOverflow,
        ),
        (
            item(1, holding(cash(), owed(), i128::MAX)),
            Rejection::BalanceOverflow,
        ),
        (
            item(MADE, moving(cash(), owed(), euro(100))),
            Rejection::TransferExists { id: id(MADE) },
        ),
        (
            item(HOLD, holding(owed(), cash(), 10)),
            Rejection::TransferExists { id: id(HOLD) },
        ),
        (
            item(POSTED_HOLD, holding(cash(), owed(), 10)),
            Rejection::TransferExists { id: id(POSTED_HOLD) },
        ),
        (
            item(POST, posting_hold(POSTED_HOLD, Some(4))),
            Rejection::TransferExists { id: id(POST) },
        ),
        (
            item(106, void(VOIDED_HOLD)),
            Rejection::TransferExists { id: id(106) },
        ),
        (
            item(0, moving(cash(), owed(), euro(1))),
            Rejection::ReservedId { id: id(0) },
        ),
        (
            item(derived.as_u128(), moving(cash(), owed(), euro(1))),
            Rejection::ReservedId { id: derived },
        ),
        (
            item(1, posting_hold(9, None)),
            Rejection::HoldNotFound { hold: id(9) },
        ),
        (item(1, void(MADE)), Rejection::HoldNotFound { hold: id(MADE) }),
        (
            item(1, void(POSTED_HOLD)),
            Rejection::HoldAlreadyPosted {
                hold: id(POSTED_HOLD),
            },
        ),
        (
            item(1, posting_hold(VOIDED_HOLD, None)),
            Rejection::HoldAlreadyVoided {
                hold: id(VOIDED_HOLD),
            },
        ),
        (
            item(1, void(derived.as_u128())),
            Rejection::HoldReserved { hold: derived },
        ),
        (
            item(1, posting_hold(HOLD, Some(11))),
            Rejection::PostExceedsHold {
                hold: id(HOLD),
                held: 10,
            },
        ),
    ];
    let mut seen = BTreeSet::new();
    for (made, expected) in cases {
        assert_eq!(transfer(&state, TENANT, NOW, &made), Err(expected), "{made:?}");
        seen.insert(expected.code());
    }

    let different = different_contents(&state);
    let open = |overdraft| {
        open_account(
            &state,
            TENANT,
            NOW,
            &path("assets:cash"),
            Currency::EUR,
            overdraft,
        )
    };
    let exists = |same| Rejection::AccountExists {
        account: cash(),
        same,
    };
    assert_eq!((open(true), open(false)), (Err(exists(true)), Err(exists(false))));
    let taken = item(
        MADE,
        moving(foreign("assets:cash"), foreign("assets:bank"), euro(1)),
    );
    let taken = transfer(&state, STRANGER, NOW, &taken).unwrap_err();
    assert_eq!(taken, Rejection::TransferIdTaken { id: id(MADE) });
    let hold_of_another = transfer(&state, STRANGER, NOW, &item(1, void(HOLD)));
    assert_eq!(hold_of_another, Err(Rejection::HoldNotFound { hold: id(HOLD) }));
    let empty = linked(&state, TENANT, NOW, &[]).unwrap_err().rejection;
    assert_eq!(empty, Rejection::ChainEmpty);
    let chain = vec![item(1, moving(cash(), owed(), euro(1))); MAX_CHAIN + 1];
    let long = linked(&state, TENANT, NOW, &chain).unwrap_err().rejection;
    assert_eq!(long, Rejection::ChainTooLong { limit: MAX_CHAIN });

    seen.extend([
        different.code(),
        exists(true).code(),
        taken.code(),
        empty.code(),
        long.code(),
    ]);
    let listed: BTreeSet<_> = Rejection::CODES.iter().copied().collect();
    assert_eq!(seen, listed, "each code is earned here and listed");
    assert!(Rejection::CODES.is_sorted() && Rejection::CODES.len() == listed.len());
}

/// The first field that differs is named.
fn different_contents(state: &State) -> Rejection {
    let base = item(MADE, moving(cash(), owed(), euro(100)));
    let cases = [
        (item(MADE, holding(cash(), owed(), 100)), DifferentField::Kind),
        (
            item(MADE, moving(owed(), owed(), euro(100))),
            DifferentField::Debit,
        ),
        (
            item(MADE, moving(cash(), cash(), euro(100))),
            DifferentField::Credit,
        ),
        (
            item(MADE, moving(cash(), owed(), euro(101))),
            DifferentField::Amount,
        ),
        (
            item(MADE, moving(cash(), owed(), Money::new(100, Currency::USD))),
            DifferentField::Currency,
        ),
        (CallerTransfer { reference: 0, ..base }, DifferentField::Reference),
        (
            CallerTransfer {
                code: PostingCode(0),
                ..base
            },
            DifferentField::Code,
        ),
        (item(POST, posting_hold(HOLD, Some(4))), DifferentField::Hold),
        (
            item(POST, posting_hold(POSTED_HOLD, Some(5))),
            DifferentField::Amount,
        ),
        // All of the hold was 10.
        (
            item(POST, posting_hold(POSTED_HOLD, None)),
            DifferentField::Amount,
        ),
    ];
    for (made, field) in cases {
        let expected = Rejection::TransferExistsWithDifferent { id: made.id, field };
        assert_eq!(transfer(state, TENANT, NOW, &made), Err(expected));
    }
    Rejection::TransferExistsWithDifferent {
        id: id(MADE),
        field: DifferentField::Code,
    }
}

#[test]
fn a_chain_is_made_whole_or_not_at_all() {
    let mut state = books();
    let chain = [
        item(1, holding(owed(), cash(), 50)),
        item(2, posting_hold(1, Some(20))),
        item(3, moving(owed(), cash(), euro(74))),
    ];
    let too_much = [&chain[..], &[item(4, moving(owed(), cash(), euro(1)))]].concat();
    let refused = linked(&state, TENANT, NOW, &too_much).unwrap_err();
    assert_eq!(
        (refused.index, refused.rejection),
        (3, Rejection::Overdraft { account: owed() })
    );

    let events = linked(&state, TENANT, NOW, &chain).unwrap();
    apply_all(&mut state, TENANT, events);
    assert_eq!(state.balance(TENANT, owed()), Some(10));
    assert_eq!(state.account(TENANT, owed()).unwrap().available(), 0);
    assert_eq!(state.hold(TENANT, id(HOLD)).unwrap().amount, 10);
    assert_eq!(state.hold(STRANGER, id(HOLD)), None);
    assert_eq!(state.hold(TENANT, id(1)), None);
}

#[test]
fn postings_open_their_accounts_and_see_each_other() {
    let mut state = State::new();
    let (hold, capture) = (TransferId::derive(&[b"hold"]), TransferId::derive(&[b"capture"]));
    let (debit, credit) = (
        path("assets:gateway:sandbox_a"),
        path("liabilities:merchant_payable"),
    );
    let code = PostingCode(1);
    let reserve = Posting::Hold {
        id: hold,
        debit: debit.clone(),
        credit: credit.clone(),
        amount: euro(100),
        code,
    };
    let post_part = Posting::Post {
        id: capture,
        hold,
        amount: euro(60),
        code,
    };
    let fee = |minor| Posting::Transfer {
        id: TransferId::derive(&[b"fee"]),
        debit: credit.clone(),
        credit: path("revenue:fees"),
        amount: euro(minor),
        code,
    };
    let decide = |postings: &[Posting]| post(&state, TENANT, NOW, 9, postings);

    let owed = account_id(TENANT.id(), &credit, Currency::EUR);
    let all = |minor| [reserve.clone(), post_part.clone(), fee(minor)];
    assert_eq!(decide(&all(61)), Err(Rejection::Overdraft { account: owed }));
    let dollars = Posting::Post {
        id: capture,
        hold,
        amount: Money::new(60, Currency::USD),
        code,
    };
    let mismatch = Rejection::CurrencyMismatch {
        amount: Currency::USD,
        other: Currency::EUR,
    };
    assert_eq!(decide(&[reserve.clone(), dollars]), Err(mismatch));

    let events = decide(&all(60)).unwrap();
    apply_all(&mut state, TENANT, events);
    let opened: Vec<_> = state
        .accounts(TENANT)
        .map(|account| {
            (
                account.path().as_str(),
                account.balance(),
                account.allows_overdraft(),
            )
        })
        .collect();
    assert_eq!(
        opened,
        [
            ("assets:gateway:sandbox_a", 60, true),
            ("liabilities:merchant_payable", 0, false),
            ("revenue:fees", 60, true),
        ]
    );
    let balance = TrialBalance {
        currency: Currency::EUR,
        debits: 120,
        credits: 120,
    };
    assert_eq!(state.trial_balance(TENANT), [balance]);
    assert_eq!(
        (state.hold_count(), state.finished_count()),
        (0, 0),
        "derived ids are not kept"
    );
}
