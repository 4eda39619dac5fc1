//! The books against a list of all transfers, read naively; and the ways in and out: exports, imports, the journal's opening.
#![allow(clippy::unwrap_used)]

mod balances;
mod exports;
mod history;
mod imports;
mod journals;
mod pages;
mod reports;
mod statements;
mod world;
