//! Exports: the general journal, an account's transfers, its statement and the trial balance as CSV or Parquet.
//!
//! Rows are written as they are read; memory holds one page of them, and for Parquet one row group.

mod columns;
mod csv_rows;
mod parquet_rows;
mod tables;

use std::io::Write;

use bezant_kernel::AccountId;

use crate::error::BooksError;
use columns::{Cell, Column};

/// In which form.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// RFC 4180, UTF-8, with a header. Amounts are decimal numbers in major units, times RFC 3339.
    Csv,
    /// Apache Parquet. Amounts are `DECIMAL(38, 4)` in major units, times `TIMESTAMP(MICROS, UTC)`.
    Parquet,
}

/// Where an export goes.
pub struct Target<'a, W> {
    /// What is written.
    pub out: W,
    /// In which form.
    pub format: Format,
    /// The path of an account; where it knows none, the account's id is written.
    pub paths: &'a dyn Fn(AccountId) -> Option<String>,
}

/// Why an export ended early. What was written is not complete then.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The books can't be read.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// The target can't be written.
    #[error("the export can't be written: {0}")]
    Write(#[from] std::io::Error),
    /// An amount has more than 38 digits with its four decimals, more than Parquet has.
    #[error("the amount {minor} is too large for a Parquet decimal; CSV has no such limit")]
    AmountTooLarge {
        /// In minor units.
        minor: i128,
    },
    /// The Parquet writer failed.
    #[error("the Parquet file can't be written: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// Takes rows, one after the other.
trait Rows {
    /// A row: a cell for each column.
    fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError>;

    /// Writes what is still held back, and the end.
    fn finish(self: Box<Self>) -> Result<(), ExportError>;
}

fn rows<'w>(
    format: Format,
    columns: &'static [Column],
    out: impl Write + Send + 'w,
) -> Result<Box<dyn Rows + 'w>, ExportError> {
    Ok(match format {
        Format::Csv => Box::new(csv_rows::CsvRows::begin(columns, out)?),
        Format::Parquet => Box::new(parquet_rows::ParquetRows::begin(columns, out)?),
    })
}
