//! Who somebody is in the eyes of a provider: the one result of all three ways in.

use std::fmt;

use bezant_kernel::Timestamp;
use zeroize::Zeroizing;

use crate::{Flaw, ProviderName, Refusal, SsoError};

/// More groups than this are not kept: the first ones by name are.
pub const MAX_GROUPS: usize = 200;

/// Longer group names are not kept. A distinguished name of a deep directory fits.
const LONGEST_GROUP: usize = 512;

/// OpenID Connect says 255; SAML and LDAP say nothing.
const LONGEST_SUBJECT: usize = 255;

/// RFC 5321 allows 254.
const LONGEST_EMAIL: usize = 254;

const LONGEST_NAME: usize = 256;

/// Somebody, as a provider vouches for them. Nothing else that the provider said is kept.
#[derive(Clone, Debug)]
pub struct OutsideIdentity {
    /// The provider that vouches.
    pub provider: ProviderName,
    /// The provider's own name for this person, which it never gives to another one. An account is found by provider and subject,
    /// never by e-mail alone.
    pub subject: Personal,
    /// The e-mail address, with a word on whether it is known to be theirs.
    pub email: Option<Email>,
    /// The name to show.
    pub name: Option<Personal>,
    /// The groups, sorted, each once.
    pub groups: Vec<String>,
    /// When the person proved who they are to the provider.
    pub authenticated_at: Timestamp,
}

/// An e-mail address.
#[derive(Clone, Debug)]
pub struct Email {
    /// The address.
    pub address: Personal,
    /// Whether the provider says that it is this person's. One that isn't must not lead to an account.
    pub verified: bool,
}

/// Personal data: never printed, wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal(Zeroizing<String>);

impl Personal {
    /// Keeps a text.
    pub fn new(text: String) -> Self {
        Personal(Zeroizing::new(text))
    }

    /// The text, for sealing, hashing and showing to its owner.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(personal)")
    }
}

/// What a provider said of somebody, not yet bounded.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) subject: String,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: bool,
    pub(crate) name: Option<String>,
    pub(crate) groups: Vec<String>,
}

impl Said {
    /// The identity, or why there can't be one. An address or name that is none is left out; a subject can't be.
    pub(crate) fn identity(
        self,
        provider: &ProviderName,
        authenticated_at: Timestamp,
    ) -> Result<OutsideIdentity, SsoError> {
        if self.subject.trim().is_empty() {
            return Err(SsoError::Refused(Refusal::NoSubject));
        }
        if self.subject.len() > LONGEST_SUBJECT || self.subject.chars().any(char::is_control) {
            return Err(SsoError::Invalid(Flaw::Subject));
        }
        let verified = self.email_verified;
        let email = self.email.filter(|address| is_address(address));
        let name = self.name.map(|name| name.trim().to_owned());
        let name = name.filter(|name| {
            !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control)
        });
        Ok(OutsideIdentity {
            provider: provider.clone(),
            subject: Personal::new(self.subject),
            email: email.map(|address| Email {
                address: Personal::new(address),
                verified,
            }),
            name: name.map(Personal::new),
            groups: bounded_groups(provider, self.groups),
            authenticated_at,
        })
    }
}

fn bounded_groups(provider: &ProviderName, mut groups: Vec<String>) -> Vec<String> {
    let said = groups.len();
    groups.retain(|group| {
        !group.trim().is_empty() && group.len() <= LONGEST_GROUP && !group.chars().any(char::is_control)
    });
    groups.sort_unstable();
    groups.dedup();
    if groups.len() > MAX_GROUPS {
        tracing::warn!(%provider, said, kept = MAX_GROUPS, "a person is in more groups than are kept");
        groups.truncate(MAX_GROUPS);
    }
    groups
}

/// Only what keeps an address from doing harm further on; whether mail arrives there is not known here.
fn is_address(text: &str) -> bool {
    let mut parts = text.rsplitn(2, '@');
    let (domain, local) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    text.len() <= LONGEST_EMAIL
        && !local.is_empty()
        && !domain.is_empty()
        && !text.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_bounded_and_never_printed() {
        let provider: ProviderName = "work".parse().unwrap();
        let at = Timestamp::from_microseconds(1);
        let said = Said {
            subject: "ada-lovelace-42".to_owned(),
            email: Some("ada@example.test".to_owned()),
            email_verified: true,
            name: Some(" Ada Lovelace ".to_owned()),
            groups: (0..300)
                .map(|n| format!("group-{n:03}"))
                .chain(["group-000".to_owned(), String::new(), "x".repeat(600)])
                .collect(),
        };
        let identity = said.identity(&provider, at).unwrap();
        assert_eq!(identity.groups.len(), MAX_GROUPS);
        assert_eq!(identity.groups[1], "group-001");
        assert_eq!(identity.name.as_ref().unwrap().expose(), "Ada Lovelace");
        let printed = format!("{identity:?}");
        assert!(!printed.contains("ada") && !printed.contains("Ada"), "{printed}");

        for wrong in ["", "ada", "@example.test", "ada@", "ada@exam ple", "a\n@b"] {
            assert!(!is_address(wrong), "{wrong}");
        }
        let nobody = Said::default().identity(&provider, at);
        assert!(matches!(nobody, Err(SsoError::Refused(Refusal::NoSubject))));
    }
}
