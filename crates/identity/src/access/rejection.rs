//! What this part refuses.

use bezant_kernel::{ApprovalId, ErrorKind, GroupId, PrincipalId, TenantId};

use super::{ProviderName, RoleName};
use crate::Permissions;

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// They may not do this; the word is the permission that it takes.
    #[error("this takes the permission {0}")]
    PermissionMissing(&'static str),
    /// Nobody gives what they do not have.
    #[error("nobody gives what they do not have: {0:?}")]
    GrantExceedsOwn(Permissions),
    /// It belongs to the whole node.
    #[error("what belongs to the whole node is given by the operator of its machine only")]
    GrantNodeWide,
    /// The account of someone who may do more.
    #[error("{0} may do more than you: somebody with all of their permissions must change this")]
    PrincipalExceedsOwn(PrincipalId),
    /// A thing that others must do.
    #[error("nobody does this for themselves")]
    NotForOneself,
    /// Who provisions reaches only what is marked for it.
    #[error("who provisions changes only users and groups that are marked as provisioned")]
    NotProvisioned,
    /// The second person is not the first.
    #[error("who asked can't approve")]
    ApprovalOwn,
    /// Software and keys are no second person, and do not ask for one.
    #[error(
        "only signed-in users ask for approval and approve; agents, service accounts and API keys do not"
    )]
    ApprovalNeedsUser,
    /// No such tenant.
    #[error("there is no tenant {0}")]
    TenantUnknown(TenantId),
    /// The tenant has no such principal, or it was deleted.
    #[error("there is no principal {0}")]
    PrincipalUnknown(PrincipalId),
    /// The id is taken.
    #[error("there is a principal {0} already")]
    PrincipalExists(PrincipalId),
    /// It does not fit together.
    #[error("{0}")]
    PrincipalInvalid(&'static str),
    /// The account is suspended.
    #[error("the account is suspended")]
    PrincipalNotActive,
    /// Another principal of the tenant has it.
    #[error("another user has this e-mail address")]
    EmailTaken,
    /// The provider that made the account says which it is.
    #[error("the identity provider that made this account says which e-mail address it has")]
    EmailOfProvider,
    /// Another one of the tenant has it.
    #[error("another user or group has this external id")]
    ExternalIdTaken,
    /// The tenant would have no administrator.
    #[error("this would leave the tenant without an active principal with the role admin")]
    LastAdmin,
    /// No such role.
    #[error("there is no role {0:?}")]
    RoleUnknown(RoleName),
    /// The name is taken.
    #[error("there is a role {0:?} already")]
    RoleExists(RoleName),
    /// It can't be changed.
    #[error("the role {0:?} is built in and stays as it is")]
    RoleBuiltIn(RoleName),
    /// Somebody has it, or something names it.
    #[error("the role {0:?} is in use: withdraw it everywhere first")]
    RoleInUse(RoleName),
    /// A description too long.
    #[error("a role's description has at most 200 characters")]
    RoleDescriptionTooLong,
    /// No such group.
    #[error("there is no group {0}")]
    GroupUnknown(GroupId),
    /// The id is taken.
    #[error("there is a group {0} already")]
    GroupExists(GroupId),
    /// The name is taken.
    #[error("there is a group of this name already, {0}")]
    GroupNameTaken(GroupId),
    /// No such invitation, or not any more.
    #[error("there is no such open invitation")]
    InvitationUnknown,
    /// The id or the token is taken.
    #[error("there is such an invitation already")]
    InvitationExists,
    /// Past, or too far.
    #[error("an invitation expires in the future, within 30 days")]
    InvitationExpiryInvalid,
    /// No such request waits.
    #[error("no request {0} waits for approval")]
    ApprovalUnknown(ApprovalId),
    /// The id is taken.
    #[error("there is an approval {0} already")]
    ApprovalExists(ApprovalId),
    /// It has waited too long.
    #[error("the request is older than 7 days: it must be asked anew")]
    ApprovalExpired,
    /// No such outside provider.
    #[error("there is no identity provider {0:?}")]
    ProviderUnknown(ProviderName),
    /// Nobody here comes by this account, and the provider does not make new ones.
    #[error("no user here signs in by this account")]
    OutsideAccountUnknown,
    /// Someone else here has the e-mail address, and is not linked by it alone.
    #[error("another user here has this e-mail address: they must sign in as they did before")]
    OutsideAccountExists,
    /// It has changed in between; the number is its version now.
    #[error("it has changed in between: its version is {0} now")]
    VersionMismatch(u64),
    /// More than its limits say, or than [`super::MAXIMUM_PRINCIPALS`].
    #[error("the tenant has as many principals as it may have: delete one first")]
    TooManyPrincipals,
    /// More than a tenant can have.
    #[error("{0}")]
    LimitReached(&'static str),
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "access_permission_missing",
        "grant_exceeds_own",
        "grant_node_wide",
        "principal_exceeds_own",
        "not_for_oneself",
        "not_provisioned",
        "approval_own",
        "approval_needs_user",
        "tenant_unknown",
        "principal_unknown",
        "principal_exists",
        "principal_invalid",
        "principal_not_active",
        "email_taken",
        "email_of_provider",
        "external_id_taken",
        "last_admin",
        "role_unknown",
        "role_exists",
        "role_built_in",
        "role_in_use",
        "role_description_too_long",
        "group_unknown",
        "group_exists",
        "group_name_taken",
        "invitation_unknown",
        "invitation_exists",
        "invitation_expiry_invalid",
        "approval_unknown",
        "approval_exists",
        "approval_expired",
        "identity_provider_unknown",
        "outside_account_unknown",
        "outside_account_exists",
        "identity_version_mismatch",
        "too_many_principals",
        "access_limit_reached",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::PrincipalInvalid(_)
            | Rejection::RoleDescriptionTooLong
            | Rejection::InvitationExpiryInvalid => ErrorKind::Invalid,
            Rejection::TenantUnknown(_)
            | Rejection::PrincipalUnknown(_)
            | Rejection::RoleUnknown(_)
            | Rejection::GroupUnknown(_)
            | Rejection::InvitationUnknown
            | Rejection::ApprovalUnknown(_)
            | Rejection::ProviderUnknown(_) => ErrorKind::NotFound,
            Rejection::PrincipalExists(_)
            | Rejection::EmailTaken
            | Rejection::ExternalIdTaken
            | Rejection::LastAdmin
            | Rejection::RoleExists(_)
            | Rejection::RoleBuiltIn(_)
            | Rejection::RoleInUse(_)
            | Rejection::GroupExists(_)
            | Rejection::GroupNameTaken(_)
            | Rejection::InvitationExists
            | Rejection::ApprovalExists(_)
            | Rejection::ApprovalExpired
            | Rejection::OutsideAccountExists
            | Rejection::VersionMismatch(_) => ErrorKind::Conflict,
            Rejection::PermissionMissing(_)
            | Rejection::GrantExceedsOwn(_)
            | Rejection::GrantNodeWide
            | Rejection::PrincipalExceedsOwn(_)
            | Rejection::NotForOneself
            | Rejection::NotProvisioned
            | Rejection::EmailOfProvider
            | Rejection::ApprovalOwn
            | Rejection::ApprovalNeedsUser
            | Rejection::PrincipalNotActive
            | Rejection::OutsideAccountUnknown => ErrorKind::Denied,
            Rejection::TooManyPrincipals | Rejection::LimitReached(_) => ErrorKind::Limit,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::PermissionMissing(_) => "access_permission_missing",
            Rejection::GrantExceedsOwn(_) => "grant_exceeds_own",
            Rejection::GrantNodeWide => "grant_node_wide",
            Rejection::PrincipalExceedsOwn(_) => "principal_exceeds_own",
            Rejection::NotForOneself => "not_for_oneself",
            Rejection::NotProvisioned => "not_provisioned",
            Rejection::ApprovalOwn => "approval_own",
            Rejection::ApprovalNeedsUser => "approval_needs_user",
            Rejection::TenantUnknown(_) => "tenant_unknown",
            Rejection::PrincipalUnknown(_) => "principal_unknown",
            Rejection::PrincipalExists(_) => "principal_exists",
            Rejection::PrincipalInvalid(_) => "principal_invalid",
            Rejection::PrincipalNotActive => "principal_not_active",
            Rejection::EmailTaken => "email_taken",
            Rejection::EmailOfProvider => "email_of_provider",
            Rejection::ExternalIdTaken => "external_id_taken",
            Rejection::LastAdmin => "last_admin",
            Rejection::RoleUnknown(_) => "role_unknown",
            Rejection::RoleExists(_) => "role_exists",
            Rejection::RoleBuiltIn(_) => "role_built_in",
            Rejection::RoleInUse(_) => "role_in_use",
            Rejection::RoleDescriptionTooLong => "role_description_too_long",
            Rejection::GroupUnknown(_) => "group_unknown",
            Rejection::GroupExists(_) => "group_exists",
            Rejection::GroupNameTaken(_) => "group_name_taken",
            Rejection::InvitationUnknown => "invitation_unknown",
            Rejection::InvitationExists => "invitation_exists",
            Rejection::InvitationExpiryInvalid => "invitation_expiry_invalid",
            Rejection::ApprovalUnknown(_) => "approval_unknown",
            Rejection::ApprovalExists(_) => "approval_exists",
            Rejection::ApprovalExpired => "approval_expired",
            Rejection::ProviderUnknown(_) => "identity_provider_unknown",
            Rejection::OutsideAccountUnknown => "outside_account_unknown",
            Rejection::OutsideAccountExists => "outside_account_exists",
            Rejection::VersionMismatch(_) => "identity_version_mismatch",
            Rejection::TooManyPrincipals => "too_many_principals",
            Rejection::LimitReached(_) => "access_limit_reached",
        }
    }

    /// The field of the request that it is about, if it is about one.
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Rejection::PermissionMissing(_)
            | Rejection::GrantExceedsOwn(_)
            | Rejection::GrantNodeWide
            | Rejection::PrincipalExceedsOwn(_)
            | Rejection::NotForOneself
            | Rejection::NotProvisioned
            | Rejection::ApprovalOwn
            | Rejection::ApprovalNeedsUser
            | Rejection::PrincipalInvalid(_)
            | Rejection::PrincipalNotActive
            | Rejection::LastAdmin
            | Rejection::OutsideAccountUnknown
            | Rejection::VersionMismatch(_)
            | Rejection::TooManyPrincipals
            | Rejection::LimitReached(_) => None,
            Rejection::TenantUnknown(_) => Some("tenant"),
            Rejection::PrincipalUnknown(_) => Some("principal"),
            Rejection::PrincipalExists(_)
            | Rejection::GroupExists(_)
            | Rejection::InvitationExists
            | Rejection::ApprovalExists(_) => Some("id"),
            Rejection::EmailTaken | Rejection::EmailOfProvider | Rejection::OutsideAccountExists => {
                Some("email")
            }
            Rejection::ExternalIdTaken => Some("external_id"),
            Rejection::RoleUnknown(_) => Some("role"),
            Rejection::RoleExists(_)
            | Rejection::RoleBuiltIn(_)
            | Rejection::RoleInUse(_)
            | Rejection::GroupNameTaken(_) => Some("name"),
            Rejection::RoleDescriptionTooLong => Some("description"),
            Rejection::GroupUnknown(_) => Some("group"),
            Rejection::InvitationUnknown => Some("invitation"),
            Rejection::InvitationExpiryInvalid => Some("expires_at"),
            Rejection::ApprovalUnknown(_) | Rejection::ApprovalExpired => Some("approval"),
            Rejection::ProviderUnknown(_) => Some("provider"),
        }
    }
}
