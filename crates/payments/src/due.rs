//! Timers: what happens to a payment because its time has come.
//!
//! An operation under way comes first: an authorization that runs out meanwhile waits for its outcome, so a capture
//! that was sent in time wins. Otherwise an authorization that has run out is EXPIRED at once, before an automatic
//! capture of the same moment; the gateway is asked to release the money, which changes the status no more.

use bezant_kernel::{Context, OperationKind};

use crate::draft::{Decision, Draft};
use crate::event::{EventKind, OperationStarted};
use crate::operation::{Call, Operation};
use crate::payment::{Payment, Phase};
use crate::policy::Policy;
use crate::postings;
use crate::route::Router;
use crate::start::follow_up;
use crate::status::Status;
use crate::{capture, postpone};

/// What is due for the payment at `context.now`, one step of it; nothing if nothing is. To be asked whenever
/// [`Payment::next_timer`] has come, and again after what it returned was applied.
pub fn due(
    payment: &Payment,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
) -> Option<Decision> {
    payment.assert_sound();
    let mut draft = Draft::of(payment);
    if let Some(flight) = &payment.flight {
        let (at, call) = match flight.phase {
            Phase::Calling => return None,
            Phase::InquireAt(at) => (at, Call::Inquire),
            Phase::RetryAt(at) => (at, Call::Send),
        };
        if at > context.now {
            return None;
        }
        if flight.is_postponed {
            return Some(postpone::resume(payment, flight, context, router, policy));
        }
        draft.push(EventKind::OperationStarted(Box::new(OperationStarted {
            operation: Operation {
                call,
                ..flight.operation.clone()
            },
            retries: flight.retries,
            explanation: Vec::new(),
            decision: Vec::new(),
        })));
        return Some(draft.finish());
    }
    let authorization = payment
        .authorization
        .as_ref()
        .filter(|_| payment.status == Status::Authorized)?;
    if authorization.expires_at <= context.now {
        postings::released(&mut draft.postings, authorization);
        draft.push(EventKind::Expired);
        draft.push(follow_up(
            payment,
            context,
            OperationKind::Void,
            authorization.amount,
            None,
        ));
    } else if payment.capture_at.is_some_and(|at| at <= context.now) {
        capture::request(&mut draft, payment, context, authorization.amount);
    } else {
        return None;
    }
    Some(draft.finish())
}

#[cfg(test)]
mod tests {
    use bezant_kernel::{Milliseconds, Posting};

    use super::*;
    use crate::command::{Action, CaptureMode, Create};
    use crate::operation::{DeclineCode, Outcome, UnknownReason};
    use crate::testing::{Bench, a_create, approved, declined};

    const WEEK: Milliseconds = Milliseconds(7 * 24 * 3_600_000);

    #[test]
    fn an_authorization_runs_out_and_is_released_as_well_as_can_be() {
        for outcome in [approved(1_000), declined(DeclineCode::GenericDecline)] {
            let mut bench = Bench::authorized();
            assert_eq!(bench.payment().next_timer(), Some(bench.now.after(WEEK)));
            let decision = bench.fire();
            assert!(matches!(decision.postings[..], [Posting::Void { .. }]));
            assert_eq!(
                (bench.status(), bench.payment().is_under_way()),
                (Status::Expired, false)
            );
            assert_eq!(bench.operation().kind, OperationKind::Void);
            assert!(!bench.payment().is_finished());
            assert!(bench.outcome(outcome).unwrap().postings.is_empty());
            assert_eq!(
                (bench.status(), bench.payment().is_finished()),
                (Status::Expired, true)
            );
        }
    }

    #[test]
    fn a_release_that_nobody_knows_about_is_given_up_some_day() {
        let mut bench = Bench::authorized();
        bench.fire();
        let unknown = Outcome::Unknown(UnknownReason::TimedOut);
        let mut calls = 0;
        while !bench.payment().is_finished() {
            bench.outcome(unknown.clone()).unwrap();
            calls += 1;
            if !bench.payment().is_finished() {
                bench.fire();
            }
        }
        assert_eq!(
            (calls, bench.status()),
            (bench.policy.inquiries_before_attention, Status::Expired)
        );
    }

    #[test]
    fn a_capture_under_way_wins_over_the_expiry() {
        let mut bench = Bench::authorized();
        bench.act(Action::Capture { amount: None }).unwrap();
        bench.now = bench.now.after(WEEK);
        assert_eq!(bench.payment().next_timer(), None);
        assert_eq!(bench.due(), None);
        bench.outcome(approved(1_000)).unwrap();
        assert_eq!(bench.status(), Status::Completed);
    }

    #[test]
    fn money_is_taken_by_itself_after_the_pause_and_only_once() {
        let capture = CaptureMode::AutomaticAfter(Milliseconds(60_000));
        let mut bench = Bench::new();
        bench
            .act(Action::Create(Box::new(Create {
                capture,
                ..a_create()
            })))
            .unwrap();
        bench.outcome(approved(1_000)).unwrap();
        assert_eq!(
            bench.payment().next_timer(),
            Some(bench.now.after(Milliseconds(60_000)))
        );
        assert_eq!(bench.due(), None);
        bench.fire();
        assert_eq!(bench.operation().kind, OperationKind::Capture);
        bench.outcome(declined(DeclineCode::GenericDecline)).unwrap();
        bench.fire();
        assert_eq!(bench.status(), Status::Expired);
    }
}
