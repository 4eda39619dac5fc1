//! The outcomes of what follows an authorization: capture, its settlement, void, refund, and the release of money after
//! an authorization has run out.

use bezant_kernel::{Money, OperationId, OperationKind};

use super::{Ended, Meaning, class, decline_note, failure_note};
use crate::draft::Draft;
use crate::event::{Doubt, EventKind, OutcomeClass, SettlementAwaited};
use crate::operation::{Approval, Call, Operation, UnknownReason};
use crate::payment::{Authorization, FailureNote, Payment};
use crate::postings;
use crate::status::Status;

/// What of an outcome is left when repeating, inquiring and sending again are dealt with.
enum End {
    Approved(Approval),
    /// It will not be done.
    Refused(FailureNote),
}

pub(super) fn capture(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) {
    match end(ended, draft, meaning) {
        Some(End::Approved(approval)) => {
            let hold = authorization(ended.payment).operation;
            captured(ended, draft, hold, &approval);
        }
        Some(End::Refused(note)) => draft.push(EventKind::CaptureFailed(note)),
        None => (),
    }
}

pub(super) fn void(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) {
    match end(ended, draft, meaning) {
        Some(End::Approved(approval)) => {
            let operation = ended.operation();
            postings::released(&mut draft.postings, authorization(ended.payment));
            postings::fee(
                &mut draft.postings,
                operation.id,
                &operation.gateway,
                approval.fee,
            );
            draft.push(EventKind::Cancelled { reason: None });
        }
        Some(End::Refused(note)) => draft.push(EventKind::CancelFailed(note)),
        None => (),
    }
}

pub(super) fn refund(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) {
    let (payment, operation) = (ended.payment, ended.operation());
    let refund = operation.refund.expect("a refund's operation names its refund");
    match end(ended, draft, meaning) {
        Some(End::Approved(approval)) => {
            postings::refund_succeeded(&mut draft.postings, payment, refund, operation.amount);
            postings::fee(
                &mut draft.postings,
                operation.id,
                &operation.gateway,
                approval.fee,
            );
            draft.push(EventKind::RefundSucceeded {
                refund,
                amount: operation.amount,
                reference: approval.reference,
                fee: approval.fee,
            });
        }
        Some(End::Refused(failure)) => {
            let status = match payment.status {
                Status::RefundInitiated if payment.amount_refunded.is_zero() => Status::Completed,
                Status::RefundInitiated => Status::PartiallyRefunded,
                unchanged => unchanged,
            };
            postings::refund_failed(&mut draft.postings, payment, refund);
            draft.push(EventKind::RefundFailed {
                refund,
                failure,
                status,
            });
        }
        None => (),
    }
}

/// Money was taken, by a capture or together with the authorization; `hold` is the operation that reserved it.
pub(super) fn captured(ended: &Ended<'_>, draft: &mut Draft, hold: OperationId, approval: &Approval) {
    let operation = ended.operation();
    postings::captured(&mut draft.postings, hold, operation.amount);
    draft.push(EventKind::Captured {
        amount: operation.amount,
        fee: approval.fee,
    });
    if approval.settled {
        completed(ended, draft, hold, approval.fee);
    } else {
        draft.push(EventKind::SettlementAwaited(Box::new(SettlementAwaited {
            operation: Operation {
                call: Call::Inquire,
                ..operation.clone()
            },
            inquire_at: ended.context.now.after(ended.policy.inquiry_pause(0)),
        })));
    }
}

fn completed(ended: &Ended<'_>, draft: &mut Draft, hold: OperationId, fee: Money) {
    let operation = ended.operation();
    postings::completed(&mut draft.postings, hold, operation.amount);
    postings::fee(&mut draft.postings, operation.id, &operation.gateway, fee);
    draft.push(EventKind::Completed { fee });
}

/// What an inquiry told about a capture that was not final.
pub(super) fn settlement(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) {
    let payment = ended.payment;
    match meaning {
        Meaning::Approved(approval) if approval.settled => {
            ended.end(draft, OutcomeClass::Approved, "");
            let announced = payment.announced_fee.filter(|_| approval.fee.is_zero());
            completed(
                ended,
                draft,
                authorization(payment).operation,
                announced.unwrap_or(approval.fee),
            );
        }
        Meaning::Approved(_) => ended.doubt(draft, Doubt::Pending),
        Meaning::Declined(decline) => {
            ended.end(draft, OutcomeClass::Declined, decline.code.as_str());
            postings::capture_reversed(
                &mut draft.postings,
                authorization(payment),
                payment.amount_captured,
            );
            let why = decline_note(&decline);
            draft.push(EventKind::Failed(FailureNote {
                code: "capture_not_settled".to_owned(),
                message: format!(
                    "the gateway had taken the money, but it did not become final: {}",
                    why.message
                ),
                gateway_code: why.gateway_code,
            }));
        }
        // The gateway said that it had taken the money. It may not be sent again, whatever the gateway says now.
        Meaning::Failed(_) | Meaning::NotFound => ended.doubt(draft, Doubt::Contradiction),
        Meaning::Doubtful(doubt) => ended.doubt(draft, doubt),
    }
}

/// The release after an expiry is done as well as can be: its end changes nothing but itself, and when nobody knows
/// for too long it is given up.
pub(super) fn release(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) {
    assert_eq!(
        ended.operation().kind,
        OperationKind::Void,
        "after an expiry money is only released"
    );
    let is_doubtful = match meaning {
        Meaning::Doubtful(_) => true,
        Meaning::Failed(_) => ended.flight.doubted,
        Meaning::Approved(_) | Meaning::Declined(_) | Meaning::NotFound => false,
    };
    if is_doubtful && ended.doubted_too_often() {
        ended.end(draft, OutcomeClass::Unknown, "given_up");
    } else {
        end(ended, draft, meaning);
    }
}

/// Ends the operation if the outcome does; repeats, inquires or sends again otherwise.
fn end(ended: &Ended<'_>, draft: &mut Draft, meaning: Meaning) -> Option<End> {
    match meaning {
        Meaning::Approved(approval) => {
            ended.end(draft, OutcomeClass::Approved, "");
            Some(End::Approved(approval))
        }
        Meaning::Declined(decline) => {
            ended.end(draft, OutcomeClass::Declined, decline.code.as_str());
            Some(End::Refused(decline_note(&decline)))
        }
        Meaning::Failed(failure) if failure.is_retryable() && ended.may_repeat() => {
            let again = || Operation {
                id: ended.context.new_id(),
                ..ended.operation().clone()
            };
            ended.retry(draft, failure, ended.pause(), again);
            None
        }
        // An earlier send was in doubt, and that the gateway does not find it is only its word: money that is said not to
        // have moved could be moved twice. The gateway is asked until it knows.
        Meaning::Failed(_) if ended.flight.doubted => {
            ended.doubt(draft, Doubt::Unknown(UnknownReason::ConnectionLost));
            None
        }
        Meaning::Failed(failure) => {
            ended.end(draft, class(failure), failure.as_str());
            Some(End::Refused(failure_note(ended.operation(), failure)))
        }
        Meaning::Doubtful(doubt) => {
            ended.doubt(draft, doubt);
            None
        }
        Meaning::NotFound => {
            ended.resend(draft);
            None
        }
    }
}

fn authorization(payment: &Payment) -> &Authorization {
    payment
        .authorization
        .as_ref()
        .expect("what follows an authorization has one")
}
