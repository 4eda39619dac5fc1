//! Why a payment went where it went.

use async_graphql::{ComplexObject, ID, SimpleObject};
use serde::Deserialize;

use crate::cost;
use crate::money::{BigInt, DateTime, Money};

/// Why a payment went where it went.
#[derive(Deserialize, SimpleObject)]
#[graphql(complex)]
pub(crate) struct PaymentRouting {
    #[graphql(skip)]
    amount: BigInt,
    #[graphql(skip)]
    currency: String,
    /// The newest authorizations, oldest first.
    #[graphql(complexity = "cost::few(child_complexity)")]
    attempts: Vec<RoutedAttempt>,
    /// The decision that found no gateway, if that was the end of it.
    not_routed: Option<Decision>,
    /// Gateways that hooks left out.
    left_out_by_hooks: Vec<String>,
    /// Gateways that hooks preferred, the best first.
    preferred_by_hooks: Vec<String>,
}

#[ComplexObject]
impl PaymentRouting {
    /// The payment's amount. Fees are in this currency.
    async fn amount(&self) -> Money {
        Money::new(self.amount, &self.currency)
    }
}

/// One authorization with the decision that led to its gateway.
#[derive(Deserialize, SimpleObject)]
struct RoutedAttempt {
    /// Its id.
    operation: ID,
    /// Whom it was sent to.
    gateway: String,
    /// When it was first sent.
    started_at: DateTime,
    /// How it ended; null while it is under way.
    outcome: Option<String>,
    /// The code behind a decline or failure.
    code: Option<String>,
    /// How long the gateway took.
    latency_ms: BigInt,
    /// Null for a repetition at the same gateway.
    decision: Option<Decision>,
}

/// A decision and its reasons.
#[derive(Deserialize, SimpleObject)]
struct Decision {
    /// The best gateway; null if none can take the payment.
    gateway: Option<String>,
    /// Every configured gateway: those that could take it, best first, then the others by name.
    #[graphql(complexity = "cost::few(child_complexity)")]
    candidates: Vec<ScoredGateway>,
    /// Whether rules want the customer to be authenticated.
    require_three_d_secure: bool,
    /// The version of the rules; null without rules.
    rules_version: Option<BigInt>,
    /// The rules that held.
    #[graphql(complexity = "cost::few(child_complexity)")]
    rules: Vec<HeldRule>,
    /// The version of the strategy.
    strategy_version: BigInt,
    /// The version of the fees.
    fees_version: BigInt,
    /// The version of what was learned: how many authorizations it comes from.
    model_version: BigInt,
    /// The experiment that the payment is part of.
    experiment: Option<ExperimentSide>,
}

/// A rule that held.
#[derive(Deserialize, SimpleObject)]
struct HeldRule {
    /// From 0, in the order of the text.
    number: i32,
    /// What it is called.
    name: String,
}

/// A side of an experiment.
#[derive(Deserialize, SimpleObject)]
struct ExperimentSide {
    /// What the experiment is called.
    name: String,
    /// `control` or `trial`.
    side: String,
}

/// A gateway in a decision. Scores are millionths of the amount.
#[derive(Deserialize, SimpleObject)]
struct ScoredGateway {
    /// Its name.
    gateway: String,
    /// `chosen`, `eligible`, or why it was left out.
    verdict: String,
    /// The rule that left it out, by number.
    rule: Option<i32>,
    /// The sum of the three parts.
    score: BigInt,
    /// The part of success.
    success: BigInt,
    /// The part of cost.
    cost: BigInt,
    /// The part of latency.
    latency: BigInt,
    /// The success that was reckoned with: a mean, or a sample.
    expected_success: BigInt,
    /// The mean of what was learned about payments of this kind.
    learned_success: BigInt,
    /// So many calls were just like this one, faded ones counting less.
    similar_calls: BigInt,
    /// In minor units of the payment's currency.
    fee: Option<BigInt>,
    /// What the fee is made of.
    fee_parts: Option<FeeParts>,
    /// Its place in what hooks prefer, from 0; goes before what rules prefer.
    preferred_by_hook: Option<i32>,
    /// Its place in what rules prefer, from 0.
    preference: Option<i32>,
    /// Its place in the draw of a split, from 0.
    draw: Option<i32>,
}

/// The parts of a fee, in minor units.
#[derive(Deserialize, SimpleObject)]
struct FeeParts {
    /// The issuer's.
    interchange: BigInt,
    /// The network's.
    scheme: BigInt,
    /// The gateway's.
    markup: BigInt,
    /// Yours.
    margin: BigInt,
}
