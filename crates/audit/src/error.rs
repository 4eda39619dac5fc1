//! What can go wrong with the trail, by what the caller can do about it.

use std::io;
use std::path::PathBuf;

use bezant_log::LogError;
use bezant_log::embedded::SourceError;
use bezant_log::proof::ProofError;

/// Why something about the trail could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Its log refused or failed.
    #[error("the audit log: {0}")]
    Log(#[from] LogError),
    /// A proof could not be made, or does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// What is at a position is no record: it was written by something newer.
    #[error("the bytes at position {0} of the audit log are no record")]
    Record(u64),
    /// A file could not be read or written.
    #[error("{}: {source}", file.display())]
    File {
        /// Which.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What was exported is not what it was.
    #[error("{what}, in line {line}{}", shown(*position))]
    Export {
        /// Where in the file.
        line: usize,
        /// Of which record.
        position: Option<u64>,
        /// What is wrong.
        what: &'static str,
    },
    /// A checkpoint that was kept does not fit the log.
    #[error("checkpoint {number} of {}: {what}", file.display())]
    Checkpoint {
        /// Where it is kept.
        file: PathBuf,
        /// Which one, counted from 1.
        number: usize,
        /// What is wrong.
        what: ProofError,
    },
    /// Records are gone, and no record says that they were to go.
    #[error("the records up to position {0} were retired, and nothing in the trail says why")]
    Unexplained(u64),
    /// The search index failed; it is thrown away and built anew at the next start.
    #[error("the search index: {0}")]
    Index(String),
    /// A record of the main log is not understood.
    #[error("the record after position {0} of the main log is damaged")]
    MainLog(u64),
    /// What was taken in does not become durable; the same can be tried again.
    #[error("the audit log is behind")]
    Behind,
    /// The trail was closed.
    #[error("the audit trail is closed")]
    Closed,
}

fn shown(position: Option<u64>) -> String {
    position.map_or_else(String::new, |position| format!(", about position {position}"))
}

impl From<SourceError> for AuditError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Log(error) => AuditError::Log(error),
            SourceError::Proof(error) => AuditError::Proof(error),
        }
    }
}

impl AuditError {
    pub(crate) fn file(file: impl Into<PathBuf>, source: io::Error) -> AuditError {
        AuditError::File {
            file: file.into(),
            source,
        }
    }
}
