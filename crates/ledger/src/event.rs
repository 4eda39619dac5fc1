//! What the ledger decides: the events that are logged and applied.

use bezant_kernel::{AccountId, AccountPath, Currency, Timestamp};

use crate::record::Transfer;

/// A decided change. The tenant stands beside it in the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An account was opened.
    AccountOpened {
        /// Derived from tenant, path and currency.
        id: AccountId,
        /// Its place in the chart of accounts.
        path: AccountPath,
        /// The only currency it holds.
        currency: Currency,
        /// Whether its balance may go below zero.
        allows_overdraft: bool,
        /// When.
        opened_at: Timestamp,
    },
    /// A line was added to the journal: a transfer, a hold, or the end of one.
    Posted(Transfer),
}
