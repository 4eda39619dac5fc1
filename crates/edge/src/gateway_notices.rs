//! The port to what gateways say unasked.

use axum::http::HeaderMap;
use bezant_kernel::{GatewayName, PaymentId, Timestamp};
use bezant_payments::Notice;

/// A request of a gateway, as it arrived.
pub struct NoticeRequest<'a> {
    /// The gateway that it came for.
    pub gateway: &'a GatewayName,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body, byte for byte.
    pub body: &'a [u8],
    /// When it arrived.
    pub received_at: Timestamp,
    /// Follows it through the logs.
    pub correlation: &'a str,
}

/// One thing that a gateway says, and that can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayNotice {
    /// The same for each repetition.
    pub event: String,
    /// The payment that it is about, and what it says; nothing where it is not about a payment of Bezant's.
    pub about: Option<(PaymentId, Notice)>,
}

/// Why nothing of a request was taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayNoticesError {
    /// There is no such gateway, or it says nothing unasked.
    #[error("no gateway of this name takes notices")]
    UnknownGateway,
    /// It can't be believed.
    #[error("the request can't be believed: {0}")]
    NotSigned(String),
    /// It is the gateway's, but a field is not as it should be.
    #[error("{path}: {problem}")]
    Malformed {
        /// Where the field is.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The gateway had to be asked what it is about, and did not answer.
    #[error("the gateway does not say which payment this is about; it may be sent again")]
    Unavailable,
}

/// Understands what gateways say unasked.
#[async_trait::async_trait]
pub trait GatewayNotices: Send + Sync {
    /// What a request says, all of it or nothing.
    async fn receive(&self, request: NoticeRequest<'_>) -> Result<Vec<GatewayNotice>, GatewayNoticesError>;
}
