//! Which gateway a payment should go to, and what is known about the gateways' health.
//!
//! In come commands ([`decide`]: gateways, versions of rules, fees, strategies, experiments) and what happened to
//! payments, as [`started`], [`observe`], [`learn`] and [`conclude`] take it from committed events. Out comes a
//! [`Decision`] ([`route`]) that explains itself: each gateway with its verdict, the rule that kept it out and the parts
//! of its score. [`choose`] is the plain choice without any of the settings. Everything is integers, and what looks like
//! chance is a hash of the payment's id, so a replay chooses the same.
//!
//! It never calls a gateway, never learns anything that is not in the log, and never sends a payment to a gateway that
//! can't take it, that a rule keeps out or whose breaker is open, even when no other is left.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod apply;
mod breaker;
mod chance;
mod choose;
mod command;
mod decide;
mod declare;
mod event;
mod experiment;
mod facts;
mod fees;
mod health;
mod learn;
mod moment;
mod probe;
mod profile;
mod rejection;
mod resilience;
mod route;
mod rules;
mod state;
mod statistics;
mod strategy;
mod versions;
mod wire;

pub use apply::apply;
pub use bezant_kernel::{Actor, Bin, CardCategory, CardScheme, InvalidActor, InvalidBin};
pub use breaker::{
    BREAKER_TRANSITIONS, BreakerPhase, BreakerTransition, Forecast, Trend, breaker_transitions_table,
};
pub use choose::{Candidate, Choice, Verdict, Want, choose};
pub use command::Command;
pub use decide::decide;
pub use declare::MAXIMUM_GATEWAYS;
pub use event::Event;
pub use experiment::{
    Experiment, ExperimentRun, ExperimentStatus, InvalidExperiment, MAXIMUM_ENDED_EXPERIMENTS,
    MAXIMUM_SAMPLE, Side, Significance, Tally,
};
pub use facts::Facts;
pub use fees::{
    Cost, FeeDocument, FeeLine, FeeLineDocument, FeeProblem, FeeProblems, FeeSchedule, FeeScheduleDocument,
    MAXIMUM_FEE_LINES, Price, PriceDocument, Rate, Region,
};
pub use health::{Counts, GatewayHealth, OperationHealth, health};
pub use learn::MAXIMUM_SEGMENTS;
pub use moment::{RetryWindow, SoftDecline, best_moment};
pub use probe::DueProbe;
pub use profile::GatewayProfile;
pub use rejection::Rejection;
pub use resilience::{InvalidResilience, Prediction, Resilience};
pub use route::{Decision, Scored, propensities, route, route_by};
pub use rules::{
    Diagnostic, DiagnosticCode, Diagnostics, MAX_LIST, MAX_NAME_BYTES, MAX_NESTING, MAX_RULES,
    MAX_RULES_BYTES, RuleSet, Span,
};
pub use state::{Lesson, State, conclude, learn, observe, started};
pub use statistics::OutcomeClass;
pub use strategy::{Elimination, InvalidStrategy, Order, Strategy, SuccessModel, Weights};
pub use versions::{MAXIMUM_RULE_VERSIONS, RulesStatus, RulesVersion};
pub use wire::{decode_event, encode_event};
