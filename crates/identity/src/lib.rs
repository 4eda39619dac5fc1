//! Tenants and their API keys: who may call on whose behalf.
//!
//! In come commands to create tenants and to create and revoke keys; out come events and, by
//! [`State::authenticate`], the tenant and the key behind a presented secret. Secrets and random bytes are made by the
//! caller; this crate sees a secret only while it is shown to its owner or checked, and keeps nothing but its hash.
//!
//! It never stores, prints or compares a secret in the clear, and never says more than "unknown" to someone who does
//! not hold the key's secret.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod decide;
mod key;
mod rejection;
mod scope;
mod secret;
mod state;
mod wire;

pub use decide::{Command, Event, MAXIMUM_KEYS, decide};
pub use key::{ApiKey, KeyRefused, verify};
pub use rejection::Rejection;
pub use scope::{Scope, Scopes};
pub use secret::{InvalidKeySecret, KeySecret, SecretHash};
pub use state::{State, TenantRecord, apply};
pub use wire::{decode_event, encode_event};
