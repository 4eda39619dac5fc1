//! Adyen's standard notifications as notices (docs.adyen.com/development-resources/webhooks).
//!
//! Each item is signed by itself, over eight of its fields; the rest (the reason, everything in `additionalData`, the time)
//! is only as trustworthy as TLS and the password are, so that no operation's outcome follows from it. No time is signed: a
//! recorded request stays good, and whoever acts on notices tells repetitions by [`Notification::event`].

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bezant_kernel::{Money, OperationId, PaymentId};
use bezant_payments::{Approval, Decline, GatewayReference, Outcome};
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use serde_json::Value;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::Adyen;
use super::disputes;
use super::reference::{self, Asked};
use super::refusals::{self, short};
use super::response::Amount;
use crate::config::{AdyenConfig, ConfigError, GatewayConfig};
use crate::notifications::{
    Notice, Notification, NotificationError, NotificationRequest, Notifications, bounded, from_hex,
    is_signed, parse,
};

/// Adyen sends one item per request in JSON, and may send six elsewhere.
const MOST_ITEMS: usize = 50;
/// A key has 32 bytes.
const KEY_BYTES: usize = 32;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    notification_items: Vec<Wrapper>,
}

#[derive(Debug, Deserialize)]
struct Wrapper {
    #[serde(rename = "NotificationRequestItem")]
    item: Item,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub(super) psp_reference: String,
    #[serde(default)]
    pub(super) original_reference: Option<String>,
    merchant_account_code: String,
    #[serde(default)]
    pub(super) merchant_reference: Option<String>,
    #[serde(default)]
    amount: Option<Amount>,
    pub(super) event_code: String,
    success: String,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    additional_data: BTreeMap<String, Value>,
}

/// An item, and where it stands in the request.
pub(super) struct Placed<'a> {
    pub(super) item: &'a Item,
    at: usize,
}

/// What proves that a request is Adyen's.
pub(super) struct Verifier {
    keys: Vec<Zeroizing<Vec<u8>>>,
    /// The whole `Authorization` header, where user and password are configured.
    credentials: Option<Zeroizing<String>>,
}

impl Verifier {
    pub(super) fn new(config: &GatewayConfig, settings: &AdyenConfig) -> Result<Self, ConfigError> {
        let key = |text: &str| {
            from_hex(text)
                .filter(|key| key.len() == KEY_BYTES)
                .map(Zeroizing::new)
        };
        let keys = settings.hmac_keys.iter().map(|secret| key(secret.expose()));
        let keys = keys
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| config.wrong("adyen.hmac_keys", "must each be 64 hexadecimal digits"))?;
        let credentials = match (&settings.webhook_user, &settings.webhook_password) {
            (None, None) => None,
            (Some(user), Some(password)) => {
                let pair = Zeroizing::new(format!("{user}:{}", password.expose()));
                Some(Zeroizing::new(format!(
                    "Basic {}",
                    STANDARD.encode(pair.as_bytes())
                )))
            }
            _ => return Err(config.wrong("adyen.webhook_password", "goes with webhook_user")),
        };
        Ok(Verifier { keys, credentials })
    }

    fn check_credentials(&self, request: &NotificationRequest<'_>) -> Result<(), NotificationError> {
        let Some(wanted) = &self.credentials else {
            return Ok(());
        };
        let given = request
            .headers
            .get(AUTHORIZATION)
            .map_or(&b""[..], |value| value.as_bytes());
        let same: bool = given.ct_eq(wanted.as_bytes()).into();
        same.then_some(()).ok_or(NotificationError::CredentialsInvalid)
    }

    fn check_signature(&self, item: &Item) -> Result<(), NotificationError> {
        let given = item.additional_data.get("hmacSignature").and_then(Value::as_str);
        let given = given
            .filter(|text| !text.is_empty())
            .ok_or(NotificationError::SignatureMissing)?;
        let signature = STANDARD
            .decode(given)
            .map_err(|_| NotificationError::SignatureInvalid)?;
        let content = item.signed_text();
        let good = |key: &Zeroizing<Vec<u8>>| is_signed(key, &[content.as_bytes()], &signature);
        self.keys
            .iter()
            .any(good)
            .then_some(())
            .ok_or(NotificationError::SignatureInvalid)
    }
}

impl Item {
    fn signed_text(&self) -> String {
        let value = self.amount.as_ref().map(|amount| amount.value.to_string());
        let currency = self.amount.as_ref().map(|amount| amount.currency.as_str());
        [
            self.psp_reference.as_str(),
            self.original_reference.as_deref().unwrap_or_default(),
            &self.merchant_account_code,
            self.merchant_reference.as_deref().unwrap_or_default(),
            value.as_deref().unwrap_or_default(),
            currency.unwrap_or_default(),
            &self.event_code,
            &self.success,
        ]
        .join(":")
    }

    /// A text of `additionalData`, which nobody signed.
    pub(super) fn unsigned(&self, name: &str) -> Option<&str> {
        self.additional_data.get(name).and_then(Value::as_str)
    }
}

impl Notifications for Adyen {
    fn receive(&self, request: &NotificationRequest<'_>) -> Result<Vec<Notification>, NotificationError> {
        bounded(request.body)?;
        if self.verifier.keys.is_empty() {
            return Err(NotificationError::NotConfigured);
        }
        self.verifier.check_credentials(request)?;
        let items = parse::<Envelope>(request.body)?.notification_items;
        if !(1..=MOST_ITEMS).contains(&items.len()) {
            let problem = format!("must have 1 to {MOST_ITEMS} items");
            return Err(NotificationError::malformed("notificationItems", problem));
        }
        for wrapper in &items {
            self.verifier.check_signature(&wrapper.item)?;
        }
        let placed = items.iter().enumerate().map(|(at, wrapper)| Placed {
            item: &wrapper.item,
            at,
        });
        placed
            .map(|placed| placed.understand(&self.settings.merchant_account))
            .collect()
    }
}

impl Placed<'_> {
    fn understand(&self, merchant_account: &str) -> Result<Notification, NotificationError> {
        let item = self.item;
        if item.psp_reference.is_empty() {
            return Err(self.malformed("pspReference", "is empty"));
        }
        // A key may serve several merchant accounts of a company.
        let notice = if item.merchant_account_code == merchant_account {
            self.notice()?
        } else {
            None
        };
        let mut event = format!("{}:{}:{}", item.event_code, item.psp_reference, item.success);
        if let Some(status) = item.unsigned("disputeStatus") {
            event.push(':');
            event.push_str(&short(status));
        }
        let notice = notice.unwrap_or_else(|| Notice::Ignored {
            kind: short(&item.event_code),
        });
        Ok(Notification { event, notice })
    }

    fn notice(&self) -> Result<Option<Notice>, NotificationError> {
        match self.item.event_code.as_str() {
            "AUTHORISATION" => self.outcome(&[Asked::Sale, Asked::Authorization]),
            "CAPTURE" => self.outcome(&[Asked::Capture]),
            "CANCELLATION" => self.outcome(&[Asked::Void]),
            "REFUND" => self.outcome(&[Asked::Refund]),
            "CAPTURE_FAILED" => self.undone(&[Asked::Capture, Asked::Sale]),
            "REFUND_FAILED" | "REFUNDED_REVERSED" => self.undone(&[Asked::Refund]),
            // Bezant asks for no reversal: this one was made by hand, and reconciliation shows it.
            "CANCEL_OR_REFUND" => Ok(None),
            _ => disputes::notice(self),
        }
    }

    /// The operation that the item is about, if it is one of these.
    fn operation(&self, asked: &[Asked]) -> Option<(PaymentId, OperationId, Asked)> {
        let read = reference::read(self.item.merchant_reference.as_deref()?)?;
        asked.contains(&read.2).then_some(read)
    }

    fn outcome(&self, asked: &[Asked]) -> Result<Option<Notice>, NotificationError> {
        let succeeded = self.succeeded()?;
        let Some((payment, operation, what)) = self.operation(asked) else {
            return Ok(None);
        };
        let outcome = if succeeded {
            let amount = self.amount()?;
            if what != Asked::Void && !amount.is_positive() {
                return Err(self.malformed("amount.value", "is not positive"));
            }
            Outcome::Approved(Approval {
                reference: GatewayReference(self.item.psp_reference.clone()),
                amount,
                fee: Money::zero(amount.currency()),
                captured: what == Asked::Sale,
                settled: true,
            })
        } else {
            Outcome::Declined(self.decline())
        };
        Ok(Some(Notice::Outcome {
            operation,
            payment: Some(payment),
            outcome,
            // An inquiry would only repeat the send, and Adyen tells no fees.
            inquire: false,
        }))
    }

    fn undone(&self, asked: &[Asked]) -> Result<Option<Notice>, NotificationError> {
        let happened = self.succeeded()?;
        let operation = self.operation(asked).filter(|_| happened);
        Ok(operation.map(|(payment, operation, _)| Notice::Undone {
            operation,
            payment: Some(payment),
            decline: self.decline(),
        }))
    }

    fn decline(&self) -> Decline {
        refusals::decline(None, self.item.reason.as_deref())
    }

    fn succeeded(&self) -> Result<bool, NotificationError> {
        match self.item.success.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.malformed("success", "is neither 'true' nor 'false'")),
        }
    }

    pub(super) fn amount(&self) -> Result<Money, NotificationError> {
        let amount = self
            .item
            .amount
            .as_ref()
            .ok_or_else(|| self.malformed("amount", "is missing"))?;
        amount
            .money()
            .ok_or_else(|| self.malformed("amount.currency", "is not a currency that is known"))
    }

    pub(super) fn malformed(&self, field: &str, problem: &str) -> NotificationError {
        let path = format!("notificationItems[{}].NotificationRequestItem.{field}", self.at);
        NotificationError::malformed(path, problem)
    }
}

#[cfg(test)]
#[path = "webhooks_tests.rs"]
mod tests;
