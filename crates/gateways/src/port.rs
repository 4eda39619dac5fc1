//! The port: one narrow trait per capability, and [`Gateway`], through which a connector says which of them it has.
//!
//! What a connector guarantees:
//! - `Approved`, `Declined`: the gateway said so. `Failed`: it certainly had no effect. All else is `Unknown`.
//! - The same operation sent again never moves money twice ([`CallContext::idempotency_key`] is the same every time).
//! - An inquiry makes nothing happen that the send before it could not still make happen by itself, and nothing twice.
//!   It says `NotFound` only when the operation can't take effect any more unless it is sent again.
//! - It doesn't retry and doesn't limit itself: deadlines, bulkheads and retries belong to its callers.

use async_trait::async_trait;
use bezant_kernel::{Country, Currency, MethodKind, Money, OperationKind, PaymentId, TraceContext};
use bezant_payments::{Operation, Outcome};
use tokio::time::Instant;

use crate::card::CardData;
use crate::disputes::Disputes;
use crate::notifications::Notifications;

/// What goes along with each call, whatever the operation.
#[derive(Debug)]
pub struct CallContext<'a> {
    /// When the caller stops waiting; a call that is dropped then has an unknown outcome.
    pub deadline: Instant,
    /// The same for every send of an operation, and different for every two operations.
    pub idempotency_key: String,
    /// Follows a request through the logs; no secret, no personal data.
    pub correlation: &'a str,
    /// The place of that request in its trace, if it has one. The gateway is told of a span of its own.
    pub trace: Option<&'a TraceContext>,
    /// The card that the operation's token stands for in the vault, where the call authorizes it at a gateway that takes numbers, or
    /// repeats that. Its security code comes with the first call only.
    pub card: Option<&'a CardData>,
}

/// What a call follows from.
#[derive(Copy, Clone, Debug)]
pub struct Origin<'a> {
    /// See [`CallContext::correlation`].
    pub correlation: &'a str,
    /// See [`CallContext::trace`].
    pub trace: Option<&'a TraceContext>,
}

impl<'a> From<&'a str> for Origin<'a> {
    fn from(correlation: &'a str) -> Self {
        Origin {
            correlation,
            trace: None,
        }
    }
}

/// Reserves money, and takes it at once where `operation.capture` says so.
#[async_trait]
pub trait Authorize: Send + Sync {
    /// Sends an authorization.
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome;
}

/// Takes reserved money.
#[async_trait]
pub trait Capture: Send + Sync {
    /// Sends a capture of `operation.authorization`.
    async fn capture(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome;
}

/// Releases reserved money.
#[async_trait]
pub trait Void: Send + Sync {
    /// Sends the release of `operation.authorization`.
    async fn void(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome;
}

/// Gives captured money back.
#[async_trait]
pub trait Refund: Send + Sync {
    /// Sends a refund of `operation.authorization`.
    async fn refund(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome;
}

/// Says what became of an operation of any kind that was sent before.
#[async_trait]
pub trait Inquire: Send + Sync {
    /// Asks; undoes and adds nothing. `Failed` is about the inquiry itself; the registry makes `Unknown` of it.
    async fn inquire(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome;
}

/// Says whether the gateway answers at all. Changes nothing there and is about no payment.
#[async_trait]
pub trait Probe: Send + Sync {
    /// Asks for the cheapest thing that shows that the gateway works. `call.idempotency_key` is empty.
    async fn probe(&self, call: &CallContext<'_>) -> Result<(), ProbeFailed>;
}

/// Why a probe found a gateway out of order.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeFailed {
    /// It can't be reached, or says that it is down.
    #[error("the gateway can't be reached")]
    Unavailable,
    /// No answer in time.
    #[error("the gateway does not answer in time")]
    TimedOut,
    /// It says: too many requests.
    #[error("the gateway takes no more requests for now")]
    RateLimited,
    /// It does not accept our credentials: a person must look.
    #[error("the gateway refuses our credentials")]
    Refused,
    /// An answer that can't be understood.
    #[error("the gateway's answer can't be understood")]
    BadAnswer,
}

/// A configured gateway: what it can do, and the capabilities it has.
pub trait Gateway: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// Authorizations, where it has them.
    fn authorize(&self) -> Option<&dyn Authorize> {
        None
    }

    /// Captures, where it has them.
    fn capture(&self) -> Option<&dyn Capture> {
        None
    }

    /// Voids, where it has them.
    fn void(&self) -> Option<&dyn Void> {
        None
    }

    /// Refunds, where it has them.
    fn refund(&self) -> Option<&dyn Refund> {
        None
    }

    /// Inquiries, where it has them.
    fn inquire(&self) -> Option<&dyn Inquire> {
        None
    }

    /// Whether an authorization may come with a whole card instead of a token of the gateway.
    fn takes_cards(&self) -> bool {
        false
    }

    /// Whether an inquiry repeats the send under its key, and so needs the card again.
    fn inquires_by_sending(&self) -> bool {
        false
    }

    /// The customer of a payment has shown their bank who they are, after so many attempts. Only a gateway that plays the bank too has to
    /// be told; others hear it from the bank.
    fn authenticated(&self, _payment: PaymentId, _attempts: u32) {}

    /// Health probes, where it has them.
    fn probe(&self) -> Option<&dyn Probe> {
        None
    }

    /// What it says unasked, where it does.
    fn notifications(&self) -> Option<&dyn Notifications> {
        None
    }

    /// Answers to disputes, where it takes them.
    fn disputes(&self) -> Option<&dyn Disputes> {
        None
    }
}

/// What a gateway can do: the connector's own limits narrowed by the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Currencies; `None` for all.
    pub currencies: Option<Vec<Currency>>,
    /// Kinds of payment methods.
    pub methods: Vec<MethodKind>,
    /// Countries that payments may come from; `None` for all. A payment that names none is not held back.
    pub countries: Option<Vec<Country>>,
    /// The smallest authorization, in minor units of its currency.
    pub min_amount: i128,
    /// The largest authorization, in minor units of its currency.
    pub max_amount: i128,
    /// The kinds of operations.
    pub operations: &'static [OperationKind],
}

impl Capabilities {
    /// Whether an authorization like this is within the limits.
    pub fn allow(&self, amount: Money, method: MethodKind, country: Option<Country>) -> bool {
        (self.min_amount..=self.max_amount).contains(&amount.minor())
            && self.methods.contains(&method)
            && self
                .currencies
                .as_ref()
                .is_none_or(|all| all.contains(&amount.currency()))
            && match (&self.countries, country) {
                (Some(all), Some(country)) => all.contains(&country),
                (None, _) | (_, None) => true,
            }
    }
}
