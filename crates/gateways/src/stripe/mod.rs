//! The Stripe connector: PaymentIntents, Refunds, Disputes and webhooks of Stripe's HTTP API.
//!
//! In comes an operation, out goes what Stripe said of it. Each send carries the operation's idempotency key and marks
//! what it makes with the operation's id, by which an inquiry finds it again without changing anything, and by which a
//! webhook is told to belong to it. It must never say `NotFound` while a send may still be on its way, never believe a
//! webhook without a good signature, and never print key or token.
//!
//! | File | What it holds |
//! |---|---|
//! | `capabilities.rs` | what Stripe can do, and how it writes amounts |
//! | `request.rs` | operation to form |
//! | `response.rs` | Stripe's objects to outcomes |
//! | `errors.rs` | tables of statuses and codes |
//! | `inquiry.rs` | what became of an earlier send |
//! | `probe.rs` | whether Stripe works |
//! | `unanswered.rs` | since when a send is without an answer |
//! | `webhooks.rs` | Stripe's events to notices |
//! | `signature.rs` | whether an event is Stripe's |
//! | `disputes.rs` | disputes: what Stripe says of them, evidence, acceptance |

mod capabilities;
mod disputes;
mod errors;
mod inquiry;
mod probe;
mod request;
mod response;
mod signature;
mod unanswered;
mod webhooks;

use std::time::Duration;

use async_trait::async_trait;
use bezant_payments::{Failure, Operation, Outcome};

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::config::{ConfigError, GatewayConfig, Secret};
use crate::disputes::Disputes;
use crate::http::{Answer, Client, Endpoint, exchange, key_header};
use crate::notifications::Notifications;
use crate::port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Probe, Refund, Void};
use request::Post;
use unanswered::Unanswered;

/// The version of Stripe's API that the mappings are written for.
const API_VERSION: &str = "2024-06-20";

/// Sets a Stripe account up.
pub(crate) fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    let settings = config
        .stripe
        .as_ref()
        .ok_or_else(|| config.wrong("stripe", "is needed by this connector"))?;
    let bearer = key_header("Bearer ", &settings.secret_key)
        .ok_or_else(|| config.wrong("stripe.secret_key", "is not a key"))?;
    if settings
        .webhook_secrets
        .iter()
        .any(|secret| secret.expose().is_empty())
    {
        return Err(config.wrong("stripe.webhook_secrets", "has an empty one"));
    }
    let endpoint = Endpoint {
        setting: "stripe.base_url",
        base_url: &settings.base_url,
        headers: HeaderMap::from_iter([
            (AUTHORIZATION, bearer),
            (
                HeaderName::from_static("stripe-version"),
                HeaderValue::from_static(API_VERSION),
            ),
        ]),
    };
    let client = Client::new(config, endpoint)?;
    if !client.is_loopback() && settings.not_found_after_ms <= config.timeout_ms {
        // What is still under way leaves no trace yet; taken for not sent it would be sent again.
        let problem = "must be longer than timeout_ms";
        return Err(config.wrong("stripe.not_found_after_ms", problem));
    }
    Ok(Box::new(Stripe {
        capabilities: config.capabilities(capabilities::METHODS, capabilities::OPERATIONS)?,
        client,
        unanswered: Unanswered::new(),
        not_found_after: Duration::from_millis(settings.not_found_after_ms),
        webhook_secrets: settings.webhook_secrets.clone(),
    }))
}

struct Stripe {
    capabilities: Capabilities,
    client: Client,
    unanswered: Unanswered,
    not_found_after: Duration,
    webhook_secrets: Vec<Secret>,
}

impl Stripe {
    /// Sends an operation as `post` and reads the answer with `understand`.
    async fn send(
        &self,
        call: &CallContext<'_>,
        operation: &Operation,
        post: Option<Post>,
        understand: fn(&Operation, &[u8]) -> Outcome,
    ) -> Outcome {
        let Some(post) = post else {
            return Outcome::Failed(Failure::Refused);
        };
        self.unanswered.sent(operation.id, self.not_found_after);
        let outcome = match self.post(call, &post).await {
            Ok(Answer {
                status: 200..=299,
                body,
                ..
            }) => understand(operation, &body),
            Ok(Answer { status, body, .. }) => errors::refusal(operation.kind, status, &body),
            Err(outcome) => outcome,
        };
        match outcome {
            Outcome::Approved(_) | Outcome::Declined(_) | Outcome::Failed(_) => {
                self.unanswered.answered(operation.id)
            }
            Outcome::Unknown(_) | Outcome::Pending | Outcome::NotFound => {}
        }
        outcome
    }
}

impl Stripe {
    async fn post(&self, call: &CallContext<'_>, post: &Post) -> Result<Answer, Outcome> {
        let request = self
            .client
            .post(&post.path)
            .header("idempotency-key", &call.idempotency_key)
            .form(&post.fields());
        exchange(call, request).await
    }
}

impl Gateway for Stripe {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn authorize(&self) -> Option<&dyn Authorize> {
        Some(self)
    }
    fn takes_cards(&self) -> bool {
        true
    }
    fn capture(&self) -> Option<&dyn Capture> {
        Some(self)
    }
    fn void(&self) -> Option<&dyn Void> {
        Some(self)
    }
    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }
    fn inquire(&self) -> Option<&dyn Inquire> {
        Some(self)
    }
    fn probe(&self) -> Option<&dyn Probe> {
        Some(self)
    }
    fn notifications(&self) -> Option<&dyn Notifications> {
        Some(self)
    }
    fn disputes(&self) -> Option<&dyn Disputes> {
        Some(self)
    }
}

#[async_trait]
impl Authorize for Stripe {
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(
            call,
            operation,
            request::authorize(operation, call.card),
            response::authorization,
        )
        .await
    }
}

#[async_trait]
impl Capture for Stripe {
    async fn capture(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation, request::capture(operation), response::capture)
            .await
    }
}

#[async_trait]
impl Void for Stripe {
    async fn void(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation, request::void(operation), response::void)
            .await
    }
}

#[async_trait]
impl Refund for Stripe {
    async fn refund(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(call, operation, request::refund(operation), response::refund)
            .await
    }
}
