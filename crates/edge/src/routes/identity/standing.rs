//! Whether a principal may act, what they may do and by what, and that they are forgotten.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::Subject;
use bezant_identity::access::{self, Command, Principal, Rejection, RoleName};
use bezant_identity::{Action, Permission, credential};
use bezant_kernel::{PrincipalId, Tenant};

use super::giving::{give, give_part, refused};
use super::principals::{answer, unknown};
use crate::dto::identity::Removed;
use crate::dto::identity::principal::{
    EffectivePermission, EffectivePermissions, PermissionSource, PrincipalDto,
};
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::profile;
use crate::request::{Change, PathId, Reader, parse_or_default};
use crate::respond;
use crate::tending;

/// Suspend a principal
///
/// They may do nothing from now on: their sessions, tokens and keys are refused.
#[utoipa::path(
    post, path = "/api/v1/principals/{id}/suspend", tag = "identity", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Suspended.", body = PrincipalDto))
)]
pub(crate) async fn suspend(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    set(&edge, &change, id, Command::Suspend { id }).await
}

/// Reactivate a principal
#[utoipa::path(
    post, path = "/api/v1/principals/{id}/reactivate", tag = "identity", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Active.", body = PrincipalDto))
)]
pub(crate) async fn reactivate(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    set(&edge, &change, id, Command::Reactivate { id }).await
}

async fn set(edge: &Edge, change: &Change, id: PrincipalId, command: Command) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    let replayed = give(edge, change, Action::Access(command)).await?;
    let mut response = answer(edge, change.tenant, id, StatusCode::OK).await?;
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Erase a person
///
/// Deletes the principal, all that they prove themselves with, the invitations to their address, and the keys that their personal
/// data is sealed under: nobody can read it any more, in the log, its copies and backups. There is no way back.
#[utoipa::path(
    post, path = "/api/v1/principals/{id}/erase", tag = "identity", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Erased.", body = Removed))
)]
pub(crate) async fn erase(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    forget(&edge, &change, id).await?;
    Ok(respond::ok(&Removed::of("personal_data", id)))
}

/// Deletes a principal and destroys the key of their data, and those of their invitations.
pub(crate) async fn forget(edge: &Edge, change: &Change, id: PrincipalId) -> Result<(), Problem> {
    if change.caller.by.principal_id() == Some(id) {
        // Halfway through they would be nobody, and could not finish it.
        return Err(refused(Rejection::NotForOneself));
    }
    tending::refuse_held(edge, change.tenant)?;
    // Whether they may is decided here, before anything is gone. Both can be repeated.
    give_part(edge, change, 0, Action::Access(Command::Delete { id })).await?;
    let forget = Action::Credential(credential::Command::Erase { principal: id });
    give_part(edge, change, 1, forget).await?;
    profile::erase(&edge.identity().sealer, Subject::Principal(id)).await?;
    tending::erase_ended_of(edge, change.tenant).await
}

/// Read what a principal may do
///
/// Every permission that they have now, with the roles and the ways by which they have it.
#[utoipa::path(
    get, path = "/api/v1/principals/{id}/permissions", tag = "identity",
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "What they may do.", body = EffectivePermissions))
)]
pub(crate) async fn permissions(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    let shown = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let principal = access.principal(reader.tenant, id)?;
        let mut sources: BTreeMap<Permission, Vec<PermissionSource>> = BTreeMap::new();
        for (role, by, through) in ways(access, reader.tenant, principal) {
            let permitted = access.role_permissions(reader.tenant, &role).unwrap_or_default();
            for permission in permitted.iter() {
                sources.entry(permission).or_default().push(PermissionSource {
                    role: role.as_str().to_owned(),
                    by,
                    through: through.clone(),
                });
            }
        }
        let now = access.permissions_of(reader.tenant, id);
        let permissions = now.iter().map(|permission| EffectivePermission {
            permission: permission.as_str(),
            from: sources.remove(&permission).unwrap_or_default(),
        });
        Some(EffectivePermissions {
            principal: id,
            object: "effective_permissions",
            status: principal.status.as_str(),
            permissions: permissions.collect(),
        })
    });
    Ok(respond::ok(&shown.ok_or_else(|| unknown(id))?))
}

/// Each role of a principal with how they have it.
fn ways(
    access: &access::State,
    tenant: Tenant,
    principal: &Principal,
) -> Vec<(RoleName, &'static str, Option<String>)> {
    let own = principal
        .roles
        .iter()
        .map(|role| (role.clone(), "principal", None));
    let mut all: Vec<_> = own.collect();
    for group in principal.groups.iter().filter_map(|id| access.group(tenant, *id)) {
        let roles = group.roles.iter();
        all.extend(roles.map(|role| (role.clone(), "group", Some(group.id.to_string()))));
    }
    if let Some(account) = &principal.outside
        && let Some(provider) = access.provider(tenant, &account.provider)
    {
        let name = account.provider.as_str();
        let roles = provider.settings.roles_of(&account.groups);
        all.extend(roles.map(|role| (role.clone(), "identity_provider", Some(name.to_owned()))));
    }
    all
}
