//! Import of a journal from elsewhere: CSV in, transfers to ask the ledger for out.
//!
//! ```text
//! debit,credit,amount,currency,effective_at,code,reference,external_reference,id,kind
//! assets:bank:eur,revenue:sales,12.50,EUR,2024-01-31,7,,invoice 4711,,
//! ```
//!
//! The first four columns must be there; the others may, in any order, and further ones are passed over, so that an export of the
//! general journal can be read. A row without an id gets one from its content and from how often the same content came
//! before it: importing a file twice makes nothing twice. Nothing here asks or changes a ledger, and whether it will take a row is
//! for it to say.

mod amount;
mod journal;
mod parts;
mod row;

pub use journal::{
    ImportBatch, ImportRow, InvalidJournal, Journal, MAX_IMPORT_ROWS, RowIds, pack_rows, read_journal,
};
pub use parts::{JournalPart, JournalParts, cut_journal};
pub use row::{AccountName, JournalRow, RowError, RowProblem};

use bezant_reconciliation::misplaced_quote;
use row::Fields;

/// The first line is not the header of a journal.
#[derive(Debug, thiserror::Error)]
pub enum InvalidHeader {
    /// A column that must be there is not.
    #[error("the column '{0}' is missing")]
    Missing(&'static str),
    /// A column is there twice.
    #[error("the column '{0}' is there twice")]
    Twice(&'static str),
    /// It can't be read at all.
    #[error("the header can't be read: {0}")]
    Unreadable(csv::Error),
}

/// The rows of a journal. After an error of a row the next rows are read all the same, unless it is about a quote.
pub struct JournalRows<'a> {
    records: csv::StringRecordsIntoIter<&'a [u8]>,
    fields: Fields,
    lines: Lines<'a>,
    /// The quote behind which all would be one field, though the parser forgives it.
    quote: Option<usize>,
    is_over: bool,
}

/// Reads the header and hands back the rows behind it, read as they are asked for.
///
/// # Errors
/// If a column is missing.
pub fn parse_journal_csv(file: &[u8]) -> Result<JournalRows<'_>, InvalidHeader> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    let fields = Fields::of_header(csv.headers().map_err(InvalidHeader::Unreadable)?)?;
    Ok(JournalRows {
        records: csv.into_records(),
        fields,
        lines: Lines::of(file),
        quote: misplaced_quote(file, b','),
        is_over: false,
    })
}

impl Iterator for JournalRows<'_> {
    type Item = Result<JournalRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let now = self.records.reader().position().byte();
        let record = self.records.next();
        let end = self.records.reader().position().byte();
        if let Some(quote) = self.quote.map(|byte| byte as u64)
            && (end > quote || record.is_none())
        {
            // From here on no row is what it seems to be.
            self.is_over = true;
            return Some(Err(RowError {
                line: Lines::of(self.lines.file).line(quote),
                column: None,
                problem: RowProblem::Quote,
            }));
        }
        Some(match record? {
            Ok(record) => {
                let line = self
                    .lines
                    .line(record.position().map_or(now, csv::Position::byte));
                self.fields.row(line, &record)
            }
            Err(error) => Err(RowError {
                line: self.lines.line(error.position().map_or(now, csv::Position::byte)),
                column: None,
                problem: RowProblem::Unreadable(error.to_string()),
            }),
        })
    }
}

/// Lines of a file for bytes of it, asked for in rising order.
struct Lines<'a> {
    file: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(file: &'a [u8]) -> Self {
        Lines {
            file,
            counted: 0,
            line: 1,
        }
    }

    fn line(&mut self, byte: u64) -> u64 {
        let mut to = usize::try_from(byte).unwrap_or(usize::MAX).min(self.file.len());
        // A record is said to begin within the line end before it.
        while matches!(self.file.get(to), Some(b'\r' | b'\n')) {
            to += 1;
        }
        let between = self.file.get(self.counted..to).unwrap_or_default();
        self.line += between.iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.counted = self.counted.max(to);
        self.line
    }
}
