//! Legal holds on the caller's own tenant.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::tenancy::{Command, Holds, Rejection};
use bezant_kernel::Tenant;

use super::giving::{give, refused};
use crate::dto::Page;
use crate::dto::identity::Removed;
use crate::dto::identity::hold::{HoldBody, HoldDto, hold_name};
use crate::edge::Edge;
use crate::problem::Problem;
use crate::request::{Change, PathText, Reader, parse};
use crate::respond;

fn holds(edge: &Edge, tenant: Tenant) -> Holds {
    edge.directory().read(|directory| {
        let record = directory.identity().tenancy.tenant(tenant.id());
        record.map(|record| record.holds.clone()).unwrap_or_default()
    })
}

/// List legal holds
///
/// At most 100.
#[utoipa::path(
    get, path = "/api/v1/tenant/legal-holds", tag = "identity",
    responses((status = 200, description = "All of them.", body = Page<HoldDto>))
)]
pub(crate) async fn list(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    Ok(respond::ok(&Page::whole(HoldDto::all(&holds(
        &edge,
        reader.tenant,
    )))))
}

/// Place a legal hold
///
/// Until it is released nothing of the tenant is deleted: the rules of retention pass it over, people and cards are not erased (409
/// `legal_hold`), and no part of the audit trail leaves. Placing it again with the same reason changes nothing.
#[utoipa::path(
    put, path = "/api/v1/tenant/legal-holds/{name}", tag = "identity", request_body = HoldBody,
    params(("name" = String, Path, description = "What it is called: 1 to 64 of `a-z0-9-_.`.")),
    responses((status = 200, description = "It stands.", body = HoldDto))
)]
pub(crate) async fn place(
    State(edge): State<Edge>,
    PathText(name): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let HoldBody { reason } = parse(&change.body)?;
    let name = hold_name(&name)?;
    let command = Command::PlaceHold {
        name: name.clone(),
        reason,
    };
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    let shown = HoldDto::find(&holds(&edge, change.tenant), &name);
    let shown = shown.ok_or_else(|| refused(Rejection::HoldUnknown(name)))?;
    let mut response = respond::json(StatusCode::OK, &shown);
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}

/// Release a legal hold
///
/// What its time is over for is deleted by the next run of the rules.
#[utoipa::path(
    delete, path = "/api/v1/tenant/legal-holds/{name}", tag = "identity",
    params(("name" = String, Path, description = "What it is called.")),
    responses((status = 200, description = "Released.", body = Removed))
)]
pub(crate) async fn release(
    State(edge): State<Edge>,
    PathText(name): PathText,
    change: Change,
) -> Result<Response, Problem> {
    let name = hold_name(&name)?;
    let command = Command::ReleaseHold { name: name.clone() };
    let replayed = give(&edge, &change, Action::Tenancy(command)).await?;
    let mut response = respond::ok(&Removed::of("legal_hold", name));
    respond::mark_replayed(&mut response, replayed);
    Ok(response)
}
