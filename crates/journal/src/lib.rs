//! The journal: where in the log each transfer ever committed is, by its id, its accounts, what it relates to and its
//! reference.
//!
//! In come the packed transfers of each log record as the writer stages them ([`Journal::add`]) and word of what is
//! durable ([`Journal::committed`]); out come places in the log and the transfers read from there
//! ([`Journal::find`], [`Journal::transfers`]). It keeps entries of 16 bytes: 64 bits of a keyed hash and a [`Place`].
//! They are in memory while young, then in sorted files that never change, merged in the background; a Bloom filter in
//! memory says at once that an id is new.
//!
//! What it must never do: call a transfer new that is in the log at or before the position asked for, answer with a
//! transfer that only has the same hash, put on disk what the log may still lose, or serve bytes that fail their
//! checksum. It is not the truth: losing it costs the time to read the log again ([`Journal::reset`]).

mod buckets;
mod chains;
mod error;
mod filter;
mod find;
mod hash;
mod journal;
mod keeper;
mod known;
mod manifest;
mod merge;
mod options;
mod place;
mod query;
mod records;
mod run;
mod sort;
mod state;
mod stats;
mod table;

pub use error::JournalError;
pub use find::By;
pub use journal::Journal;
pub use options::Options;
pub use place::Place;
pub use query::{Of, Order, Page, Query};
pub use records::{PackedTransfer, RecordSource, Stored, TRANSFER_BYTES};
pub use stats::Stats;
