//! Conditional requests (RFC 9110, 13): entity tags on what is read, 304 to who has it already, 412 to who would change what they
//! have not seen.
//!
//! Answers come in as handlers give them and go out with a tag; the tag of a thing is its version where it has one. A change comes in
//! with its caller and goes on or is refused. What has a version in its machine is compared there once more, where nothing comes in
//! between; of all else, changes that name tags go one at a time. This must never tell a caller which tag would have fitted.

mod tag;

use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, HttpBody, to_bytes};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::Response;
use tokio::sync::{Mutex, MutexGuard};
use tower::ServiceExt;

use crate::auth::Caller;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::routes::reads;
pub(crate) use tag::Wanted;
use tag::{Core, Tag, in_form, of_content};

/// Answers that are hashed: more than a page of anything has.
const MAX_HASHED_BYTES: usize = 1 << 20;
/// A thing stands at most so far above what is done to it: `/principals/{id}/roles/{role}`.
const MOST_LEVELS: usize = 3;
/// What has its own conditional requests.
const OTHERS: &str = "/scim/";
/// What has versions that its machine compares: nothing needs to be asked before.
const VERSIONED: &str = "/api/v1/payments/";

/// Gives an answer a tag where it has none: what is read, and what a change gives back of a thing as it is now.
pub(crate) async fn mark(method: &Method, response: Response) -> Response {
    if !takes_a_tag(method, &response) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = to_bytes(body, MAX_HASHED_BYTES).await;
    let body = body.expect("a body of known size is in memory");
    let tag = HeaderValue::from_str(&of_content(&body)).expect("a hash is plain ASCII");
    head.headers.insert(ETAG, tag);
    Response::from_parts(head, Body::from(body))
}

fn takes_a_tag(method: &Method, response: &Response) -> bool {
    let headers = response.headers();
    let size = response.body().size_hint().exact();
    matches!(*method, Method::GET | Method::HEAD | Method::PATCH)
        && response.status() == StatusCode::OK
        && !headers.contains_key(ETAG)
        && headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind == "application/json")
        && size.is_some_and(|size| size <= MAX_HASHED_BYTES as u64)
}

/// Says that this is another form of what the tag is about.
pub(crate) fn set_form(headers: &mut HeaderMap, form: &str) {
    let tag = headers
        .get(ETAG)
        .and_then(|tag| in_form(tag.to_str().ok()?, form));
    if let Some(tag) = tag {
        let tag = HeaderValue::from_str(&tag).expect("what is added to a tag is plain ASCII");
        headers.insert(ETAG, tag);
    }
}

/// The tags of which a caller has the content. What is malformed is as if it were not there: the answer is whole then.
pub(crate) fn known(method: &Method, headers: &HeaderMap) -> Vec<HeaderValue> {
    match *method {
        Method::GET | Method::HEAD => headers.get_all(IF_NONE_MATCH).iter().cloned().collect(),
        _ => Vec::new(),
    }
}

/// An answer without its content where the caller has that already.
pub(crate) fn unless_known(known: Vec<HeaderValue>, mut response: Response) -> Response {
    if known.is_empty() || response.status() != StatusCode::OK {
        return response;
    }
    let asked = HeaderMap::from_iter(known.into_iter().map(|value| (IF_NONE_MATCH, value)));
    let tag = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
    let wanted = Wanted::read(&asked, &IF_NONE_MATCH).ok().flatten();
    let (Some(tag), Some(wanted)) = (tag.and_then(Tag::of), wanted) else {
        return response;
    };
    if wanted.has(&tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        for name in [CONTENT_TYPE, CONTENT_LENGTH, CONTENT_ENCODING] {
            response.headers_mut().remove(name);
        }
    }
    response
}

/// The turn of a change that names tags; the next one comes when it is dropped.
pub(crate) struct Turn {
    _turn: Option<MutexGuard<'static, ()>>,
}

/// Lets a change go on if what it is about is as its caller says.
pub(crate) async fn check(edge: &Edge, head: &Parts, caller: &Caller) -> Result<Turn, Problem> {
    let is_silent = !head.headers.contains_key(IF_MATCH) && !head.headers.contains_key(IF_NONE_MATCH);
    let path = head.uri.path();
    if is_silent || matches!(head.method, Method::GET | Method::HEAD) || path.starts_with(OTHERS) {
        return Ok(Turn { _turn: None });
    }
    let seen = read(&head.headers, &IF_MATCH, "If-Match")?;
    let unseen = read(&head.headers, &IF_NONE_MATCH, "If-None-Match")?;
    let compares_itself =
        path.starts_with(VERSIONED) && seen.as_ref().is_some_and(|seen| seen.version().is_some());
    if unseen.is_none() && (compares_itself || seen == Some(Wanted::Any)) {
        return Ok(Turn { _turn: None });
    }
    let turn = turn_of(path).await;
    if let Some(unseen) = unseen
        && let Found::Thing(response) = look(edge, caller, path).await?
        && core_of(&response).is_some_and(|core| unseen.means(core))
    {
        return Err(Problem::changed_since(
            "If-None-Match",
            "there is something already",
        ));
    }
    if let Some(seen) = seen.filter(|_| !compares_itself) {
        match nearest(edge, caller, path).await? {
            // What is not there is refused by who would change it.
            Found::Refused => {}
            Found::Thing(response) if core_of(&response).is_some_and(|core| seen.means(core)) => {}
            Found::Thing(_) => {
                let detail =
                    "it is not as it was when you read it: the version in If-Match is not the current one";
                return Err(Problem::changed_since("If-Match", detail));
            }
            Found::Nothing => {
                let detail = "nothing that this is about has a version";
                return Err(Problem::mistake("If-Match", Code::HeaderInvalid, detail));
            }
        }
    }
    Ok(Turn { _turn: Some(turn) })
}

fn read<'a>(
    headers: &'a HeaderMap,
    name: &axum::http::HeaderName,
    shown: &str,
) -> Result<Option<Wanted<'a>>, Problem> {
    Wanted::read(headers, name).map_err(|_| {
        let message = "it must be what an ETag said, in double quotes, such as \"3\"";
        Problem::mistake(shown, Code::HeaderInvalid, message)
    })
}

fn core_of(response: &Response) -> Option<Core<'_>> {
    Tag::of(response.headers().get(ETAG)?.to_str().ok()?)?.core()
}

/// What can be read at a path.
enum Found {
    Thing(Response),
    /// There is a handler, which says why not.
    Refused,
    Nothing,
}

/// Reads what a path names, for a caller who may change it.
async fn look(edge: &Edge, caller: &Caller, path: &str) -> Result<Found, Problem> {
    static READS: LazyLock<Router<Edge>> = LazyLock::new(reads);
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = path.parse::<Uri>().expect("a part of a path is one");
    request.extensions_mut().insert(caller.clone());
    let answered = READS.clone().with_state(edge.clone()).oneshot(request).await;
    let response = answered.unwrap_or_else(|never| match never {});
    match response.extensions().get::<Problem>() {
        Some(problem) if problem.status().is_server_error() => Err(problem.clone()),
        Some(_) => Ok(Found::Refused),
        None if response.status() == StatusCode::OK => Ok(Found::Thing(mark(&Method::GET, response).await)),
        None => Ok(Found::Nothing),
    }
}

/// What a path is about: itself, or the first above it that can be read.
async fn nearest(edge: &Edge, caller: &Caller, path: &str) -> Result<Found, Problem> {
    let above = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
    for path in above.take(MOST_LEVELS).filter(|path| !path.is_empty()) {
        match look(edge, caller, path).await? {
            Found::Nothing => {}
            found => return Ok(found),
        }
    }
    Ok(Found::Nothing)
}

/// Things share turns; few changes name tags, and each takes milliseconds.
async fn turn_of(path: &str) -> MutexGuard<'static, ()> {
    static TURNS: [Mutex<()>; 32] = [const { Mutex::const_new(()) }; 32];
    // What is done to a thing waits for what is done to it as a whole.
    let thing: String = path.split('/').take(5).collect();
    let first = blake3::hash(thing.as_bytes()).as_bytes()[0];
    TURNS[usize::from(first % 32)].lock().await
}
