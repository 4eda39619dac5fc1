//! The payment machine: one payment from its creation to its last refund.
//!
//! Commands come in ([`Command`]: from callers, from timers, and from whoever called a gateway) and are decided against
//! one [`Payment`] without changing it. Events go out, together with the postings they mean for the books; committed
//! events are applied to the payment. It must never ask two gateways for the same money at once, never send again what
//! may have had its effect without asking first, never report captured money as failed, and never keep a card number.

pub mod command;
pub mod event;
pub mod operation;
pub mod payment;
pub mod policy;
pub mod route;
pub mod status;

pub use command::{Action, CaptureMode, Command, Create};
pub use event::{
    Authorized, Created, Doubt, Event, EventKind, Observation, OperationEnded, OperationStarted,
    OperationUnknown, OutcomeClass, RetryScheduled, SettlementAwaited,
};
pub use operation::{
    Approval, Call, Decline, DeclineCode, Failure, GatewayReference, Latency, Operation, Outcome,
    UnknownReason,
};
pub use payment::{Attempt, Authorization, FailureNote, Flight, Payment, Phase, Refund};
pub use policy::Policy;
pub use route::{Candidate, RouteChoice, RouteWant, Router};
pub use status::{RefundStatus, Rule, Status, TRANSITIONS, Transition, transitions_table};
