//! Answers as the standards have them: JSON that nobody keeps, and errors by their registered words.

use std::borrow::Cow;

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, LOCATION, REFERRER_POLICY, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bezant_identity::oauth::Rejection;
use serde::Serialize;

use crate::problem::Problem;
use crate::respond;

/// The words of RFC 6749 (4.1.2.1, 5.2), RFC 6750 (3.1), RFC 7009 (2.2.1), RFC 8628 (3.5) and OpenID Connect Core 1.0 (3.1.2.6).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidToken,
    InsufficientScope,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    AccessDenied,
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    LoginRequired,
    ConsentRequired,
    RequestNotSupported,
    ServerError,
    TemporarilyUnavailable,
}

impl Word {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Word::InvalidRequest => "invalid_request",
            Word::InvalidClient => "invalid_client",
            Word::InvalidGrant => "invalid_grant",
            Word::InvalidScope => "invalid_scope",
            Word::InvalidToken => "invalid_token",
            Word::InsufficientScope => "insufficient_scope",
            Word::UnauthorizedClient => "unauthorized_client",
            Word::UnsupportedGrantType => "unsupported_grant_type",
            Word::UnsupportedResponseType => "unsupported_response_type",
            Word::AccessDenied => "access_denied",
            Word::AuthorizationPending => "authorization_pending",
            Word::SlowDown => "slow_down",
            Word::ExpiredToken => "expired_token",
            Word::LoginRequired => "login_required",
            Word::ConsentRequired => "consent_required",
            Word::RequestNotSupported => "request_not_supported",
            Word::ServerError => "server_error",
            Word::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Word::InvalidClient | Word::InvalidToken => StatusCode::UNAUTHORIZED,
            Word::InsufficientScope => StatusCode::FORBIDDEN,
            Word::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Word::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

/// An error by its word.
#[derive(Clone, Debug)]
pub(super) struct OAuthError {
    pub(super) word: Word,
    pub(super) detail: Cow<'static, str>,
}

impl OAuthError {
    pub(super) fn new(word: Word, detail: impl Into<Cow<'static, str>>) -> OAuthError {
        OAuthError {
            word,
            detail: detail.into(),
        }
    }
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error: &'a str,
    error_description: &'a str,
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            error: self.word.as_str(),
            error_description: &self.detail,
        };
        let mut response = private_json(self.word.status(), &body);
        let challenge = match self.word {
            Word::InvalidClient => Some("Basic realm=\"bezant\""),
            Word::InvalidToken => Some("Bearer realm=\"bezant\", error=\"invalid_token\""),
            Word::InsufficientScope => {
                Some("Bearer realm=\"bezant\", error=\"insufficient_scope\", scope=\"openid\"")
            }
            _ => None,
        };
        if let Some(challenge) = challenge {
            let headers = response.headers_mut();
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        response
    }
}

/// Why a request is not answered as asked.
#[derive(Debug)]
pub(super) enum Refused {
    /// As the standards have it.
    OAuth(OAuthError),
    /// The node can't do it now, or the request is none.
    Problem(Problem),
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Refused::OAuth(error)
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Refused::Problem(problem)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Refused::OAuth(error) => error.into_response(),
            Refused::Problem(problem) => problem.into_response(),
        }
    }
}

/// Why a command was not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The machine refuses it.
    Machine(Rejection),
    /// It did not come to that.
    Other(Problem),
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Machine(rejection) => Refused::OAuth(rejection.into()),
            Failure::Other(problem) => Refused::Problem(problem),
        }
    }
}

impl From<Rejection> for OAuthError {
    fn from(rejection: Rejection) -> Self {
        let word = match rejection {
            Rejection::CodeUnknown
            | Rejection::CodeMismatch
            | Rejection::RefreshUnknown
            | Rejection::GrantUnknown
            | Rejection::GrantExpired
            | Rejection::GrantRevoked
            | Rejection::DeviceUnknown
            | Rejection::SessionRefused
            | Rejection::PrincipalInactive => Word::InvalidGrant,
            Rejection::ClientUnknown => Word::InvalidClient,
            Rejection::FlowNotAllowed => Word::UnauthorizedClient,
            Rejection::ScopeNotAllowed => Word::InvalidScope,
            Rejection::RedirectUriUnknown | Rejection::NonceInvalid => Word::InvalidRequest,
            Rejection::DevicePending => Word::AuthorizationPending,
            Rejection::Denied | Rejection::DeviceDenied => Word::AccessDenied,
            Rejection::DeviceExpired => Word::ExpiredToken,
            Rejection::DeviceLimit => Word::TemporarilyUnavailable,
            Rejection::ClientExists
            | Rejection::ClientLimit
            | Rejection::ClientNameInvalid
            | Rejection::RedirectUriInvalid
            | Rejection::FlowsInvalid
            | Rejection::LifetimeInvalid
            | Rejection::SecretPointless
            | Rejection::TokenTaken
            | Rejection::SigningKeyInvalid
            | Rejection::SigningKeyExists
            | Rejection::SigningKeyLimit
            | Rejection::SigningKeyUnknown
            | Rejection::SigningKeyLast => Word::ServerError,
        };
        OAuthError::new(word, rejection.to_string())
    }
}

/// JSON that nobody keeps.
pub(super) fn private_json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut response = respond::json(status, body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // No cookie counts here, so that scripts of any page may ask for what they can prove themselves for.
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// JSON for anyone, for some minutes. The next signing key is published for longer than this before it signs.
pub(super) fn public_json(body: &impl Serialize) -> Response {
    let mut response = respond::ok(body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// Sends a browser on. The new request is a GET, whatever this one was.
pub(super) fn redirect(to: &str) -> Response {
    let Ok(location) = HeaderValue::try_from(to) else {
        return OAuthError::new(Word::ServerError, "the address can't be written").into_response();
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    headers.insert(LOCATION, location);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
