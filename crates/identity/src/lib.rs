//! Who there is and what they may do: tenants, keys, principals with their roles, what they prove themselves with, sessions,
//! OAuth grants, consent, and the versions of the access policy.
//!
//! In come commands, each with the authority that gives it; out come events. A folder is one part with its own commands,
//! events, state and stored form; [`machine`](crate::State) puts them together. What somebody may do is looked up in the state
//! when a command is decided, so that no caller can claim more than was granted. Secrets, random bytes and hashes are made by
//! the caller.
//!
//! It never sees a password, a one-time secret or a person's data in the clear: those come hashed or sealed. It never says
//! more than "unknown" to someone who does not hold a credential.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

pub mod access;
mod authority;
pub mod bundle;
pub mod consent;
pub mod credential;
mod machine;
pub mod oauth;
mod permission;
mod rejections;
mod sealed;
pub mod session;
pub mod tenancy;
mod word;

pub use authority::Authority;
pub use bezant_kernel::{LookupHash, Sealed};
pub use machine::{
    Action, Command, Event, EventKind, Rejection, State, apply, decide, decode_event, encode_event,
};
pub use permission::{Permission, Permissions};
pub use sealed::TokenHash;
pub use tenancy::{
    ApiKey, InvalidKeySecret, KeyRefused, KeySecret, MAXIMUM_KEYS, Region, Scope, Scopes, SecretHash,
    TenantRecord, verify,
};
pub use word::InvalidWord;
