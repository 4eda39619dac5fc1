//! Tenants and their API keys: on whose behalf a call is made, and by which key.
//!
//! In come commands to create and change tenants and keys; out come events and, by [`State::authenticate`], the key behind a
//! presented secret. This part keeps no secret but as a hash, and never says more than "unknown" to someone who does not hold
//! the key's secret.

mod decide;
mod key;
mod rejection;
mod scope;
mod secret;
mod state;
mod wire;

pub(crate) use decide::decide;
pub use decide::{Command, Event, MAXIMUM_KEYS};
pub use key::{ApiKey, KeyRefused, verify};
pub use rejection::Rejection;
pub use scope::{Scope, Scopes};
pub use secret::{InvalidKeySecret, KeySecret, SecretHash};
pub(crate) use state::apply;
pub use state::{State, TenantRecord};
pub(crate) use wire::{decode_event, encode_event};
