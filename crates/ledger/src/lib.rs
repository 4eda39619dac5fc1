//! The double-entry ledger: accounts of the five types per tenant and currency, transfers between them, holds that
//! are later posted or voided.
//!
//! Commands come in ([`open_account`], [`transfer`], [`linked`], [`post`]) and are decided against a [`State`] without
//! changing it; [`Event`]s go out, and [`apply`] puts committed events into the state. It must never let debits and
//! credits of a currency differ, an account that may not be overdrawn go below zero (money on hold counts as gone), a
//! sum overflow, or a tenant learn of another tenant's accounts. It does no I/O and knows no clock; finished
//! transfers leave its memory through [`State::evict`] and come back through [`State::insert_from_cold`].

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod account;
mod apply;
mod draft;
mod event;
mod finished;
mod open_account;
mod post;
mod reader;
mod record;
mod rejection;
pub mod snapshot;
mod state;
mod sums;
mod transfer;
mod wire;

pub use account::{Account, account_id};
pub use apply::apply;
pub use event::Event;
pub use open_account::open_account;
pub use post::post;
pub use record::{HoldOutcome, NO_TRANSFER, RECORD_BYTES, Transfer, TransferKind};
pub use rejection::{ChainRejection, DifferentField, Rejection};
pub use state::{State, TrialBalance};
pub use sums::Sums;
pub use transfer::{CallerTransfer, MAX_CHAIN, RequestKind, linked, transfer};
pub use wire::{decode_event, encode_event};
