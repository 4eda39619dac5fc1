//! Principals, roles, groups, invitations, approvals and outside providers: who there is, and what they may do.
//!
//! In come commands, out come events. Everything belongs to one tenant and is kept apart by tenant, so that no look-up can cross
//! over. Nobody gives what they do not have; giving what is administrative takes a second person, who approves a
//! [`Request`] that waits as an [`Approval`]; only the machine's own operator gives what belongs to the whole node. Whoever
//! provisions from outside (SCIM, an identity provider) reaches only what an identity manager has marked for it.
//!
//! It never believes a caller about what they may do, never links an account to an outside one by e-mail alone, and never
//! leaves a tenant that has an administrator without one, unless the machine's operator says so.

mod approve;
mod command;
mod decide;
mod event;
mod grant;
mod group;
mod grouping;
mod invitation;
mod outside;
mod people;
mod principal;
mod provider;
mod realm;
mod rejection;
mod request;
mod role;
mod roles;
mod state;
mod wire;
mod words;

pub use command::{Arrival, Command};
pub(crate) use decide::decide;
pub use event::Event;
pub use group::{Group, GroupChanges, NewGroup};
pub use invitation::{Invitation, NewInvitation};
pub use principal::{
    Attributes, NewPrincipal, OutsideAccount, Principal, PrincipalChanges, PrincipalKind, PrincipalStatus,
};
pub use provider::{Provider, ProviderKind, ProviderSettings};
pub use rejection::Rejection;
pub use request::{Approval, Request};
pub use role::{BUILT_IN_ROLES, Holder, Role};
pub use state::State;
pub(crate) use state::apply;
pub(crate) use wire::{decode_event, encode_event};
pub use words::{ExternalId, InvalidWord, Label, OutsideGroup, ProviderName, Region, RoleName, Subject};

<<<<<<< HEAD
/// A tenant has at most so many principals, deleted ones not counted.
pub const MAXIMUM_PRINCIPALS: usize = 1_000_000;
/// A tenant has at most so many groups.
pub const MAXIMUM_GROUPS: usize = 1_000;
/// A tenant has at most so many roles of its own.
pub const MAXIMUM_ROLES: usize = 200;
/// A tenant has at most so many open invitations.
pub const MAXIMUM_INVITATIONS: usize = 1_000;
/// A tenant has at most so many requests that wait for a second person.
pub const MAXIMUM_APPROVALS: usize = 1_000;
/// A tenant has at most so many outside providers.
pub const MAXIMUM_PROVIDERS: usize = 20;
/// A provider's mapping names at most so many outside groups; so many of them are taken from one sign-in.
pub const MAXIMUM_OUTSIDE_GROUPS: usize = 200;
/// A principal, a group, an invitation or an outside group has at most so many roles.
pub const MAXIMUM_ROLES_EACH: usize = 50;
/// One command adds or names at most so many members of a group.
pub const MAXIMUM_MEMBERS_AT_ONCE: usize = 10_000;
=======
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
>>>>>>> h2-next
