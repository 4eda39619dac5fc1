//! What is said over a WebSocket, as JSON texts: `{"id", "type", "data"}` to the watcher, `{"type", …}` from it.

use axum::extract::ws::Utf8Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::close::Close;
use crate::live::place::Place;
use crate::problem::Problem;

/// What a watcher says.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Asked {
    /// Who it is; the first message, where the request did not say.
    Authenticate {
        /// An API key or an access token.
        token: String,
    },
    /// Tell events that pass a filter, from a place on.
    Subscribe {
        #[serde(default)]
        subscription: String,
        after: Option<String>,
        #[serde(default)]
        types: Vec<String>,
        payment: Option<String>,
        resource: Option<String>,
    },
    /// No more of that.
    Unsubscribe {
        #[serde(default)]
        subscription: String,
    },
    /// So many more events may be sent. Without any, as many as there are.
    Credit { messages: u32 },
    /// Is anybody there? With braces, so that fields are refused that it does not have.
    Ping {},
}

impl Asked {
    pub(super) fn parse(text: &str) -> Result<Asked, Close> {
        serde_json::from_str(text).map_err(|_| Close::MESSAGE_INVALID)
    }
}

/// A message of the WebSocket.
#[derive(ToSchema)]
#[schema(as = SocketMessage)]
#[expect(
    dead_code,
    reason = "it is there for the document: messages are written as texts"
)]
pub(crate) struct SocketMessageDto {
    /// The event's place, with which another connection goes on after it. Events have one and other messages do not.
    #[schema(example = "77-0")]
    id: Option<String>,
    /// The event's type; or `ready`, `subscribed`, `unsubscribed`, `pong` or `error`.
    #[schema(rename = "type", example = "payment.captured")]
    name: String,
    /// The event.
    data: crate::dto::event::EventDto,
}

fn written(message: &Value) -> Utf8Bytes {
    message.to_string().into()
}

pub(super) fn ready(place: Place) -> Utf8Bytes {
    written(&json!({ "type": "ready", "data": { "after": place.to_string() } }))
}

pub(super) fn subscribed(subscription: &str, after: Place) -> Utf8Bytes {
    let data = json!({ "subscription": subscription, "after": after.to_string() });
    written(&json!({ "type": "subscribed", "data": data }))
}

pub(super) fn unsubscribed(subscription: &str) -> Utf8Bytes {
    written(&json!({ "type": "unsubscribed", "data": { "subscription": subscription } }))
}

pub(super) fn pong() -> Utf8Bytes {
    Utf8Bytes::from_static(r#"{"type":"pong"}"#)
}

pub(super) fn error(subscription: &str, problem: &Problem) -> Utf8Bytes {
    let data = json!({ "subscription": subscription, "code": problem.code(), "detail": problem.detail() });
    written(&json!({ "type": "error", "data": data }))
}
