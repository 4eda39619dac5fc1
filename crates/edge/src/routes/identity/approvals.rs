//! What waits for a second person.

use axum::extract::State;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{Approval, Command, Rejection};
use bezant_kernel::{ApprovalId, Tenant};

use super::giving::{give, refused};
use super::invitations::tenant_name;
use super::invite::send_approved;
use super::paging::Asked;
use crate::dto::Page;
use crate::dto::identity::ListParams;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::payment_request::NoDetails;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Params, PathId, Reader, parse_or_default};
use crate::respond;
use crate::tending;

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
    let asked = Asked::parse(&params)?;
    let now = edge.now();
    let page = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        let all = access.approvals(reader.tenant, now);
        asked.page(
            all,
            |one| one.id,
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
    let decided = decide(&edge, &change, id, Command::Approve { id }).await?;
    if !decided.replayed {
        let parts = edge.identity();
        let name = tenant_name(&edge, change.tenant);
        let approval = &decided.approval;
        send_approved(&parts.sealer, &*parts.mailer, &parts.public_url, &name, approval).await?;
    }
    Ok(decided.answer("approved"))
}

/// What was decided about.
struct Decided {
    shown: ApprovalDto,
    approval: Approval,
    replayed: bool,
}

impl Decided {
    fn answer(self, word: &'static str) -> Response {
        let mut response = respond::ok(&self.shown.decided(word));
        respond::mark_replayed(&mut response, self.replayed);
        response
    }
}

async fn decide(edge: &Edge, change: &Change, id: ApprovalId, command: Command) -> Result<Decided, Problem> {
    let NoDetails {} = parse_or_default(&change.body)?;
    edge.settled().await;
    let found = waiting(edge, change.tenant, id);
    let replayed = give(edge, change, Action::Access(command)).await?;
    // Of a repetition it waits no more.
    let (shown, approval) = found?;
    Ok(Decided {
        shown,
        approval,
        replayed,
    })
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
    let decided = decide(&edge, &change, id, Command::Reject { id }).await?;
    tending::erase_ended_of(&edge, change.tenant).await?;
    Ok(decided.answer("rejected"))
}
