//! What can go wrong with the journal, by what the caller can do about it.

use std::io;
use std::sync::Arc;

use bezant_log::LogError;

use crate::Place;

/// Why the journal refused, or failed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The disk has no room. Nothing was changed; the same call may be made again later.
    #[error("the disk is full: the journal can't be written, free some space")]
    StorageFull,
    /// Another process (or another handle in this one) has the journal open.
    #[error("the journal is locked: another process has it open")]
    Locked,
    /// Bytes on disk are no longer what was written. [`crate::Journal::reset`] and reading the log again repairs it.
    #[error("the journal is damaged: {file}, page {page}: {what}; it can be made anew from the log")]
    Damaged {
        /// File name.
        file: String,
        /// Which 4 KiB of it, from 0.
        page: u64,
        /// What was found there.
        what: &'static str,
    },
    /// The file was written by a newer version of the software.
    #[error("{file} has format {version}, which this version does not know")]
    Unsupported {
        /// File name.
        file: String,
        /// Its format.
        version: u32,
    },
    /// The journal names a place at which the log has no transfer: they do not belong together.
    /// [`crate::Journal::reset`] and reading the log again repairs it.
    #[error("the journal names {place}, and the log has no transfer there")]
    NotInLog {
        /// The place.
        place: Place,
    },
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The disk failed.
    #[error("{what} failed: {source}")]
    Failed {
        /// What was being done.
        what: String,
        /// What the system said.
        source: io::Error,
    },
    /// The background work failed before, and nothing more is taken. Opening anew is the way on.
    #[error("the journal has stopped: {0}")]
    Stopped(Arc<JournalError>),
}

impl JournalError {
    /// Whether the same call can succeed later with nothing else changed in the caller.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::StorageFull | Self::Locked)
    }

    pub(crate) fn from_io(what: impl Into<String>, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::StorageFull,
            _ => Self::Failed {
                what: what.into(),
                source,
            },
        }
    }

    pub(crate) fn damaged(file: &str, page: u64, what: &'static str) -> Self {
        Self::Damaged {
            file: file.to_owned(),
            page,
            what,
        }
    }
}
