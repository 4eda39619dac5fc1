//! One event of every kind, against what was recorded.

use bezant_kernel::{Currency, GatewayName, MethodKind, Money, OperationId, OperationKind, RefundId};

use super::*;
use crate::{Call, Candidate, CaptureMode, FailureNote, Operation};

/// One event of every kind, in the order of their numbers.
fn samples() -> Vec<EventKind> {
    let amount = Money::new(1_099, Currency::EUR);
    let fee = Money::new(29, Currency::EUR);
    let (id, refund) = (OperationId::from_u128(2), RefundId::from_u128(3));
    let gateway: GatewayName = "sandbox_a".parse().unwrap();
    let at = Timestamp::from_microseconds(1_700_000_000_123_456);
    let note = FailureNote {
        code: "generic_decline".to_owned(),
        message: "no".to_owned(),
        gateway_code: "51".to_owned(),
    };
    let reason = Some("late".to_owned());
    let reference = GatewayReference("pi_1".to_owned());
    let operation = Operation {
        id,
        kind: OperationKind::Refund,
        payment: PaymentId::from_u128(1),
        refund: Some(refund),
        gateway: gateway.clone(),
        amount,
        capture: true,
        attempt: 2,
        method: MethodKind::Wallet,
        token: "tok".to_owned(),
        country: Some("DE".parse().unwrap()),
        authorization: Some(reference.clone()),
        call: Call::Inquire,
    };
    vec![
        EventKind::Created(Box::new(Created {
            amount,
            capture: CaptureMode::AutomaticAfter(Milliseconds(5)),
            method: MethodKind::Card,
            token: "tok".to_owned(),
            country: Some("DE".parse().unwrap()),
            customer: Some("c".to_owned()),
            description: Some("d".to_owned()),
            reference: Some("r".to_owned()),
            metadata: vec![("k".to_owned(), "v".to_owned())],
        })),
        EventKind::ProcessingStarted,
        EventKind::OperationStarted(Box::new(OperationStarted {
            operation: operation.clone(),
            retries: 1,
            explanation: vec![Candidate {
                gateway: gateway.clone(),
                score: -7,
                verdict: "chosen".into(),
            }],
        })),
        EventKind::OperationEnded(OperationEnded {
            operation: id,
            gateway: gateway.clone(),
            kind: OperationKind::Capture,
            call: Call::Inquire,
            class: OutcomeClass::Declined,
            code: "generic_decline".to_owned(),
            latency: Milliseconds(45),
        }),
        EventKind::OperationUnknown(OperationUnknown {
            operation: id,
            gateway: gateway.clone(),
            kind: OperationKind::Void,
            call: Call::Send,
            doubt: Doubt::Unknown(UnknownReason::Restarted),
            latency: Milliseconds(45),
            inquire_at: at,
            needs_attention: true,
        }),
        EventKind::RetryScheduled(Box::new(RetryScheduled {
            operation: operation.clone(),
            retries: 1,
            at,
            doubted: true,
        })),
        EventKind::Authorized(Box::new(Authorized {
            operation: id,
            gateway,
            reference: reference.clone(),
            amount,
            expires_at: at,
            capture_at: Some(at),
        })),
        EventKind::CaptureRequested { amount },
        EventKind::Captured { amount, fee },
        EventKind::SettlementAwaited(Box::new(SettlementAwaited {
            operation,
            inquire_at: at,
        })),
        EventKind::Completed { fee },
        EventKind::CaptureFailed(note.clone()),
        EventKind::CancelRequested {
            reason: reason.clone(),
        },
        EventKind::Cancelled { reason: None },
        EventKind::CancelFailed(note.clone()),
        EventKind::Expired,
        EventKind::Failed(note.clone()),
        EventKind::RefundRequested {
            refund,
            amount,
            reason: reason.clone(),
            everything: true,
        },
        EventKind::RefundSucceeded {
            refund,
            amount,
            reference,
            fee,
        },
        EventKind::RefundFailed {
            refund,
            failure: note,
            status: Status::PartiallyRefunded,
        },
        EventKind::RefundReturned {
            refund,
            amount,
            reason,
            status: Status::Completed,
        },
        EventKind::Reopened,
    ]
}

/// What was written once must be readable for ever: this file only grows.
const RECORDED: &str = include_str!("recorded_events.txt");

#[test]
fn recorded_events_are_still_read_and_written_the_same() {
    let payment = PaymentId::from_u128(1);
    let mut written = String::new();
    for (kind, name) in samples().into_iter().zip(Event::NAMES) {
        let event = Event { payment, kind };
        assert_eq!(event.name(), *name);
        let mut bytes = Vec::new();
        encode_event(&event, &mut bytes);
        assert_eq!(decode_event(&bytes), Ok(event));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        written.push_str(&format!("{name} {hex}\n"));
    }
    assert_eq!(samples().len(), Event::NAMES.len());
    assert_eq!(written, RECORDED);
}

#[test]
fn damage_is_an_error_and_no_panic() {
    let payment = PaymentId::from_u128(1);
    for kind in samples() {
        let mut bytes = Vec::new();
        encode_event(&Event { payment, kind }, &mut bytes);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x5a;
            drop(decode_event(&damaged));
        }
        assert!(decode_event(&bytes[..bytes.len() - 1]).is_err());
    }
    assert!(decode_event(&[]).is_err());
}
