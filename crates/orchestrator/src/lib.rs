//! The followers that act: one calls gateways, one tells hooks what has happened, one asks gateways how they are.
//!
//! A committed `payment.operation_started` comes in; the named gateway is called, with an idempotency key made from the
//! operation's id; the outcome goes back as a command. Nothing else is decided here: which gateway, how often, when to
//! inquire and when to give up is the payment machine's business. It must never call a gateway for something that is not
//! committed, and never lose an outcome while the engine lives.
//!
//! Around each call the hooks that are configured are asked or told (`hooks`); what has happened is told to hooks of its own
//! (`changes`), at least once and in order per payment, from a durable cursor per hook.
//!
//! Probes (`prober`) move no money and follow no log: routing says which gateways to ask, and hears what is news to it.
//!
//! For calls the durable cursor is the state itself: the payments whose calls are under way. After a restart nobody knows whether a
//! call had left the process, so its outcome is recorded as unknown, and the machine inquires before anything is repeated.

mod call;
mod cards;
mod changes;
mod cursor;
mod hooks;
mod prober;
mod run;

pub use changes::{ChangeData, follow_changes};
pub use prober::probe_gateways;
pub use run::{OrchestratorError, run};
