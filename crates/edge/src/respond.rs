//! How answers are written.

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, LOCATION};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;

pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// A payment with one attempt is some 1,300 bytes.
const USUAL_BYTES: usize = 2_048;

/// An answer with a JSON body, written once.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(USUAL_BYTES);
    serde_json::to_writer(&mut bytes, body).expect("an answer has text keys and writes to memory");
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// The same with 200.
pub(crate) fn ok(body: &impl Serialize) -> Response {
    json(StatusCode::OK, body)
}

/// Says that this is the first answer, given again.
pub(crate) fn mark_replayed(response: &mut Response, replayed: bool) {
    if replayed {
        response
            .headers_mut()
            .insert(REPLAYED, HeaderValue::from_static("true"));
    }
}

/// Says where what was made can be found.
pub(crate) fn set_location(response: &mut Response, path: &str) {
    let value = HeaderValue::from_str(path).expect("a path of ids is plain ASCII");
    response.headers_mut().insert(LOCATION, value);
}

/// Says that the answer is a file of this kind, and how it is called.
pub(crate) fn set_file(response: &mut Response, kind: &'static str, name: &str) {
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::from_str(&disposition).expect("a plain name");
    headers.insert(CONTENT_DISPOSITION, disposition);
}

/// Says which version this is.
pub(crate) fn set_version(response: &mut Response, version: u64) {
    let value = HeaderValue::from_str(&format!("\"{version}\"")).expect("a quoted number is plain ASCII");
    response.headers_mut().insert(ETAG, value);
}
