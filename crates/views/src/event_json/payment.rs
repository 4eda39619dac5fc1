//! The data of payments' events.

use bezant_kernel::{Card, Money};
use bezant_payments::{
    Authorized, Call, Candidate, CaptureMode, Created, DisputeChange, Doubt, Event, EventKind, FailureNote,
    Initiator, Operation, OperationEnded, OperationStarted, OperationUnknown, RetryReason, UnknownReason,
};
use serde_json::{Map, Value, json};

pub(super) fn json(event: &Event) -> Value {
    let mut data = kind(&event.kind);
    let fields = data.as_object_mut().expect("an event's data is an object");
    fields.insert("payment".into(), json!(event.payment));
    data
}

fn kind(kind: &EventKind) -> Value {
    match kind {
        EventKind::Created(created) => self::created(created),
        EventKind::ProcessingStarted(_)
        | EventKind::NotRouted { .. }
        | EventKind::Expired
        | EventKind::Reopened => json!({}),
        EventKind::OperationStarted(started) => operation_started(started),
        EventKind::OperationEnded(ended) => operation_ended(ended),
        EventKind::OperationUnknown(unknown) => operation_unknown(unknown),
        EventKind::RetryScheduled(retry) => {
            let mut data = operation(&retry.operation);
            data.insert("retries".into(), json!(retry.retries));
            data.insert("at".into(), json!(retry.at));
            if let RetryReason::Decline(note) = &retry.reason {
                data.insert("decline".into(), failure(note));
            }
            Value::Object(data)
        }
        EventKind::Authorized(authorized) => self::authorized(authorized),
        EventKind::CaptureRequested { amount } => {
            json!({ "amount": minor(*amount), "currency": amount.currency() })
        }
        EventKind::Captured { amount, fee } => {
            json!({ "amount": minor(*amount), "currency": amount.currency(), "fee": minor(*fee) })
        }
        EventKind::SettlementAwaited(awaited) => {
            let mut data = operation(&awaited.operation);
            data.insert("inquire_at".into(), json!(awaited.inquire_at));
            Value::Object(data)
        }
        EventKind::Completed { fee } => json!({ "fee": minor(*fee), "currency": fee.currency() }),
        EventKind::CaptureFailed(note) | EventKind::CancelFailed(note) | EventKind::Failed(note) => {
            json!({ "failure": failure(note) })
        }
        EventKind::CancelRequested { reason } | EventKind::Cancelled { reason } => {
            json!({ "reason": reason })
        }
        EventKind::RefundRequested {
            refund,
            amount,
            reason,
            everything: _,
        } => json!({
            "refund": refund,
            "amount": minor(*amount),
            "currency": amount.currency(),
            "reason": reason,
        }),
        EventKind::RefundSucceeded {
            refund,
            amount,
            reference,
            fee,
        } => json!({
            "refund": refund,
            "amount": minor(*amount),
            "currency": amount.currency(),
            "gateway_reference": reference.0,
            "fee": minor(*fee),
        }),
        EventKind::RefundFailed {
            refund,
            failure: note,
            status,
        } => json!({ "refund": refund, "failure": failure(note), "status": status }),
        EventKind::DisputeOpened(change)
        | EventKind::DisputeUpdated(change)
        | EventKind::DisputeWon(change)
        | EventKind::DisputeLost(change) => dispute(change),
        EventKind::AttentionNeeded { reason } => json!({ "reason": reason.as_str() }),
        EventKind::AttentionResolved { reason } => json!({ "reason": reason }),
        EventKind::NoticeTaken { gateway, event } => {
            json!({ "gateway": gateway.as_str(), "gateway_event": event })
        }
        EventKind::RefundReturned {
            refund,
            amount,
            reason,
            status,
        } => json!({
            "refund": refund,
            "amount": minor(*amount),
            "currency": amount.currency(),
            "reason": reason,
            "status": status,
        }),
    }
}

fn created(created: &Created) -> Value {
    let (capture_method, capture_after_seconds) = match created.capture {
        CaptureMode::Automatic => ("automatic", None),
        CaptureMode::Manual => ("manual", None),
        CaptureMode::AutomaticAfter(pause) => ("automatic_after", Some(pause.0 / 1_000)),
    };
    let metadata: Map<String, Value> = created
        .metadata
        .iter()
        .map(|(key, value)| (key.clone(), json!(value)))
        .collect();
    json!({
        "amount": minor(created.amount),
        "currency": created.amount.currency(),
        "capture_method": capture_method,
        "capture_after_seconds": capture_after_seconds,
        "method": created.method.as_str(),
        "country": created.country.as_ref().map(|country| country.as_str()),
        "card": card(&created.card),
        "initiator": match created.initiator {
            Initiator::Customer => "customer",
            Initiator::Merchant => "merchant",
        },
        "customer": created.customer,
        "description": created.description,
        "reference": created.reference,
        "metadata": metadata,
    })
}

fn card(card: &Card) -> Option<Value> {
    (!card.is_unknown()).then(|| {
        json!({
            "scheme": card.scheme.map(|one| one.as_str()),
            "category": card.category.map(|one| one.as_str()),
            "issuer_country": card.issuer_country.as_ref().map(|country| country.as_str()),
            "bin": card.bin.map(|bin| bin.to_string()),
        })
    })
}

fn operation_started(started: &OperationStarted) -> Value {
    let mut data = operation(&started.operation);
    data.insert("retries".into(), json!(started.retries));
    let candidates = started.explanation.iter().map(candidate);
    data.insert("candidates".into(), candidates.collect());
    Value::Object(data)
}

/// An operation without the payment method's token.
fn operation(operation: &Operation) -> Map<String, Value> {
    let data = json!({
        "operation": operation.id,
        "kind": operation.kind.as_str(),
        "refund": operation.refund,
        "gateway": operation.gateway.as_str(),
        "amount": minor(operation.amount),
        "currency": operation.amount.currency(),
        "attempt": operation.attempt,
        "call": call(operation.call),
    });
    match data {
        Value::Object(fields) => fields,
        _ => unreachable!("an object was written"),
    }
}

fn candidate(candidate: &Candidate) -> Value {
    json!({
        "gateway": candidate.gateway.as_str(),
        "score_millionths": candidate.score,
        "verdict": candidate.verdict,
    })
}

fn operation_ended(ended: &OperationEnded) -> Value {
    json!({
        "operation": ended.operation,
        "gateway": ended.gateway.as_str(),
        "kind": ended.kind.as_str(),
        "call": call(ended.call),
        "outcome": ended.class.as_str(),
        "code": Some(&ended.code).filter(|code| !code.is_empty()),
        "latency_ms": ended.latency,
    })
}

fn operation_unknown(unknown: &OperationUnknown) -> Value {
    json!({
        "operation": unknown.operation,
        "gateway": unknown.gateway.as_str(),
        "kind": unknown.kind.as_str(),
        "call": call(unknown.call),
        "doubt": doubt(unknown.doubt),
        "latency_ms": unknown.latency,
        "inquire_at": unknown.inquire_at,
        "needs_attention": unknown.needs_attention,
    })
}

fn authorized(authorized: &Authorized) -> Value {
    json!({
        "operation": authorized.operation,
        "gateway": authorized.gateway.as_str(),
        "gateway_reference": authorized.reference.0,
        "amount": minor(authorized.amount),
        "currency": authorized.amount.currency(),
        "expires_at": authorized.expires_at,
        "capture_at": authorized.capture_at,
    })
}

fn dispute(change: &DisputeChange) -> Value {
    let report = &change.report;
    json!({
        "dispute": report.dispute.0,
        "gateway": change.gateway.as_str(),
        "amount": minor(report.amount),
        "currency": report.amount.currency(),
        "reason": report.reason.as_str(),
        "gateway_reason": Some(&report.gateway_reason).filter(|text| !text.is_empty()),
        "status": report.status.as_str(),
        "funds": report.funds.map(|funds| funds.as_str()),
        "respond_by": report.respond_by,
        "amount_withdrawn": minor(change.withdrawn),
        "amount_lost": minor(change.written_off),
    })
}

fn failure(note: &FailureNote) -> Value {
    json!({
        "code": note.code,
        "message": note.message,
        "gateway_code": Some(&note.gateway_code).filter(|code| !code.is_empty()),
    })
}

const fn call(call: Call) -> &'static str {
    match call {
        Call::Send => "send",
        Call::Inquire => "inquire",
    }
}

const fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Unknown(UnknownReason::TimedOut) => "timed_out",
        Doubt::Unknown(UnknownReason::ConnectionLost) => "connection_lost",
        Doubt::Unknown(UnknownReason::BadAnswer) => "bad_answer",
        Doubt::Unknown(UnknownReason::Restarted) => "restarted",
        Doubt::Pending => "pending",
        Doubt::Contradiction => "contradiction",
    }
}

fn minor(money: Money) -> Value {
    i64::try_from(money.minor()).map_or_else(|_| json!(money.minor().to_string()), Value::from)
}
