//! The sandbox connector: a gateway in process, for trying things out, for tests and for benchmarks.
//!
//! A magic token says what happens ([`magic`]); a test card ([`cards`]) goes through the gateway's script ([`script`]): an
//! approval model, a way of answering, a price. Latency and outages of the script concern every call. The outcome of an
//! operation depends on nothing but the operation, the script, when the operation first arrived and whether this process
//! has seen it before; chance is a hash ([`draw`]), time comes from a [`SandboxClock`]. It must never answer so that a
//! payment could be charged twice: an operation that was done stays done, however often it is sent.

mod capabilities;
mod cards;
mod clock;
mod config;
pub(crate) mod draw;
mod magic;
mod memory;
mod numbers;
mod probe;
mod script;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bezant_kernel::{Money, OperationId, OperationKind, PaymentId};
use bezant_payments::{
    Approval, Call, Decline, DeclineCode, Failure, GatewayReference, Operation, Outcome, UnknownReason,
};

use crate::config::{ConfigError, GatewayConfig};
use crate::port::{Authorize, CallContext, Capabilities, Capture, Gateway, Inquire, Probe, Refund, Void};
pub use cards::{TestCard, test_card, test_cards};
pub use clock::SandboxClock;
pub use config::{
    AnswerShares, ApprovalLine, Conditions, DeclineWeight, Drift, FeeLine, LatencyTable, OutageKind,
    OutageLine, SandboxConfig,
};
use magic::Behaviour;
pub use magic::magic_table;
use memory::{Deed, Memory, Trace};
use numbers::StandIns;
use script::{Manner, Outage, Plan, Script};
use tokio::time::{Instant, sleep, sleep_until};

/// Sets a sandbox up.
pub(crate) fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    scripted_sandbox(config, Arc::new(clock::SinceConnect(Instant::now())))
}

/// Sets a sandbox up that takes its time from `clock`, as simulations do.
pub fn scripted_sandbox(
    config: &GatewayConfig,
    clock: Arc<dyn SandboxClock>,
) -> Result<Box<dyn Gateway>, ConfigError> {
    config.sandbox.check(config)?;
    Ok(Box::new(Sandbox {
        capabilities: config.capabilities(capabilities::METHODS, capabilities::OPERATIONS)?,
        fee_basis_points: config.fee_basis_points,
        fee_fixed_minor: config.fee_fixed_minor.into(),
        outage: config.sandbox.outage,
        script: Script::new(&config.sandbox, config.name.as_str()),
        clock,
        memory: Mutex::new(Memory::default()),
        stand_ins: Mutex::default(),
    }))
}

struct Sandbox {
    capabilities: Capabilities,
    fee_basis_points: u32,
    fee_fixed_minor: i128,
    outage: bool,
    script: Script,
    clock: Arc<dyn SandboxClock>,
    memory: Mutex<Memory>,
    /// What cards of the vault act like.
    stand_ins: Mutex<StandIns>,
}

/// How long after the caller's deadline a late answer comes.
const LATE: Duration = Duration::from_millis(100);

impl Sandbox {
    async fn answer(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        let stand_in = {
            let mut cards = self.stand_ins.lock().unwrap_or_else(PoisonError::into_inner);
            cards.find(&operation.token, call.card)
        };
        let Some(token) = stand_in else {
            return self.answer_token(call, operation).await;
        };
        let token = token.to_owned();
        let operation = Operation {
            token,
            ..operation.clone()
        };
        self.answer_token(call, &operation).await
    }

    async fn answer_token(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        if self.outage {
            return Outcome::Failed(Failure::Unavailable);
        }
        let outage = if self.script.has_outages() {
            self.script.outage(operation, self.clock.elapsed_ms())
        } else {
            None
        };
        let unlinked = operation.kind != OperationKind::Authorize && operation.authorization.is_none();
        let is_wrong = unlinked || u64::try_from(operation.amount.minor()).is_err();
        if let Some(outage) = outage {
            if outage.is_done && !is_wrong && operation.call == Call::Send {
                self.carry_out(operation);
            }
            return out_of_order(call, outage).await;
        }
        if is_wrong {
            return Outcome::Failed(Failure::Refused);
        }
        // The deed comes before the wait: a caller that gives up has an operation that may have been done.
        let (outcome, longer) = self.carry_out(operation);
        match longer {
            Longer::By(wait) => {
                let wait = self.script.latency(operation) + wait;
                if !wait.is_zero() {
                    sleep(wait).await;
                }
            }
            Longer::ThanTheCaller => sleep_until(call.deadline + LATE).await,
        }
        outcome
    }

    /// Does or looks up what is asked, and says what to answer and how long that takes.
    fn carry_out(&self, operation: &Operation) -> (Outcome, Longer) {
        // Magic tokens win; they and the cards have no token in common.
        if let Some(card) = test_card(&operation.token) {
            return match operation.call {
                Call::Send => self.send_by_script(operation, card),
                Call::Inquire => (
                    self.inquiry_by_script(operation, card),
                    Longer::By(Duration::ZERO),
                ),
            };
        }
        let behaviour = match magic::behaviour(operation) {
            Behaviour::Decline(DeclineCode::AuthenticationRequired, _)
                if self.is_authenticated(operation) =>
            {
                Behaviour::Approve
            }
            other => other,
        };
        match (operation.call, behaviour) {
            (Call::Send, Behaviour::Slow(milliseconds)) => (
                self.send(operation, behaviour),
                Longer::By(Duration::from_millis(milliseconds)),
            ),
            (Call::Send, _) => (self.send(operation, behaviour), Longer::By(Duration::ZERO)),
            (Call::Inquire, _) => (self.inquiry(operation, behaviour), Longer::By(Duration::ZERO)),
        }
    }

    fn is_authenticated(&self, operation: &Operation) -> bool {
        let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.is_authenticated(operation.payment, operation.attempt)
    }

    fn send_by_script(&self, operation: &Operation, card: &TestCard) -> (Outcome, Longer) {
        let now = self.clock.elapsed_ms();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = memory.recall(operation.id);
        // What was decided at the first arrival stays so, however the script changes over time.
        let at_ms = before.map_or(now, |trace| trace.at_ms);
        let plan = self.script.plan(operation, card, at_ms);
        let truth = self.truth(operation, card, plan, at_ms);
        let known = before.map(|trace| trace.deed);
        let in_time = Longer::By(Duration::ZERO);
        let (deed, outcome, longer) = match (plan.manner, known) {
            (Manner::Pending, None | Some(Deed::Done)) => (Deed::Done, Outcome::Pending, in_time),
            (Manner::Lost | Manner::Hidden, None) => (
                Deed::Done,
                Outcome::Unknown(UnknownReason::ConnectionLost),
                in_time,
            ),
            (Manner::Garbled, None) => (Deed::Done, Outcome::Unknown(UnknownReason::BadAnswer), in_time),
            (Manner::Late, None) => (Deed::Done, truth, Longer::ThanTheCaller),
            (Manner::OtherAmount, None) => (Deed::Done, of_another_amount(truth), in_time),
            _ => (Deed::Shown, truth, in_time),
        };
        memory.remember(operation.id, Trace { deed, at_ms });
        (outcome, longer)
    }

    fn inquiry_by_script(&self, operation: &Operation, card: &TestCard) -> Outcome {
        let now = self.clock.elapsed_ms();
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Trace { deed, at_ms }) = memory.recall(operation.id) else {
            return Outcome::NotFound;
        };
        let plan = self.script.plan(operation, card, at_ms);
        if deed == Deed::Done && plan.manner == Manner::Hidden && self.script.is_hidden(at_ms, now) {
            return Outcome::NotFound;
        }
        let deed = Deed::Shown;
        memory.remember(operation.id, Trace { deed, at_ms });
        self.truth(operation, card, plan, at_ms)
    }

    /// What is said in the end about an operation that went by the script.
    fn truth(&self, operation: &Operation, card: &TestCard, plan: Plan, at_ms: u64) -> Outcome {
        match plan.declined {
            Some(code) => declined(code, code.as_str()),
            None => self.approved(operation, true, self.script.price(operation, card, at_ms)),
        }
    }

    fn send(&self, operation: &Operation, behaviour: Behaviour) -> Outcome {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let before = memory.recall(operation.id).map(|trace| trace.deed);
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
                (Deed::Done, self.approved(operation, false, None))
            }
            _ => (Deed::Shown, self.final_word(operation, behaviour)),
        };
        memory.remember(operation.id, Trace { deed, at_ms: 0 });
        outcome
    }

    fn inquiry(&self, operation: &Operation, behaviour: Behaviour) -> Outcome {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        match memory.recall(operation.id).map(|trace| trace.deed) {
            None | Some(Deed::Refused) => Outcome::NotFound,
            Some(Deed::Done) if behaviour == Behaviour::AnswerLostAndHidden => Outcome::NotFound,
            Some(Deed::Done | Deed::Shown) => {
                let deed = Deed::Shown;
                memory.remember(operation.id, Trace { deed, at_ms: 0 });
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
            | Behaviour::Unsettled { then_fails: false } => self.approved(operation, true, None),
        }
    }

    /// `price` in basis points and minor units, where it is not the configured one.
    fn approved(&self, operation: &Operation, settled: bool, price: Option<(u32, i128)>) -> Outcome {
        let captured = operation.kind == OperationKind::Authorize && operation.capture;
        let takes_money = captured || operation.kind == OperationKind::Capture;
        let nothing = Money::zero(operation.amount.currency());
        Outcome::Approved(Approval {
            reference: reference(operation.kind, operation.id),
            amount: operation.amount,
            fee: if takes_money {
                fee(
                    operation.amount,
                    price.unwrap_or((self.fee_basis_points, self.fee_fixed_minor)),
                )
            } else {
                nothing
            },
            captured,
            settled,
        })
    }
}

/// How long an answer takes, beyond what every answer takes.
enum Longer {
    By(Duration),
    ThanTheCaller,
}

/// What a call meets that reaches a gateway out of order.
async fn out_of_order(call: &CallContext<'_>, outage: Outage) -> Outcome {
    match outage.kind {
        OutageKind::Refuse => Outcome::Failed(Failure::Unavailable),
        OutageKind::RateLimit => Outcome::Failed(Failure::RateLimited),
        OutageKind::Error => Outcome::Unknown(UnknownReason::BadAnswer),
        OutageKind::Hang => {
            sleep_until(call.deadline + LATE).await;
            Outcome::Unknown(UnknownReason::TimedOut)
        }
    }
}

/// The price of an amount, but never more than the amount.
fn fee(amount: Money, (basis_points, fixed_minor): (u32, i128)) -> Money {
    let fixed = Money::new(fixed_minor, amount.currency());
    let fee = amount
        .basis_points(basis_points)
        .and_then(|share| share.checked_add(fixed));
    let fee = fee.expect("amount and price have 64 bits at most");
    if fee.minor() > amount.minor() { amount } else { fee }
}

/// The same outcome over half the amount.
fn of_another_amount(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Approved(approval) => Outcome::Approved(Approval {
            amount: Money::new(approval.amount.minor() / 2, approval.amount.currency()),
            ..approval
        }),
        other => other,
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
    fn takes_cards(&self) -> bool {
        true
    }
    fn authenticated(&self, payment: PaymentId, attempts: u32) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.authenticate(payment, attempts);
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
    fn probe(&self) -> Option<&dyn Probe> {
        Some(self)
    }
}

#[async_trait]
impl Authorize for Sandbox {
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(call, operation).await
    }
}

#[async_trait]
impl Capture for Sandbox {
    async fn capture(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(call, operation).await
    }
}

#[async_trait]
impl Void for Sandbox {
    async fn void(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(call, operation).await
    }
}

#[async_trait]
impl Refund for Sandbox {
    async fn refund(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(call, operation).await
    }
}

#[async_trait]
impl Inquire for Sandbox {
    async fn inquire(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        self.answer(call, operation).await
    }
}

#[cfg(test)]
mod script_tests;
#[cfg(test)]
mod tests;
