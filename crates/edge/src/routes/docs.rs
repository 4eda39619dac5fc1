//! The documents that the node shows: the handbook, the reference of the API, and a page for every error code.
//!
//! They are made elsewhere and asked for by their address below `/docs`; here it is said what browsers may do with them. A key that
//! somebody pastes into the reference stays in the page.

use std::borrow::Cow;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::not_found;
use crate::edge::Edge;
use crate::openapi::openapi_json;
use crate::problem::Problem;

/// What people read about Bezant.
pub trait Documents: Send + Sync {
    /// What is at an address below `/docs`, such as `guides/refund`; the front page has an empty one.
    fn at(&self, address: &str) -> Option<Document>;
}

/// A page, or a file that pages load.
#[derive(Debug)]
pub struct Document {
    /// The content.
    pub text: Cow<'static, str>,
    /// The media type.
    pub kind: &'static str,
}

/// Nothing from anywhere else is loaded, asked or sent to, and nothing runs that stands in the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);
/// A node of another version has other pages and scripts at the same addresses.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

type At<T> = Result<Path<T>, PathRejection>;

fn shown(document: Document) -> Response {
    let mut response = document.text.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(document.kind));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    response
}

async fn at(edge: &Edge, address: &str) -> Result<Response, Problem> {
    match edge.documents().at(address) {
        Some(document) => Ok(shown(document)),
        None => Err(not_found().await),
    }
}

pub(crate) async fn front(State(edge): State<Edge>) -> Result<Response, Problem> {
    at(&edge, "").await
}

pub(crate) async fn page(State(edge): State<Edge>, name: At<String>) -> Result<Response, Problem> {
    match name {
        Ok(Path(name)) if !name.is_empty() => at(&edge, &name).await,
        _ => Err(not_found().await),
    }
}

pub(crate) async fn page_in_folder(
    State(edge): State<Edge>,
    names: At<(String, String)>,
) -> Result<Response, Problem> {
    match names {
        Ok(Path((folder, name))) => at(&edge, &format!("{folder}/{name}")).await,
        Err(_) => Err(not_found().await),
    }
}

pub(crate) async fn openapi() -> Response {
    let kind = HeaderValue::from_static("application/json");
    let mut response = openapi_json().into_response();
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
