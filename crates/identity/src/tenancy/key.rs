//! An API key as it is kept, and the check of a presented secret against it.

use bezant_kernel::{ApiKeyId, Milliseconds, PrincipalId, Tenant, Timestamp};

use super::{CertificateName, KeyProof, KeySecret, KeySigning, Region, Scopes, SecretHash};
use crate::Permissions;

/// What is known about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The public part.
    pub id: ApiKeyId,
    /// On whose behalf it calls.
    pub tenant: Tenant,
    /// What its owner calls it.
    pub name: String,
    /// What proves that it is somebody's.
    pub proof: KeyProof,
    /// What did before, while it still does.
    pub previous: Option<PreviousProof>,
    /// How its requests are signed, if they are.
    pub signing: Option<KeySigning>,
    /// What it may be used for, roughly.
    pub scopes: Scopes,
    /// What it may be used for beside its scopes, see [`ApiKey::permissions`].
    pub granted: Permissions,
    /// Whose key it is, if it is an agent's or a service account's: it never allows more than they may.
    pub principal: Option<PrincipalId>,
    /// What its holder is certified for, for policies.
    pub certifications: Certifications,
    /// Where its holder is, for policies.
    pub region: Option<Region>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused, if ever.
    pub expires_at: Option<Timestamp>,
    /// Since when it is refused because someone said so.
    pub revoked_at: Option<Timestamp>,
    /// When it was used last, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// What proved a key before it was rotated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviousProof {
    /// It.
    pub proof: KeyProof,
    /// From when on it is refused.
    pub until: Timestamp,
}

/// What a caller is certified for. Policies ask for these.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Certifications {
    /// To handle payments, as in PCI DSS.
    pub pci: bool,
    /// To handle health information, as in HIPAA.
    pub hipaa: bool,
}

impl Certifications {
    /// None.
    pub const NONE: Certifications = Certifications {
        pci: false,
        hipaa: false,
    };

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        !self.pci && !self.hipaa
    }

    /// The words in the API.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        [("pci", self.pci), ("hipaa", self.hipaa)]
            .into_iter()
            .filter_map(|(word, holds)| holds.then_some(word))
    }

    pub(crate) const fn bits(self) -> u32 {
        self.pci as u32 | (self.hipaa as u32) << 1
    }

    pub(crate) const fn from_bits(bits: u32) -> Option<Certifications> {
        if bits > 3 {
            return None;
        }
        Some(Certifications {
            pci: bits & 1 != 0,
            hipaa: bits & 2 != 0,
        })
    }
}

impl ApiKey {
    /// What it allows by itself. If it has a principal, it allows only what they may do too.
    pub fn permissions(&self) -> Permissions {
        Permissions::of_scopes(self.scopes).union(self.granted)
    }

    /// Whether it would be accepted at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && !self.is_expired(now)
    }

    /// Whether a use at `at` is worth recording: once an hour is enough to find keys that nobody needs.
    pub fn is_use_news(&self, at: Timestamp) -> bool {
        const HOUR: Milliseconds = Milliseconds(60 * 60 * 1_000);
        self.last_used_at.is_none_or(|last| at >= last.after(HOUR))
    }

    /// Why it would not be accepted at `now`, whatever proves it.
    pub(crate) fn check_live(&self, now: Timestamp) -> Result<(), KeyRefused> {
        if self.revoked_at.is_some() {
            Err(KeyRefused::Revoked)
        } else if self.is_expired(now) {
            Err(KeyRefused::Expired)
        } else {
            Ok(())
        }
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
    }

    /// All hashes are compared, so that time does not tell which agreed.
    fn has_secret(&self, hash: &SecretHash, now: Timestamp) -> bool {
        let is_it = |proof: &KeyProof| matches!(proof, KeyProof::Secret(own) if own == hash);
        let is_current = is_it(&self.proof);
        let is_previous = match &self.previous {
            Some(previous) => is_it(&previous.proof) & (now < previous.until),
            None => false,
        };
        is_current | is_previous
    }

    /// The certificates that prove it, or did before it was rotated last.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &CertificateName> {
        let previous = self.previous.as_ref().map(|previous| &previous.proof);
        let proofs = std::iter::once(&self.proof).chain(previous);
        proofs.filter_map(KeyProof::certificate)
    }

    /// Whether it would be accepted at `now` from who has this certificate.
    pub(crate) fn is_proved_by(&self, name: &CertificateName, now: Timestamp) -> bool {
        let previous = self
            .previous
            .as_ref()
            .filter(|previous| now < previous.until)
            .and_then(|previous| previous.proof.certificate());
        self.proof.certificate() == Some(name) || previous == Some(name)
    }
}

/// Why a presented key is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// No such key, or a wrong secret: the caller is not told which.
    #[error("the API key is not known")]
    Unknown,
    /// It was revoked.
    #[error("the API key was revoked")]
    Revoked,
    /// Its time is over.
    #[error("the API key has expired")]
    Expired,
    /// Keys of more than one caller have a name of the certificate.
    #[error("the certificate has the names of more than one caller")]
    Ambiguous,
    /// Its tenant is suspended.
    #[error("the tenant is suspended")]
    TenantSuspended,
    /// Its tenant is closed.
    #[error("the tenant is closed")]
    TenantClosed,
}

impl KeyRefused {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "api_key_unknown",
        "api_key_revoked",
        "api_key_expired",
        "certificate_ambiguous",
        "tenant_suspended",
        "tenant_closed",
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            KeyRefused::Unknown => "api_key_unknown",
            KeyRefused::Revoked => "api_key_revoked",
            KeyRefused::Expired => "api_key_expired",
            KeyRefused::Ambiguous => "certificate_ambiguous",
            KeyRefused::TenantSuspended => "tenant_suspended",
            KeyRefused::TenantClosed => "tenant_closed",
        }
    }
}

/// Checks a presented secret. The secret comes first: who does not hold it learns nothing about the key.
pub fn verify(record: &ApiKey, presented: &KeySecret, now: Timestamp) -> Result<(), KeyRefused> {
    if record.id != presented.id() || !record.has_secret(&presented.hash(), now) {
        return Err(KeyRefused::Unknown);
    }
    record.check_live(now)
}
