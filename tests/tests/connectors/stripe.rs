//! What is special about Stripe: fees, inquiries that change nothing, lists and searches, disputes, events.

use bezant_gateways::{
    CallContext, DisputeError, DisputeNotice, DisputeReason, DisputeReference, DisputeStatus, DisputedFunds,
    Evidence, Notice, NotificationError, Secret,
};
use bezant_kernel::{Money, OperationKind};
use bezant_payments::{DeclineCode, Failure, GatewayReference, Operation, Outcome, UnknownReason};
use bezant_tests::stripe_fake::Fault;

use crate::bench::{Bench as _, approval, declined, euro, now};
use crate::benches::StripeBench;

struct Bench(StripeBench);

impl Bench {
    async fn new() -> Self {
        Bench::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut bezant_gateways::GatewayConfig)) -> Self {
        Bench(StripeBench::with(change).await)
    }

    async fn inquire(&self, operation: &Operation) -> Outcome {
        let posts = self.fake.posts().len();
        let outcome = self.0.inquire(operation).await;
        assert_eq!(self.fake.posts().len(), posts, "an inquiry changes nothing");
        outcome
    }

    async fn authorized(&self, capture: bool) -> GatewayReference {
        self.0.authorized(900 + u128::from(capture), capture).await
    }
}

impl std::ops::Deref for Bench {
    type Target = StripeBench;
    fn deref(&self) -> &StripeBench {
        &self.0
    }
}

fn authorize(bits: u128, token: &str) -> Operation {
    crate::bench::authorize::<StripeBench>(bits, token)
}

fn follow(bits: u128, kind: OperationKind, authorization: &GatewayReference, minor: i128) -> Operation {
    crate::bench::follow::<StripeBench>(bits, kind, authorization, minor)
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
    bench.0.restart();
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
async fn what_stripe_can_t_be_asked_for_is_a_failure() {
    let sale = authorize(1, "pm_card_visa");
    let wrong_key = Secret::new("sk_test_wrong".to_owned());
    let bench = Bench::with(|config| config.stripe.as_mut().unwrap().secret_key = wrong_key).await;
    assert_eq!(bench.send(&sale).await, Outcome::Failed(Failure::Refused));

    let bench = Bench::new().await;
    let kuwaiti = Operation {
        amount: Money::new(1_001, "KWD".parse().unwrap()),
        ..sale.clone()
    };
    assert_eq!(bench.send(&kuwaiti).await, Outcome::Failed(Failure::Refused));
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

#[tokio::test]
async fn disputes_come_as_notices_and_are_answered() {
    let bench = Bench::new().await;
    let intent = bench.authorized(true).await;
    let id = bench.fake.dispute(&intent.0, "product_not_received");
    let at = now();
    let notice = |kind: &str| {
        let webhook = bench.fake.event(kind, &id, at);
        match bench.receive(&webhook, at).unwrap().remove(0).notice {
            Notice::Dispute(notice) => *notice,
            other => panic!("{other:?}"),
        }
    };
    let opened = notice("charge.dispute.created");
    let wanted = DisputeNotice {
        dispute: DisputeReference(id.clone()),
        authorization: Some(intent),
        amount: euro(2_000),
        reason: DisputeReason::ProductNotReceived,
        gateway_reason: "product_not_received".to_owned(),
        status: DisputeStatus::NeedsResponse,
        funds: None,
        respond_by: Some(bezant_kernel::Timestamp::from_microseconds(1_682_294_399_000_000)),
        payment: None,
        operation: None,
    };
    assert_eq!(opened, wanted);
    let taken = notice("charge.dispute.funds_withdrawn");
    assert_eq!(taken.funds, Some(DisputedFunds::Withdrawn));

    let disputes = bench.registry.disputes(&bench.config.name).unwrap();
    let call = |key: &str| CallContext {
        card: None,
        deadline: tokio::time::Instant::now() + std::time::Duration::from_secs(10),
        idempotency_key: key.to_owned(),
        correlation: "test",
        trace: None,
    };
    let dispute = DisputeReference(id.clone());
    let evidence = Evidence {
        explanation: "It was delivered.".to_owned(),
        shipping_tracking_number: "1Z999".to_owned(),
        ..Evidence::default()
    };
    let draft = disputes
        .submit_evidence(&call("draft"), &dispute, &evidence)
        .await;
    assert_eq!(draft, Ok(DisputeStatus::NeedsResponse));
    let submitted = Evidence {
        submit: true,
        ..evidence
    };
    for _ in 0..2 {
        let answer = disputes
            .submit_evidence(&call("submit"), &dispute, &submitted)
            .await;
        assert_eq!(
            answer,
            Ok(DisputeStatus::UnderReview),
            "once, however often it is sent"
        );
    }
    let object = bench.fake.object(&id).unwrap();
    assert_eq!(object["evidence"]["shipping_tracking_number"], "1Z999");
    assert_eq!(
        notice("charge.dispute.updated").status,
        DisputeStatus::UnderReview
    );
    let late = disputes.accept(&call("accept"), &dispute).await;
    assert!(matches!(late, Err(DisputeError::Refused { .. })), "{late:?}");

    let other = bench.fake.dispute(&wanted.authorization.unwrap().0, "fraudulent");
    bench.fake.script(Fault::DropAfter);
    let accept = DisputeReference(other);
    let lost = disputes.accept(&call("give up"), &accept).await;
    assert_eq!(lost, Err(DisputeError::Unknown(UnknownReason::ConnectionLost)));
    assert_eq!(
        disputes.accept(&call("give up"), &accept).await,
        Ok(DisputeStatus::Lost)
    );
    let no_dispute = DisputeReference("../refunds".to_owned());
    let refused = disputes.accept(&call("x"), &no_dispute).await;
    assert!(matches!(refused, Err(DisputeError::Refused { .. })));
}

#[tokio::test]
async fn events_say_what_their_objects_say() {
    let bench = Bench::new().await;
    let at = now();
    let receive = |kind: &str, id: &str| {
        let webhook = bench.fake.event(kind, id, at);
        bench.receive(&webhook, at).unwrap().remove(0).notice
    };
    let failing = approval(bench.send(&authorize(1, "pm_card_refundFail")).await).reference;
    let refund = follow(2, OperationKind::Refund, &failing, 2_000);
    bench.send(&refund).await;
    let id = bench.fake.refunds_of(&refund.id.to_string()).remove(0);
    match receive("refund.failed", &id) {
        Notice::Undone {
            operation,
            payment,
            decline,
        } => {
            assert_eq!(payment, Some(refund.payment));
            assert_eq!(
                (operation, decline.gateway_code.as_str()),
                (refund.id, "expired_or_canceled_card")
            );
        }
        other => panic!("{other:?}"),
    }

    // A capture of reserved money is news of the capture, not of the reservation.
    let reserved = bench.authorized(false).await;
    let capture = follow(3, OperationKind::Capture, &reserved, 500);
    bench.send(&capture).await;
    match receive("payment_intent.succeeded", &reserved.0) {
        Notice::Outcome {
            operation,
            payment,
            outcome,
            inquire,
        } => {
            // An inquiry tells the fee.
            assert!(payment.is_some() && inquire);
            assert_eq!((operation, approval(outcome).amount), (capture.id, euro(500)));
        }
        other => panic!("{other:?}"),
    }
    let ignored = Notice::Ignored {
        kind: "customer.created".to_owned(),
    };
    assert_eq!(receive("customer.created", &reserved.0), ignored);

    let mut object = bench.fake.object(&reserved.0).unwrap();
    for (field, value, path) in [
        ("currency", "xxx", "data.object.currency"),
        ("status", "levitating", "data.object.status"),
    ] {
        let mut wrong = object.clone();
        wrong[field] = value.into();
        assert_eq!(refused_path(&bench, &wrong, at), path);
    }
    object["metadata"]["bezant_operation"] = "opr_?".into();
    assert_eq!(
        refused_path(&bench, &object, at),
        "data.object.metadata.bezant_operation"
    );
}

fn refused_path(bench: &Bench, object: &serde_json::Value, at: u64) -> String {
    let event =
        serde_json::json!({ "id": "evt_1", "type": "payment_intent.canceled", "data": { "object": object } });
    match bench.receive(&StripeBench::sign(event.to_string().as_bytes(), at), at) {
        Err(NotificationError::Malformed { path, .. }) => path,
        other => panic!("{other:?}"),
    }
}
