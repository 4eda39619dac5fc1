//! The registrations: tenants and their keys. Served on a socket whose file permissions are the authorization, never to the
//! public.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::post;
use bezant_core::{Command, Core, Rejection, Reply, system_tenant};
use bezant_engine::{Clock, Correlation, Engine, Request, SubmitError, SystemClock, Wait};
use bezant_identity::{Action, ApiKey, Authority, KeySecret, Scope, Scopes, TenantRecord, tenancy};
use bezant_kernel::{ApiKeyId, Id, IdKind, Milliseconds, Tenant, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::directory;
use crate::front::{Front, front};
use crate::problem::{Code, Problem};
use crate::request::{Params, PathId, RawBody, parse};
use crate::respond;
use crate::routes::{method_not_allowed, not_found};

const DAY: u64 = 24 * 60 * 60 * 1_000;

#[derive(Clone)]
struct Admin {
    engine: Engine<Core>,
    clock: Arc<dyn Clock>,
}

/// The service for this machine's own commands: `/admin/v1/tenants`, `/admin/v1/keys`.
pub fn admin_router(engine: Engine<Core>) -> Router {
    let admin = Admin {
        engine,
        clock: Arc::new(SystemClock),
    };
    Router::new()
        .route("/admin/v1/tenants", post(create_tenant).get(list_tenants))
        .route("/admin/v1/keys", post(create_key).get(list_keys))
        .route("/admin/v1/keys/{id}/revoke", post(revoke_key))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn_with_state(Front::unbounded(), front))
        .with_state(admin)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTenant {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// The tenant's name or id.
    tenant: String,
    name: String,
    scopes: Vec<String>,
    expires_in_days: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyParams {
    /// The tenant's name or id; all if left out.
    tenant: Option<String>,
}

#[derive(Serialize)]
struct TenantDto<'a> {
    id: TenantId,
    object: &'static str,
    name: &'a str,
    created_at: Timestamp,
}

#[derive(Serialize)]
struct KeyDto<'a> {
    id: ApiKeyId,
    object: &'static str,
    tenant: TenantId,
    name: &'a str,
    scopes: Vec<&'static str>,
    /// In the answer that makes it only.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'a str>,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Rows<T> {
    data: Vec<T>,
}

impl<'a> From<&'a TenantRecord> for TenantDto<'a> {
    fn from(record: &'a TenantRecord) -> Self {
        TenantDto {
            id: record.id,
            object: "tenant",
            name: &record.name,
            created_at: record.created_at,
        }
    }
}

impl<'a> From<&'a ApiKey> for KeyDto<'a> {
    fn from(key: &'a ApiKey) -> Self {
        KeyDto {
            id: key.id,
            object: "api_key",
            tenant: key.tenant.id(),
            name: &key.name,
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            secret: None,
            created_at: key.created_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
        }
    }
}

impl Admin {
    fn new_id<K: IdKind>(&self) -> Id<K> {
        Id::v7(self.clock.now(), rand::random())
    }

    async fn directory(&self) -> Result<bezant_core::Directory, Problem> {
        Ok(directory::ask(&self.engine).await?)
    }

    async fn submit(&self, tenant: Tenant, command: tenancy::Command) -> Result<Reply, Problem> {
        let request = Request {
            tenant,
            correlation: Correlation::new("administration").expect("a short text"),
            idempotency: None,
            command: Command::Identity(bezant_identity::Command {
                by: Authority::Node,
                action: Action::Tenancy(command),
            }),
        };
        match self.engine.submit(request, Wait::Committed).await {
            Ok(outcome) => Ok(outcome.reply),
            Err(SubmitError::Rejected(Rejection::Unchanged(reply))) => Ok(*reply),
            Err(error) => Err(error.into()),
        }
    }
}

fn tenant_in(directory: &bezant_core::Directory, text: &str) -> Result<TenantId, Problem> {
    let identity = &directory.identity().tenancy;
    let by_id = text.parse().ok().and_then(|id| identity.tenant(id));
    by_id
        .or_else(|| identity.tenant_named(text))
        .map(|tenant| tenant.id)
        .ok_or_else(|| {
            let message = "there is no tenant of this name or id";
            Problem::mistake("tenant", Code::FieldInvalid, message)
        })
}

async fn create_tenant(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let NewTenant { name } = parse(&body)?;
    let id = admin.new_id();
    let command = tenancy::Command::CreateTenant {
        id,
        name,
        settings: Box::default(),
    };
    admin.submit(system_tenant(), command).await?;
    let directory = admin.directory().await?;
    let record = directory
        .identity()
        .tenancy
        .tenant(id)
        .expect("it was just committed");
    Ok(respond::json(StatusCode::CREATED, &TenantDto::from(record)))
}

async fn list_tenants(State(admin): State<Admin>) -> Result<Response, Problem> {
    let directory = admin.directory().await?;
    let data = directory
        .identity()
        .tenancy
        .tenants()
        .map(TenantDto::from)
        .collect();
    Ok(respond::ok(&Rows { data }))
}

async fn create_key(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let new: NewKey = parse(&body)?;
    let scopes = new
        .scopes
        .iter()
        .enumerate()
        .map(|(index, word)| {
            Scope::from_word(word).ok_or_else(|| {
                let message = "a scope is 'read', 'write' or 'operate'";
                Problem::mistake(format!("scopes[{index}]"), Code::FieldInvalid, message)
            })
        })
        .collect::<Result<Scopes, Problem>>()?;
    let tenant = tenant_in(&admin.directory().await?, &new.tenant)?;
    let secret = KeySecret::new(admin.new_id(), rand::random());
    let expires_at = new
        .expires_in_days
        .map(|days| admin.clock.now().after(Milliseconds(u64::from(days) * DAY)));
    // As keys were before there were certifications: they can pay.
    let certifications = tenancy::Certifications {
        pci: true,
        hipaa: false,
    };
    let command = tenancy::Command::CreateKey(Box::new(tenancy::NewKey {
        certifications,
        expires_at,
        ..tenancy::NewKey::new(secret.id(), &new.name, secret.hash(), scopes)
    }));
    admin.submit(Tenant::new(tenant), command).await?;
    let directory = admin.directory().await?;
    let key = directory
        .identity()
        .tenancy
        .key(secret.id())
        .expect("it was just committed");
    let shown = secret.expose();
    let answer = KeyDto {
        secret: Some(&shown),
        ..KeyDto::from(key)
    };
    Ok(respond::json(StatusCode::CREATED, &answer))
}

async fn list_keys(
    State(admin): State<Admin>,
    Params(params): Params<KeyParams>,
) -> Result<Response, Problem> {
    let directory = admin.directory().await?;
    let identity = &directory.identity().tenancy;
    let tenants: Vec<TenantId> = match params.tenant.as_deref() {
        Some(text) => vec![tenant_in(&directory, text)?],
        None => identity.tenants().map(|tenant| tenant.id).collect(),
    };
    let data = tenants
        .into_iter()
        .flat_map(|tenant| identity.keys(Tenant::new(tenant)))
        .map(KeyDto::from)
        .collect();
    Ok(respond::ok(&Rows { data }))
}

async fn revoke_key(State(admin): State<Admin>, PathId(id): PathId<ApiKeyId>) -> Result<Response, Problem> {
    let owner = admin
        .directory()
        .await?
        .identity()
        .tenancy
        .key(id)
        .map(|key| key.tenant);
    let tenant = owner.ok_or_else(|| {
        Problem::from(Rejection::from(bezant_identity::Rejection::from(
            tenancy::Rejection::KeyUnknown(id),
        )))
    })?;
    admin.submit(tenant, tenancy::Command::RevokeKey { id }).await?;
    let directory = admin.directory().await?;
    let key = directory
        .identity()
        .tenancy
        .key(id)
        .expect("keys are never forgotten");
    Ok(respond::ok(&KeyDto::from(key)))
}
