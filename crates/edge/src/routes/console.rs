//! The console: files that were built before, handed out as they are. A path that is no file is a page of the application, which finds
//! its way by itself.
//!
//! What comes in is a path and what the browser has already; what goes out is a file under a policy that lets nothing else be loaded. It
//! must never read a disk, and never know who asks: what the application shows it asks for with the visitor's own session.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HOST, LOCATION,
    REFERRER_POLICY, VARY, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use super::nothing_there;
use crate::compression::takes_gzip;
use crate::edge::Edge;

/// A file of the console.
#[derive(Copy, Clone, Debug)]
pub struct PageFile {
    /// Its path below `/console/`.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// What it holds.
    pub content: &'static [u8],
    /// The same by gzip, where that is shorter.
    pub gzip: Option<&'static [u8]>,
    /// A hash of what it holds, as an entity tag with its quotes.
    pub tag: &'static str,
    /// Whether its name changes with its content, so that browsers keep it.
    pub is_immutable: bool,
}

const SHELL: &str = "index.html";
/// Its scripts and styles are its own, it asks this node alone, and no site may frame it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; \
     manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
);
const FIXED: &[(HeaderName, &str)] = &[
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "same-origin"),
    (VARY, "accept-encoding"),
];
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Bezant</title>\
    <p>This build has no console. <code>./x build</code> makes one that has.</p></html>";

/// Whoever comes to the node with a browser means the console.
pub(crate) async fn root() -> Response {
    let to = [(LOCATION, HeaderValue::from_static("/console/"))];
    (StatusCode::TEMPORARY_REDIRECT, to).into_response()
}

pub(crate) async fn shell(State(edge): State<Edge>, headers: HeaderMap) -> Response {
    page(&edge, SHELL, &headers)
}

pub(crate) async fn file(State(edge): State<Edge>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    page(&edge, &path, &headers)
}

fn page(edge: &Edge, path: &str, headers: &HeaderMap) -> Response {
    let files = edge.console();
    let find = |path: &str| files.iter().find(|file| file.path == path);
    let last = path.rsplit('/').next().unwrap_or_default();
    let found = match find(path) {
        Some(file) => Some(file),
        // A name with an ending is a file, and one that is not there must not look like a page.
        None if last.contains('.') => None,
        None => find(SHELL),
    };
    match found {
        Some(file) if file.path == SHELL => match by_name(edge, path, headers) {
            Some(to) => (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response(),
            None => answer(file, headers),
        },
        Some(file) => answer(file, headers),
        None if files.is_empty() => {
            let kind = [(CONTENT_TYPE, "text/html; charset=utf-8")];
            let mut response = (StatusCode::NOT_FOUND, kind, NOT_BUILT).into_response();
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
            response
        }
        None => nothing_there().into_response(),
    }
}

/// The same page by the node's name, for a browser on this machine that came by its number: passkeys and live events belong to the name.
fn by_name(edge: &Edge, path: &str, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut url = edge.identity().public_url.clone();
    let asked = headers.get(HOST)?.to_str().ok()?;
    let is_number = asked.starts_with("127.0.0.1") || asked.starts_with("[::1]");
    if url.host_str() != Some("localhost") || !is_number {
        return None;
    }
    url.set_path(&format!("/console/{}", if path == SHELL { "" } else { path }));
    HeaderValue::from_str(url.as_str()).ok()
}

fn answer(file: &PageFile, asked: &HeaderMap) -> Response {
    let zipped = file.gzip.filter(|_| takes_gzip(asked));
    let mut response = Response::new(Body::from(Bytes::from_static(zipped.unwrap_or(file.content))));
    let headers = response.headers_mut();
    if zipped.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(ETAG, HeaderValue::from_static(file.tag));
    let kept = match file.is_immutable {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}
