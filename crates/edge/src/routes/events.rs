//! The live stream of a tenant's events.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName};
use axum::response::sse::Sse;
use axum::response::{IntoResponse, Response};

use crate::dto::event::StreamParams;
use crate::edge::Edge;
use crate::problem::{Code, Problem};
use crate::request::{Params, Reader};
use crate::stream::{Place, TypeFilter, live};

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
    let committed = edge.engine().committed();
    let (name, text) = match headers.get(LAST_EVENT_ID) {
        Some(value) => (
            "Last-Event-ID",
            Some(value.to_str().unwrap_or_default().to_owned()),
        ),
        None => ("after", params.after),
    };
    let after = match text {
        None => Place::after(committed),
        Some(text) => Place::parse(&text)
            .filter(|place| place.position <= committed)
            .ok_or_else(|| {
                let message =
                    "it must be a position, or a position and an index as in '77-0', that is not ahead";
                Problem::mistake(name, Code::ParameterInvalid, message)
            })?,
    };
    let filter = TypeFilter::parse(params.types.as_deref())?;
    let permit = edge
        .stream_permits()
        .try_acquire_owned()
        .map_err(|_| Problem::overloaded())?;
    Ok(Sse::new(live(edge, reader.caller, after, filter, permit)).into_response())
}
