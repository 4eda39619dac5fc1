//! Principals, roles, groups, invitations and outside providers: who there is, and what they may do.

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
pub struct State {
    #[cfg(test)]
    permitted: std::collections::BTreeMap<(Tenant, bezant_kernel::PrincipalId), crate::Permissions>,
}

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

#[cfg(not(test))]
impl State {
    /// What a principal may do now: nothing if they are unknown, suspended, or of another tenant.
    pub fn permissions_of(&self, _tenant: Tenant, _id: bezant_kernel::PrincipalId) -> crate::Permissions {
        crate::Permissions::NONE
    }

    /// Whether there is such a principal of the tenant, and they are neither suspended nor deleted.
    pub fn is_active(&self, _tenant: Tenant, _id: bezant_kernel::PrincipalId) -> bool {
        false
    }
}

#[cfg(test)]
impl State {
    pub(crate) fn permissions_of(
        &self,
        tenant: Tenant,
        id: bezant_kernel::PrincipalId,
    ) -> crate::Permissions {
        self.permitted.get(&(tenant, id)).copied().unwrap_or_default()
    }

    pub(crate) fn is_active(&self, tenant: Tenant, id: bezant_kernel::PrincipalId) -> bool {
        self.permitted.contains_key(&(tenant, id))
    }

    /// Makes a principal of these permissions active, or suspends them, without the commands for it.
    pub(crate) fn set_for_test(
        &mut self,
        tenant: Tenant,
        id: bezant_kernel::PrincipalId,
        may: Option<crate::Permissions>,
    ) {
        match may {
            Some(may) => self.permitted.insert((tenant, id), may),
            None => self.permitted.remove(&(tenant, id)),
        };
    }
}
