//! The payment machine: one payment from its creation to its last refund.
//!
//! Commands come in ([`Command`]: from callers, from timers, and from whoever called a gateway) and are decided against
//! one [`Payment`] without changing it. Events go out, together with the postings they mean for the books; committed
//! events are applied to the payment. It must never ask two gateways for the same money at once, never send again what
//! may have had its effect without asking first, never report captured money as failed, and never keep a card number.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod advice;
mod apply;
mod attention;
mod billing;
mod cancel;
mod capture;
pub mod command;
mod confirm;
mod create;
mod decide;
mod dispute;
mod draft;
mod due;
pub mod event;
mod guard;
mod heard;
pub mod operation;
pub mod payment;
pub mod policy;
mod postings;
mod postpone;
mod record_dispute;
mod record_outcome;
mod refund;
mod rejection;
mod retry;
mod return_refund;
pub mod route;
mod start;
pub mod status;
mod take_notice;
#[cfg(test)]
mod testing;
mod wire;

pub use advice::Advice;
pub use apply::{Stamp, apply};
pub use attention::AttentionReason;
pub use billing::BillingDetails;
pub use command::{Action, CaptureMode, Command, Create, Initiator, Notice, RetryPlan};
pub use decide::decide;
pub use dispute::{
    Dispute, DisputeChange, DisputeReason, DisputeReference, DisputeReport, DisputeStatus, DisputedFunds,
};
pub use draft::Decision;
pub use due::due;
pub use event::{
    Authorized, Created, Doubt, Event, EventKind, Observation, OperationEnded, OperationStarted,
    OperationUnknown, OutcomeClass, RetryReason, RetryScheduled, SettlementAwaited,
};
pub use heard::Heard;
pub use operation::{
    Approval, Call, Decline, DeclineCode, Failure, GatewayReference, Hope, Latency, Operation, Outcome,
    UnknownReason,
};
pub use payment::{Attempt, Authorization, FailureNote, Flight, Payment, Phase, Refund};
pub use policy::Policy;
pub use postings::{CLEARING_ACCOUNT, POSTING_CODES, is_payments_account, posting_code_name};
pub use rejection::Rejection;
pub use route::{Candidate, RouteChoice, RouteWant, Router, Window};
pub use status::{RefundStatus, Rule, Status, TRANSITIONS, Transition, transitions_table};
pub use wire::{decode_event, encode_event};
