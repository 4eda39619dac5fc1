//! Every row of the magic table does what it says.

use bezant_kernel::{Currency, PaymentId, RefundId};
use tokio::time::Instant;

use super::*;
use crate::Registry;
use crate::config::ConnectorKind;
use crate::testing;

pub(super) fn operation(bits: u128, kind: OperationKind, token: &str, capture: bool) -> Operation {
    Operation {
        id: OperationId::from_u128(bits),
        payment: PaymentId::from_u128(7),
        refund: (kind == OperationKind::Refund).then(|| RefundId::from_u128(8)),
        amount: Money::new(1_000, Currency::EUR),
        capture,
        token: token.to_owned(),
        authorization: (kind != OperationKind::Authorize)
            .then(|| GatewayReference("sandbox_auth_1".to_owned())),
        ..testing::operation("alpha", kind)
    }
}

fn registry(change: impl FnOnce(&mut GatewayConfig)) -> Registry {
    let mut config = GatewayConfig::new("alpha".parse().unwrap(), ConnectorKind::Sandbox);
    config.fee_basis_points = 150;
    config.fee_fixed_minor = 25;
    change(&mut config);
    Registry::from_config(&[config]).unwrap()
}

/// An outcome in a word, for tables.
pub(super) fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved(approval) if !approval.settled => "unsettled",
        Outcome::Approved(_) => "approved",
        Outcome::Declined(decline) => decline.code.as_str(),
        Outcome::Failed(failure) => failure.as_str(),
        Outcome::Unknown(_) => "unknown",
        Outcome::Pending => "pending",
        Outcome::NotFound => "not_found",
    }
}

/// Sends, inquires and sends again, always the same operation.
async fn story(registry: &Registry, mut operation: Operation) -> [&'static str; 3] {
    let (first, _) = registry.carry_out(&operation, "test", None).await;
    operation.call = Call::Inquire;
    let (inquiry, _) = registry.carry_out(&operation, "test", None).await;
    operation.call = Call::Send;
    let (second, _) = registry.carry_out(&operation, "test", None).await;
    [word(&first), word(&inquiry), word(&second)]
}

const FINE: [&str; 3] = ["approved"; 3];

#[tokio::test(start_paused = true)]
async fn every_row_does_what_it_says() {
    /// Token, and the story of: authorization without capture, with capture, capture, void, refund.
    type Expected = (&'static str, [[&'static str; 3]; 5]);
    let authorizing = |story| [story, story, FINE, FINE, FINE];
    let capturing = |story| [FINE, story, story, FINE, FINE];
    let settled = "approved";
    let down = ["gateway_unavailable", "not_found", "gateway_unavailable"];
    let expected: &[Expected] = &[
        ("tok_approved", [FINE; 5]),
        ("tok_declined", authorizing(["generic_decline"; 3])),
        ("tok_insufficient_funds", authorizing(["insufficient_funds"; 3])),
        ("tok_expired_card", authorizing(["expired_card"; 3])),
        (
            "tok_incorrect_security_code",
            authorizing(["incorrect_security_code"; 3]),
        ),
        ("tok_lost_or_stolen", authorizing(["lost_or_stolen_card"; 3])),
        ("tok_suspected_fraud", authorizing(["suspected_fraud"; 3])),
        (
            "tok_authentication_required",
            authorizing(["authentication_required"; 3]),
        ),
        ("tok_not_permitted", authorizing(["not_permitted"; 3])),
        (
            "tok_outage_once",
            authorizing(["gateway_unavailable", "not_found", "approved"]),
        ),
        ("tok_outage", [down; 5]),
        (
            "tok_rate_limited_once",
            authorizing(["gateway_rate_limited", "not_found", "approved"]),
        ),
        (
            "tok_refused",
            authorizing(["gateway_refused_request", "not_found", "gateway_refused_request"]),
        ),
        (
            "tok_timeout_then_approved",
            authorizing(["unknown", "approved", "approved"]),
        ),
        (
            "tok_timeout_not_sent",
            authorizing(["unknown", "not_found", "approved"]),
        ),
        ("tok_duplicate", authorizing(["unknown", "not_found", "approved"])),
        (
            "tok_pending_then_approved",
            authorizing(["pending", "approved", "approved"]),
        ),
        (
            "tok_pending_then_declined",
            authorizing(["pending", "generic_decline", "generic_decline"]),
        ),
        ("tok_slow", [FINE; 5]),
        (
            "tok_capture_unsettled",
            capturing(["unsettled", settled, settled]),
        ),
        (
            "tok_capture_unsettled_then_fails",
            capturing(["unsettled", "generic_decline", "generic_decline"]),
        ),
        ("tok_capture_declined", capturing(["generic_decline"; 3])),
        (
            "tok_capture_timeout_then_approved",
            capturing(["unknown", "approved", "approved"]),
        ),
        (
            "tok_void_declined",
            [FINE, FINE, FINE, ["generic_decline"; 3], FINE],
        ),
        (
            "tok_refund_declined",
            [FINE, FINE, FINE, FINE, ["generic_decline"; 3]],
        ),
        (
            "tok_refund_pending",
            [FINE, FINE, FINE, FINE, ["pending", "approved", "approved"]],
        ),
        (
            "tok_refund_timeout_then_approved",
            [FINE, FINE, FINE, FINE, ["unknown", "approved", "approved"]],
        ),
        ("tok_outage_at_alpha", [down; 5]),
        ("tok_outage_at_beta", [FINE; 5]),
        ("no_such_token", authorizing(["invalid_payment_method"; 3])),
    ];
    let documented: Vec<_> = magic::TABLE.iter().map(|row| row.token).collect();
    let tested: Vec<_> = expected.iter().map(|row| row.0).take(documented.len()).collect();
    assert_eq!(documented, tested);

    let registry = registry(|_| ());
    let mut bits = 0;
    for (token, stories) in expected {
        let cases = [
            (OperationKind::Authorize, false),
            (OperationKind::Authorize, true),
            (OperationKind::Capture, false),
            (OperationKind::Void, false),
            (OperationKind::Refund, false),
        ];
        for ((kind, capture), wanted) in cases.into_iter().zip(stories) {
            bits += 1;
            let told = story(&registry, operation(bits, kind, token, capture)).await;
            assert_eq!(told, *wanted, "{token} {kind} capture={capture}");
        }
        assert!(
            magic_table().contains(
                &token
                    .replace("_alpha", "_<gateway>")
                    .replace("_beta", "_<gateway>")
            ) || *token == "no_such_token"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_later_attempt_passes_an_outage_that_happens_once() {
    let registry = registry(|_| ());
    let mut second = operation(1, OperationKind::Authorize, "tok_outage_once", true);
    second.attempt = 2;
    assert_eq!(story(&registry, second).await, FINE);
}

#[tokio::test(start_paused = true)]
async fn approvals_say_what_was_taken_and_what_it_costs() {
    let registry = registry(|_| ());
    for (kind, capture, captured, fee) in [
        (OperationKind::Authorize, false, false, 0),
        (OperationKind::Authorize, true, true, 40),
        (OperationKind::Capture, false, false, 40),
        (OperationKind::Void, false, false, 0),
        (OperationKind::Refund, false, false, 0),
    ] {
        let operation = operation(5, kind, "tok_approved", capture);
        let (Outcome::Approved(approval), _) = registry.carry_out(&operation, "test", None).await else {
            panic!("{kind} is not approved");
        };
        assert_eq!(
            (approval.captured, approval.fee),
            (captured, Money::new(fee, Currency::EUR)),
            "{kind}"
        );
        assert_eq!(approval.amount, operation.amount);
        let (Outcome::Approved(again), _) = registry.carry_out(&operation, "test", None).await else {
            panic!("{kind} is not approved again");
        };
        assert_eq!(approval, again);
    }
}

#[tokio::test(start_paused = true)]
async fn latency_and_outage_come_from_the_configuration() {
    let slow = registry(|config| config.sandbox.latency_ms = 300);
    let started = Instant::now();
    let (outcome, took) = slow
        .carry_out(
            &operation(1, OperationKind::Authorize, "tok_slow", true),
            "test",
            None,
        )
        .await;
    assert_eq!(word(&outcome), "approved");
    assert_eq!((took.0, started.elapsed()), (1_300, Duration::from_millis(1_300)));

    let down = registry(|config| config.sandbox.outage = true);
    let told = story(
        &down,
        operation(1, OperationKind::Authorize, "tok_approved", true),
    )
    .await;
    assert_eq!(told, ["gateway_unavailable", "unknown", "gateway_unavailable"]);

    let impatient = registry(|config| config.timeout_ms = 500);
    let told = story(
        &impatient,
        operation(1, OperationKind::Authorize, "tok_slow", true),
    )
    .await;
    assert_eq!(told, ["unknown", "approved", "unknown"]);
}
