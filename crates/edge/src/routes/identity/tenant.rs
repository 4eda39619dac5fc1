//! The caller's own tenant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::tenancy::{Command, Rejection};
use bezant_identity::{Action, TenantRecord};
use bezant_kernel::Tenant;

use super::export::{Recipient, Source, exported};
use super::giving::{give, refused};
use crate::dto::identity::tenant::{OwnTenantChange, TenantDto};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, Reader, parse};
use crate::respond;

fn record(edge: &Edge, tenant: Tenant) -> Result<TenantRecord, Problem> {
    let found = edge.directory().read(|directory| {
        let tenancy = &directory.identity().tenancy;
        tenancy.tenant(tenant.id()).cloned()
    });
    found.ok_or_else(|| refused(Rejection::TenantUnknown(tenant.id())))
}

fn answer(edge: &Edge, tenant: Tenant) -> Result<Response, Problem> {
    let shown = TenantDto::from(&record(edge, tenant)?);
    let mut response = respond::json(StatusCode::OK, &shown);
    respond::set_version(&mut response, shown.version);
    Ok(response)
}

/// Read my tenant
#[utoipa::path(
    get, path = "/api/v1/tenant", tag = "identity",
    responses((status = 200, description = "The tenant.", body = TenantDto))
)]
pub(crate) async fn read(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    answer(&edge, reader.tenant)
}

/// Change my tenant
///
/// Features, and how people sign in. Region, limits and data classes are set by who administers the machine.
#[utoipa::path(
    patch, path = "/api/v1/tenant", tag = "identity", request_body = OwnTenantChange,
    responses((status = 200, description = "Changed.", body = TenantDto))
)]
pub(crate) async fn change(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let body: OwnTenantChange = parse(&change.body)?;
    let before = record(&edge, change.tenant)?;
    let wanted = body.on(&before.settings)?;
    // Settings that are changed together were read together: they must be those still.
    let seen = wanted.sign_in.is_some().then_some(before.version);
    let command = Command::ChangeTenant {
        expected_version: change.expected_version.or(seen),
        change: Box::new(wanted),
    };
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    let mut response = answer(&edge, change.tenant)?;
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Export my tenant
///
/// Everything that the tenant has, a JSON object a line: the tenant, its roles, groups, principals with their data opened, keys
/// without secrets, consent texts and consents, and every event from the first one on. The last line is an
/// `end_of_export`; one without it broke off.
#[utoipa::path(
    get, path = "/api/v1/tenant/export", tag = "identity",
    responses((
        status = 200, description = "Lines of JSON, each with its `object`.", body = String,
        content_type = "application/x-ndjson"
    ))
)]
pub(crate) async fn export(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let permit = edge
        .stream_permits()
        .try_acquire_owned()
        .map_err(|_| Problem::overloaded())?;
    let source = Source {
        engine: edge.engine().clone(),
        directory: edge.directory().clone(),
        sealer: edge.identity().sealer.clone(),
        tenant: reader.tenant,
    };
    let recipient = Recipient {
        edge,
        caller: reader.caller,
        _permit: permit,
    };
    Ok(exported(source, Some(recipient)))
}
