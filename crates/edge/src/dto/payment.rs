//! A payment as the API shows it.

use bezant_kernel::{
    Card, CardCategory, CardScheme, Currency, MethodKind, OperationId, PaymentId, PrincipalId, Timestamp,
};
use bezant_payments::{
    Attempt, Candidate, CaptureMode, FailureNote, Flight, Initiator, Payment, Phase, Status,
};
use serde::ser::{Serialize, Serializer};
use utoipa::ToSchema;

use super::dispute::DisputeDto;
use super::refund::RefundDto;

/// A payment.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Payment)]
pub(crate) struct PaymentDto<'a> {
    #[schema(value_type = String, example = "pay_01h455vb4pex5vsknk084sn02q")]
    id: PaymentId,
    /// Always `payment`.
    object: &'static str,
    #[schema(value_type = String, example = "COMPLETED")]
    status: Status,
    /// How much was asked for, in minor units.
    #[schema(value_type = i64, example = 4990)]
    amount: i128,
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// How much was taken.
    #[schema(value_type = i64)]
    amount_captured: i128,
    /// How much was given back.
    #[schema(value_type = i64)]
    amount_refunded: i128,
    /// `automatic`, `manual` or `automatic_after`.
    capture_method: &'static str,
    /// The pause before the capture; only with `automatic_after`.
    capture_after_seconds: Option<u64>,
    payment_method: PaymentMethodDto<'a>,
    /// Your own name for the customer.
    customer: Option<&'a str>,
    description: Option<&'a str>,
    /// Your own name for the payment.
    reference: Option<&'a str>,
    /// Your own pairs.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    metadata: Pairs<'a>,
    /// The principal who created it; null where a key without a principal did.
    #[schema(value_type = Option<String>, example = "prn_01h455vb4pex5vsknk084sn02q")]
    created_by: Option<PrincipalId>,
    /// Where it comes from, as in ISO 3166-1.
    country: Option<&'a str>,
    /// What you said about the card.
    card: Option<CardDto<'a>>,
    /// `customer` or `merchant`.
    initiator: &'static str,
    /// Tries after soft declines; null where nobody planned any.
    retries: Option<RetriesDto>,
    /// When the next try after a soft decline will be made.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_try_at: Option<Timestamp>,
    /// The gateway that has it, or was asked last.
    gateway: Option<&'a str>,
    /// The newest authorizations that were sent to gateways, oldest first.
    attempts: Vec<AttemptDto<'a>>,
    /// The refunds, oldest first.
    refunds: Vec<RefundDto<'a>>,
    /// The disputes, oldest first.
    disputes: Vec<DisputeDto<'a>>,
    /// What went wrong last and has not been made good since.
    failure: Option<FailureDto<'a>>,
    /// What a gateway is being asked, or will be.
    operation_in_progress: Option<OperationDto<'a>>,
    /// Whether a person should look at it.
    needs_attention: bool,
    /// Why: `gateway_silent`, `gateway_contradicts_itself` or `undone_by_gateway`.
    attention_reason: Option<&'static str>,
    /// Grows with every change; send it as `If-Match` to change only what you have seen.
    version: u64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// When the reservation runs out; only while money is reserved.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
    /// When the money will be taken by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    capture_at: Option<Timestamp>,
}

/// A card, without its number.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Card)]
pub(crate) struct CardDto<'a> {
    /// The network.
    #[schema(value_type = Option<String>, example = "visa")]
    scheme: Option<CardScheme>,
    /// `credit`, `debit`, `prepaid` or `commercial`.
    #[schema(value_type = Option<String>)]
    category: Option<CardCategory>,
    /// As in ISO 3166-1.
    issuer_country: Option<&'a str>,
    /// The first digits.
    bin: Option<String>,
}

/// Tries after soft declines.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Retries)]
pub(crate) struct RetriesDto {
    /// How many are planned after the first.
    count: u32,
    /// How many of them began.
    made: u32,
    /// For how many days after the first.
    within_days: u64,
}

/// With what a payment is paid.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = PaymentMethod)]
pub(crate) struct PaymentMethodDto<'a> {
    /// `card`, `bank_transfer` or `wallet`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "card")]
    kind: MethodKind,
    /// The gateway's token for it; never a card number.
    #[schema(example = "tok_approved")]
    token: &'a str,
}

/// One authorization that was sent to a gateway.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Attempt)]
pub(crate) struct AttemptDto<'a> {
    #[schema(value_type = String)]
    operation: OperationId,
    gateway: &'a str,
    /// Counts the manual retries, from zero.
    round: u32,
    /// When it was first sent.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    /// How it ended: `approved`, `declined`, `failed`, `held_back`, `not_sent`, `unknown` or
    /// `pending`; null while it is under way.
    outcome: Option<&'static str>,
    /// The code behind a decline or failure.
    code: Option<&'a str>,
    latency_ms: u64,
    /// Why this gateway: the best candidates. Empty for a repetition.
    explanation: Vec<CandidateDto<'a>>,
}

/// A gateway in a choice.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Candidate)]
pub(crate) struct CandidateDto<'a> {
    gateway: &'a str,
    /// In millionths.
    score: i64,
    /// What became of it: `chosen`, `eligible`, `breaker_open` and others.
    verdict: &'a str,
}

/// What went wrong.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = Failure)]
pub(crate) struct FailureDto<'a> {
    /// A stable code.
    #[schema(example = "insufficient_funds")]
    code: &'a str,
    message: &'a str,
    /// The gateway's own code, if it gave one.
    gateway_code: Option<&'a str>,
}

/// What a gateway is being asked.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = OperationInProgress)]
pub(crate) struct OperationDto<'a> {
    #[schema(value_type = String)]
    operation: OperationId,
    /// `authorize`, `capture`, `void` or `refund`.
    kind: &'static str,
    gateway: &'a str,
    /// `calling`, `inquiry_scheduled` (nobody knows yet what became of it) or `retry_scheduled`.
    phase: &'static str,
    /// When it goes on, where it waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_at: Option<Timestamp>,
}

/// A caller's pairs as an object.
pub(crate) struct Pairs<'a>(&'a [(String, String)]);

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

fn named(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

impl<'a> From<&'a Payment> for PaymentDto<'a> {
    fn from(payment: &'a Payment) -> Self {
        let (capture_method, capture_after_seconds) = match payment.capture {
            CaptureMode::Automatic => ("automatic", None),
            CaptureMode::Manual => ("manual", None),
            CaptureMode::AutomaticAfter(pause) => ("automatic_after", Some(pause.0 / 1_000)),
        };
        let holder = payment.authorization.as_ref().map(|held| &held.gateway);
        let gateway = holder.or(payment.attempts.last().map(|attempt| &attempt.gateway));
        PaymentDto {
            id: payment.id,
            object: "payment",
            status: payment.status,
            amount: payment.amount.minor(),
            currency: payment.amount.currency(),
            amount_captured: payment.amount_captured.minor(),
            amount_refunded: payment.amount_refunded.minor(),
            capture_method,
            capture_after_seconds,
            payment_method: PaymentMethodDto {
                kind: payment.method,
                token: &payment.token,
            },
            customer: payment.customer.as_deref(),
            description: payment.description.as_deref(),
            reference: payment.reference.as_deref(),
            metadata: Pairs(&payment.metadata),
            created_by: payment.created_by,
            country: payment.country.as_ref().map(bezant_kernel::Country::as_str),
            card: (!payment.card.is_unknown()).then(|| CardDto::from(&payment.card)),
            initiator: match payment.initiator {
                Initiator::Customer => "customer",
                Initiator::Merchant => "merchant",
            },
            retries: payment.retries.map(|plan| RetriesDto {
                count: plan.retries,
                made: payment.sitting,
                within_days: plan.within.0 / 86_400_000,
            }),
            next_try_at: payment.postponed_until(),
            gateway: gateway.map(bezant_kernel::GatewayName::as_str),
            attempts: payment.attempts.iter().map(AttemptDto::from).collect(),
            refunds: payment
                .refunds
                .iter()
                .map(|refund| RefundDto::of(payment.id, refund))
                .collect(),
            disputes: payment.disputes.iter().map(DisputeDto::from).collect(),
            failure: payment.failure.as_ref().map(FailureDto::from),
            operation_in_progress: payment.flight.as_deref().map(OperationDto::from),
            needs_attention: payment.attention.is_some(),
            attention_reason: payment.attention.map(|reason| reason.as_str()),
            version: payment.version,
            created_at: payment.created_at,
            updated_at: payment.updated_at,
            expires_at: match (payment.status, &payment.authorization) {
                (Status::Authorized, Some(authorization)) => Some(authorization.expires_at),
                _ => None,
            },
            capture_at: payment.capture_at,
        }
    }
}

impl<'a> From<&'a Card> for CardDto<'a> {
    fn from(card: &'a Card) -> Self {
        CardDto {
            scheme: card.scheme,
            category: card.category,
            issuer_country: card.issuer_country.as_ref().map(bezant_kernel::Country::as_str),
            bin: card.bin.map(|bin| bin.to_string()),
        }
    }
}

impl<'a> From<&'a Attempt> for AttemptDto<'a> {
    fn from(attempt: &'a Attempt) -> Self {
        AttemptDto {
            operation: attempt.operation,
            gateway: attempt.gateway.as_str(),
            round: attempt.round,
            started_at: attempt.started_at,
            outcome: attempt.outcome.map(|class| class.as_str()),
            code: named(&attempt.code),
            latency_ms: attempt.latency.0,
            explanation: attempt.explanation.iter().map(CandidateDto::from).collect(),
        }
    }
}

impl<'a> From<&'a Candidate> for CandidateDto<'a> {
    fn from(candidate: &'a Candidate) -> Self {
        CandidateDto {
            gateway: candidate.gateway.as_str(),
            score: candidate.score,
            verdict: &candidate.verdict,
        }
    }
}

impl<'a> From<&'a FailureNote> for FailureDto<'a> {
    fn from(note: &'a FailureNote) -> Self {
        FailureDto {
            code: &note.code,
            message: &note.message,
            gateway_code: named(&note.gateway_code),
        }
    }
}

impl<'a> From<&'a Flight> for OperationDto<'a> {
    fn from(flight: &'a Flight) -> Self {
        let (phase, next_at) = match flight.phase {
            Phase::Calling => ("calling", None),
            Phase::InquireAt(at) => ("inquiry_scheduled", Some(at)),
            Phase::RetryAt(at) => ("retry_scheduled", Some(at)),
        };
        OperationDto {
            operation: flight.operation.id,
            kind: flight.operation.kind.as_str(),
            gateway: flight.operation.gateway.as_str(),
            phase,
            next_at,
        }
    }
}
