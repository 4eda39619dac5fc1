//! The rules language: who may take a payment, who should, and who must not, written by people.
//!
//! A source text comes in ([`RuleSet::compile`]) with the gateways that exist; a [`RuleSet`] goes out, or
//! [`Diagnostics`] with all mistakes and their places. A rule set is evaluated against [`crate::Facts`] without
//! allocating. It never looks at what was learned, and what is not known about a payment fits no condition.
//! `docs/routing-rules.md` is the language's reference; its examples are run as tests.

mod check;
mod diagnostic;
mod evaluate;
mod expected;
mod grammar;
mod parse;
mod program;
mod span;
mod syntax;
mod token;

pub use diagnostic::{Diagnostic, DiagnosticCode, Diagnostics};
pub(crate) use evaluate::Ruling;
pub use program::RuleSet;
pub use span::Span;

/// The longest source text, in bytes.
pub const MAX_RULES_BYTES: usize = 64 * 1024;
/// How many rules a set may have.
pub const MAX_RULES: usize = 1_000;
/// How many values a list may have.
pub const MAX_LIST: usize = 1_000;
/// How deep parentheses may nest.
pub const MAX_NESTING: usize = 16;
/// The longest word or text, in bytes.
pub const MAX_NAME_BYTES: usize = 200;
