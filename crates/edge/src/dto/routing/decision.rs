//! Decisions: every gateway with its score by component and why it was chosen or not.

use bezant_core::TryRoute;
use bezant_kernel::{
    Card, Country, Currency, GatewayName, MethodKind, Money, OperationId, PaymentId, TenantId, Timestamp,
};
use bezant_payments::{Attempt, Payment};
use bezant_routing::{Decision, Scored};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dto::payment_request::NewCard;
use crate::request::{Amount, optional_from_text, optional_object, pairs};

/// A payment that might be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDecision {
    /// How much, in minor units.
    #[schema(value_type = i64, minimum = 1, example = 4990)]
    amount: Amount,
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// `card`, `bank_transfer` or `wallet`.
    #[schema(value_type = String, example = "card")]
    method: MethodKind,
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, example = "DE")]
    country: Option<Country>,
    #[serde(default, deserialize_with = "optional_object")]
    card: Option<NewCard>,
    customer: Option<String>,
    #[serde(default, deserialize_with = "pairs")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    metadata: Vec<(String, String)>,
    /// Draws and samples follow from the payment's id; a new one if left out.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>)]
    payment: Option<PaymentId>,
    /// Rules to try instead of the active ones.
    rules: Option<String>,
}

impl NewDecision {
    pub(crate) fn into_trial(mut self, now: Timestamp, id: PaymentId) -> TryRoute {
        self.metadata.sort();
        TryRoute {
            now,
            payment: self.payment.unwrap_or(id),
            amount: Money::new(self.amount.0, self.currency),
            method: self.method,
            country: self.country,
            card: self.card.map(Card::from).unwrap_or_default(),
            customer: self.customer,
            metadata: self.metadata,
            rules: self.rules,
        }
    }
}

/// Why a payment went where it went.
#[derive(Serialize, ToSchema)]
#[schema(as = PaymentRouting)]
pub(crate) struct PaymentRoutingDto<'a> {
    #[schema(value_type = String)]
    payment: PaymentId,
    /// Always `payment_routing`.
    object: &'static str,
    #[schema(value_type = String)]
    tenant: TenantId,
    /// In minor units. Fees are in this currency.
    #[schema(value_type = i64)]
    amount: i128,
    #[schema(value_type = String)]
    currency: Currency,
    /// The newest authorizations, oldest first.
    attempts: Vec<RoutedAttemptDto<'a>>,
    /// The decision that found no gateway, if that was the end of it.
    not_routed: Option<DecisionDto>,
    /// Gateways that hooks left out.
    left_out_by_hooks: Vec<&'a str>,
    /// Gateways that hooks preferred, the best first.
    preferred_by_hooks: Vec<&'a str>,
}

/// One authorization with the decision that led to its gateway.
#[derive(Serialize, ToSchema)]
#[schema(as = RoutedAttempt)]
pub(crate) struct RoutedAttemptDto<'a> {
    #[schema(value_type = String)]
    operation: OperationId,
    gateway: &'a str,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    outcome: Option<&'static str>,
    code: Option<&'a str>,
    latency_ms: u64,
    /// Null for a repetition at the same gateway.
    decision: Option<DecisionDto>,
}

/// A decision and its reasons.
#[derive(Serialize, ToSchema)]
#[schema(as = Decision)]
pub(crate) struct DecisionDto {
    /// The best gateway; null if none can take the payment.
    gateway: Option<String>,
    /// Every configured gateway: those that could take it, best first, then the others by name.
    candidates: Vec<ScoredDto>,
    /// Whether rules want the customer to be authenticated.
    require_three_d_secure: bool,
    /// The version of the rules; null without rules, 0 for rules that were only tried.
    rules_version: Option<u32>,
    /// The rules that held.
    rules: Vec<HeldRuleDto>,
    strategy_version: u32,
    fees_version: u32,
    /// The version of what was learned: how many authorizations it comes from.
    model_version: u64,
    /// The experiment that the payment is part of.
    experiment: Option<SideDto>,
}

/// A rule that held.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldRule)]
pub(crate) struct HeldRuleDto {
    /// From 0, in the order of the text.
    number: u16,
    name: String,
}

/// A side of an experiment.
#[derive(Serialize, ToSchema)]
#[schema(as = ExperimentSide)]
pub(crate) struct SideDto {
    name: String,
    /// `control` or `trial`.
    side: &'static str,
}

/// A gateway in a decision. Scores are millionths of the amount.
#[derive(Serialize, ToSchema)]
#[schema(as = ScoredGateway)]
pub(crate) struct ScoredDto {
    #[schema(value_type = String)]
    gateway: String,
    /// `chosen`, `eligible`, or why it was left out.
    verdict: &'static str,
    /// The rule that left it out, by number.
    rule: Option<u16>,
    /// The sum of the three parts.
    score: i64,
    success: i64,
    cost: i64,
    latency: i64,
    /// The success that was reckoned with: a mean, or a sample.
    expected_success: i64,
    /// The mean of what was learned about payments of this kind.
    learned_success: i64,
    /// So many calls were just like this one, faded ones counting less.
    similar_calls: u64,
    /// In minor units.
    #[schema(value_type = Option<i64>)]
    fee: Option<i128>,
    fee_parts: Option<FeePartsDto>,
    /// Its place in what hooks prefer, from 0; goes before what rules prefer.
    preferred_by_hook: Option<u8>,
    /// Its place in what rules prefer, from 0.
    preference: Option<u8>,
    /// Its place in the draw of a split, from 0.
    draw: Option<u8>,
}

/// The parts of a fee, in minor units.
#[derive(Serialize, ToSchema)]
#[schema(as = FeeParts)]
pub(crate) struct FeePartsDto {
    #[schema(value_type = i64)]
    interchange: i128,
    #[schema(value_type = i64)]
    scheme: i128,
    #[schema(value_type = i64)]
    markup: i128,
    #[schema(value_type = i64)]
    margin: i128,
}

impl From<Decision> for DecisionDto {
    fn from(decision: Decision) -> Self {
        DecisionDto {
            gateway: decision.gateway.as_ref().map(GatewayName::to_string),
            candidates: decision.candidates.into_iter().map(ScoredDto::from).collect(),
            require_three_d_secure: decision.require_three_d_secure,
            rules_version: decision.rules_version,
            rules: decision
                .rules
                .into_iter()
                .map(|(number, name)| HeldRuleDto { number, name })
                .collect(),
            strategy_version: decision.strategy_version,
            fees_version: decision.fees_version,
            model_version: decision.lessons,
            experiment: decision.experiment.map(|(name, side)| SideDto {
                name,
                side: side.as_str(),
            }),
        }
    }
}

impl From<Scored> for ScoredDto {
    fn from(one: Scored) -> Self {
        ScoredDto {
            gateway: one.gateway.to_string(),
            verdict: one.verdict.as_str(),
            rule: one.rule,
            score: one.score,
            success: one.success,
            cost: one.cost,
            latency: one.latency,
            expected_success: one.expected_success,
            learned_success: one.learned_success,
            similar_calls: one.similar_calls,
            fee: one.fee_minor,
            fee_parts: one.fee_parts.map(|parts| FeePartsDto {
                interchange: parts.interchange,
                scheme: parts.scheme,
                markup: parts.markup,
                margin: parts.margin,
            }),
            preferred_by_hook: one.preferred_by_hook,
            preference: one.preference,
            draw: one.draw,
        }
    }
}

/// The stored form of a decision; nothing where there was no choice.
fn stored(bytes: &[u8]) -> Option<DecisionDto> {
    // Payments from before decisions were kept have none.
    (!bytes.is_empty())
        .then(|| Decision::decode(bytes).ok())
        .flatten()
        .map(DecisionDto::from)
}

impl<'a> From<&'a Payment> for PaymentRoutingDto<'a> {
    fn from(payment: &'a Payment) -> Self {
        let names = |all: &'a [GatewayName]| all.iter().map(GatewayName::as_str).collect();
        PaymentRoutingDto {
            payment: payment.id,
            object: "payment_routing",
            tenant: payment.tenant.id(),
            amount: payment.amount.minor(),
            currency: payment.amount.currency(),
            attempts: payment.attempts.iter().map(RoutedAttemptDto::from).collect(),
            not_routed: stored(&payment.not_routed),
            left_out_by_hooks: names(payment.advice.exclude()),
            preferred_by_hooks: names(payment.advice.prefer()),
        }
    }
}

impl<'a> From<&'a Attempt> for RoutedAttemptDto<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        RoutedAttemptDto {
            operation: attempt.operation,
            gateway: attempt.gateway.as_str(),
            started_at: attempt.started_at,
            outcome: attempt.outcome.map(|class| class.as_str()),
            code: Some(&*attempt.code).filter(|code| !code.is_empty()),
            latency_ms: attempt.latency.0,
            decision: stored(&attempt.decision),
        }
    }
}
