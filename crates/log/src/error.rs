//! What can go wrong with a log, by what the caller can do about it.

use std::io;

use crate::{Epoch, Position};

/// Why the log refused, or failed.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The disk has no room. Nothing was changed; the same call may be tried again later.
    #[error("the disk is full: nothing was written, free some space and try again")]
    StorageFull,
    /// Another process (or another handle in this one) has the log open for writing.
    #[error("the log is locked: another process has it open")]
    Locked,
    /// The head is not where the caller thought; nothing was written.
    #[error("append expected the log to end at position {expected}, but it ends at {head}")]
    Conflict {
        /// The head the caller named.
        expected: Position,
        /// The head there is.
        head: Position,
    },
    /// The caller writes under an epoch that is not the current one; it must stop writing.
    #[error("epoch {given} may not write, the current epoch is {current}")]
    Fenced {
        /// The epoch the caller named.
        given: Epoch,
        /// The epoch that may write.
        current: Epoch,
    },
    /// The batch is larger than this log takes; it will never fit.
    #[error("a batch of {bytes} bytes is over the limit of {limit}")]
    TooLarge {
        /// Encoded size of the batch.
        bytes: usize,
        /// Largest batch that fits.
        limit: usize,
    },
    /// Bytes that were durable are no longer what was written. Not to be repaired by going on.
    #[error(
        "the log is damaged in segment {segment} at byte {offset} (position {position}): {what}; \
         run `bezant log verify` for the full picture and restore the segment from a copy"
    )]
    Damaged {
        /// File name of the segment.
        segment: String,
        /// Byte in that file at which the first damaged frame begins.
        offset: u64,
        /// Position of the first record that can no longer be read.
        position: Position,
        /// What was found there.
        what: String,
    },
    /// The records up to there were retired on purpose: what proves the rest of the log stays, what they said does not.
    #[error("the records up to position {until} were retired and can't be read any more")]
    Retired {
        /// The last of them.
        until: Position,
    },
    /// The file was written by a version of the software whose format this one does not read.
    #[error(
        "{file} has format {version}, which this version neither reads nor changes; use the version that wrote it"
    )]
    Unsupported {
        /// File name.
        file: String,
        /// Its format.
        version: u8,
    },
    /// The disk failed. A log that says so while writing is poisoned: the process must stop.
    #[error("{what} failed: {source}")]
    Failed {
        /// What was being done.
        what: String,
        /// What the system said.
        source: io::Error,
    },
}

impl LogError {
    /// Whether the same call can succeed later with nothing else changed in the caller.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::StorageFull | Self::Locked)
    }

    pub(crate) fn failed(what: impl Into<String>, source: io::Error) -> Self {
        Self::Failed {
            what: what.into(),
            source,
        }
    }

    /// For work that can be undone and tried again: a full disk is not a failure there.
    pub(crate) fn full_or_failed(what: impl Into<String>, source: io::Error) -> Self {
        if crate::disk::is_full(&source) {
            Self::StorageFull
        } else {
            Self::failed(what, source)
        }
    }
}
