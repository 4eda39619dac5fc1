//! Invitations to become a user.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::Subject;
use bezant_identity::Action;
use bezant_identity::access::{Command, Invitation, Rejection, Request};
use bezant_kernel::{InvitationId, Tenant};

use super::giving::{accepted, ask, give, refused};
use super::invite::{is_administrative, link, prepare, send};
use super::paging::Asked;
use crate::dto::Page;
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::invitation::{InvitationDto, NewInvitationBody};
use crate::dto::identity::{ListParams, Removed};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::profile;
use crate::request::{Change, Params, PathId, Reader, parse};
use crate::respond;
use crate::tending;

/// Invite a user
///
/// They get a letter with a link that works once. An invitation to administrative roles takes a second person; the letter goes
/// out when they agree.
#[utoipa::path(
    post, path = "/api/v1/invitations", tag = "identity", request_body = NewInvitationBody,
    responses(
        (status = 201, description = "Invited.", body = InvitationDto),
        (status = 202, description = "It waits for a second person.", body = ApprovalDto),
    )
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: NewInvitationBody = parse(&change.body)?;
    let (tenant, id) = (change.tenant, change.new_id::<_>(&edge));
    let parts = edge.identity();
    let administrative = |new: &_| {
        edge.directory()
            .read(|directory| is_administrative(directory.identity(), tenant, new))
    };
    let prepared = prepare(&parts.sealer, administrative, tenant, id, body, edge.now()).await?;
    let asked = ask(&edge, &change, Request::Invite(prepared.new)).await?;
    if let Some(waits) = asked.waits {
        return Ok(accepted(&waits, asked.replayed));
    }
    let mut shown = current(&edge, tenant, id).await?;
    if !asked.replayed {
        let link = link(&parts.public_url, &prepared.token.text());
        let name = tenant_name(&edge, tenant);
        shown.sent = Some(send(&*parts.mailer, &name, &prepared.email, &link).await);
    }
    let mut response = respond::json(StatusCode::CREATED, &shown);
    respond::set_location(&mut response, &format!("/api/v1/invitations/{id}"));
    respond::mark_replayed(&mut response, asked.replayed);
    Ok(response)
}

/// What the caller's tenant is called.
pub(super) fn tenant_name(edge: &Edge, tenant: Tenant) -> String {
    edge.directory().read(|directory| {
        let found = directory.identity().tenancy.tenant(tenant.id());
        found.map_or_else(String::new, |record| record.name.clone())
    })
}

async fn current(edge: &Edge, tenant: Tenant, id: InvitationId) -> Result<InvitationDto, Problem> {
    let now = edge.now();
    let found = edge.directory().read(|directory| {
        let access = &directory.identity().access;
        access.invitation(tenant, id, now).cloned()
    });
    let found = found.ok_or_else(|| refused(Rejection::InvitationUnknown))?;
    let mut shown = opened(edge, vec![found]).await?;
    Ok(shown.pop().expect("one goes in and one comes out"))
}

async fn opened(edge: &Edge, invitations: Vec<Invitation>) -> Result<Vec<InvitationDto>, Problem> {
    let sealed = invitations
        .iter()
        .map(|one| (Subject::Invitation(one.new.id), one.new.profile.clone()));
    let profiles = profile::open_all(&edge.identity().sealer, sealed.collect()).await?;
    let rows = invitations.iter().zip(profiles);
    Ok(rows
        .map(|(one, profile)| InvitationDto::of(one, profile))
        .collect())
}

/// List open invitations
#[utoipa::path(
    get, path = "/api/v1/invitations", tag = "identity", params(ListParams),
    responses((status = 200, description = "A page.", body = Page<InvitationDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let asked = Asked::parse(&params)?;
    let now = edge.now();
    let sealed = edge.directory().read(|directory| {
        let all = directory.identity().access.invitations(reader.tenant, now);
        asked.page(all, |one| one.new.id, |one| Invitation::clone(one))
    });
    Ok(respond::ok(&Page {
        data: opened(&edge, sealed.data).await?,
        next_cursor: sealed.next_cursor,
        position: None,
    }))
}

/// Read an open invitation
#[utoipa::path(
    get, path = "/api/v1/invitations/{id}", tag = "identity",
    params(("id" = String, Path, description = "The invitation.")),
    responses((status = 200, description = "The invitation.", body = InvitationDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<InvitationId>,
) -> Result<Response, Problem> {
    Ok(respond::ok(&current(&edge, reader.tenant, id).await?))
}

/// Revoke an invitation
#[utoipa::path(
    delete, path = "/api/v1/invitations/{id}", tag = "identity",
    params(("id" = String, Path, description = "The invitation.")),
    responses((status = 200, description = "Revoked.", body = Removed))
)]
pub(crate) async fn revoke(
    State(edge): State<Edge>,
    PathId(id): PathId<InvitationId>,
    change: Change,
) -> Result<Response, Problem> {
    give(&edge, &change, Action::Access(Command::RevokeInvitation { id })).await?;
    // Nobody comes by it any more, so nobody needs what was written down for it.
    tending::erase_ended_of(&edge, change.tenant).await?;
    Ok(respond::ok(&Removed::of("invitation", id)))
}
