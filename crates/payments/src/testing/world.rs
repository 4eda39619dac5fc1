//! Gateways as they are: they do things, and what they say about it may be lost, late or undecided. The world keeps the
//! truth, against which the payment is held.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{OperationId, OperationKind, RefundId};

use super::{approval, declined};
use crate::{Approval, Call, DeclineCode, Failure, Operation, Outcome, UnknownReason};

#[derive(Copy, Clone)]
enum Truth {
    Approved { captured: bool, settled: bool },
    Declined,
    Pending,
}

#[derive(Default)]
pub(super) struct World {
    truths: BTreeMap<OperationId, Truth>,
    /// Authorizations that hold or took money.
    pub(super) live: BTreeSet<OperationId>,
    pub(super) captured: i128,
    pub(super) refunded: i128,
    refunds: BTreeSet<RefundId>,
}

const LOST: Outcome = Outcome::Unknown(UnknownReason::TimedOut);

impl World {
    /// What the caller hears; `luck` decides what there is to decide.
    pub(super) fn answer(&mut self, operation: &Operation, luck: u16) -> Outcome {
        match (operation.call, self.truths.get(&operation.id).copied()) {
            // Sent again: the gateway's idempotency gives the first answer.
            (Call::Send, Some(truth)) => say(operation, truth),
            (Call::Send, None) => self.send(operation, luck),
            (Call::Inquire, _) if luck.is_multiple_of(7) => LOST,
            (Call::Inquire, None) => Outcome::NotFound,
            (Call::Inquire, Some(truth)) => {
                let truth = self.go_on(operation, truth, luck);
                say(operation, truth)
            }
        }
    }

    /// What the gateway would say of itself, if there is a last word.
    pub(super) fn last_word(&self, operation: &Operation) -> Option<Outcome> {
        match self.truths.get(&operation.id)? {
            Truth::Pending => None,
            truth @ (Truth::Approved { .. } | Truth::Declined) => Some(say(operation, *truth)),
        }
    }

    fn send(&mut self, operation: &Operation, luck: u16) -> Outcome {
        let settled = !luck.is_multiple_of(5);
        let captured = operation.capture && !luck.is_multiple_of(11);
        match luck % 10 {
            0..4 => self.decide(operation, Truth::Approved { captured, settled }),
            4 => self.decide(operation, Truth::Declined),
            5 => Outcome::Failed(Failure::Unavailable),
            6 => Outcome::Failed(Failure::Refused),
            7 => {
                self.decide(operation, Truth::Approved { captured, settled });
                LOST
            }
            8 => LOST,
            _ => self.decide(operation, Truth::Pending),
        }
    }

    /// Undecided things get decided while time goes by.
    fn go_on(&mut self, operation: &Operation, truth: Truth, luck: u16) -> Truth {
        let next = match (truth, luck % 3) {
            (Truth::Pending, 0) => Truth::Approved {
                captured: operation.capture,
                settled: true,
            },
            (Truth::Pending, 1) => Truth::Declined,
            (
                Truth::Approved {
                    captured,
                    settled: false,
                },
                0,
            ) => Truth::Approved {
                captured,
                settled: true,
            },
            (
                Truth::Approved {
                    captured,
                    settled: false,
                },
                1,
            ) if captured || takes(operation) => {
                self.captured = 0;
                self.live.clear();
                Truth::Declined
            }
            (unchanged, _) => return unchanged,
        };
        if let Truth::Pending = truth {
            self.decide(operation, next);
        }
        self.truths.insert(operation.id, next);
        next
    }

    fn decide(&mut self, operation: &Operation, truth: Truth) -> Outcome {
        self.truths.insert(operation.id, truth);
        if let Truth::Approved { captured, .. } = truth {
            let amount = operation.amount.minor();
            match operation.kind {
                OperationKind::Authorize => {
                    assert!(self.live.is_empty(), "two gateways hold money for one payment");
                    self.live.insert(operation.id);
                    self.captured += if captured { amount } else { 0 };
                }
                OperationKind::Capture => {
                    assert_eq!(
                        (self.captured, self.live.len()),
                        (0, 1),
                        "reserved money is taken once"
                    );
                    self.captured = amount;
                }
                OperationKind::Void => {
                    assert_eq!(self.captured, 0, "what was taken is not released");
                    self.live.clear();
                }
                OperationKind::Refund => {
                    let refund = operation.refund.expect("a refund's operation names its refund");
                    assert!(self.refunds.insert(refund), "a refund is paid once");
                    self.refunded += amount;
                    assert!(
                        self.refunded <= self.captured,
                        "no more is refunded than was captured"
                    );
                }
            }
        }
        say(operation, truth)
    }
}

fn takes(operation: &Operation) -> bool {
    operation.kind == OperationKind::Capture
}

fn say(operation: &Operation, truth: Truth) -> Outcome {
    match truth {
        Truth::Approved { captured, settled } => Outcome::Approved(Approval {
            captured,
            settled,
            ..approval(operation.amount.minor())
        }),
        Truth::Declined => declined(DeclineCode::GenericDecline),
        Truth::Pending => Outcome::Pending,
    }
}
