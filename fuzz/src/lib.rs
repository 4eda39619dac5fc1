//! What is thrown at Bezant's parsers and at its ledger: one module per fuzz target.
//!
//! Each `run` takes the bytes that libFuzzer makes up, and panics if a promise is broken. Broken input must be refused,
//! never cause a panic, and what is accepted must survive being written and read again. The modules know nothing of
//! libFuzzer, so that the same functions can be run with any bytes; the programs in `targets/` hand them over.
//! Nothing here may depend on a clock, on files or on earlier inputs: a finding must repeat.

#![forbid(unsafe_code)]

pub mod batches;
mod edits;
pub mod events;
pub mod flows;
pub mod import;
mod input;
pub mod journal;
mod journal_fixture;
pub mod log;
mod log_fixture;
pub mod packed;
pub mod proofs;
pub mod seeds;
pub mod snapshot;
pub mod statements;
