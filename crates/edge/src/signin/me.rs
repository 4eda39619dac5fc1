//! One's own sessions and devices, and those of others for who manages identity.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bezant_credentials::seal::Subject;
use bezant_credentials::token::{Token, TokenKind};
use bezant_identity::session;
use bezant_identity::{Action, Authority};
use bezant_kernel::{DeviceId, Milliseconds, PrincipalId, SessionId, Tenant};

use super::api::{give, own_session, private};
use super::dto::{DeviceDto, Me, SessionDto, StatusDto};
use super::start::{current, session_cookie_of};
use crate::auth::{Caller, Credential, lacks_second_factor, presented_session};
use crate::correlation;
use crate::dto::Page;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::profile;
use crate::request::{Change, PathId, Reader};

/// A session's token is replaced so often.
const ROTATED_EVERY: Milliseconds = Milliseconds(15 * 60_000);

/// Who the caller is, for those who are somebody.
pub(super) fn principal(caller: &Caller) -> Result<PrincipalId, Problem> {
    let nobody = || Problem::new(Code::PermissionMissing, "the API key belongs to no principal");
    caller.by.principal_id().ok_or_else(nobody)
}

/// Read who one is
#[utoipa::path(
    get, path = "/api/v1/me", tag = "account",
    responses((status = 200, description = "Oneself.", body = Me))
)]
pub(crate) async fn read(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    Ok(private(&me(&edge, &reader.caller).await?))
}

pub(super) async fn me(edge: &Edge, caller: &Caller) -> Result<Me, Problem> {
    let (tenant, id) = (caller.tenant, principal(caller)?);
    let (mut me, sealed) = edge.directory().read(|directory| {
        let identity = directory.identity();
        let known = identity.access.principal(tenant, id);
        let known = known.ok_or_else(|| Problem::new(Code::SessionEnded, "the account is gone"))?;
        let own = identity.credential.of(tenant, id);
        let name = identity
            .tenancy
            .tenant(tenant.id())
            .map_or_else(String::new, |one| one.name.clone());
        let roles = identity.access.roles_of(tenant, id);
        let me = Me {
            id,
            object: "principal",
            kind: known.kind.as_str(),
            tenant: tenant.id(),
            tenant_name: name,
            name: known.name.as_ref().map(|name| name.as_str().to_owned()),
            email: None,
            email_verified: known
                .email
                .is_some_and(|address| identity.credential.has_verified(tenant, id, &address)),
            roles: roles.iter().map(|role| role.as_str().to_owned()).collect(),
            permissions: caller.permissions.iter().map(|one| one.as_str()).collect(),
            methods: caller.methods.clone(),
            has_password: own.is_some_and(|own| own.password.is_some()),
            has_totp: own.is_some_and(|own| own.totp.is_some()),
            recovery_codes_left: own.map_or(0, |own| own.recovery_codes.len()),
            second_factor_missing: lacks_second_factor(identity, caller),
        };
        Ok::<_, Problem>((me, known.profile.clone()))
    })?;
    let subject = Subject::Principal(id);
    if let Some(person) = profile::open(&edge.identity().sealer, subject, &sealed).await? {
        me.email = person.email;
        me.name = person.name.or(me.name);
    }
    Ok(me)
}

/// Read one's session
///
/// Every quarter of an hour the answer has a new cookie; pages that stay open ask for it now and then.
#[utoipa::path(
    get, path = "/api/v1/me/session", tag = "account",
    responses((status = 200, description = "The session.", body = SessionDto))
)]
pub(crate) async fn session(
    State(edge): State<Edge>,
    reader: Reader,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = own_session(&reader.caller)?;
    let cookie = rotate(&edge, id, reader.tenant, &headers).await?;
    let session = current(&edge, id).await?;
    let mut response = private(&SessionDto::of(&session, Some(id)));
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Replaces the session's token, if it is time. Where two requests cross one of them does.
pub(super) async fn rotate(
    edge: &Edge,
    id: SessionId,
    tenant: Tenant,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Problem> {
    let session = current(edge, id).await?;
    if edge.now() < session.rotated_at.after(ROTATED_EVERY) {
        return Ok(None);
    }
    replace_token(edge, id, tenant, headers).await
}

/// Replaces the session's token, if it is still the one that was presented.
pub(super) async fn replace_token(
    edge: &Edge,
    id: SessionId,
    tenant: Tenant,
    headers: &HeaderMap,
) -> Result<Option<HeaderValue>, Problem> {
    let session = current(edge, id).await?;
    let presented = presented_session(edge, headers).filter(|presented| *presented == session.hash);
    let Some(presented) = presented else {
        return Ok(None);
    };
    let token = Token::random(TokenKind::Session);
    let command = session::Command::Rotate {
        presented,
        hash: token.hash(),
    };
    let action = Action::Session(command);
    match edge
        .command(tenant, Authority::Anyone, action, correlation::of(headers))
        .await
    {
        Ok(()) => Ok(Some(session_cookie_of(edge, &token))),
        Err(problem) if problem.status().is_client_error() => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// List one's sessions
#[utoipa::path(
    get, path = "/api/v1/me/sessions", tag = "account",
    responses((status = 200, description = "Those that live.", body = Page<SessionDto>))
)]
pub(crate) async fn sessions(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let id = principal(&reader.caller)?;
    Ok(private(&Page::whole(live(
        &edge,
        reader.tenant,
        id,
        own_id(&reader.caller),
    ))))
}

pub(super) fn own_id(caller: &Caller) -> Option<SessionId> {
    match caller.credential {
        Credential::Session(id) => Some(id),
        Credential::Key(_) | Credential::Certificate(_) | Credential::Token(_) => None,
    }
}

/// The newest first.
pub(super) fn live(
    edge: &Edge,
    tenant: Tenant,
    principal: PrincipalId,
    own: Option<SessionId>,
) -> Vec<SessionDto> {
    let now = edge.now();
    let mut found: Vec<SessionDto> = edge.directory().read(|directory| {
        let identity = directory.identity();
        let all = identity.session.sessions_of(tenant, principal);
        let live = all.filter(|one| identity.check_session(one, now).is_ok());
        live.map(|one| SessionDto::of(one, own)).collect()
    });
    found.sort_by_key(|one| std::cmp::Reverse(one.created_at));
    found
}

/// End one of one's sessions
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{id}", tag = "account",
    params(("id" = String, Path, description = "The session.")),
    responses((status = 200, description = "Ended.", body = StatusDto))
)]
pub(crate) async fn end(
    State(edge): State<Edge>,
    PathId(id): PathId<SessionId>,
    change: Change,
) -> Result<Response, Problem> {
    let principal = principal(&change.caller)?;
    let is_own = edge.directory().read(|directory| {
        let found = directory.identity().session.session(id);
        found.is_some_and(|one| one.tenant == change.tenant && one.principal == principal)
    });
    if !is_own {
        // Somebody else's is not there.
        return Err(Problem::new(Code::SessionNotFound, "you have no such session"));
    }
    let command = session::Command::Revoke {
        id,
        signed_out: false,
    };
    give(&edge, &change, Action::Session(command)).await?;
    Ok(private(&StatusDto { status: "ended" }))
}

/// End one's other sessions
#[utoipa::path(
    post, path = "/api/v1/me/sessions/revoke-others", tag = "account",
    responses((status = 200, description = "Ended.", body = StatusDto))
)]
pub(crate) async fn end_others(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let command = session::Command::RevokeAll {
        principal: principal(&change.caller)?,
        except: own_id(&change.caller),
    };
    give(&edge, &change, Action::Session(command)).await?;
    Ok(private(&StatusDto { status: "ended" }))
}

/// List the devices that one has signed in from
#[utoipa::path(
    get, path = "/api/v1/me/devices", tag = "account",
    responses((status = 200, description = "All of them.", body = Page<DeviceDto>))
)]
pub(crate) async fn devices(State(edge): State<Edge>, reader: Reader) -> Result<Response, Problem> {
    let id = principal(&reader.caller)?;
    Ok(private(&Page::whole(devices_of(&edge, reader.tenant, id))))
}

pub(super) fn devices_of(edge: &Edge, tenant: Tenant, principal: PrincipalId) -> Vec<DeviceDto> {
    edge.directory().read(|directory| {
        let all = directory.identity().session.devices_of(tenant, principal);
        all.map(DeviceDto::of).collect()
    })
}

/// Forget a device
///
/// The sessions from it end. Signing in from it is news again.
#[utoipa::path(
    delete, path = "/api/v1/me/devices/{id}", tag = "account",
    params(("id" = String, Path, description = "The device.")),
    responses((status = 200, description = "Forgotten.", body = StatusDto))
)]
pub(crate) async fn forget_device(
    State(edge): State<Edge>,
    PathId(id): PathId<DeviceId>,
    change: Change,
) -> Result<Response, Problem> {
    let principal = principal(&change.caller)?;
    let is_own = edge.directory().read(|directory| {
        let found = directory.identity().session.device(change.tenant, id);
        found.is_some_and(|one| one.principal == principal)
    });
    if !is_own {
        let unknown = session::Rejection::DeviceUnknown;
        return Err(bezant_core::Rejection::from(bezant_identity::Rejection::from(unknown)).into());
    }
    give(
        &edge,
        &change,
        Action::Session(session::Command::ForgetDevice { id }),
    )
    .await?;
    Ok(private(&StatusDto { status: "forgotten" }))
}

/// List somebody's sessions
#[utoipa::path(
    get, path = "/api/v1/principals/{id}/sessions", tag = "account",
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Those that live.", body = Page<SessionDto>))
)]
pub(crate) async fn sessions_of(
    State(edge): State<Edge>,
    reader: Reader,
    PathId(id): PathId<PrincipalId>,
) -> Result<Response, Problem> {
    known(&edge, reader.tenant, id)?;
    Ok(private(&Page::whole(live(
        &edge,
        reader.tenant,
        id,
        own_id(&reader.caller),
    ))))
}

/// End all of somebody's sessions
#[utoipa::path(
    delete, path = "/api/v1/principals/{id}/sessions", tag = "account",
    params(("id" = String, Path, description = "The principal.")),
    responses((status = 200, description = "Ended.", body = StatusDto))
)]
pub(crate) async fn end_sessions_of(
    State(edge): State<Edge>,
    PathId(id): PathId<PrincipalId>,
    change: Change,
) -> Result<Response, Problem> {
    known(&edge, change.tenant, id)?;
    let command = session::Command::RevokeAll {
        principal: id,
        except: None,
    };
    give(&edge, &change, Action::Session(command)).await?;
    Ok(private(&StatusDto { status: "ended" }))
}

fn known(edge: &Edge, tenant: Tenant, id: PrincipalId) -> Result<(), Problem> {
    let is_known = edge
        .directory()
        .read(|directory| directory.identity().access.principal(tenant, id).is_some());
    let unknown = bezant_identity::access::Rejection::PrincipalUnknown(id);
    if is_known {
        Ok(())
    } else {
        Err(bezant_core::Rejection::from(bezant_identity::Rejection::from(unknown)).into())
    }
}
