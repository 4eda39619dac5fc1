//! What this machine refuses.

use bezant_kernel::{ApiKeyId, ErrorKind, TenantId};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A name that is empty, too long, or not plain text.
    #[error("a name is 1 to 64 characters, without control characters and without spaces at its ends")]
    NameInvalid,
    /// A key that could do nothing.
    #[error("a key needs at least one scope")]
    ScopesMissing,
    /// A key that would never be accepted.
    #[error("the expiry time of a key must be in the future")]
    ExpiryPassed,
    /// No such tenant.
    #[error("there is no tenant {0}")]
    TenantUnknown(TenantId),
    /// The tenant has no such key.
    #[error("there is no API key {0}")]
    KeyUnknown(ApiKeyId),
    /// The id is taken.
    #[error("there is a tenant {0} already")]
    TenantExists(TenantId),
    /// The name is taken.
    #[error("there is a tenant of this name already, {0}")]
    TenantNameTaken(TenantId),
    /// The id is taken.
    #[error("there is an API key {0} already")]
    KeyExists(ApiKeyId),
    /// More than [`super::MAXIMUM_KEYS`].
    #[error("the tenant has 100 live API keys, which is the limit: revoke one first")]
    TooManyKeys,
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "name_invalid",
        "scopes_missing",
        "expiry_passed",
        "tenant_unknown",
        "key_unknown",
        "tenant_exists",
        "tenant_name_taken",
        "key_exists",
        "too_many_keys",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::NameInvalid | Rejection::ScopesMissing | Rejection::ExpiryPassed => ErrorKind::Invalid,
            Rejection::TenantUnknown(_) | Rejection::KeyUnknown(_) => ErrorKind::NotFound,
            Rejection::TenantExists(_) | Rejection::TenantNameTaken(_) | Rejection::KeyExists(_) => {
                ErrorKind::Conflict
            }
            Rejection::TooManyKeys => ErrorKind::Limit,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::NameInvalid => "name_invalid",
            Rejection::ScopesMissing => "scopes_missing",
            Rejection::ExpiryPassed => "expiry_passed",
            Rejection::TenantUnknown(_) => "tenant_unknown",
            Rejection::KeyUnknown(_) => "key_unknown",
            Rejection::TenantExists(_) => "tenant_exists",
            Rejection::TenantNameTaken(_) => "tenant_name_taken",
            Rejection::KeyExists(_) => "key_exists",
            Rejection::TooManyKeys => "too_many_keys",
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::NameInvalid | Rejection::TenantNameTaken(_) => Some("name"),
            Rejection::ScopesMissing => Some("scopes"),
            Rejection::ExpiryPassed => Some("expires_in_days"),
            Rejection::TenantUnknown(_) => Some("tenant"),
            Rejection::KeyUnknown(_) | Rejection::KeyExists(_) | Rejection::TenantExists(_) => Some("id"),
            Rejection::TooManyKeys => None,
        }
    }
}
