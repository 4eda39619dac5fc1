//! Journals from elsewhere: good rows become transfers, bad ones say where and why.

use std::collections::BTreeSet;

use bezant_books::{
    ImportRow, InvalidHeader, InvalidJournal, MAX_IMPORT_ROWS, RowProblem, cut_journal, pack_rows,
    parse_journal_csv, read_journal,
};
use bezant_kernel::{Currency, TransferId};
use bezant_ledger::{Command, MAX_ATTACHED_BYTES, MAX_BATCH, Preview, Transfer};
use proptest::prelude::*;

use crate::history::world;
use crate::world::{second, tenant};

const FILE: &str = "\
currency,debit,credit,amount,effective_at,note,external_reference,id
EUR,assets:bank,revenue:fees,12.50,1970-01-02,first,,
EUR,assets:bank,revenue:fees,12.50,1970-01-02,the same again,,
EUR,assets:bank,nowhere,1.00,,,,
EUR,assets:bank,revenue:fees,1.005,,,,
XXX,assets:bank,revenue:fees,1.00,,,,
EUR,assets:bank,assets:bank,1.00,,,,
EUR,assets:bank,revenue:unknown,1.00,,,,
EUR,assets:bank,revenue:fees
EUR,assets:bank,revenue:fees,1.00,1970-01-01,,,
EUR,assets:bank,revenue:fees,3,1970-01-01T00:00:02Z,,invoice 1,
USD,assets:bank,equity:capital,7.25,,,,77
";

#[test]
fn good_rows_are_committed_and_bad_ones_named() {
    let mut journal = read_journal(tenant(0), FILE.as_bytes()).unwrap();
    let errors: Vec<_> = journal
        .mistakes
        .iter()
        .map(|error| (error.line, error.column, error.problem.clone()))
        .collect();
    assert_eq!(
        errors[..3],
        [
            (4, Some("credit"), RowProblem::Account),
            (5, Some("amount"), RowProblem::Amount),
            (6, Some("currency"), RowProblem::Currency),
        ]
    );
    assert!(
        matches!(errors[3], (9, None, RowProblem::Unreadable(_))),
        "{errors:?}"
    );
    assert_eq!(errors[4..], [(10, Some("effective_at"), RowProblem::Time)]);

    let mut world = world();
    world.now = 500_000;
    let preview = Preview::from(world.ledger().excerpt(tenant(0), &journal.touched()));
    for row in &mut journal.rows {
        preview.name_accounts(&mut row.transfer);
    }
    let lines: Vec<u64> = journal.rows.iter().map(|row| row.line).collect();
    assert_eq!(
        lines,
        [2, 3, 7, 8, 11, 12],
        "whether there are such accounts is for the ledger to say"
    );
    for _ in 0..2 {
        // The second time finds every id used.
        for item in pack_rows(&journal.rows) {
            world.submit(tenant(0), Command::Batch(item.request));
        }
        let made: Vec<Transfer> = world.all.iter().map(|known| known.transfer).collect();
        let amounts: Vec<_> = made
            .iter()
            .map(|it| (it.amount, it.currency, it.effective))
            .collect();
        assert_eq!(
            amounts,
            [
                (1_250, Currency::EUR, second(86_400)),
                (1_250, Currency::EUR, second(86_400)),
                (300, Currency::EUR, second(2)),
                (725, Currency::USD, second(500_000)),
            ]
        );
        assert_ne!(made[0].id, made[1].id);
        assert_ne!(made[2].digest, 0);
        assert_eq!(made[3].id, TransferId::from_u128(77));
    }
}

#[test]
fn lines_are_counted_however_they_end_and_quotes_are_closed() {
    let lines = |text: &str| {
        let journal = read_journal(tenant(0), text.as_bytes()).unwrap();
        let rows: Vec<u64> = journal.rows.iter().map(|row| row.line).collect();
        let mistakes: Vec<_> = journal
            .mistakes
            .into_iter()
            .map(|it| (it.line, it.problem))
            .collect();
        (rows, mistakes)
    };
    let (rows, mistakes) = lines(&FILE.replace('\n', "\r\n"));
    let at: Vec<u64> = mistakes.iter().map(|(line, _)| *line).collect();
    assert_eq!((rows, at), (vec![2, 3, 7, 8, 11, 12], vec![4, 5, 6, 9, 10]));

    // The rows behind such a quote would be taken for a part of the note.
    let open = FILE.replace("the same again", "\"the same again");
    assert_eq!(lines(&open), (vec![2], vec![(3, RowProblem::Quote)]));
    let closed_later = open.replace("fees,3,", "fees,3,\"\"\"");
    assert_eq!(lines(&closed_later), (vec![2], vec![(3, RowProblem::Quote)]));
}

#[test]
fn rows_are_packed_in_their_order_and_bounded() {
    let file = |rows: usize| {
        let mut text = String::from("debit,credit,amount,currency,external_reference\n");
        let name = "invoice".repeat(16);
        for row in 0..rows {
            // Of the first batch some, of the second as many as there is room for, of the others none.
            let words = match row {
                2 | 5 => "invoice",
                _ if row / MAX_BATCH == 1 => &name,
                _ => "",
            };
            text.push_str(&format!("assets:bank,revenue:fees,1.00,EUR,{words}\n"));
        }
        text
    };
    let read = |rows| read_journal(tenant(0), file(rows).as_bytes());
    let journal = read(MAX_IMPORT_ROWS).unwrap();
    let places: Vec<_> = pack_rows(&journal.rows)
        .map(|item| {
            assert_eq!(item.request.len(), item.rows.len());
            item.rows
        })
        .collect();
    let room = MAX_ATTACHED_BYTES / (16 * "invoice".len() + 40);
    let cut = MAX_BATCH + room;
    assert_eq!(places[..3], [0..MAX_BATCH, MAX_BATCH..cut, cut..cut + MAX_BATCH]);
    assert!(places.windows(2).all(|pair| pair[0].end == pair[1].start));
    assert_eq!(places[places.len() - 1].end, MAX_IMPORT_ROWS);
    let ids: BTreeSet<_> = journal.rows.iter().map(|row| row.transfer.id).collect();
    assert_eq!(ids.len(), MAX_IMPORT_ROWS, "equal rows are not the same");
    assert!(matches!(read(MAX_IMPORT_ROWS + 1), Err(InvalidJournal::TooLong)));
    assert_eq!(pack_rows(&[]).count(), 0);
}

#[test]
fn the_parts_of_a_journal_are_together_what_the_whole_is() {
    let mut file =
        String::from("amount,debit,credit,currency,external_reference,effective_at,reference,id,code\n");
    for row in 0..500 {
        // Many rows are equal, some words run over two lines.
        let words = if row % 7 == 0 { "\"in\nvoice, 1\"" } else { "" };
        let (time, id) = if row % 5 == 0 {
            ("2024-01-31T10:00:00.000001Z", "")
        } else {
            ("", "")
        };
        let id = if row == 250 { "4711" } else { id };
        file.push_str(&format!(
            "{}.5,assets:bank,revenue:fees,EUR,{words},{time},{},{id},{}\n",
            row % 3,
            row % 2,
            row % 4
        ));
    }
    let whole = read_journal(tenant(0), file.as_bytes()).unwrap();
    assert!(whole.mistakes.is_empty());
    for max_bytes in [1, 4_000, 1 << 20] {
        let mut rows = Vec::new();
        for part in cut_journal(file.as_bytes(), max_bytes).unwrap() {
            let part = part.unwrap();
            assert!(part.file.len() <= max_bytes || part.lines.len() == 1);
            let read = read_journal(tenant(0), &part.file).unwrap();
            assert_eq!((read.mistakes.len(), read.rows.len()), (0, part.lines.len()));
            let lines = part.lines.into_iter().zip(read.rows);
            rows.extend(lines.map(|(line, row)| ImportRow { line, ..row }));
        }
        assert_eq!(rows, whole.rows);
    }
    let broken = cut_journal("debit,credit,amount,currency\na,b,c,d\n".as_bytes(), 100).unwrap();
    assert!(broken.into_iter().next().unwrap().is_err());
}

#[test]
fn headers_are_checked() {
    let header = |text: &str| parse_journal_csv(text.as_bytes()).err().unwrap();
    assert!(matches!(
        header("debit,credit,amount\n"),
        InvalidHeader::Missing("currency")
    ));
    assert!(matches!(header(""), InvalidHeader::Missing(_)));
    assert!(matches!(
        header("debit,credit,amount,currency,code,code\n"),
        InvalidHeader::Twice("code")
    ));
    assert!(parse_journal_csv("\u{feff}Debit,CREDIT, amount ,currency\n".as_bytes()).is_ok());
}

proptest! {
    #[test]
    fn bad_input_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut file = b"debit,credit,amount,currency,effective_at,code,reference,id\n".to_vec();
        file.extend(&bytes);
        let rows = parse_journal_csv(&file[..]).unwrap();
        prop_assert!(rows.count() <= bytes.len() + 1);
        if let Ok(rows) = parse_journal_csv(&bytes[..]) {
            prop_assert!(rows.count() <= bytes.len());
        }
    }
}
