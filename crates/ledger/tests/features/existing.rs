//! Idempotence for ever: what exists, and in what another request differs.

use bezant_kernel::{Currency, Money, PostingCode};
use bezant_ledger::{
    CallerTransfer, Command, Event, ExternalReference, Field, Flags, Metadata, Rejection, RequestKind,
};

use crate::books::{
    Books, STRANGER, account, holding, id, moving, overdraft, path, paying, posting, request, seconds,
    voiding,
};

const A: &str = "liabilities:wallet:a";
const B: &str = "liabilities:wallet:b";

#[test]
fn the_same_request_exists_and_another_differs_in_a_field() {
    let mut books = Books::new();
    let transfer = request(2, paying(10));
    let hold = request(3, holding(30, 9));
    let post = request(4, posting(3, None));
    let whole = CallerTransfer {
        flags: Flags::BALANCING_DEBIT,
        ..request(5, paying(20))
    };
    let back = request(6, RequestKind::Reversal { original: id(2) });
    let made = [&transfer, &hold, &post, &whole, &back];
    for one in made {
        books.make_as(one.clone()).unwrap();
    }
    books.now += 1_000_000;
    for one in made {
        let again = books.make_as(one.clone());
        assert_eq!(again, Err(Rejection::TransferExists { id: one.id }));
    }

    let base = |one: &CallerTransfer, kind| CallerTransfer { kind, ..one.clone() };
    let dollars = RequestKind::Transfer {
        debit: account(A),
        credit: account(B),
        amount: Money::new(10, Currency::USD),
    };
    let cases = [
        (base(&transfer, holding(10, 0)), Field::Kind),
        (base(&transfer, moving("assets:cash", B, 10)), Field::Debit),
        (base(&transfer, moving(A, "assets:cash", 10)), Field::Credit),
        (base(&transfer, paying(11)), Field::Amount),
        (base(&transfer, dollars), Field::Currency),
        (base(&hold, holding(30, 8)), Field::Timeout),
        (base(&post, posting(1, None)), Field::Related),
        (base(&post, posting(3, Some(29))), Field::Amount),
        (base(&post, voiding(3)), Field::Kind),
        (base(&whole, paying(19)), Field::Amount),
        (
            base(&back, RequestKind::Reversal { original: id(5) }),
            Field::Related,
        ),
        (
            CallerTransfer {
                flags: Flags::CLOSING_DEBIT,
                ..transfer.clone()
            },
            Field::Flags,
        ),
        (
            CallerTransfer {
                effective: Some(seconds(7)),
                ..transfer.clone()
            },
            Field::EffectiveTime,
        ),
        (
            CallerTransfer {
                reference: 6,
                ..transfer.clone()
            },
            Field::Reference,
        ),
        (
            CallerTransfer {
                code: PostingCode(7),
                ..transfer.clone()
            },
            Field::Code,
        ),
        (
            CallerTransfer {
                external_reference: Some("INV-7".parse().unwrap()),
                ..transfer.clone()
            },
            Field::Attached,
        ),
    ];
    for (other, field) in cases {
        let expected = Rejection::TransferExistsWithDifferent { id: other.id, field };
        assert_eq!(books.make_as(other), Err(expected));
    }
    // Said in other words, but the same.
    let all = base(&post, posting(3, Some(30)));
    assert_eq!(books.make_as(all), Err(Rejection::TransferExists { id: id(4) }));
}

#[test]
fn a_chain_that_exists_answers_so_as_a_whole() {
    let mut books = Books::new();
    let chain = vec![
        request(2, paying(10)),
        request(3, holding(5, 0)),
        request(4, posting(3, None)),
    ];
    books.chain(chain.clone()).unwrap();
    let refused = books.chain(chain.clone()).unwrap_err();
    assert_eq!(
        (refused.index, refused.rejection),
        (0, Rejection::TransferExists { id: id(2) })
    );

    let longer = [&chain[..], &[request(5, paying(1))]].concat();
    let refused = books.chain(longer).unwrap_err();
    assert_eq!(
        (refused.index, refused.rejection),
        (0, Rejection::ChainPartlyMade { id: id(2) })
    );
    let later = vec![request(6, paying(1)), request(2, paying(10))];
    let refused = books.chain(later).unwrap_err();
    assert_eq!(
        (refused.index, refused.rejection),
        (1, Rejection::ChainPartlyMade { id: id(2) })
    );
    assert_eq!(books.shown(A), (85, 85));
}

#[test]
fn a_refused_id_is_free_again() {
    let mut books = Books::new();
    assert_eq!(books.make(2, paying(101)), Err(overdraft(A)));
    books.make(2, paying(100)).unwrap();
}

#[test]
fn ids_belong_to_their_tenant() {
    let mut books = Books::new();
    for at in ["assets:cash", "assets:bank"] {
        let open = bezant_ledger::OpenAccount {
            guard: bezant_ledger::Guard::None,
            ..bezant_ledger::OpenAccount::at(path(at), Currency::EUR)
        };
        books.run_for(STRANGER, Command::OpenAccount(open)).unwrap();
    }
    let foreign = |at: &str| bezant_ledger::account_id(STRANGER.id(), &path(at), Currency::EUR);
    let there = |id: u128, amount| {
        let kind = RequestKind::Transfer {
            debit: foreign("assets:cash"),
            credit: foreign("assets:bank"),
            amount: Money::new(amount, Currency::EUR),
        };
        Command::Transfers(vec![request(id, kind)])
    };
    books.run_for(STRANGER, there(1, 9)).unwrap();
    let not_found = Rejection::AccountNotFound {
        account: foreign("assets:cash"),
    };
    assert_eq!(books.run(there(2, 9)), Err(not_found.into()));
    let reversal = Command::Transfers(vec![request(2, RequestKind::Reversal { original: id(3) })]);
    books.make(3, paying(1)).unwrap();
    assert_eq!(
        books.run_for(STRANGER, reversal),
        Err(Rejection::OriginalNotFound { original: id(3) }.into())
    );
}

#[test]
fn attachments_are_kept_beside_and_compared_by_digest() {
    let mut books = Books::new();
    let mut metadata = Metadata::new();
    metadata.insert("order", "4711").unwrap();
    let reference: ExternalReference = "INV-1".parse().unwrap();
    let attached = CallerTransfer {
        metadata: metadata.clone(),
        external_reference: Some(reference.clone()),
        ..request(2, paying(1))
    };
    let events = books.run(Command::Transfers(vec![attached.clone()])).unwrap();
    assert!(matches!(&events[1], Event::Attached(one)
        if one.transfer == id(2) && one.metadata == metadata && one.external_reference == Some(reference)));
    assert_ne!(crate::books::posted(&events)[0].digest, 0);
    assert_eq!(
        books.make_as(attached.clone()),
        Err(Rejection::TransferExists { id: id(2) })
    );
    metadata.insert("order", "4712").unwrap();
    assert_eq!(
        books.make_as(CallerTransfer { metadata, ..attached }),
        Err(Rejection::TransferExistsWithDifferent {
            id: id(2),
            field: Field::Attached
        })
    );
}

#[test]
fn callers_can_claim_nothing_for_bezant() {
    let mut books = Books::new();
    let claims = [
        request(0, paying(1)),
        CallerTransfer {
            flags: Flags::INTERNAL,
            ..request(2, paying(1))
        },
    ];
    for claim in claims {
        let expected = Rejection::ReservedId { id: claim.id };
        assert_eq!(books.make_as(claim), Err(expected));
    }
    let allowed = |flags, kind, field| {
        let refused = Books::new().make_as(CallerTransfer {
            flags,
            ..request(2, kind)
        });
        assert_eq!(refused, Err(Rejection::FieldNotAllowed { field }));
    };
    allowed(Flags::WHOLE_CHAIN, paying(1), Field::Flags);
    allowed(Flags::BALANCING_DEBIT, posting(1, None), Field::Flags);
    allowed(Flags::WHOLE_CHAIN, posting(1, Some(4)), Field::Amount);
    allowed(Flags::NONE, voiding(0), Field::Related);
}
