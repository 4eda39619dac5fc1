//! A browser leaves for a provider, and comes back.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, REFERRER_POLICY, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bezant_engine::Correlation;
use bezant_identity::access::{self, ProviderKind};
use bezant_identity::session::{Method, Methods};
use bezant_kernel::Tenant;
use bezant_sso::{
    Kind, OidcCallback, OutsideIdentity, Provider, ProviderName, SamlCallback, SsoError, Started,
    callback_path,
};
use serde::Deserialize;

use super::kept::{self, Kept};
use super::{arrival, count, page, word};
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{BodyKind, Params, PathText, correlation_of, read_body};
use crate::signin::page::own_path;
use crate::signin::start_session;

/// A response of 256 KiB, in base64 and with each sign of it escaped at worst.
const LARGEST_FORM: usize = 1_024 * 1_024;

/// What fits into the cookie.
const LONGEST_RETURN_TO: usize = 1_024;

/// Where nobody says where to.
const HOME: &str = "/account";

const NOT_HERE: &str = "You can't sign in here. Please ask an administrator.";

/// Why a browser gets a page and not a session.
enum Refused {
    Sso(SsoError),
    Account(Problem),
    /// The same where the provider has named an address that it has not checked: whether there is an account with it is not for
    /// this visitor to know.
    Unproved(Problem),
    /// This browser has not left from here, or too long ago.
    NotLeft,
    /// There is no such provider, or not in this way.
    Unknown,
}

impl From<SsoError> for Refused {
    fn from(error: SsoError) -> Self {
        Refused::Sso(error)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Refused::Account(problem)
    }
}

impl Refused {
    fn word(&self) -> &'static str {
        match self {
            Refused::Sso(error) => word(error),
            Refused::Account(problem) | Refused::Unproved(problem) => problem.code(),
            Refused::NotLeft => "sso_state_mismatch",
            Refused::Unknown => "identity_provider_unknown",
        }
    }

    /// The word for the visitor, who passes it on to those who are asked for help.
    fn shown_word(&self) -> &'static str {
        match self {
            Refused::Unproved(_) => "outside_sign_in_refused",
            Refused::Sso(_) | Refused::Account(_) | Refused::NotLeft | Refused::Unknown => self.word(),
        }
    }

    fn status_and_reason(&self) -> (StatusCode, &'static str) {
        match self {
            Refused::Unknown => (StatusCode::NOT_FOUND, "There is no such way to sign in."),
            Refused::NotLeft => (
                StatusCode::BAD_REQUEST,
                "This sign-in was not started in this browser, or too long ago. Please start again.",
            ),
            Refused::Sso(SsoError::Misconfigured(_)) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The identity provider is not set up rightly. Please tell whoever runs this service.",
            ),
            Refused::Sso(SsoError::ProviderUnavailable { .. }) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The identity provider does not answer. Please try again in a moment.",
            ),
            Refused::Sso(SsoError::Refused(_)) => (
                StatusCode::FORBIDDEN,
                "The identity provider did not sign you in, or it took too long. Please start again.",
            ),
            Refused::Sso(SsoError::Invalid(_)) => (
                StatusCode::BAD_REQUEST,
                "The identity provider's answer is not valid, so nothing of it was used.",
            ),
            Refused::Unproved(_) => (StatusCode::FORBIDDEN, NOT_HERE),
            Refused::Account(problem) => match problem.code() {
                "outside_account_exists" => (
                    StatusCode::FORBIDDEN,
                    "There is an account with your e-mail address already. Please sign in as you did before.",
                ),
                "outside_account_unknown" => (
                    StatusCode::FORBIDDEN,
                    "You have no account here yet. Please ask an administrator for one.",
                ),
                _ if problem.status().is_server_error() => (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "This does not work right now. Please try again in a moment.",
                ),
                _ => (StatusCode::FORBIDDEN, NOT_HERE),
            },
        }
    }
}

/// The page that says why. The browser's leaving is over with it.
fn explain(edge: &Edge, provider: Option<&ProviderName>, refused: &Refused) -> Response {
    if let Some(provider) = provider {
        count(provider, refused.word());
        match refused {
            Refused::Sso(SsoError::Misconfigured(error)) => {
                tracing::error!(%error, "nobody can sign in with an identity provider");
            }
            _ => tracing::info!(%provider, code = refused.word(), "a sign-in from outside was refused"),
        }
    }
    let (status, reason) = refused.status_and_reason();
    let mut response = page::refused(status, reason, refused.shown_word());
    forget(edge, &mut response);
    response
}

fn forget(edge: &Edge, response: &mut Response) {
    if let Some(removal) = kept::removal(edge) {
        response.headers_mut().append(SET_COOKIE, removal);
    }
}

/// The provider of this name at the node.
fn provider<'a>(edge: &'a Edge, text: &str) -> Result<(ProviderName, &'a Provider, Tenant), Refused> {
    let name: ProviderName = text.parse().map_err(|_| Refused::Unknown)?;
    let provider = edge.identity().providers.by_name(&name).ok_or(Refused::Unknown)?;
    let kind = match &provider.kind {
        Kind::Oidc(_) => ProviderKind::OpenId,
        Kind::Saml(_) => ProviderKind::Saml,
        Kind::Ldap(_) => ProviderKind::Ldap,
    };
    let tenant = Tenant::new(provider.tenant());
    if !is_used(edge, tenant, &name, kind) {
        return Err(Refused::Unknown);
    }
    Ok((name, provider, tenant))
}

/// Whether the tenant uses a provider that the node has.
pub(super) fn is_used(edge: &Edge, tenant: Tenant, name: &ProviderName, kind: ProviderKind) -> bool {
    let Ok(name) = access::ProviderName::new(name.as_str()) else {
        return false;
    };
    edge.directory().read(|directory| {
        let identity = directory.identity();
        let set = identity.access.provider(tenant, &name);
        identity.tenancy.is_open(tenant) && set.is_some_and(|set| set.settings.kind == kind)
    })
}

/// With what a browser leaves.
#[derive(Deserialize)]
pub(super) struct Leave {
    tenant: Option<String>,
    return_to: Option<String>,
}

pub(super) async fn leave(
    State(edge): State<Edge>,
    PathText(name): PathText,
    Params(wanted): Params<Leave>,
) -> Response {
    edge.settled().await;
    let (name, provider, tenant) = match provider(&edge, &name) {
        Ok(found) => found,
        Err(refused) => return explain(&edge, None, &refused),
    };
    let response = match start(&edge, provider, tenant, &wanted).await {
        Ok((started, return_to)) => {
            let kept = Kept {
                tenant: tenant.id(),
                pending: started.pending,
                return_to,
            };
            let cookie = kept::cookie_of(&edge, &kept).ok_or(Refused::NotLeft);
            cookie.and_then(|cookie| {
                let mut response = go(&started.redirect_to).ok_or(Refused::Unknown)?;
                response.headers_mut().append(SET_COOKIE, cookie);
                Ok(response)
            })
        }
        Err(refused) => Err(refused),
    };
    response.unwrap_or_else(|refused| explain(&edge, Some(&name), &refused))
}

async fn start(
    edge: &Edge,
    provider: &Provider,
    tenant: Tenant,
    wanted: &Leave,
) -> Result<(Started, String), Refused> {
    if wanted
        .tenant
        .as_deref()
        .is_some_and(|text| !is_tenant(edge, tenant, text))
    {
        return Err(Refused::Unknown);
    }
    let return_to = wanted.return_to.as_deref().and_then(own_path);
    let return_to = return_to
        .filter(|path| path.len() <= LONGEST_RETURN_TO)
        .unwrap_or(HOME)
        .to_owned();
    let started = match &provider.kind {
        Kind::Oidc(provider) => provider.start(edge.now()).await?,
        Kind::Saml(provider) => provider.start(edge.now())?,
        // Its people sign in with login and password on the usual page.
        Kind::Ldap(_) => return Err(Refused::Unknown),
    };
    Ok((started, return_to))
}

/// Whether this is the tenant's id or name.
fn is_tenant(edge: &Edge, tenant: Tenant, text: &str) -> bool {
    text.parse()
        .is_ok_and(|id: bezant_kernel::TenantId| id == tenant.id())
        || edge.directory().read(|directory| {
            let named = directory.identity().tenancy.tenant_named(text);
            named.is_some_and(|named| named.id == tenant.id())
        })
}

/// Sends the browser on. The way from POST is GET.
fn go(to: &str) -> Option<Response> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_str(to).ok()?);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Some(response)
}

/// What this browser left with, if it left for this provider.
fn left(edge: &Edge, headers: &HeaderMap, name: &ProviderName, tenant: Tenant) -> Result<Kept, Refused> {
    let kept = kept::of(edge, headers).ok_or(Refused::NotLeft)?;
    if kept.pending.provider() != name || kept.tenant != tenant.id() {
        return Err(Refused::NotLeft);
    }
    Ok(kept)
}

pub(super) async fn back_from_openid(
    State(edge): State<Edge>,
    PathText(name): PathText,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let correlation = correlation_of(&mut parts.extensions, &parts.headers);
    let (name, provider, tenant) = match provider(&edge, &name) {
        Ok(found) => found,
        Err(refused) => return explain(&edge, None, &refused),
    };
    let finish = async {
        let Kind::Oidc(provider) = &provider.kind else {
            return Err(Refused::Unknown);
        };
        let kept = left(&edge, &parts.headers, &name, tenant)?;
        // A field that comes twice is none.
        let callback =
            axum::extract::Query::<OidcCallback>::try_from_uri(&parts.uri).map_err(|_| Refused::NotLeft)?;
        let identity = provider.finish(kept.pending, callback.0, edge.now()).await?;
        sign_in(&edge, tenant, identity, &kept.return_to, &parts, correlation).await
    };
    answer(&edge, &name, finish.await)
}

/// The form of a SAML provider, and whether it comes from our own page.
struct Form {
    callback: SamlCallback,
    again: Option<String>,
}

pub(super) async fn back_from_saml(
    State(edge): State<Edge>,
    PathText(name): PathText,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let correlation = correlation_of(&mut parts.extensions, &parts.headers);
    let (name, provider, tenant) = match provider(&edge, &name) {
        Ok(found) => found,
        Err(refused) => return explain(&edge, None, &refused),
    };
    let Kind::Saml(provider) = &provider.kind else {
        return explain(&edge, Some(&name), &Refused::Unknown);
    };
    let within = edge.limits().hurried_body_within();
    let body = match read_body(&parts.headers, body, BodyKind::Form, LARGEST_FORM, within).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let Some(form) = form(&body) else {
        return explain(&edge, Some(&name), &Refused::NotLeft);
    };
    if kept::of(&edge, &parts.headers).is_none() && form.again.is_none() {
        let relay_state = form.callback.relay_state.as_deref().unwrap_or_default();
        let fields = [
            ("SAMLResponse", &*form.callback.response),
            ("RelayState", relay_state),
            ("again", "1"),
        ];
        return page::once_more(&callback_path(&name), &fields);
    }
    let finish = async {
        let kept = left(&edge, &parts.headers, &name, tenant)?;
        let identity = provider.finish(kept.pending, form.callback, edge.now())?;
        sign_in(&edge, tenant, identity, &kept.return_to, &parts, correlation).await
    };
    answer(&edge, &name, finish.await)
}

/// The fields of a form, each there once.
fn form(body: &[u8]) -> Option<Form> {
    let (mut response, mut relay_state, mut again) = (None, None, None);
    for (name, value) in url::form_urlencoded::parse(body) {
        let field = match &*name {
            "SAMLResponse" => &mut response,
            "RelayState" => &mut relay_state,
            "again" => &mut again,
            _ => continue,
        };
        if field.replace(value.into_owned()).is_some() {
            return None;
        }
    }
    let response = response?;
    Some(Form {
        callback: SamlCallback {
            response,
            relay_state,
        },
        again,
    })
}

async fn sign_in(
    edge: &Edge,
    tenant: Tenant,
    identity: OutsideIdentity,
    return_to: &str,
    parts: &Parts,
    correlation: Correlation,
) -> Result<Response, Refused> {
    let is_unproved = identity.email.as_ref().is_some_and(|email| !email.verified);
    let account = arrival::account(edge, tenant, identity, correlation).await;
    let principal = account.map_err(|problem| match problem.code() {
        "outside_account_exists" | "outside_account_unknown" if is_unproved => Refused::Unproved(problem),
        _ => Refused::Account(problem),
    })?;
    let methods = Methods::of(&[Method::Outside]);
    let visitor = (&parts.extensions, &parts.headers);
    let (_, cookies) = start_session(edge, tenant, principal, methods, visitor).await?;
    let mut response = go(return_to).ok_or(Refused::NotLeft)?;
    response.headers_mut().extend(cookies);
    Ok(response)
}

fn answer(edge: &Edge, name: &ProviderName, outcome: Result<Response, Refused>) -> Response {
    match outcome {
        Ok(mut response) => {
            count(name, "signed_in");
            forget(edge, &mut response);
            response
        }
        Err(refused) => explain(edge, Some(name), &refused),
    }
}

pub(super) async fn metadata(
    State(edge): State<Edge>,
    PathText(name): PathText,
) -> Result<Response, Problem> {
    let unknown = || Problem::new(Code::RouteNotFound, "there is no SAML provider of this name");
    let name: ProviderName = name.parse().map_err(|_| unknown())?;
    match edge
        .identity()
        .providers
        .by_name(&name)
        .map(|provider| &provider.kind)
    {
        Some(Kind::Saml(provider)) => {
            let mut response = Response::new(Body::from(provider.metadata_xml().to_owned()));
            let kind = HeaderValue::from_static("application/samlmetadata+xml");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            Ok(response)
        }
        Some(Kind::Oidc(_) | Kind::Ldap(_)) | None => Err(unknown()),
    }
}
