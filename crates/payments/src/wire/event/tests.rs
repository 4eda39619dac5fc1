//! One event of every kind, against what was recorded.

use std::collections::BTreeSet;

use bezant_kernel::{
    Card, CardCategory, CardScheme, Currency, GatewayName, MethodKind, Money, OperationId, OperationKind,
    PrincipalId, RefundId,
};

use super::*;
use crate::command::{Initiator, RetryPlan};
use crate::{
    Advice, Call, Candidate, CaptureMode, DisputeChange, DisputeReason, DisputeReference, DisputeReport,
    DisputeStatus, DisputedFunds, FailureNote, Operation,
};

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
        card: Card::default(),
        initiator: Initiator::Customer,
        three_d_secure: false,
        deadline: None,
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
            card: Card::default(),
            initiator: Initiator::Customer,
            retries: None,
            answer_within: None,
            customer: Some("c".to_owned()),
            description: Some("d".to_owned()),
            reference: Some("r".to_owned()),
            metadata: vec![("k".to_owned(), "v".to_owned())],
            billing: None,
            created_by: None,
        })),
        EventKind::ProcessingStarted(Box::default()),
        EventKind::OperationStarted(Box::new(OperationStarted {
            operation: operation.clone(),
            retries: 1,
            explanation: vec![Candidate {
                gateway: gateway.clone(),
                score: -7,
                verdict: "chosen".into(),
            }],
            decision: Vec::new(),
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
            reason: RetryReason::Failure,
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

/// Kinds that came later, and those that have grown, with what they gained.
fn later_samples() -> Vec<EventKind> {
    let gateway: GatewayName = "sandbox_a".parse().unwrap();
    let at = Timestamp::from_microseconds(1_700_000_000_123_456);
    let card = Card {
        scheme: Some(CardScheme::Visa),
        category: Some(CardCategory::Debit),
        issuer_country: Some("FR".parse().unwrap()),
        bin: Some("411111".parse().unwrap()),
    };
    let mut later = Vec::new();
    for mut kind in samples() {
        let operation = match &mut kind {
            EventKind::Created(created) => {
                created.card = card;
                created.initiator = Initiator::Merchant;
                created.retries = Some(RetryPlan {
                    retries: 3,
                    within: Milliseconds(1_000),
                });
                created.answer_within = Some(Milliseconds(9));
                None
            }
            EventKind::ProcessingStarted(advice) => {
                **advice = Advice::new(vec![gateway.clone()], vec![gateway.clone()], true);
                None
            }
            EventKind::OperationStarted(started) => {
                started.decision = vec![1, 2];
                Some(&mut started.operation)
            }
            EventKind::RetryScheduled(retry) => {
                retry.reason = RetryReason::Decline(FailureNote {
                    code: "do_not_honor".to_owned(),
                    message: "no".to_owned(),
                    gateway_code: "05".to_owned(),
                });
                Some(&mut retry.operation)
            }
            _ => continue,
        };
        if let Some(operation) = operation {
            operation.card = card;
            operation.initiator = Initiator::Merchant;
            operation.three_d_secure = true;
            operation.deadline = Some(at);
        }
        later.push(kind);
    }
    later.push(EventKind::NotRouted { decision: vec![3] });
    let amount = Money::new(1_099, Currency::EUR);
    let change = Box::new(DisputeChange {
        report: DisputeReport {
            dispute: DisputeReference("dp_1".to_owned()),
            amount,
            reason: DisputeReason::Fraudulent,
            gateway_reason: "10.4".to_owned(),
            status: DisputeStatus::Lost,
            funds: Some(DisputedFunds::Withdrawn),
            respond_by: Some(at),
        },
        gateway: gateway.clone(),
        withdrawn: amount,
        written_off: amount,
    });
    later.extend([
        EventKind::DisputeOpened(change.clone()),
        EventKind::DisputeUpdated(change.clone()),
        EventKind::DisputeWon(change.clone()),
        EventKind::DisputeLost(change),
        EventKind::AttentionNeeded {
            reason: AttentionReason::Undone,
        },
        EventKind::AttentionResolved {
            reason: Some("late".to_owned()),
        },
        EventKind::NoticeTaken {
            gateway,
            event: "evt_1".to_owned(),
        },
    ]);
    if let EventKind::Created(mut created) = samples().swap_remove(0) {
        created.created_by = Some(PrincipalId::from_u128(4));
        later.push(EventKind::Created(created));
    }
    later
}

/// What was written once must be readable for ever: this file only grows.
const RECORDED: &str = include_str!("recorded_events.txt");

#[test]
fn recorded_events_are_still_read_and_written_the_same() {
    let payment = PaymentId::from_u128(1);
    let mut written = String::new();
    let mut names = BTreeSet::new();
    for kind in samples().into_iter().chain(later_samples()) {
        let event = Event { payment, kind };
        let name = event.name();
        names.insert(name);
        let mut bytes = Vec::new();
        encode_event(&event, &mut bytes);
        assert_eq!(decode_event(&bytes), Ok(event));
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        written.push_str(&format!("{name} {hex}\n"));
    }
    assert_eq!(names, BTreeSet::from_iter(Event::NAMES.iter().copied()));
    assert_eq!(written, RECORDED);
}

#[test]
fn damage_is_an_error_and_no_panic() {
    let payment = PaymentId::from_u128(1);
    for kind in samples().into_iter().chain(later_samples()) {
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
