//! What the ledger decides: the events that are logged and applied.

use bezant_kernel::{AccountId, MonitorId, ScheduleId, Timestamp, TransferId};

use crate::account::{AccountChange, Terms};
use crate::batch::{ItemResult, Records, RequestBatch, Results};
use crate::command::CallerTransfer;
use crate::metadata::{ExternalReference, Metadata};
use crate::monitor::Condition;

/// A decided change. The tenant stands beside it in the log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An account was opened.
    AccountOpened {
        /// Chosen by the caller or derived from tenant, path and currency.
        id: AccountId,
        /// Its terms.
        terms: Terms,
        /// When.
        opened_at: Timestamp,
    },
    /// An account's terms were changed.
    AccountChanged {
        /// Which.
        account: AccountId,
        /// What was set.
        change: AccountChange,
    },
    /// Lines were added to the journal.
    Posted(Records),
    /// These items of a batch were refused. Changes nothing: it keeps the answer.
    Refused(Results),
    /// Words of the caller's belong to a transfer. Changes nothing: read models show them.
    Attached(Attachment),
    /// Transfers will be made later.
    Scheduled(Schedule),
    /// A schedule was taken back.
    ScheduleCancelled {
        /// Which.
        id: ScheduleId,
    },
    /// The time of a schedule came, and the ledger refused it.
    ScheduleFailed {
        /// Which.
        id: ScheduleId,
        /// The first transfer that was refused, and why.
        refused: ItemResult,
    },
    /// A balance is watched.
    MonitorSet {
        /// The monitor.
        id: MonitorId,
        /// Whose balance.
        account: AccountId,
        /// For what.
        condition: Condition,
        /// Whether the condition holds from the start.
        holds: bool,
    },
    /// A balance is watched no longer.
    MonitorRemoved {
        /// The monitor.
        id: MonitorId,
    },
    /// A condition on a balance has become true or false.
    MonitorCrossed(Crossing),
}

/// What a caller attached to a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The transfer.
    pub transfer: TransferId,
    /// Any words of the caller's.
    pub metadata: Metadata,
    /// The caller's own name for it.
    pub external_reference: Option<ExternalReference>,
}

/// A chain that shall be made at a later time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The schedule's id.
    pub id: ScheduleId,
    /// When.
    pub at: Timestamp,
    /// What, packed as a request: one chain.
    pub items: RequestBatch,
    /// What is attached to them.
    pub attachments: Vec<Attachment>,
}

/// A condition that changed between true and false.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// The monitor.
    pub monitor: MonitorId,
    /// The account that it watches.
    pub account: AccountId,
    /// What was measured.
    pub value: i128,
    /// Whether the condition holds now.
    pub holds: bool,
    /// The transfer that made it so.
    pub transfer: TransferId,
}

impl Attachment {
    /// What is attached to this transfer, if anything is.
    pub(crate) fn of(transfer: &CallerTransfer) -> Option<Attachment> {
        let nothing = transfer.metadata.is_empty() && transfer.external_reference.is_none();
        (!nothing).then(|| Attachment {
            transfer: transfer.id,
            metadata: transfer.metadata.clone(),
            external_reference: transfer.external_reference.clone(),
        })
    }
}
