//! The outcome of an authorization: AUTHORIZED, on to CAPTURED and COMPLETED where the gateway did that too, a retry,
//! the next gateway, or FAILED.

use bezant_kernel::{Milliseconds, Timestamp};

use super::{Ended, Meaning, class, decline_note, failure_note};
use crate::capture;
use crate::command::CaptureMode;
use crate::draft::Draft;
use crate::event::{Authorized, Doubt, EventKind, OutcomeClass};
use crate::operation::{Approval, Decline, Failure, UnknownReason};
use crate::payment::{Authorization, FailureNote, Payment};
use crate::policy::{MAX_ATTEMPTS, MAX_ATTEMPTS_IN_SCHEME_WINDOW, SCHEME_WINDOW};
use crate::postings;
use crate::postpone::postpone;
use crate::route::Router;
use crate::start::{Asked, NotRouted};

pub(super) fn decide(ended: &Ended<'_>, draft: &mut Draft, router: &dyn Router, meaning: Meaning) {
    match meaning {
        Meaning::Approved(approval) => approved(ended, draft, approval),
        Meaning::Declined(decline) => declined(ended, draft, router, &decline),
        Meaning::Failed(failure) => failed(ended, draft, router, failure),
        Meaning::Doubtful(doubt) => ended.doubt(draft, doubt),
        Meaning::NotFound => ended.resend(draft),
    }
}

/// A gateway that took the money without being asked to has taken it: the payment says so. One that only reserved it
/// though it was asked to take it is asked again, by a capture.
fn approved(ended: &Ended<'_>, draft: &mut Draft, approval: Approval) {
    let operation = ended.operation();
    let now = ended.context.now;
    ended.end(draft, OutcomeClass::Approved, "");
    let capture_at = match ended.payment.capture {
        CaptureMode::AutomaticAfter(pause) if !approval.captured => Some(now.after(pause)),
        CaptureMode::AutomaticAfter(_) | CaptureMode::Automatic | CaptureMode::Manual => None,
    };
    let expires_at = now.after(ended.policy.authorization_window);
    postings::authorized(
        &mut draft.postings,
        operation.id,
        &operation.gateway,
        operation.amount,
    );
    draft.push(EventKind::Authorized(Box::new(Authorized {
        operation: operation.id,
        gateway: operation.gateway.clone(),
        reference: approval.reference.clone(),
        amount: operation.amount,
        expires_at,
        capture_at,
    })));
    if approval.captured {
        super::follow_up::captured(ended, draft, operation.id, &approval);
        return;
    }
    postings::fee(
        &mut draft.postings,
        operation.id,
        &operation.gateway,
        approval.fee,
    );
    if operation.capture {
        let authorized = as_authorized(ended, approval, expires_at);
        capture::request(draft, &authorized, ended.context, operation.amount);
    }
}

/// The payment as it will be, for the capture that follows in the same decision.
fn as_authorized(ended: &Ended<'_>, approval: Approval, expires_at: Timestamp) -> Payment {
    let operation = ended.operation();
    let authorization = Authorization {
        operation: operation.id,
        gateway: operation.gateway.clone(),
        reference: approval.reference,
        amount: operation.amount,
        expires_at,
    };
    Payment {
        authorization: Some(authorization),
        ..ended.payment.clone()
    }
}

/// The answer was no: another gateway where that may change it, another day where that may, FAILED otherwise.
fn declined(ended: &Ended<'_>, draft: &mut Draft, router: &dyn Router, decline: &Decline) {
    let (payment, operation) = (ended.payment, ended.operation());
    ended.end(draft, OutcomeClass::Declined, decline.code.as_str());
    let note = decline_note(decline);
    let declines = payment
        .sitting_attempts()
        .filter(|attempt| attempt.outcome == Some(OutcomeClass::Declined))
        .count();
    let goes_elsewhere = decline.code.hope().elsewhere
        && declines < ended.policy.decline_failovers as usize
        && may_go_on(ended)
        && ended.is_in_time(Milliseconds(0));
    if goes_elsewhere {
        let asked = Asked::of(payment);
        let tried = payment.gateways_tried();
        if let Ok(started) = asked.route(ended.context, router, &tried, operation.deadline) {
            draft.push(EventKind::OperationStarted(Box::new(started)));
            return;
        }
    }
    let is_postponed = postpone(
        payment,
        operation,
        draft,
        ended.context,
        router,
        decline.code,
        note.clone(),
    );
    if !is_postponed {
        draft.push(EventKind::Failed(note));
    }
}

/// Whether there may be one more authorization in this sitting, and by the schemes' limits at all.
fn may_go_on(ended: &Ended<'_>) -> bool {
    let (payment, now) = (ended.payment, ended.context.now);
    payment.sitting_attempts().count() < MAX_ATTEMPTS
        && payment.attempts_within(SCHEME_WINDOW, now) < MAX_ATTEMPTS_IN_SCHEME_WINDOW
}

/// It had no effect: the same gateway again, then the next one, until nobody is left or it is too late.
fn failed(ended: &Ended<'_>, draft: &mut Draft, router: &dyn Router, failure: Failure) {
    let payment = ended.payment;
    let asked = Asked::of(payment);
    let operation = ended.operation();
    // A technical failure is no answer of the issuer, so the schemes don't count it.
    let may_go_on = payment.sitting_attempts().count() < MAX_ATTEMPTS;
    if may_go_on && failure.is_retryable() && ended.may_repeat() {
        let pause = ended.pause();
        if ended.is_in_time(pause) {
            let gateway = operation.gateway.clone();
            ended.retry(draft, failure, pause, || {
                asked.authorization_at(
                    ended.context,
                    gateway,
                    operation.deadline,
                    operation.three_d_secure,
                )
            });
            return;
        }
    }
    if ended.flight.doubted {
        // An earlier send was in doubt, and that the gateway does not find it is only its word. Another gateway might take
        // the money a second time, so this one is asked until it knows.
        ended.doubt(draft, Doubt::Unknown(UnknownReason::ConnectionLost));
        return;
    }
    ended.end(draft, class(failure), failure.as_str());
    let last = failure_note(ended.operation(), failure);
    if !may_go_on {
        let message = format!("tried {MAX_ATTEMPTS} times; at last {}", last.message);
        draft.push(EventKind::Failed(FailureNote { message, ..last }));
        return;
    }
    if !ended.is_in_time(Milliseconds(0)) {
        let message = format!("{}; the time to answer within was over", last.message);
        draft.push(EventKind::Failed(FailureNote {
            code: Failure::TooLate.as_str().to_owned(),
            message,
            ..last
        }));
        return;
    }
    match asked.route(
        ended.context,
        router,
        &payment.gateways_tried(),
        operation.deadline,
    ) {
        Ok(started) => draft.push(EventKind::OperationStarted(Box::new(started))),
        Err(NotRouted { note, decision }) => {
            draft.push(EventKind::NotRouted { decision });
            let message = format!("{}; {}", last.message, note.message);
            draft.push(EventKind::Failed(FailureNote { message, ..note }));
        }
    }
}
