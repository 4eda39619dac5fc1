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
pub use words::{ExternalId, InvalidWord, Label, OutsideGroup, ProviderName, RoleName, Subject};

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
