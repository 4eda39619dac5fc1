//! What is exported is read back: CSV as a journal to import, Parquet with the same crate.

use std::collections::BTreeMap;

use bezant_books::{As, Axis, Filter, Format, Period, Target, parse_journal_csv};
use bezant_kernel::{AccountId, Currency, Money, TransferId};
use bezant_ledger::{CallerTransfer, RequestKind};
use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;

use crate::history::{PATHS, account_id, world};
use crate::world::{World, second, tenant};

fn sample() -> World {
    let mut world = world();
    let owner = tenant(0);
    let [bank, wallet] = [PATHS[0], PATHS[2]].map(|path| account_id(owner, path, Currency::EUR));
    for number in 1..=2_500_u128 {
        let kind = RequestKind::Transfer {
            debit: bank,
            credit: wallet,
            amount: Money::new(i128::try_from(number).unwrap() * 7, Currency::EUR),
        };
        let mut transfer = CallerTransfer {
            reference: number % 4,
            effective: (number % 3 == 0).then(|| second(world.now - 20)),
            ..CallerTransfer::new(TransferId::from_u128(number), kind)
        };
        if number % 100 == 0 {
            transfer.external_reference = Some(format!("invoice \"{number}\", paid").parse().unwrap());
        }
        world.now += 1;
        world.transfers(owner, vec![transfer]).unwrap();
    }
    world
}

fn paths(world: &World) -> impl Fn(AccountId) -> Option<String> + use<> {
    let all: BTreeMap<AccountId, String> = world
        .accounts(tenant(0))
        .into_iter()
        .map(|account| (account.id, account.path().as_str().to_owned()))
        .collect();
    move |id| all.get(&id).cloned()
}

#[test]
fn a_general_journal_goes_out_and_comes_in() {
    let world = sample();
    let at = world.books.instant(As::default()).unwrap();
    let mut csv = Vec::new();
    let count = world
        .books
        .export_general_journal(
            tenant(0),
            Period::ALWAYS,
            &at,
            Target {
                out: &mut csv,
                format: Format::Csv,
                paths: &paths(&world),
            },
        )
        .unwrap();
    assert_eq!(count, 2_500);
    let rows: Vec<_> = parse_journal_csv(&csv[..]).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), world.all.len());
    for (row, known) in rows.iter().zip(&world.all) {
        let transfer = known.transfer;
        assert_eq!(row.id, Some(transfer.id));
        assert_eq!(row.debit.to_string(), PATHS[0]);
        assert_eq!(row.credit.to_string(), PATHS[2]);
        assert_eq!(
            row.amount,
            Money::new(i128::try_from(transfer.amount).unwrap(), Currency::EUR)
        );
        assert_eq!(row.effective, Some(transfer.effective));
        assert_eq!((row.code, row.reference), (transfer.code, transfer.reference));
        let number = transfer.id.as_u128();
        let external = (number % 100 == 0).then(|| format!("invoice \"{number}\", paid"));
        assert_eq!(
            row.external_reference.as_ref().map(|it| it.as_str().to_owned()),
            external
        );
    }
}

#[test]
fn parquet_is_read_back_with_every_value() {
    let world = sample();
    let at = world.books.instant(As::default()).unwrap();
    let paths = paths(&world);
    let bank = world.account(tenant(0), account_id(tenant(0), PATHS[0], Currency::EUR));
    let (mut journal, mut page, mut statement) = (Vec::new(), Vec::new(), Vec::new());
    let books = &world.books;
    books
        .export_general_journal(
            tenant(0),
            Period::ALWAYS,
            &at,
            Target {
                out: &mut journal,
                format: Format::Parquet,
                paths: &paths,
            },
        )
        .unwrap();
    let filter = Filter {
        reference: Some(1),
        ..Filter::default()
    };
    let filtered = books
        .export_account_transfers(
            &bank,
            &filter,
            &at,
            Target {
                out: &mut page,
                format: Format::Parquet,
                paths: &paths,
            },
        )
        .unwrap();
    assert_eq!(filtered, 625);
    books
        .export_statement(
            &bank,
            Period::ALWAYS,
            Axis::Effective,
            &at,
            Target {
                out: &mut statement,
                format: Format::Parquet,
                paths: &paths,
            },
        )
        .unwrap();

    let open = |bytes: Vec<u8>| SerializedFileReader::new(Bytes::from(bytes)).unwrap();
    let decimal = |row: &parquet::record::Row, at: usize| {
        let bytes = row.get_decimal(at).unwrap().data().to_vec();
        i128::from_be_bytes(bytes.try_into().unwrap())
    };
    let reader = open(journal);
    assert_eq!(reader.metadata().file_metadata().num_rows(), 2_500);
    for (row, known) in reader.get_row_iter(None).unwrap().zip(&world.all) {
        let row = row.unwrap();
        let transfer = known.transfer;
        assert_eq!(row.get_string(0).unwrap(), &transfer.id.to_string());
        assert_eq!(
            row.get_timestamp_micros(2).unwrap(),
            i64::try_from(transfer.time.as_microseconds()).unwrap()
        );
        assert_eq!(row.get_string(4).unwrap(), PATHS[0]);
        // Four decimals, where the euro has two.
        assert_eq!(decimal(&row, 6), i128::try_from(transfer.amount).unwrap() * 100);
        assert_eq!(
            row.get_long(11).unwrap(),
            i64::try_from(known.place.position().0).unwrap()
        );
        // A cell that is empty.
        assert_eq!(row.get_string(9).is_err(), transfer.reference == 0);
    }
    assert_eq!(open(page).metadata().file_metadata().num_rows(), 625);
    let mut balance = 0;
    for row in open(statement).get_row_iter(None).unwrap() {
        let row = row.unwrap();
        balance += decimal(&row, 13);
        assert_eq!(decimal(&row, 14), balance);
    }
    assert_eq!(balance, bank.balance() * 100);
}

#[test]
fn a_trial_balance_has_a_row_for_each_account() {
    let world = sample();
    let trial = world
        .books
        .trial_balance(&world.accounts(tenant(0)), None)
        .unwrap();
    let mut csv = Vec::new();
    assert_eq!(trial.export(Format::Csv, &mut csv).unwrap(), 12);
    let text = String::from_utf8(csv).unwrap();
    let sum = 7 * (1..=2_500_i128).sum::<i128>();
    let bank = text
        .lines()
        .find(|line| line.contains(",assets:bank,EUR,"))
        .unwrap();
    assert!(
        bank.ends_with(&format!(",{}.{:02},0.00,0.00,0.00", sum / 100, sum % 100)),
        "{bank}"
    );
    let mut parquet = Vec::new();
    trial.export(Format::Parquet, &mut parquet).unwrap();
    assert_eq!(&parquet[..4], b"PAR1");
}
