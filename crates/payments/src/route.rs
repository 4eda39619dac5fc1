//! The port through which a payment asks which gateway it should go to. `core` puts the routing machine behind it.

use std::borrow::Cow;

use bezant_kernel::{Context, Country, GatewayName, MethodKind, Money, OperationKind};

/// Chooses gateways. The same state behind it, context and want give the same choice.
pub trait Router {
    /// The best gateway for `want`, with the reasons.
    fn choose(&self, context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice;
}

/// What a gateway is wanted for.
#[derive(Clone, Debug)]
pub struct RouteWant<'a> {
    /// How much, and in which currency.
    pub amount: Money,
    /// The kind of payment method.
    pub method: MethodKind,
    /// Where the payment comes from, if known.
    pub country: Option<Country>,
    /// What will be asked of the gateway.
    pub operation: OperationKind,
    /// Gateways that were tried already.
    pub excluded: &'a [GatewayName],
}

/// A choice and its reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteChoice {
    /// The gateway; none if no gateway can take it now.
    pub gateway: Option<GatewayName>,
    /// What was found about each gateway, best first.
    pub explanation: Vec<Candidate>,
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
