//! The durable log: the one place where Bezant's history is kept.
//!
//! In come batches of opaque records, out come the same records in the same order, for ever. The log knows
//! nothing of payments or of any other meaning of the bytes.
//!
//! - [`Log`] is the contract of a writer, [`LogReader`] that of its readers, [`SnapshotStore`] that of snapshots;
//!   [`conformance`] is the suite that every engine passes.
//! - [`embedded`] is the default engine: segment files in one folder.
//! - [`postgres`] is the engine in a database.
//! - [`proof`] is what an auditor checks: signed checkpoints, and proofs that lead to them.
//! - [`disk`] is the engine's only door to the file system, with a real and a simulated side.
//!
//! What it must never do: answer `Ok` to an append before it is durable, show a record that is not durable, drop
//! or change a record that was, or go on after the disk refused to say that a write is safe.

pub mod conformance;
pub mod disk;
pub mod embedded;
mod error;
mod log;
mod merkle;
pub mod postgres;
pub mod proof;
mod record;
mod reserve;

pub use error::LogError;
pub use log::{Log, LogReader, MAX_BATCH_BYTES, SnapshotStore};
pub use record::{Batch, Epoch, LogId, Position, Record};
pub use reserve::ReservedSpace;
