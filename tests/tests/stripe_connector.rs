//! The Stripe connector against the fake Stripe, over a socket: each outcome and each fault.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use bezant_gateways::{ConnectorKind, GatewayConfig, Registry, Secret, StripeConfig};
use bezant_kernel::{Card, Currency, MethodKind, Money, OperationId, OperationKind, PaymentId, RefundId};
use bezant_payments::{
    Approval, Call, DeclineCode, Failure, GatewayReference, Initiator, Operation, Outcome, UnknownReason,
};
use bezant_tests::stripe_fake::{Fault, SECRET_KEY, StripeFake};

/// Long against a call over loopback, short against a test's patience.
const TIMEOUT_MS: u64 = 2_000;

struct Bench {
    fake: StripeFake,
    config: GatewayConfig,
    registry: Registry,
}

impl Bench {
    async fn new() -> Self {
        Bench::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let fake = StripeFake::start().await;
        let mut config = GatewayConfig::new("stripe".parse().unwrap(), ConnectorKind::Stripe);
        config.timeout_ms = TIMEOUT_MS;
        config.stripe = Some(StripeConfig {
            base_url: fake.url(),
            secret_key: Secret::new(SECRET_KEY.to_owned()),
            not_found_after_ms: 0,
        });
        change(&mut config);
        let registry = Registry::from_config(std::slice::from_ref(&config)).unwrap();
        Bench {
            fake,
            config,
            registry,
        }
    }

    async fn send(&self, operation: &Operation) -> Outcome {
        self.registry.carry_out(operation, "test", None).await.0
    }

    async fn inquire(&self, operation: &Operation) -> Outcome {
        let inquiry = Operation {
            call: Call::Inquire,
            ..operation.clone()
        };
        let posts = self.fake.posts().len();
        let outcome = self.send(&inquiry).await;
        assert_eq!(self.fake.posts().len(), posts, "an inquiry changes nothing");
        outcome
    }

    /// The node restarted: nothing is known of earlier sends.
    fn restart(&mut self) {
        self.registry = Registry::from_config(std::slice::from_ref(&self.config)).unwrap();
    }

    /// An authorized payment's reference.
    async fn authorized(&self, capture: bool) -> GatewayReference {
        let outcome = self
            .send(&Operation {
                capture,
                ..authorize(900 + u128::from(capture), "pm_card_visa")
            })
            .await;
        approval(outcome).reference
    }
}

fn authorize(bits: u128, token: &str) -> Operation {
    Operation {
        id: OperationId::from_u128(bits),
        kind: OperationKind::Authorize,
        payment: PaymentId::from_u128(bits),
        refund: None,
        gateway: "stripe".parse().unwrap(),
        amount: euro(2_000),
        capture: true,
        attempt: 1,
        method: MethodKind::Card,
        token: token.to_owned(),
        country: None,
        card: Card::default(),
        initiator: Initiator::Customer,
        three_d_secure: false,
        deadline: None,
        authorization: None,
        call: Call::Send,
    }
}

fn follow(bits: u128, kind: OperationKind, authorization: &GatewayReference, minor: i128) -> Operation {
    Operation {
        kind,
        refund: (kind == OperationKind::Refund).then(|| RefundId::from_u128(bits)),
        amount: euro(minor),
        authorization: Some(authorization.clone()),
        ..authorize(bits, "pm_card_visa")
    }
}

fn euro(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

fn approval(outcome: Outcome) -> Approval {
    match outcome {
        Outcome::Approved(approval) => approval,
        other => panic!("not approved: {other:?}"),
    }
}

fn declined(outcome: &Outcome) -> Option<(DeclineCode, &str)> {
    match outcome {
        Outcome::Declined(decline) => Some((decline.code, &decline.gateway_code)),
        _ => None,
    }
}

#[tokio::test]
async fn a_sale_takes_the_money_once_however_often_it_is_sent() {
    let bench = Bench::new().await;
    let sale = authorize(1, "pm_card_visa");
    let first = bench.send(&sale).await;
    assert_eq!(first, bench.send(&sale).await);
    assert_eq!(first, bench.inquire(&sale).await);
    let approval = approval(first);
    assert_eq!((approval.amount, approval.fee), (euro(2_000), euro(88)));
    assert!(approval.captured && approval.settled);

    let charges = bench.fake.charges_of(&sale.payment.to_string());
    assert_eq!(charges.len(), 1);
    assert_eq!(
        (charges[0].captured, &charges[0].operation),
        (2_000, &sale.id.to_string())
    );
    let post = &bench.fake.posts()[0];
    assert_eq!(post.idempotency_key, format!("bezant-{}", sale.id));
    assert_eq!(post.version, "2024-06-20");
}

#[tokio::test]
async fn reserved_money_is_captured_in_part_and_refunded_in_parts() {
    let bench = Bench::new().await;
    let reserved = approval(
        bench
            .send(&Operation {
                capture: false,
                ..authorize(1, "pm_card_visa")
            })
            .await,
    );
    assert!(!reserved.captured && reserved.fee.is_zero());

    let capture = follow(2, OperationKind::Capture, &reserved.reference, 1_500);
    assert_eq!(bench.inquire(&capture).await, Outcome::NotFound);
    let captured = approval(bench.send(&capture).await);
    assert_eq!((captured.amount, captured.fee), (euro(1_500), euro(73)));
    assert_eq!(bench.inquire(&capture).await, Outcome::Approved(captured));

    let first = follow(3, OperationKind::Refund, &reserved.reference, 500);
    assert_eq!(bench.inquire(&first).await, Outcome::NotFound);
    let refunded = bench.send(&first).await;
    assert_eq!(approval(refunded.clone()).amount, euro(500));
    assert_eq!(bench.inquire(&first).await, refunded);
    let rest = follow(4, OperationKind::Refund, &reserved.reference, 1_000);
    assert_eq!(approval(bench.send(&rest).await).amount, euro(1_000));
    let more = follow(5, OperationKind::Refund, &reserved.reference, 1);
    let refused = bench.send(&more).await;
    assert_eq!(
        declined(&refused),
        Some((DeclineCode::NotPermitted, "charge_already_refunded"))
    );
    let charge = &bench.fake.charges()[0];
    assert_eq!(
        (charge.amount, charge.captured, charge.refunded),
        (2_000, 1_500, 1_500)
    );
}

#[tokio::test]
async fn a_void_releases_and_excludes_a_capture() {
    let bench = Bench::new().await;
    let reserved = bench.authorized(false).await;
    let void = follow(2, OperationKind::Void, &reserved, 2_000);
    assert_eq!(bench.inquire(&void).await, Outcome::NotFound);
    let done = bench.send(&void).await;
    assert_eq!(approval(done.clone()).amount, euro(2_000));
    assert_eq!(bench.inquire(&void).await, done);

    let capture = follow(3, OperationKind::Capture, &reserved, 2_000);
    let state = "payment_intent_unexpected_state";
    assert_eq!(
        declined(&bench.send(&capture).await),
        Some((DeclineCode::NotPermitted, state))
    );
    assert_eq!(
        declined(&bench.inquire(&capture).await),
        Some((DeclineCode::NotPermitted, "canceled"))
    );

    // Done under another key already: not a refusal, an inquiry tells what is.
    let again = follow(4, OperationKind::Void, &reserved, 2_000);
    assert_eq!(
        bench.send(&again).await,
        Outcome::Unknown(UnknownReason::BadAnswer)
    );
    assert_eq!(bench.inquire(&again).await, done);
}

#[tokio::test]
async fn declines_are_told_apart() {
    let bench = Bench::new().await;
    for (at, (token, code, theirs)) in [
        (
            "pm_card_chargeDeclined",
            DeclineCode::GenericDecline,
            "generic_decline",
        ),
        (
            "pm_card_visa_chargeDeclinedInsufficientFunds",
            DeclineCode::InsufficientFunds,
            "insufficient_funds",
        ),
        (
            "pm_card_visa_chargeDeclinedLostCard",
            DeclineCode::LostOrStolenCard,
            "lost_card",
        ),
        (
            "pm_card_visa_chargeDeclinedStolenCard",
            DeclineCode::LostOrStolenCard,
            "stolen_card",
        ),
        (
            "pm_card_chargeDeclinedExpiredCard",
            DeclineCode::ExpiredCard,
            "expired_card",
        ),
        (
            "pm_card_chargeDeclinedIncorrectCvc",
            DeclineCode::IncorrectSecurityCode,
            "incorrect_cvc",
        ),
        (
            "pm_card_chargeDeclinedProcessingError",
            DeclineCode::GenericDecline,
            "processing_error",
        ),
        ("pm_card_radarBlock", DeclineCode::SuspectedFraud, "fraudulent"),
        (
            "pm_card_authenticationRequired",
            DeclineCode::AuthenticationRequired,
            "authentication_not_handled",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let sale = authorize(at as u128 + 1, token);
        let outcome = bench.send(&sale).await;
        assert_eq!(declined(&outcome), Some((code, theirs)), "{token}");
        assert_eq!(bench.inquire(&sale).await, outcome, "{token}");
    }
    let stranger = bench.send(&authorize(99, "pm_nobody_knows")).await;
    assert_eq!(
        declined(&stranger),
        Some((DeclineCode::InvalidPaymentMethod, "resource_missing"))
    );
    assert_eq!(bench.fake.charges(), []);
}

#[tokio::test]
async fn refunds_may_fail_or_take_their_time() {
    let bench = Bench::new().await;
    for (bits, token) in [(1, "pm_card_refundFail"), (2, "pm_card_pendingRefund")] {
        let reference = approval(bench.send(&authorize(bits, token)).await).reference;
        let refund = follow(bits + 10, OperationKind::Refund, &reference, 2_000);
        let outcome = bench.send(&refund).await;
        match bits {
            1 => assert_eq!(declined(&outcome).unwrap().1, "expired_or_canceled_card"),
            _ => assert_eq!(outcome, Outcome::Pending),
        }
        assert_eq!(bench.inquire(&refund).await, outcome);
    }
}

#[tokio::test]
async fn faults_before_the_charge_are_never_taken_for_done() {
    for (fault, wanted) in [
        (Fault::DropBefore, Outcome::Unknown(UnknownReason::ConnectionLost)),
        (
            Fault::ServerErrorBefore,
            Outcome::Unknown(UnknownReason::BadAnswer),
        ),
        (Fault::RateLimited, Outcome::Failed(Failure::RateLimited)),
    ] {
        let bench = Bench::new().await;
        let sale = authorize(1, "pm_card_visa");
        bench.fake.script(fault.clone());
        assert_eq!(bench.send(&sale).await, wanted, "{fault:?}");
        assert_eq!(bench.inquire(&sale).await, Outcome::NotFound, "{fault:?}");
        assert!(approval(bench.send(&sale).await).captured, "{fault:?}");
        assert_eq!(bench.fake.charges().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn faults_after_the_charge_are_unknown_until_asked() {
    for (fault, wanted) in [
        (Fault::DropAfter, UnknownReason::ConnectionLost),
        (Fault::ServerErrorAfter, UnknownReason::BadAnswer),
        (Fault::Garbage, UnknownReason::BadAnswer),
    ] {
        let mut bench = Bench::new().await;
        let reserved = bench.authorized(false).await;
        let sold = bench.authorized(true).await;
        let operations = [
            authorize(1, "pm_card_visa"),
            follow(2, OperationKind::Capture, &reserved, 2_000),
            follow(3, OperationKind::Refund, &sold, 700),
        ];
        for operation in &operations {
            bench.fake.script(fault.clone());
            assert_eq!(
                bench.send(operation).await,
                Outcome::Unknown(wanted),
                "{fault:?} {}",
                operation.kind
            );
            assert_eq!(
                approval(bench.inquire(operation).await).amount,
                operation.amount,
                "{fault:?}"
            );
        }
        bench.restart();
        for operation in &operations {
            assert_eq!(
                approval(bench.inquire(operation).await).amount,
                operation.amount,
                "{fault:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_late_answer_is_a_timeout_and_its_key_stays_in_use() {
    let bench = Bench::with(|config| config.timeout_ms = 300).await;
    let sale = authorize(1, "pm_card_visa");
    bench.fake.script(Fault::Delay(Duration::from_secs(600)));
    assert_eq!(bench.send(&sale).await, Outcome::Unknown(UnknownReason::TimedOut));
    assert_eq!(bench.send(&sale).await, Outcome::Unknown(UnknownReason::TimedOut));
    assert!(approval(bench.inquire(&sale).await).captured);
    assert_eq!(bench.fake.charges().len(), 1);
}

#[tokio::test]
async fn a_send_that_may_be_on_its_way_is_not_reported_as_absent() {
    let mut bench = Bench::with(|config| {
        config.stripe.as_mut().unwrap().not_found_after_ms = 3_600_000;
    })
    .await;
    let unknown = Outcome::Unknown(UnknownReason::TimedOut);
    let reserved = bench.authorized(false).await;
    let sale = authorize(1, "pm_card_visa");
    bench.fake.script(Fault::DropBefore);
    assert_eq!(
        bench.send(&sale).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );
    let capture = follow(2, OperationKind::Capture, &reserved, 2_000);
    bench.fake.script(Fault::DropBefore);
    assert_eq!(
        bench.send(&capture).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );
    for operation in [&sale, &capture] {
        assert_eq!(bench.inquire(operation).await, unknown);
    }
    bench.restart();
    for operation in [&sale, &capture] {
        assert_eq!(bench.inquire(operation).await, unknown);
    }
}

#[tokio::test]
async fn a_lost_authorization_is_found_among_many() {
    let bench = Bench::new().await;
    let sale = authorize(1, "pm_card_visa");
    bench.fake.script(Fault::DropAfter);
    assert_eq!(
        bench.send(&sale).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );

    bench.fake.fill(250);
    assert!(approval(bench.inquire(&sale).await).captured, "on the third page");
    bench.fake.fill(1_000);
    assert!(
        approval(bench.inquire(&sale).await).captured,
        "by search, beyond the pages that are read"
    );
    bench.fake.blind_search(true);
    assert_eq!(
        bench.inquire(&sale).await,
        Outcome::Unknown(UnknownReason::TimedOut),
        "the search may lag"
    );
}

#[tokio::test]
async fn a_failed_inquiry_says_nothing_about_the_operation() {
    let bench = Bench::new().await;
    let sale = authorize(1, "pm_card_visa");
    let done = bench.send(&sale).await;
    for fault in [
        Fault::DropBefore,
        Fault::ServerErrorBefore,
        Fault::RateLimited,
        Fault::Garbage,
    ] {
        bench.fake.script_read(fault.clone());
        assert!(
            matches!(bench.inquire(&sale).await, Outcome::Unknown(_)),
            "{fault:?}"
        );
    }
    assert_eq!(bench.inquire(&sale).await, done);
}

#[tokio::test]
async fn what_never_left_is_a_failure() {
    // A port on which nobody listens any more.
    let deserted = StripeFake::start().await.url();
    let bench = Bench::with(|config| config.stripe.as_mut().unwrap().base_url = deserted).await;
    let sale = authorize(1, "pm_card_visa");
    assert_eq!(bench.send(&sale).await, Outcome::Failed(Failure::Unavailable));
    assert_eq!(
        bench.inquire(&sale).await,
        Outcome::Unknown(UnknownReason::ConnectionLost)
    );

    let wrong_key = Secret::new("sk_test_wrong".to_owned());
    let bench = Bench::with(|config| config.stripe.as_mut().unwrap().secret_key = wrong_key).await;
    assert_eq!(bench.send(&sale).await, Outcome::Failed(Failure::Refused));

    let bench = Bench::new().await;
    let kuwaiti = Operation {
        amount: Money::new(1_001, "KWD".parse().unwrap()),
        ..sale.clone()
    };
    assert_eq!(bench.send(&kuwaiti).await, Outcome::Failed(Failure::Refused));
    let nowhere = follow(
        2,
        OperationKind::Capture,
        &GatewayReference("../refunds".to_owned()),
        2_000,
    );
    assert_eq!(bench.send(&nowhere).await, Outcome::Failed(Failure::Refused));
    assert_eq!(bench.fake.posts(), []);
}

#[tokio::test]
async fn another_form_under_the_same_key_is_not_a_clean_refusal() {
    let bench = Bench::new().await;
    let sale = authorize(1, "pm_card_visa");
    assert!(approval(bench.send(&sale).await).captured);
    let changed = Operation {
        amount: euro(2_100),
        ..sale
    };
    assert_eq!(
        bench.send(&changed).await,
        Outcome::Unknown(UnknownReason::BadAnswer)
    );
    assert_eq!(bench.fake.charges().len(), 1);
}
