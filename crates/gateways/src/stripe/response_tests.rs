//! Stripe's answers, as recorded in the fixtures, and what they mean.

use bezant_kernel::{Currency, OperationKind};

use super::*;
use crate::testing;

const INTENT: &str = include_str!("fixtures/payment_intent_succeeded.json");
const REFUND: &str = include_str!("fixtures/refund_succeeded.json");

pub(in crate::stripe) fn operation(kind: OperationKind) -> Operation {
    Operation {
        token: "pm_card_visa".to_owned(),
        authorization: (kind != OperationKind::Authorize).then(|| GatewayReference("pi_1".to_owned())),
        ..testing::operation("stripe", kind)
    }
}

fn approved(reference: &str, fee: i128, captured: bool) -> Outcome {
    Outcome::Approved(Approval {
        reference: GatewayReference(reference.to_owned()),
        amount: Money::new(2_000, Currency::EUR),
        fee: Money::new(fee, Currency::EUR),
        captured,
        settled: true,
    })
}

/// The fixture with one text replaced, which must be there.
fn with(fixture: &str, from: &str, to: &str) -> Vec<u8> {
    assert!(fixture.contains(from), "{from}");
    fixture.replace(from, to).into_bytes()
}

#[test]
fn authorizations_are_understood() {
    let of =
        |from: &str, to: &str| authorization(&operation(OperationKind::Authorize), &with(INTENT, from, to));
    let status = |to: &str| of("\"status\": \"succeeded\"", &format!("\"status\": \"{to}\""));
    assert_eq!(status("succeeded"), approved("pi_3Oq1", 88, true));
    assert_eq!(of("\"fee\": 88", "\"fee\": 0"), approved("pi_3Oq1", 0, true));
    assert_eq!(
        of(
            "\"currency\": \"eur\",\n      \"exchange",
            "\"currency\": \"usd\",\n      \"exchange"
        ),
        approved("pi_3Oq1", 0, true)
    );
    assert!(matches!(
        status("requires_capture"),
        Outcome::Approved(Approval { captured: false, .. })
    ));
    assert_eq!(status("processing"), Outcome::Pending);
    assert_eq!(
        status("requires_payment_method"),
        declined(DeclineCode::GenericDecline, "requires_payment_method")
    );
    assert_eq!(
        status("requires_action"),
        declined(DeclineCode::AuthenticationRequired, "requires_action")
    );
    assert_eq!(
        status("canceled"),
        declined(DeclineCode::GenericDecline, "canceled")
    );
    for (from, to) in [
        ("\"succeeded\"", "\"levitating\""),
        ("\"amount\": 2000", "\"amount\": 2001"),
        ("\"amount_received\": 2000", "\"amount_received\": 0"),
        ("\"currency\": \"eur\"", "\"currency\": \"chf\""),
        ("opr_0", "opr_1"),
        ("}", "]"),
    ] {
        assert_eq!(of(from, to), BAD_ANSWER, "{to}");
    }
}

#[test]
fn a_failed_confirmation_is_a_decline() {
    let error =
        r#""last_payment_error": {"type":"card_error","code":"card_declined","decline_code":"lost_card"}"#;
    let body = INTENT.replace("\"last_payment_error\": null", error).replace(
        "\"status\": \"succeeded\"",
        "\"status\": \"requires_payment_method\"",
    );
    let outcome = authorization(&operation(OperationKind::Authorize), body.as_bytes());
    assert_eq!(outcome, declined(DeclineCode::LostOrStolenCard, "lost_card"));
}

#[test]
fn captures_and_voids_are_understood() {
    let status = |to: &str| with(INTENT, "\"succeeded\"", &format!("\"{to}\""));
    let not_permitted = |why| declined(DeclineCode::NotPermitted, why);
    let voided = approved("pi_3Oq1", 0, false);
    for (state, captured, released) in [
        (
            "succeeded",
            approved("ch_3Oq1", 88, false),
            not_permitted("already_captured"),
        ),
        ("processing", Outcome::Pending, not_permitted("already_captured")),
        ("requires_capture", Outcome::NotFound, Outcome::NotFound),
        ("canceled", not_permitted("canceled"), voided),
        ("levitating", BAD_ANSWER, BAD_ANSWER),
    ] {
        assert_eq!(
            capture(&operation(OperationKind::Capture), &status(state)),
            captured,
            "{state}"
        );
        assert_eq!(
            void(&operation(OperationKind::Void), &status(state)),
            released,
            "{state}"
        );
    }
    let foreign = with(INTENT, "\"eur\"", "\"usd\"");
    assert_eq!(capture(&operation(OperationKind::Capture), &foreign), BAD_ANSWER);
}

#[test]
fn refunds_are_understood() {
    let of = |from: &str, to: &str| refund(&operation(OperationKind::Refund), &with(REFUND, from, to));
    let status = |to: &str| of("\"status\": \"succeeded\"", &format!("\"status\": {to}"));
    assert_eq!(status("\"succeeded\""), approved("re_3Oq1", 0, false));
    assert_eq!(status("\"pending\""), Outcome::Pending);
    assert_eq!(status("\"requires_action\""), Outcome::Pending);
    assert_eq!(
        status("\"canceled\""),
        declined(DeclineCode::GenericDecline, "canceled")
    );
    let failed = "\"failed\", \"failure_reason\": \"lost_or_stolen_card\"";
    assert_eq!(
        status(failed),
        declined(DeclineCode::GenericDecline, "lost_or_stolen_card")
    );
    assert_eq!(status("null"), BAD_ANSWER);
    assert_eq!(of("\"amount\": 2000", "\"amount\": 1999"), BAD_ANSWER);
}
