//! Versions of the access policy: which was in force when, and who put it there.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{ErrorKind, Tenant, Timestamp};

use crate::Authority;

/// What can be asked.
#[derive(Clone, Debug)]
pub enum Command {}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match *self {}
    }

    /// What the tenant's event stream shows of it, by name: ids and words, never a secret, a hash or a person's data. `None` if
    /// it is not shown at all.
    pub fn facts(&self) -> Option<Vec<(&'static str, String)>> {
        match *self {}
    }
}

/// Why it is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match *self {}
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match *self {}
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match *self {}
    }
}

/// What is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {}

/// Decides a command of `tenant`, by `authority`, that would be committed at `now`.
pub(crate) fn decide(
    _state: &crate::State,
    _now: Timestamp,
    _tenant: Tenant,
    _authority: &Authority,
    command: Command,
) -> Result<Vec<Event>, Rejection> {
    match command {}
}

/// Applies an event of `tenant` that was committed at `at`.
pub(crate) fn apply(_state: &mut State, _at: Timestamp, _tenant: Tenant, _by: &Authority, event: &Event) {
    match *event {}
}

pub(crate) fn encode_event(event: &Event) -> Vec<u8> {
    match *event {}
}

pub(crate) fn decode_event(_bytes: &[u8]) -> Result<Event, Corrupt> {
    Err(Corrupt("unknown event"))
}

impl State {
    pub(crate) fn encode(&self) -> Vec<u8> {
        Vec::new()
    }

    pub(crate) fn decode(_bytes: &[u8]) -> Result<State, Corrupt> {
        Ok(State::default())
    }
}
