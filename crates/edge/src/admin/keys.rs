//! API keys, of any tenant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::tenancy::{Command, Rejection, SigningChange};
use bezant_identity::{Action, ApiKey, KeySecret};
use bezant_kernel::{ApiKeyId, Tenant};
use serde_json::{Map, Value};

use super::{Admin, Rows, TenantParams, behind};
use crate::dto::identity::key::{KeyDto, KeyRotation, NewKeyBody};
use crate::dto::identity::key_proof::SigningBody;
use crate::problem::Problem;
use crate::request::{Params, PathId, RawBody, parse, parse_or_default};
use crate::respond;
use crate::routes::identity::giving::refused;
use crate::routes::identity::keys::fresh_secret;

pub(super) async fn create(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let mut fields: Map<String, Value> = parse(&body)?;
    // As keys were before there were certifications: they can pay.
    fields
        .entry("certifications")
        .or_insert_with(|| vec!["pci"].into());
    let body = serde_json::to_vec(&fields).expect("what was JSON is JSON");
    let (_, new) = super::split::<NewKeyBody>(&body)?;
    let secret = fresh_secret(admin.new_id());
    let new = new.into_key(admin.now(), secret.id(), secret.hash())?;
    let (tenant, _) = admin.about::<NewKeyBody>(&body).await?;
    admin
        .give(tenant, Action::Tenancy(Command::CreateKey(Box::new(new))))
        .await?;
    with_secret(&admin, &secret, StatusCode::CREATED).await
}

async fn with_secret(admin: &Admin, secret: &KeySecret, status: StatusCode) -> Result<Response, Problem> {
    let mut shown = find(admin, secret.id(), |key| KeyDto::from(key)).await?;
    let is_its_own = shown.certificate.is_none();
    shown.secret = is_its_own.then(|| secret.expose().as_str().to_owned());
    Ok(respond::json(status, &shown))
}

async fn find<T>(admin: &Admin, id: ApiKeyId, show: impl FnOnce(&ApiKey) -> T) -> Result<T, Problem> {
    let found = admin.read(|identity| identity.tenancy.key(id).map(show));
    found.await.ok_or_else(|| refused(Rejection::KeyUnknown(id)))
}

pub(super) async fn list(
    State(admin): State<Admin>,
    Params(params): Params<TenantParams>,
) -> Result<Response, Problem> {
    let tenants = admin.tenants(&params).await?;
    let data = admin.read(|identity| {
        let keys = |tenant: Tenant| {
            identity
                .tenancy
                .keys(tenant)
                .map(KeyDto::from)
                .collect::<Vec<_>>()
        };
        tenants.into_iter().flat_map(keys).collect::<Vec<_>>()
    });
    Ok(respond::ok(&Rows { data: data.await }))
}

pub(super) async fn revoke(
    State(admin): State<Admin>,
    PathId(id): PathId<ApiKeyId>,
) -> Result<Response, Problem> {
    let tenant = find(&admin, id, |key| key.tenant).await?;
    admin
        .give(tenant, Action::Tenancy(Command::RevokeKey { id }))
        .await?;
    let shown = find(&admin, id, |key| KeyDto::from(key))
        .await
        .map_err(|_| behind())?;
    Ok(respond::ok(&shown))
}

pub(super) async fn rotate(
    State(admin): State<Admin>,
    PathId(id): PathId<ApiKeyId>,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let rotation: KeyRotation = parse_or_default(&body)?;
    let tenant = find(&admin, id, |key| key.tenant).await?;
    let secret = fresh_secret(id);
    let command = Command::RotateKey {
        id,
        proof: rotation.proof(secret.hash())?,
        overlap_until: rotation.overlap_until(admin.now()),
    };
    admin.give(tenant, Action::Tenancy(command)).await?;
    with_secret(&admin, &secret, StatusCode::OK).await
}

pub(super) async fn set_signing(
    State(admin): State<Admin>,
    PathId(id): PathId<ApiKeyId>,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let body: SigningBody = parse(&body)?;
    let new = body.into_change(admin.now(), || Ok(&*admin.running()?.identity().sealer))?;
    let mut shown = change_signing(&admin, id, new.change).await?;
    shown.signing_secret = new.secret.map(|secret| secret.as_str().to_owned());
    Ok(respond::ok(&shown))
}

pub(super) async fn remove_signing(
    State(admin): State<Admin>,
    PathId(id): PathId<ApiKeyId>,
) -> Result<Response, Problem> {
    let shown = change_signing(&admin, id, SigningChange::Remove).await?;
    Ok(respond::ok(&shown))
}

async fn change_signing(admin: &Admin, id: ApiKeyId, change: SigningChange) -> Result<KeyDto, Problem> {
    let tenant = find(admin, id, |key| key.tenant).await?;
    let command = Command::ChangeSigning { id, change };
    admin.give(tenant, Action::Tenancy(command)).await?;
    find(admin, id, |key| KeyDto::from(key))
        .await
        .map_err(|_| behind())
}
