//! Retention: its rules, what they would do now, and legal holds of any tenant.

use axum::extract::State;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::tenancy::Command;
use serde::{Deserialize, Serialize};

use super::{Admin, Rows, behind};
use crate::dto::identity::Removed;
use crate::dto::identity::hold::{HoldDto, hold_name};
use crate::problem::Problem;
use crate::request::{PathText, RawBody, parse};
use crate::respond;
use crate::retention::{self, Outcome};

/// After how many days what is deleted, and whose time is over now.
#[derive(Serialize)]
struct RetentionDto {
    expired_cards_days: Option<u32>,
    left_people_days: Option<u32>,
    audit_days: Option<u32>,
    /// What a run would find.
    due: Vec<Outcome>,
    /// Tenants under a hold.
    holds: Vec<TenantHolds>,
}

#[derive(Serialize)]
struct TenantHolds {
    tenant: String,
    holds: Vec<HoldDto>,
}

pub(super) async fn read(State(admin): State<Admin>) -> Result<Response, Problem> {
    let edge = admin.running()?;
    let due = retention::run(edge, true).await?;
    let rules = edge.retention();
    let holds = admin.read(|identity| {
        let held = identity
            .tenancy
            .tenants()
            .filter(|tenant| !tenant.holds.is_empty());
        held.map(|tenant| TenantHolds {
            tenant: tenant.name.clone(),
            holds: HoldDto::all(&tenant.holds),
        })
        .collect()
    });
    Ok(respond::ok(&RetentionDto {
        expired_cards_days: rules.expired_cards_days,
        left_people_days: rules.left_people_days,
        audit_days: rules.audit_days,
        due,
        holds: holds.await,
    }))
}

/// Lets the rules act now.
pub(super) async fn run(State(admin): State<Admin>) -> Result<Response, Problem> {
    let outcomes = retention::run(admin.running()?, false).await?;
    Ok(respond::ok(&Rows { data: outcomes }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewHold {
    name: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedHold {
    name: String,
}

pub(super) async fn place(
    State(admin): State<Admin>,
    PathText(tenant): PathText,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&tenant).await?;
    let NewHold { name, reason } = parse(&body)?;
    let name = hold_name(&name)?;
    let command = Command::PlaceHold {
        name: name.clone(),
        reason,
    };
    admin.give(tenant, Action::Tenancy(command)).await?;
    let shown = admin.read(|identity| {
        let record = identity.tenancy.tenant(tenant.id())?;
        HoldDto::find(&record.holds, &name)
    });
    Ok(respond::ok(&shown.await.ok_or_else(behind)?))
}

pub(super) async fn release(
    State(admin): State<Admin>,
    PathText(tenant): PathText,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let tenant = admin.tenant(&tenant).await?;
    let NamedHold { name } = parse(&body)?;
    let name = hold_name(&name)?;
    let command = Command::ReleaseHold { name: name.clone() };
    admin.give(tenant, Action::Tenancy(command)).await?;
    Ok(respond::ok(&Removed::of("legal_hold", name)))
}
