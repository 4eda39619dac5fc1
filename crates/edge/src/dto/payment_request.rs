//! What callers send about payments.

use bezant_kernel::{
    Bin, Card, CardCategory, CardScheme, Country, Currency, MethodKind, Milliseconds, Money, PaymentId,
    RefundId,
};
use bezant_payments::{Advice, CaptureMode, Create, Initiator, RetryPlan};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::dto::billing::BillingDetailsDto;
use crate::problem::{Code, Problem};
use crate::request::{Amount, object, optional_from_text, optional_object, pairs};

/// A new payment.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreatePayment {
    /// How much, in minor units: 1099 for 10.99 EUR. A whole number.
    #[schema(value_type = i64, minimum = 1, example = 4990)]
    amount: Amount,
    /// As in ISO 4217.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// `automatic` (the default): the money is taken with the authorization. `manual`: when you say so.
    /// `automatic_after`: after `capture_after_seconds`, unless you came first.
    #[serde(default)]
    capture_method: CaptureMethod,
    /// Needed with `automatic_after`, refused otherwise.
    capture_after_seconds: Option<u32>,
    #[serde(deserialize_with = "object")]
    payment_method: PaymentMethod,
    /// Your own name for the customer, at most 128 characters.
    customer: Option<String>,
    /// Who is billed: kept sealed under a key of the customer, who has to be named, and shown at `/payments/{id}/billing-details` alone.
    #[serde(default, deserialize_with = "optional_object")]
    pub(crate) billing_details: Option<BillingDetailsDto>,
    /// For people, at most 500 characters.
    description: Option<String>,
    /// Your own name for the payment, at most 128 characters.
    reference: Option<String>,
    /// Your own pairs: at most 20, keys of at most 40 and values of at most 500 characters.
    #[serde(default, deserialize_with = "pairs")]
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    metadata: Vec<(String, String)>,
    /// Where the payment comes from: two letters as in ISO 3166-1.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, example = "DE")]
    country: Option<Country>,
    /// What you know about the card behind the token. Rules, fees and learning use it.
    #[serde(default, deserialize_with = "optional_object")]
    card: Option<NewCard>,
    /// `customer` (the default): somebody waits for the answer. `merchant`: you charge under an agreement, and nobody
    /// waits: after a soft decline a better moment may be waited for.
    #[serde(default)]
    initiator: InitiatorWord,
    /// Tries after soft declines; as configured if left out. Only with the initiator `merchant`.
    #[serde(default, deserialize_with = "optional_object")]
    retries: Option<NewRetries>,
    /// How long a gateway may be looked for, up to a day; as configured if left out. A call under way is followed beyond it.
    #[schema(minimum = 1, maximum = 86400)]
    answer_within_seconds: Option<u32>,
    /// Whether to ask a gateway at once; true if left out.
    #[serde(default = "yes")]
    confirm: bool,
}

const fn yes() -> bool {
    true
}

/// A card, without its number. What is not known is left out.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCard {
    /// `visa`, `mastercard`, `amex`, `discover`, `diners`, `jcb`, `unionpay`, `maestro`, `cartes_bancaires`, `girocard`,
    /// `rupay` or `elo`.
    #[schema(value_type = Option<String>, example = "visa")]
    scheme: Option<CardScheme>,
    /// `credit`, `debit`, `prepaid` or `commercial`.
    #[schema(value_type = Option<String>, example = "debit")]
    category: Option<CardCategory>,
    /// Where the issuer sits: two letters as in ISO 3166-1.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, example = "DE")]
    issuer_country: Option<Country>,
    /// The first six to eight digits of the number.
    #[serde(default, deserialize_with = "optional_from_text")]
    #[schema(value_type = Option<String>, example = "411111")]
    bin: Option<Bin>,
}

impl From<NewCard> for Card {
    fn from(card: NewCard) -> Card {
        Card {
            scheme: card.scheme,
            category: card.category,
            issuer_country: card.issuer_country,
            bin: card.bin,
        }
    }
}

/// Who wants the money to move now.
#[derive(Copy, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum InitiatorWord {
    /// The customer, who waits.
    #[default]
    Customer,
    /// You, under an agreement.
    Merchant,
}

/// Tries after soft declines.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRetries {
    /// How many after the first, up to 30; what schemes allow bounds them further.
    #[schema(example = 6)]
    count: u32,
    /// For how many days after the first, up to 60.
    #[schema(example = 14)]
    within_days: u32,
}

/// When the money is taken.
#[derive(Copy, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaptureMethod {
    /// Together with the authorization.
    #[default]
    Automatic,
    /// When a capture request says so.
    Manual,
    /// So long after the authorization.
    AutomaticAfter,
}

/// With what it is paid.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPaymentMethod)]
pub(crate) struct PaymentMethod {
    /// `card`, `bank_transfer` or `wallet`.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "card")]
    kind: MethodKind,
    /// The gateway's token for it. Card numbers are refused.
    #[schema(example = "tok_approved")]
    token: String,
}

impl CreatePayment {
    pub(crate) fn into_action(self) -> Result<Create, Problem> {
        let capture = match (self.capture_method, self.capture_after_seconds) {
            (CaptureMethod::Automatic, None) => CaptureMode::Automatic,
            (CaptureMethod::Manual, None) => CaptureMode::Manual,
            (CaptureMethod::AutomaticAfter, Some(seconds)) => {
                CaptureMode::AutomaticAfter(Milliseconds(u64::from(seconds) * 1_000))
            }
            (CaptureMethod::AutomaticAfter, None) => {
                let message = "it is needed with the capture method 'automatic_after'";
                return Err(Problem::mistake(
                    "capture_after_seconds",
                    Code::FieldMissing,
                    message,
                ));
            }
            (CaptureMethod::Automatic | CaptureMethod::Manual, Some(_)) => {
                let message = "it goes with the capture method 'automatic_after' only";
                return Err(Problem::mistake(
                    "capture_after_seconds",
                    Code::FieldInvalid,
                    message,
                ));
            }
        };
        Ok(Create {
            amount: Money::new(self.amount.0, self.currency),
            capture,
            method: self.payment_method.kind,
            token: self.payment_method.token,
            country: self.country,
            card: self.card.map(Card::from).unwrap_or_default(),
            initiator: match self.initiator {
                InitiatorWord::Customer => Initiator::Customer,
                InitiatorWord::Merchant => Initiator::Merchant,
            },
            retries: self.retries.map(|plan| RetryPlan {
                retries: plan.count,
                within: Milliseconds(u64::from(plan.within_days) * 86_400_000),
            }),
            answer_within: self
                .answer_within_seconds
                .map(|seconds| Milliseconds(u64::from(seconds) * 1_000)),
            customer: self.customer,
            description: self.description,
            reference: self.reference,
            metadata: self.metadata,
            billing: None,
            created_by: None,
            confirm: self.confirm,
            advice: Advice::default(),
        })
    }
}

/// Nothing needs to be said.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoDetails {}

/// A part of the payment's money, or all of it.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureRequest {
    /// How much, in minor units; all of it if left out. What is not taken is released.
    #[schema(value_type = Option<i64>, minimum = 1)]
    pub(crate) amount: Option<Amount>,
    /// The payment's currency; a guard against mistakes.
    #[schema(value_type = Option<String>)]
    pub(crate) currency: Option<Currency>,
}

/// Money to give back.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundRequest {
    /// How much, in minor units; all that is left if left out.
    #[schema(value_type = Option<i64>, minimum = 1)]
    pub(crate) amount: Option<Amount>,
    /// The payment's currency; a guard against mistakes.
    #[schema(value_type = Option<String>)]
    pub(crate) currency: Option<Currency>,
    /// Why, for people, at most 500 characters.
    pub(crate) reason: Option<String>,
}

/// Why, for people.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReasonRequest {
    /// At most 500 characters.
    pub(crate) reason: Option<String>,
}

/// Where a payment is.
pub(crate) fn payment_path(id: PaymentId) -> String {
    format!("/api/v1/payments/{id}")
}

/// Where a refund is.
pub(crate) fn refund_path(payment: PaymentId, id: RefundId) -> String {
    format!("/api/v1/payments/{payment}/refunds/{id}")
}

/// A page of a list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// Where to go on: the `next_cursor` of the page before.
    pub(crate) cursor: Option<String>,
    /// How many rows, from 1 to 200; 50 if left out.
    pub(crate) limit: Option<u32>,
}
