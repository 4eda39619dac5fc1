//! Tenants: made, changed, suspended, closed, exported.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_core::system_tenant;
use bezant_identity::Action;
use bezant_identity::tenancy::{Command, TenantSettings};
use bezant_kernel::{Tenant, TenantId};
use serde::Deserialize;

use super::{Admin, Rows, behind};
use crate::dto::identity::tenant::{AnyTenantChange, TenantDto};
use crate::problem::Problem;
use crate::request::{PathText, RawBody, parse};
use crate::respond;
use crate::routes::identity::export::{Source, exported};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewTenant {
    name: String,
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suspension {
    reason: String,
}

pub(super) async fn create(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let new: NewTenant = parse(&body)?;
    let id: TenantId = admin.new_id();
    let mut settings = TenantSettings::default();
    if let Some(region) = new.region {
        let change: AnyTenantChange = AnyTenantChange::of_region(region);
        settings.region = change.on(&settings)?.region;
    }
    let command = Command::CreateTenant {
        id,
        name: new.name,
        settings: Box::new(settings),
    };
    admin.give(system_tenant(), Action::Tenancy(command)).await?;
    answer(&admin, Tenant::new(id), StatusCode::CREATED).await
}

async fn answer(admin: &Admin, tenant: Tenant, status: StatusCode) -> Result<Response, Problem> {
    let shown = admin.read(|identity| identity.tenancy.tenant(tenant.id()).map(TenantDto::from));
    let shown = shown.await.ok_or_else(behind)?;
    Ok(respond::json(status, &shown))
}

pub(super) async fn list(State(admin): State<Admin>) -> Result<Response, Problem> {
    let data = admin.read(|identity| {
        identity
            .tenancy
            .tenants()
            .map(TenantDto::from)
            .collect::<Vec<_>>()
    });
    Ok(respond::ok(&Rows { data: data.await }))
}

pub(super) async fn read(State(admin): State<Admin>, PathText(name): PathText) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    answer(&admin, tenant, StatusCode::OK).await
}

pub(super) async fn change(
    State(admin): State<Admin>,
    PathText(name): PathText,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    let wanted: AnyTenantChange = parse(&body)?;
    let before = admin.read(|identity| identity.tenancy.tenant(tenant.id()).cloned());
    let before = before.await.ok_or_else(behind)?;
    let command = Command::ChangeTenant {
        expected_version: Some(before.version),
        change: Box::new(wanted.on(&before.settings)?),
    };
    set(&admin, tenant, command).await
}

async fn set(admin: &Admin, tenant: Tenant, command: Command) -> Result<Response, Problem> {
    admin.give(tenant, Action::Tenancy(command)).await?;
    answer(admin, tenant, StatusCode::OK).await
}

pub(super) async fn suspend(
    State(admin): State<Admin>,
    PathText(name): PathText,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    let Suspension { reason } = parse(&body)?;
    set(&admin, tenant, Command::SuspendTenant { reason }).await
}

pub(super) async fn resume(
    State(admin): State<Admin>,
    PathText(name): PathText,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    set(&admin, tenant, Command::ResumeTenant).await
}

pub(super) async fn close(State(admin): State<Admin>, PathText(name): PathText) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    set(&admin, tenant, Command::CloseTenant).await
}

/// Everything that a tenant has, a closed one too.
pub(super) async fn export(
    State(admin): State<Admin>,
    PathText(name): PathText,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&name).await?;
    let source = Source {
        engine: admin.engine.clone(),
        directory: admin.directory.clone(),
        sealer: admin.running()?.identity().sealer.clone(),
        tenant,
    };
    Ok(exported(source, None))
}
