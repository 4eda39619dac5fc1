//! Adyen's answers, as its API description shows them, and what they mean.

use serde_json::{Value, json};

use super::*;
use crate::config::{AdyenConfig, Secret};
use crate::testing;

pub(in crate::adyen) fn settings() -> AdyenConfig {
    AdyenConfig {
        base_url: "http://127.0.0.1:1".to_owned(),
        live_url_prefix: None,
        api_key: Secret::new("AQE_test".to_owned()),
        merchant_account: "BezantTest".to_owned(),
        return_url: "https://localhost/".to_owned(),
        hmac_keys: Vec::new(),
        webhook_user: None,
        webhook_password: None,
    }
}

pub(in crate::adyen) fn operation(kind: OperationKind) -> Operation {
    Operation {
        token: "shopper:1:M5N7TQ4TG5PFWR50".to_owned(),
        authorization: (kind != OperationKind::Authorize)
            .then(|| GatewayReference("QFQTPCQ8HXSKGK82".to_owned())),
        ..testing::operation("adyen", kind)
    }
}

fn answered(kind: OperationKind, status: u16, transient: bool, body: &Value) -> Outcome {
    let mut answer = Answer {
        status,
        headers: Default::default(),
        body: body.to_string().into_bytes(),
    };
    if transient {
        answer.headers.insert("transient-error", "true".parse().unwrap());
    }
    outcome(&operation(kind), &answer)
}

#[test]
fn payments_are_understood() {
    let sale = operation(OperationKind::Authorize);
    let reference = format!("{}_{}_sale", sale.payment, sale.id);
    let answer = |change: Value| {
        let mut body = json!({
            "pspReference": "QFQTPCQ8HXSKGK82",
            "resultCode": "Authorised",
            "merchantReference": reference,
            "amount": { "currency": "EUR", "value": 2000 },
        });
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        answered(OperationKind::Authorize, 200, false, &body)
    };
    let approved = Outcome::Approved(Approval {
        reference: GatewayReference("QFQTPCQ8HXSKGK82".to_owned()),
        amount: Money::new(2_000, Currency::EUR),
        fee: Money::zero(Currency::EUR),
        captured: true,
        settled: true,
    });
    assert_eq!(answer(json!({})), approved);
    assert_eq!(answer(json!({ "amount": null })), approved);
    for code in ["Pending", "Received"] {
        assert_eq!(answer(json!({ "resultCode": code })), Outcome::Pending);
    }
    for (change, code, theirs) in [
        (
            json!({ "resultCode": "Refused", "refusalReason": "Not enough balance", "refusalReasonCode": "12" }),
            DeclineCode::InsufficientFunds,
            "Not enough balance",
        ),
        (
            json!({ "resultCode": "Refused", "refusalReasonCode": "6" }),
            DeclineCode::ExpiredCard,
            "6",
        ),
        (
            json!({ "resultCode": "Refused" }),
            DeclineCode::GenericDecline,
            "refused",
        ),
        (
            json!({ "resultCode": "Error", "refusalReason": "Acquirer Error", "refusalReasonCode": "4" }),
            DeclineCode::ProcessingError,
            "Acquirer Error",
        ),
        (
            json!({ "resultCode": "Cancelled" }),
            DeclineCode::GenericDecline,
            "Cancelled",
        ),
        (
            json!({ "resultCode": "RedirectShopper" }),
            DeclineCode::AuthenticationRequired,
            "RedirectShopper",
        ),
    ] {
        assert_eq!(answer(change), declined(code, theirs), "{theirs}");
    }
    for change in [
        json!({ "merchantReference": "opr_0_sale" }),
        json!({ "pspReference": "" }),
        json!({ "pspReference": null }),
        json!({ "amount": { "currency": "XXX", "value": 2000 } }),
        json!({ "amount": { "currency": "EUR", "value": 0 } }),
        json!({ "resultCode": "PartiallyAuthorised" }),
        json!({ "resultCode": "Levitating" }),
        json!({ "resultCode": null }),
    ] {
        assert_eq!(answer(change.clone()), BAD_ANSWER, "{change}");
    }
}

#[test]
fn modifications_are_only_acknowledged() {
    for (kind, word) in [
        (OperationKind::Capture, "capture"),
        (OperationKind::Void, "void"),
        (OperationKind::Refund, "refund"),
    ] {
        let body = json!({
            "merchantAccount": "BezantTest",
            "paymentPspReference": "QFQTPCQ8HXSKGK82",
            "pspReference": "993617894906488A",
            "reference": format!("{}_{}_{word}", operation(kind).payment, operation(kind).id),
            "status": "received",
        });
        assert_eq!(answered(kind, 201, false, &body), Outcome::Pending, "{kind}");
        for (name, value) in [
            ("status", json!("done")),
            ("paymentPspReference", json!("OTHER")),
            ("reference", json!("other")),
            ("amount", json!({ "currency": "EUR", "value": 1999 })),
        ] {
            let mut wrong = body.clone();
            wrong[name] = value;
            assert_eq!(answered(kind, 201, false, &wrong), BAD_ANSWER, "{kind} {name}");
        }
    }
}

#[test]
fn errors_are_mapped() {
    let error = |code: &str, kind: &str| json!({ "errorCode": code, "errorType": kind, "message": "No." });
    let refused = Outcome::Failed(Failure::Refused);
    let in_progress = Outcome::Unknown(UnknownReason::TimedOut);
    use OperationKind::{Authorize, Capture};
    for (kind, status, transient, body, wanted) in [
        (Authorize, 401, false, error("000", "security"), refused.clone()),
        (Authorize, 403, false, error("010", "security"), refused.clone()),
        (Capture, 404, false, json!(null), refused.clone()),
        (Authorize, 400, false, error("702", "validation"), refused.clone()),
        (Authorize, 422, false, error("137", "validation"), refused.clone()),
        (Capture, 422, false, error("167", "validation"), refused.clone()),
        (Capture, 422, false, error("803", "validation"), refused),
        (
            Authorize,
            422,
            false,
            error("803", "validation"),
            declined(DeclineCode::InvalidPaymentMethod, "803"),
        ),
        (Authorize, 422, false, error("000", "internal"), BAD_ANSWER),
        (Authorize, 422, false, json!(null), BAD_ANSWER),
        (
            Authorize,
            422,
            true,
            error("704", "validation"),
            in_progress.clone(),
        ),
        (Authorize, 409, false, error("704", "validation"), in_progress),
        (
            Authorize,
            429,
            false,
            json!(null),
            Outcome::Failed(Failure::RateLimited),
        ),
        (
            Authorize,
            503,
            true,
            error("703", "internal"),
            Outcome::Failed(Failure::Unavailable),
        ),
        (Authorize, 503, false, error("703", "internal"), BAD_ANSWER),
        (Authorize, 500, false, error("905", "internal"), BAD_ANSWER),
        (Authorize, 302, false, json!(null), BAD_ANSWER),
    ] {
        assert_eq!(
            answered(kind, status, transient, &body),
            wanted,
            "{kind} {status} {body}"
        );
    }
}
