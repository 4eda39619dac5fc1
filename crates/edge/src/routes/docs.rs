//! The documentation that the node serves itself: the API, and a page for every error code.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};

use super::not_found;
use crate::openapi::openapi_json;
use crate::problem::{Problem, pages};

/// Nothing from anywhere else is loaded.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

fn html(text: impl Into<axum::body::Body>) -> Response {
    let mut response = Html(text.into()).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}

pub(crate) async fn page() -> Response {
    html(include_str!("../docs.html"))
}

pub(crate) async fn openapi() -> Response {
    let mut response = openapi_json().into_response();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

pub(crate) async fn errors() -> Response {
    html(pages::index_html())
}

pub(crate) async fn error(
    code: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Problem> {
    let text = match &code {
        Ok(Path(code)) => pages::text(code),
        Err(_) => None,
    };
    match text {
        Some(text) => Ok(html(pages::html(text))),
        None => Err(not_found().await),
    }
}
