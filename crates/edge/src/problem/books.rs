//! Problems made from what the books say.

use bezant_books::{BooksError, ExportError};

use super::{Code, Problem, RETRY_SOON};

impl From<BooksError> for Problem {
    fn from(error: BooksError) -> Self {
        match error {
            BooksError::Journal(_) | BooksError::Log(_) | BooksError::Cold(_) => {
                tracing::warn!(%error, "the books do not answer");
                let detail = "transfers and reports can't be read right now";
                Problem::new(Code::BooksUnavailable, detail).retry_after(RETRY_SOON)
            }
            BooksError::Transfer { .. }
            | BooksError::Record { .. }
            | BooksError::HoldMissing { .. }
            | BooksError::Unbalanced { .. } => {
                tracing::error!(%error, "the books can't answer");
                let detail = "what the log holds does not add up; current balances are not affected";
                Problem::new(Code::BooksDamaged, detail)
            }
            BooksError::Overflow => {
                let rejection = bezant_ledger::Rejection::BalanceOverflow;
                bezant_core::Rejection::from(rejection).into()
            }
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Books(error) => error.into(),
            ExportError::AmountTooLarge { .. } => Problem::new(Code::ExportTooLarge, error.to_string()),
            ExportError::Write(_) | ExportError::Parquet(_) => {
                tracing::warn!(%error, "an export ended early");
                Problem::new(Code::BooksUnavailable, "the export ended early").retry_after(RETRY_SOON)
            }
        }
    }
}
