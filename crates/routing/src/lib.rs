//! Which gateway a payment should go to, and what is known about the gateways' health.
//!
//! In come the declared facts about gateways ([`Command::DeclareGateways`]) and what happened to operations, as
//! [`started`] and [`observe`] learn it from committed events. Out comes a [`Choice`] that explains itself: each
//! gateway with its verdict and the parts of its score. Everything is integers, so a replay chooses the same.
//!
//! It never calls a gateway, never learns anything that is not in the log, and never sends a payment to a gateway that
//! can't take it or whose breaker is open, even when no other is left.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod breaker;
mod chance;
mod choose;
mod declare;
mod facts;
mod health;
mod profile;
mod rules;
mod state;
mod statistics;
mod wire;

pub use breaker::BreakerPhase;
pub use choose::{Candidate, Choice, Verdict, Want, choose};
pub use declare::{Command, Event, MAXIMUM_GATEWAYS, Rejection, apply, decide};
pub use facts::{Bin, CardCategory, CardScheme, Facts, InvalidBin};
pub use health::{Counts, GatewayHealth, OperationHealth, health};
pub use profile::GatewayProfile;
pub use rules::{
    Diagnostic, DiagnosticCode, Diagnostics, MAX_LIST, MAX_NAME_BYTES, MAX_NESTING, MAX_RULES,
    MAX_RULES_BYTES, RuleSet, Span,
};
pub use state::{State, observe, started};
pub use statistics::OutcomeClass;
pub use wire::{decode_event, encode_event};
