//! What a client asks for and is granted: permissions by their words, and the words of OpenID Connect.

use std::fmt;

use crate::{Permission, Permissions};

/// A word of OpenID Connect Core 1.0 (5.4, 11). Numbers are stored and never reused.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Claim {
    /// Who signed in.
    OpenId = 0,
    /// Their name.
    Profile = 1,
    /// Their e-mail address.
    Email = 2,
    /// To go on when they have signed out.
    OfflineAccess = 3,
}

impl Claim {
    /// All of them.
    pub const ALL: [Claim; 4] = [Claim::OpenId, Claim::Profile, Claim::Email, Claim::OfflineAccess];

    /// The word in requests and tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Claim::OpenId => "openid",
            Claim::Profile => "profile",
            Claim::Email => "email",
            Claim::OfflineAccess => "offline_access",
        }
    }
}

/// A set of permissions and of OpenID Connect's words.
#[derive(Copy, Clone, Default, PartialEq, Eq)]
pub struct GrantScopes {
    permissions: Permissions,
    claims: u32,
}

/// Longest text that is read.
const MAXIMUM_BYTES: usize = 2_048;

/// The text has a word that stands for nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope")]
pub struct InvalidScopes;

impl GrantScopes {
    /// None.
    pub const NONE: GrantScopes = GrantScopes {
        permissions: Permissions::NONE,
        claims: 0,
    };

    /// Exactly these.
    pub fn new(permissions: Permissions, claims: &[Claim]) -> GrantScopes {
        GrantScopes {
            permissions,
            claims: claims.iter().fold(0, |bits, claim| bits | 1 << *claim as u32),
        }
    }

    /// Those in a `scope` parameter: words with one space between them.
    pub fn parse(text: &str) -> Result<GrantScopes, InvalidScopes> {
        if text.len() > MAXIMUM_BYTES {
            return Err(InvalidScopes);
        }
        let mut scopes = GrantScopes::NONE;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            if let Some(claim) = Claim::ALL.into_iter().find(|one| one.as_str() == word) {
                scopes.claims |= 1 << claim as u32;
            } else {
                let permission = Permission::from_word(word).ok_or(InvalidScopes)?;
                scopes.permissions = scopes.permissions.union(Permissions::of(&[permission]));
            }
        }
        Ok(scopes)
    }

    /// The permissions among them.
    pub const fn permissions(self) -> Permissions {
        self.permissions
    }

    /// These permissions, with the words as they are.
    pub const fn with_permissions(self, permissions: Permissions) -> GrantScopes {
        GrantScopes { permissions, ..self }
    }

    /// Whether the word is among them.
    pub const fn has(self, claim: Claim) -> bool {
        self.claims & 1 << claim as u32 != 0
    }

    /// Whether all of `others` are among them.
    pub const fn contains_all(self, others: GrantScopes) -> bool {
        self.permissions.contains_all(others.permissions) && others.claims & !self.claims == 0
    }

    /// Those in either.
    pub const fn union(self, others: GrantScopes) -> GrantScopes {
        GrantScopes {
            permissions: self.permissions.union(others.permissions),
            claims: self.claims | others.claims,
        }
    }

    /// Those in both.
    pub const fn intersection(self, others: GrantScopes) -> GrantScopes {
        GrantScopes {
            permissions: self.permissions.intersection(others.permissions),
            claims: self.claims & others.claims,
        }
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.permissions.is_empty() && self.claims == 0
    }

    pub(super) const fn bits(self) -> (u64, u32) {
        (self.permissions.bits(), self.claims)
    }

    pub(super) fn from_bits(permissions: u64, claims: u32) -> Option<GrantScopes> {
        let known = claims >> Claim::ALL.len() == 0;
        Permissions::from_bits(permissions)
            .filter(|_| known)
            .map(|permissions| GrantScopes { permissions, claims })
    }
}

impl fmt::Display for GrantScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claims = Claim::ALL.into_iter().filter(|claim| self.has(*claim));
        let words = claims
            .map(Claim::as_str)
            .chain(self.permissions.iter().map(Permission::as_str));
        for (at, word) in words.enumerate() {
            f.write_str(if at == 0 { "" } else { " " })?;
            f.write_str(word)?;
        }
        Ok(())
    }
}

impl fmt::Debug for GrantScopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GrantScopes({self})")
    }
}
