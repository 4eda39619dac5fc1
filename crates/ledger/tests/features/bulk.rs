//! Chains and packed batches.

use bezant_kernel::{Currency, Money, PostingCode};
use bezant_ledger::{
    CallerTransfer, Command, Event, Exchange, Field, Flags, Guard, InvalidAttachments, InvalidBatch,
    ItemAttachment, MAX_ATTACHED_BYTES, MAX_BATCH, MAX_CHAIN, Metadata, Rate, Refusal, Rejection,
    RequestBatch, encode_event, exchange_chain,
};
use bytes::Bytes;
use proptest::prelude::*;

use crate::books::{
    Books, TENANT, account, holding, id, moving, overdraft, path, paying, posting, request, voiding,
};

const A: &str = "liabilities:wallet:a";

fn pack(items: &[(CallerTransfer, bool)]) -> RequestBatch {
    let bytes: Vec<u8> = items
        .iter()
        .flat_map(|(transfer, linked)| {
            let mut item = transfer.pack().unwrap();
            item[120] |= u8::from(*linked);
            item
        })
        .collect();
    RequestBatch::try_from(Bytes::from(bytes)).unwrap()
}

/// What was made, and what was refused with which code.
fn run(books: &mut Books, items: &[(CallerTransfer, bool)]) -> (Vec<u128>, Vec<(u32, u16)>) {
    let events = books.run(Command::Batch(pack(items))).unwrap();
    let made = crate::books::posted(&events)
        .iter()
        .map(|one| one.id.as_u128())
        .collect();
    let refused = events.iter().find_map(|event| match event {
        Event::Refused(results) => Some(results.iter().map(|one| (one.index, one.code)).collect()),
        _ => None,
    });
    (made, refused.unwrap_or_default())
}

/// blnk #183.
#[test]
fn bulk_is_truly_atomic() {
    let mut books = Books::new();
    let before = books.state.clone();
    let chain = vec![
        request(2, paying(60)),
        request(3, holding(30, 9)),
        request(4, posting(3, Some(20))),
        request(5, paying(21)),
    ];
    let refused = books.chain(chain.clone()).unwrap_err();
    assert_eq!((refused.index, refused.rejection), (3, overdraft(A)));
    assert_eq!(books.state, before, "nothing of it was made");

    // In a batch the chain is as atomic, and the others are made.
    let items: Vec<_> = [
        (6, 10, false),
        (2, 60, true),
        (3, 30, true),
        (5, 21, false),
        (7, 90, false),
    ]
    .into_iter()
    .map(|(number, minor, linked)| (request(number, paying(minor)), linked))
    .collect();
    let linked_failed = Rejection::LinkedFailed.number();
    let expected = vec![(1, linked_failed), (2, linked_failed), (3, overdraft(A).number())];
    assert_eq!(run(&mut books, &items), (vec![6, 7], expected));
    assert_eq!(books.shown(A), (0, 0));
}

#[test]
fn a_batch_that_ends_within_a_chain_refuses_the_chain() {
    let mut books = Books::new();
    let items = [
        (request(2, paying(1)), false),
        (request(3, paying(1)), true),
        (request(4, paying(1)), true),
    ];
    let expected = vec![
        (1, Rejection::LinkedFailed.number()),
        (2, Rejection::ChainOpen.number()),
    ];
    assert_eq!(run(&mut books, &items), (vec![2], expected));
}

#[test]
fn later_items_of_a_batch_see_earlier_ones() {
    let mut books = Books::new();
    let items = [
        (request(2, holding(100, 0)), false),
        (request(3, paying(1)), false),
        (request(4, voiding(2)), false),
        (request(5, voiding(2)), false),
        (request(6, paying(100)), false),
        (request(6, paying(100)), false),
        (request(6, paying(99)), false),
    ];
    let expected = vec![
        (1, overdraft(A).number()),
        (3, Rejection::HoldAlreadyVoided { hold: id(2) }.number()),
        (5, Rejection::TransferExists { id: id(6) }.number()),
        (6, 2),
    ];
    assert_eq!(run(&mut books, &items), (vec![2, 4, 6], expected));
}

/// Words for an item.
fn words(index: usize, reference: &str) -> ItemAttachment {
    let mut metadata = Metadata::new();
    metadata.insert("order", "4711").unwrap();
    ItemAttachment {
        index,
        metadata,
        external_reference: Some(reference.parse().unwrap()),
    }
}

/// The transfers to which words were attached, and the refused items.
type Outcome = (Vec<(u128, String)>, Vec<(u32, u16, u16)>);

fn run_attached(
    books: &mut Books,
    items: &[(CallerTransfer, bool)],
    attachments: Vec<ItemAttachment>,
) -> Outcome {
    let batch = pack(items).with_attachments(attachments).unwrap();
    let events = books.run(Command::Batch(batch)).unwrap();
    let (mut attached, mut refused) = (Vec::new(), Vec::new());
    for event in &events {
        match event {
            Event::Attached(one) => {
                assert_eq!(one.metadata.get("order"), Some("4711"));
                let reference = one.external_reference.as_ref().unwrap();
                attached.push((one.transfer.as_u128(), reference.as_str().to_owned()));
            }
            Event::Refused(results) => refused.extend(results.iter().map(|it| (it.index, it.code, it.field))),
            _ => {}
        }
    }
    let digests = crate::books::posted(&events);
    let with_digest = digests.iter().filter(|one| one.digest != 0);
    assert_eq!(with_digest.count(), attached.len());
    (attached, refused)
}

#[test]
fn words_are_attached_to_the_items_that_are_made_and_belong_to_their_content() {
    let mut books = Books::new();
    let items = [
        (request(2, paying(10)), false),
        (request(3, paying(95)), false),
        (request(4, paying(1)), true),
        (request(5, paying(2)), false),
        (request(6, paying(3)), false),
    ];
    let all = vec![words(3, "five"), words(1, "three"), words(0, "two")];
    let made = |number, name: &str| (number, name.to_owned());
    let broke = (1, overdraft(A).number(), 0);
    let (attached, refused) = run_attached(&mut books, &items, all.clone());
    assert_eq!(attached, [made(2, "two"), made(5, "five")]);
    assert_eq!(refused, [broke]);

    let exists = |index| (index, Rejection::TransferExists { id: id(2) }.number(), 0);
    let (attached, refused) = run_attached(&mut books, &items, all);
    assert_eq!(attached, []);
    assert_eq!(refused, [exists(0), broke, exists(2), exists(3), exists(4)]);

    // Other words, words more and words less are another content.
    let field = Field::Attached;
    let differs = Rejection::TransferExistsWithDifferent { id: id(2), field };
    let differs = |index| (index, differs.number(), field.number());
    let single = |nth: usize| (items[nth].0.clone(), false);
    let (_, refused) = run_attached(
        &mut books,
        &[single(0), single(0), single(4)],
        vec![words(0, "too"), words(2, "six")],
    );
    assert_eq!(refused, [differs(0), differs(1), differs(2)]);
    assert_eq!(books.shown(A), (84, 84));
}

#[test]
fn a_digest_is_taken_only_with_the_words_it_is_of() {
    let mut books = Books::new();
    let forged = |digest: u32| {
        let mut bytes = request(2, paying(10)).pack().unwrap();
        bytes[124..].copy_from_slice(&digest.to_le_bytes());
        RequestBatch::try_from(Bytes::copy_from_slice(&bytes)).unwrap()
    };
    let field = Field::Attached;
    let expected = Rejection::FieldNotAllowed { field };
    let other = forged(7).with_attachments(vec![words(0, "two")]).unwrap();
    for batch in [forged(7), other] {
        let events = books.run(Command::Batch(batch)).unwrap();
        let [Event::Refused(results)] = &events[..] else {
            panic!("{events:?}");
        };
        let refused = results.iter().next().unwrap();
        assert_eq!((refused.code, refused.field), (expected.number(), field.number()));
    }
    let whole = CallerTransfer {
        metadata: words(0, "two").metadata,
        external_reference: words(0, "two").external_reference,
        ..request(2, paying(10))
    };
    let right = whole.pack().unwrap();
    let said = forged(u32::from_le_bytes(*right.last_chunk().unwrap()));
    let left_out = forged(0).with_attachments(vec![words(0, "two")]).unwrap();
    assert_eq!(
        left_out,
        said.clone().with_attachments(vec![words(0, "two")]).unwrap()
    );
    let events = books.run(Command::Batch(left_out)).unwrap();
    assert!(matches!(&events[..], [Event::Posted(_), Event::Attached(one)] if one.transfer == id(2)));
    // Over the other door, or as no more than its digest, it is the same.
    let exists = Rejection::TransferExists { id: id(2) };
    assert_eq!(books.make_as(whole), Err(exists));
    let events = books.run(Command::Batch(said)).unwrap();
    assert!(matches!(&events[..], [Event::Refused(it)] if it.iter().next().unwrap().code == exists.number()));
}

#[test]
fn attachments_belong_to_items_and_are_bounded() {
    let batch = || pack(&[(request(2, paying(1)), false), (request(3, paying(1)), false)]);
    let refused = |attachments| batch().with_attachments(attachments).unwrap_err();
    let index = 2;
    assert_eq!(refused(vec![words(2, "x")]), InvalidAttachments::NoItem { index });
    let index = 1;
    let twice = vec![words(1, "x"), words(0, "x"), words(1, "y")];
    assert_eq!(refused(twice), InvalidAttachments::Twice { index });
    let nothing = ItemAttachment {
        metadata: Metadata::new(),
        external_reference: None,
        ..words(1, "x")
    };
    assert_eq!(refused(vec![nothing]), InvalidAttachments::Nothing { index });

    let deposits: Vec<_> = (0..MAX_BATCH)
        .map(|nth| (request(10 + nth as u128, moving("assets:cash", A, 1)), false))
        .collect();
    let one = words(0, &"r".repeat(40));
    assert_eq!(one.bytes(), 40 + 40 + 10 + 9);
    let fits = MAX_ATTACHED_BYTES / one.bytes();
    let many = |count| {
        (0..count)
            .map(|index| ItemAttachment { index, ..one.clone() })
            .collect()
    };
    let full = pack(&deposits).with_attachments(many(fits)).unwrap();
    assert_eq!(
        pack(&deposits).with_attachments(many(fits + 1)),
        Err(InvalidAttachments::TooLarge)
    );
    // All of it has room in a record of the log, which has 2 MiB.
    let mut stored = Vec::new();
    for event in Books::new().run(Command::Batch(full)).unwrap() {
        encode_event(&event, &mut stored);
    }
    let records = MAX_BATCH * 128;
    assert!((records..records + MAX_ATTACHED_BYTES).contains(&stored.len()));
}

#[test]
fn batches_and_chains_have_their_bounds() {
    let batch = |bytes: usize| RequestBatch::try_from(Bytes::from(vec![0; bytes])).map(|batch| batch.len());
    assert_eq!(batch(0), Err(InvalidBatch::Empty));
    assert_eq!(batch(127), Err(InvalidBatch::Torn));
    assert_eq!(batch(MAX_BATCH * 128), Ok(MAX_BATCH));
    assert_eq!(batch((MAX_BATCH + 1) * 128), Err(InvalidBatch::TooLong));

    let mut books = Books::new();
    let chain = |length: usize| {
        (0..length)
            .map(|nth| request(10 + nth as u128, holding(0, 0)))
            .collect::<Vec<_>>()
    };
    let refused = |rejection, index| Err(Refusal { index, rejection });
    assert_eq!(books.chain(chain(0)), refused(Rejection::ChainEmpty, 0));
    let too_long = Rejection::ChainTooLong { limit: MAX_CHAIN };
    assert_eq!(books.chain(chain(MAX_CHAIN + 1)), refused(too_long, MAX_CHAIN));
    assert_eq!(
        books.chain(chain(MAX_CHAIN)),
        refused(Rejection::AmountMustBePositive, 0)
    );
}

#[test]
fn a_chain_of_thousands_of_holds_ends_at_once_and_a_batch_has_room_for_no_more() {
    let mut books = Books::new();
    let holds: Vec<_> = (0..5_000u128)
        .map(|nth| {
            let hold = bezant_ledger::RequestKind::Hold {
                debit: account("assets:cash"),
                credit: account("revenue:fees"),
                amount: Money::new(1, Currency::EUR),
                timeout_seconds: 0,
            };
            (request(10_000 + nth, hold), nth < 4_999)
        })
        .collect();
    assert_eq!(run(&mut books, &holds).0.len(), 5_000);
    let again: Vec<_> = holds
        .iter()
        .enumerate()
        .map(|(nth, (hold, linked))| {
            let other = CallerTransfer {
                id: id(20_000 + nth as u128),
                ..hold.clone()
            };
            (other, *linked)
        })
        .collect();
    assert_eq!(run(&mut books, &again).0.len(), 5_000);
    let whole = |number: u128, hold| {
        let void = CallerTransfer {
            flags: Flags::WHOLE_CHAIN,
            ..request(number, voiding(hold))
        };
        (void, false)
    };
    let (made, refused) = run(
        &mut books,
        &[whole(1_000, 10_003), whole(1_001, 20_004), whole(1_002, 10_003)],
    );
    assert_eq!(made.len(), 5_000);
    let full = Rejection::BatchFull { limit: 8_191 }.number();
    let voided = Rejection::HoldAlreadyVoided { hold: id(10_003) }.number();
    assert_eq!(refused, [(1, full), (2, voided)]);
    assert_eq!(run(&mut books, &[whole(1_001, 20_004)]).0.len(), 5_000);
    assert_eq!(books.state.hold_count(), 0);
}

#[test]
fn every_256th_transfer_of_an_account_leaves_a_checkpoint() {
    let mut books = Books::new();
    let first: Vec<_> = (0..300u128)
        .map(|nth| (request(1_000 + nth, moving("assets:cash", A, 1)), false))
        .collect();
    run(&mut books, &first);
    let mut noted = Vec::new();
    books
        .state
        .take_checkpoints(0, &mut |_| panic!("nothing is committed yet"));
    books
        .state
        .take_checkpoints(u64::MAX, &mut |checkpoint| noted.push(*checkpoint));
    let shown: Vec<_> = noted
        .iter()
        .map(|one| {
            (
                one.account,
                one.number,
                one.nth,
                one.debits.posted,
                one.credits.posted,
            )
        })
        .collect();
    // One transfer stood before the batch.
    assert_eq!(
        shown,
        [
            (account("assets:cash"), 1, 254, 355, 0),
            (account(A), 1, 254, 0, 355)
        ]
    );
    books
        .state
        .take_checkpoints(u64::MAX, &mut |_| panic!("each is handed over once"));
    assert_eq!(books.state.account(TENANT, account(A)).unwrap().touches, 301);
}

#[test]
fn an_exchange_is_one_chain_through_liquidity() {
    let mut books = Books::new();
    let open = |books: &mut Books, at: &str, currency, guard| {
        let open = bezant_ledger::OpenAccount {
            guard,
            ..bezant_ledger::OpenAccount::at(path(at), currency)
        };
        books.run(Command::OpenAccount(open)).unwrap();
        bezant_ledger::account_id(TENANT.id(), &path(at), currency)
    };
    let sold = open(&mut books, "liabilities:liquidity", Currency::EUR, Guard::None);
    let bought = open(&mut books, "liabilities:liquidity", Currency::USD, Guard::None);
    let dollars = open(&mut books, A, Currency::USD, Guard::NormalSide);
    let exchange = Exchange {
        ids: [id(50), id(51)],
        debit: account(A),
        credit: dollars,
        sold: Money::new(55, Currency::EUR),
        bought: Currency::USD,
        rate: Rate {
            numerator: 11,
            denominator: 10,
        },
        liquidity_sold: sold,
        liquidity_bought: bought,
        code: PostingCode(3),
        reference: 4,
    };
    let chain = exchange_chain(&exchange).unwrap();
    books.chain(chain.clone()).unwrap();
    // 60.5 is rounded to the even 60.
    assert_eq!(books.shown(A), (45, 45));
    assert_eq!(books.state.balance(TENANT, dollars), Some(60));
    assert_eq!(books.state.balance(TENANT, bought), Some(-60));
    let again = books.chain(chain).unwrap_err();
    assert_eq!(again.rejection, Rejection::TransferExists { id: id(50) });
    let too_much = Exchange {
        ids: [id(52), id(53)],
        ..exchange
    };
    let refused = books.chain(exchange_chain(&too_much).unwrap()).unwrap_err();
    assert_eq!((refused.index, refused.rejection), (0, overdraft(A)));
}

proptest! {
    #[test]
    fn no_bytes_can_break_the_books(
        changes in prop::collection::vec((0usize..20, 0usize..128, any::<u8>()), 0..40),
        noise in prop::collection::vec(any::<u8>(), 128),
    ) {
        let mut books = Books::new();
        let sound = |number: u128| match number % 5 {
            0 => request(number, posting(number - 1, None)),
            1 => request(number, paying(3)),
            2 => request(number, bezant_ledger::RequestKind::Reversal { original: id(number - 1) }),
            3 => request(number, moving("assets:cash", A, 9)),
            _ => request(number, holding(4, 2)),
        };
        let mut bytes: Vec<u8> = (10..30).flat_map(|number| sound(number).pack().unwrap()).collect();
        for (item, at, byte) in changes {
            bytes[item * 128 + at] ^= byte;
        }
        bytes.extend(noise);
        let batch = RequestBatch::try_from(Bytes::from(bytes)).unwrap();
        let events = books.run(Command::Batch(batch)).unwrap();
        let refused = events.iter().find_map(|event| match event {
            Event::Refused(results) => Some(results.iter().len()),
            _ => None,
        });
        prop_assert!(crate::books::posted(&events).len() + refused.unwrap_or(0) >= 21);
        books.wait(100);
        prop_assert!(books.state.next_timer().is_none_or(|at| at > books.time()));
    }
}
