//! The double-entry ledger: accounts of the five types per tenant and currency, transfers between them one by one, in
//! chains and in bulk, holds that are posted, voided or expire, reversals, schedules and monitors.
//!
//! A [`Command`] comes in and is decided by [`decide`] against a [`State`] without changing it ([`post`] does the same
//! for other domains' postings, [`due`] for what happens by itself); [`Event`]s go out, and [`apply`] puts committed
//! events into the state. It must never let debits and credits of a currency differ, an account leave its guard (money
//! on hold counts as gone), a sum overflow, or a tenant learn of another tenant's accounts and transfers. It does no
//! I/O and knows no clock, and keeps no finished transfer: [`State::lookups`] says which ones a decision needs.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod account;
mod apply;
mod attached;
mod batch;
mod checkpoint;
mod command;
mod consistency;
mod decide;
mod draft;
mod due;
mod ending;
mod event;
mod exchange;
mod flags;
mod hierarchy;
mod holds;
mod index;
mod line;
mod messages;
mod metadata;
mod monitor;
mod names;
mod overlay;
mod pieces;
mod post;
mod preview;
mod reader;
mod recalled;
mod record;
mod rejection;
mod request;
mod schedule;
mod scratch;
pub mod snapshot;
mod state;
mod sums;
mod terms;
mod wire;

pub use account::{Account, AccountChange, Guard, TemporaryLimit, Terms, account_id};
pub use apply::apply;
pub use attached::{InvalidAttachments, ItemAttachment, MAX_ATTACHED_BYTES};
pub use batch::{InvalidBatch, ItemResult, MAX_BATCH, MAX_RECORDS, Records, RequestBatch, Results};
pub use checkpoint::{CHECKPOINT_INTERVAL, Checkpoint};
pub use command::{CallerTransfer, Command, MAX_CHAIN, OpenAccount, Place, RequestKind};
pub use decide::decide;
pub use due::due;
pub use event::{Attachment, Crossing, Event, Schedule};
pub use exchange::{Exchange, InvalidExchange, Rate, exchange_chain};
pub use flags::Flags;
pub use hierarchy::RolledUp;
pub use metadata::{ExternalReference, InvalidExternalReference, InvalidMetadata, Metadata};
pub use monitor::{Comparison, Condition, MAX_MONITORS, Measure, Monitor};
pub use names::AccountPaths;
pub use post::post;
pub use preview::{Excerpt, Preview, Touched};
pub use record::{HoldOutcome, NO_TRANSFER, RECORD_BYTES, Transfer, TransferKind};
pub use rejection::{Field, Refusal, Rejection};
pub use state::{State, TrialBalance};
pub use sums::{Movement, Sums};
pub use wire::{decode_event, encode_event};
