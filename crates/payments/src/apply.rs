//! How events change a payment. Total: whatever was decided can be applied.

use bezant_kernel::{Money, RefundId, Tenant, Timestamp};

use crate::advice::Advice;
use crate::attention::AttentionReason;
use crate::dispute::{Dispute, DisputeChange};
use crate::draft::assert_transition;
use crate::event::{
    Authorized, Created, Doubt, Event, EventKind, OperationEnded, OperationStarted, OperationUnknown,
    OutcomeClass, RetryReason,
};
use crate::operation::Call;
use crate::payment::{Attempt, Authorization, Flight, Payment, Phase, Refund};
use crate::policy::MAX_KEPT_ATTEMPTS;
use crate::status::{RefundStatus, Status};

/// Where, when and for whom an event was committed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The position of the record that holds it.
    pub position: u64,
    /// The time of the commit.
    pub at: Timestamp,
    /// On whose behalf.
    pub tenant: Tenant,
}

/// Applies an event to its payment; a new payment comes back where the event created one.
pub fn apply(payment: Option<&mut Payment>, stamp: &Stamp, event: &Event) -> Option<Payment> {
    match (payment, &event.kind) {
        (None, EventKind::Created(created)) => Some(open(stamp, event, created)),
        (Some(payment), kind) => {
            assert_eq!(
                payment.id, event.payment,
                "an event is applied to its own payment"
            );
            assert_eq!(
                payment.tenant, stamp.tenant,
                "an event is applied for its own tenant"
            );
            let status = event.status_after(payment.status);
            assert_transition(payment.status, status);
            touch(payment, stamp);
            change(payment, stamp, kind);
            payment.status = status;
            None
        }
        (None, _) => panic!("{} belongs to a payment that exists", event.name()),
    }
}

fn open(stamp: &Stamp, event: &Event, created: &Created) -> Payment {
    let zero = Money::zero(created.amount.currency());
    Payment {
        id: event.payment,
        tenant: stamp.tenant,
        amount: created.amount,
        amount_captured: zero,
        amount_refunded: zero,
        capture: created.capture,
        method: created.method,
        token: created.token.clone(),
        country: created.country,
        card: created.card,
        initiator: created.initiator,
        retries: created.retries,
        answer_within: created.answer_within,
        customer: created.customer.clone(),
        description: created.description.clone(),
        reference: created.reference.clone(),
        metadata: created.metadata.clone(),
        billing: created.billing.clone(),
        created_by: created.created_by,
        status: Status::Initiated,
        version: 1,
        position: stamp.position,
        created_at: stamp.at,
        updated_at: stamp.at,
        authorization: None,
        announced_fee: None,
        capture_at: None,
        round: 0,
        sitting: 0,
        advice: Advice::default(),
        not_routed: Vec::new(),
        attempt_count: 0,
        attempts: Vec::new(),
        refunds: Vec::new(),
        failure: None,
        disputes: Vec::new(),
        attention: None,
        flight: None,
    }
}

/// One record is one version, however many events it holds.
fn touch(payment: &mut Payment, stamp: &Stamp) {
    assert!(
        stamp.position >= payment.position,
        "events are applied in the order of the log"
    );
    if stamp.position > payment.position {
        payment.position = stamp.position;
        payment.version += 1;
    }
    payment.updated_at = stamp.at;
}

fn change(payment: &mut Payment, stamp: &Stamp, kind: &EventKind) {
    match kind {
        EventKind::Created(_) => panic!("a payment is created once"),
        EventKind::ProcessingStarted(advice) => payment.advice = (**advice).clone(),
        EventKind::NotRouted { decision } => payment.not_routed.clone_from(decision),
        EventKind::OperationStarted(started) => operation_started(payment, stamp, started),
        EventKind::OperationEnded(ended) => operation_ended(payment, ended),
        EventKind::OperationUnknown(unknown) => operation_unknown(payment, unknown),
        EventKind::RetryScheduled(retry) => {
            match &retry.reason {
                RetryReason::Failure => (),
                RetryReason::Decline(note) => {
                    // A moment at which no gateway could be asked was no try.
                    if payment.sitting_attempts().next().is_some() {
                        payment.sitting += 1;
                    }
                    payment.failure = Some(note.clone());
                }
            }
            payment.flight = Some(Box::new(Flight {
                operation: retry.operation.clone(),
                phase: Phase::RetryAt(retry.at),
                retries: retry.retries,
                doubts: 0,
                doubted: retry.doubted,
                is_postponed: matches!(retry.reason, RetryReason::Decline(_)),
            }));
        }
        EventKind::Authorized(authorized) => self::authorized(payment, authorized),
        // It is taken by itself once at most; a failed capture is for the caller to repeat.
        EventKind::CaptureRequested { .. } => payment.capture_at = None,
        EventKind::Captured { amount, fee } => {
            payment.amount_captured = *amount;
            payment.announced_fee = Some(*fee).filter(|fee| !fee.is_zero());
            made_good(payment);
        }
        EventKind::SettlementAwaited(awaited) => {
            payment.flight = Some(Box::new(Flight {
                operation: awaited.operation.clone(),
                phase: Phase::InquireAt(awaited.inquire_at),
                retries: 0,
                doubts: 0,
                doubted: false,
                is_postponed: false,
            }));
        }
        EventKind::Completed { .. } => {
            payment.announced_fee = None;
            made_good(payment);
        }
        EventKind::CaptureFailed(note) | EventKind::CancelFailed(note) => {
            payment.failure = Some(note.clone())
        }
        EventKind::CancelRequested { .. } => (),
        EventKind::Cancelled { .. } => {
            payment.capture_at = None;
            made_good(payment);
        }
        EventKind::Expired => payment.capture_at = None,
        EventKind::Failed(note) => {
            // Waiting for a better moment has an end without an operation that ends.
            payment.flight = payment.flight.take().filter(|flight| !flight.is_postponed);
            payment.authorization = None;
            payment.announced_fee = None;
            payment.capture_at = None;
            payment.amount_captured = Money::zero(payment.amount.currency());
            payment.failure = Some(note.clone());
        }
        EventKind::RefundRequested {
            refund,
            amount,
            reason,
            ..
        } => payment.refunds.push(Refund {
            id: *refund,
            amount: *amount,
            reason: reason.clone(),
            status: RefundStatus::RefundInitiated,
            returned: false,
            failure: None,
            reference: None,
            operation: None,
            created_at: stamp.at,
            updated_at: stamp.at,
        }),
        EventKind::RefundSucceeded {
            refund,
            amount,
            reference,
            ..
        } => {
            let one = refund_mut(payment, stamp, *refund);
            one.status = RefundStatus::Refunded;
            one.reference = Some(reference.clone());
            payment.amount_refunded = plus(payment.amount_refunded, amount.minor());
            made_good(payment);
        }
        EventKind::RefundFailed { refund, failure, .. } => {
            let one = refund_mut(payment, stamp, *refund);
            one.status = RefundStatus::Failed;
            one.failure = Some(failure.clone());
            payment.failure = Some(failure.clone());
        }
        EventKind::RefundReturned { refund, amount, .. } => {
            let one = refund_mut(payment, stamp, *refund);
            one.status = RefundStatus::Failed;
            one.returned = true;
            payment.amount_refunded = plus(payment.amount_refunded, -amount.minor());
        }
        EventKind::Reopened => {
            payment.round += 1;
            payment.sitting = 0;
            payment.not_routed.clear();
            made_good(payment);
        }
        EventKind::DisputeOpened(change)
        | EventKind::DisputeUpdated(change)
        | EventKind::DisputeWon(change)
        | EventKind::DisputeLost(change) => disputed(payment, stamp, change),
        EventKind::AttentionNeeded { reason } => payment.attention = Some(*reason),
        EventKind::AttentionResolved { .. } => payment.attention = None,
        EventKind::NoticeTaken { .. } => (),
    }
}

fn operation_started(payment: &mut Payment, stamp: &Stamp, started: &OperationStarted) {
    let operation = &started.operation;
    if let Some(id) = operation.refund {
        let refund = payment.refunds.iter_mut().find(|refund| refund.id == id);
        let refund = refund.expect("a refund is requested before it is sent");
        refund.operation = Some(operation.id);
    }
    if operation.attempt > payment.attempt_count {
        payment.attempt_count = operation.attempt;
        if payment.attempts.len() == MAX_KEPT_ATTEMPTS {
            payment.attempts.remove(0);
        }
        payment.attempts.push(Attempt {
            operation: operation.id,
            gateway: operation.gateway.clone(),
            round: payment.round,
            sitting: payment.sitting,
            started_at: stamp.at,
            outcome: None,
            code: String::new(),
            latency: Default::default(),
            explanation: started.explanation.clone(),
            decision: started.decision.clone(),
        });
    }
    match payment
        .flight
        .as_deref_mut()
        .filter(|flight| !flight.is_postponed)
    {
        Some(flight) => {
            assert_eq!(flight.operation.id, operation.id, "one operation at a time");
            flight.operation.call = operation.call;
            flight.phase = Phase::Calling;
        }
        None => {
            payment.flight = Some(Box::new(Flight {
                operation: operation.clone(),
                phase: Phase::Calling,
                retries: started.retries,
                doubts: 0,
                doubted: false,
                is_postponed: false,
            }));
        }
    }
}

fn operation_ended(payment: &mut Payment, ended: &OperationEnded) {
    let flight = payment
        .flight
        .take()
        .expect("an operation that ends is under way");
    assert_eq!(
        flight.operation.id, ended.operation,
        "the operation under way is the one that ends"
    );
    payment.attention = payment.attention.filter(|reason| !reason.ends_with_operation());
    // The end of a settlement is no news about the authorization that took the money.
    let attempt = payment
        .attempts
        .iter_mut()
        .rev()
        .find(|attempt| attempt.operation == ended.operation);
    if let Some(attempt) = attempt.filter(|attempt| attempt.outcome != Some(OutcomeClass::Approved)) {
        attempt.outcome = Some(ended.class);
        attempt.code.clone_from(&ended.code);
        attempt.latency = ended.latency;
    }
}

fn operation_unknown(payment: &mut Payment, unknown: &OperationUnknown) {
    let flight = payment
        .flight
        .as_deref_mut()
        .expect("an operation in doubt is under way");
    assert_eq!(
        flight.operation.id, unknown.operation,
        "the operation under way is the one in doubt"
    );
    flight.phase = Phase::InquireAt(unknown.inquire_at);
    flight.operation.call = Call::Inquire;
    flight.doubts += 1;
    flight.doubted = true;
    if unknown.needs_attention {
        // Logs from before it had an event of its own say it here only.
        let reason = match unknown.doubt {
            Doubt::Contradiction => AttentionReason::Contradiction,
            Doubt::Unknown(_) | Doubt::Pending => AttentionReason::Silence,
        };
        payment.attention = payment.attention.or(Some(reason));
    }
    let class = match unknown.doubt {
        Doubt::Pending => OutcomeClass::Pending,
        Doubt::Unknown(_) | Doubt::Contradiction => OutcomeClass::Unknown,
    };
    let attempt = payment
        .attempts
        .iter_mut()
        .rev()
        .find(|attempt| attempt.operation == unknown.operation);
    if let Some(attempt) = attempt.filter(|attempt| attempt.outcome != Some(OutcomeClass::Approved)) {
        attempt.outcome = Some(class);
        attempt.latency = unknown.latency;
    }
}

fn authorized(payment: &mut Payment, authorized: &Authorized) {
    assert!(
        payment.authorization.is_none(),
        "a payment holds one authorization"
    );
    payment.authorization = Some(Authorization {
        operation: authorized.operation,
        gateway: authorized.gateway.clone(),
        reference: authorized.reference.clone(),
        amount: authorized.amount,
        expires_at: authorized.expires_at,
    });
    payment.capture_at = authorized.capture_at;
    made_good(payment);
}

fn disputed(payment: &mut Payment, stamp: &Stamp, change: &DisputeChange) {
    let report = &change.report;
    let known = payment
        .disputes
        .iter()
        .position(|one| one.gateway == change.gateway && one.reference == report.dispute);
    let opened_at = known.map_or(stamp.at, |at| payment.disputes[at].opened_at);
    let dispute = Dispute {
        reference: report.dispute.clone(),
        gateway: change.gateway.clone(),
        amount: report.amount,
        reason: report.reason,
        gateway_reason: report.gateway_reason.clone(),
        status: report.status,
        respond_by: report.respond_by,
        withdrawn: change.withdrawn,
        written_off: change.written_off,
        opened_at,
        updated_at: stamp.at,
    };
    match known {
        Some(at) => payment.disputes[at] = dispute,
        None => payment.disputes.push(dispute),
    }
}

/// What went wrong before is no longer worth showing.
fn made_good(payment: &mut Payment) {
    payment.failure = None;
}

fn refund_mut<'a>(payment: &'a mut Payment, stamp: &Stamp, id: RefundId) -> &'a mut Refund {
    let refund = payment.refunds.iter_mut().find(|refund| refund.id == id);
    let refund = refund.expect("a refund is requested before it ends");
    refund.updated_at = stamp.at;
    refund
}

fn plus(sum: Money, minor: i128) -> Money {
    Money::new(sum.minor() + minor, sum.currency())
}
