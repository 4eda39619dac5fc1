//! Why a command was refused: the refusing machine's own word.

use bezant_flows::FlowError;
use bezant_kernel::{ErrorKind, Milliseconds, TransferId};

use crate::Reply;

/// A refusal. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// By the payment machine.
    #[error(transparent)]
    Payment(#[from] bezant_payments::Rejection),
    /// By the ledger, for postings.
    #[error(transparent)]
    Ledger(#[from] bezant_ledger::Rejection),
    /// By the ledger, for a command or one transfer of it.
    #[error("{}", .0.rejection)]
    Item(#[from] bezant_ledger::Refusal),
    /// The flow has no plan.
    #[error(transparent)]
    Flow(#[from] Box<bezant_flows::FlowError>),
    /// A flow sets a text that a transfer can't carry.
    #[error("line {line}: an external reference has 1 to 128 bytes, a metadata key 1 to 40")]
    FlowText {
        /// The line of the statement.
        line: usize,
    },
    /// The flow was carried out before, or a transfer has its id.
    #[error("a flow or transfer with the id {0} was made already")]
    FlowExists(TransferId),
    /// By identity.
    #[error(transparent)]
    Identity(#[from] bezant_identity::Rejection),
    /// By webhooks.
    #[error(transparent)]
    Webhooks(#[from] bezant_webhooks::Rejection),
    /// By reconciliation.
    #[error(transparent)]
    Reconciliation(#[from] bezant_reconciliation::Rejection),
    /// By routing.
    #[error(transparent)]
    Routing(#[from] bezant_routing::Rejection),
    /// An account that payments open themselves is to be opened.
    #[error("payments open and keep this account themselves")]
    ReservedAccount,
    /// The tenant has made as many payments today as its limits say.
    #[error("the tenant has made its {limit} payments of the day (UTC)")]
    PaymentsPerDayReached {
        /// How many it may make in a day.
        limit: u64,
        /// How long it is until the next day.
        retry_after: Milliseconds,
    },
    /// All is already as the command wants it.
    #[error("nothing changes")]
    Unchanged(Box<Reply>),
}

impl Rejection {
    /// The codes of this crate itself.
    pub const CODES: &'static [&'static str] = &[
        "account_reserved",
        "flow_exists",
        "flow_invalid",
        "flow_refused",
        "payments_per_day_reached",
        "unchanged",
    ];

    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Rejection::Payment(rejection) => rejection.kind(),
            Rejection::Ledger(rejection) => rejection.kind(),
            Rejection::Item(refusal) => refusal.rejection.kind(),
            Rejection::Flow(error) => match **error {
                FlowError::InsufficientFunds { .. } => ErrorKind::Limit,
                FlowError::Program(_)
                | FlowError::Variable { .. }
                | FlowError::Refused(_)
                | FlowError::UnknownAccount { .. } => ErrorKind::Invalid,
            },
            Rejection::FlowText { .. } => ErrorKind::Invalid,
            Rejection::FlowExists(_) => ErrorKind::Conflict,
            Rejection::Identity(rejection) => rejection.kind(),
            Rejection::Webhooks(rejection) => rejection.kind(),
            Rejection::Reconciliation(rejection) => rejection.kind(),
            Rejection::Routing(rejection) => rejection.kind(),
            Rejection::ReservedAccount => ErrorKind::Denied,
            Rejection::PaymentsPerDayReached { .. } => ErrorKind::Limit,
            Rejection::Unchanged(_) => ErrorKind::Conflict,
        }
    }

    /// The stable code, with a page in `docs/errors/`.
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::Payment(rejection) => rejection.code(),
            Rejection::Ledger(rejection) => rejection.code(),
            Rejection::Item(refusal) => refusal.rejection.code(),
            Rejection::Flow(error) => match **error {
                FlowError::Program(_) | FlowError::Variable { .. } => "flow_invalid",
                FlowError::Refused(_)
                | FlowError::UnknownAccount { .. }
                | FlowError::InsufficientFunds { .. } => "flow_refused",
            },
            Rejection::FlowText { .. } => "flow_refused",
            Rejection::FlowExists(_) => "flow_exists",
            Rejection::Identity(rejection) => rejection.code(),
            Rejection::Webhooks(rejection) => rejection.code(),
            Rejection::Reconciliation(rejection) => rejection.code(),
            Rejection::Routing(rejection) => rejection.code(),
            Rejection::ReservedAccount => "account_reserved",
            Rejection::PaymentsPerDayReached { .. } => "payments_per_day_reached",
            Rejection::Unchanged(_) => "unchanged",
        }
    }
}
