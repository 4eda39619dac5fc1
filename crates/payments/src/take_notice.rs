//! `take_notice`: a gateway said something unasked, and it could be believed.
//!
//! A notice is the gateway's word at an unknown time, so it ends an operation only by an approval or a decline; whatever
//! else it says of an operation is no news, and neither is anything about one that is over: that is refused as stale.
//!
//! | Notice | What follows |
//! |---|---|
//! | approved, and an inquiry would know more (a fee) | a call under way answers by itself; while an inquiry is waited for, it is made now; where inquiries have told nothing for too long, the notice is taken at its word |
//! | approved, declined | as if an inquiry had said so |
//! | undone, and under way | declined |
//! | undone: a refund that had succeeded | it is returned, where the drawing allows that |
//! | undone: anything else that had succeeded | a person is asked to look |
//! | a dispute | see [`crate::record_dispute`] |

use bezant_kernel::{Context, GatewayName, Milliseconds, OperationId};

use crate::attention::AttentionReason;
use crate::command::Notice;
use crate::draft::{Decision, Draft};
use crate::event::{EventKind, OperationStarted};
use crate::operation::{Call, Decline, Operation, Outcome};
use crate::payment::{Flight, Payment, Phase};
use crate::policy::{MAX_NOTICE, Policy};
use crate::record_outcome::{self, Told};
use crate::rejection::Rejection;
use crate::route::Router;
use crate::status::{RefundStatus, Status};
use crate::{guard, record_dispute, return_refund};

pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
    gateway: GatewayName,
    event: String,
    notice: Notice,
) -> Result<Decision, Rejection> {
    if event.is_empty() {
        return Err(Rejection::Empty { field: "event" });
    }
    if event.len() > MAX_NOTICE {
        let (field, limit) = ("event", MAX_NOTICE);
        return Err(Rejection::TooLong { field, limit });
    }
    let told = |operation, outcome: Outcome| {
        let latency = time_taken(payment, context, operation);
        record_outcome::decide(
            payment,
            context,
            router,
            policy,
            Told::Unasked,
            operation,
            outcome,
            latency,
        )
    };
    let taken = EventKind::NoticeTaken {
        gateway: gateway.clone(),
        event,
    };
    let decision = match notice {
        Notice::Outcome {
            operation,
            outcome,
            inquire,
        } => {
            let flight = flying(payment, &gateway, operation).ok_or(Rejection::StaleOutcome)?;
            let knows_more =
                inquire && matches!(outcome, Outcome::Approved(_)) && payment.attention.is_none();
            match flight.phase {
                Phase::Calling if knows_more => return Err(Rejection::StaleOutcome),
                Phase::InquireAt(_) if knows_more => inquire_now(payment, flight),
                Phase::Calling | Phase::InquireAt(_) | Phase::RetryAt(_) => told(operation, outcome)?,
            }
        }
        Notice::Undone { operation, decline } => match flying(payment, &gateway, operation) {
            Some(_) => told(operation, Outcome::Declined(decline))?,
            None => undone(payment, operation, &decline)?,
        },
        Notice::Dispute(report) => {
            let mut draft = Draft::of(payment);
            record_dispute::decide(payment, &mut draft, &gateway, *report)?;
            draft.push(taken);
            return Ok(draft.finish());
        }
    };
    Ok(decision.and(payment.id, taken))
}

/// The operation under way, if it is this one at this gateway.
fn flying<'a>(payment: &'a Payment, gateway: &GatewayName, operation: OperationId) -> Option<&'a Flight> {
    let flight = payment.flight.as_deref()?;
    let same = flight.operation.id == operation && flight.operation.gateway == *gateway;
    (same && !flight.is_postponed).then_some(flight)
}

/// How long it took from the send to the notice, where the send's time is known.
fn time_taken(payment: &Payment, context: &Context<'_>, operation: OperationId) -> Milliseconds {
    let mut attempts = payment.attempts.iter().rev();
    let attempt = attempts.find(|attempt| attempt.operation == operation);
    attempt.map_or(Milliseconds(0), |attempt| context.now.since(attempt.started_at))
}

/// The inquiry that is waited for.
fn inquire_now(payment: &Payment, flight: &Flight) -> Decision {
    let mut draft = Draft::of(payment);
    draft.push(EventKind::OperationStarted(Box::new(OperationStarted {
        operation: Operation {
            call: Call::Inquire,
            ..flight.operation.clone()
        },
        retries: flight.retries,
        explanation: Vec::new(),
        decision: Vec::new(),
    })));
    draft.finish()
}

/// What had succeeded has no effect in the end.
fn undone(payment: &Payment, operation: OperationId, decline: &Decline) -> Result<Decision, Rejection> {
    let mut refunds = payment.refunds.iter();
    let refund = refunds.find(|refund| refund.operation == Some(operation));
    match refund.map(|refund| refund.status) {
        // Told by the call itself, or about to be by the next one.
        Some(RefundStatus::Failed | RefundStatus::RefundInitiated) => return Err(Rejection::StaleOutcome),
        // The gateway says it again when the operation is over.
        Some(RefundStatus::Refunded) => guard::idle(payment)?,
        None => {}
    }
    if let Some(refund) = refund
        && payment.status == Status::PartiallyRefunded
    {
        let reason = format!("{} ({})", decline.code.as_str(), decline.gateway_code);
        return return_refund::decide(payment, refund.id, Some(reason));
    }
    let reason = AttentionReason::Undone;
    if payment.amount_captured.is_zero() || payment.attention == Some(reason) {
        return Err(Rejection::StaleOutcome);
    }
    let mut draft = Draft::of(payment);
    draft.push(EventKind::AttentionNeeded { reason });
    Ok(draft.finish())
}

#[cfg(test)]
mod tests;
