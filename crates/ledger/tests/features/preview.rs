//! What would become of transfers, and accounts that are named by path.

use bezant_kernel::{AccountId, Currency, Money, MonitorId, ScheduleId};
use bezant_ledger::{
    AccountChange, AccountPaths, CallerTransfer, Command, Comparison, Condition, Event, Guard,
    ItemAttachment, Measure, Metadata, OpenAccount, Place, Preview, Rejection, RequestBatch, RequestKind,
    TemporaryLimit, Touched, Transfer,
};
use bytes::Bytes;
use proptest::prelude::*;

use crate::books::{Books, STRANGER, TENANT, account, id, moving, path, request, seconds};

const CASH: &str = "assets:cash";
const PLACES: [&str; 9] = [
    CASH,
    "revenue:fees",
    "liabilities:wallet:a",
    "liabilities:wallet:b",
    "liabilities:lent",
    "liabilities:frozen",
    "liabilities:closed",
    "liabilities:nobody",
    "assets:dollars",
];

/// Accounts of every kind, some money, a scheduled transfer, a monitor.
fn world() -> (Books, Vec<Transfer>) {
    let mut books = Books::new();
    books.open("liabilities:lent", Guard::NormalSide, 50);
    books.open("liabilities:frozen", Guard::NormalSide, 0);
    books.open("liabilities:closed", Guard::NormalSide, 0);
    let dollars = OpenAccount::at(path("assets:dollars"), Currency::USD);
    books
        .run(Command::OpenAccount(OpenAccount {
            id: Some(account("assets:dollars")),
            ..dollars
        }))
        .unwrap();
    let made = vec![
        books.make(2, moving(CASH, "liabilities:wallet:b", 40)).unwrap(),
        books.make(3, moving(CASH, "liabilities:lent", 5)).unwrap(),
    ];
    let change = |at, change| Command::ChangeAccount {
        account: account(at),
        change,
    };
    let changes = [
        (
            "liabilities:frozen",
            AccountChange {
                frozen: Some(true),
                ..AccountChange::default()
            },
        ),
        (
            "liabilities:closed",
            AccountChange {
                closed: Some(true),
                ..AccountChange::default()
            },
        ),
        (
            "liabilities:wallet:b",
            AccountChange {
                temporary_limit: Some(TemporaryLimit {
                    extra: 10,
                    until: seconds(books.now + 9),
                }),
                ..AccountChange::default()
            },
        ),
    ];
    for (at, to) in changes {
        books.run(change(at, to)).unwrap();
    }
    books
        .run(Command::Schedule {
            id: ScheduleId::from_u128(1),
            at: seconds(books.now + 60),
            transfers: vec![request(4, moving(CASH, "revenue:fees", 1))],
        })
        .unwrap();
    books
        .run(Command::SetMonitor {
            id: MonitorId::from_u128(1),
            account: account(CASH),
            condition: Condition {
                measure: Measure::Balance,
                comparison: Comparison::AtLeast,
                threshold: 150,
            },
        })
        .unwrap();
    (books, made)
}

fn preview(books: &Books, rows: &[CallerTransfer]) -> Preview {
    let sides = rows.iter().flat_map(|row| match row.kind {
        RequestKind::Transfer { debit, credit, .. } => [debit, credit],
        other => panic!("{other:?}"),
    });
    let touched = Touched {
        accounts: sides.collect(),
        paths: AccountPaths::default(),
        transfers: rows.iter().map(|row| row.id).collect(),
    };
    Preview::from(books.state.excerpt(TENANT, &touched))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_preview_foretells_what_happens(
        rows in prop::collection::vec((2u128..30, 0usize..9, 0usize..9, 0i128..60, 0u64..1_010), 1..60),
    ) {
        let (mut books, made) = world();
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(number, debit, credit, minor, second)| CallerTransfer {
                effective: (second % 5 == 0).then(|| seconds(second + 1)),
                ..request(number, moving(PLACES[debit], PLACES[credit], minor))
            })
            .collect();
        let before = books.state.clone();
        let mut preview = preview(&books, &rows);
        for known in made {
            preview.recall(known);
        }
        let now = books.time();
        let foretold: Vec<_> = rows.iter().map(|row| preview.make(now, row.clone())).collect();
        prop_assert_eq!(&books.state, &before);
        for (row, foretold) in rows.into_iter().zip(foretold) {
            prop_assert_eq!(books.make_as(row).map(|_| ()), foretold);
        }
    }
}

#[test]
fn a_preview_knows_one_tenant_only() {
    let (books, _) = world();
    let touched = Touched {
        accounts: vec![account(CASH)],
        ..Touched::default()
    };
    assert!(Preview::from(books.state.excerpt(TENANT, &touched)).has_account(account(CASH)));
    let mut strange = Preview::from(books.state.excerpt(STRANGER, &touched));
    assert!(!strange.has_account(account(CASH)));
    assert_eq!(
        strange.make(books.time(), request(2, moving(CASH, "revenue:fees", 1))),
        Err(Rejection::AccountNotFound {
            account: account(CASH)
        })
    );
}

const OWN: AccountId = AccountId::from_u128(4_711);

/// An account at a path, under an id that does not follow from it; and the id that stands for the path.
fn own_id(books: &mut Books, at: &str, currency: Currency) -> (AccountPaths, AccountId) {
    books
        .run(Command::OpenAccount(OpenAccount {
            id: Some(OWN),
            place: Place::At(path(at)),
            ..OpenAccount::at(path(at), currency)
        }))
        .unwrap();
    let mut paths = AccountPaths::default();
    let id = paths.name(TENANT, path(at), currency);
    assert_ne!(id, OWN);
    (paths, id)
}

#[test]
fn a_path_means_the_account_that_stands_there_whatever_its_id() {
    let mut books = Books::new();
    let (mut paths, stands_for) = own_id(&mut books, "liabilities:own", Currency::EUR);
    let cash = paths.name(TENANT, path(CASH), Currency::EUR);
    assert_eq!(cash, account(CASH));
    let deposit = |number| {
        request(
            number,
            RequestKind::Transfer {
                debit: cash,
                credit: stands_for,
                amount: Money::new(10, Currency::EUR),
            },
        )
    };
    let unnamed = books.make_as(deposit(2));
    let not_found = Rejection::AccountNotFound { account: stands_for };
    assert_eq!(unnamed, Err(not_found), "an id alone means an id");
    let one = paths.clone().in_command(Command::Transfers(vec![deposit(2)]));
    books.run(one.clone()).unwrap();
    let again = books.run(one).unwrap_err();
    assert_eq!(again.rejection, Rejection::TransferExists { id: id(2) });

    let packed = [deposit(3), deposit(4)].map(|one| one.pack().unwrap());
    let batch = RequestBatch::try_from(Bytes::from(packed.as_flattened().to_vec())).unwrap();
    let words = ItemAttachment {
        index: 1,
        metadata: Metadata::new(),
        external_reference: Some("INV-4".parse().unwrap()),
    };
    let batch = batch.with_attachments(vec![words]).unwrap();
    let events = books
        .run(paths.clone().in_command(Command::Batch(batch)))
        .unwrap();
    assert!(matches!(&events[1], Event::Attached(one) if one.transfer == id(4)));
    assert_eq!(books.state.balance(TENANT, OWN), Some(30));
    let schedule = Command::Schedule {
        id: ScheduleId::from_u128(1),
        at: seconds(books.now + 1),
        transfers: vec![deposit(5)],
    };
    books.run(paths.clone().in_command(schedule)).unwrap();
    books.wait(1);
    assert_eq!(books.state.balance(TENANT, OWN), Some(40));

    let touched = Touched {
        paths,
        transfers: vec![id(6)],
        ..Touched::default()
    };
    let mut preview = Preview::from(books.state.excerpt(TENANT, &touched));
    let mut row = deposit(6);
    preview.name_accounts(&mut row);
    assert_eq!(preview.make(books.time(), row), Ok(()));
}

#[test]
fn what_a_batch_brings_along_is_counted_under_its_names() {
    let mut books = Books::new();
    let (paths, _) = own_id(&mut books, "liabilities:own", Currency::EUR);
    let batch = RequestBatch::try_from(Bytes::from(vec![0; 256])).unwrap();
    let command = paths.in_command(Command::Batch(batch));
    assert_eq!(command.packed_bytes(), 256);
}
