//! What a hook is told: one JSON document, the same for HTTP and WebAssembly. Fields are only ever added; anything else is a
//! new version. The payment method's token is no part of it.

use std::collections::BTreeMap;

use bezant_kernel::{
    CardScheme, Country, Currency, GatewayName, MethodKind, Milliseconds, Money, OperationId, OperationKind,
};
use bezant_kernel::{PaymentId, RefundId, TenantId, Timestamp};
use bezant_payments::{Call, CaptureMode, Create, Operation, Outcome, Payment};
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::Point;

/// The version of the document.
pub const VERSION: u32 = 1;

/// The facts for a hook.
#[derive(Clone, Debug, Serialize)]
pub struct Input {
    /// Stays the same when the same thing is told again, so that a receiver can tell; the `webhook-id` of an HTTP call.
    pub id: String,
    /// The payment.
    pub payment: InputPayment,
    /// The call to a gateway that is about to be made or was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<InputOperation>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<InputOutcome>,
    /// What happened, for `on_change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<InputEvent>,
}

/// A payment.
#[derive(Clone, Debug, Serialize)]
pub struct InputPayment {
    /// Its id.
    pub id: PaymentId,
    /// Whose it is.
    pub tenant: TenantId,
    /// What was asked for. Not for `on_change`, whose event says what it is about.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
}

/// What a payment was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct Terms {
    /// In minor units.
    #[serde(serialize_with = "minor")]
    pub amount: Money,
    /// Of the amount.
    pub currency: Currency,
    /// When the money is taken: `automatic`, `manual` or `automatic_after`.
    pub capture_method: &'static str,
    /// The kind of payment method.
    pub payment_method: MethodKind,
    /// The card's scheme, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<CardScheme>,
    /// Where the payment comes from, if the caller said so.
    #[serde(serialize_with = "country", skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The caller's own name for the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The caller's own name for the payment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The caller's own pairs.
    pub metadata: BTreeMap<String, String>,
}

/// A call to a gateway.
#[derive(Clone, Debug, Serialize)]
pub struct InputOperation {
    /// Its id; a repetition has the same.
    pub id: OperationId,
    /// What is asked.
    pub kind: OperationKind,
    /// `send`, or `inquire` about an earlier send.
    pub call: &'static str,
    /// The gateway.
    #[serde(serialize_with = "gateway")]
    pub gateway: GatewayName,
    /// In minor units.
    #[serde(serialize_with = "minor")]
    pub amount: Money,
    /// Of the amount.
    pub currency: Currency,
    /// For an authorization: whether the money is taken at once.
    pub capture: bool,
    /// Counts the authorizations of the payment, from 1.
    pub attempt: u32,
    /// The refund, for a refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundId>,
}

/// What came of a call.
#[derive(Clone, Debug, Serialize)]
pub struct InputOutcome {
    /// `approved`, `declined`, `failed`, `unknown`, `pending` or `not_found`.
    pub class: &'static str,
    /// The code behind a decline or failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// How long the gateway took.
    pub latency_ms: u64,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct InputEvent {
    /// Its name, as in webhooks.
    #[serde(rename = "type")]
    pub name: &'static str,
    /// When.
    pub timestamp: Timestamp,
    /// What webhooks say about it.
    pub data: Value,
}

impl Terms {
    /// Those of a payment as it stands.
    pub fn of(payment: &Payment) -> Self {
        Terms {
            amount: payment.amount,
            currency: payment.amount.currency(),
            capture_method: word(payment.capture),
            payment_method: payment.method,
            scheme: payment.card.scheme,
            country: payment.country,
            customer: payment.customer.clone(),
            reference: payment.reference.clone(),
            metadata: payment.metadata.iter().cloned().collect(),
        }
    }

    /// Those of a payment that is not written down yet.
    pub fn of_new(create: &Create) -> Self {
        Terms {
            amount: create.amount,
            currency: create.amount.currency(),
            capture_method: word(create.capture),
            payment_method: create.method,
            scheme: create.card.scheme,
            country: create.country,
            customer: create.customer.clone(),
            reference: create.reference.clone(),
            metadata: create.metadata.iter().cloned().collect(),
        }
    }
}

fn word(capture: CaptureMode) -> &'static str {
    match capture {
        CaptureMode::Automatic => "automatic",
        CaptureMode::Manual => "manual",
        CaptureMode::AutomaticAfter(_) => "automatic_after",
    }
}

impl InputOperation {
    /// The facts of an operation.
    pub fn of(operation: &Operation) -> Self {
        InputOperation {
            id: operation.id,
            kind: operation.kind,
            call: match operation.call {
                Call::Send => "send",
                Call::Inquire => "inquire",
            },
            gateway: operation.gateway.clone(),
            amount: operation.amount,
            currency: operation.amount.currency(),
            capture: operation.capture,
            attempt: operation.attempt,
            refund: operation.refund,
        }
    }
}

impl InputOutcome {
    /// The facts of an outcome.
    pub fn of(outcome: &Outcome, latency: Milliseconds) -> Self {
        let (class, code) = match outcome {
            Outcome::Approved(_) => ("approved", None),
            Outcome::Declined(decline) => ("declined", Some(decline.code.as_str())),
            Outcome::Failed(failure) => ("failed", Some(failure.as_str())),
            Outcome::Unknown(_) => ("unknown", None),
            Outcome::Pending => ("pending", None),
            Outcome::NotFound => ("not_found", None),
        };
        InputOutcome {
            class,
            code,
            latency_ms: latency.0,
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    point: Point,
    #[serde(flatten)]
    input: &'a Input,
}

impl Input {
    /// The document's bytes: made once, since a signature is over bytes.
    pub(crate) fn document(&self, point: Point) -> Vec<u8> {
        let document = Document {
            version: VERSION,
            point,
            input: self,
        };
        serde_json::to_vec(&document).expect("facts always have a text")
    }
}

fn minor<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    // What is beyond has no exact number in most languages; no payment comes near.
    serializer.serialize_i64(i64::try_from(money.minor()).map_err(serde::ser::Error::custom)?)
}

fn country<S: Serializer>(country: &Option<Country>, serializer: S) -> Result<S::Ok, S::Error> {
    country.as_ref().map(Country::as_str).serialize(serializer)
}

fn gateway<S: Serializer>(gateway: &GatewayName, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(gateway.as_str())
}
