//! A journal that is too large for one import, cut into several. Each row carries its id, so that the parts together are what the
//! whole would be: of two equal rows in different parts both are made, and once only.

use super::journal::RowIds;
use super::row::{JournalRow, RowError};
use super::{InvalidHeader, JournalRows, MAX_IMPORT_ROWS, parse_journal_csv};

const HEADER: &[u8] = b"debit,credit,amount,currency,effective_at,code,reference,external_reference,id\n";

/// A part of a journal, a journal itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPart {
    /// The file.
    pub file: Vec<u8>,
    /// For each of its rows, the line in the whole.
    pub lines: Vec<u64>,
}

/// The parts of a journal, made as they are asked for.
pub struct JournalParts<'a> {
    rows: JournalRows<'a>,
    ids: RowIds,
    max_bytes: usize,
    /// A row that did not fit into the part before.
    left: Option<(Vec<u8>, u64)>,
}

/// Cuts a journal into parts of at most `max_bytes` each, unless one row alone has more. Ends with the first row that can't be read.
///
/// # Errors
/// If a column is missing.
pub fn cut_journal(file: &[u8], max_bytes: usize) -> Result<JournalParts<'_>, InvalidHeader> {
    Ok(JournalParts {
        rows: parse_journal_csv(file)?,
        ids: RowIds::default(),
        max_bytes,
        left: None,
    })
}

impl JournalParts<'_> {
    fn next_row(&mut self) -> Option<Result<(Vec<u8>, u64), RowError>> {
        if let Some(left) = self.left.take() {
            return Some(Ok(left));
        }
        Some(
            self.rows
                .next()?
                .map(|row| (written(&row, &mut self.ids), row.line)),
        )
    }
}

impl Iterator for JournalParts<'_> {
    type Item = Result<JournalPart, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut part = JournalPart {
            file: HEADER.to_vec(),
            lines: Vec::new(),
        };
        while part.lines.len() < MAX_IMPORT_ROWS {
            match self.next_row() {
                None => break,
                Some(Err(error)) => return Some(Err(error)),
                Some(Ok((row, line))) => {
                    let fits = part.file.len() + row.len() <= self.max_bytes;
                    if !fits && !part.lines.is_empty() {
                        self.left = Some((row, line));
                        break;
                    }
                    part.file.extend(row);
                    part.lines.push(line);
                }
            }
        }
        (!part.lines.is_empty()).then_some(Ok(part))
    }
}

/// A row with its id.
fn written(row: &JournalRow, ids: &mut RowIds) -> Vec<u8> {
    let id = row.id.unwrap_or_else(|| ids.next(row));
    let amount = row.amount.to_string();
    let amount = amount.split(' ').next().unwrap_or_default();
    let mut csv = csv::Writer::from_writer(Vec::new());
    let fields = [
        row.debit.to_string(),
        row.credit.to_string(),
        amount.to_owned(),
        row.amount.currency().code().to_owned(),
        row.effective.map_or_else(String::new, |time| time.to_string()),
        row.code.0.to_string(),
        row.reference.to_string(),
        row.external_reference
            .as_ref()
            .map_or_else(String::new, |text| text.as_str().to_owned()),
        id.to_string(),
    ];
    csv.write_record(fields).expect("it writes to memory");
    csv.into_inner().expect("it writes to memory")
}
