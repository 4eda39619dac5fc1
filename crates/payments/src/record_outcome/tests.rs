//! Outcomes of authorizations, doubt and repetition; those of captures, voids and refunds are tested beside their
//! commands.

use bezant_kernel::{Milliseconds, OperationKind, Posting};

use crate::event::{EventKind, OutcomeClass};
use crate::operation::{Approval, Call, DeclineCode, Failure, Outcome, UnknownReason};
use crate::payment::Phase;
use crate::rejection::Rejection;
use crate::status::Status;
use crate::testing::{Bench, a_create, approval, approved, declined, euro, unsettled};
use crate::{Action, CaptureMode, Create, Decision, RefundStatus};

const UNAVAILABLE: Outcome = Outcome::Failed(Failure::Unavailable);
const TIMED_OUT: Outcome = Outcome::Unknown(UnknownReason::TimedOut);

fn automatic() -> Bench {
    let mut bench = Bench::new();
    let create = Create {
        capture: CaptureMode::Automatic,
        ..a_create()
    };
    bench.act(Action::Create(Box::new(create))).unwrap();
    bench
}

fn names(decision: &Decision) -> Vec<&'static str> {
    decision
        .events
        .iter()
        .map(|event| event.name().split_once('.').unwrap().1)
        .collect()
}

#[test]
fn a_sale_is_authorized_captured_and_completed_in_one_decision() {
    let mut bench = automatic();
    assert!(bench.operation().capture);
    let sale = Approval {
        captured: true,
        fee: euro(29),
        ..approval(1_000)
    };
    let decision = bench.outcome(Outcome::Approved(sale)).unwrap();
    assert_eq!(
        names(&decision),
        ["operation_ended", "authorized", "captured", "completed"]
    );
    let [
        Posting::Hold { .. },
        Posting::Post { .. },
        Posting::Transfer { .. },
        Posting::Transfer { amount, .. },
    ] = &decision.postings[..]
    else {
        panic!("{:?}", decision.postings);
    };
    assert_eq!(*amount, euro(29));
    let payment = bench.payment();
    assert_eq!(
        (payment.status, payment.version, payment.is_finished()),
        (Status::Completed, 2, true)
    );
    assert_eq!(payment.attempts[0].outcome, Some(OutcomeClass::Approved));
}

#[test]
fn a_gateway_that_only_reserved_is_asked_to_take_the_money() {
    let mut bench = automatic();
    bench.outcome(approved(1_000)).unwrap();
    assert_eq!(
        (bench.status(), bench.operation().kind),
        (Status::Authorized, OperationKind::Capture)
    );
    assert_eq!(bench.operation().authorization, Some(approval(0).reference));
    bench.outcome(approved(1_000)).unwrap();
    assert_eq!(bench.status(), Status::Completed);
}

#[test]
fn the_announced_fee_is_booked_once_when_the_capture_is_final() {
    let mut bench = automatic();
    let sale = Approval {
        captured: true,
        settled: false,
        fee: euro(29),
        ..approval(1_000)
    };
    let decision = bench.outcome(Outcome::Approved(sale)).unwrap();
    assert_eq!(
        decision.postings.len(),
        2,
        "held and taken, not yet owed to the merchant"
    );
    assert_eq!(bench.status(), Status::Captured);
    assert_eq!(bench.outcome(unsettled(1_000)), Err(Rejection::StaleOutcome));
    bench.fire();
    bench.outcome(Outcome::NotFound).unwrap();
    assert!(
        bench.payment().attention.is_some(),
        "the gateway contradicts itself"
    );
    bench.fire();
    let decision = bench.outcome(approved(1_000)).unwrap();
    assert!(matches!(decision.postings[1], Posting::Transfer { amount, .. } if amount == euro(29)));
    assert_eq!(
        (bench.status(), bench.payment().attention.is_some()),
        (Status::Completed, false)
    );
}

#[test]
fn technical_failures_go_on_at_the_same_gateway_then_the_next_then_end() {
    let mut bench = Bench::processing();
    let mut seen = vec![bench.operation().clone()];
    let decision = bench.outcome(UNAVAILABLE).unwrap();
    assert_eq!(names(&decision), ["operation_ended", "retry_scheduled"]);
    assert!(bench.payment().next_timer().unwrap() <= bench.now.after(Milliseconds(200)));
    bench.fire();
    seen.push(bench.operation().clone());
    bench.outcome(UNAVAILABLE).unwrap();
    seen.push(bench.operation().clone());
    bench.outcome(Outcome::Failed(Failure::Refused)).unwrap();
    let path: Vec<_> = seen
        .iter()
        .map(|operation| (operation.gateway.as_str(), operation.attempt))
        .collect();
    assert_eq!(path, [("a", 1), ("a", 2), ("b", 3)]);
    assert!(seen[0].id != seen[1].id && seen[1].id != seen[2].id);
    assert_eq!(bench.status(), Status::Failed);
    assert_eq!(
        bench.payment().failure.as_ref().unwrap().code,
        "no_gateway_available"
    );
    assert!(bench.payment().is_finished());
}

#[test]
fn an_unknown_outcome_is_inquired_about_and_never_sent_again_before() {
    let mut bench = Bench::processing_within(bezant_kernel::Milliseconds(3_600_000));
    let id = bench.operation().id;
    let mut pauses = Vec::new();
    for _ in 0..12 {
        bench.outcome(TIMED_OUT).unwrap();
        let at = bench.payment().next_timer().unwrap();
        pauses.push(at.since(bench.now).0);
        bench.fire();
        assert_eq!(
            (bench.operation().id, bench.operation().call),
            (id, Call::Inquire)
        );
    }
    assert_eq!(pauses[..4], [1_000, 2_000, 4_000, 8_000]);
    assert_eq!(pauses[11], 300_000);
    assert!(bench.payment().attention.is_some());
    assert_eq!(bench.status(), Status::Processing);
    // The failure of an inquiry says nothing about the payment.
    bench.outcome(UNAVAILABLE).unwrap();
    bench.fire();
    bench.outcome(Outcome::NotFound).unwrap();
    assert_eq!((bench.operation().id, bench.operation().call), (id, Call::Send));
    assert_eq!(bench.payment().attempts.len(), 1);
    // What was in doubt keeps its id at this gateway, whatever comes.
    bench.outcome(UNAVAILABLE).unwrap();
    bench.fire();
    assert_eq!((bench.operation().id, bench.operation().call), (id, Call::Send));
    bench.outcome(approved(1_000)).unwrap();
    assert_eq!(
        (bench.status(), bench.payment().attention.is_some()),
        (Status::Authorized, false)
    );
}

#[test]
fn pending_is_inquired_about_until_it_is_decided() {
    for (outcome, status) in [
        (approved(1_000), Status::Authorized),
        (declined(DeclineCode::SuspectedFraud), Status::Failed),
    ] {
        let mut bench = Bench::processing();
        let decision = bench.outcome(Outcome::Pending).unwrap();
        let observation = decision.events[0].observation().unwrap();
        assert_eq!(observation.class, OutcomeClass::Pending);
        bench.fire();
        let decision = bench.outcome(outcome).unwrap();
        assert!(
            decision.events[0].observation().is_none(),
            "each send is learned from once"
        );
        assert_eq!(bench.status(), status);
    }
}

#[test]
fn an_approval_of_another_amount_moves_no_money_and_calls_for_a_person() {
    let mut bench = Bench::processing();
    let decision = bench.outcome(approved(999)).unwrap();
    assert!(decision.postings.is_empty());
    assert_eq!(
        (bench.status(), bench.payment().attention.is_some()),
        (Status::Processing, true)
    );
    assert!(matches!(
        bench.payment().flight.as_ref().unwrap().phase,
        Phase::InquireAt(_)
    ));
}

#[test]
fn stale_outcomes_write_nothing() {
    let mut bench = Bench::processing();
    let first = bench.operation().id;
    let stale = |operation, outcome| Action::RecordOutcome {
        operation,
        outcome,
        latency: Milliseconds(1),
    };
    bench.outcome(TIMED_OUT).unwrap();
    for outcome in [
        TIMED_OUT,
        UNAVAILABLE,
        Outcome::Pending,
        Outcome::NotFound,
        approved(999),
    ] {
        assert_eq!(bench.act(stale(first, outcome)), Err(Rejection::StaleOutcome));
    }
    // A late approval is the last word, though an inquiry was to be made.
    bench.act(stale(first, approved(1_000))).unwrap();
    assert_eq!(bench.status(), Status::Authorized);
    for outcome in [approved(1_000), declined(DeclineCode::GenericDecline)] {
        assert_eq!(bench.act(stale(first, outcome)), Err(Rejection::StaleOutcome));
    }
}

#[test]
fn a_refund_is_repeated_with_new_ids_until_the_retries_are_used_up() {
    let mut bench = Bench::completed();
    bench
        .act(Action::Refund {
            refund: bezant_kernel::RefundId::from_u128(1),
            amount: None,
            reason: None,
        })
        .unwrap();
    let mut ids = vec![bench.operation().id];
    for _ in 0..bench.policy.operation_retries {
        bench.outcome(UNAVAILABLE).unwrap();
        assert_eq!(bench.status(), Status::RefundInitiated);
        bench.fire();
        ids.push(bench.operation().id);
    }
    let decision = bench.outcome(UNAVAILABLE).unwrap();
    assert!(matches!(decision.events[1].kind, EventKind::RefundFailed { .. }));
    assert_eq!(bench.payment().refunds[0].status, RefundStatus::Failed);
    assert_eq!(bench.status(), Status::Completed);
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[test]
fn a_wrong_version_is_told_the_right_one() {
    let mut bench = Bench::authorized();
    let rejection = bench.command(Some(1), Action::Capture { amount: None });
    assert_eq!(rejection, Err(Rejection::VersionMismatch { current: 2 }));
    assert!(bench.command(Some(2), Action::Capture { amount: None }).is_ok());
}

#[test]
fn a_finished_payment_is_small() {
    let mut bench = automatic();
    bench
        .outcome(Outcome::Approved(Approval {
            captured: true,
            ..approval(1_000)
        }))
        .unwrap();
    let mut bytes = Vec::new();
    bench.payment().encode(&mut bytes);
    assert!(bytes.len() < 300, "{} bytes", bytes.len());
}

#[test]
fn a_capture_that_was_in_doubt_is_never_given_up_on_a_failure() {
    let mut bench = Bench::authorized();
    bench.act(Action::Capture { amount: None }).unwrap();
    let first = bench.operation().id;
    bench.outcome(TIMED_OUT).unwrap();
    bench.fire();
    // The gateway has it, and says that it has not.
    bench.outcome(Outcome::NotFound).unwrap();
    for _ in 0..20 {
        assert_eq!(
            (bench.operation().id, bench.status()),
            (first, Status::Authorized)
        );
        match bench.operation().call {
            Call::Send => bench.outcome(UNAVAILABLE).unwrap(),
            Call::Inquire => bench.outcome(Outcome::NotFound).unwrap(),
        };
        if bench.payment().operation_in_flight().is_none() {
            bench.fire();
        }
    }
    bench.outcome(approved(1_000)).unwrap();
    assert_eq!(bench.status(), Status::Completed);
}
