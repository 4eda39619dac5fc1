//! What the fake account holds, and what happens to it.

use std::collections::{BTreeMap, VecDeque};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::Fault;
use super::disputes::Dispute;
use super::objects::{Failure, Reply};

/// An authorization as a test looks at it; amounts in Stripe's minor units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The payment intent's id.
    pub intent: String,
    /// `metadata[bezant_payment]`, or nothing.
    pub payment: String,
    /// `metadata[bezant_operation]`, or nothing.
    pub operation: String,
    /// The intent's status.
    pub status: &'static str,
    /// What was authorized.
    pub amount: i64,
    /// The currency in lower case.
    pub currency: String,
    /// What was captured.
    pub captured: i64,
    /// What was refunded, without refunds that failed.
    pub refunded: i64,
}

/// A request to change something, as a test looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The path.
    pub path: String,
    /// The idempotency key, or nothing.
    pub idempotency_key: String,
    /// The `Stripe-Version` header, or nothing.
    pub version: String,
}

#[derive(Default)]
pub(super) struct Account {
    pub(super) intents: Vec<Intent>,
    pub(super) refunds: Vec<Refund>,
    pub(super) disputes: Vec<Dispute>,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) faults: VecDeque<Fault>,
    pub(super) read_faults: VecDeque<Fault>,
    pub(super) search_is_blind: bool,
    pub(super) posts: Vec<Post>,
    pub(super) reads: usize,
}

/// What an idempotency key stands for.
pub(super) struct Key {
    pub(super) request: String,
    pub(super) answer: Option<(u16, Value)>,
}

pub(super) type Metadata = BTreeMap<String, String>;

#[derive(Clone)]
pub(super) struct Intent {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) status: &'static str,
    pub(super) amount: i64,
    pub(super) received: i64,
    pub(super) currency: String,
    pub(super) manual: bool,
    pub(super) method: String,
    pub(super) failure: Option<Failure>,
    pub(super) metadata: Metadata,
}

#[derive(Clone)]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) intent: String,
    pub(super) status: &'static str,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) metadata: Metadata,
}

/// What a test payment method does.
#[derive(Copy, Clone)]
enum Method {
    Fine,
    Declined(&'static str, &'static str),
    NeedsAction,
    RefundFails,
    RefundPends,
}

/// docs.stripe.com/testing
const METHODS: &[(&str, Method)] = &[
    ("pm_card_visa", Method::Fine),
    ("pm_card_mastercard", Method::Fine),
    ("pm_card_amex", Method::Fine),
    (
        "pm_card_chargeDeclined",
        Method::Declined("card_declined", "generic_decline"),
    ),
    (
        "pm_card_visa_chargeDeclined",
        Method::Declined("card_declined", "generic_decline"),
    ),
    (
        "pm_card_visa_chargeDeclinedInsufficientFunds",
        Method::Declined("card_declined", "insufficient_funds"),
    ),
    (
        "pm_card_visa_chargeDeclinedLostCard",
        Method::Declined("card_declined", "lost_card"),
    ),
    (
        "pm_card_visa_chargeDeclinedStolenCard",
        Method::Declined("card_declined", "stolen_card"),
    ),
    (
        "pm_card_chargeDeclinedExpiredCard",
        Method::Declined("expired_card", "expired_card"),
    ),
    (
        "pm_card_chargeDeclinedIncorrectCvc",
        Method::Declined("incorrect_cvc", "incorrect_cvc"),
    ),
    (
        "pm_card_chargeDeclinedProcessingError",
        Method::Declined("processing_error", "processing_error"),
    ),
    (
        "pm_card_radarBlock",
        Method::Declined("card_declined", "fraudulent"),
    ),
    ("pm_card_authenticationRequired", Method::NeedsAction),
    ("pm_card_refundFail", Method::RefundFails),
    ("pm_card_pendingRefund", Method::RefundPends),
];

fn method(token: &str) -> Option<Method> {
    METHODS.iter().find(|row| row.0 == token).map(|row| row.1)
}

/// What a new payment intent is made from.
pub(super) struct NewIntent {
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) method: String,
    pub(super) manual: bool,
    pub(super) confirm: bool,
    pub(super) error_on_requires_action: bool,
    pub(super) metadata: Metadata,
}

impl Account {
    /// Makes a payment intent; what the issuer refuses is an error, and the intent is there all the same.
    pub(super) fn create(&mut self, new: NewIntent) -> Result<Intent, Reply> {
        let does = method(&new.method)
            .ok_or_else(|| Reply::missing("PaymentMethod", &new.method, "payment_method"))?;
        let held = if new.manual {
            "requires_capture"
        } else {
            "succeeded"
        };
        let (status, failure) = match does {
            _ if !new.confirm => ("requires_confirmation", None),
            Method::Fine | Method::RefundFails | Method::RefundPends => (held, None),
            Method::Declined(code, decline_code) => {
                ("requires_payment_method", Some(Failure { code, decline_code }))
            }
            Method::NeedsAction if new.error_on_requires_action => (
                "requires_payment_method",
                Some(Failure {
                    code: "authentication_required",
                    decline_code: "authentication_not_handled",
                }),
            ),
            Method::NeedsAction => ("requires_action", None),
        };
        let intent = Intent {
            id: format!("pi_fake{:08}", self.intents.len() + 1),
            created: now(),
            status,
            amount: new.amount,
            received: if status == "succeeded" { new.amount } else { 0 },
            currency: new.currency,
            manual: new.manual,
            method: new.method,
            failure,
            metadata: new.metadata,
        };
        self.intents.push(intent.clone());
        match failure {
            Some(failure) => Err(Reply::card_error(failure, &intent)),
            None => Ok(intent),
        }
    }

    pub(super) fn intent(&mut self, id: &str) -> Result<&mut Intent, Reply> {
        let found = self.intents.iter_mut().find(|intent| intent.id == id);
        found.ok_or_else(|| Reply::missing("payment_intent", id, "intent"))
    }

    pub(super) fn capture(
        &mut self,
        id: &str,
        amount: Option<i64>,
        metadata: Metadata,
    ) -> Result<Intent, Reply> {
        let intent = self.intent(id)?;
        if intent.status != "requires_capture" {
            return Err(Reply::unexpected_state(intent));
        }
        let amount = amount.unwrap_or(intent.amount);
        if !(1..=intent.amount).contains(&amount) {
            return Err(Reply::invalid(
                "amount_too_large",
                "amount_to_capture",
                "The capture amount is not within the authorized amount.",
            ));
        }
        intent.status = "succeeded";
        intent.received = amount;
        intent.metadata.extend(metadata);
        Ok(intent.clone())
    }

    pub(super) fn cancel(&mut self, id: &str) -> Result<Intent, Reply> {
        let intent = self.intent(id)?;
        match intent.status {
            "succeeded" | "canceled" => Err(Reply::unexpected_state(intent)),
            _ => {
                intent.status = "canceled";
                Ok(intent.clone())
            }
        }
    }

    pub(super) fn refund(
        &mut self,
        id: &str,
        amount: Option<i64>,
        metadata: Metadata,
    ) -> Result<Refund, Reply> {
        let intent = self.intent(id)?.clone();
        let left = intent.received - self.refunded(id);
        let amount = amount.unwrap_or(left);
        if intent.received == 0 {
            return Err(Reply::invalid(
                "",
                "payment_intent",
                "This PaymentIntent does not have a successful charge to refund.",
            ));
        }
        if left == 0 {
            return Err(Reply::invalid(
                "charge_already_refunded",
                "charge",
                "The charge has already been refunded.",
            ));
        }
        if !(1..=left).contains(&amount) {
            return Err(Reply::invalid(
                "",
                "amount",
                "Refund amount is greater than unrefunded amount on charge.",
            ));
        }
        let refund = Refund {
            id: format!("re_fake{:08}", self.refunds.len() + 1),
            created: now(),
            intent: intent.id,
            status: match method(&intent.method) {
                Some(Method::RefundFails) => "failed",
                Some(Method::RefundPends) => "pending",
                _ => "succeeded",
            },
            amount,
            currency: intent.currency,
            metadata,
        };
        self.refunds.push(refund.clone());
        Ok(refund)
    }

    fn refunded(&self, intent: &str) -> i64 {
        let counts = |refund: &&Refund| refund.intent == intent && refund.status != "failed";
        self.refunds
            .iter()
            .filter(counts)
            .map(|refund| refund.amount)
            .sum()
    }

    pub(super) fn charges(&self) -> Vec<Charge> {
        let authorized = |intent: &&Intent| {
            let held = matches!(intent.status, "succeeded" | "requires_capture" | "canceled");
            held && intent.failure.is_none() && intent.metadata.contains_key("bezant_operation")
        };
        let text = |intent: &Intent, key: &str| intent.metadata.get(key).cloned().unwrap_or_default();
        self.intents
            .iter()
            .filter(authorized)
            .map(|intent| Charge {
                intent: intent.id.clone(),
                payment: text(intent, "bezant_payment"),
                operation: text(intent, "bezant_operation"),
                status: intent.status,
                amount: intent.amount,
                currency: intent.currency.clone(),
                captured: intent.received,
                refunded: self.refunded(&intent.id),
            })
            .collect()
    }

    pub(super) fn fill(&mut self, payments: usize) {
        for _ in 0..payments {
            let made = self.create(NewIntent {
                amount: 100,
                currency: "eur".to_owned(),
                method: "pm_card_visa".to_owned(),
                manual: false,
                confirm: true,
                error_on_requires_action: true,
                metadata: Metadata::new(),
            });
            assert!(made.is_ok(), "pm_card_visa is always approved");
        }
    }
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
