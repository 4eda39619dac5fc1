//! Webhook endpoints and the messages for them.

use bezant_kernel::{MessageId, PaymentId, Timestamp, WebhookEndpointId};
use bezant_webhooks::{Endpoint, SigningScheme, SigningSecret, public_key_text};
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::deliveries::DeliveryRecord;

/// Where events are sent.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub(crate) struct EndpointDto<'a> {
    #[schema(value_type = String, example = "whe_01h455vb4pex5vsknk084sn02q")]
    id: WebhookEndpointId,
    /// Always `webhook_endpoint`.
    object: &'static str,
    url: &'a str,
    /// Which events: `*`, `payment.*` or whole names.
    events: Vec<&'a str>,
    description: &'a str,
    enabled: bool,
    /// Why nothing is sent: `gone`, `operator` or `too_many_failures`.
    disabled_reason: Option<&'static str>,
    #[schema(value_type = Option<String>, format = DateTime)]
    disabled_at: Option<Timestamp>,
    /// `hmac` or `ed25519`.
    signing: &'static str,
    /// What messages are verified with; only with `ed25519`.
    public_key: Option<String>,
    /// What messages are verified with; only with `hmac`, and only in the answers that make it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    secret: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl<'a> EndpointDto<'a> {
    pub(crate) fn of(endpoint: &'a Endpoint) -> Self {
        EndpointDto {
            id: endpoint.id,
            object: "webhook_endpoint",
            url: endpoint.url.as_str(),
            events: endpoint.filters.iter().map(|filter| filter.as_str()).collect(),
            description: &endpoint.description,
            enabled: endpoint.is_enabled(),
            disabled_reason: endpoint.disabled.map(|disabled| disabled.reason.as_str()),
            disabled_at: endpoint.disabled.map(|disabled| disabled.at),
            signing: endpoint.secret.scheme().as_str(),
            public_key: public_key(&endpoint.secret),
            secret: None,
            created_at: endpoint.created_at,
            updated_at: endpoint.updated_at,
        }
    }

    /// The same with the secret, for the answer to whoever had it made.
    pub(crate) fn with_secret(endpoint: &'a Endpoint) -> Self {
        let secret = match endpoint.secret.scheme() {
            SigningScheme::Hmac => Some(endpoint.secret.expose().as_str().to_owned()),
            // The receiver needs the public key only.
            SigningScheme::Ed25519 => None,
        };
        EndpointDto {
            secret,
            ..EndpointDto::of(endpoint)
        }
    }
}

fn public_key(secret: &SigningSecret) -> Option<String> {
    match secret.scheme() {
        SigningScheme::Hmac => None,
        SigningScheme::Ed25519 => {
            let seed = secret
                .bytes()
                .try_into()
                .expect("an Ed25519 secret is a seed of 32 bytes");
            let key = SigningKey::from_bytes(seed).verifying_key();
            Some(public_key_text(key.as_bytes()))
        }
    }
}

/// A new endpoint.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEndpoint {
    /// https, or http to this very machine.
    #[schema(example = "https://shop.example/webhooks")]
    pub(crate) url: String,
    /// Which events: `*`, `payment.*` or whole names.
    #[schema(example = json!(["payment.*", "refund.*"]))]
    pub(crate) events: Vec<String>,
    /// At most 256 characters.
    #[serde(default)]
    pub(crate) description: String,
    /// `hmac` if left out.
    #[serde(default)]
    pub(crate) signing: Signing,
}

/// How messages are signed (Standard Webhooks 1.0).
#[derive(Copy, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Signing {
    /// `v1`: HMAC-SHA256, a shared secret.
    #[default]
    Hmac,
    /// `v1a`: Ed25519, the receiver gets a public key.
    Ed25519,
}

impl Signing {
    pub(crate) const fn scheme(self) -> SigningScheme {
        match self {
            Signing::Hmac => SigningScheme::Hmac,
            Signing::Ed25519 => SigningScheme::Ed25519,
        }
    }
}

/// What to change about an endpoint; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EndpointChange {
    pub(crate) url: Option<String>,
    pub(crate) events: Option<Vec<String>>,
    pub(crate) description: Option<String>,
    /// Whether to send; enabling forgets why it was disabled.
    pub(crate) enabled: Option<bool>,
}

/// A new secret.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretRotation {
    /// As it is if left out.
    pub(crate) signing: Option<Signing>,
}

/// What was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct Deleted {
    #[schema(value_type = String)]
    pub(crate) id: WebhookEndpointId,
    pub(crate) object: &'static str,
    pub(crate) deleted: bool,
}

/// A message and what became of it at one endpoint.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(crate) struct DeliveryDto {
    #[schema(value_type = String, example = "msg_01h455vb4pex5vsknk084sn02q")]
    id: MessageId,
    /// Always `webhook_delivery`.
    object: &'static str,
    #[serde(rename = "type")]
    event: String,
    /// Where it is sent.
    #[schema(value_type = String)]
    endpoint: WebhookEndpointId,
    #[schema(value_type = Option<String>)]
    payment: Option<PaymentId>,
    /// `pending`, `delivered`, `failed` or `abandoned`.
    state: &'static str,
    attempts: u32,
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    /// The status that the receiver answered last.
    last_status: Option<u16>,
    last_error: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<&DeliveryRecord> for DeliveryDto {
    fn from(record: &DeliveryRecord) -> Self {
        DeliveryDto {
            id: record.id,
            object: "webhook_delivery",
            event: record.event.clone(),
            endpoint: record.endpoint,
            payment: record.payment,
            state: record.state,
            attempts: record.attempts,
            next_attempt_at: record.next_attempt_at,
            last_status: record.last_status,
            last_error: record.last_error.clone(),
            created_at: record.created_at,
            updated_at: record.updated_at,
        }
    }
}

/// A message that will be sent again.
#[derive(Serialize, ToSchema)]
pub(crate) struct Replayed {
    #[schema(value_type = String)]
    pub(crate) id: MessageId,
    pub(crate) object: &'static str,
    pub(crate) state: &'static str,
}
