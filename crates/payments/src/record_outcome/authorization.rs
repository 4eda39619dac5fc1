//! The outcome of an authorization: AUTHORIZED, on to CAPTURED and COMPLETED where the gateway did that too, a retry,
//! the next gateway, or FAILED.

use bezant_kernel::Timestamp;

use super::{Ended, Meaning, class, decline_note, failure_note};
use crate::capture;
use crate::command::CaptureMode;
use crate::draft::Draft;
use crate::event::{Authorized, EventKind, OutcomeClass};
use crate::operation::{Approval, Failure};
use crate::payment::{Authorization, FailureNote, Payment};
use crate::policy::MAX_ATTEMPTS;
use crate::postings;
use crate::route::Router;
use crate::start::Asked;

pub(super) fn decide(ended: &Ended<'_>, draft: &mut Draft, router: &dyn Router, meaning: Meaning) {
    match meaning {
        Meaning::Approved(approval) => approved(ended, draft, approval),
        Meaning::Declined(decline) => {
            ended.end(draft, OutcomeClass::Declined, decline.code.as_str());
            draft.push(EventKind::Failed(decline_note(&decline)));
        }
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

/// It had no effect: the same gateway again, then the next one, until nobody is left.
fn failed(ended: &Ended<'_>, draft: &mut Draft, router: &dyn Router, failure: Failure) {
    let payment = ended.payment;
    let asked = Asked::of(payment);
    let may_go_on = payment.attempts_in_round() < MAX_ATTEMPTS;
    if may_go_on && failure.is_retryable() && ended.flight.retries + 1 < ended.policy.attempts_per_gateway {
        let gateway = ended.operation().gateway.clone();
        ended.retry(draft, failure, || asked.authorization_at(ended.context, gateway));
        return;
    }
    ended.end(draft, class(failure), failure.as_str());
    let last = failure_note(ended.operation(), failure);
    if !may_go_on {
        let message = format!("tried {MAX_ATTEMPTS} times; at last {}", last.message);
        draft.push(EventKind::Failed(FailureNote { message, ..last }));
        return;
    }
    match asked.route(ended.context, router, &payment.gateways_tried()) {
        Ok(started) => draft.push(EventKind::OperationStarted(Box::new(started))),
        Err(note) => {
            let message = format!("{}; {}", last.message, note.message);
            draft.push(EventKind::Failed(FailureNote { message, ..note }));
        }
    }
}
