//! Roles given to principals and groups, and taken away.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{Command, Holder, Request};
use bezant_kernel::{GroupId, PrincipalId};

use super::giving::{accepted, ask, give};
use super::{groups, principals};
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::group::GroupDto;
use crate::dto::identity::principal::PrincipalDto;
use crate::dto::identity::{RoleToGive, role};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, PathId, PathIdText, parse};
use crate::respond;

/// Give a principal a role
///
/// Nobody gives what they may not do themselves. A role with administrative permissions takes a second person.
#[utoipa::path(
    post, path = "/api/v1/principals/{id}/roles", tag = "identity", request_body = RoleToGive,
    params(("id" = String, Path, description = "The principal.")),
    responses(
        (status = 200, description = "Given.", body = PrincipalDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn give_to_principal(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    give_role(&edge, &change, Holder::Principal(id)).await
}

/// Give a group a role
///
/// All of its members have it from then on. A role with administrative permissions takes a second person.
#[utoipa::path(
    post, path = "/api/v1/groups/{id}/roles", tag = "identity", request_body = RoleToGive,
    params(("id" = String, Path, description = "The group.")),
    responses(
        (status = 200, description = "Given.", body = GroupDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn give_to_group(
    State(edge): State<Edge>,
    PathId(id): PathId<GroupId>,
    change: Change,
) -> Result<Response, Problem> {
    give_role(&edge, &change, Holder::Group(id)).await
}

async fn give_role(edge: &Edge, change: &Change, to: Holder) -> Result<Response, Problem> {
    let RoleToGive { role: name } = parse(&change.body)?;
    let role = role("role", &name)?;
    let asked = ask(edge, change, Request::AssignRole { to, role }).await?;
    if let Some(waits) = asked.waits {
        return Ok(accepted(&waits, asked.replayed));
    }
    let mut response = holder(edge, change, to).await?;
    respond::mark_replayed(&mut response, asked.replayed);
    Ok(response)
}

async fn holder(edge: &Edge, change: &Change, holder: Holder) -> Result<Response, Problem> {
    match holder {
        Holder::Principal(id) => principals::answer(edge, change.tenant, id, StatusCode::OK).await,
        Holder::Group(id) => groups::answer(edge, change.tenant, id, StatusCode::OK),
    }
}

/// Take a role from a principal
#[utoipa::path(
    delete, path = "/api/v1/principals/{id}/roles/{role}", tag = "identity",
    params(
        ("id" = String, Path, description = "The principal."),
        ("role" = String, Path, description = "The role's name."),
    ),
    responses((status = 200, description = "Taken.", body = PrincipalDto))
)]
pub(crate) async fn take_from_principal(
    State(edge): State<Edge>,
    PathIdText(id, name): PathIdText<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    take(&edge, &change, Holder::Principal(id), &name).await
}

/// Take a role from a group
#[utoipa::path(
    delete, path = "/api/v1/groups/{id}/roles/{role}", tag = "identity",
    params(
        ("id" = String, Path, description = "The group."),
        ("role" = String, Path, description = "The role's name."),
    ),
    responses((status = 200, description = "Taken.", body = GroupDto))
)]
pub(crate) async fn take_from_group(
    State(edge): State<Edge>,
    PathIdText(id, name): PathIdText<GroupId>,
    change: Change,
) -> Result<Response, Problem> {
    take(&edge, &change, Holder::Group(id), &name).await
}

async fn take(edge: &Edge, change: &Change, from: Holder, name: &str) -> Result<Response, Problem> {
    let role = role("role", name)?;
    give(edge, change, Action::Access(Command::WithdrawRole { from, role })).await?;
    holder(edge, change, from).await
}
