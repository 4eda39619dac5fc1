//! Why a WebSocket ends: the codes of docs/events.md.

use axum::extract::ws::{CloseFrame, Utf8Bytes};
use axum::http::StatusCode;

use crate::problem::Problem;

/// How it ends: a number for programs, a stable code as the reason.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Close {
    number: u16,
    reason: &'static str,
}

impl Close {
    const fn new(number: u16, reason: &'static str) -> Close {
        Close { number, reason }
    }

    /// The node stops.
    pub(super) const NODE_STOPS: Close = Close::new(1001, "node_stops");
    /// Messages are texts.
    pub(super) const NOT_TEXT: Close = Close::new(1003, "not_text");
    /// The log can't be followed any more.
    pub(super) const LOG_UNREADABLE: Close = Close::new(1011, "log_unreadable");
    /// A message that is not one of the protocol's.
    pub(super) const MESSAGE_INVALID: Close = Close::new(4400, "message_invalid");
    /// The first message did not come in time, or was another.
    pub(super) const NOT_AUTHENTICATED: Close = Close::new(4401, "credentials_missing");
    /// Nothing was heard of the watcher.
    pub(super) const SILENT: Close = Close::new(4408, "silent");
    /// More was said than is allowed.
    pub(super) const TOO_MANY_MESSAGES: Close = Close::new(4429, "too_many_messages");

    pub(super) fn of(problem: &Problem) -> Close {
        let number = match problem.status() {
            StatusCode::UNAUTHORIZED => 4401,
            StatusCode::FORBIDDEN => 4403,
            StatusCode::SERVICE_UNAVAILABLE => 1013,
            _ => 1011,
        };
        Close::new(number, problem.code())
    }

    pub(super) fn frame(self) -> CloseFrame {
        CloseFrame {
            code: self.number,
            reason: Utf8Bytes::from_static(self.reason),
        }
    }
}
