//! Outside providers as a tenant sees them: whose groups mean which roles. How to reach one is in the node's configuration.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::Timestamp;

use super::{OutsideGroup, ProviderName, RoleName};

/// An outside provider of a tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// How it is used.
    pub settings: ProviderSettings,
    /// When it was set first.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Grows by one with each change.
    pub version: u64,
}

/// How an outside provider is used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Its name, as in the node's configuration.
    pub name: ProviderName,
    /// What it speaks.
    pub kind: ProviderKind,
    /// The roles of who is in an outside group. Looked up at each use: a change counts at once.
    pub mapping: BTreeMap<OutsideGroup, BTreeSet<RoleName>>,
    /// The roles of everyone who comes from there.
    pub default_roles: BTreeSet<RoleName>,
    /// Whether who is not known yet gets an account.
    pub just_in_time: bool,
    /// Whether an account that SCIM made is linked when the provider says that its e-mail address is verified.
    pub link_by_email: bool,
}

impl ProviderSettings {
    /// The roles of someone from there who is in these groups.
    pub fn roles_of<'a>(&'a self, groups: &'a BTreeSet<OutsideGroup>) -> impl Iterator<Item = &'a RoleName> {
        let mapped = groups
            .iter()
            .filter_map(|group| self.mapping.get(group))
            .flatten();
        self.default_roles.iter().chain(mapped)
    }

    /// Every role that it can give.
    pub fn all_roles(&self) -> impl Iterator<Item = &RoleName> {
        self.default_roles.iter().chain(self.mapping.values().flatten())
    }
}

/// What an outside provider speaks.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProviderKind {
    /// OpenID Connect.
    OpenId,
    /// SAML 2.0.
    Saml,
    /// LDAP.
    Ldap,
}

impl ProviderKind {
    /// All of them.
    pub const ALL: [ProviderKind; 3] = [ProviderKind::OpenId, ProviderKind::Saml, ProviderKind::Ldap];

    /// The word in API and configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            ProviderKind::OpenId => "oidc",
            ProviderKind::Saml => "saml",
            ProviderKind::Ldap => "ldap",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<ProviderKind> {
        ProviderKind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}
