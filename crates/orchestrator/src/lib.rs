//! The follower that calls gateways.
//!
//! A committed `payment.operation_started` comes in; the named gateway is called, with an idempotency key made from the
//! operation's id; the outcome goes back as a command. Nothing else is decided here: which gateway, how often, when to
//! inquire and when to give up is the payment machine's business. It must never call a gateway for something that is not
//! committed, and never lose an outcome while the engine lives.
//!
//! Its durable cursor is the state itself: the payments whose calls are under way. After a restart nobody knows whether a
//! call had left the process, so its outcome is recorded as unknown, and the machine inquires before anything is repeated.

mod call;
mod run;

pub use run::{OrchestratorError, run};
