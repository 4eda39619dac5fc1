//! The live stream of a tenant's events.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;

use crate::dto::event::StreamParams;
use crate::edge::Edge;
use crate::live::{Filter, Place, SocketMessageDto, enter, server_sent_events};
use crate::problem::{Code, Problem};
use crate::request::{Params, Reader};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Watch events live
///
/// Server-sent events: each with the event's type, its JSON, and an id with which a new connection goes on where this one
/// ended.
#[utoipa::path(
    get, path = "/api/v1/events", tag = "events",
    params(
        StreamParams,
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen."),
    ),
    responses((
        status = 200, description = "A stream without end.", body = crate::dto::event::EventDto,
        content_type = "text/event-stream"
    ))
)]
pub(crate) async fn stream(
    State(edge): State<Edge>,
    reader: Reader,
    headers: HeaderMap,
    Params(params): Params<StreamParams>,
) -> Result<Response, Problem> {
    let (name, text) = match headers.get(LAST_EVENT_ID) {
        Some(value) => ("Last-Event-ID", Some(value.to_str().unwrap_or_default())),
        None => ("after", params.after.as_deref()),
    };
    let after = begin_after(&edge, name, text)?;
    let filter = params.filter()?;
    let permit = edge
        .stream_permits()
        .try_acquire_owned()
        .map_err(|_| Problem::overloaded())?;
    Ok(server_sent_events(edge, reader.caller, after, filter, permit))
}

/// Watch events over a WebSocket
///
/// By the subprotocol `bezant.events.v1`, which has to be offered. Who it is for is said by the `Authorization` header, by the
/// session's cookie from a page of the node, or by the first message: `{"type": "authenticate", "token": "bzk_…"}`. Then
/// `{"type": "subscribe", "subscription": "mine", "types": ["payment.*"], "payment": "pay_…", "resource": "…", "after": "77-0"}` (all but
/// the type can be left out) begins, `unsubscribe` ends, `{"type": "credit", "messages": 100}` bounds how many events come, and
/// `ping` is answered. How it closes is in `docs/events.md`.
#[utoipa::path(
    get, path = "/api/v1/events/ws", tag = "events",
    responses((
        status = 101, description = "The messages that follow.", body = SocketMessageDto, content_type = "application/json"
    ))
)]
pub(crate) async fn socket(State(edge): State<Edge>, request: Request) -> Result<Response, Problem> {
    enter(edge, request, super::READ_EVENTS).await
}

/// Where a watcher begins: at what comes now, if it does not say.
pub(crate) fn begin_after(edge: &Edge, name: &str, text: Option<&str>) -> Result<Place, Problem> {
    let committed = edge.engine().committed();
    let Some(text) = text else {
        return Ok(Place::after(committed));
    };
    let place = Place::parse(text).filter(|place| place.position <= committed);
    place.ok_or_else(|| {
        let message = "it must be a position, or a position and an index as in '77-0', that is not ahead";
        Problem::mistake(name, Code::ParameterInvalid, message)
    })
}

impl StreamParams {
    fn filter(&self) -> Result<Filter, Problem> {
        let types = self.types.iter().flat_map(|types| types.split(','));
        Filter::parse(types, self.payment.as_deref(), self.resource.as_deref())
    }
}
