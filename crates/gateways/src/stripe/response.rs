//! Stripe's objects as outcomes. Whatever does not fit the operation it should answer is not understood.

use bezant_kernel::Money;
use bezant_payments::{Approval, Decline, DeclineCode, GatewayReference, Operation, Outcome, UnknownReason};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::capabilities::{currency, from_stripe};
use super::errors::{self, ApiError};

#[derive(Debug, Deserialize)]
pub(super) struct PaymentIntent {
    pub(super) id: String,
    pub(super) status: String,
    amount: i64,
    #[serde(default)]
    amount_received: i64,
    currency: String,
    #[serde(default)]
    pub(super) capture_method: Option<String>,
    #[serde(default)]
    latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    last_payment_error: Option<ApiError>,
    #[serde(default)]
    pub(super) metadata: Metadata,
}

/// An object, or only its id where it was not asked for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Expandable<T> {
    Object(T),
    Id(String),
}

#[derive(Debug, Deserialize)]
struct Charge {
    id: String,
    #[serde(default)]
    balance_transaction: Option<Expandable<BalanceTransaction>>,
}

#[derive(Debug, Deserialize)]
struct BalanceTransaction {
    fee: i64,
    currency: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Metadata {
    #[serde(default)]
    pub(super) bezant_payment: Option<String>,
    #[serde(default)]
    pub(super) bezant_operation: Option<String>,
    /// The capture that took the money, where it was reserved before.
    #[serde(default)]
    pub(super) bezant_capture: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Refund {
    pub(super) id: String,
    status: Option<String>,
    amount: i64,
    currency: String,
    #[serde(default)]
    failure_reason: Option<String>,
    #[serde(default)]
    pub(super) metadata: Metadata,
}

/// A page of a list or of a search.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

const BAD_ANSWER: Outcome = Outcome::Unknown(UnknownReason::BadAnswer);

/// What Stripe's JSON says, if it is what was expected.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Outcome> {
    serde_json::from_slice(body).map_err(|_| BAD_ANSWER)
}

pub(super) fn authorization(operation: &Operation, body: &[u8]) -> Outcome {
    let intent: PaymentIntent = match read(body) {
        Ok(intent) => intent,
        Err(outcome) => return outcome,
    };
    let ours = intent.metadata.bezant_operation.as_deref() == Some(operation.id.to_string().as_str());
    if !ours || intent.amount() != Some(operation.amount) {
        return BAD_ANSWER;
    }
    intent.authorization()
}

/// Of a capture, as its answer or as the intent's state later; `NotFound` where the money is still only reserved.
pub(super) fn capture(operation: &Operation, body: &[u8]) -> Outcome {
    following(operation, body, |intent| match intent.status.as_str() {
        "succeeded" => intent.captured(),
        "processing" => Outcome::Pending,
        "requires_capture" => Outcome::NotFound,
        "canceled" => declined(DeclineCode::NotPermitted, "canceled"),
        _ => BAD_ANSWER,
    })
}

/// Of a void, as its answer or as the intent's state later; `NotFound` where the money is still reserved.
pub(super) fn void(operation: &Operation, body: &[u8]) -> Outcome {
    following(operation, body, |intent| match intent.status.as_str() {
        "canceled" => Outcome::Approved(Approval {
            reference: GatewayReference(intent.id.clone()),
            amount: operation.amount,
            fee: Money::zero(operation.amount.currency()),
            captured: false,
            settled: true,
        }),
        "requires_capture" => Outcome::NotFound,
        "succeeded" | "processing" => declined(DeclineCode::NotPermitted, "already_captured"),
        _ => BAD_ANSWER,
    })
}

fn following(operation: &Operation, body: &[u8], judge: impl Fn(&PaymentIntent) -> Outcome) -> Outcome {
    match read::<PaymentIntent>(body) {
        Ok(intent) if currency(&intent.currency) == Some(operation.amount.currency()) => judge(&intent),
        Ok(_) => BAD_ANSWER,
        Err(outcome) => outcome,
    }
}

pub(super) fn refund(operation: &Operation, body: &[u8]) -> Outcome {
    match read::<Refund>(body) {
        Ok(refund) => refund.outcome(operation),
        Err(outcome) => outcome,
    }
}

fn declined(code: DeclineCode, gateway_code: &str) -> Outcome {
    Outcome::Declined(Decline {
        code,
        gateway_code: gateway_code.to_owned(),
    })
}

impl Refund {
    pub(super) fn outcome(&self, operation: &Operation) -> Outcome {
        match self.amount() {
            Some(amount) if amount == operation.amount => self.state(amount),
            Some(_) | None => BAD_ANSWER,
        }
    }

    pub(super) fn amount(&self) -> Option<Money> {
        currency(&self.currency).map(|known| from_stripe(self.amount, known))
    }

    /// What became of the refund of `amount`.
    pub(super) fn state(&self, amount: Money) -> Outcome {
        match self.status.as_deref() {
            Some("succeeded") => Outcome::Approved(Approval {
                reference: GatewayReference(self.id.clone()),
                amount,
                fee: Money::zero(amount.currency()),
                captured: false,
                settled: true,
            }),
            Some("pending" | "requires_action") => Outcome::Pending,
            Some(end @ ("failed" | "canceled")) => {
                let reason = self.failure_reason.as_deref().unwrap_or(end);
                Outcome::Declined(Decline {
                    code: DeclineCode::GenericDecline,
                    gateway_code: errors::short(reason),
                })
            }
            Some(_) | None => BAD_ANSWER,
        }
    }
}

impl PaymentIntent {
    /// What became of the authorization that made the intent.
    pub(super) fn authorization(&self) -> Outcome {
        match self.status.as_str() {
            "succeeded" => self.approved(self.id.clone(), self.amount_received, true),
            "requires_capture" => self.approved(self.id.clone(), self.amount, false),
            "processing" => Outcome::Pending,
            "requires_payment_method" => match &self.last_payment_error {
                Some(error) => Outcome::Declined(errors::decline(error)),
                None => declined(DeclineCode::GenericDecline, "requires_payment_method"),
            },
            "requires_action" => declined(DeclineCode::AuthenticationRequired, "requires_action"),
            "canceled" => declined(DeclineCode::GenericDecline, "canceled"),
            _ => BAD_ANSWER,
        }
    }

    /// The capture of an intent that succeeded.
    pub(super) fn captured(&self) -> Outcome {
        self.approved(self.charge_id(), self.amount_received, false)
    }

    pub(super) fn amount(&self) -> Option<Money> {
        self.money(self.amount)
    }

    fn money(&self, amount: i64) -> Option<Money> {
        currency(&self.currency).map(|known| from_stripe(amount, known))
    }

    fn approved(&self, reference: String, amount: i64, captured: bool) -> Outcome {
        let Some(amount) = self.money(amount).filter(|amount| amount.is_positive()) else {
            return BAD_ANSWER;
        };
        Outcome::Approved(Approval {
            reference: GatewayReference(reference),
            amount,
            fee: self.fee(amount),
            captured,
            settled: true,
        })
    }

    fn charge_id(&self) -> String {
        match &self.latest_charge {
            Some(Expandable::Object(Charge { id, .. }) | Expandable::Id(id)) => id.clone(),
            None => self.id.clone(),
        }
    }

    /// Stripe's fee. It says none before a capture, and where it settles in another currency than the payment's, its
    /// fee is in that one and can't be stated here without a rate of exchange.
    fn fee(&self, amount: Money) -> Money {
        let nothing = Money::zero(amount.currency());
        let Some(Expandable::Object(Charge {
            balance_transaction: Some(Expandable::Object(entry)),
            ..
        })) = &self.latest_charge
        else {
            return nothing;
        };
        match currency(&entry.currency) {
            Some(known) if known == amount.currency() => from_stripe(entry.fee, known),
            Some(_) | None => nothing,
        }
    }
}

#[cfg(test)]
#[path = "response_tests.rs"]
pub(super) mod tests;
