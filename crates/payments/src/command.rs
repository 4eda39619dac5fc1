//! What can be asked of a payment.

use bezant_kernel::{Country, MethodKind, Milliseconds, Money, OperationId, PaymentId, RefundId};

use crate::operation::{Latency, Outcome};

/// A request about one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The payment.
    pub payment: PaymentId,
    /// Refuse unless the payment has this version.
    pub expected_version: Option<u64>,
    /// What is asked.
    pub action: Action,
}

/// What is asked of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Write a new payment down, and confirm it at once if asked to.
    Create(Box<Create>),
    /// Ask a gateway for the money.
    Confirm,
    /// Take reserved money.
    Capture {
        /// How much; all of it where `None`. What is not taken is released: there is one capture.
        amount: Option<Money>,
    },
    /// Give the payment up before money is taken.
    Cancel {
        /// Why, for people.
        reason: Option<String>,
    },
    /// Give money back.
    Refund {
        /// The new refund's id.
        refund: RefundId,
        /// How much; all that is left where `None`.
        amount: Option<Money>,
        /// Why, for people.
        reason: Option<String>,
    },
    /// The customer's bank sent back a refund that had succeeded.
    ReturnRefund {
        /// The refund.
        refund: RefundId,
        /// Why, for people.
        reason: Option<String>,
    },
    /// Start a failed payment again.
    Retry,
    /// A gateway call came to an end. Sent by the orchestrator only.
    RecordOutcome {
        /// The operation that was called.
        operation: OperationId,
        /// What came of it.
        outcome: Outcome,
        /// How long the call took.
        latency: Latency,
    },
}

/// A new payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// How much.
    pub amount: Money,
    /// When to take the money.
    pub capture: CaptureMode,
    /// With what it is paid.
    pub method: MethodKind,
    /// The payment method's token at the gateway; never a card number.
    pub token: String,
    /// Where the payment comes from.
    pub country: Option<Country>,
    /// The caller's own name for the customer.
    pub customer: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// The caller's own name for the payment.
    pub reference: Option<String>,
    /// The caller's own pairs, in any order, keys distinct.
    pub metadata: Vec<(String, String)>,
    /// Ask a gateway at once.
    pub confirm: bool,
}

/// When authorized money is taken.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum CaptureMode {
    /// Together with the authorization.
    Automatic,
    /// When a capture command says so.
    Manual,
    /// So long after the authorization, unless a command came first.
    AutomaticAfter(Milliseconds),
}

impl Action {
    /// The command's word in messages.
    pub const fn name(&self) -> &'static str {
        match self {
            Action::Create(_) => "create",
            Action::Confirm => "confirm",
            Action::Capture { .. } => "capture",
            Action::Cancel { .. } => "cancel",
            Action::Refund { .. } => "refund",
            Action::ReturnRefund { .. } => "return_refund",
            Action::Retry => "retry",
            Action::RecordOutcome { .. } => "record_outcome",
        }
    }
}
