//! Invitations as the API takes and shows them.

use bezant_identity::access::Invitation;
use bezant_kernel::{InvitationId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{giver, role_names};
use crate::profile::Profile;

/// An open invitation to become a user.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub(crate) struct InvitationDto {
    #[schema(value_type = String, example = "inv_01h455vb4pex5vsknk084sn02q")]
    pub(crate) id: InvitationId,
    /// Always `invitation`.
    object: &'static str,
    email: Option<String>,
    name: Option<String>,
    /// What the user will have.
    roles: Vec<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Who invited: an id, or `node`.
    created_by: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// Whether the letter was handed over for delivery; in the answer that makes it only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<bool>,
    /// The link in the letter; only for who administers the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) link: Option<String>,
}

impl InvitationDto {
    pub(crate) fn of(invitation: &Invitation, profile: Option<Profile>) -> InvitationDto {
        let profile = profile.unwrap_or_default();
        InvitationDto {
            id: invitation.new.id,
            object: "invitation",
            email: profile.email,
            name: profile.name,
            roles: role_names(&invitation.new.roles),
            created_at: invitation.created_at,
            created_by: giver(&invitation.created_by),
            expires_at: invitation.new.expires_at,
            sent: None,
            link: None,
        }
    }
}

/// Whom to invite to what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitationBody {
    /// Where the letter goes.
    #[schema(example = "ann@example.com")]
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    /// What the user will have: nothing that you may not do yourself.
    #[serde(default)]
    pub(crate) roles: Vec<String>,
    /// From 1 to 720; 72 if left out.
    pub(crate) expires_in_hours: Option<u32>,
}
