//! What every answer tells browsers, unless its handler said something else.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// Answers of an API are data of somebody: nobody keeps them, shows them in a frame, or takes them for something else.
static ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
    ),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// A year, as browsers' lists ask for at least (RFC 6797).
static ONLY_ENCRYPTED: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds what is not there.
pub(crate) fn add_security_headers(headers: &mut HeaderMap, encrypted: bool) {
    for (name, value) in &ALWAYS {
        if !headers.contains_key(name) {
            headers.insert(name, value.clone());
        }
    }
    if encrypted {
        headers.insert(STRICT_TRANSPORT_SECURITY, ONLY_ENCRYPTED.clone());
    }
}
