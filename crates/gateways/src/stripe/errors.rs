//! The error map: Stripe's HTTP statuses and codes as outcomes.

use bezant_kernel::OperationKind;
use bezant_payments::{Decline, DeclineCode, Failure, Outcome, UnknownReason};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct ErrorBody {
    error: ApiError,
}

#[derive(Debug, Deserialize)]
pub(super) struct ApiError {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    decline_code: Option<String>,
    #[serde(default)]
    payment_intent: Option<StatusOnly>,
}

#[derive(Debug, Deserialize)]
struct StatusOnly {
    status: String,
}

use DeclineCode::{
    AccountClosed, AuthenticationRequired, AuthorizationRevoked, DoNotHonor, ExpiredCard, GenericDecline,
    IncorrectSecurityCode, InsufficientFunds, InvalidPaymentMethod, IssuerUnavailable, LimitExceeded,
    LostOrStolenCard, NotPermitted, ProcessingError, SuspectedFraud, TryAgainLater,
};

/// Card errors by `decline_code` or `code` (docs.stripe.com/declines/codes). One that is not here is generic: it
/// concerns PINs and addresses, or is newer than this table.
#[rustfmt::skip]
const DECLINES: &[(&str, DeclineCode)] = &[
    ("authentication_not_handled", AuthenticationRequired), ("authentication_required", AuthenticationRequired),
    ("mobile_device_authentication_required", AuthenticationRequired),
    ("offline_pin_required", AuthenticationRequired), ("online_or_offline_pin_required", AuthenticationRequired),
    ("payment_intent_authentication_failure", AuthenticationRequired),
    ("insufficient_funds", InsufficientFunds),
    ("card_velocity_exceeded", LimitExceeded), ("withdrawal_count_limit_exceeded", LimitExceeded),
    ("do_not_honor", DoNotHonor), ("call_issuer", DoNotHonor), ("no_action_taken", DoNotHonor),
    ("security_violation", DoNotHonor),
    ("try_again_later", TryAgainLater), ("reenter_transaction", TryAgainLater), ("approve_with_id", TryAgainLater),
    ("issuer_not_available", IssuerUnavailable),
    ("processing_error", ProcessingError),
    ("account_closed", AccountClosed),
    // Whoever holds the card, or its issuer for them, wants no more of these.
    ("do_not_try_again", AuthorizationRevoked), ("stop_payment_order", AuthorizationRevoked),
    ("revocation_of_authorization", AuthorizationRevoked),
    ("revocation_of_all_authorizations", AuthorizationRevoked),
    ("expired_card", ExpiredCard),
    ("incorrect_cvc", IncorrectSecurityCode), ("invalid_cvc", IncorrectSecurityCode),
    ("lost_card", LostOrStolenCard), ("stolen_card", LostOrStolenCard), ("pickup_card", LostOrStolenCard),
    ("fraudulent", SuspectedFraud), ("merchant_blacklist", SuspectedFraud), ("highest_risk_level", SuspectedFraud),
    ("elevated_risk_level", SuspectedFraud),
    ("card_not_supported", NotPermitted), ("currency_not_supported", NotPermitted), ("invalid_amount", NotPermitted),
    ("not_permitted", NotPermitted), ("restricted_card", NotPermitted), ("service_not_allowed", NotPermitted),
    ("transaction_not_allowed", NotPermitted),
    ("incorrect_number", InvalidPaymentMethod), ("invalid_account", InvalidPaymentMethod),
    ("invalid_expiry_month", InvalidPaymentMethod), ("invalid_expiry_year", InvalidPaymentMethod),
    ("invalid_number", InvalidPaymentMethod), ("new_account_information_available", InvalidPaymentMethod),
    ("testmode_decline", InvalidPaymentMethod),
];

/// Requests that are refused because of the payment, not because they are wrong, by `code`, for these kinds.
const REFUSED_PAYMENTS: &[(OperationKind, &str, DeclineCode)] = &[
    (OperationKind::Authorize, "resource_missing", InvalidPaymentMethod),
    (
        OperationKind::Authorize,
        "payment_method_customer_decline",
        GenericDecline,
    ),
    (
        OperationKind::Authorize,
        "payment_method_unactivated",
        NotPermitted,
    ),
    (
        OperationKind::Authorize,
        "payment_method_unexpected_state",
        InvalidPaymentMethod,
    ),
    (OperationKind::Authorize, "amount_too_small", NotPermitted),
    (OperationKind::Authorize, "amount_too_large", NotPermitted),
    (OperationKind::Capture, "charge_expired_for_capture", NotPermitted),
    (OperationKind::Refund, "charge_already_refunded", NotPermitted),
    (OperationKind::Refund, "charge_disputed", NotPermitted),
    (OperationKind::Refund, "refund_disputed_payment", NotPermitted),
];

/// The outcome behind an answer that is not a success.
///
/// Stripe calls a 5xx indeterminate, and with 409 another request under the same key is being worked on.
pub(super) fn refusal(kind: OperationKind, status: u16, body: &[u8]) -> Outcome {
    let error = serde_json::from_slice::<ErrorBody>(body)
        .ok()
        .map(|body| body.error);
    match (status, error) {
        (402, Some(error)) if error.kind == "card_error" => Outcome::Declined(decline(&error)),
        (400 | 402 | 404, Some(error)) => refused_request(kind, &error),
        (400..=404, _) => Outcome::Failed(Failure::Refused),
        (409, _) => Outcome::Unknown(UnknownReason::TimedOut),
        (429, _) => Outcome::Failed(Failure::RateLimited),
        _ => Outcome::Unknown(UnknownReason::BadAnswer),
    }
}

fn refused_request(kind: OperationKind, error: &ApiError) -> Outcome {
    let code = error.code.as_deref().unwrap_or_default();
    // Another form came with this key before: that one may have done something.
    if error.kind == "idempotency_error" {
        return Outcome::Unknown(UnknownReason::BadAnswer);
    }
    if let Some(row) = REFUSED_PAYMENTS.iter().find(|row| (row.0, row.1) == (kind, code)) {
        return Outcome::Declined(Decline {
            code: row.2,
            gateway_code: short(code),
        });
    }
    if code == "payment_intent_unexpected_state" {
        let status = error.payment_intent.as_ref().map(|intent| intent.status.as_str());
        return match (kind, status) {
            // It has been done already, or is being done: an inquiry tells how.
            (OperationKind::Capture, Some("succeeded" | "processing"))
            | (OperationKind::Void, Some("canceled")) => Outcome::Unknown(UnknownReason::BadAnswer),
            (OperationKind::Capture, Some("canceled"))
            | (OperationKind::Void, Some("succeeded" | "processing")) => Outcome::Declined(Decline {
                code: NotPermitted,
                gateway_code: short(code),
            }),
            _ => Outcome::Failed(Failure::Refused),
        };
    }
    Outcome::Failed(Failure::Refused)
}

/// The decline behind a card error.
pub(super) fn decline(error: &ApiError) -> Decline {
    let theirs = [error.decline_code.as_deref(), error.code.as_deref()];
    let known = theirs
        .into_iter()
        .flatten()
        .find_map(|code| DECLINES.iter().find(|row| row.0 == code));
    Decline {
        code: known.map_or(GenericDecline, |row| row.1),
        gateway_code: short(theirs.into_iter().flatten().next().unwrap_or("card_error")),
    }
}

/// The longest gateway code that an outcome may carry.
const LONGEST_CODE: usize = 64;

pub(super) fn short(code: &str) -> String {
    code.chars().take(LONGEST_CODE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_codes_are_mapped() {
        let card = |code: &str, decline_code: &str| {
            format!(
                r#"{{"error":{{"type":"card_error","code":"{code}","decline_code":"{decline_code}","message":"No."}}}}"#
            )
        };
        let request = |kind: &str, code: &str, status: &str| {
            format!(
                r#"{{"error":{{"type":"{kind}","code":"{code}","payment_intent":{{"id":"pi_1","status":"{status}"}}}}}}"#
            )
        };
        let invalid = |code: &str, status: &str| request("invalid_request_error", code, status);
        let declined = |code, gateway_code: &str| {
            Outcome::Declined(Decline {
                code,
                gateway_code: gateway_code.to_owned(),
            })
        };
        let refused = Outcome::Failed(Failure::Refused);
        let bad = Outcome::Unknown(UnknownReason::BadAnswer);
        use OperationKind::{Authorize, Capture, Refund, Void};
        let state = "payment_intent_unexpected_state";
        let cases = [
            (
                Authorize,
                402,
                card("card_declined", "insufficient_funds"),
                declined(InsufficientFunds, "insufficient_funds"),
            ),
            (
                Authorize,
                402,
                card("card_declined", "do_not_try_again"),
                declined(AuthorizationRevoked, "do_not_try_again"),
            ),
            (
                Authorize,
                402,
                card("card_declined", "issuer_not_available"),
                declined(IssuerUnavailable, "issuer_not_available"),
            ),
            (
                Authorize,
                402,
                card("card_declined", "brand_new_code"),
                declined(GenericDecline, "brand_new_code"),
            ),
            (
                Authorize,
                402,
                card("expired_card", &"x".repeat(80)),
                declined(ExpiredCard, &"x".repeat(64)),
            ),
            (
                Authorize,
                402,
                r#"{"error":{"type":"card_error"}}"#.to_owned(),
                declined(GenericDecline, "card_error"),
            ),
            (
                Authorize,
                400,
                invalid("resource_missing", ""),
                declined(InvalidPaymentMethod, "resource_missing"),
            ),
            (Capture, 404, invalid("resource_missing", ""), refused.clone()),
            (Capture, 400, invalid(state, "succeeded"), bad.clone()),
            (
                Capture,
                400,
                invalid(state, "canceled"),
                declined(NotPermitted, state),
            ),
            (Void, 400, invalid(state, "canceled"), bad.clone()),
            (
                Void,
                400,
                invalid(state, "succeeded"),
                declined(NotPermitted, state),
            ),
            (
                Refund,
                400,
                invalid("charge_already_refunded", ""),
                declined(NotPermitted, "charge_already_refunded"),
            ),
            (Authorize, 400, request("idempotency_error", "", ""), bad.clone()),
            (Authorize, 400, "no json".to_owned(), refused.clone()),
            (Authorize, 401, invalid("", ""), refused.clone()),
            (Authorize, 403, invalid("", ""), refused),
            (
                Authorize,
                409,
                request("idempotency_error", "idempotency_key_in_use", ""),
                Outcome::Unknown(UnknownReason::TimedOut),
            ),
            (
                Authorize,
                429,
                invalid("rate_limit", ""),
                Outcome::Failed(Failure::RateLimited),
            ),
            (Authorize, 500, request("api_error", "", ""), bad.clone()),
            (Authorize, 503, "<html>".to_owned(), bad.clone()),
            (Authorize, 302, String::new(), bad),
        ];
        for (kind, status, body, wanted) in cases {
            assert_eq!(
                refusal(kind, status, body.as_bytes()),
                wanted,
                "{kind} {status} {body}"
            );
        }
    }
}
