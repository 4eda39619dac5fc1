//! What can go wrong with a reading, by what the caller can do about it.

use bezant_engine::ColdError;
use bezant_journal::{JournalError, Place};
use bezant_kernel::wire::Corrupt;
use bezant_kernel::{Currency, TransferId};
use bezant_log::{LogError, Position};

/// Why the books have no answer. But for `Overflow` and `Unbalanced` the storage is at fault: nothing that the caller
/// changes in the question helps.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// The index can't be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The log can't be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The balance checkpoints can't be read.
    #[error(transparent)]
    Cold(#[from] ColdError),
    /// A transfer in the log is not what was written.
    #[error("the transfer at {place}: {damage}")]
    Transfer {
        /// Where.
        place: Place,
        /// What is wrong.
        damage: Corrupt,
    },
    /// A record of the log is not what was written.
    #[error("the log record at position {position}: {damage}")]
    Record {
        /// Where.
        position: Position,
        /// What is wrong.
        damage: Corrupt,
    },
    /// What ends a hold is in the log, and the hold is not.
    #[error("the hold {hold} that was ended is not in the log")]
    HoldMissing {
        /// The hold.
        hold: TransferId,
    },
    /// A sum at an effective time does not fit into 128 bits. Every sum by commit time does.
    #[error("a sum is too large")]
    Overflow,
    /// Debits and credits differ: the accounts that the caller handed in are not all of the tenant's, or not of one
    /// instant.
    #[error("debits and credits of {currency} differ: these are not all accounts of one instant")]
    Unbalanced {
        /// In which currency.
        currency: Currency,
    },
}
