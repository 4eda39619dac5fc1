//! Groups of principals and their members.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{Command, Group, GroupChanges, NewGroup, Rejection, Request};
use bezant_kernel::{GroupId, PrincipalId, Tenant};

use super::giving::{accepted, ask, give, refused};
use super::paging::Asked;
use crate::dto::Page;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::group::{GroupChange, GroupDto, Member, NewGroupBody, NewMembers};
use crate::dto::identity::principal::{label, written_external_id};
use crate::dto::identity::{ListParams, Removed};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, Params, PathId, PathIds, Reader, parse};
use crate::respond;

/// More at once would not fit into a body.
const MEMBERS_AT_ONCE: usize = 1_000;

/// Make a group
#[utoipa::path(
    post, path = "/api/v1/groups", tag = "identity", request_body = NewGroupBody,
    responses((status = 201, description = "Made.", body = GroupDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let new: NewGroupBody = parse(&change.body)?;
    let id: GroupId = change.new_id(&edge);
    let command = Command::CreateGroup(NewGroup {
        id,
        name: label("name", &new.name)?,
        external_id: new.external_id.as_deref().map(written_external_id).transpose()?,
        provisioned: new.provisioned,
    });
    let replayed = give(&edge, &change, Action::Access(command)).await?;
    let mut response = answer(&edge, change.tenant, id, StatusCode::CREATED)?;
    respond::set_location(&mut response, &format!("/api/v1/groups/{id}"));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// The group as it is now, as an answer.
pub(super) fn answer(
    edge: &Edge,
    tenant: Tenant,
    id: GroupId,
    status: StatusCode,
) -> Result<Response, Problem> {
    let shown = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let group = access.group(tenant, id)?;
        Some(GroupDto::of(group, access.members(tenant, id).count()))
    });
    let shown = shown.ok_or_else(|| refused(Rejection::GroupUnknown(id)))?;
    let mut response = respond::json(status, &shown);
    respond::set_version(&mut response, shown.version);
    Ok(response)
}

/// List groups
#[utoipa::path(
    get, path = "/api/v1/groups", tag = "identity", params(ListParams),
    responses((status = 200, description = "A page.", body = Page<GroupDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let asked = Asked::parse(&params)?;
    let page = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let count = |group: &Group| access.members(reader.tenant, group.id).count();
        asked.page(
            access.groups(reader.tenant),
            |group| group.id,
            |group| GroupDto::of(group, count(group)),
        )
    });
    Ok(respond::ok(&page))
}

/// Read a group
#[utoipa::path(
    get, path = "/api/v1/groups/{id}", tag = "identity",
    params(("id" = String, Path, description = "The group.")),
    responses((status = 200, description = "The group.", body = GroupDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<GroupId>,
) -> Result<Response, Problem> {
    answer(&edge, reader.tenant, id, StatusCode::OK)
}

/// Change a group
///
/// That SCIM says who is in a group with administrative roles takes a second person.
#[utoipa::path(
    patch, path = "/api/v1/groups/{id}", tag = "identity", request_body = GroupChange,
    params(("id" = String, Path, description = "The group.")),
    responses(
        (status = 200, description = "Changed.", body = GroupDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn change(
    State(edge): State<Edge>,
    PathId(id): PathId<GroupId>,
    change: Change,
) -> Result<Response, Problem> {
    let body: GroupChange = parse(&change.body)?;
    let external = body
        .external_id
        .map(|text| text.as_deref().map(written_external_id).transpose());
    let changes = GroupChanges {
        name: body.name.as_deref().map(|name| label("name", name)).transpose()?,
        external_id: external.transpose()?,
        provisioned: body.provisioned,
    };
    asked(&edge, &change, id, Request::ChangeGroup { id, changes }).await
}

async fn asked(edge: &Edge, change: &Change, id: GroupId, request: Request) -> Result<Response, Problem> {
    let asked = ask(edge, change, request).await?;
    if let Some(waits) = asked.waits {
        return Ok(accepted(&waits, asked.replayed));
    }
    let mut response = answer(edge, change.tenant, id, StatusCode::OK)?;
    respond::mark_replayed(&mut response, asked.replayed);
    Ok(response)
}

/// Remove a group
///
/// Its members lose what they had by it.
#[utoipa::path(
    delete, path = "/api/v1/groups/{id}", tag = "identity",
    params(("id" = String, Path, description = "The group.")),
    responses((status = 200, description = "Removed.", body = Removed))
)]
pub(crate) async fn remove(
    State(edge): State<Edge>,
    PathId(id): PathId<GroupId>,
    change: Change,
) -> Result<Response, Problem> {
    give(&edge, &change, Action::Access(Command::RemoveGroup { id })).await?;
    Ok(respond::ok(&Removed::of("group", id)))
}

/// List the members of a group
#[utoipa::path(
    get, path = "/api/v1/groups/{id}/members", tag = "identity",
    params(("id" = String, Path, description = "The group."), ListParams),
    responses((status = 200, description = "A page.", body = Page<Member>))
)]
pub(crate) async fn members(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<GroupId>,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let asked = Asked::parse(&params)?;
    let page = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        access.group(reader.tenant, id)?;
        let members = access.members(reader.tenant, id);
        Some(asked.page(members, |member| *member, |member| Member { principal: *member }))
    });
    let page = page.ok_or_else(|| refused(Rejection::GroupUnknown(id)))?;
    Ok(respond::ok(&page))
}

/// Add members to a group
///
/// Where the group has administrative roles it takes a second person.
#[utoipa::path(
    post, path = "/api/v1/groups/{id}/members", tag = "identity", request_body = NewMembers,
    params(("id" = String, Path, description = "The group.")),
    responses(
        (status = 200, description = "Added.", body = GroupDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn add_members(
    State(edge): State<Edge>,
    PathId(id): PathId<GroupId>,
    change: Change,
) -> Result<Response, Problem> {
    let NewMembers { principals } = parse(&change.body)?;
    if !(1..=MEMBERS_AT_ONCE).contains(&principals.len()) {
        let message = "it has 1 to 1000 principals";
        return Err(Problem::mistake("principals", Code::FieldInvalid, message));
    }
    let members = principals.into_iter().collect();
    asked(&edge, &change, id, Request::AddMembers { group: id, members }).await
}

/// Take a member out of a group
#[utoipa::path(
    delete, path = "/api/v1/groups/{id}/members/{principal}", tag = "identity",
    params(
        ("id" = String, Path, description = "The group."),
        ("principal" = String, Path, description = "The member."),
    ),
    responses((status = 200, description = "Taken out.", body = GroupDto))
)]
pub(crate) async fn remove_member(
    State(edge): State<Edge>,
    PathIds(id, member): PathIds<GroupId, PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    let command = Command::RemoveMember { group: id, member };
    give(&edge, &change, Action::Access(command)).await?;
    answer(&edge, change.tenant, id, StatusCode::OK)
}
