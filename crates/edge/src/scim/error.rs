//! SCIM's own errors (RFC 7644, 3.12). What the rest of the node says as a [`Problem`] is said in this form too.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::answer;
use crate::problem::Problem;

const SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:Error";

/// What a client can tell errors apart by.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    InvalidFilter,
    TooMany,
    Uniqueness,
    Mutability,
    InvalidSyntax,
    InvalidPath,
    NoTarget,
    InvalidValue,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Kind::InvalidFilter => "invalidFilter",
            Kind::TooMany => "tooMany",
            Kind::Uniqueness => "uniqueness",
            Kind::Mutability => "mutability",
            Kind::InvalidSyntax => "invalidSyntax",
            Kind::InvalidPath => "invalidPath",
            Kind::NoTarget => "noTarget",
            Kind::InvalidValue => "invalidValue",
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Kind::Uniqueness => StatusCode::CONFLICT,
            Kind::InvalidFilter
            | Kind::TooMany
            | Kind::Mutability
            | Kind::InvalidSyntax
            | Kind::InvalidPath
            | Kind::NoTarget
            | Kind::InvalidValue => StatusCode::BAD_REQUEST,
        }
    }
}

/// Why a SCIM request was not done.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: Option<Kind>,
    detail: Cow<'static, str>,
    retry_after: Option<Duration>,
}

impl Refusal {
    pub(super) fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal {
            status: kind.status(),
            kind: Some(kind),
            detail: detail.into(),
            retry_after: None,
        }
    }

    pub(super) fn bare(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal {
            status,
            kind: None,
            detail: detail.into(),
            retry_after: None,
        }
    }

    pub(super) fn not_found(what: &'static str) -> Refusal {
        Refusal::bare(StatusCode::NOT_FOUND, what)
    }

    pub(super) fn changed_in_between() -> Refusal {
        Refusal::bare(
            StatusCode::PRECONDITION_FAILED,
            "it has changed in between: read it and decide anew",
        )
    }

    pub(super) fn is_changed_in_between(&self) -> bool {
        self.status == StatusCode::PRECONDITION_FAILED
    }

    #[cfg(test)]
    pub(super) fn kind(&self) -> Option<Kind> {
        self.kind
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Refusal {
        let (status, kind) = match problem.code() {
            "email_taken" | "external_id_taken" | "group_name_taken" => {
                (StatusCode::CONFLICT, Some(Kind::Uniqueness))
            }
            "identity_version_mismatch" => (StatusCode::PRECONDITION_FAILED, None),
            "email_of_provider" => (StatusCode::BAD_REQUEST, Some(Kind::Mutability)),
            "not_provisioned" => (StatusCode::FORBIDDEN, None),
            "json_malformed" | "body_incomplete" => (StatusCode::BAD_REQUEST, Some(Kind::InvalidSyntax)),
            // SCIM knows no 422.
            _ if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
                (StatusCode::BAD_REQUEST, Some(Kind::InvalidValue))
            }
            _ => (problem.status(), None),
        };
        Refusal {
            status,
            kind,
            detail: format!("{} ({})", problem.detail(), problem.code()).into(),
            retry_after: problem.retry_after_time(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.status.is_server_error() && self.retry_after.is_none() {
            tracing::warn!(status = self.status.as_u16(), "a SCIM request failed");
        }
        let mut body = json!({
            "schemas": [SCHEMA],
            "status": self.status.as_str(),
            "detail": self.detail,
        });
        if let Some(kind) = self.kind {
            body["scimType"] = kind.as_str().into();
        }
        let mut response = answer(self.status, &body);
        if let Some(after) = self.retry_after {
            let seconds = after.as_millis().div_ceil(1_000).max(1).to_string();
            let value = HeaderValue::from_str(&seconds).expect("digits are plain ASCII");
            response.headers_mut().insert(RETRY_AFTER, value);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let value = HeaderValue::from_static("Bearer realm=\"bezant\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, value);
        }
        response
    }
}
