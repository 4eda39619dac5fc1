//! OAuth clients: programs that act for people, or for themselves.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::Action;
use bezant_identity::oauth::{Client, ClientKind, Command, Rejection};
use bezant_kernel::{ClientId, Milliseconds, Tenant};

use super::giving::{give, give_part, refused};
use super::paging::Asked;
use crate::dto::Page;
use crate::dto::identity::client::{ClientChange, ClientDto, NewClientBody, SecretChange};
use crate::dto::identity::{ListParams, Removed};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Params, PathId, Reader, parse, parse_or_default};
use crate::respond;

/// Register an OAuth client
///
/// One that can keep a secret gets one: it stands in this answer and in no other.
#[utoipa::path(
    post, path = "/api/v1/oauth-clients", tag = "identity", request_body = NewClientBody,
    responses((status = 201, description = "Registered.", body = ClientDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: NewClientBody = parse(&change.body)?;
    let id: ClientId = change.new_id(&edge);
    let kind = body.kind()?;
    let command = Command::CreateClient {
        id,
        kind,
        terms: body.terms()?,
    };
    let mut replayed = give_part(&edge, &change, 0, Action::OAuth(command)).await?;
    let mut secret = None;
    if kind == ClientKind::Confidential {
        let token = Token::random(TokenKind::ClientSecret);
        let command = Command::AddClientSecret {
            id,
            hash: token.hash(),
            former_until: edge.now(),
        };
        replayed = give_part(&edge, &change, 1, Action::OAuth(command)).await?;
        secret = (!replayed).then(|| token.text().as_str().to_owned());
    }
    let mut shown = current(&edge, change.tenant, id)?;
    shown.secret = secret;
    let mut response = respond::json(StatusCode::CREATED, &shown);
    respond::set_location(&mut response, &format!("/api/v1/oauth-clients/{id}"));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

fn find<T>(edge: &Edge, tenant: Tenant, id: ClientId, show: impl FnOnce(&Client) -> T) -> Result<T, Problem> {
    let found = edge.directory().read(|directory| {
        let oauth = &directory.identity().oauth;
        oauth.client(tenant, id).map(show)
    });
    found.ok_or_else(|| refused(Rejection::ClientUnknown))
}

fn current(edge: &Edge, tenant: Tenant, id: ClientId) -> Result<ClientDto, Problem> {
    find(edge, tenant, id, |client| ClientDto::from(client))
}

/// List OAuth clients
#[utoipa::path(
    get, path = "/api/v1/oauth-clients", tag = "identity", params(ListParams),
    responses((status = 200, description = "A page.", body = Page<ClientDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let asked = Asked::parse(&params)?;
    let page = edge.directory().read(|directory| {
        let all = directory.identity().oauth.clients(reader.tenant);
        asked.page(all, |one| one.id, |one| ClientDto::from(*one))
    });
    Ok(respond::ok(&page))
}

/// Read an OAuth client
#[utoipa::path(
    get, path = "/api/v1/oauth-clients/{id}", tag = "identity",
    params(("id" = String, Path, description = "The client.")),
    responses((status = 200, description = "The client, without its secret.", body = ClientDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ClientId>,
) -> Result<Response, Problem> {
    Ok(respond::ok(&current(&edge, reader.tenant, id)?))
}

/// Change an OAuth client
#[utoipa::path(
    patch, path = "/api/v1/oauth-clients/{id}", tag = "identity", request_body = ClientChange,
    params(("id" = String, Path, description = "The client.")),
    responses((status = 200, description = "Changed.", body = ClientDto))
)]
pub(crate) async fn change(
    State(edge): State<Edge>,
    PathId(id): PathId<ClientId>,
    change: Change,
) -> Result<Response, Problem> {
    let body: ClientChange = parse(&change.body)?;
    let before = find(&edge, change.tenant, id, |client| client.terms.clone())?;
    let command = Command::ChangeClient {
        id,
        terms: body.on(before)?,
    };
    give(&edge, &change, Action::OAuth(command)).await?;
    Ok(respond::ok(&current(&edge, change.tenant, id)?))
}

/// Remove an OAuth client
///
/// With all that it was granted: its tokens are refused from now on.
#[utoipa::path(
    delete, path = "/api/v1/oauth-clients/{id}", tag = "identity",
    params(("id" = String, Path, description = "The client.")),
    responses((status = 200, description = "Removed.", body = Removed))
)]
pub(crate) async fn remove(
    State(edge): State<Edge>,
    PathId(id): PathId<ClientId>,
    change: Change,
) -> Result<Response, Problem> {
    give(&edge, &change, Action::OAuth(Command::RemoveClient { id })).await?;
    Ok(respond::ok(&Removed::of("oauth_client", id)))
}

/// Rotate an OAuth client's secret
///
/// The one before works for a while beside it. The new one stands in this answer and in no other.
#[utoipa::path(
    post, path = "/api/v1/oauth-clients/{id}/rotate-secret", tag = "identity", request_body = Option<SecretChange>,
    params(("id" = String, Path, description = "The client.")),
    responses((status = 200, description = "Rotated.", body = ClientDto))
)]
pub(crate) async fn rotate_secret(
    State(edge): State<Edge>,
    PathId(id): PathId<ClientId>,
    change: Change,
) -> Result<Response, Problem> {
    let body: SecretChange = parse_or_default(&change.body)?;
    let token = Token::random(TokenKind::ClientSecret);
    let overlap = Milliseconds(u64::from(body.overlap_seconds()?) * 1_000);
    let command = Command::AddClientSecret {
        id,
        hash: token.hash(),
        former_until: edge.now().after(overlap),
    };
    let replayed = give(&edge, &change, Action::OAuth(command)).await?;
    let mut shown = current(&edge, change.tenant, id)?;
    shown.secret = (!replayed).then(|| token.text().as_str().to_owned());
    let mut response = respond::ok(&shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}
