//! What can go wrong for those who run delivery or ask it.

use bezant_engine::FollowError;
use bezant_kernel::{ErrorKind, MessageId, WebhookEndpointId};
use bezant_log::Position;

/// Why delivery did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The tenant has no such message for that endpoint, or no longer.
    #[error("there is no webhook message {0} for this endpoint")]
    MessageUnknown(MessageId),
    /// Nothing is sent to the endpoint: it is disabled or gone.
    #[error("the webhook endpoint {0} is disabled")]
    EndpointDisabled(WebhookEndpointId),
    /// Delivery's own store does not work.
    #[error("the delivery store does not work: {0}")]
    Store(#[from] sqlx::Error),
    /// Delivery's own store holds something that was never written.
    #[error("the delivery store is damaged: {0}")]
    Damaged(&'static str),
    /// The store was made by a newer version.
    #[error("the delivery store has format {found}, this version reads {known}")]
    StoreTooNew {
        /// Its format.
        found: i64,
        /// The newest format that this version reads.
        known: i64,
    },
    /// The store belongs to another log, or the log lost its end.
    #[error("the delivery store is at position {}, but the log ends at {}", cursor.0, head.0)]
    AheadOfLog {
        /// The store's position.
        cursor: Position,
        /// The log's last position.
        head: Position,
    },
    /// The HTTP client can't be made.
    #[error("the HTTP client can't be made: {0}")]
    Client(#[source] reqwest::Error),
    /// The log can't be followed.
    #[error(transparent)]
    Follow(FollowError),
}

impl Error {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "webhook_message_unknown",
        "webhook_endpoint_disabled",
        "delivery_store_unavailable",
        "delivery_store_damaged",
        "delivery_store_too_new",
        "delivery_store_ahead",
        "delivery_client",
        "delivery_log",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Error::MessageUnknown(_) => ErrorKind::NotFound,
            Error::EndpointDisabled(_) => ErrorKind::Conflict,
            Error::Store(_) => ErrorKind::Unavailable,
            Error::Damaged(_)
            | Error::StoreTooNew { .. }
            | Error::AheadOfLog { .. }
            | Error::Client(_)
            | Error::Follow(_) => ErrorKind::Internal,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Error::MessageUnknown(_) => "webhook_message_unknown",
            Error::EndpointDisabled(_) => "webhook_endpoint_disabled",
            Error::Store(_) => "delivery_store_unavailable",
            Error::Damaged(_) => "delivery_store_damaged",
            Error::StoreTooNew { .. } => "delivery_store_too_new",
            Error::AheadOfLog { .. } => "delivery_store_ahead",
            Error::Client(_) => "delivery_client",
            Error::Follow(_) => "delivery_log",
        }
    }
}
