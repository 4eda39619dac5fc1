//! Versions of the API by date, as callers name them in `Bezant-Version`; `/api/v1` is their generation.
//!
//! Handlers speak the newest version and no other. A request of an older one comes in with its words and goes on with today's; its answer
//! and its problems go out with its words again. A conversion is a pure function of names, thin enough that nothing is decided by it: what
//! an older version could not say is refused as any other mistake is.

mod payment_reference;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LINK, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use axum::response::Response;
use bezant_representations::{Bounds, Node};
use futures::stream;

use crate::conditional::set_form;
use crate::problem::{Code, Problem};
use crate::representation::Refused;
use crate::request::collect;

/// The header.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("bezant-version");
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");
/// Bodies and answers of older versions: more than a page of anything has.
const MAX_BYTES: usize = 4 << 20;

/// What an older version calls otherwise than the next one.
struct Change {
    /// Whether an operation has any of it.
    applies: fn(&str) -> bool,
    /// From the older query to the newer.
    query: fn(&str) -> String,
    /// From the older body to the newer.
    request: fn(&mut Node),
    /// From the newer answer to the older.
    answer: fn(&mut Node),
    /// From the newer problem to the older.
    problem: fn(&mut Node),
}

/// When a version is given up.
struct End {
    /// Since when it should not be used (RFC 9745).
    deprecated: &'static str,
    /// When it will be gone (RFC 8594).
    gone: &'static str,
}

struct Entry {
    date: &'static str,
    /// What the next version calls otherwise; nothing of the newest.
    change: Option<&'static Change>,
    end: Option<End>,
}

/// All versions that are spoken, the oldest first.
static VERSIONS: &[Entry] = &[
    Entry {
        date: "2026-09-01",
        change: Some(&payment_reference::CHANGE),
        end: Some(End {
            // 2026-11-01T00:00:00Z
            deprecated: "@1793491200",
            gone: "Mon, 01 Nov 2027 00:00:00 GMT",
        }),
    },
    Entry {
        date: "2026-11-01",
        change: None,
        end: None,
    },
];

/// Where it is said what changed.
const ABOUT: &str = "</docs/api#versions>; rel=\"deprecation\"; type=\"text/html\"";

/// A version that is spoken.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(usize);

/// There is no such version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no version of the API; there are {known}", known = Version::dates().join(", "))]
pub struct UnknownVersion(String);

impl Default for Version {
    fn default() -> Self {
        Version::NEWEST
    }
}

impl Version {
    /// The newest one.
    pub const NEWEST: Version = Version(VERSIONS.len() - 1);

    /// The version of that date.
    pub fn of_date(date: &str) -> Result<Version, UnknownVersion> {
        let place = VERSIONS.iter().position(|entry| entry.date == date);
        place.map(Version).ok_or_else(|| UnknownVersion(date.to_owned()))
    }

    /// The dates of all versions, the oldest first.
    pub fn dates() -> Vec<&'static str> {
        VERSIONS.iter().map(|entry| entry.date).collect()
    }

    /// As in the header.
    pub(crate) fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(VERSIONS[self.0].date)
    }

    /// What a request asks for, or the node's own choice.
    fn asked(headers: &HeaderMap, otherwise: Version) -> Result<Version, Problem> {
        let mut values = headers.get_all(HEADER).iter();
        let version = match (values.next(), values.next()) {
            (None, _) => return Ok(otherwise),
            (Some(one), None) => Version::of_date(&String::from_utf8_lossy(one.as_bytes())),
            (Some(_), Some(_)) => Err(UnknownVersion("more than one".to_owned())),
        };
        version.map_err(|unknown| Problem::new(Code::ApiVersionUnknown, unknown.to_string()))
    }

    /// What changed since it in an operation, the oldest first.
    fn changes(self, route: &str) -> Vec<&'static Change> {
        let since = VERSIONS[self.0..].iter().filter_map(|entry| entry.change);
        since.filter(|change| (change.applies)(route)).collect()
    }
}

/// A request in some version, and its answer.
pub(crate) struct Conversation {
    version: Option<Version>,
    changes: Vec<&'static Change>,
}

impl Conversation {
    /// Reads which version a request is in, and makes it one of the newest. `has_words` says whether its body calls things by names.
    pub(crate) fn begin(
        request: &mut Request,
        route: &str,
        otherwise: Version,
        has_words: bool,
    ) -> Result<Conversation, Problem> {
        if !request.uri().path().starts_with("/api/") {
            return Ok(Conversation::none());
        }
        let version = Version::asked(request.headers(), otherwise)?;
        let changes = version.changes(route);
        for change in &changes {
            convert_query(request, change);
        }
        let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::DELETE);
        if is_change && has_words && !changes.is_empty() {
            convert_body(request, changes.clone());
        }
        Ok(Conversation {
            version: Some(version),
            changes,
        })
    }

    /// Of what has no versions.
    pub(crate) fn none() -> Conversation {
        Conversation {
            version: None,
            changes: Vec::new(),
        }
    }

    /// Puts an answer's words into those of its version. A form without words is the same in all; `has_words` says so of a problem
    /// and of another answer.
    pub(crate) async fn end(&self, response: Response, has_words: impl FnOnce(bool) -> bool) -> Response {
        let Some(Version(version)) = self.version.filter(|_| !self.changes.is_empty()) else {
            return response;
        };
        let is_problem = match essence(response.headers()) {
            Some("application/json") => false,
            Some("application/problem+json") => true,
            Some(_) | None => return response,
        };
        if !has_words(is_problem) {
            return response;
        }
        let (mut head, body) = response.into_parts();
        let json = axum::body::to_bytes(body, MAX_BYTES).await.unwrap_or_default();
        // What is no JSON is the answer to a HEAD.
        let Ok(mut node) = Node::parse(&json, Bounds::ANSWER) else {
            return Response::from_parts(head, Body::from(json));
        };
        for change in self.changes.iter().rev() {
            match is_problem {
                true => (change.problem)(&mut node),
                false => (change.answer)(&mut node),
            }
        }
        head.headers.remove(CONTENT_LENGTH);
        set_form(&mut head.headers, VERSIONS[version].date);
        Response::from_parts(head, Body::from(node.to_bytes()))
    }

    /// Says which version the answer is in, and how long there will be such answers.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let Some(Version(version)) = self.version else {
            return;
        };
        let entry = &VERSIONS[version];
        headers.insert(HEADER, HeaderValue::from_static(entry.date));
        headers.append(VARY, HeaderValue::from_static("bezant-version"));
        if let Some(end) = &entry.end {
            headers.insert(DEPRECATION, HeaderValue::from_static(end.deprecated));
            headers.insert(SUNSET, HeaderValue::from_static(end.gone));
            headers.append(LINK, HeaderValue::from_static(ABOUT));
        }
    }
}

fn essence(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()?.split(';').next()
}

fn convert_query(request: &mut Request, change: &Change) {
    let Some(query) = request.uri().query() else {
        return;
    };
    let target = format!("{}?{}", request.uri().path(), (change.query)(query));
    // What is longer than a target may be stays as it is, and is refused by its words.
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
}

/// Puts a stage around the body that converts it when it is read: whoever may not ask is refused before.
fn convert_body(request: &mut Request, changes: Vec<&'static Change>) {
    let body = std::mem::take(request.body_mut());
    let converted = async move {
        let bytes = collect(body, MAX_BYTES).await.map_err(Refused)?;
        // What is no JSON is refused where it is read.
        let Ok(mut node) = Node::parse(&bytes, Bounds::REQUEST) else {
            return Ok::<_, Refused>(bytes);
        };
        for change in &changes {
            (change.request)(&mut node);
        }
        Ok(node.to_bytes().into())
    };
    *request.body_mut() = Body::from_stream(stream::once(converted));
    request.headers_mut().remove(CONTENT_LENGTH);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_their_order_and_the_newest_differs_from_nothing() {
        let dates = Version::dates();
        assert!(dates.is_sorted() && dates.iter().all(|date| date.len() == 10));
        let (newest, older) = VERSIONS.split_last().unwrap();
        assert!(newest.change.is_none() && newest.end.is_none());
        assert!(older.iter().all(|entry| entry.change.is_some()));
        for date in dates {
            assert_eq!(VERSIONS[Version::of_date(date).unwrap().0].date, date);
        }
        assert!(Version::of_date("2026-11-02").is_err() && Version::of_date("").is_err());
    }
}
