//! Stripe's objects and errors as JSON.

use serde_json::{Value, json};

use super::account::{Intent, Refund};

/// An answer, and whether the request was carried out, so that its idempotency key keeps the answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) executed: bool,
}

/// Why an issuer refuses.
#[derive(Copy, Clone)]
pub(super) struct Failure {
    pub(super) code: &'static str,
    pub(super) decline_code: &'static str,
}

impl Failure {
    fn json(self) -> Value {
        json!({
            "type": "card_error",
            "code": self.code,
            "decline_code": self.decline_code,
            "doc_url": format!("https://stripe.com/docs/error-codes/{}", self.code),
            "message": "Your card was declined.",
        })
    }
}

impl Reply {
    pub(super) fn success(body: Value) -> Self {
        Reply {
            status: 200,
            body,
            executed: true,
        }
    }

    pub(super) fn card_error(failure: Failure, intent: &Intent) -> Self {
        let mut error = failure.json();
        error["payment_intent"] = intent.json(&[]);
        Reply {
            status: 402,
            body: json!({ "error": error }),
            executed: true,
        }
    }

    pub(super) fn unexpected_state(intent: &Intent) -> Self {
        let error = json!({
            "type": "invalid_request_error",
            "code": "payment_intent_unexpected_state",
            "message": format!("This PaymentIntent has a status of {}.", intent.status),
            "payment_intent": intent.json(&[]),
        });
        Reply {
            status: 400,
            body: json!({ "error": error }),
            executed: true,
        }
    }

    pub(super) fn missing(what: &str, id: &str, param: &str) -> Self {
        let status = if param == "payment_method" { 400 } else { 404 };
        Reply {
            status,
            ..Reply::invalid("resource_missing", param, &format!("No such {what}: '{id}'"))
        }
    }

    pub(super) fn invalid(code: &str, param: &str, message: &str) -> Self {
        let mut error = json!({ "type": "invalid_request_error", "message": message, "param": param });
        if !code.is_empty() {
            error["code"] = code.into();
        }
        Reply {
            status: 400,
            body: json!({ "error": error }),
            executed: false,
        }
    }

    pub(super) fn error(status: u16, kind: &str, code: Option<&str>, message: &str) -> Self {
        let mut error = json!({ "type": kind, "message": message });
        if let Some(code) = code {
            error["code"] = code.into();
        }
        Reply {
            status,
            body: json!({ "error": error }),
            executed: true,
        }
    }
}

impl Intent {
    /// The intent, with its charge and that charge's balance transaction as objects where `expand` names them.
    pub(super) fn json(&self, expand: &[String]) -> Value {
        let capturable = if self.status == "requires_capture" {
            self.amount
        } else {
            0
        };
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": capturable,
            "amount_received": self.received,
            "capture_method": if self.manual { "manual" } else { "automatic" },
            "client_secret": format!("{}_secret_fake", self.id),
            "created": self.created,
            "currency": self.currency,
            "last_payment_error": self.failure.map(Failure::json),
            "latest_charge": self.charge(expand),
            "livemode": false,
            "metadata": self.metadata,
            "payment_method": self.method,
            "payment_method_types": ["card"],
            "status": self.status,
        })
    }

    fn charge(&self, expand: &[String]) -> Value {
        let number = self.id.trim_start_matches("pi_");
        if matches!(self.status, "requires_confirmation" | "requires_action") {
            return Value::Null;
        }
        if !expand.iter().any(|path| path.starts_with("latest_charge")) {
            return format!("ch_{number}").into();
        }
        // Of what is captured: 2.9 % and 30, as the price list in the US has it.
        let fee = self.received * 29 / 1_000 + 30;
        let entry = match self.received {
            0 => Value::Null,
            _ if !expand
                .iter()
                .any(|path| path.starts_with("latest_charge.balance_transaction")) =>
            {
                format!("txn_{number}").into()
            }
            received => json!({
                "id": format!("txn_{number}"),
                "object": "balance_transaction",
                "amount": received,
                "currency": self.currency,
                "fee": fee,
                "net": received - fee,
                "type": "charge",
            }),
        };
        json!({
            "id": format!("ch_{number}"),
            "object": "charge",
            "amount": self.amount,
            "amount_captured": self.received,
            "balance_transaction": entry,
            "captured": self.received > 0,
            "currency": self.currency,
            "paid": self.failure.is_none(),
            "payment_intent": self.id,
        })
    }
}

impl Refund {
    pub(super) fn json(&self) -> Value {
        let mut refund = json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "created": self.created,
            "currency": self.currency,
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "status": self.status,
        });
        if self.status == "failed" {
            refund["failure_reason"] = "expired_or_canceled_card".into();
        }
        refund
    }
}

/// A list's page of at most `limit` objects after the one named `after`, newest first.
pub(super) fn page(url: &str, newest_first: Vec<Value>, limit: usize, after: Option<&str>) -> Value {
    let start = match after {
        Some(id) => newest_first
            .iter()
            .position(|one| one["id"] == id)
            .map_or(newest_first.len(), |at| at + 1),
        None => 0,
    };
    let rest = &newest_first[start..];
    let data = &rest[..limit.min(rest.len())];
    json!({ "object": "list", "url": url, "has_more": rest.len() > limit, "data": data })
}
