//! Reconciliation: what the bank says beside what the ledger says, until nothing is left open between the two.
//!
//! Files from outside ([`parse_csv`], [`parse_camt`], [`parse_mt940`]) become [`Statement`]s; [`propose`] finds which
//! lines and transfers belong together by [`Rule`]s; the machine ([`decide`], [`apply`]) keeps each line as an [`Item`]
//! from its import to its match or resolution, with everyone who touched it. In come bytes, commands and candidates;
//! out go statements, proposals and events.
//!
//! It never moves money and never looks at the ledger: transfers enter as candidates, a difference leaves as a
//! suggestion. No file, however broken, makes a parser panic or grow beyond a small multiple of the file. No line is
//! taken in twice and no transfer is matched twice.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod amount;
mod cold;
mod command;
mod date;
mod decide;
mod event;
mod ids;
mod item;
mod matching;
mod parse;
mod rejection;
mod rule;
mod state;
mod statement;
mod text;
mod wire;

pub use amount::{InvalidAmount, parse_amount};
pub use bezant_kernel::{Actor, InvalidActor};
pub use cold::{ColdKey, ColdKind, RecallError};
pub use command::{Command, Definition};
pub use date::{Date, DateFormat, InvalidDate, InvalidDateFormat};
pub use decide::{
    MAXIMUM_LINES_PER_IMPORT, MAXIMUM_MEMBERS_PER_COMMAND, MAXIMUM_RECONCILIATIONS, NOTE_CHARACTERS, decide,
};
pub use event::{Event, NewItem, RecordedMatch};
pub use ids::{ItemId, LineId, MatchId, ReconciliationId, StatementId};
pub use item::{HistoryEntry, Item, Resolution, Status, Step, TRANSITIONS, transitions_table};
pub use matching::{Candidate, Match, OpenLine, Proposals, propose};
pub use parse::{
    AmountColumns, CsvMapping, Encoding, MAXIMUM_FILE_BYTES, ParseError, Place, Problem, misplaced_quote,
    parse_camt, parse_csv, parse_mt940,
};
pub use rejection::{InvalidMatch, Rejection};
pub use rule::{
    Acceptance, InvalidRule, MAXIMUM_GROUP, MAXIMUM_RULES, ReferenceCondition, Rule, Shape, Tolerance,
};
pub use state::{ImportedStatement, MatchRecord, MatchStatus, Reconciliation, Stamp, State, apply};
pub use statement::{Header, Line, LineContent, MAXIMUM_LINES, Statement, StatementProblem};
pub use wire::{decode_event, encode_event};
