//! Decisions about who may do what, by permissions first and then by a policy in Rego.
//!
//! In comes a question: who asks, for what, about whose data, over which connection ([`Input`]); out comes a [`Decision`] with
//! its reasons. The policy is a [`Bundle`] of texts, compiled once ([`Policy`]) and exchanged while requests run
//! ([`Authorizer`]). Decisions are kept by a [`DecisionLog`], and another bundle can be tried on them ([`compare`]).
//!
//! It must never allow what it could not decide: no rule that holds, an answer of another form, an error, too many steps or too
//! much time all deny. A policy sees no clock, no randomness and no network, so that the same question has the same answer until
//! the policy changes. It never sees a person's data, ids apart.

mod authorizer;
mod bundle;
mod cache;
mod decision;
mod document;
mod dry_run;
mod explain;
mod input;
mod log;
mod policy;
mod suite;

pub use authorizer::Authorizer;
pub use bundle::{Bundle, BundleError};
pub use decision::{Decision, Reason, Verdict};
pub use dry_run::{Change, Comparison, MAXIMUM_EXAMPLES, compare};
pub use explain::{Explanation, RuleValue, explain};
pub use input::{
    AddressClass, Authentication, Certifications, Connection, DataClass, Input, Principal, PrincipalKind,
    Request, Resource, StepUpAge, Subject,
};
pub use log::{
    DecisionLog, DecisionRecord, FileDecisionLog, Filter, MAXIMUM_READ, NoDecisionLog, ReadError, Records,
    Sampling, read_decisions, read_every_decision,
};
pub use policy::{CompileError, ENTRY_POINT, Mistake, Policy};
pub use suite::{FileCoverage, Outcome, SuiteReport, TestResult, run_tests};

#[cfg(test)]
mod tests;
