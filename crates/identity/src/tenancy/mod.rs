//! Tenants and their API keys: on whose behalf a call is made, and by which key.
//!
//! In come commands to create and change tenants and keys; out come events and, by [`State::authenticate`], the key behind a
//! presented secret. This part keeps no secret but as a hash, never says more than "unknown" to someone who does not hold
//! the key's secret, and lets nobody make a key that may do more than they may themselves.

mod command;
mod decide;
mod key;
mod rejection;
mod scope;
mod secret;
mod state;
mod tenant;
mod wire;

pub use command::{Command, Event, NewKey};
pub(crate) use decide::decide;
pub use decide::{LONGEST_OVERLAP, MAXIMUM_KEYS};
pub use key::{ApiKey, Certifications, KeyRefused, PreviousSecret, verify};
pub use rejection::Rejection;
pub use scope::{Scope, Scopes};
pub use secret::{InvalidKeySecret, KeySecret, SecretHash};
pub use state::State;
pub(crate) use state::apply;
pub use tenant::{
    DataClasses, FeatureName, Region, SignInSettings, TenantChange, TenantLimits, TenantRecord,
    TenantSettings, TenantStatus,
};
pub(crate) use wire::{decode_event, encode_event};
