//! The sandbox connector: a gateway in process, for trying things out, for tests and for benchmarks.
//!
//! The payment method's token says what happens ([`magic`]); the outcome of an operation depends on nothing but the
//! operation, the token and whether this process has seen the operation before. It reads no clock and uses no
//! randomness. It must never answer so that a payment could be charged twice: an operation that was done stays done,
//! however often it is sent.

mod capabilities;
mod magic;
mod memory;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bezant_kernel::{Money, OperationId, OperationKind};
use bezant_payments::{
    Approval, Call, Decline, DeclineCode, Failure, GatewayReference, Operation, Outcome, UnknownReason,
};

use crate::config::{ConfigError, GatewayConfig};
use crate::port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Refund, Void};
use magic::Behaviour;
pub use magic::magic_table;
use memory::{Deed, Memory};

/// Sets a sandbox up.
pub(crate) fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    Ok(Box::new(Sandbox {
        capabilities: config.capabilities(capabilities::METHODS, capabilities::OPERATIONS)?,
        fee_basis_points: config.fee_basis_points,
        fee_fixed_minor: config.fee_fixed_minor.into(),
        latency: Duration::from_millis(config.sandbox.latency_ms),
        outage: config.sandbox.outage,
        memory: Mutex::new(Memory::default()),
    }))
}

struct Sandbox {
    capabilities: Capabilities,
    fee_basis_points: u32,
    fee_fixed_minor: i128,
    latency: Duration,
    outage: bool,
    memory: Mutex<Memory>,
}

impl Sandbox {
    async fn answer(&self, operation: &Operation) -> Outcome {
        if self.outage {
            return Outcome::Failed(Failure::Unavailable);
        }
        let unlinked = operation.kind != OperationKind::Authorize && operation.authorization.is_none();
        if unlinked || u64::try_from(operation.amount.minor()).is_err() {
            return Outcome::Failed(Failure::Refused);
        }
        let behaviour = magic::behaviour(operation);
        // The deed comes before the wait: a caller that gives up has an operation that may have been done.
        let outcome = match operation.call {
            Call::Send => self.send(operation, behaviour),
            Call::Inquire => self.inquiry(operation, behaviour),
        };
        let wait = match (behaviour, operation.call) {
            (Behaviour::Slow(milliseconds), Call::Send) => self.latency + Duration::from_millis(milliseconds),
            _ => self.latency,
        };
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        outcome
    }

    fn send(&self, operation: &Operation, behaviour: Behaviour) -> Outcome {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = memory.recall(operation.id);
        let unanswered = Outcome::Unknown(UnknownReason::TimedOut);
        let (deed, outcome) = match (behaviour, before) {
            (Behaviour::Fail(failure), _) => return Outcome::Failed(failure),
            (Behaviour::FailFirst(failure), None) if operation.attempt <= 1 => {
                (Deed::Refused, Outcome::Failed(failure))
            }
            (Behaviour::AnswerLost | Behaviour::AnswerLostAndHidden, None) => (Deed::Done, unanswered),
            (Behaviour::RequestLost, None) => (Deed::Refused, unanswered),
            (
                Behaviour::PendingThenApproved | Behaviour::PendingThenDeclined(_, _),
                None | Some(Deed::Done),
            ) => (Deed::Done, Outcome::Pending),
            (Behaviour::Unsettled { .. }, None | Some(Deed::Done)) => {
                (Deed::Done, self.approved(operation, false))
            }
            _ => (Deed::Shown, self.final_word(operation, behaviour)),
        };
        memory.remember(operation.id, deed);
        outcome
    }

    fn inquiry(&self, operation: &Operation, behaviour: Behaviour) -> Outcome {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        match memory.recall(operation.id) {
            None | Some(Deed::Refused) => Outcome::NotFound,
            Some(Deed::Done) if behaviour == Behaviour::AnswerLostAndHidden => Outcome::NotFound,
            Some(Deed::Done | Deed::Shown) => {
                memory.remember(operation.id, Deed::Shown);
                self.final_word(operation, behaviour)
            }
        }
    }

    /// What is said in the end about an operation that was decided.
    fn final_word(&self, operation: &Operation, behaviour: Behaviour) -> Outcome {
        match behaviour {
            Behaviour::Decline(code, gateway_code) | Behaviour::PendingThenDeclined(code, gateway_code) => {
                declined(code, gateway_code)
            }
            Behaviour::Unsettled { then_fails: true } => {
                declined(DeclineCode::GenericDecline, "capture_failed")
            }
            Behaviour::Approve
            | Behaviour::Slow(_)
            | Behaviour::Fail(_)
            | Behaviour::FailFirst(_)
            | Behaviour::AnswerLost
            | Behaviour::AnswerLostAndHidden
            | Behaviour::RequestLost
            | Behaviour::PendingThenApproved
            | Behaviour::Unsettled { then_fails: false } => self.approved(operation, true),
        }
    }

    fn approved(&self, operation: &Operation, settled: bool) -> Outcome {
        let captured = operation.kind == OperationKind::Authorize && operation.capture;
        let takes_money = captured || operation.kind == OperationKind::Capture;
        let nothing = Money::zero(operation.amount.currency());
        Outcome::Approved(Approval {
            reference: reference(operation.kind, operation.id),
            amount: operation.amount,
            fee: if takes_money {
                self.fee(operation.amount)
            } else {
                nothing
            },
            captured,
            settled,
        })
    }

    /// The configured price, but never more than the amount.
    fn fee(&self, amount: Money) -> Money {
        let fixed = Money::new(self.fee_fixed_minor, amount.currency());
        let fee = amount
            .basis_points(self.fee_basis_points)
            .and_then(|share| share.checked_add(fixed));
        let fee = fee.expect("amount and price have 64 bits at most");
        if fee.minor() > amount.minor() { amount } else { fee }
    }
}

fn declined(code: DeclineCode, gateway_code: &str) -> Outcome {
    Outcome::Declined(Decline {
        code,
        gateway_code: gateway_code.to_owned(),
    })
}

fn reference(kind: OperationKind, id: OperationId) -> GatewayReference {
    let prefix = match kind {
        OperationKind::Authorize => "sandbox_auth",
        OperationKind::Capture => "sandbox_capture",
        OperationKind::Void => "sandbox_void",
        OperationKind::Refund => "sandbox_refund",
    };
    GatewayReference(format!("{prefix}_{:032x}", id.as_u128()))
}

impl Gateway for Sandbox {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn authorize(&self) -> Option<&dyn Authorize> {
        Some(self)
    }
    fn capture(&self) -> Option<&dyn Capture> {
        Some(self)
    }
    fn void(&self) -> Option<&dyn Void> {
        Some(self)
    }
    fn refund(&self) -> Option<&dyn Refund> {
        Some(self)
    }
    fn inquire(&self) -> Option<&dyn Inquire> {
        Some(self)
    }
}

#[async_trait]
impl Authorize for Sandbox {
    async fn authorize(&self, _call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(operation).await
    }
}

#[async_trait]
impl Capture for Sandbox {
    async fn capture(&self, _call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(operation).await
    }
}

#[async_trait]
impl Void for Sandbox {
    async fn void(&self, _call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(operation).await
    }
}

#[async_trait]
impl Refund for Sandbox {
    async fn refund(&self, _call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(operation).await
    }
}

#[async_trait]
impl Inquire for Sandbox {
    async fn inquire(&self, _call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(operation).await
    }
}

#[cfg(test)]
mod tests;
