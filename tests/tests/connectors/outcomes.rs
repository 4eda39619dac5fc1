//! The suite's first part: outcomes. What a connector claims is true, and money moves once, whatever goes wrong.

use std::time::Duration;

use bezant_gateways::Registry;
use bezant_kernel::OperationKind;
use bezant_payments::{DeclineCode, Failure, Operation, Outcome, UnknownReason};
use bezant_tests::fake_gateway::Fault;

use crate::bench::{Bench, TIMEOUT_MS, approval, authorize, declined, euro, follow};

pub(crate) async fn a_sale_takes_the_money_once_however_often_it_is_sent<B: Bench>() {
    let bench = B::start(TIMEOUT_MS).await;
    let sale = authorize::<B>(1, B::APPROVED);
    let first = bench.send(&sale).await;
    assert_eq!(first, bench.send(&sale).await);
    assert_eq!(first, bench.inquire(&sale).await);
    let approval = approval(first);
    assert_eq!(approval.amount, euro(2_000));
    assert!(approval.captured && approval.settled);
    let told = crate::bench::approval(bench.told(&sale).unwrap());
    assert_eq!(
        (told.reference, told.amount, told.captured),
        (approval.reference, approval.amount, true)
    );

    let held = bench.held();
    assert_eq!(held.len(), 1);
    assert_eq!(
        (held[0].captured, &held[0].payment),
        (2_000, &sale.payment.to_string())
    );
}

pub(crate) async fn reserved_money_is_captured_in_part_and_refunded_in_parts<B: Bench>() {
    let bench = B::start(TIMEOUT_MS).await;
    let reserve = Operation {
        capture: false,
        ..authorize::<B>(1, B::APPROVED)
    };
    let reserved = approval(bench.send(&reserve).await);
    assert!(!reserved.captured && reserved.fee.is_zero());
    assert!(!approval(bench.told(&reserve).unwrap()).captured);

    let capture = follow::<B>(2, OperationKind::Capture, &reserved.reference, 1_500);
    assert_eq!(approval(bench.done(&capture).await).amount, euro(1_500));
    assert_eq!(approval(bench.settled(&capture).await).amount, euro(1_500));
    assert_eq!(approval(bench.told(&capture).unwrap()).amount, euro(1_500));
    for (bits, minor) in [(3, 500), (4, 1_000)] {
        let refund = follow::<B>(bits, OperationKind::Refund, &reserved.reference, minor);
        assert_eq!(approval(bench.done(&refund).await).amount, euro(minor));
        assert_eq!(approval(bench.settled(&refund).await).amount, euro(minor));
        assert_eq!(approval(bench.told(&refund).unwrap()).amount, euro(minor));
    }
    let more = follow::<B>(5, OperationKind::Refund, &reserved.reference, 1);
    assert!(declined(&bench.done(&more).await).is_some());
    let held = &bench.held()[0];
    assert_eq!((held.amount, held.captured, held.refunded), (2_000, 1_500, 1_500));
}

pub(crate) async fn a_void_releases_and_excludes_a_capture<B: Bench>() {
    let bench = B::start(TIMEOUT_MS).await;
    let reserved = bench.authorized(1, false).await;
    let void = follow::<B>(2, OperationKind::Void, &reserved, 2_000);
    assert_eq!(approval(bench.done(&void).await).amount, euro(2_000));
    assert_eq!(approval(bench.settled(&void).await).amount, euro(2_000));
    let capture = follow::<B>(3, OperationKind::Capture, &reserved, 2_000);
    assert!(declined(&bench.done(&capture).await).is_some());
    let held = &bench.held()[0];
    assert_eq!((held.released, held.captured), (true, 0));
}

pub(crate) async fn declines_are_told_apart<B: Bench>() {
    let bench = B::start(TIMEOUT_MS).await;
    for (at, (token, code, theirs)) in B::DECLINED.iter().enumerate() {
        let sale = authorize::<B>(at as u128 + 1, token);
        let outcome = bench.send(&sale).await;
        assert_eq!(declined(&outcome), Some((*code, *theirs)), "{token}");
        if *code != DeclineCode::InvalidPaymentMethod {
            assert_eq!(bench.settled(&sale).await, outcome, "{token}");
        }
    }
    assert_eq!(bench.held(), []);
}

pub(crate) async fn faults_before_the_charge_are_never_taken_for_done<B: Bench>() {
    for (fault, wanted) in [
        (Fault::DropBefore, Outcome::Unknown(UnknownReason::ConnectionLost)),
        (
            Fault::ServerErrorBefore,
            Outcome::Unknown(UnknownReason::BadAnswer),
        ),
        (Fault::RateLimited, Outcome::Failed(Failure::RateLimited)),
    ] {
        let bench = B::start(TIMEOUT_MS).await;
        let sale = authorize::<B>(1, B::APPROVED);
        bench.script(fault.clone());
        assert_eq!(bench.send(&sale).await, wanted, "{fault:?}");
        assert_eq!(bench.held(), [], "{fault:?}");
        let after = match bench.settled(&sale).await {
            Outcome::NotFound => bench.send(&sale).await,
            outcome => outcome,
        };
        assert!(approval(after).captured, "{fault:?}");
        assert_eq!(bench.held().len(), 1, "{fault:?}");
    }
}

pub(crate) async fn faults_after_the_charge_are_unknown_until_told<B: Bench>() {
    for (fault, wanted) in [
        (Fault::DropAfter, UnknownReason::ConnectionLost),
        (Fault::ServerErrorAfter, UnknownReason::BadAnswer),
        (Fault::Garbage, UnknownReason::BadAnswer),
        (Fault::Oversized, UnknownReason::BadAnswer),
    ] {
        let mut bench = B::start(TIMEOUT_MS).await;
        let reserved = bench.authorized(10, false).await;
        let sold = bench.authorized(11, true).await;
        let operations = [
            authorize::<B>(1, B::APPROVED),
            follow::<B>(2, OperationKind::Capture, &reserved, 2_000),
            follow::<B>(3, OperationKind::Refund, &sold, 700),
        ];
        for operation in &operations {
            bench.script(fault.clone());
            let outcome = bench.send(operation).await;
            assert_eq!(outcome, Outcome::Unknown(wanted), "{fault:?} {}", operation.kind);
            let settled = approval(bench.settled(operation).await);
            assert_eq!(settled.amount, operation.amount, "{fault:?}");
        }
        bench.restart();
        for operation in &operations {
            let settled = approval(bench.settled(operation).await);
            assert_eq!(settled.amount, operation.amount, "{fault:?}");
        }
        let held = bench.held();
        assert_eq!(held.len(), 3, "{fault:?}");
        let sums = held
            .iter()
            .map(|one| (one.captured, one.refunded))
            .collect::<Vec<_>>();
        assert_eq!(sums, [(2_000, 0), (2_000, 700), (2_000, 0)], "{fault:?}");
    }
}

pub(crate) async fn a_late_answer_is_a_timeout<B: Bench>() {
    let bench = B::start(300).await;
    let sale = authorize::<B>(1, B::APPROVED);
    let late = Outcome::Unknown(UnknownReason::TimedOut);
    bench.script(Fault::Delay(Duration::from_secs(600)));
    assert_eq!(bench.send(&sale).await, late);
    assert_eq!(bench.send(&sale).await, late, "its key is in use");
    assert!(approval(bench.settled(&sale).await).captured);
    assert_eq!(bench.held().len(), 1);
}

pub(crate) async fn a_failed_inquiry_says_nothing_about_the_operation<B: Bench>() {
    let bench = B::start(TIMEOUT_MS).await;
    let sale = authorize::<B>(1, B::APPROVED);
    let done = bench.send(&sale).await;
    for fault in [
        Fault::DropBefore,
        Fault::ServerErrorBefore,
        Fault::RateLimited,
        Fault::Garbage,
        Fault::Oversized,
    ] {
        bench.script_inquiry(fault.clone());
        let outcome = bench.inquire(&sale).await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{fault:?}: {outcome:?}");
    }
    assert_eq!(bench.inquire(&sale).await, done);
    assert_eq!(bench.held().len(), 1);
}

pub(crate) async fn what_never_left_is_a_failure<B: Bench>() {
    let sale = authorize::<B>(1, B::APPROVED);
    // A port on which nobody listens any more.
    let deserted = bezant_tests::stripe_fake::StripeFake::start().await.url();
    let registry = Registry::from_config(&[B::config(&deserted, true)]).unwrap();
    let (outcome, _) = registry.carry_out(&sale, "test", None).await;
    assert_eq!(outcome, Outcome::Failed(Failure::Unavailable));
    let inquiry = Operation {
        call: bezant_payments::Call::Inquire,
        ..sale.clone()
    };
    let (outcome, _) = registry.carry_out(&inquiry, "test", None).await;
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::ConnectionLost));

    let bench = B::start(TIMEOUT_MS).await;
    let locked_out = Registry::from_config(&[B::config(&bench.url(), false)]).unwrap();
    let (outcome, _) = locked_out.carry_out(&sale, "test", None).await;
    assert_eq!(outcome, Outcome::Failed(Failure::Refused));
    let sends = bench.sends();
    let nowhere = bezant_payments::GatewayReference("../refunds".to_owned());
    let capture = follow::<B>(2, OperationKind::Capture, &nowhere, 2_000);
    assert_eq!(bench.send(&capture).await, Outcome::Failed(Failure::Refused));
    assert_eq!(bench.sends(), sends, "nothing is sent");
}
