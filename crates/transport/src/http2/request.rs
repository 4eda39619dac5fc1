//! What h2 leaves to the reader of a request.

use http::header::{CONTENT_LENGTH, HOST};
use http::uri::Authority;
use http::{Method, Request};

use crate::http1::is_authority;

/// Whether it is clear whom a request is for and how long it is. RFC 9113 section 8.3.1: a host that differs from the authority makes
/// a request malformed; nobody here tunnels.
pub(crate) fn is_sound<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let mut hosts = headers.get_all(HOST).iter();
    let (host, second) = (hosts.next(), hosts.next());
    let authority = request.uri().authority().map(Authority::as_str);
    let is_for_one = match (authority, host) {
        _ if second.is_some() => false,
        (None, None) => false,
        (Some(authority), None) => is_authority(authority.as_bytes()),
        (None, Some(host)) => is_authority(host.as_bytes()),
        (Some(authority), Some(host)) => {
            is_authority(authority.as_bytes()) && authority.as_bytes().eq_ignore_ascii_case(host.as_bytes())
        }
    };
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let has_digits = |length: &http::HeaderValue| length.as_bytes().iter().all(u8::is_ascii_digit);
    let has_length = lengths.next().is_none_or(has_digits) && lengths.next().is_none();
    let target = request
        .uri()
        .path_and_query()
        .map_or("", |target| target.as_str());
    let has_target = target.bytes().all(|byte| byte.is_ascii_graphic());
    is_for_one && has_length && has_target && *request.method() != Method::CONNECT
}
