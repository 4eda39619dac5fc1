//! A journal from elsewhere, as CSV: whatever the file is, each row of it is read or named as wrong; the rows packed are all rows;
//! a file cut into parts asks for the same as the whole.

use std::sync::LazyLock;

use bezant_books::{JournalRow, MAX_IMPORT_ROWS, cut_journal, pack_rows, parse_journal_csv, read_journal};
use bezant_kernel::{Tenant, TenantId, TransferId};
use bezant_ledger::MAX_BATCH;

static TENANT: LazyLock<Tenant> = LazyLock::new(|| Tenant::new(TenantId::from_u128(7)));

/// What no row of a seed fits into together with another, and what many do.
const PART_BYTES: [usize; 2] = [100, 2_000];

/// The bytes are the file.
pub fn run(bytes: &[u8]) {
    let Ok(rows) = parse_journal_csv(bytes) else {
        assert!(read_journal(*TENANT, bytes).is_err() && cut_journal(bytes, 1).is_err());
        return;
    };
    let rows: Vec<_> = rows.collect();
    let Ok(journal) = read_journal(*TENANT, bytes) else {
        assert!(rows.len() > MAX_IMPORT_ROWS, "any other file is read");
        return;
    };
    let good: Vec<&JournalRow> = rows.iter().flatten().collect();
    let mistakes: Vec<_> = rows.iter().filter_map(|row| row.as_ref().err()).collect();
    assert_eq!(journal.mistakes.iter().collect::<Vec<_>>(), mistakes);
    assert_eq!(journal.rows.len(), good.len());
    for (asked, row) in journal.rows.iter().zip(&good) {
        assert!(row.amount.minor() > 0 && asked.line == row.line);
        assert!(row.id.is_none_or(|id| id == asked.transfer.id));
    }
    packed(&journal.rows);

    let ids: Vec<TransferId> = journal.rows.iter().map(|row| row.transfer.id).collect();
    let up_to_mistake = rows.iter().take_while(|row| row.is_ok()).count();
    for max_bytes in PART_BYTES {
        cut(
            bytes,
            max_bytes,
            &good[..up_to_mistake],
            &ids,
            !mistakes.is_empty(),
        );
    }
}

fn packed(rows: &[bezant_books::ImportRow]) {
    let mut next = 0;
    for batch in pack_rows(rows) {
        assert!(batch.rows.start == next && batch.request.len() == batch.rows.len());
        assert!((1..=MAX_BATCH).contains(&batch.rows.len()));
        next = batch.rows.end;
    }
    assert_eq!(next, rows.len(), "every row is asked for");
}

/// The parts have the good rows up to the first mistake, with the ids that they have in the whole.
fn cut(bytes: &[u8], max_bytes: usize, good: &[&JournalRow], ids: &[TransferId], ends_early: bool) {
    let mut next = 0;
    let mut is_cut_short = false;
    for part in cut_journal(bytes, max_bytes).expect("the header was read before") {
        let Ok(part) = part else {
            is_cut_short = true;
            break;
        };
        assert!(part.file.len() <= max_bytes || part.lines.len() == 1);
        let rows = parse_journal_csv(&part.file[..]).expect("a part is a journal");
        let mut count = 0;
        for (row, line) in rows.zip(&part.lines) {
            let row = row.expect("a row of a part can be read");
            let whole = good[next];
            let expected = JournalRow {
                line: row.line,
                id: Some(ids[next]),
                ..whole.clone()
            };
            assert_eq!((row, *line), (expected, whole.line));
            next += 1;
            count += 1;
        }
        assert_eq!(count, part.lines.len(), "a line for each row");
    }
    assert_eq!(is_cut_short, ends_early);
    assert!(is_cut_short || next == good.len(), "no row is left out");
}
