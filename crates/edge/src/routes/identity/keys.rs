//! API keys of a tenant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::tenancy::{Command, Rejection, SigningChange};
use bezant_identity::{Action, KeySecret};
use bezant_kernel::{ApiKeyId, Tenant};
use zeroize::Zeroizing;

use super::giving::{give, refused};
use super::paging::Asked;
use crate::dto::Page;
use crate::dto::identity::ListParams;
use crate::dto::identity::key::{KeyDto, KeyRotation, NewKeyBody};
use crate::dto::identity::key_proof::SigningBody;
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Params, PathId, Reader, parse, parse_or_default};
use crate::respond;

/// A fresh secret for a key.
pub(crate) fn fresh_secret(id: ApiKeyId) -> KeySecret {
    let random: Zeroizing<[u8; 32]> = Zeroizing::new(rand::random());
    KeySecret::new(id, *random)
}

/// Make an API key
///
/// It may do nothing that you may not do yourself. The secret stands in this answer and in no other, not even in that to a
/// repetition; a key that is proved by a certificate has none.
#[utoipa::path(
    post, path = "/api/v1/api-keys", tag = "identity", request_body = NewKeyBody,
    responses((status = 201, description = "Made.", body = KeyDto))
)]
pub(crate) async fn create(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: NewKeyBody = parse(&change.body)?;
    let secret = fresh_secret(change.new_id(&edge));
    let new = body.into_key(edge.now(), secret.id(), secret.hash())?;
    let command = Command::CreateKey(Box::new(new));
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    let mut response = with_secret(&edge, change.tenant, &secret, replayed, StatusCode::CREATED)?;
    respond::set_location(&mut response, &format!("/api/v1/api-keys/{}", secret.id()));
    Ok(response)
}

fn with_secret(
    edge: &Edge,
    tenant: Tenant,
    secret: &KeySecret,
    replayed: bool,
    status: StatusCode,
) -> Result<Response, Problem> {
    let mut shown = current(edge, tenant, secret.id())?;
    // The secret of a repetition was never given to the key, nor is any to one with a certificate.
    let is_its_own = !replayed && shown.certificate.is_none();
    shown.secret = is_its_own.then(|| secret.expose().as_str().to_owned());
    let mut response = respond::json(status, &shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

fn current(edge: &Edge, tenant: Tenant, id: ApiKeyId) -> Result<KeyDto, Problem> {
    let found = edge.directory().read(|directory| {
        let key = directory.identity().tenancy.key(id);
        key.filter(|key| key.tenant == tenant).map(KeyDto::from)
    });
    found.ok_or_else(|| refused(Rejection::KeyUnknown(id)))
}

/// List API keys
///
/// Revoked and expired ones too, without secrets.
#[utoipa::path(
    get, path = "/api/v1/api-keys", tag = "identity", params(ListParams),
    responses((status = 200, description = "A page.", body = Page<KeyDto>))
)]
pub(crate) async fn list(
    State(edge): State<Edge>,
    reader: Reader,
    Params(params): Params<ListParams>,
) -> Result<Response, Problem> {
    let asked = Asked::parse(&params)?;
    let page = edge.directory().read(|directory| {
        let all = directory.identity().tenancy.keys(reader.tenant);
        asked.page(all, |key| key.id, |key| KeyDto::from(*key))
    });
    Ok(respond::ok(&page))
}

/// Read an API key
#[utoipa::path(
    get, path = "/api/v1/api-keys/{id}", tag = "identity",
    params(("id" = String, Path, description = "The key.")),
    responses((status = 200, description = "The key, without its secret.", body = KeyDto))
)]
pub(crate) async fn read(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<ApiKeyId>,
) -> Result<Response, Problem> {
    Ok(respond::ok(&current(&edge, reader.tenant, id)?))
}

/// Rotate an API key
///
/// Gives it another secret, or another certificate where it has one; the one before works for a while beside it.
#[utoipa::path(
    post, path = "/api/v1/api-keys/{id}/rotate", tag = "identity", request_body = Option<KeyRotation>,
    params(("id" = String, Path, description = "The key.")),
    responses((status = 200, description = "Rotated.", body = KeyDto))
)]
pub(crate) async fn rotate(
    State(edge): State<Edge>,
    PathId(id): PathId<ApiKeyId>,
    change: Change,
) -> Result<Response, Problem> {
    let rotation: KeyRotation = parse_or_default(&change.body)?;
    let secret = fresh_secret(id);
    let command = Command::RotateKey {
        id,
        proof: rotation.proof(secret.hash())?,
        overlap_until: rotation.overlap_until(edge.now()),
    };
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    with_secret(&edge, change.tenant, &secret, replayed, StatusCode::OK)
}

/// Have the requests of an API key signed
///
/// By RFC 9421. A signing key that is replaced counts for a while beside the new one; a shared secret stands in this answer and in no
/// other.
#[utoipa::path(
    post, path = "/api/v1/api-keys/{id}/signing", tag = "identity", request_body = SigningBody,
    params(("id" = String, Path, description = "The key.")),
    responses((status = 200, description = "Set.", body = KeyDto))
)]
pub(crate) async fn set_signing(
    State(edge): State<Edge>,
    PathId(id): PathId<ApiKeyId>,
    change: Change,
) -> Result<Response, Problem> {
    let body: SigningBody = parse(&change.body)?;
    let new = body.into_change(edge.now(), || Ok(&*edge.identity().sealer))?;
    let command = Command::ChangeSigning {
        id,
        change: new.change,
    };
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    let mut shown = current(&edge, change.tenant, id)?;
    let secret = new.secret.filter(|_| !replayed);
    shown.signing_secret = secret.map(|secret| secret.as_str().to_owned());
    let mut response = respond::ok(&shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Have the requests of an API key signed no more
#[utoipa::path(
    delete, path = "/api/v1/api-keys/{id}/signing", tag = "identity",
    params(("id" = String, Path, description = "The key.")),
    responses((status = 200, description = "They are taken as they are.", body = KeyDto))
)]
pub(crate) async fn remove_signing(
    State(edge): State<Edge>,
    PathId(id): PathId<ApiKeyId>,
    change: Change,
) -> Result<Response, Problem> {
    let command = Command::ChangeSigning {
        id,
        change: SigningChange::Remove,
    };
    give(&edge, &change, Action::Tenancy(command)).await?;
    Ok(respond::ok(&current(&edge, change.tenant, id)?))
}

/// Revoke an API key
///
/// It is refused from now on, with all of its secrets.
#[utoipa::path(
    delete, path = "/api/v1/api-keys/{id}", tag = "identity",
    params(("id" = String, Path, description = "The key.")),
    responses((status = 200, description = "Revoked.", body = KeyDto))
)]
pub(crate) async fn revoke(
    State(edge): State<Edge>,
    PathId(id): PathId<ApiKeyId>,
    change: Change,
) -> Result<Response, Problem> {
    give(&edge, &change, Action::Tenancy(Command::RevokeKey { id })).await?;
    Ok(respond::ok(&current(&edge, change.tenant, id)?))
}
