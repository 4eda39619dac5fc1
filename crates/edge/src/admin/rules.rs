//! Roles of any tenant, and what waits for a second person there: the machine's operator can be that person.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_identity::Action;
use bezant_identity::access::{Approval, BUILT_IN_ROLES, Command, Rejection};
use bezant_kernel::{ApprovalId, Tenant};

use super::{Admin, Rows, TenantParams, behind};
use crate::dto::identity::approval::ApprovalDto;
use crate::dto::identity::role::{NewRole, RoleDto};
use crate::dto::identity::{permissions, role as named};
use crate::problem::Problem;
use crate::request::{Params, PathId, RawBody};
use crate::respond;
use crate::routes::identity::giving::refused;
use crate::routes::identity::invite::send_approved;

pub(super) async fn define_role(
    State(admin): State<Admin>,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let (tenant, new) = admin.about::<NewRole>(&body).await?;
    let name = named("name", &new.name)?;
    let command = Command::DefineRole {
        name: name.clone(),
        description: new.description,
        permissions: permissions("permissions", &new.permissions)?,
    };
    admin.give(tenant, Action::Access(command)).await?;
    let shown = admin.read(|identity| {
        let mut own = identity.access.roles(tenant);
        own.find(|role| role.name == name).map(RoleDto::from)
    });
    let shown = shown.await.ok_or_else(behind)?;
    Ok(respond::json(StatusCode::CREATED, &shown))
}

pub(super) async fn roles(
    State(admin): State<Admin>,
    Params(params): Params<TenantParams>,
) -> Result<Response, Problem> {
    let tenants = admin.wanted(&params).await?;
    let built_in = BUILT_IN_ROLES.iter();
    let mut data: Vec<RoleDto> = built_in
        .map(|(name, permissions)| RoleDto::built_in(name, *permissions))
        .collect();
    let own = admin.read(|identity| {
        let own = tenants
            .into_iter()
            .flat_map(|tenant| identity.access.roles(tenant));
        own.map(RoleDto::from).collect::<Vec<_>>()
    });
    data.extend(own.await);
    Ok(respond::ok(&Rows { data }))
}

pub(super) async fn approvals(
    State(admin): State<Admin>,
    Params(params): Params<TenantParams>,
) -> Result<Response, Problem> {
    let (tenants, now) = (admin.tenants(&params).await?, admin.now());
    let data = admin.read(|identity| {
        let access = &identity.access;
        let of = |tenant: Tenant| {
            let waiting = access.approvals(tenant, now);
            waiting.map(move |one| ApprovalDto::of(access, tenant, one))
        };
        tenants.into_iter().flat_map(of).collect::<Vec<_>>()
    });
    Ok(respond::ok(&Rows { data: data.await }))
}

/// What waits, and where.
async fn waiting(admin: &Admin, id: ApprovalId) -> Result<(Tenant, Approval, ApprovalDto), Problem> {
    let tenants = admin.tenants(&TenantParams { tenant: None }).await?;
    let found = admin.read(|identity| {
        let access = &identity.access;
        let mut found = tenants
            .into_iter()
            .filter_map(|tenant| Some((tenant, access.approval(tenant, id)?)));
        let (tenant, approval) = found.next()?;
        Some((
            tenant,
            approval.clone(),
            ApprovalDto::of(access, tenant, approval),
        ))
    });
    found.await.ok_or_else(|| refused(Rejection::ApprovalUnknown(id)))
}

pub(super) async fn approve(
    State(admin): State<Admin>,
    PathId(id): PathId<ApprovalId>,
) -> Result<Response, Problem> {
    let (tenant, approval, shown) = waiting(&admin, id).await?;
    admin
        .give(tenant, Action::Access(Command::Approve { id }))
        .await?;
    if let Some(people) = admin.people() {
        let name = admin.read(|identity| {
            identity
                .tenancy
                .tenant(tenant.id())
                .map(|record| record.name.clone())
        });
        let name = name.await.unwrap_or_default();
        send_approved(
            &people.sealer,
            &*people.mailer,
            &people.public_url,
            &name,
            &approval,
        )
        .await?;
    }
    Ok(respond::ok(&shown.decided("approved")))
}

pub(super) async fn reject(
    State(admin): State<Admin>,
    PathId(id): PathId<ApprovalId>,
) -> Result<Response, Problem> {
    let (tenant, _, shown) = waiting(&admin, id).await?;
    admin.give(tenant, Action::Access(Command::Reject { id })).await?;
    Ok(respond::ok(&shown.decided("rejected")))
}
