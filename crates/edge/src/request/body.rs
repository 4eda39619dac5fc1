//! Bodies: of bounded size, within a bounded time.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::{Bytes, BytesMut};
use futures::StreamExt;

use crate::edge::Limits;
use crate::problem::{Code, Problem};

/// Reads a body that should be JSON.
pub(crate) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    max_bytes: usize,
    within: Duration,
) -> Result<Bytes, Problem> {
    let body = read_bytes(headers, body, max_bytes, within).await?;
    if !body.is_empty() {
        check_content_type(headers)?;
    }
    Ok(body)
}

/// Reads a body of any kind.
pub(crate) async fn read_bytes(
    headers: &HeaderMap,
    body: Body,
    max_bytes: usize,
    within: Duration,
) -> Result<Bytes, Problem> {
    let declared = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large(max_bytes));
    }
    tokio::time::timeout(within, collect(body, max_bytes))
        .await
        .map_err(|_| {
            let detail = format!("the body did not arrive within {} seconds", within.as_secs());
            Problem::new(Code::RequestTimeout, detail)
        })?
}

async fn collect(body: Body, max_bytes: usize) -> Result<Bytes, Problem> {
    let mut chunks = body.into_data_stream();
    let mut next = async || match chunks.next().await {
        None => Ok(None),
        Some(Ok(chunk)) => Ok(Some(chunk)),
        Some(Err(_)) => Err(Problem::new(
            Code::BodyIncomplete,
            "the body ended before it was complete",
        )),
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

/// No content type is taken as JSON.
fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Ok(());
    };
    let essence = value
        .to_str()
        .ok()
        .and_then(|text| text.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let is_json =
        essence == "application/json" || essence.starts_with("application/") && essence.ends_with("+json");
    if is_json {
        Ok(())
    } else {
        Err(Problem::new(
            Code::ContentTypeUnsupported,
            "the body must be application/json",
        ))
    }
}

/// A body without an authenticated caller: for the admin socket, whose file permissions are the authorization.
pub(crate) struct RawBody(pub(crate) Bytes);

impl<S: Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let limits = Limits::default();
        read_body(&parts.headers, body, limits.max_body_bytes, limits.body_within)
            .await
            .map(RawBody)
    }
}
