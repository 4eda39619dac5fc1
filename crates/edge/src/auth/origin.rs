//! Cross-site requests: a browser sends the session's cookie along whoever makes it ask, so a change by cookie has to come from
//! a page of this node.

use axum::http::header::{HeaderName, ORIGIN};
use axum::http::{HeaderMap, Method};

use super::Asked;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site may have made the browser send. Reading is harmless: the other site does not get the answer.
pub(super) fn check(edge: &Edge, asked: &Asked<'_>) -> Result<(), Problem> {
    if matches!(*asked.method, Method::GET | Method::HEAD) || is_same_origin(edge, asked.headers) {
        return Ok(());
    }
    let detail = "a request with a session's cookie must come from a page of this node";
    Err(Problem::new(Code::CrossSite, detail))
}

/// The same for who has shown a certificate: a browser shows it whoever makes it ask, as it sends a cookie along.
pub(super) fn check_certificate(edge: &Edge, asked: &Asked<'_>) -> Result<(), Problem> {
    if matches!(*asked.method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    check_own_page(edge, asked.headers)
}

/// The same for who has no session yet. Programs say neither; browsers always say one of the two with what is posted.
pub(crate) fn check_own_page(edge: &Edge, headers: &HeaderMap) -> Result<(), Problem> {
    let is_silent = !headers.contains_key(FETCH_SITE) && !headers.contains_key(ORIGIN);
    if is_silent || is_same_origin(edge, headers) {
        return Ok(());
    }
    Err(Problem::new(
        Code::CrossSite,
        "the request comes from a page of another site",
    ))
}

/// The same for a WebSocket with a session's cookie: another site's page would read what comes.
pub(crate) fn check_own_socket(edge: &Edge, headers: &HeaderMap) -> Result<(), Problem> {
    if is_same_origin(edge, headers) {
        return Ok(());
    }
    let detail = "a WebSocket with a session's cookie must come from a page of this node";
    Err(Problem::new(Code::CrossSite, detail))
}

fn is_same_origin(edge: &Edge, headers: &HeaderMap) -> bool {
    // Browsers say it themselves, and no script can forge it; those that do not send where the page comes from.
    if let Some(site) = headers.get(FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    let origin = edge.identity().public_url.origin().ascii_serialization();
    headers
        .get(ORIGIN)
        .is_some_and(|value| value.as_bytes() == origin.as_bytes())
}
