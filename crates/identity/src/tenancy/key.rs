//! An API key as it is kept, and the check of a presented secret against it.

use bezant_kernel::{ApiKeyId, Tenant, Timestamp};

use super::{KeySecret, Scopes, SecretHash};

/// What is known about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The public part.
    pub id: ApiKeyId,
    /// On whose behalf it calls.
    pub tenant: Tenant,
    /// What its owner calls it.
    pub name: String,
    /// All that is kept of its secret.
    pub hash: SecretHash,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused, if ever.
    pub expires_at: Option<Timestamp>,
    /// Since when it is refused because someone said so.
    pub revoked_at: Option<Timestamp>,
}

impl ApiKey {
    /// Whether it would be accepted at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && !self.is_expired(now)
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| now >= end)
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
}

impl KeyRefused {
    /// All codes.
    pub const CODES: &'static [&'static str] = &["api_key_unknown", "api_key_revoked", "api_key_expired"];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            KeyRefused::Unknown => "api_key_unknown",
            KeyRefused::Revoked => "api_key_revoked",
            KeyRefused::Expired => "api_key_expired",
        }
    }
}

/// Checks a presented secret. The secret comes first: who does not hold it learns nothing about the key.
pub fn verify(record: &ApiKey, presented: &KeySecret, now: Timestamp) -> Result<(), KeyRefused> {
    if record.id != presented.id() || record.hash != presented.hash() {
        Err(KeyRefused::Unknown)
    } else if record.revoked_at.is_some() {
        Err(KeyRefused::Revoked)
    } else if record.is_expired(now) {
        Err(KeyRefused::Expired)
    } else {
        Ok(())
    }
}
