//! What this part refuses.

use bezant_kernel::{ConsentId, ErrorKind};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// They may not do this.
    #[error("you may not do this with consent")]
    NotPermitted,
    /// The tenant is suspended or closed.
    #[error("the tenant is not open, so no consent is given or withdrawn")]
    TenantShut,
    /// A text that is empty, too long, or holds what is not text.
    #[error("a text is 1 to 65536 bytes, without control characters other than line ends and tabs")]
    TextInvalid,
    /// No such text.
    #[error("there is no text with this version for this purpose")]
    TextUnknown,
    /// No such consent for this caller.
    #[error("there is no consent {0}")]
    Unknown(ConsentId),
    /// The id is taken by another.
    #[error("there is another consent {0} already")]
    Exists(ConsentId),
    /// More than [`super::MAXIMUM_TEXTS`].
    #[error("the tenant has published 200 texts, which is the limit")]
    TooManyTexts,
    /// More than [`super::MAXIMUM_CONSENTS`] or [`super::MAXIMUM_CONSENTS_OF_SUBJECT`].
    #[error("there are 1000 consents of this subject, or 1000000 of the tenant, which is the limit")]
    TooMany,
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "consent_not_permitted",
        "consent_tenant_shut",
        "consent_text_invalid",
        "consent_text_unknown",
        "consent_unknown",
        "consent_exists",
        "consent_too_many_texts",
        "consent_too_many",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::NotPermitted | Rejection::TenantShut => ErrorKind::Denied,
            Rejection::TextInvalid => ErrorKind::Invalid,
            Rejection::TextUnknown | Rejection::Unknown(_) => ErrorKind::NotFound,
            Rejection::Exists(_) => ErrorKind::Conflict,
            Rejection::TooManyTexts | Rejection::TooMany => ErrorKind::Limit,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::NotPermitted => "consent_not_permitted",
            Rejection::TenantShut => "consent_tenant_shut",
            Rejection::TextInvalid => "consent_text_invalid",
            Rejection::TextUnknown => "consent_text_unknown",
            Rejection::Unknown(_) => "consent_unknown",
            Rejection::Exists(_) => "consent_exists",
            Rejection::TooManyTexts => "consent_too_many_texts",
            Rejection::TooMany => "consent_too_many",
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::TextInvalid => Some("text"),
            Rejection::TextUnknown => Some("version"),
            Rejection::Unknown(_) | Rejection::Exists(_) => Some("id"),
            Rejection::NotPermitted
            | Rejection::TenantShut
            | Rejection::TooManyTexts
            | Rejection::TooMany => None,
        }
    }
}
