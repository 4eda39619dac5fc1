//! What this machine refuses.

use bezant_kernel::{ApiKeyId, ErrorKind, TenantId};

use super::{HoldName, Region};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A name that is empty, too long, or not plain text.
    #[error("a name is 1 to 64 characters, without control characters and without spaces at its ends")]
    NameInvalid,
    /// A key that could do nothing.
    #[error("a key needs at least one scope or permission")]
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
    /// More than its limits say, or than [`super::MAXIMUM_KEYS`].
    #[error("the tenant has as many live API keys as it may have: revoke one first")]
    TooManyKeys,
    /// They may not do this.
    #[error("you may not do this with tenants and keys")]
    NotPermitted,
    /// Nothing goes while the tenant is suspended.
    #[error("the tenant is suspended")]
    TenantSuspended,
    /// Nothing goes any more.
    #[error("the tenant is closed")]
    TenantClosed,
    /// An open tenant is not closed at one stroke.
    #[error("only a suspended tenant can be closed: suspend it first")]
    TenantNotSuspended,
    /// The tenant was changed meanwhile.
    #[error("the tenant was changed meanwhile: it has version {0}")]
    TenantVersionMismatch(u64),
    /// A reason that is empty, too long, or not plain text.
    #[error("a reason is 1 to 500 characters, without control characters and without spaces at its ends")]
    TenantReasonInvalid,
    /// A limit that lets nothing through, or is no limit.
    #[error("a limit is at least 1, of principals at most 1000000, of API keys at most 10000")]
    TenantLimitInvalid,
    /// More than [`super::TenantSettings::MAXIMUM_FEATURES`].
    #[error("a tenant has at most 100 feature settings")]
    TenantTooManyFeatures,
    /// Sessions that would be too short, too long, or idle for longer than they last.
    #[error(
        "sessions last 1 to 2160 hours, and end after 1 to 10080 minutes without use, not longer than they last"
    )]
    TenantSignInInvalid,
    /// A key that could do more than the one who makes or rotates it.
    #[error("nobody makes or rotates a key that may do more than they may themselves")]
    KeyExceedsAuthority,
    /// A certification that the one who asks does not have.
    #[error("nobody makes or rotates a key with a certification that they do not have themselves")]
    KeyCertificationRefused,
    /// A key that is not accepted any more.
    #[error("the API key {0} was revoked or has expired")]
    KeyNotLive(ApiKeyId),
    /// Longer than [`super::LONGEST_OVERLAP`].
    #[error("the old secret of a key works for at most 7 days beside the new one")]
    KeyOverlapTooLong,
    /// The secret or certificate before.
    #[error("the key had this secret or certificate before")]
    KeySecretReused,
    /// A secret for a key that has a certificate, or the other way round.
    #[error("a key with a secret gets another secret, and a key with a certificate another certificate")]
    KeyProofMismatch,
    /// Another key is proved by it.
    #[error("another API key has this certificate or name")]
    KeyCertificateTaken,
    /// A name that authorities may put into many certificates.
    #[error(
        "only who administers the machine binds a key to a name in certificates; name the certificate by its fingerprint"
    )]
    KeyCertificateNameDenied,
    /// Data of the tenant has to be somewhere else.
    #[error("the data here is in the region {0}: a tenant of another region can't be kept")]
    RegionElsewhere(Region),
    /// A tenant names a region, and nobody has said where the data is.
    #[error(
        "nobody has said where the data here is: set identity.region in the configuration, and start the node again"
    )]
    RegionUndeclared,
    /// Data of a tenant would be somewhere else than it has to be.
    #[error("the tenant {0} was promised that its data is in another region")]
    RegionHasTenants(TenantId),
    /// Another hold has this name.
    #[error("there is a legal hold {0} with another reason")]
    HoldExists(HoldName),
    /// No such hold.
    #[error("there is no legal hold {0}")]
    HoldUnknown(HoldName),
    /// More than [`super::MAXIMUM_HOLDS`].
    #[error("a tenant has at most 100 legal holds")]
    TooManyHolds,
    /// There is no signing key that could stay.
    #[error("the API key {0} has no signing key yet")]
    KeySigningMissing(ApiKeyId),
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
        "tenancy_not_permitted",
        "tenant_suspended",
        "tenant_closed",
        "tenant_not_suspended",
        "tenant_version_mismatch",
        "tenant_reason_invalid",
        "tenant_limit_invalid",
        "tenant_too_many_features",
        "tenant_sign_in_invalid",
        "key_exceeds_authority",
        "key_certification_refused",
        "key_not_live",
        "key_overlap_too_long",
        "key_secret_reused",
        "key_proof_mismatch",
        "key_certificate_taken",
        "key_certificate_name_denied",
        "key_signing_missing",
        "region_elsewhere",
        "region_undeclared",
        "region_has_tenants",
        "legal_hold_exists",
        "legal_hold_unknown",
        "too_many_legal_holds",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::NameInvalid
            | Rejection::ScopesMissing
            | Rejection::ExpiryPassed
            | Rejection::TenantReasonInvalid
            | Rejection::TenantLimitInvalid
            | Rejection::TenantSignInInvalid
            | Rejection::KeyOverlapTooLong => ErrorKind::Invalid,
            Rejection::TenantUnknown(_) | Rejection::KeyUnknown(_) | Rejection::HoldUnknown(_) => {
                ErrorKind::NotFound
            }
            Rejection::TenantExists(_)
            | Rejection::TenantNameTaken(_)
            | Rejection::KeyExists(_)
            | Rejection::TenantNotSuspended
            | Rejection::TenantVersionMismatch(_)
            | Rejection::KeyNotLive(_)
            | Rejection::KeySecretReused
            | Rejection::KeyProofMismatch
            | Rejection::KeyCertificateTaken
            | Rejection::KeySigningMissing(_)
            | Rejection::RegionElsewhere(_)
            | Rejection::RegionUndeclared
            | Rejection::RegionHasTenants(_)
            | Rejection::HoldExists(_) => ErrorKind::Conflict,
            Rejection::NotPermitted
            | Rejection::TenantSuspended
            | Rejection::TenantClosed
            | Rejection::KeyExceedsAuthority
            | Rejection::KeyCertificationRefused
            | Rejection::KeyCertificateNameDenied => ErrorKind::Denied,
            Rejection::TooManyKeys | Rejection::TenantTooManyFeatures | Rejection::TooManyHolds => {
                ErrorKind::Limit
            }
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
            Rejection::NotPermitted => "tenancy_not_permitted",
            Rejection::TenantSuspended => "tenant_suspended",
            Rejection::TenantClosed => "tenant_closed",
            Rejection::TenantNotSuspended => "tenant_not_suspended",
            Rejection::TenantVersionMismatch(_) => "tenant_version_mismatch",
            Rejection::TenantReasonInvalid => "tenant_reason_invalid",
            Rejection::TenantLimitInvalid => "tenant_limit_invalid",
            Rejection::TenantTooManyFeatures => "tenant_too_many_features",
            Rejection::TenantSignInInvalid => "tenant_sign_in_invalid",
            Rejection::KeyExceedsAuthority => "key_exceeds_authority",
            Rejection::KeyCertificationRefused => "key_certification_refused",
            Rejection::KeyNotLive(_) => "key_not_live",
            Rejection::KeyOverlapTooLong => "key_overlap_too_long",
            Rejection::KeySecretReused => "key_secret_reused",
            Rejection::KeyProofMismatch => "key_proof_mismatch",
            Rejection::KeyCertificateTaken => "key_certificate_taken",
            Rejection::KeyCertificateNameDenied => "key_certificate_name_denied",
            Rejection::KeySigningMissing(_) => "key_signing_missing",
            Rejection::RegionElsewhere(_) => "region_elsewhere",
            Rejection::RegionUndeclared => "region_undeclared",
            Rejection::RegionHasTenants(_) => "region_has_tenants",
            Rejection::HoldExists(_) => "legal_hold_exists",
            Rejection::HoldUnknown(_) => "legal_hold_unknown",
            Rejection::TooManyHolds => "too_many_legal_holds",
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::NameInvalid
            | Rejection::TenantNameTaken(_)
            | Rejection::HoldExists(_)
            | Rejection::HoldUnknown(_) => Some("name"),
            Rejection::RegionElsewhere(_) | Rejection::RegionUndeclared | Rejection::RegionHasTenants(_) => {
                Some("region")
            }
            Rejection::ScopesMissing => Some("scopes"),
            Rejection::ExpiryPassed => Some("expires_in_days"),
            Rejection::TenantUnknown(_) => Some("tenant"),
            Rejection::KeyUnknown(_)
            | Rejection::KeyExists(_)
            | Rejection::TenantExists(_)
            | Rejection::KeyNotLive(_) => Some("id"),
            Rejection::TenantReasonInvalid => Some("reason"),
            Rejection::TenantLimitInvalid => Some("limits"),
            Rejection::TenantTooManyFeatures => Some("features"),
            Rejection::TenantSignInInvalid => Some("sign_in"),
            Rejection::KeyExceedsAuthority => Some("permissions"),
            Rejection::KeyCertificationRefused => Some("certifications"),
            Rejection::KeyOverlapTooLong => Some("overlap_until"),
            Rejection::KeySecretReused => Some("hash"),
            Rejection::KeyProofMismatch
            | Rejection::KeyCertificateTaken
            | Rejection::KeyCertificateNameDenied => Some("certificate"),
            Rejection::KeySigningMissing(_) => Some("algorithm"),
            Rejection::TooManyKeys
            | Rejection::TooManyHolds
            | Rejection::NotPermitted
            | Rejection::TenantSuspended
            | Rejection::TenantClosed
            | Rejection::TenantNotSuspended
            | Rejection::TenantVersionMismatch(_) => None,
        }
    }
}
