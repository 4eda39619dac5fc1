//! Bodies: of bounded size, within a bounded time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::degradation::elsewhere;
use crate::edge::Limits;
use crate::problem::{Code, Problem};
use crate::representation::Refused;

/// What a body should be.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Json,
    Csv,
    /// The fields of a form, as browsers and OAuth clients send them.
    Form,
    /// A file that may be of several types.
    File,
}

/// Reads a body.
pub(crate) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    kind: BodyKind,
    max_bytes: usize,
    within: Duration,
) -> Result<Bytes, Problem> {
    // What it becomes has no bound that its length could have.
    if headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity")
    {
        let detail = "the body must be sent as it is, without Content-Encoding";
        return Err(Problem::new(Code::ContentTypeUnsupported, detail));
    }
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large(max_bytes));
    }
    // A caller who sends slowly does not make the node slow.
    let body = elsewhere(tokio::time::timeout(within, collect(body, max_bytes)))
        .await
        .map_err(|_| {
            let detail = format!("the body did not arrive within {} seconds", within.as_secs());
            Problem::new(Code::RequestTimeout, detail)
        })??;
    if !body.is_empty() {
        check_content_type(headers, kind)?;
    }
    Ok(body)
}

/// All of a body, if it is no larger than that.
pub(crate) async fn collect(body: Body, max_bytes: usize) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut next = async || match chunks.next().await {
        None => Ok(None),
        Some(Ok(chunk)) => Ok(Some(chunk)),
        Some(Err(error)) => Err(Refused::of(&error)
            .unwrap_or_else(|| Problem::new(Code::BodyIncomplete, "the body ended before it was complete"))),
    };
    let Some(first) = next().await? else {
        return Ok(Bytes::new());
    };
    let bound = |length: usize| {
        if length > max_bytes {
            Err(too_large(max_bytes))
        } else {
            Ok(())
        }
    };
    bound(first.len())?;
    let Some(second) = next().await? else {
        return Ok(first);
    };
    let mut whole = BytesMut::from(first);
    let mut chunk = second;
    loop {
        bound(whole.len() + chunk.len())?;
        whole.extend_from_slice(&chunk);
        match next().await? {
            Some(more) => chunk = more,
            None => return Ok(whole.freeze()),
        }
    }
}

fn too_large(max_bytes: usize) -> Problem {
    Problem::new(
        Code::BodyTooLarge,
        format!("a body has at most {max_bytes} bytes"),
    )
}

/// A body without a content type is taken for what it should be, but for a form: whoever sends one says so.
fn check_content_type(headers: &HeaderMap, kind: BodyKind) -> Result<(), Problem> {
    let value = headers.get(CONTENT_TYPE);
    if value.is_none() && kind != BodyKind::Form {
        return Ok(());
    }
    let essence = value
        .and_then(|value| value.to_str().ok()?.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let (is_right, expected) = match kind {
        BodyKind::Json => (
            essence == "application/json"
                || essence.starts_with("application/") && essence.ends_with("+json"),
            "the body must be application/json",
        ),
        BodyKind::Csv => (essence == "text/csv", "the body must be text/csv"),
        BodyKind::Form => (
            essence == "application/x-www-form-urlencoded",
            "the body must be application/x-www-form-urlencoded",
        ),
        BodyKind::File => return Ok(()),
    };
    if is_right {
        Ok(())
    } else {
        Err(Problem::new(Code::ContentTypeUnsupported, expected))
    }
}

/// A body without an authenticated caller: for the admin socket, whose file permissions are the authorization.
pub(crate) struct RawBody(pub(crate) Bytes);

impl<S: Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let limits = Limits::default();
        let (bound, within) = (limits.max_body_bytes, limits.body_within);
        let body = read_body(&parts.headers, body, BodyKind::Json, bound, within).await?;
        Ok(RawBody(body))
    }
}
