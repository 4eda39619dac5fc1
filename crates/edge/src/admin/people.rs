//! Principals and invitations, of any tenant: the first administrator above all.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bezant_credentials::seal::Subject;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::access::{Command, Holder, Principal, Rejection, Request};
use bezant_identity::{Action, credential};
use bezant_kernel::{Milliseconds, PrincipalId, Tenant};
use serde::{Deserialize, Serialize};

use super::{Admin, Rows, TenantParams, behind};
use crate::dto::identity::invitation::{InvitationDto, NewInvitationBody};
use crate::dto::identity::principal::{NewPrincipalBody, PrincipalDto};
use crate::dto::identity::{Removed, RoleToGive, role, roles};
use crate::problem::Problem;
use crate::profile;
use crate::request::{Params, PathId, RawBody, parse};
use crate::respond;
use crate::routes::identity::giving::refused;
use crate::routes::identity::invite::{link, prepare, send};
use crate::routes::identity::principals::new_principal;
use crate::tending;

/// More would not fit a terminal: the API has pages.
const LISTED: usize = 1_000;
const RECOVERY: Milliseconds = Milliseconds(60 * 60 * 1_000);

/// Makes a principal. With roles, as nobody is there yet who could give them.
pub(super) async fn create(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    #[derive(Deserialize)]
    struct WithRoles {
        #[serde(default)]
        roles: Vec<String>,
        #[serde(flatten)]
        rest: serde_json::Map<String, serde_json::Value>,
    }
    let (tenant, WithRoles { roles: names, rest }) = admin.about(&body).await?;
    let rest = serde_json::to_vec(&rest).expect("what was JSON is JSON");
    let new: NewPrincipalBody = parse(&rest)?;
    let given = roles("roles", &names)?;
    let id: PrincipalId = admin.new_id();
    let sealer = admin.people().map(|people| &people.sealer);
    let new = new_principal(sealer, tenant, id, new).await?;
    admin
        .give(tenant, Action::Access(Command::CreatePrincipal(new)))
        .await?;
    for role in given {
        let to = Holder::Principal(id);
        admin.ask(tenant, Request::AssignRole { to, role }).await?;
    }
    answer(&admin, tenant, id, StatusCode::CREATED).await
}

async fn answer(
    admin: &Admin,
    tenant: Tenant,
    id: PrincipalId,
    status: StatusCode,
) -> Result<Response, Problem> {
    let found = admin.read(|identity| {
        let principal = identity.access.principal(tenant, id)?;
        let shown = PrincipalDto::of(&identity.access, tenant, principal);
        Some((shown, principal.profile.clone()))
    });
    let (shown, sealed) = found.await.ok_or_else(behind)?;
    let profile = match admin.people() {
        Some(people) => profile::open(&people.sealer, Subject::Principal(id), &sealed).await?,
        None => None,
    };
    Ok(respond::json(status, &shown.with(profile)))
}

pub(super) async fn list(
    State(admin): State<Admin>,
    Params(params): Params<TenantParams>,
) -> Result<Response, Problem> {
    let tenants = admin.tenants(&params).await?;
    let rows = admin.read(|identity| {
        let access = &identity.access;
        let all = tenants
            .iter()
            .flat_map(|tenant| access.principals(*tenant, None).map(|one| (*tenant, one)));
        let live = all.filter(|(_, one)| !one.is_deleted()).take(LISTED);
        live.map(|(tenant, one)| (PrincipalDto::of(access, tenant, one), one.profile.clone()))
            .collect::<Vec<_>>()
    });
    let (shown, sealed): (Vec<_>, Vec<_>) = rows.await.into_iter().unzip();
    let profiles = match admin.people() {
        Some(people) => {
            let subjects = shown.iter().map(|one| Subject::Principal(one.id)).zip(sealed);
            profile::open_all(&people.sealer, subjects.collect()).await?
        }
        None => shown.iter().map(|_| None).collect(),
    };
    let data = shown
        .into_iter()
        .zip(profiles)
        .map(|(one, profile)| one.with(profile));
    Ok(respond::ok(&Rows {
        data: data.collect::<Vec<_>>(),
    }))
}

/// Where a principal belongs.
async fn home(admin: &Admin, id: PrincipalId) -> Result<Tenant, Problem> {
    let found = admin.read(|identity| identity.access.home(id));
    found
        .await
        .ok_or_else(|| refused(Rejection::PrincipalUnknown(id)))
}

async fn set(admin: &Admin, id: PrincipalId, command: Command) -> Result<Response, Problem> {
    let tenant = home(admin, id).await?;
    admin.give(tenant, Action::Access(command)).await?;
    answer(admin, tenant, id, StatusCode::OK).await
}

pub(super) async fn suspend(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    set(&admin, id, Command::Suspend { id }).await
}

pub(super) async fn reactivate(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    set(&admin, id, Command::Reactivate { id }).await
}

pub(super) async fn give_role(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let RoleToGive { role: name } = parse(&body)?;
    let tenant = home(&admin, id).await?;
    let (to, role) = (Holder::Principal(id), role("role", &name)?);
    admin.ask(tenant, Request::AssignRole { to, role }).await?;
    answer(&admin, tenant, id, StatusCode::OK).await
}

pub(super) async fn withdraw_role(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
    RawBody(body): RawBody,
) -> Result<Response, Problem> {
    let RoleToGive { role: name } = parse(&body)?;
    let (from, role) = (Holder::Principal(id), role("role", &name)?);
    set(&admin, id, Command::WithdrawRole { from, role }).await
}

pub(super) async fn erase(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    let edge = admin.running()?;
    let tenant = home(&admin, id).await?;
    tending::erase_person(edge, tenant, id).await?;
    Ok(respond::ok(&Removed::of("personal_data", id)))
}

/// A link that somebody can be handed.
#[derive(Serialize)]
struct LinkDto {
    object: &'static str,
    principal: PrincipalId,
    link: String,
    expires_at: bezant_kernel::Timestamp,
}

/// A way back in for who has no other: whoever gets the link sets a new password.
pub(super) async fn recovery_link(
    State(admin): State<Admin>,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    let people = admin.running()?.identity();
    let tenant = home(&admin, id).await?;
    let known = admin.read(|identity| {
        identity
            .access
            .principal(tenant, id)
            .is_some_and(Principal::is_active)
    });
    if !known.await {
        return Err(refused(Rejection::PrincipalUnknown(id)));
    }
    let token = Token::random(TokenKind::PasswordReset);
    let expires_at = admin.now().after(RECOVERY);
    let command = credential::Command::StartRecovery {
        principal: id,
        token: token.hash(),
        address: None,
        expires_at,
    };
    admin.give(tenant, Action::Credential(command)).await?;
    let mut url = people.public_url.clone();
    url.set_path("/recover");
    url.query_pairs_mut().clear().append_pair("token", &token.text());
    Ok(respond::ok(&LinkDto {
        object: "recovery_link",
        principal: id,
        link: url.into(),
        expires_at,
    }))
}

pub(super) async fn invite(State(admin): State<Admin>, RawBody(body): RawBody) -> Result<Response, Problem> {
    let (tenant, new) = admin.about::<NewInvitationBody>(&body).await?;
    let people = admin.running()?.identity();
    let id = admin.new_id();
    // Nothing waits: who administers the machine needs no second person.
    let prepared = prepare(&people.sealer, |_| false, tenant, id, new, admin.now()).await?;
    admin.ask(tenant, Request::Invite(prepared.new)).await?;
    let now = admin.now();
    let found = admin.read(|identity| {
        let name = identity
            .tenancy
            .tenant(tenant.id())
            .map(|record| record.name.clone());
        let made = identity.access.invitation(tenant, id, now).cloned();
        made.zip(name)
    });
    let (made, name) = found.await.ok_or_else(behind)?;
    let profile = profile::open(&people.sealer, Subject::Invitation(id), &made.new.profile).await?;
    let link = link(&people.public_url, &prepared.token.text());
    let mut shown = InvitationDto::of(&made, profile);
    shown.sent = Some(send(&*people.mailer, &name, &prepared.email, &link).await);
    shown.link = Some(link.as_str().to_owned());
    Ok(respond::json(StatusCode::CREATED, &shown))
}
