//! The Stripe connector: PaymentIntents and Refunds of Stripe's HTTP API.
//!
//! In comes an operation, out goes what Stripe said of it. Each send carries the operation's idempotency key and marks
//! what it makes with the operation's id, by which an inquiry finds it again without changing anything.
//! It must never say `NotFound` while a send may still be on its way, and never print key or token.
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
//! | `client.rs` | HTTP and TLS |

mod capabilities;
mod client;
mod errors;
mod inquiry;
mod probe;
mod request;
mod response;
mod unanswered;

use std::time::Duration;

use async_trait::async_trait;
use bezant_payments::{Failure, Operation, Outcome};

use crate::config::{ConfigError, GatewayConfig};
use crate::port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Probe, Refund, Void};
pub use client::install_crypto_provider;
use client::{Answer, Client};
use request::Post;
use unanswered::Unanswered;

/// Sets a Stripe account up.
pub(crate) fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    let settings = config
        .stripe
        .as_ref()
        .ok_or_else(|| config.wrong("stripe", "is needed by this connector"))?;
    Ok(Box::new(Stripe {
        capabilities: config.capabilities(capabilities::METHODS, capabilities::OPERATIONS)?,
        client: Client::new(config, settings)?,
        unanswered: Unanswered::new(),
        not_found_after: Duration::from_millis(settings.not_found_after_ms),
    }))
}

struct Stripe {
    capabilities: Capabilities,
    client: Client,
    unanswered: Unanswered,
    not_found_after: Duration,
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
        let outcome = match self.client.post(call, &post).await {
            Ok(Answer {
                status: 200..=299,
                body,
            }) => understand(operation, &body),
            Ok(Answer { status, body }) => errors::refusal(operation.kind, status, &body),
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

impl Gateway for Stripe {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn authorize(&self) -> Option<&dyn Authorize> {
        Some(self)
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
}

#[async_trait]
impl Authorize for Stripe {
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.send(
            call,
            operation,
            request::authorize(operation),
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
