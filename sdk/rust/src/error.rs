//! What can go wrong. Whoever handles an error decides by [`Error::is_retryable`] and [`Error::code`], never by a text.

use std::time::Duration;

use crate::generated::types::{Mistake, Problem};
use crate::outcome::PaymentFailed;

/// Why a call brought nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The node refused the request, or could not carry it out.
    #[error("{0}")]
    Api(#[from] Box<ApiError>),
    /// There was no answer, or only a part of one. A change may or may not have been carried out.
    #[error("the node could not be reached, or its answer broke off")]
    Connection(#[source] reqwest::Error),
    /// There was no answer in time. A change may or may not have been carried out.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The stream of events ended.
    #[error("the stream of events has ended")]
    StreamEnded,
    /// An answer is not what the API describes.
    #[error("the answer was not understood: {0}")]
    Answer(String),
    /// The request can't be made of what was given.
    #[error("the request can't be made: {0}")]
    Request(String),
    /// A payment failed, and [`crate::ensure_not_failed`] was asked.
    #[error("{0}")]
    PaymentFailed(#[from] PaymentFailed),
}

impl Error {
    /// Whether the same call may succeed later. The client has made its own retries by then.
    pub fn is_retryable(&self) -> bool {
        match self {
            Error::Api(error) => error.is_retryable(),
            Error::Connection(_) | Error::Timeout(_) | Error::StreamEnded => true,
            Error::Answer(_) | Error::Request(_) | Error::PaymentFailed(_) => false,
        }
    }

    /// The stable code of a refused request or a failed payment.
    pub fn code(&self) -> Option<&str> {
        match self {
            Error::Api(error) => Some(&error.code),
            Error::PaymentFailed(failed) => Some(failed.code()),
            _ => None,
        }
    }
}

/// What the node said about a request that it did not carry out.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{status} {code}: {detail} ({correlation_id})")]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// The kind of problem. Stable; `/docs/errors/<code>` on the node is the page about it.
    pub code: String,
    /// This problem, for people.
    pub detail: String,
    /// For questions: it stands in the node's log too.
    pub correlation_id: String,
    /// What is wrong with single fields.
    pub mistakes: Vec<Mistake>,
    /// All that the node said; nothing if what answered was no node.
    pub problem: Option<Problem>,
    /// What the node asks to wait before the next try.
    pub retry_after: Option<Duration>,
}

impl ApiError {
    pub(crate) fn new(
        status: u16,
        problem: Option<Problem>,
        request_id: &str,
        retry_after: Option<Duration>,
    ) -> Self {
        let told = problem.clone().unwrap_or_default();
        ApiError {
            status,
            code: match told.code.is_empty() {
                true => format!("http_{status}"),
                false => told.code,
            },
            detail: told.detail,
            correlation_id: match told.correlation_id.is_empty() {
                true => request_id.to_owned(),
                false => told.correlation_id,
            },
            mistakes: told.errors.unwrap_or_default(),
            problem,
            retry_after,
        }
    }

    /// Whether something is busy or out of order for now.
    pub fn is_retryable(&self) -> bool {
        matches!(self.status, 408 | 429 | 502 | 503 | 504) || self.code == "idempotency_key_in_flight"
    }
}
