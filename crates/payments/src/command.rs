//! What can be asked of a payment.

use bezant_kernel::{
    Card, Country, GatewayName, MethodKind, Milliseconds, Money, OperationId, PaymentId, PrincipalId,
    RefundId,
};

use crate::advice::Advice;
use crate::billing::BillingDetails;
use crate::dispute::DisputeReport;
use crate::operation::{Decline, Latency, Outcome};

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
    Confirm(Advice),
    /// Take reserved money.
    Capture {
        /// How much; all of it where `None`. What is not taken is released: there is one capture.
        amount: Option<Money>,
    },
    /// Give the payment up before money is taken, or stop waiting for the next try.
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
    Retry(Advice),
    /// A gateway call came to an end. Sent by the orchestrator only.
    RecordOutcome {
        /// The operation that was called.
        operation: OperationId,
        /// What came of it.
        outcome: Outcome,
        /// How long the call took.
        latency: Latency,
    },
    /// A gateway said something unasked, and it could be believed.
    TakeNotice {
        /// The gateway.
        gateway: GatewayName,
        /// The same for each repetition; a repetition that is remembered (see [`crate::Heard`]) must not come here.
        event: String,
        /// What it said.
        notice: Notice,
    },
    /// A person has seen to what the gateway had undone.
    ResolveAttention {
        /// What was done about it, for people.
        reason: Option<String>,
    },
}

/// What a gateway says unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What became of an operation.
    Outcome {
        /// The operation.
        operation: OperationId,
        /// What the gateway says of it.
        outcome: Outcome,
        /// Whether an inquiry would know more, such as the fee.
        inquire: bool,
    },
    /// An operation has no effect in the end, whether or not it had succeeded before.
    Undone {
        /// The operation.
        operation: OperationId,
        /// Why.
        decline: Decline,
    },
    /// A customer disputes the payment, or such a dispute goes on.
    Dispute(Box<DisputeReport>),
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
    /// What is known about the card.
    pub card: Card,
    /// Who wants the money to move now.
    pub initiator: Initiator,
    /// Tries after soft declines, over days; as the policy says where `None`. Only for [`Initiator::Merchant`].
    pub retries: Option<RetryPlan>,
    /// How long a gateway may be looked for; as the policy says where `None`.
    pub answer_within: Option<Milliseconds>,
    /// The caller's own name for the customer.
    pub customer: Option<String>,
    /// For people.
    pub description: Option<String>,
    /// The caller's own name for the payment.
    pub reference: Option<String>,
    /// The caller's own pairs, in any order, keys distinct.
    pub metadata: Vec<(String, String)>,
    /// Who is billed; only with a customer.
    pub billing: Option<Box<BillingDetails>>,
    /// The principal who asks for it; nobody where a key without a principal does.
    pub created_by: Option<PrincipalId>,
    /// Ask a gateway at once.
    pub confirm: bool,
    /// What hooks said, with `confirm`.
    pub advice: Advice,
}

impl Create {
    /// A payment that is confirmed at once and captured with its authorization, and of which nothing else is said.
    pub fn new(amount: Money, method: MethodKind, token: &str) -> Create {
        Create {
            amount,
            capture: CaptureMode::Automatic,
            method,
            token: token.to_owned(),
            country: None,
            card: Card::default(),
            initiator: Initiator::Customer,
            retries: None,
            answer_within: None,
            customer: None,
            description: None,
            reference: None,
            metadata: Vec::new(),
            billing: None,
            created_by: None,
            confirm: true,
            advice: Advice::default(),
        }
    }
}

/// Who wants the money to move now.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Initiator {
    /// The customer, who waits for the answer.
    #[default]
    Customer,
    /// The merchant, under an agreement: nobody waits, so a better moment may be waited for.
    Merchant,
}

/// Tries after soft declines.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct RetryPlan {
    /// How many times to come back after the first try.
    pub retries: u32,
    /// For how long after the first try.
    pub within: Milliseconds,
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
            Action::Confirm(_) => "confirm",
            Action::Capture { .. } => "capture",
            Action::Cancel { .. } => "cancel",
            Action::Refund { .. } => "refund",
            Action::ReturnRefund { .. } => "return_refund",
            Action::Retry(_) => "retry",
            Action::RecordOutcome { .. } => "record_outcome",
            Action::TakeNotice { .. } => "take_notice",
            Action::ResolveAttention { .. } => "resolve_attention",
        }
    }
}
