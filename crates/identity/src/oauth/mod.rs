//! Bezant as an OAuth 2.1 and OpenID provider: clients, codes, grants, devices, remembered approvals, signing keys.
//!
//! In come commands, with hashes of what was presented; out come events and, by [`crate::State::check_grant`], whether the
//! tokens of a grant are good. A code works once and a refresh token works once: what is presented again ends its whole grant. It
//! never makes or verifies a token itself, and never lets a client get more than its terms or its maker allow.

mod client;
mod command;
mod decide;
mod event;
mod grant;
mod redirect;
mod rejection;
mod scopes;
mod signing;
mod state;
mod wire;

pub use client::{Client, ClientKind, ClientTerms, Flow, Flows};
pub use command::Command;
pub(crate) use decide::decide;
pub use event::Event;
pub use grant::{
    Allowed, Code, DeviceRequest, DeviceStatus, Grant, GrantEnd, InvalidUserCode, TokenRefused, UserCode,
    access_token_hash,
};
pub use rejection::Rejection;
pub use scopes::{Claim, GrantScopes, InvalidScopes};
pub use signing::{SigningAlgorithm, SigningKey};
pub use state::State;
pub(crate) use state::apply;
pub(crate) use wire::{decode_event, encode_event};

#[cfg(test)]
mod tests;
