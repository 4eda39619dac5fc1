//! The port to the webhook messages.

use bezant_kernel::{MessageId, PaymentId, Tenant, Timestamp, WebhookEndpointId};

/// A message and what became of it at one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Its id, the same in every attempt and at every endpoint.
    pub id: MessageId,
    /// The event's name.
    pub event: String,
    /// The endpoint.
    pub endpoint: WebhookEndpointId,
    /// The payment that it is about, if it is about one.
    pub payment: Option<PaymentId>,
    /// How far it is: `pending`, `delivered`, `failed` or `abandoned`.
    pub state: &'static str,
    /// How often it was sent.
    pub attempts: u32,
    /// When it is sent next; none if it waits for an earlier one or is over.
    pub next_attempt_at: Option<Timestamp>,
    /// What the receiver answered last.
    pub last_status: Option<u16>,
    /// Why the last attempt failed, in words.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last tried or changed.
    pub updated_at: Timestamp,
}

/// Why the messages can't be shown or sent again.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeliveriesError {
    /// The tenant has no such message for that endpoint, or no longer.
    #[error("there is no such webhook message for this endpoint")]
    MessageUnknown,
    /// Nothing is sent to the endpoint.
    #[error("the webhook endpoint is disabled: enable it first")]
    EndpointDisabled,
    /// The store of messages does not work; the adapter has said why in its log.
    #[error("the webhook messages are not available right now")]
    Unavailable,
}

/// Where the webhook messages are.
#[async_trait::async_trait]
pub trait Deliveries: Send + Sync {
    /// The messages for a tenant's endpoint, the newest first; `before` is the last one of the page before.
    async fn list(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        before: Option<MessageId>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError>;

    /// The messages about a payment of a tenant, the newest first, each once for every endpoint that it goes to; `after` is the last one
    /// of the page before.
    async fn list_of_payment(
        &self,
        tenant: Tenant,
        payment: PaymentId,
        after: Option<(MessageId, WebhookEndpointId)>,
        limit: usize,
    ) -> Result<Vec<DeliveryRecord>, DeliveriesError>;

    /// Sends a message to a tenant's endpoint again, whatever became of it before.
    async fn replay(
        &self,
        tenant: Tenant,
        endpoint: WebhookEndpointId,
        message: MessageId,
    ) -> Result<(), DeliveriesError>;
}
