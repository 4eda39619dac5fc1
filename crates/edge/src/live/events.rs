//! Server-sent events.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::Response;
use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::filter::{Filter, Wanted};
use super::place::Place;
use super::pulse::Pulse;
use super::watch::{Next, Watch};
use crate::auth::{Caller, still_may};
use crate::edge::Edge;

/// Shows that the stream lives.
const ALIVE: Bytes = Bytes::from_static(b": alive\n\n");

struct Stream {
    edge: Edge,
    caller: Caller,
    watch: Watch,
    pulse: Pulse,
    closing: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
}

/// The events after a place, until the caller goes, what let it in ends or the node stops.
pub(crate) fn server_sent_events(
    edge: Edge,
    caller: Caller,
    after: Place,
    filter: Filter,
    permit: OwnedSemaphorePermit,
) -> Response {
    let stream = Stream {
        watch: Watch::new(&edge, caller.tenant, after, Wanted::only(after, filter)),
        pulse: Pulse::new(edge.limits().heartbeat),
        closing: edge.closing(),
        edge,
        caller,
        _permit: permit,
    };
    let pieces = futures::stream::unfold((stream, true), |(mut stream, is_first)| async move {
        let piece = match is_first {
            true => ALIVE,
            false => stream.next().await?,
        };
        Some((Ok::<_, Infallible>(piece), (stream, false)))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

impl Stream {
    async fn next(&mut self) -> Option<Bytes> {
        loop {
            let next = tokio::select! {
                biased;
                _ = self.closing.wait_for(|&closing| closing) => return None,
                () = self.pulse.beat() => None,
                next = self.watch.next() => Some(next),
            };
            match next {
                Some(Ok(Next::Event(told))) => return Some(told.server_sent()),
                Some(Ok(Next::Withdrawal)) => self.pulse.hurry(),
                Some(Err(error)) => {
                    tracing::debug!(%error, "an event stream ends");
                    return None;
                }
                None => return still_may(&self.edge, &self.caller).is_ok().then_some(ALIVE),
            }
        }
    }
}
