//! What callers hand in and what they hear.

use std::fmt;
use std::time::Duration;

use bezant_kernel::{ErrorKind, Tenant, TraceContext};
use bezant_log::Position;

use crate::Machine;

/// A text that follows a request through logs, events and webhooks, with its place in a trace where it has one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Correlation {
    text: Box<str>,
    trace: Option<Box<TraceContext>>,
}

/// The text is longer than [`Correlation::MAX_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a correlation id has at most 64 bytes")]
pub struct InvalidCorrelation;

impl Correlation {
    /// Every record carries one, so it must stay small.
    pub const MAX_BYTES: usize = 64;

    /// The correlation id with this text.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, InvalidCorrelation> {
        let text = text.into();
        if text.len() > Self::MAX_BYTES {
            Err(InvalidCorrelation)
        } else {
            Ok(Correlation { text, trace: None })
        }
    }

    /// The same within a trace.
    pub fn within(self, trace: TraceContext) -> Self {
        Correlation {
            trace: Some(Box::new(trace)),
            ..self
        }
    }

    /// The correlation of what no caller asked for: timers and ends of waits.
    pub(crate) fn engine() -> Self {
        Correlation {
            text: "engine".into(),
            trace: None,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The trace that the record tells of, if it does: one that is named by the text needs no second place.
    pub(crate) fn recorded_trace(&self) -> Option<&TraceContext> {
        self.trace.as_deref()
    }

    /// The request's place in its trace. A text of 32 hexadecimal digits names a trace by itself, whose first span ends as it does.
    pub fn trace(&self) -> Option<TraceContext> {
        if let Some(trace) = &self.trace {
            return Some((**trace).clone());
        }
        let span = self.text.get(16..).filter(|_| self.text.len() == 32)?;
        TraceContext::parse(&format!("00-{}-{span}-00", self.text))
    }
}

impl fmt::Debug for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A caller's idempotency key, with a fingerprint of what it was used for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// The key within its tenant and endpoint, as a hash.
    pub scope: u128,
    /// The body, as a hash.
    pub fingerprint: u128,
}

impl IdempotencyKey {
    /// The key that a tenant sent to an endpoint with a body.
    pub fn new(tenant: Tenant, endpoint: &str, key: &str, body: &[u8]) -> Self {
        let mut scope = blake3::Hasher::new();
        scope.update(&tenant.id().as_u128().to_be_bytes());
        // The length keeps endpoint and key from running into each other.
        scope.update(&(endpoint.len() as u64).to_be_bytes());
        scope.update(endpoint.as_bytes());
        scope.update(key.as_bytes());
        IdempotencyKey {
            scope: first_128(scope.finalize()),
            fingerprint: first_128(blake3::hash(body)),
        }
    }
}

fn first_128(hash: blake3::Hash) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    u128::from_be_bytes(bytes)
}

/// A command with what surrounds it.
pub struct Request<M: Machine> {
    /// On whose behalf.
    pub tenant: Tenant,
    /// Carried into the record.
    pub correlation: Correlation,
    /// Where the caller wants the same answer for the same request.
    pub idempotency: Option<IdempotencyKey>,
    /// What is asked for.
    pub command: M::Command,
}

/// What a caller waits for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The command is durable. That reply is the one that an idempotency key keeps.
    Committed,
    /// Nothing is under way any more for the subject of the reply, or the time is up. The key keeps the reply of that
    /// moment; until then it is in flight.
    Settled {
        /// The longest wait, counted from the submission.
        within: Duration,
    },
}

/// An accepted command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome<R> {
    /// State read at or after this position contains what the reply says.
    pub position: Position,
    /// What the machine says.
    pub reply: R,
    /// Whether this is the kept answer of an earlier request with the same key.
    pub replayed: bool,
    /// Whether the reply is final; `false` where the wait ended before the subject settled. Always `true` for a replay.
    pub settled: bool,
}

/// Why a command was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError<J> {
    /// The machine refused it; nothing was written.
    #[error("the command was refused")]
    Rejected(J),
    /// The first request with this key is still under way.
    #[error("a request with this idempotency key is in flight")]
    KeyInFlight {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The key was used with another body.
    #[error("this idempotency key was used with another body")]
    KeyReused,
    /// The queue is full; nothing was looked at.
    #[error("too much is waiting")]
    Busy {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The log has no room; nothing was written. Reads go on.
    #[error("the log's storage is full")]
    StorageFull,
    /// The events of the command are larger than a record may be; nothing was written.
    #[error("the command's events are too large for one record")]
    TooLarge,
    /// The engine ended. The command may or may not have been committed.
    #[error("the engine has stopped")]
    Stopped,
}

impl<J> SubmitError<J> {
    /// What the caller can do; `None` for a rejection, which knows for itself.
    pub const fn kind(&self) -> Option<ErrorKind> {
        match self {
            SubmitError::Rejected(_) => None,
            SubmitError::KeyInFlight { .. } => Some(ErrorKind::Conflict),
            SubmitError::KeyReused | SubmitError::TooLarge => Some(ErrorKind::Invalid),
            SubmitError::Busy { .. } | SubmitError::StorageFull | SubmitError::Stopped => {
                Some(ErrorKind::Unavailable)
            }
        }
    }
}

/// Why a query was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// The queue is full.
    #[error("too much is waiting")]
    Busy {
        /// When to ask again.
        retry_after: Duration,
    },
    /// The engine ended.
    #[error("the engine has stopped")]
    Stopped,
}

/// What a submission ends with.
pub type Submitted<M> = Result<Outcome<<M as Machine>::Reply>, SubmitError<<M as Machine>::Rejection>>;
