//! Requests that wait for a second person, as the API shows them.

use bezant_identity::Permissions;
use bezant_identity::access::{Approval, Holder, Request, State};
use bezant_kernel::{ApprovalId, Tenant, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::{giver, role_names, words};

/// Something that happens when a second person agrees.
#[derive(Serialize, ToSchema)]
#[schema(as = Approval)]
pub(crate) struct ApprovalDto {
    #[schema(value_type = String, example = "apr_01h455vb4pex5vsknk084sn02q")]
    pub(crate) id: ApprovalId,
    /// Always `approval`.
    object: &'static str,
    /// `waiting`, `approved` or `rejected`.
    status: &'static str,
    /// What is asked: `assign_role`, `change_role`, `add_members`, `change_group`, `invite`, `set_provider` or
    /// `change_principal`.
    request: &'static str,
    /// To or of which principal.
    principal: Option<String>,
    /// To or of which group.
    group: Option<String>,
    /// Which outside provider.
    identity_provider: Option<String>,
    /// Which roles.
    roles: Vec<String>,
    /// How many principals come into the group.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<usize>,
    /// What those roles permit, or shall permit: the second person needs all of it.
    #[schema(value_type = Vec<String>)]
    permissions: Vec<&'static str>,
    /// Who asked: an id.
    requested_by: String,
    #[schema(value_type = String, format = DateTime)]
    requested_at: Timestamp,
    /// From when on it can't be approved.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl ApprovalDto {
    pub(crate) fn of(access: &State, tenant: Tenant, approval: &Approval) -> ApprovalDto {
        let mut shown = ApprovalDto {
            id: approval.id,
            object: "approval",
            status: "waiting",
            request: approval.request.as_str(),
            principal: None,
            group: None,
            identity_provider: None,
            roles: Vec::new(),
            members: None,
            permissions: Vec::new(),
            requested_by: giver(&approval.requested_by),
            requested_at: approval.requested_at,
            expires_at: approval.expires_at(),
        };
        let mut permissions = None;
        match &approval.request {
            Request::AssignRole { to, role } => {
                match to {
                    Holder::Principal(id) => shown.principal = Some(id.to_string()),
                    Holder::Group(id) => shown.group = Some(id.to_string()),
                }
                shown.roles = role_names([role]);
            }
            Request::ChangeRole {
                name,
                permissions: wanted,
                ..
            } => {
                shown.roles = role_names([name]);
                permissions = Some(*wanted);
            }
            Request::AddMembers { group, members } => {
                shown.group = Some(group.to_string());
                shown.members = Some(members.len());
                shown.roles = access
                    .group(tenant, *group)
                    .map_or_else(Vec::new, |group| role_names(&group.roles));
            }
            Request::ChangeGroup { id, .. } => {
                shown.group = Some(id.to_string());
                shown.roles = access
                    .group(tenant, *id)
                    .map_or_else(Vec::new, |group| role_names(&group.roles));
            }
            Request::Invite(new) => shown.roles = role_names(&new.roles),
            Request::SetProvider(settings) => {
                shown.identity_provider = Some(settings.name.as_str().to_owned());
                shown.roles = role_names(settings.all_roles());
                shown.roles.sort();
                shown.roles.dedup();
            }
            Request::ChangePrincipal { id, .. } => {
                shown.principal = Some(id.to_string());
                shown.roles = role_names(&access.roles_of(tenant, *id));
            }
        }
        let together = || permitted_together(access, tenant, &shown.roles);
        shown.permissions = words(permissions.unwrap_or_else(together));
        shown
    }

    /// The same when somebody has decided.
    pub(crate) fn decided(mut self, status: &'static str) -> ApprovalDto {
        self.status = status;
        self
    }
}

fn permitted_together(access: &State, tenant: Tenant, roles: &[String]) -> Permissions {
    let names = roles
        .iter()
        .filter_map(|name| bezant_identity::access::RoleName::new(name).ok());
    let permitted = names.filter_map(|name| access.role_permissions(tenant, &name));
    permitted.fold(Permissions::NONE, Permissions::union)
}
