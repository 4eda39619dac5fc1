//! A principal as it is kept: a user, an agent or a service account.

use std::collections::BTreeSet;

use bezant_kernel::{GroupId, PrincipalId, Tenant, Timestamp};

use super::{ExternalId, Label, OutsideGroup, ProviderName, RoleName, Subject};
use crate::{Authority, LookupHash, Region, Sealed};

/// What is known of a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Who.
    pub id: PrincipalId,
    /// Where: a principal belongs to one tenant.
    pub tenant: Tenant,
    /// What they are.
    pub kind: PrincipalKind,
    /// What an agent or service account is called. A person's name is in the profile.
    pub name: Option<Label>,
    /// By what a person is found by e-mail; no two principals of a tenant have the same.
    pub email: Option<LookupHash>,
    /// A person's name, e-mail and so on.
    pub profile: Sealed,
    /// What an outside directory calls them.
    pub external_id: Option<ExternalId>,
    /// The responsible person of an agent or service account.
    pub owner: Option<PrincipalId>,
    /// Whether they may act.
    pub status: PrincipalStatus,
    /// The roles that were given to them alone.
    pub roles: BTreeSet<RoleName>,
    /// The groups that they are in.
    pub groups: BTreeSet<GroupId>,
    /// What the policy asks about beside roles.
    pub attributes: Attributes,
    /// The account elsewhere that they sign in by.
    pub outside: Option<OutsideAccount>,
    /// Whether they are run from outside: SCIM or a provider changes their account, e-mail address included.
    pub provisioned: bool,
    /// When they were made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Authority,
    /// When something of theirs changed last.
    pub changed_at: Timestamp,
    /// Grows by one with each change.
    pub version: u64,
}

impl Principal {
    /// Whether they may act.
    pub const fn is_active(&self) -> bool {
        matches!(self.status, PrincipalStatus::Active)
    }

    /// Whether a provider made the account when they first came by it, and so says under which address they sign in. What a
    /// directory or a person here made stays theirs, whoever was linked to it.
    pub const fn is_made_by_provider(&self) -> bool {
        let is_made_here = matches!(self.created_by, Authority::Principal { .. } | Authority::Key(_));
        self.outside.is_some() && !is_made_here
    }

    /// Whether only the id is left.
    pub const fn is_deleted(&self) -> bool {
        matches!(self.status, PrincipalStatus::Deleted)
    }
}

/// What a principal is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// A person.
    User,
    /// Software that pays.
    Agent,
    /// Other software.
    ServiceAccount,
}

impl PrincipalKind {
    /// All of them.
    pub const ALL: [PrincipalKind; 3] = [
        PrincipalKind::User,
        PrincipalKind::Agent,
        PrincipalKind::ServiceAccount,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            PrincipalKind::User => "user",
            PrincipalKind::Agent => "agent",
            PrincipalKind::ServiceAccount => "service_account",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<PrincipalKind> {
        PrincipalKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Whether a principal may act.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalStatus {
    /// They may.
    Active,
    /// Not at present.
    Suspended,
    /// Never again: only the id is kept, for what it did.
    Deleted,
}

impl PrincipalStatus {
    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            PrincipalStatus::Active => "active",
            PrincipalStatus::Suspended => "suspended",
            PrincipalStatus::Deleted => "deleted",
        }
    }
}

/// What the policy asks about a principal beside their roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Where they belong, if that matters.
    pub region: Option<Region>,
    /// Whether they are certified to work with card data.
    pub pci: bool,
    /// Whether they are authorized to work with health data.
    pub hipaa: bool,
}

/// An account at an outside provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideAccount {
    /// At which provider.
    pub provider: ProviderName,
    /// When the tenant added that provider. If it removes it and adds another of the name, the account is of neither use.
    pub since: Timestamp,
    /// Who they are there.
    pub subject: Subject,
    /// The groups of the provider's mapping that they were in when they last came.
    pub groups: BTreeSet<OutsideGroup>,
}

/// What a principal starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPrincipal {
    /// Their id, chosen by the caller.
    pub id: PrincipalId,
    /// What they are.
    pub kind: PrincipalKind,
    /// What an agent or service account is called; nothing for a user.
    pub name: Option<Label>,
    /// By what a person is found by e-mail.
    pub email: Option<LookupHash>,
    /// A person's name, e-mail and so on.
    pub profile: Sealed,
    /// What an outside directory calls them.
    pub external_id: Option<ExternalId>,
    /// The responsible person of an agent or service account.
    pub owner: Option<PrincipalId>,
    /// What the policy asks about.
    pub attributes: Attributes,
    /// Whether they are run from outside.
    pub provisioned: bool,
}

impl NewPrincipal {
    /// A user without anything.
    pub fn user(id: PrincipalId) -> NewPrincipal {
        NewPrincipal {
            id,
            kind: PrincipalKind::User,
            name: None,
            email: None,
            profile: Sealed::default(),
            external_id: None,
            owner: None,
            attributes: Attributes::default(),
            provisioned: false,
        }
    }
}

/// What shall be different of a principal: what is `None` stays; an inner `None` takes away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrincipalChanges {
    /// What an agent or service account is called.
    pub name: Option<Label>,
    /// By what a person is found by e-mail.
    pub email: Option<Option<LookupHash>>,
    /// A person's name, e-mail and so on.
    pub profile: Option<Sealed>,
    /// What an outside directory calls them.
    pub external_id: Option<Option<ExternalId>>,
    /// The responsible person.
    pub owner: Option<Option<PrincipalId>>,
    /// What the policy asks about.
    pub attributes: Option<Attributes>,
    /// Whether they are run from outside.
    pub provisioned: Option<bool>,
}
