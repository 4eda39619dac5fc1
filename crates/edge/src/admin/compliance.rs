//! Reports over the whole node or one tenant, and what evidence is gathered from.

use axum::extract::State;
use axum::response::Response;
use bezant_compliance::{ComplianceError, Reading, Report, Scope, accesses, changes, consents};
use bezant_kernel::Timestamp;
use serde::Deserialize;

use super::{Admin, TenantParams};
use crate::compliance::{self, ReportFormat, ReportParams, answer, of_trail};
use crate::problem::Problem;
use crate::request::Params;
use crate::respond;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfTenant {
    /// The tenant's name or id; the whole node if left out.
    tenant: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    #[serde(default)]
    format: ReportFormat,
    table: Option<String>,
}

async fn made(
    admin: &Admin,
    params: OfTenant,
    make: impl FnOnce(&Reading<'_>, Timestamp) -> Result<Report, ComplianceError> + Send + 'static,
) -> Result<Response, Problem> {
    let edge = admin.running()?;
    let wanted = TenantParams {
        tenant: params.tenant,
    };
    let scope = admin.wanted(&wanted).await?.map_or(Scope::Node, Scope::Tenant);
    let asked = ReportParams {
        from: params.from,
        to: params.to,
        format: params.format,
        table: params.table,
    };
    let asked = asked.asked()?;
    let report = of_trail(edge, scope, asked.span, make).await?;
    answer(report, &asked, Clone::clone).await
}

pub(super) async fn health_access(
    State(admin): State<Admin>,
    Params(params): Params<OfTenant>,
) -> Result<Response, Problem> {
    made(&admin, params, accesses).await
}

pub(super) async fn configuration_changes(
    State(admin): State<Admin>,
    Params(params): Params<OfTenant>,
) -> Result<Response, Problem> {
    made(&admin, params, changes).await
}

pub(super) async fn consents_given(
    State(admin): State<Admin>,
    Params(params): Params<OfTenant>,
) -> Result<Response, Problem> {
    made(&admin, params, consents).await
}

/// What the node says of itself.
pub(super) async fn facts(State(admin): State<Admin>) -> Result<Response, Problem> {
    let edge = admin.running()?;
    admin.settled().await;
    Ok(respond::ok(&compliance::facts(edge)))
}
