//! SCIM 2.0 (RFC 7643, RFC 7644): users and groups provisioned from an outside directory.
//!
//! In come the requests of Entra ID, Okta and others by an API key or token with `scim.manage`; out go commands to identity and
//! resources in SCIM's own forms, errors too. Only what is marked as provisioned is seen and reached. A user's name here is the
//! e-mail address that they sign in with; it is found by its keyed hash, and everything else of a person is under seal and
//! opened for the answer. This part must never show who is not provisioned, give anyone more than their group gives them, or
//! open the profiles of a whole tenant for one question.

mod attributes;
mod discovery;
mod error;
mod filter;
mod groups;
mod listing;
mod members;
mod patch;
mod path;
mod projection;
mod request;
pub(crate) mod user;
mod users;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use bezant_identity::Permission;
use serde_json::Value;

use crate::access::{Access, Route, get, post};
use crate::problem::Problem;

const MANAGE: Access = Access::needs(Permission::ScimManage);

/// The routes of this part. What the node refuses before a request gets here is said in SCIM's form too.
pub(crate) fn routes() -> Vec<Route> {
    let in_own_words = |(path, mut guarded): Route| {
        guarded.methods = guarded.methods.layer(map_response(in_own_words));
        (path, guarded)
    };
    all_routes().into_iter().map(in_own_words).collect()
}

async fn in_own_words(response: Response) -> Response {
    match response.extensions().get::<Problem>() {
        Some(problem) => error::Refusal::from(problem.clone()).into_response(),
        None => response,
    }
}

fn all_routes() -> Vec<Route> {
    vec![
        (
            "/scim/v2/ServiceProviderConfig",
            get(MANAGE, discovery::service_provider),
        ),
        ("/scim/v2/ResourceTypes", get(MANAGE, discovery::resource_types)),
        (
            "/scim/v2/ResourceTypes/{id}",
            get(MANAGE, discovery::resource_type),
        ),
        ("/scim/v2/Schemas", get(MANAGE, discovery::schemas)),
        ("/scim/v2/Schemas/{id}", get(MANAGE, discovery::schema)),
        (
            "/scim/v2/Users",
            post(MANAGE, users::create).get(MANAGE, users::list),
        ),
        (
            "/scim/v2/Users/{id}",
            get(MANAGE, users::read)
                .put(MANAGE, users::replace)
                .patch(MANAGE, users::change)
                .delete(MANAGE, users::delete),
        ),
        (
            "/scim/v2/Groups",
            post(MANAGE, groups::create).get(MANAGE, groups::list),
        ),
        (
            "/scim/v2/Groups/{id}",
            get(MANAGE, groups::read)
                .put(MANAGE, groups::replace)
                .patch(MANAGE, groups::change)
                .delete(MANAGE, groups::delete),
        ),
    ]
}

/// An answer in SCIM's media type. It may be about a person: nobody keeps it.
fn answer(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/scim+json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// An answer with one resource, its version and its place as `meta` has them.
fn resource(status: StatusCode, body: &Value, version: u64, location: &str) -> Response {
    let mut response = answer(status, body);
    let headers = response.headers_mut();
    let tag = HeaderValue::from_str(&tag(version)).expect("a quoted number is plain ASCII");
    headers.insert(ETAG, tag);
    if let Ok(location) = HeaderValue::from_str(location) {
        headers.insert(LOCATION, location);
    }
    response
}

fn tag(version: u64) -> String {
    format!("W/\"{version}\"")
}

/// An answer without a body.
fn bare(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
