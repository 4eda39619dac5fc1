//! The audit trail: who did what, from where, what changed, and what was decided about it.
//!
//! In come requests, from whoever serves them, and changes, from the main log; they are masked, put into a bounded queue and written in
//! batches to a log of the trail's own ([`bezant_log::embedded`]), whose frames are chained by hash and covered by signed checkpoints
//! and proofs ([`bezant_log::proof`]). Out come records, exports that are checked without a node, and what searches find.
//!
//! - [`Record`] is what is kept; [`masked`] decides what of a value may be.
//! - [`Trail`] takes records in and answers for what is durable; [`follow_changes`] brings those of the main log.
//! - [`export`] and [`verify`] are for the auditor.
//! - [`Trail::retire`] takes away what is old enough, and puts that on record.
//! - [`siem`] hands the trail on to other systems.
//! - [`Search`] finds records by a derived index.
//!
//! What it must never do: keep a secret, a card number or a person's name; lose a change of the main log or write one twice; say that
//! all is recorded when it is not; hold back payments longer than a full queue does; change a record.

mod address;
mod alert;
mod change;
mod cursor;
mod error;
pub mod export;
mod handed;
mod mask;
mod queue;
mod record;
mod retention;
mod search;
mod shown;
pub mod siem;
#[cfg(test)]
mod tests;
mod trail;
pub mod verify;
mod writer;

pub use address::Addresses;
pub use alert::{AlertSettings, Rules, follow_alerts};
pub use change::follow_changes;
pub use error::AuditError;
pub use handed::{HandedRecord, hand_over, sign};
pub use mask::{MASKED, masked, masked_correlation};
pub use record::{
    Alert, Change, Changed, Custody, DataClass, Decision, Difference, Fact, Kind, NoRecord, Record, Request,
};
pub use retention::Retired;
pub use search::{Filter, Found, Search, SearchPage};
pub use trail::{Options, Stats, Trail, WhenUnavailable};
