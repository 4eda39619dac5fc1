//! The posting language: a small text that says how money flows, from which accounts, to which, in which parts.
//!
//! A source text comes in ([`parse`], [`check`]) with the values of its variables and a view of balances ([`plan`]); a
//! list of transfers goes out, which the caller posts as one chain, or [`Diagnostics`] that point at the place. It must
//! never lose or invent a minor unit, take more from an account than the text and the ledger allow, post anything
//! itself, or panic on any input. `docs/flows.md` is the language's reference; its examples are run as tests.
//!
//! ```
//! use std::collections::BTreeMap;
//! use bezant_flows::{Limit, Standing, parse, plan};
//! use bezant_kernel::{AccountPath, Currency};
//!
//! let program = parse("send EUR 10.00 from liabilities:wallets:ann to {
//!     2.5% to revenue:fees
//!     remaining to liabilities:wallets:bob
//! }").unwrap();
//! let standing = Standing { available: 5_000, overdraft: Limit::UpTo(0) };
//! let transfers = plan(&program, &BTreeMap::new(), &|_: &AccountPath, _: Currency| Some(standing)).unwrap();
//! assert_eq!(transfers[0].amount.to_string(), "0.25 EUR");
//! assert_eq!(transfers[1].amount.to_string(), "9.75 EUR");
//! assert_eq!(transfers[1].debit.as_str(), "liabilities:wallets:ann");
//! ```

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod balances;
mod check;
mod diagnostic;
mod direction;
mod error;
mod evaluate;
mod expected;
mod format;
mod grammar;
mod parse;
mod plan;
mod program;
mod ratio;
mod span;
mod syntax;
mod token;
mod value;

pub use balances::{Balances, Limit, Standing};
pub use check::check;
pub use diagnostic::{Diagnostic, DiagnosticCode, Diagnostics};
pub use error::{FlowError, VariableProblem};
pub use format::format;
pub use parse::parse;
pub use plan::{PlannedKind, PlannedTransfer, plan};
pub use program::{Program, Variable};
pub use span::Span;
pub use value::ValueType;

/// The longest source text, in bytes.
pub const MAX_SOURCE_BYTES: usize = 64 * 1024;
/// How deep braces and parentheses may nest. The parser recurses once per level, so this bounds its stack.
pub const MAX_DEPTH: usize = 16;
/// How many variables a flow may declare.
pub const MAX_VARIABLES: usize = 100;
/// The longest name of a variable or word, in bytes. What a mistake says about it stays short.
pub const MAX_NAME_BYTES: usize = 40;
/// How many transfers a plan may have: what the ledger takes as one chain.
pub const MAX_TRANSFERS: usize = 256;
/// How many metadata keys a statement may set.
pub const MAX_METADATA_KEYS: usize = 32;
/// The longest metadata key, in bytes.
pub const MAX_METADATA_KEY_BYTES: usize = 40;
/// The longest text that a plan carries, a metadata value or an external reference, in bytes.
pub const MAX_TEXT_BYTES: usize = 500;
