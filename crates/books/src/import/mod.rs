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

use std::io::Read;

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

/// The rows of a journal. After an error of a row the next rows are read all the same.
pub struct JournalRows<R> {
    records: csv::StringRecordsIntoIter<R>,
    fields: Fields,
}

/// Reads the header and hands back the rows behind it, read as they are asked for.
///
/// # Errors
/// If a column is missing.
pub fn parse_journal_csv<R: Read>(reader: R) -> Result<JournalRows<R>, InvalidHeader> {
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(reader);
    let fields = Fields::of_header(csv.headers().map_err(InvalidHeader::Unreadable)?)?;
    Ok(JournalRows {
        records: csv.into_records(),
        fields,
    })
}

impl<R: Read> Iterator for JournalRows<R> {
    type Item = Result<JournalRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let line_now = self.records.reader().position().line();
        let record = self.records.next()?;
        Some(match record {
            Ok(record) => {
                let line = record.position().map_or(line_now, csv::Position::line);
                self.fields.row(line, &record)
            }
            Err(error) => {
                let line = error.position().map_or(line_now, csv::Position::line);
                Err(RowError {
                    line,
                    column: None,
                    problem: RowProblem::Unreadable(error.to_string()),
                })
            }
        })
    }
}
