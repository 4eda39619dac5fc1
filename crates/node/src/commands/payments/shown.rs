//! Payments and refunds for people.

use serde_json::Value;

use crate::commands::ledger::view::{Column, column, fields, table};

/// The columns of a list of payments.
pub(super) const ROWS: &[Column] = &[
    column("id", &["/id"]),
    column("status", &["/status"]),
    column("amount", &["/amount"]),
    column("gateway", &["/gateway"]),
    column("failure", &["/failure_code"]),
    column("reference", &["/reference"]),
    column("customer", &["/customer"]),
    column("created", &["/created_at"]),
];

const PAYMENT: &[Column] = &[
    column("payment", &["/id"]),
    column("status", &["/status"]),
    column("amount", &["/amount"]),
    column("captured", &["/amount_captured"]),
    column("refunded", &["/amount_refunded"]),
    column("capture", &["/capture_method"]),
    column("capture at", &["/capture_at"]),
    column("expires", &["/expires_at"]),
    column("method", &["/payment_method/type"]),
    column("gateway", &["/gateway"]),
    column("failure", &["/failure/code"]),
    column("why", &["/failure/message"]),
    column("attention", &["/attention_reason"]),
    column("next try", &["/next_try_at"]),
    column("reference", &["/reference"]),
    column("customer", &["/customer"]),
    column("description", &["/description"]),
    column("country", &["/country"]),
    column("created", &["/created_at"]),
];

const ATTEMPTS: &[Column] = &[
    column("gateway", &["/gateway"]),
    column("outcome", &["/outcome"]),
    column("code", &["/code"]),
    column("latency ms", &["/latency_ms"]),
    column("started", &["/started_at"]),
];

const REFUND: &[Column] = &[
    column("refund", &["/id"]),
    column("payment", &["/payment"]),
    column("status", &["/status"]),
    column("amount", &["/amount"]),
    column("failure", &["/failure/code"]),
    column("reason", &["/reason"]),
    column("created", &["/created_at"]),
];

const DISPUTES: &[Column] = &[
    column("dispute", &["/id"]),
    column("status", &["/status"]),
    column("amount", &["/amount"]),
    column("reason", &["/reason"]),
    column("opened", &["/opened_at"]),
    column("respond by", &["/respond_by"]),
];

/// A payment with what belongs to it.
pub(crate) fn payment(payment: &Value) -> String {
    let mut text = fields(payment, PAYMENT);
    for (title, name, columns) in [
        ("attempts", "attempts", ATTEMPTS),
        ("refunds", "refunds", REFUND),
        ("disputes", "disputes", DISPUTES),
    ] {
        let mut rows = payment[name].as_array().cloned().unwrap_or_default();
        if rows.is_empty() {
            continue;
        }
        for row in &mut rows {
            if row["currency"].is_null() {
                row["currency"] = payment["currency"].clone();
            }
            // It stands above already.
            row["payment"] = Value::Null;
        }
        text.push_str(&format!("\n{title}\n{}", table(&rows, columns)));
    }
    text
}

/// A refund.
pub(super) fn refund(refund: &Value) -> String {
    fields(refund, REFUND)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_payment_is_shown_with_what_belongs_to_it_and_nothing_empty() {
        let shown = payment(&json!({
            "id": "pay_1", "status": "COMPLETED", "amount": 4990, "currency": "EUR", "amount_captured": 4990,
            "amount_refunded": 990, "payment_method": { "type": "card", "token": "tok_x" }, "customer": null,
            "attempts": [{ "gateway": "a", "outcome": "approved", "code": null, "latency_ms": 3, "started_at": "now" }],
            "refunds": [{ "id": "ref_1", "payment": "pay_1", "status": "REFUNDED", "amount": 990 }],
            "disputes": [],
        }));
        assert_eq!(
            shown,
            "payment      pay_1\nstatus       COMPLETED\namount       49.90 EUR\ncaptured     49.90 EUR\n\
             refunded     9.90 EUR\nmethod       card\n\
             \nattempts\ngateway  outcome   latency ms  started\na        approved           3  now\n\
             \nrefunds\nrefund  status      amount\nref_1   REFUNDED  9.90 EUR\n"
        );
    }
}
