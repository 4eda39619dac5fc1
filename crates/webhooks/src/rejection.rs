//! What this machine refuses.

use bezant_kernel::{ErrorKind, WebhookEndpointId};

use crate::{InvalidFilter, InvalidUrl};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Not a URL that may be sent to.
    #[error("{0}")]
    UrlInvalid(InvalidUrl),
    /// One of the filters is none.
    #[error("filter {position}: {reason}")]
    FilterInvalid {
        /// Its place in the list, from 0.
        position: usize,
        /// What is wrong with it.
        reason: InvalidFilter,
    },
    /// An endpoint that would get nothing.
    #[error("an endpoint needs at least one event filter; '*' stands for all events")]
    FiltersMissing,
    /// More than [`crate::MAXIMUM_FILTERS`].
    #[error("an endpoint has at most 50 event filters")]
    TooManyFilters,
    /// A description of more than 256 characters.
    #[error("a description is at most 256 characters")]
    DescriptionTooLong,
    /// The new secret is one that signs already.
    #[error("the new secret is one that the endpoint has already")]
    SecretReused,
    /// The tenant has no such endpoint.
    #[error("there is no webhook endpoint {0}")]
    EndpointUnknown(WebhookEndpointId),
    /// The id is taken.
    #[error("there is a webhook endpoint {0} already")]
    EndpointExists(WebhookEndpointId),
    /// More than [`crate::MAXIMUM_ENDPOINTS`].
    #[error("the tenant has 20 webhook endpoints, which is the limit: delete one first")]
    TooManyEndpoints,
    /// Too many secrets would sign at once.
    #[error(
        "the secret was rotated 4 times within a day, which is the limit: try again when an old one has ended"
    )]
    TooManyRotations,
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "webhook_url_invalid",
        "webhook_filter_invalid",
        "webhook_filters_missing",
        "too_many_webhook_filters",
        "webhook_description_too_long",
        "webhook_secret_reused",
        "webhook_endpoint_unknown",
        "webhook_endpoint_exists",
        "too_many_webhook_endpoints",
        "too_many_webhook_rotations",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::UrlInvalid(_)
            | Rejection::FilterInvalid { .. }
            | Rejection::FiltersMissing
            | Rejection::TooManyFilters
            | Rejection::DescriptionTooLong
            | Rejection::SecretReused => ErrorKind::Invalid,
            Rejection::EndpointUnknown(_) => ErrorKind::NotFound,
            Rejection::EndpointExists(_) => ErrorKind::Conflict,
            Rejection::TooManyEndpoints | Rejection::TooManyRotations => ErrorKind::Limit,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::UrlInvalid(_) => "webhook_url_invalid",
            Rejection::FilterInvalid { .. } => "webhook_filter_invalid",
            Rejection::FiltersMissing => "webhook_filters_missing",
            Rejection::TooManyFilters => "too_many_webhook_filters",
            Rejection::DescriptionTooLong => "webhook_description_too_long",
            Rejection::SecretReused => "webhook_secret_reused",
            Rejection::EndpointUnknown(_) => "webhook_endpoint_unknown",
            Rejection::EndpointExists(_) => "webhook_endpoint_exists",
            Rejection::TooManyEndpoints => "too_many_webhook_endpoints",
            Rejection::TooManyRotations => "too_many_webhook_rotations",
        }
    }
}
