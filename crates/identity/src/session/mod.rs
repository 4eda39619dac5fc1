//! Signed-in sessions and the devices they come from.
//!
//! In come commands of those who have proved who they are; out come events and, by [`crate::State::authenticate_session`], the
//! session behind a presented token. A token is replaced from time to time and the one before is good for some seconds only: who
//! presents it later has copied it. A session never outlives its end, its owner's suspension or the recovery of their account.

mod command;
mod decide;
mod record;
mod rejection;
mod state;
mod wire;

pub use command::{Command, Event, NewSession};
pub(crate) use decide::decide;
pub use record::{Device, Method, Methods, RevokeReason, Session, SessionRefused};
pub use rejection::Rejection;
pub use state::State;
pub(crate) use state::apply;
pub(crate) use wire::{decode_event, encode_event};

#[cfg(test)]
mod tests;
