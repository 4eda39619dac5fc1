//! The API of signing in and out.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bezant_identity::session;
use bezant_identity::{Action, Authority};
use bezant_kernel::SessionId;
use serde::Serialize;

use super::dto::{
    PasskeyOptions, PasskeyOptionsRequest, PasskeySignIn, SecondFactor, SessionDto, SignIn, SignInDto,
    StatusDto, words,
};
use super::enter::{self, Entered};
use super::proof::Typed;
use super::start::no_session_cookie;
use super::visit::{Guess, Visit};
use crate::auth::{Caller, Credential};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Change, parse, parse_or_default};
use crate::respond;

/// An answer that nobody keeps.
pub(super) fn private(body: &impl Serialize) -> Response {
    let mut response = respond::json(StatusCode::OK, body);
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The same with cookies.
pub(super) fn with_cookies(mut response: Response, cookies: HeaderMap) -> Response {
    response.headers_mut().extend(cookies);
    response
}

fn answer(entered: Entered) -> Response {
    match entered {
        Entered::SignedIn(session, cookies) => {
            let body = SignInDto {
                status: "signed_in",
                session: Some(SessionDto::of(&session, Some(session.id))),
                methods: Vec::new(),
                r#continue: None,
            };
            with_cookies(private(&body), cookies)
        }
        Entered::SecondFactor(methods, token) => private(&SignInDto {
            status: "second_factor",
            session: None,
            methods: words(&methods),
            r#continue: Some(token.to_string()),
        }),
    }
}

/// Sign in with a password
///
/// The session comes as a cookie. Where there is a second factor the answer says which, and `continue` goes with it.
#[utoipa::path(
    post, path = "/api/v1/sign-in", tag = "signing in", request_body = SignIn,
    responses((status = 200, description = "Signed in, or half.", body = SignInDto))
)]
pub(crate) async fn sign_in(State(edge): State<Edge>, Guess(visit): Guess) -> Result<Response, Problem> {
    let body: SignIn = parse(&visit.body)?;
    enter::by_password(&edge, &visit, &body.tenant, &body.email, body.password)
        .await
        .map(answer)
}

/// Prove the second factor
#[utoipa::path(
    post, path = "/api/v1/sign-in/second-factor", tag = "signing in", request_body = SecondFactor,
    responses((status = 200, description = "Signed in.", body = SignInDto))
)]
pub(crate) async fn second_factor(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: SecondFactor = parse(&visit.body)?;
    let typed = one_of(body.code.as_deref(), body.recovery_code.as_deref())?;
    enter::by_code(&edge, &visit, &body.r#continue, typed)
        .await
        .map(answer)
}

/// The one that was typed.
pub(super) fn one_of<'a>(code: Option<&'a str>, recovery: Option<&'a str>) -> Result<Typed<'a>, Problem> {
    match (code, recovery) {
        (Some(code), None) => Ok(Typed::Code(code)),
        (None, Some(code)) => Ok(Typed::RecoveryCode(code)),
        (Some(_), Some(_)) | (None, None) => {
            let message = "exactly one of code and recovery_code is needed";
            Err(Problem::mistake("code", Code::FieldInvalid, message))
        }
    }
}

/// Ask for a passkey's challenge
///
/// Without `continue` for any passkey of this node.
#[utoipa::path(
    post, path = "/api/v1/sign-in/passkey/options", tag = "signing in", request_body = PasskeyOptionsRequest,
    responses((status = 200, description = "For `navigator.credentials.get`.", body = PasskeyOptions))
)]
pub(crate) async fn passkey_options(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: PasskeyOptionsRequest = parse_or_default(&visit.body)?;
    let owner = body
        .r#continue
        .map(|token| enter::owner_of(&edge, &token))
        .transpose()?;
    let asked = edge.identity().passkeys.start_authentication(owner, edge.now());
    Ok(private(&PasskeyOptions {
        challenge: asked.challenge.to_string(),
        options: asked.options,
    }))
}

/// Sign in with a passkey
#[utoipa::path(
    post, path = "/api/v1/sign-in/passkey", tag = "signing in", request_body = PasskeySignIn,
    responses((status = 200, description = "Signed in.", body = SignInDto))
)]
pub(crate) async fn passkey(State(edge): State<Edge>, visit: Visit) -> Result<Response, Problem> {
    let body: PasskeySignIn = parse(&visit.body)?;
    let token = body.r#continue.as_deref();
    enter::by_passkey(&edge, &visit, token, &body.challenge, &body.credential)
        .await
        .map(answer)
}

/// Sign out
#[utoipa::path(
    post, path = "/api/v1/sign-out", tag = "signing in",
    responses((status = 200, description = "Signed out.", body = StatusDto))
)]
pub(crate) async fn sign_out(State(edge): State<Edge>, change: Change) -> Result<Response, Problem> {
    let id = own_session(&change.caller)?;
    let command = session::Command::Revoke { id, signed_out: true };
    give(&edge, &change, Action::Session(command)).await?;
    let mut response = private(&StatusDto { status: "signed_out" });
    response
        .headers_mut()
        .insert(SET_COOKIE, no_session_cookie(&edge));
    Ok(response)
}

/// The session that a caller has come by.
pub(super) fn own_session(caller: &Caller) -> Result<SessionId, Problem> {
    match caller.credential {
        Credential::Session(id) => Ok(id),
        Credential::Key(_) | Credential::Certificate(_) | Credential::Token(_) => {
            let detail = "this is for signed-in sessions, not for keys and tokens";
            Err(Problem::new(Code::PermissionMissing, detail))
        }
    }
}

/// Gives a command of the caller's, and waits until the directory has what came of it.
pub(super) async fn give(edge: &Edge, change: &Change, action: Action) -> Result<(), Problem> {
    let by: Authority = change.caller.by.clone();
    edge.command(change.tenant, by, action, change.correlation_id())
        .await?;
    edge.settled().await;
    Ok(())
}
