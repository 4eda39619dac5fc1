//! What waits for a second person.

use axum::extract::State;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{Approval, Command, Rejection};
use bezant_kernel::{ApprovalId, Tenant};

use super::giving::{give, refused};
use super::invitations::tenant_name;
use super::invite::send_approved;
use crate::dto::Page;
use crate::dto::identity::ListParams;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Params, PathId, Reader, cursor_from, page_limit, parse_or_default};
use crate::respond;

/// List what waits for a second person
#[utoipa::path(
    get, path = "/api/v1/approvals", tag = "identity", params(ListParams),
    responses((status = 200, description = "A page.", body = Page<ApprovalDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let limit = page_limit(params.limit)? as usize;
    let after: Option<ApprovalId> = cursor_from(params.cursor.as_deref())?;
    let now = edge.now();
    let page = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let all = access.approvals(reader.tenant, now);
        let rest = all.filter(|one| after.is_none_or(|after| one.id > after));
        let rows: Vec<&Approval> = rest.take(limit + 1).collect();
        Page::with_more(
            &rows,
            limit,
            |one| one.id.to_string(),
            |one| ApprovalDto::of(access, reader.tenant, one),
        )
    });
    Ok(respond::ok(&page))
}

/// Read what waits for a second person
#[utoipa::path(
    get, path = "/api/v1/approvals/{id}", tag = "identity",
    params(("id" = String, Path, description = "The approval.")),
    responses((status = 200, description = "The approval.", body = ApprovalDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ApprovalId>,
) -> Result<Response, Problem> {
    let (shown, _) = waiting(&edge, reader.tenant, id)?;
    Ok(respond::ok(&shown))
}

fn waiting(edge: &Edge, tenant: Tenant, id: ApprovalId) -> Result<(ApprovalDto, Approval), Problem> {
    let now = edge.now();
    let found = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let approval = access
            .approval(tenant, id)
            .filter(|approval| approval.is_open(now))?;
        Some((ApprovalDto::of(access, tenant, approval), approval.clone()))
    });
    found.ok_or_else(|| refused(Rejection::ApprovalUnknown(id)))
}

/// Approve
///
/// As the second person, who may do all that is given. Everything is checked again, and what was asked happens.
#[utoipa::path(
    post, path = "/api/v1/approvals/{id}/approve", tag = "identity", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The approval.")),
    responses((status = 200, description = "It has happened.", body = ApprovalDto))
)]
pub(crate) async fn approve(
    State(edge): State<Edge>,
    PathId(id): PathId<ApprovalId>,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    edge.settled().await;
    let found = waiting(&edge, change.tenant, id);
    let replayed = give(&edge, &change, Action::Access(Command::Approve { id })).await?;
    // Of a repetition it waits no more.
    let (shown, approval) = found?;
    if !replayed {
        let parts = edge.identity();
        let name = tenant_name(&edge, change.tenant);
        send_approved(&parts.sealer, &*parts.mailer, &parts.public_url, &name, &approval).await?;
    }
    let mut response = respond::ok(&shown.decided("approved"));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Reject
///
/// As somebody who could approve, or as who asked.
#[utoipa::path(
    post, path = "/api/v1/approvals/{id}/reject", tag = "identity", request_body = Option<NoDetails>,
    params(("id" = String, Path, description = "The approval.")),
    responses((status = 200, description = "It does not happen.", body = ApprovalDto))
)]
pub(crate) async fn reject(
    State(edge): State<Edge>,
    PathId(id): PathId<ApprovalId>,
    change: Change,
) -> Result<Response, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    edge.settled().await;
    let found = waiting(&edge, change.tenant, id);
    let replayed = give(&edge, &change, Action::Access(Command::Reject { id })).await?;
    let (shown, _) = found?;
    let mut response = respond::ok(&shown.decided("rejected"));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}
