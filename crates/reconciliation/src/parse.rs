//! Reading statements from files. Bytes come in; statements or the place and kind of the first fault go out. Nothing
//! here panics on any input, and what is held at once is a small multiple of the file.

mod camt;
mod csv;
mod mt940;
mod mt940_text;
mod quotes;
mod xml;

use std::fmt;

use bezant_kernel::{Currency, ErrorKind};

use crate::StatementProblem;

pub use camt::parse_camt;
pub use csv::{AmountColumns, CsvMapping, Encoding, parse_csv};
pub use mt940::parse_mt940;
pub use quotes::misplaced_quote;

/// A file has at most so many bytes.
pub const MAXIMUM_FILE_BYTES: usize = 16 * 1024 * 1024;

/// Where a file is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line of the file, from 1; 0 for the file as a whole.
    pub line: u32,
    /// The column, element or field, or nothing.
    pub part: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.part.as_str()) {
            (0, "") => f.write_str("the file"),
            (0, part) => f.write_str(part),
            (line, "") => write!(f, "line {line}"),
            (line, part) => write!(f, "line {line}, {part}"),
        }
    }
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ParseError {
    /// Where.
    pub place: Place,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// More than [`MAXIMUM_FILE_BYTES`].
    #[error("a statement file is at most 16 MiB")]
    FileTooLarge,
    /// Not in the character encoding it should be in.
    #[error("the text is not in the expected character encoding")]
    Encoding,
    /// A declared mapping contradicts itself.
    #[error("the mapping is wrong: {0}")]
    MappingInvalid(&'static str),
    /// The mapping names a column that is missing, or is there twice.
    #[error("the column is not in the header exactly once")]
    ColumnMissing,
    /// Something that must be there is not.
    #[error("it is missing")]
    Missing,
    /// Not a day in the expected form.
    #[error("not a day in the expected form")]
    DateInvalid,
    /// Not an amount in the expected form.
    #[error("not an amount in the expected form")]
    AmountInvalid,
    /// Not a currency.
    #[error("not a currency of ISO 4217")]
    CurrencyUnknown,
    /// Neither credit nor debit, or both, or a status of no known meaning.
    #[error("not one of the known values")]
    ValueUnknown,
    /// Not this format at all, or with a broken structure.
    #[error("not a well-formed file of this format: {0}")]
    Structure(&'static str),
    /// A document type declaration: entities are never expanded.
    #[error("document type declarations are not accepted")]
    DocumentType,
    /// What it says does not fit together.
    #[error("{0}")]
    Statement(StatementProblem),
}

impl ParseError {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "statement_too_large",
        "statement_encoding_invalid",
        "statement_mapping_invalid",
        "statement_column_missing",
        "statement_field_missing",
        "statement_field_invalid",
        "statement_structure_invalid",
        "statement_currency_mixed",
        "statement_balance_mismatch",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match &self.problem {
            Problem::FileTooLarge | Problem::Statement(StatementProblem::TooManyLines) => {
                "statement_too_large"
            }
            Problem::Encoding => "statement_encoding_invalid",
            Problem::MappingInvalid(_) => "statement_mapping_invalid",
            Problem::ColumnMissing => "statement_column_missing",
            Problem::Missing => "statement_field_missing",
            Problem::DateInvalid
            | Problem::AmountInvalid
            | Problem::CurrencyUnknown
            | Problem::ValueUnknown
            | Problem::Statement(StatementProblem::Overflow | StatementProblem::PeriodReversed) => {
                "statement_field_invalid"
            }
            Problem::Structure(_) | Problem::DocumentType => "statement_structure_invalid",
            Problem::Statement(StatementProblem::CurrencyMismatch(..)) => "statement_currency_mixed",
            Problem::Statement(StatementProblem::BalanceMismatch(_)) => "statement_balance_mismatch",
        }
    }

    fn new(line: u32, part: impl Into<String>, problem: Problem) -> ParseError {
        let mut part: String = part.into();
        if part.chars().count() > 60 {
            part = part.chars().take(60).collect();
        }
        ParseError {
            place: Place { line, part },
            problem,
        }
    }

    fn file(problem: Problem) -> ParseError {
        ParseError::new(0, "", problem)
    }
}

fn check_size(bytes: &[u8]) -> Result<(), ParseError> {
    if bytes.len() > MAXIMUM_FILE_BYTES {
        Err(ParseError::file(Problem::FileTooLarge))
    } else {
        Ok(())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, ParseError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes)
        .map_err(|error| ParseError::new(line_at(bytes, error.valid_up_to()), "", Problem::Encoding))
}

/// ISO 8859-1, where each byte is the character of that number.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn line_at(bytes: &[u8], offset: usize) -> u32 {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let breaks = before.iter().filter(|&&byte| byte == b'\n').count();
    u32::try_from(breaks + 1).unwrap_or(u32::MAX)
}

fn currency(text: &str, line: u32, part: &str) -> Result<Currency, ParseError> {
    Currency::from_code(text).ok_or_else(|| ParseError::new(line, part, Problem::CurrencyUnknown))
}

#[cfg(test)]
mod tests;
