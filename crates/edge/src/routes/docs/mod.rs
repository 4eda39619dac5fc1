//! The documentation that the node serves itself: the API with forms to try it, and a page for every error code.
//!
//! The page is made by a script from the OpenAPI document, and both come from this node. A key that somebody pastes stays in the page.

use axum::extract::Path;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};

use super::not_found;
use crate::openapi::openapi_json;
use crate::problem::{Problem, pages};

/// Nothing from anywhere else is loaded, asked or sent to, and nothing runs that stands in the page.
const REFERENCE: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// Pages without scripts.
const TEXT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

fn html(text: impl Into<axum::body::Body>, policy: HeaderValue) -> Response {
    let mut response = Html(text.into()).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}

fn file(text: &'static str, kind: &'static str) -> Response {
    let mut response = text.into_response();
    let kind = HeaderValue::from_static(kind);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

pub(crate) async fn page() -> Response {
    html(include_str!("page.html"), REFERENCE)
}

pub(crate) async fn style() -> Response {
    file(include_str!("style.css"), "text/css; charset=utf-8")
}

pub(crate) async fn script() -> Response {
    file(include_str!("script.js"), "text/javascript; charset=utf-8")
}

pub(crate) async fn forms() -> Response {
    file(include_str!("try.js"), "text/javascript; charset=utf-8")
}

pub(crate) async fn openapi() -> Response {
    file(openapi_json(), "application/json")
}

pub(crate) async fn errors() -> Response {
    html(pages::index_html(), TEXT)
}

pub(crate) async fn error(
    code: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Problem> {
    let text = match &code {
        Ok(Path(code)) => pages::text(code),
        Err(_) => None,
    };
    match text {
        Some(text) => Ok(html(pages::html(text), TEXT)),
        None => Err(not_found().await),
    }
}
