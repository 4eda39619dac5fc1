//! Adyen's answers and errors as outcomes. Whatever does not fit the operation it should answer is not understood.

use bezant_kernel::{Currency, Money, OperationKind};
use bezant_payments::{
    Approval, Decline, DeclineCode, Failure, GatewayReference, Operation, Outcome, UnknownReason,
};
use serde::Deserialize;

use super::capabilities::from_adyen;
use super::refusals::{decline, short};
use super::{reference, request};
use crate::http::Answer;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payment {
    result_code: String,
    #[serde(default)]
    psp_reference: Option<String>,
    #[serde(default)]
    merchant_reference: Option<String>,
    #[serde(default)]
    amount: Option<Amount>,
    #[serde(default)]
    refusal_reason: Option<String>,
    #[serde(default)]
    refusal_reason_code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Modification {
    status: String,
    payment_psp_reference: String,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default)]
    amount: Option<Amount>,
}

/// Money as Adyen writes it.
#[derive(Debug, Deserialize)]
pub(super) struct Amount {
    pub(super) currency: String,
    pub(super) value: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServiceError {
    #[serde(default)]
    error_code: String,
    #[serde(default)]
    error_type: String,
}

const BAD_ANSWER: Outcome = Outcome::Unknown(UnknownReason::BadAnswer);
/// Error code: the request was processed before or is being processed.
const IN_PROGRESS: &str = "704";
/// Error code: what idempotency keys are remembered in can't be reached, so that nothing was done.
const NO_KEYS: &str = "703";
/// Error codes of payments whose stored payment method is not there or not usable
/// (docs.adyen.com/development-resources/error-codes).
const BAD_METHODS: &[&str] = &["101", "800", "803"];

/// The outcome behind an answer to a send.
pub(super) fn outcome(operation: &Operation, answer: &Answer) -> Outcome {
    match (answer.status, operation.kind) {
        (200..=299, OperationKind::Authorize) => payment(operation, &answer.body),
        (200..=299, OperationKind::Capture | OperationKind::Void | OperationKind::Refund) => {
            modification(operation, &answer.body)
        }
        _ => refusal(operation.kind, answer),
    }
}

fn payment(operation: &Operation, body: &[u8]) -> Outcome {
    let Ok(payment) = serde_json::from_slice::<Payment>(body) else {
        return BAD_ANSWER;
    };
    let ours = |theirs: &String| *theirs == reference::write(operation);
    if !payment.merchant_reference.as_ref().is_none_or(ours) {
        return BAD_ANSWER;
    }
    match payment.result_code.as_str() {
        "Authorised" => {
            // An answer without an amount is about the amount that was asked for: less has a result code of its own.
            let amount = payment
                .amount
                .map_or(Some(operation.amount), |amount| amount.money());
            match (payment.psp_reference, amount) {
                (Some(reference), Some(amount)) if !reference.is_empty() && amount.is_positive() => {
                    Outcome::Approved(Approval {
                        reference: GatewayReference(reference),
                        amount,
                        fee: Money::zero(amount.currency()),
                        captured: operation.capture,
                        settled: true,
                    })
                }
                _ => BAD_ANSWER,
            }
        }
        "Refused" | "Error" => Outcome::Declined(decline(
            payment.refusal_reason_code.as_deref(),
            payment.refusal_reason.as_deref(),
        )),
        "Cancelled" => declined(DeclineCode::GenericDecline, "Cancelled"),
        "Pending" | "Received" => Outcome::Pending,
        // It goes on only with the data of this answer, which goes to nobody.
        step @ ("RedirectShopper" | "IdentifyShopper" | "ChallengeShopper" | "PresentToShopper") => {
            declined(DeclineCode::AuthenticationRequired, step)
        }
        _ => BAD_ANSWER,
    }
}

/// Of a modification Adyen says no more at once than that it has it.
fn modification(operation: &Operation, body: &[u8]) -> Outcome {
    let Ok(modification) = serde_json::from_slice::<Modification>(body) else {
        return BAD_ANSWER;
    };
    let about = request::authorization(operation) == Some(modification.payment_psp_reference.as_str());
    let reference = modification.reference.as_deref();
    let ours = reference.is_none_or(|theirs| theirs == reference::write(operation));
    let amount = modification.amount.as_ref();
    let same = amount.is_none_or(|amount| amount.money() == Some(operation.amount));
    if modification.status == "received" && about && ours && same {
        Outcome::Pending
    } else {
        BAD_ANSWER
    }
}

/// A 5xx may come after the effect; a request that Adyen calls wrong was not carried out.
fn refusal(kind: OperationKind, answer: &Answer) -> Outcome {
    let error: Option<ServiceError> = serde_json::from_slice(&answer.body).ok();
    let code = error.as_ref().map_or("", |error| error.error_code.as_str());
    let transient = answer
        .headers
        .get("transient-error")
        .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"));
    match (answer.status, error.as_ref()) {
        _ if code == IN_PROGRESS => Outcome::Unknown(UnknownReason::TimedOut),
        (503, _) if transient && code == NO_KEYS => Outcome::Failed(Failure::Unavailable),
        (429, _) => Outcome::Failed(Failure::RateLimited),
        (401 | 403 | 404, _) => Outcome::Failed(Failure::Refused),
        (400 | 422, Some(_)) if kind == OperationKind::Authorize && BAD_METHODS.contains(&code) => {
            declined(DeclineCode::InvalidPaymentMethod, code)
        }
        (400 | 422, Some(error))
            if matches!(
                error.error_type.as_str(),
                "validation" | "security" | "configuration"
            ) =>
        {
            Outcome::Failed(Failure::Refused)
        }
        _ => BAD_ANSWER,
    }
}

fn declined(code: DeclineCode, gateway_code: &str) -> Outcome {
    Outcome::Declined(Decline {
        code,
        gateway_code: short(gateway_code),
    })
}

impl Amount {
    pub(super) fn money(&self) -> Option<Money> {
        Currency::from_code(&self.currency).map(|currency| from_adyen(self.value, currency))
    }
}

#[cfg(test)]
#[path = "response_tests.rs"]
pub(super) mod tests;
