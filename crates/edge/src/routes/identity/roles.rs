//! Roles: the built-in ones, and a tenant's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{BUILT_IN_ROLES, Command, Rejection, Request, RoleName};
use bezant_kernel::Tenant;

use super::giving::{accepted, ask, give, refused};
use crate::dto::Page;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::role::{NewRole, RoleBody, RoleDto};
use crate::dto::identity::{Removed, permissions, role as named};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, PathText, Reader, parse};
use crate::respond;

/// Make a role
///
/// A named set of permissions, none of which is beyond your own.
#[utoipa::path(
    post, path = "/api/v1/roles", tag = "identity", request_body = NewRole,
    responses((status = 201, description = "Made.", body = RoleDto))
)]
pub(crate) async fn define(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewRole = parse(&change.body)?;
    let name = named("name", &new.name)?;
    let command = Command::DefineRole {
        name: name.clone(),
        description: new.description,
        permissions: permissions("permissions", &new.permissions)?,
    };
    let replayed = give(&edge, &change, Action::Access(command)).await?;
    let mut response = answer(&edge, change.tenant, &name, StatusCode::CREATED)?;
    respond::set_location(&mut response, &format!("/api/v1/roles/{}", name.as_str()));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

fn answer(edge: &Edge, tenant: Tenant, name: &RoleName, status: StatusCode) -> Result<Response, Problem> {
    let built_in = BUILT_IN_ROLES.iter().find(|(word, _)| *word == name.as_str());
    if let Some((word, permissions)) = built_in {
        return Ok(respond::json(status, &RoleDto::built_in(word, *permissions)));
    }
    let found = edge.directory().read(|directory| {
        let mut own = directory.identity().access.roles(tenant);
        let role = own.find(|role| role.name == *name)?;
        Some((RoleDto::from(role), role.version))
    });
    let (shown, version) = found.ok_or_else(|| refused(Rejection::RoleUnknown(name.clone())))?;
    let mut response = respond::json(status, &shown);
    respond::set_version(&mut response, version);
    Ok(response)
}

/// List roles
///
/// The built-in ones first, then the tenant's own: at most 205.
#[utoipa::path(
    get, path = "/api/v1/roles", tag = "identity",
    responses((status = 200, description = "All roles.", body = Page<RoleDto>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let built_in = BUILT_IN_ROLES.iter();
    let mut all: Vec<RoleDto> = built_in
        .map(|(name, permissions)| RoleDto::built_in(name, *permissions))
        .collect();
    edge.directory().read(|directory| {
        let own = directory.identity().access.roles(reader.tenant);
        all.extend(own.map(RoleDto::from));
    });
    Ok(respond::ok(&Page::whole(all)))
}

/// Read a role
#[utoipa::path(
    get, path = "/api/v1/roles/{name}", tag = "identity",
    params(("name" = String, Path, description = "The role's name.")),
    responses((status = 200, description = "The role.", body = RoleDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathText(name): PathText,
) -> Result<Response, Problem> {
    answer(&edge, reader.tenant, &named("name", &name)?, StatusCode::OK)
}

/// Change a role
///
/// Who has it may do what it permits at once. Adding administrative permissions takes a second person.
#[utoipa::path(
    put, path = "/api/v1/roles/{name}", tag = "identity", request_body = RoleBody,
    params(("name" = String, Path, description = "The role's name.")),
    responses(
        (status = 200, description = "Changed.", body = RoleDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn change(
    State(edge): State<Edge>,
    PathText(name): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let body: RoleBody = parse(&change.body)?;
    let name = named("name", &name)?;
    let request = Request::ChangeRole {
        name: name.clone(),
        description: body.description,
        permissions: permissions("permissions", &body.permissions)?,
    };
    let asked = ask(&edge, &change, request).await?;
    match asked.waits {
        Some(waits) => Ok(accepted(&waits, asked.replayed)),
        None => answer(&edge, change.tenant, &name, StatusCode::OK),
    }
}

/// Remove a role
///
/// Only one that nobody has and nothing names.
#[utoipa::path(
    delete, path = "/api/v1/roles/{name}", tag = "identity",
    params(("name" = String, Path, description = "The role's name.")),
    responses((status = 200, description = "Removed.", body = Removed))
)]
pub(crate) async fn remove(
    State(edge): State<Edge>,
    PathText(text): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let name = named("name", &text)?;
    give(&edge, &change, Action::Access(Command::RemoveRole { name })).await?;
    Ok(respond::ok(&Removed::of("role", text)))
}
