use bezant_kernel::{GatewayName, OperationId, OperationKind, RefundId};

use crate::attention::AttentionReason;
use crate::command::{Action, Notice};
use crate::draft::Decision;
use crate::operation::{Call, Decline, DeclineCode, Outcome, UnknownReason};
use crate::payment::Phase;
use crate::policy::MAX_NOTICE;
use crate::rejection::Rejection;
use crate::status::Status;
use crate::testing::{Bench, approved, declined, euro, unsettled};

const UNKNOWN: Outcome = Outcome::Unknown(UnknownReason::TimedOut);

fn say(bench: &mut Bench, notice: Notice) -> Result<Decision, Rejection> {
    bench.act(Action::TakeNotice {
        gateway: "a".parse().unwrap(),
        event: "evt_1".to_owned(),
        notice,
    })
}

fn outcome(bench: &Bench, outcome: Outcome, inquire: bool) -> Notice {
    let flight = bench.payment().flight.as_ref().unwrap();
    Notice::Outcome {
        operation: flight.operation.id,
        outcome,
        inquire,
    }
}

fn undone(operation: OperationId) -> Notice {
    let decline = Decline {
        code: DeclineCode::AccountClosed,
        gateway_code: "closed".to_owned(),
    };
    Notice::Undone { operation, decline }
}

fn names(decision: &Decision) -> Vec<&'static str> {
    decision.events.iter().map(|event| event.name()).collect()
}

#[test]
fn an_approval_or_decline_ends_an_operation_in_any_phase_and_is_told_by_no_call() {
    for wait in [false, true] {
        for (said, status) in [
            (approved(1_000), Status::Authorized),
            (declined(DeclineCode::ExpiredCard), Status::Failed),
        ] {
            let mut bench = Bench::processing();
            if wait {
                bench.outcome(UNKNOWN).unwrap();
            }
            let notice = outcome(&bench, said.clone(), false);
            let decision = say(&mut bench, notice.clone()).unwrap();
            assert_eq!(bench.status(), status);
            assert_eq!(names(&decision).last(), Some(&"payment.notice_taken"));
            assert!(decision.events.iter().all(|event| event.observation().is_none()));
            assert_eq!(say(&mut bench, notice), Err(Rejection::StaleOutcome));
        }
    }
}

#[test]
fn what_is_no_last_word_leaves_a_call_under_way_alone() {
    let mut bench = Bench::processing();
    for said in [Outcome::Pending, UNKNOWN, Outcome::NotFound, approved(999)] {
        let notice = outcome(&bench, said, false);
        assert_eq!(say(&mut bench, notice), Err(Rejection::StaleOutcome));
    }
    let elsewhere: GatewayName = "b".parse().unwrap();
    let refused = bench.act(Action::TakeNotice {
        gateway: elsewhere,
        event: "evt_1".to_owned(),
        notice: outcome(&bench, approved(1_000), false),
    });
    assert_eq!(refused, Err(Rejection::StaleOutcome), "another gateway's word");
    assert_eq!(bench.payment().flight.as_ref().unwrap().phase, Phase::Calling);
}

#[test]
fn where_an_inquiry_knows_more_it_is_made_at_once() {
    let mut bench = Bench::processing();
    let early = outcome(&bench, approved(1_000), true);
    assert_eq!(say(&mut bench, early.clone()), Err(Rejection::StaleOutcome));
    bench.outcome(UNKNOWN).unwrap();
    say(&mut bench, early.clone()).unwrap();
    assert_eq!(bench.operation().call, Call::Inquire);
    // When inquiries tell nothing for too long, the notice is taken at its word.
    while bench.payment().attention.is_none() {
        bench.outcome(UNKNOWN).unwrap();
        if bench.payment().attention.is_none() {
            bench.fire();
        }
    }
    let decision = say(&mut bench, early).unwrap();
    assert!(names(&decision).contains(&"payment.attention_resolved"));
    assert_eq!(
        (bench.status(), bench.payment().attention),
        (Status::Authorized, None)
    );
}

fn refund(bench: &mut Bench, number: u128, amount: i128) -> OperationId {
    let refund = RefundId::from_u128(number);
    let action = Action::Refund {
        refund,
        amount: Some(euro(amount)),
        reason: None,
    };
    bench.act(action).unwrap();
    let operation = bench.operation().id;
    bench.outcome(approved(amount)).unwrap();
    operation
}

#[test]
fn a_refund_that_is_undone_is_returned_where_the_drawing_allows_it() {
    let mut bench = Bench::completed();
    let part = refund(&mut bench, 1, 300);
    let decision = say(&mut bench, undone(part)).unwrap();
    assert_eq!(names(&decision), ["refund.returned", "payment.notice_taken"]);
    assert_eq!(bench.status(), Status::Completed);
    assert_eq!(say(&mut bench, undone(part)), Err(Rejection::StaleOutcome));

    let whole = refund(&mut bench, 2, 1_000);
    let decision = say(&mut bench, undone(whole)).unwrap();
    assert_eq!(
        names(&decision),
        ["payment.needs_attention", "payment.notice_taken"]
    );
    assert_eq!(
        (
            bench.status(),
            bench.payment().attention,
            bench.payment().is_finished()
        ),
        (Status::Refunded, Some(AttentionReason::Undone), false)
    );
    assert_eq!(say(&mut bench, undone(whole)), Err(Rejection::StaleOutcome));
    let resolve = Action::ResolveAttention {
        reason: Some("paid by bank transfer".to_owned()),
    };
    bench.act(resolve.clone()).unwrap();
    assert!(bench.payment().is_finished());
    assert!(matches!(bench.act(resolve), Err(Rejection::WrongStatus { .. })));
}

#[test]
fn a_capture_that_is_undone_is_reversed_while_it_is_under_way_and_shown_to_a_person_after() {
    let mut bench = Bench::authorized();
    bench.act(Action::Capture { amount: None }).unwrap();
    let capture = bench.operation().id;
    bench.outcome(unsettled(1_000)).unwrap();
    say(&mut bench, undone(capture)).unwrap();
    assert_eq!(bench.status(), Status::Failed);

    let mut bench = Bench::completed();
    say(&mut bench, undone(capture)).unwrap();
    assert_eq!(bench.payment().attention, Some(AttentionReason::Undone));
    // The end of another operation does not make it good.
    refund(&mut bench, 1, 300);
    assert_eq!(bench.payment().attention, Some(AttentionReason::Undone));
    // A refund under way must end first.
    let action = Action::Refund {
        refund: RefundId::from_u128(2),
        amount: Some(euro(100)),
        reason: None,
    };
    let first = bench.payment().refunds[0].operation.unwrap();
    bench.act(action).unwrap();
    assert_eq!(
        say(&mut bench, undone(first)),
        Err(Rejection::OperationInProgress {
            status: Status::PartiallyRefunded,
            operation: OperationKind::Refund
        })
    );
}

#[test]
fn a_notice_has_a_name_of_bounded_length() {
    for event in [String::new(), "x".repeat(MAX_NOTICE + 1)] {
        let mut bench = Bench::processing();
        let notice = outcome(&bench, approved(1_000), false);
        let refused = bench.act(Action::TakeNotice {
            gateway: "a".parse().unwrap(),
            event,
            notice,
        });
        let wrong = refused.unwrap_err();
        assert_eq!(wrong.field(), Some("event"));
    }
}
