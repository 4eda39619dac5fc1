//! The documentation that the node serves itself: the handbook, the API with forms to try it, and a page for every error code.
//!
//! The pages are in the handbook's crate; here they get their addresses and what browsers may do with them. A key that somebody
//! pastes into the reference stays in the page.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use bezant_handbook::Form;

use super::not_found;
use crate::openapi::openapi_json;
use crate::problem::Problem;

/// Nothing from anywhere else is loaded, asked or sent to, and nothing runs that stands in the page.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);
/// A node of another version has other pages and scripts at the same addresses.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

type At<T> = Result<Path<T>, PathRejection>;

fn html(text: String) -> Response {
    let mut response = Html(text).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    response
}

fn file(text: &'static str, kind: &'static str) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, ASK_AGAIN);
    // A drawing can be opened as a page of its own.
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    response
}

async fn found(page: Option<Response>) -> Result<Response, Problem> {
    match page {
        Some(page) => Ok(page),
        None => Err(not_found().await),
    }
}

pub(crate) async fn front() -> Result<Response, Problem> {
    found(bezant_handbook::page("", Form::Served).map(html)).await
}

/// A page, or a file that pages load.
pub(crate) async fn page(name: At<String>) -> Result<Response, Problem> {
    let answer = name.ok().and_then(|Path(name)| match name.as_str() {
        "" => None,
        "api" => Some(html(bezant_handbook::reference_page(Form::Served))),
        "search-index.js" => Some(file(
            bezant_handbook::search_index(),
            "text/javascript; charset=utf-8",
        )),
        name => match bezant_handbook::asset(name) {
            Some(asset) => Some(file(asset.text, asset.kind)),
            None => bezant_handbook::page(name, Form::Served).map(html),
        },
    });
    found(answer).await
}

pub(crate) async fn page_in_folder(names: At<(String, String)>) -> Result<Response, Problem> {
    let answer = names.ok().and_then(|Path((folder, name))| {
        bezant_handbook::page(&format!("{folder}/{name}"), Form::Served).map(html)
    });
    found(answer).await
}

pub(crate) async fn errors() -> Response {
    html(bezant_handbook::errors_page(Form::Served))
}

pub(crate) async fn error(code: At<String>) -> Result<Response, Problem> {
    let answer = code
        .ok()
        .and_then(|Path(code)| bezant_handbook::error_page(&code, Form::Served));
    found(answer.map(html)).await
}

pub(crate) async fn openapi() -> Response {
    file(openapi_json(), "application/json")
}
