//! Events as bytes.

use bezant_kernel::wire::{Corrupt, id_bytes, id_from};
use bezant_kernel::{Milliseconds, PaymentId, Timestamp};
use prost::Message;

use super::dispute::{change_from, change_wire};
use super::messages::{
    AttentionWire, AuthorizedWire, CaptureRequestedWire, CapturedWire, CompletedWire, CreatedWire, EventWire,
    FailedWire, KindWire, NotRoutedWire, NothingWire, NoticeTakenWire, OperationEndedWire,
    OperationStartedWire, OperationUnknownWire, ReasonWire, RefundFailedWire, RefundRequestedWire,
    RefundReturnedWire, RefundSucceededWire, RetryScheduledWire, SettlementAwaitedWire,
};
use super::{
    advice_from, advice_wire, billing_from, billing_wire, call_from, call_number, candidate_wires,
    candidates_from, capture_from, capture_parts, card_from, card_wire, country_from, gateway_from,
    initiator_from, method_from, money_from, note_from, note_wire, operation_from, operation_kind_from,
    operation_wire, pair_wires, pairs_from, retry_plan_from, retry_plan_wire,
};
use crate::attention::AttentionReason;
use crate::command::Initiator;
use crate::event::{
    Authorized, Created, Doubt, Event, EventKind, OperationEnded, OperationStarted, OperationUnknown,
    OutcomeClass, RetryReason, RetryScheduled, SettlementAwaited,
};
use crate::operation::{GatewayReference, UnknownReason};
use crate::payment::FailureNote;
use crate::status::Status;

/// Writes an event's stored form.
pub fn encode_event(event: &Event, out: &mut Vec<u8>) {
    let wire = EventWire {
        payment: id_bytes(event.payment),
        kind: Some(kind_wire(&event.kind)),
    };
    wire.encode(out).expect("a vector grows as needed");
}

/// Reads an event's stored form.
pub fn decode_event(bytes: &[u8]) -> Result<Event, Corrupt> {
    let wire = EventWire::decode(bytes)?;
    let payment = id_from(&wire.payment)?;
    let kind = kind_from(payment, wire.kind.ok_or(Corrupt("unknown payment event"))?)?;
    Ok(Event { payment, kind })
}

fn kind_wire(kind: &EventKind) -> KindWire {
    match kind {
        EventKind::Created(created) => KindWire::Created(created_wire(created)),
        EventKind::ProcessingStarted(advice) => KindWire::ProcessingStarted(advice_wire(advice)),
        EventKind::NotRouted { decision } => KindWire::NotRouted(NotRoutedWire {
            decision: decision.clone(),
        }),
        EventKind::OperationStarted(started) => KindWire::OperationStarted(OperationStartedWire {
            operation: Some(operation_wire(&started.operation)),
            retries: started.retries,
            explanation: candidate_wires(&started.explanation),
            decision: started.decision.clone(),
        }),
        EventKind::OperationEnded(ended) => KindWire::OperationEnded(OperationEndedWire {
            operation: id_bytes(ended.operation),
            gateway: ended.gateway.as_str().to_owned(),
            kind: ended.kind.number(),
            call: call_number(ended.call),
            class: ended.class.number(),
            code: ended.code.clone(),
            latency: ended.latency.0,
        }),
        EventKind::OperationUnknown(unknown) => KindWire::OperationUnknown(OperationUnknownWire {
            operation: id_bytes(unknown.operation),
            gateway: unknown.gateway.as_str().to_owned(),
            kind: unknown.kind.number(),
            call: call_number(unknown.call),
            doubt: doubt_number(unknown.doubt),
            latency: unknown.latency.0,
            inquire_at: unknown.inquire_at.as_microseconds(),
            needs_attention: unknown.needs_attention,
        }),
        EventKind::RetryScheduled(retry) => KindWire::RetryScheduled(RetryScheduledWire {
            operation: Some(operation_wire(&retry.operation)),
            retries: retry.retries,
            at: retry.at.as_microseconds(),
            doubted: retry.doubted,
            decline: match &retry.reason {
                RetryReason::Failure => None,
                RetryReason::Decline(note) => Some(note_wire(note)),
            },
        }),
        EventKind::Authorized(authorized) => KindWire::Authorized(AuthorizedWire {
            operation: id_bytes(authorized.operation),
            gateway: authorized.gateway.as_str().to_owned(),
            reference: authorized.reference.0.clone(),
            amount: Some(authorized.amount.into()),
            expires_at: authorized.expires_at.as_microseconds(),
            capture_at: authorized.capture_at.map(Timestamp::as_microseconds),
        }),
        EventKind::CaptureRequested { amount } => KindWire::CaptureRequested(CaptureRequestedWire {
            amount: Some((*amount).into()),
        }),
        EventKind::Captured { amount, fee } => KindWire::Captured(CapturedWire {
            amount: Some((*amount).into()),
            fee: Some((*fee).into()),
        }),
        EventKind::SettlementAwaited(awaited) => KindWire::SettlementAwaited(SettlementAwaitedWire {
            operation: Some(operation_wire(&awaited.operation)),
            inquire_at: awaited.inquire_at.as_microseconds(),
        }),
        EventKind::Completed { fee } => KindWire::Completed(CompletedWire {
            fee: Some((*fee).into()),
        }),
        EventKind::CaptureFailed(note) => KindWire::CaptureFailed(failed_wire(note)),
        EventKind::CancelRequested { reason } => KindWire::CancelRequested(ReasonWire {
            reason: reason.clone(),
        }),
        EventKind::Cancelled { reason } => KindWire::Cancelled(ReasonWire {
            reason: reason.clone(),
        }),
        EventKind::CancelFailed(note) => KindWire::CancelFailed(failed_wire(note)),
        EventKind::Expired => KindWire::Expired(NothingWire {}),
        EventKind::Failed(note) => KindWire::Failed(failed_wire(note)),
        EventKind::RefundRequested {
            refund,
            amount,
            reason,
            everything,
        } => KindWire::RefundRequested(RefundRequestedWire {
            refund: id_bytes(*refund),
            amount: Some((*amount).into()),
            reason: reason.clone(),
            everything: *everything,
        }),
        EventKind::RefundSucceeded {
            refund,
            amount,
            reference,
            fee,
        } => KindWire::RefundSucceeded(RefundSucceededWire {
            refund: id_bytes(*refund),
            amount: Some((*amount).into()),
            reference: reference.0.clone(),
            fee: Some((*fee).into()),
        }),
        EventKind::RefundFailed {
            refund,
            failure,
            status,
        } => KindWire::RefundFailed(RefundFailedWire {
            refund: id_bytes(*refund),
            failure: Some(note_wire(failure)),
            status: status.number(),
        }),
        EventKind::RefundReturned {
            refund,
            amount,
            reason,
            status,
        } => KindWire::RefundReturned(RefundReturnedWire {
            refund: id_bytes(*refund),
            amount: Some((*amount).into()),
            reason: reason.clone(),
            status: status.number(),
        }),
        EventKind::Reopened => KindWire::Reopened(NothingWire {}),
        EventKind::DisputeOpened(change) => KindWire::DisputeOpened(change_wire(change)),
        EventKind::DisputeUpdated(change) => KindWire::DisputeUpdated(change_wire(change)),
        EventKind::DisputeWon(change) => KindWire::DisputeWon(change_wire(change)),
        EventKind::DisputeLost(change) => KindWire::DisputeLost(change_wire(change)),
        EventKind::AttentionNeeded { reason } => KindWire::AttentionNeeded(AttentionWire {
            reason: reason.number(),
        }),
        EventKind::AttentionResolved { reason } => KindWire::AttentionResolved(ReasonWire {
            reason: reason.clone(),
        }),
        EventKind::NoticeTaken { gateway, event } => KindWire::NoticeTaken(NoticeTakenWire {
            gateway: gateway.as_str().to_owned(),
            event: event.clone(),
        }),
    }
}

fn kind_from(payment: PaymentId, wire: KindWire) -> Result<EventKind, Corrupt> {
    Ok(match wire {
        KindWire::Created(wire) => EventKind::Created(Box::new(created_from(wire)?)),
        KindWire::ProcessingStarted(wire) => EventKind::ProcessingStarted(Box::new(advice_from(wire)?)),
        KindWire::NotRouted(wire) => EventKind::NotRouted {
            decision: wire.decision,
        },
        KindWire::OperationStarted(wire) => EventKind::OperationStarted(Box::new(OperationStarted {
            operation: operation_from(payment, wire.operation)?,
            retries: wire.retries,
            explanation: candidates_from(wire.explanation)?,
            decision: wire.decision,
        })),
        KindWire::OperationEnded(wire) => EventKind::OperationEnded(OperationEnded {
            operation: id_from(&wire.operation)?,
            gateway: gateway_from(&wire.gateway)?,
            kind: operation_kind_from(wire.kind)?,
            call: call_from(wire.call)?,
            class: OutcomeClass::from_number(wire.class).ok_or(Corrupt("unknown class of outcome"))?,
            code: wire.code,
            latency: Milliseconds(wire.latency),
        }),
        KindWire::OperationUnknown(wire) => EventKind::OperationUnknown(OperationUnknown {
            operation: id_from(&wire.operation)?,
            gateway: gateway_from(&wire.gateway)?,
            kind: operation_kind_from(wire.kind)?,
            call: call_from(wire.call)?,
            doubt: doubt_from(wire.doubt)?,
            latency: Milliseconds(wire.latency),
            inquire_at: Timestamp::from_microseconds(wire.inquire_at),
            needs_attention: wire.needs_attention,
        }),
        KindWire::RetryScheduled(wire) => EventKind::RetryScheduled(Box::new(RetryScheduled {
            operation: operation_from(payment, wire.operation)?,
            retries: wire.retries,
            at: Timestamp::from_microseconds(wire.at),
            doubted: wire.doubted,
            reason: match wire.decline {
                None => RetryReason::Failure,
                Some(note) => RetryReason::Decline(note_from(note)),
            },
        })),
        KindWire::Authorized(wire) => EventKind::Authorized(Box::new(Authorized {
            operation: id_from(&wire.operation)?,
            gateway: gateway_from(&wire.gateway)?,
            reference: GatewayReference(wire.reference),
            amount: money_from(wire.amount)?,
            expires_at: Timestamp::from_microseconds(wire.expires_at),
            capture_at: wire.capture_at.map(Timestamp::from_microseconds),
        })),
        KindWire::CaptureRequested(wire) => EventKind::CaptureRequested {
            amount: money_from(wire.amount)?,
        },
        KindWire::Captured(wire) => EventKind::Captured {
            amount: money_from(wire.amount)?,
            fee: money_from(wire.fee)?,
        },
        KindWire::SettlementAwaited(wire) => EventKind::SettlementAwaited(Box::new(SettlementAwaited {
            operation: operation_from(payment, wire.operation)?,
            inquire_at: Timestamp::from_microseconds(wire.inquire_at),
        })),
        KindWire::Completed(wire) => EventKind::Completed {
            fee: money_from(wire.fee)?,
        },
        KindWire::CaptureFailed(wire) => EventKind::CaptureFailed(failed_from(wire)?),
        KindWire::CancelRequested(wire) => EventKind::CancelRequested { reason: wire.reason },
        KindWire::Cancelled(wire) => EventKind::Cancelled { reason: wire.reason },
        KindWire::CancelFailed(wire) => EventKind::CancelFailed(failed_from(wire)?),
        KindWire::Expired(_) => EventKind::Expired,
        KindWire::Failed(wire) => EventKind::Failed(failed_from(wire)?),
        KindWire::RefundRequested(wire) => EventKind::RefundRequested {
            refund: id_from(&wire.refund)?,
            amount: money_from(wire.amount)?,
            reason: wire.reason,
            everything: wire.everything,
        },
        KindWire::RefundSucceeded(wire) => EventKind::RefundSucceeded {
            refund: id_from(&wire.refund)?,
            amount: money_from(wire.amount)?,
            reference: GatewayReference(wire.reference),
            fee: money_from(wire.fee)?,
        },
        KindWire::RefundFailed(wire) => EventKind::RefundFailed {
            refund: id_from(&wire.refund)?,
            failure: note_from(wire.failure.ok_or(Corrupt("a failed refund has a failure"))?),
            status: status_from(wire.status)?,
        },
        KindWire::RefundReturned(wire) => EventKind::RefundReturned {
            refund: id_from(&wire.refund)?,
            amount: money_from(wire.amount)?,
            reason: wire.reason,
            status: status_from(wire.status)?,
        },
        KindWire::Reopened(_) => EventKind::Reopened,
        KindWire::DisputeOpened(wire) => EventKind::DisputeOpened(change_from(wire)?),
        KindWire::DisputeUpdated(wire) => EventKind::DisputeUpdated(change_from(wire)?),
        KindWire::DisputeWon(wire) => EventKind::DisputeWon(change_from(wire)?),
        KindWire::DisputeLost(wire) => EventKind::DisputeLost(change_from(wire)?),
        KindWire::AttentionNeeded(wire) => EventKind::AttentionNeeded {
            reason: AttentionReason::from_number(wire.reason)
                .ok_or(Corrupt("unknown reason for attention"))?,
        },
        KindWire::AttentionResolved(wire) => EventKind::AttentionResolved { reason: wire.reason },
        KindWire::NoticeTaken(wire) => EventKind::NoticeTaken {
            gateway: gateway_from(&wire.gateway)?,
            event: wire.event,
        },
    })
}

fn created_wire(created: &Created) -> CreatedWire {
    let (capture, capture_after) = capture_parts(created.capture);
    CreatedWire {
        amount: Some(created.amount.into()),
        capture,
        capture_after,
        method: created.method.number(),
        token: created.token.clone(),
        country: created.country.map(|country| country.as_str().to_owned()),
        customer: created.customer.clone(),
        description: created.description.clone(),
        reference: created.reference.clone(),
        metadata: pair_wires(&created.metadata),
        card: card_wire(&created.card),
        by_merchant: created.initiator == Initiator::Merchant,
        retries: created.retries.as_ref().map(retry_plan_wire),
        answer_within_ms: created.answer_within.map(|span| span.0),
        created_by: created.created_by.map(id_bytes),
        billing: created.billing.as_deref().map(billing_wire),
    }
}

fn created_from(wire: CreatedWire) -> Result<Created, Corrupt> {
    Ok(Created {
        amount: money_from(wire.amount)?,
        capture: capture_from(wire.capture, wire.capture_after)?,
        method: method_from(wire.method)?,
        token: wire.token,
        country: country_from(wire.country)?,
        customer: wire.customer,
        description: wire.description,
        reference: wire.reference,
        metadata: pairs_from(wire.metadata),
        card: card_from(wire.card)?,
        initiator: initiator_from(wire.by_merchant),
        retries: wire.retries.map(retry_plan_from),
        answer_within: wire.answer_within_ms.map(Milliseconds),
        created_by: wire.created_by.map(|bytes| id_from(&bytes)).transpose()?,
        billing: wire.billing.map(billing_from).transpose()?,
    })
}

fn failed_wire(note: &FailureNote) -> FailedWire {
    FailedWire {
        failure: Some(note_wire(note)),
    }
}

fn failed_from(wire: FailedWire) -> Result<FailureNote, Corrupt> {
    wire.failure.map(note_from).ok_or(Corrupt("a failure is missing"))
}

fn status_from(number: u32) -> Result<Status, Corrupt> {
    Status::from_number(number).ok_or(Corrupt("unknown status"))
}

fn doubt_number(doubt: Doubt) -> u32 {
    match doubt {
        Doubt::Pending => 1,
        Doubt::Contradiction => 2,
        Doubt::Unknown(UnknownReason::TimedOut) => 3,
        Doubt::Unknown(UnknownReason::ConnectionLost) => 4,
        Doubt::Unknown(UnknownReason::BadAnswer) => 5,
        Doubt::Unknown(UnknownReason::Restarted) => 6,
    }
}

fn doubt_from(number: u32) -> Result<Doubt, Corrupt> {
    Ok(match number {
        1 => Doubt::Pending,
        2 => Doubt::Contradiction,
        3 => Doubt::Unknown(UnknownReason::TimedOut),
        4 => Doubt::Unknown(UnknownReason::ConnectionLost),
        5 => Doubt::Unknown(UnknownReason::BadAnswer),
        6 => Doubt::Unknown(UnknownReason::Restarted),
        _ => return Err(Corrupt("unknown doubt")),
    })
}

#[cfg(test)]
mod tests;
