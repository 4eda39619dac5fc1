//! The webhook endpoints of each tenant: where events are sent, which ones, and with which secret they are signed.
//!
//! In come commands to create, change, disable and delete endpoints and to rotate their secrets; out come events and,
//! for delivery, the endpoints that want an event and the secrets that sign now. Secrets and ids are made by the caller.
//!
//! It never sends anything and never prints a secret. Its events do hold the secrets, since delivery must sign with
//! them: they may go to the log and to delivery, but never into an answer, a view or a webhook.

#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_methods,
    clippy::disallowed_types
)]

mod decide;
mod filter;
mod rejection;
mod secret;
mod signature;
mod state;
mod url;
mod wire;

pub use decide::{Command, Event, MAXIMUM_ENDPOINTS, OLD_SECRET_VALID_FOR, decide};
pub use filter::{EventFilter, InvalidFilter, MAXIMUM_FILTERS, matches};
pub use rejection::Rejection;
pub use secret::{InvalidSecret, SigningScheme, SigningSecret, public_key_text};
pub use signature::signatures;
pub use state::{DisableReason, Disabled, Endpoint, PreviousSecret, State, apply};
pub use url::{EndpointUrl, InvalidUrl};
pub use wire::{decode_event, encode_event};
