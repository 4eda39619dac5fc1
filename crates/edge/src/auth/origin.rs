//! Cross-site requests: a browser sends the session's cookie along whoever makes it ask, so a change by cookie has to come from
//! a page of this node.

use axum::http::Method;
use axum::http::header::{HeaderName, ORIGIN};

use super::Asked;
use crate::edge::Edge;
use crate::problem::{Code, Problem};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site may have made the browser send. Reading is harmless: the other site does not get the answer.
pub(super) fn check(edge: &Edge, asked: &Asked<'_>) -> Result<(), Problem> {
    if matches!(*asked.method, Method::GET | Method::HEAD) || is_same_origin(edge, asked) {
        return Ok(());
    }
    let detail = "a request with a session's cookie must come from a page of this node";
    Err(Problem::new(Code::CrossSite, detail))
}

fn is_same_origin(edge: &Edge, asked: &Asked<'_>) -> bool {
    // Browsers say it themselves, and no script can forge it; those that do not send where the page comes from.
    if let Some(site) = asked.headers.get(FETCH_SITE) {
        return site == "same-origin" || site == "none";
    }
    let origin = edge.identity().public_url.origin().ascii_serialization();
    asked.headers.get(ORIGIN).is_some_and(|value| value.as_bytes() == origin.as_bytes())
}
