//! Hooks: other people's code at named points of a payment.
//!
//! ```text
//!   point + facts ──▶ Input (one JSON document) ──▶ each hook of the point that wants it, in declared order
//!                                                    ├─ a signed HTTP call, or
//!                                                    └─ a WebAssembly module with fuel, a memory limit and a deadline
//!   Verdict: go on with advice, or refused ◀── strict JSON answer, or the declared policy on failure
//! ```
//!
//! In come a configuration, which is taken as a whole or refused with the hook and the field in question, and questions at
//! run time; out come verdicts. It must never: give a payment method's token to a hook, print a secret, wait longer for a
//! hook than its `timeout_ms`, let one hook take more than its share of memory or threads, take an answer by halves, or
//! change anything itself. What a verdict means is its caller's business.

mod answer;
mod call;
mod circuit;
mod config;
mod hook;
mod hooks;
mod http;
mod input;
mod verdict;
mod wasm;

#[cfg(test)]
mod tests;

pub use answer::AnswerError;
pub use call::HookFailure;
pub use config::{HookConfig, HookConfigError, HookName, HookSecret, InvalidHookName, OnFailure, Point};
pub use hook::Hook;
pub use hooks::Hooks;
pub use input::{Input, InputEvent, InputOperation, InputOutcome, InputPayment, Terms, VERSION};
pub use verdict::{Advice, Decision, HookRun, RunResult, Verdict};
