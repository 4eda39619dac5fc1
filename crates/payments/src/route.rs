//! The port through which a payment asks which gateway it should go to. `core` puts the routing machine behind it.

use std::borrow::Cow;

use bezant_kernel::{
    Card, Context, Country, GatewayName, MethodKind, Money, OperationKind, PaymentId, RetryTerms, Tenant,
    Timestamp,
};

use crate::advice::Advice;
use crate::operation::DeclineCode;

/// Chooses gateways. The same state behind it, context and want give the same choice.
pub trait Router {
    /// The best gateway for `want`, with the reasons.
    fn choose(&self, context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice;

    /// The terms on which this gateway is asked again; none if it has none of its own.
    fn retry_terms(&self, _gateway: &GatewayName) -> Option<RetryTerms> {
        None
    }

    /// The best moment between `earliest` and `latest` to try again what was declined.
    fn best_moment(&self, want: &RouteWant<'_>, after: DeclineCode, window: Window) -> Timestamp;
}

/// A stretch of time, both ends in it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub earliest: Timestamp,
    /// Not after.
    pub latest: Timestamp,
    /// How many tries are left, the next one included.
    pub tries_left: u32,
}

/// What a gateway is wanted for.
#[derive(Clone, Debug)]
pub struct RouteWant<'a> {
    /// The payment.
    pub payment: PaymentId,
    /// Whose it is.
    pub tenant: Tenant,
    /// How much, and in which currency.
    pub amount: Money,
    /// The kind of payment method.
    pub method: MethodKind,
    /// Where the payment comes from, if known.
    pub country: Option<Country>,
    /// What is known about the card.
    pub card: Card,
    /// The caller's own name for the customer.
    pub customer: Option<&'a str>,
    /// The caller's own pairs, sorted by key.
    pub metadata: &'a [(String, String)],
    /// What will be asked of the gateway.
    pub operation: OperationKind,
    /// Gateways that were tried already.
    pub excluded: &'a [GatewayName],
    /// What hooks said.
    pub advice: &'a Advice,
}

/// A choice and its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteChoice {
    /// The gateway; none if no gateway can take it now.
    pub gateway: Option<GatewayName>,
    /// What was found about the gateways, best first.
    pub explanation: Vec<Candidate>,
    /// Whether the customer shall be authenticated.
    pub three_d_secure: bool,
    /// All that led to the choice, in the stored form of whoever chose: kept with the payment, not read by it.
    pub decision: Vec<u8>,
}

/// One gateway in a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The gateway.
    pub gateway: GatewayName,
    /// Its score in millionths.
    pub score: i64,
    /// What became of it, in a word (`chosen`, `eligible`, `breaker_open`, …).
    pub verdict: Cow<'static, str>,
}
