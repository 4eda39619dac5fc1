//! Disputes at Stripe: the object in its events and answers, evidence, acceptance.

use async_trait::async_trait;
use bezant_kernel::{Money, PaymentId, Timestamp};
use bezant_payments::{Failure, GatewayReference, Outcome, UnknownReason};
use serde::Deserialize;

use super::Stripe;
use super::capabilities::{currency, from_stripe};
use super::errors::short;
use super::request::Post;
use super::response::Metadata;
use crate::disputes::{
    DisputeError, DisputeNotice, DisputeReason, DisputeReference, DisputeStatus, DisputedFunds, Disputes,
    Evidence,
};
use crate::http::Answer;
use crate::notifications::{Notice, NotificationError};
use crate::port::CallContext;

#[derive(Debug, Deserialize)]
pub(super) struct Dispute {
    id: String,
    amount: i64,
    currency: String,
    status: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    payment_intent: Option<String>,
    #[serde(default)]
    charge: Option<String>,
    #[serde(default)]
    evidence_details: Option<EvidenceDetails>,
}

#[derive(Debug, Deserialize)]
struct EvidenceDetails {
    /// Seconds since 1970.
    #[serde(default)]
    due_by: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct ErrorBody {
    error: ErrorCode,
}

#[derive(Debug, Deserialize)]
struct ErrorCode {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    code: Option<String>,
}

/// docs.stripe.com/disputes/categories; what is not here is [`DisputeReason::Other`].
const REASONS: &[(&str, DisputeReason)] = &[
    ("credit_not_processed", DisputeReason::CreditNotProcessed),
    ("duplicate", DisputeReason::Duplicate),
    ("fraudulent", DisputeReason::Fraudulent),
    ("product_not_received", DisputeReason::ProductNotReceived),
    ("subscription_canceled", DisputeReason::SubscriptionCancelled),
    ("unrecognized", DisputeReason::Unrecognized),
];

const STATUSES: &[(&str, DisputeStatus)] = &[
    ("warning_needs_response", DisputeStatus::Warning),
    ("warning_under_review", DisputeStatus::Warning),
    ("warning_closed", DisputeStatus::WarningClosed),
    ("prevented", DisputeStatus::WarningClosed),
    ("needs_response", DisputeStatus::NeedsResponse),
    ("under_review", DisputeStatus::UnderReview),
    ("won", DisputeStatus::Won),
    ("lost", DisputeStatus::Lost),
];

fn look_up<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|row| row.0 == word).map(|row| row.1)
}

impl Dispute {
    /// What an event about it says.
    pub(super) fn notice(self, funds: Option<DisputedFunds>) -> Result<Notice, NotificationError> {
        let malformed = |field: &str, problem: &str| {
            NotificationError::malformed(format!("data.object.{field}"), problem)
        };
        let currency = currency(&self.currency)
            .ok_or_else(|| malformed("currency", "is not a currency that is known"))?;
        let amount: Money = from_stripe(self.amount, currency);
        if !amount.is_positive() {
            return Err(malformed("amount", "is not positive"));
        }
        if self.id.is_empty() {
            return Err(malformed("id", "is empty"));
        }
        let status = look_up(STATUSES, &self.status).ok_or_else(|| malformed("status", "is not known"))?;
        let due_by = self.evidence_details.and_then(|details| details.due_by);
        let respond_by = due_by.filter(|due_by| *due_by > 0).map(|seconds| {
            let microseconds = seconds.checked_mul(1_000_000);
            let microseconds =
                microseconds.ok_or_else(|| malformed("evidence_details.due_by", "is too late"))?;
            Ok(Timestamp::from_microseconds(microseconds))
        });
        Ok(Notice::Dispute(Box::new(DisputeNotice {
            dispute: DisputeReference(self.id),
            authorization: self.payment_intent.or(self.charge).map(GatewayReference),
            amount,
            reason: look_up(REASONS, &self.reason).unwrap_or(DisputeReason::Other),
            gateway_reason: short(&self.reason),
            status,
            funds,
            respond_by: respond_by.transpose()?,
            payment: None,
            operation: None,
        })))
    }
}

#[async_trait]
impl Disputes for Stripe {
    async fn submit_evidence(
        &self,
        call: &CallContext<'_>,
        dispute: &DisputeReference,
        evidence: &Evidence,
    ) -> Result<DisputeStatus, DisputeError> {
        let texts = [
            ("evidence[uncategorized_text]", &evidence.explanation),
            ("evidence[product_description]", &evidence.product_description),
            ("evidence[shipping_carrier]", &evidence.shipping_carrier),
            (
                "evidence[shipping_tracking_number]",
                &evidence.shipping_tracking_number,
            ),
            ("evidence[shipping_date]", &evidence.shipping_date),
            (
                "evidence[refund_refusal_explanation]",
                &evidence.refund_refusal_explanation,
            ),
        ];
        let given = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let mut form: Vec<_> = given.map(|(name, text)| (name, text.clone())).collect();
        form.push(("submit", evidence.submit.to_string()));
        self.answer(call, path(dispute, "")?, form).await
    }

    async fn accept(
        &self,
        call: &CallContext<'_>,
        dispute: &DisputeReference,
    ) -> Result<DisputeStatus, DisputeError> {
        self.answer(call, path(dispute, "/close")?, Vec::new()).await
    }
}

/// The dispute's path, if its reference can be a part of one.
fn path(dispute: &DisputeReference, rest: &str) -> Result<String, DisputeError> {
    let id = dispute.0.as_str();
    let clean = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !clean || !(id.starts_with("dp_") || id.starts_with("du_")) {
        return Err(DisputeError::Refused {
            code: "not_a_dispute".to_owned(),
        });
    }
    Ok(format!("/v1/disputes/{id}{rest}"))
}

/// What an object is marked with.
#[derive(Debug, Deserialize)]
struct Marked {
    #[serde(default)]
    metadata: Metadata,
}

impl Stripe {
    /// The payment that the disputed intent or charge was made for; Stripe copies the marks of an intent to its charges.
    pub(super) async fn disputed_payment(
        &self,
        call: &CallContext<'_>,
        notice: &DisputeNotice,
    ) -> Result<Option<PaymentId>, DisputeError> {
        let unclear = DisputeError::Unknown(UnknownReason::BadAnswer);
        let Some(GatewayReference(of)) = &notice.authorization else {
            return Ok(None);
        };
        let is_clean = of
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let path = match of.get(..3) {
            Some("pi_") if is_clean => format!("/v1/payment_intents/{of}"),
            Some("ch_") if is_clean => format!("/v1/charges/{of}"),
            _ => return Ok(None),
        };
        let answer = match self.client.get(call, &path, &[]).await {
            Ok(answer) => answer,
            Err(Outcome::Failed(failure)) => return Err(DisputeError::Failed(failure)),
            Err(Outcome::Unknown(reason)) => return Err(DisputeError::Unknown(reason)),
            Err(_) => return Err(unclear),
        };
        match answer.status {
            200..=299 => {
                let marked: Marked = serde_json::from_slice(&answer.body).map_err(|_| unclear)?;
                let payment = marked.metadata.bezant_payment;
                Ok(payment.and_then(|text| text.parse().ok()))
            }
            404 => Ok(None),
            429 => Err(DisputeError::Failed(Failure::RateLimited)),
            _ => Err(unclear),
        }
    }

    async fn answer(
        &self,
        call: &CallContext<'_>,
        path: String,
        form: Vec<(&'static str, String)>,
    ) -> Result<DisputeStatus, DisputeError> {
        let unclear = DisputeError::Unknown(UnknownReason::BadAnswer);
        let answer = match self.post(call, &Post::new(path, form)).await {
            Ok(answer) => answer,
            Err(Outcome::Failed(failure)) => return Err(DisputeError::Failed(failure)),
            Err(Outcome::Unknown(reason)) => return Err(DisputeError::Unknown(reason)),
            Err(_) => return Err(unclear),
        };
        let Answer { status, body, .. } = answer;
        match status {
            200..=299 => {
                let dispute: Dispute = serde_json::from_slice(&body).map_err(|_| unclear.clone())?;
                look_up(STATUSES, &dispute.status).ok_or(unclear)
            }
            429 => Err(DisputeError::Failed(Failure::RateLimited)),
            400..=404 => {
                let error = serde_json::from_slice::<ErrorBody>(&body)
                    .ok()
                    .map(|body| body.error);
                match error {
                    // Another form came with this key before: that one may have done something.
                    Some(error) if error.kind == "idempotency_error" => Err(unclear),
                    Some(error) => Err(DisputeError::Refused {
                        code: short(&error.code.unwrap_or(error.kind)),
                    }),
                    None => Err(DisputeError::Refused {
                        code: status.to_string(),
                    }),
                }
            }
            _ => Err(unclear),
        }
    }
}
