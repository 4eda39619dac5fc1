//! The registry: all configured gateways by name, and the one way to call them, with deadlines, limits and a queue each.
//!
//! | File | What it holds |
//! |---|---|
//! | `limiter.rs` | how many calls a gateway bears |
//! | `admission.rs` | who may call, who waits, who is turned away |
//! | `faults.rs` | faults on purpose |
//! | `load.rs` | what is under way, for metrics |

mod admission;
mod faults;
mod limiter;
mod load;

use std::sync::Arc;
use std::time::Duration;

use bezant_kernel::{CardId, GatewayName, Milliseconds, OperationKind, PaymentId};
use bezant_payments::{Call, Failure, Operation, Outcome, UnknownReason};
use rustc_hash::FxHashMap;
use tokio::time::{Instant, timeout_at};

use crate::card::CardData;
use crate::config::{ConfigError, ConnectorKind, GatewayConfig};
use crate::disputes::Disputes;
use crate::notifications::Notifications;
use crate::port::{CallContext, Capabilities, Gateway, Origin, ProbeFailed};
use crate::{adyen, sandbox, stripe};
use admission::Lane;
pub use admission::Priority;
pub use faults::{Fault, FaultError, Faults, Flapping};
use limiter::{Limiter, Sign};
pub use load::Load;

/// How long a probe may take: an answer that comes later is no sign of health.
const PROBE_TIMEOUT: Duration = Duration::from_secs(5);

/// All configured gateways.
pub struct Registry {
    gateways: FxHashMap<GatewayName, Entry>,
    faults: Option<Faults>,
}

struct Entry {
    config: GatewayConfig,
    gateway: Box<dyn Gateway>,
    /// Calls that move money.
    moving: Arc<Lane>,
    /// Inquiries have places of their own, so that doubt is never left to wait behind new payments.
    inquiries: Arc<Lane>,
}

/// What a caller wants of one call beside its outcome.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// When the payment's time is over: no send begins after it, and a send under way is cut at it. Inquiries ignore it.
    pub until: Option<Instant>,
    /// Who goes first when the gateway's limit is reached.
    pub priority: Priority,
}

/// The one line per connector.
fn connect(config: &GatewayConfig) -> Result<Box<dyn Gateway>, ConfigError> {
    match config.connector {
        ConnectorKind::Sandbox => sandbox::connect(config),
        ConnectorKind::Stripe => stripe::connect(config),
        ConnectorKind::Adyen => adyen::connect(config),
    }
}

impl Registry {
    /// Sets up every gateway of a configuration; asks none of them anything.
    pub fn from_config(configs: &[GatewayConfig]) -> Result<Self, ConfigError> {
        let connected = configs
            .iter()
            .map(|config| {
                config.check()?;
                Ok((config.clone(), connect(config)?))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Self::new(connected)
    }

    /// A registry of gateways that were set up elsewhere, as a simulation does it.
    pub fn new(connected: Vec<(GatewayConfig, Box<dyn Gateway>)>) -> Result<Self, ConfigError> {
        let mut gateways = FxHashMap::default();
        for (config, gateway) in connected {
            let name = config.name.clone();
            if gateways
                .insert(name.clone(), Entry::new(config, gateway))
                .is_some()
            {
                return Err(ConfigError::DuplicateName(name));
            }
        }
        Ok(Registry {
            gateways,
            faults: None,
        })
    }

    /// The same registry with a place for faults on purpose. Only for nodes whose configuration allows experiments.
    pub fn with_faults_allowed(mut self) -> Self {
        self.faults = Some(Faults::new(self.gateways.keys().cloned()));
        self
    }

    /// The faults on purpose, where they are allowed.
    pub fn faults(&self) -> Option<&Faults> {
        self.faults.as_ref()
    }

    /// The configurations and capabilities of all gateways, sorted by name.
    pub fn gateways(&self) -> Vec<(&GatewayConfig, &Capabilities)> {
        let mut all: Vec<_> = self
            .gateways
            .values()
            .map(|entry| (&entry.config, entry.gateway.capabilities()))
            .collect();
        all.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        all
    }

    /// What takes a gateway's notifications in, if there is such a gateway and it sends any.
    pub fn notifications(&self, gateway: &GatewayName) -> Option<&dyn Notifications> {
        self.gateways.get(gateway)?.gateway.notifications()
    }

    /// What answers a gateway's disputes, if there is such a gateway and it takes answers. The caller keeps to a deadline.
    pub fn disputes(&self, gateway: &GatewayName) -> Option<&dyn Disputes> {
        self.gateways.get(gateway)?.gateway.disputes()
    }

    /// The customer of a payment has shown the bank that gateways play who they are, after so many attempts.
    pub fn authenticated(&self, payment: PaymentId, attempts: u32) {
        for entry in self.gateways.values() {
            entry.gateway.authenticated(payment, attempts);
        }
    }

    /// Calls the operation's gateway once and says what came of it and how long it took.
    ///
    /// A send answers everything but `NotFound`; an inquiry everything but `Failed`, because a failed inquiry says
    /// nothing about the operation. No answer by the gateway's timeout or by `until` is `Unknown`; a send that would begin
    /// after `until` is too late and not made.
    pub async fn carry_out(
        &self,
        operation: &Operation,
        origin: impl Into<Origin<'_>>,
        until: Option<Instant>,
    ) -> (Outcome, Milliseconds) {
        let priority = Priority::of(operation);
        self.carry_out_on(operation, origin, Terms { until, priority }, None)
            .await
    }

    /// The card whose number the call needs: it sends an authorization to a gateway that takes numbers, and the payment is by a card of
    /// the vault.
    pub fn needs_card(&self, operation: &Operation) -> Option<CardId> {
        let gateway = &self.gateways.get(&operation.gateway)?.gateway;
        let sends = match operation.call {
            Call::Send => true,
            Call::Inquire => gateway.inquires_by_sending(),
        };
        let is_asked_for = sends && operation.kind == OperationKind::Authorize && gateway.takes_cards();
        card_of(operation).filter(|_| is_asked_for)
    }

    /// The same with a priority of the caller's choice, and the card that [`Registry::needs_card`] asks for.
    pub async fn carry_out_on(
        &self,
        operation: &Operation,
        origin: impl Into<Origin<'_>>,
        terms: Terms,
        card: Option<&CardData>,
    ) -> (Outcome, Milliseconds) {
        let origin = origin.into();
        let started = Instant::now();
        let raw = match self.gateways.get(&operation.gateway) {
            Some(entry) => {
                entry
                    .call(operation, origin, started, (terms, card), self.faults.as_ref())
                    .await
            }
            None => Outcome::Failed(Failure::Refused),
        };
        let outcome = truthful(operation.call, raw);
        let took = since(started);
        tracing::debug!(
            gateway = %operation.gateway,
            operation = %operation.id,
            kind = operation.kind.as_str(),
            inquiry = operation.call == Call::Inquire,
            outcome = label(&outcome),
            took_ms = took.0,
            correlation = origin.correlation,
            "gateway called"
        );
        (outcome, took)
    }

    /// Asks a gateway whether it works, beside its limits; `None` where there is no such gateway or it has no probe.
    pub async fn probe(&self, name: &GatewayName) -> Option<(Result<(), ProbeFailed>, Milliseconds)> {
        let probe = self.gateways.get(name)?.gateway.probe()?;
        let started = Instant::now();
        let call = CallContext {
            deadline: started + PROBE_TIMEOUT,
            idempotency_key: String::new(),
            correlation: "probe",
            trace: None,
            card: None,
        };
        let asked = async {
            match self.faults.as_ref().and_then(|faults| faults.meet(name)) {
                Some(met) => met.around_probe(probe.probe(&call)).await,
                None => probe.probe(&call).await,
            }
        };
        let result = timeout_at(call.deadline, asked).await;
        Some((result.unwrap_or(Err(ProbeFailed::TimedOut)), since(started)))
    }
}

fn since(started: Instant) -> Milliseconds {
    Milliseconds(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX))
}

impl Entry {
    fn new(config: GatewayConfig, gateway: Box<dyn Gateway>) -> Self {
        let now = Instant::now();
        let max_waiting = config.limits.max_waiting as usize;
        let inquiries = config.most_inquiries();
        let moving = Limiter::new(config.least_concurrent(), config.max_concurrent, now);
        Entry {
            moving: Lane::new(moving, max_waiting),
            inquiries: Lane::new(Limiter::new(inquiries, inquiries, now), max_waiting),
            config,
            gateway,
        }
    }

    async fn call(
        &self,
        operation: &Operation,
        origin: Origin<'_>,
        started: Instant,
        (terms, card): (Terms, Option<&CardData>),
        faults: Option<&Faults>,
    ) -> Outcome {
        if authorizes(operation)
            && !self
                .gateway
                .capabilities()
                .allow(operation.amount, operation.method, operation.country)
        {
            return Outcome::Failed(Failure::Refused);
        }
        if authorizes(operation) && card.is_none() && card_of(operation).is_some() {
            // The vault's token means nothing to a gateway.
            return Outcome::Failed(Failure::Refused);
        }
        let (lane, until) = match operation.call {
            Call::Send => (&self.moving, terms.until),
            Call::Inquire => (&self.inquiries, None),
        };
        let by_then = |instant: Instant| until.map_or(instant, |until| until.min(instant));
        if until.is_some_and(|until| until <= started) {
            return Outcome::Failed(Failure::TooLate);
        }
        let patience = by_then(started + Duration::from_millis(self.config.limits.wait_ms));
        let Some(permit) = lane.admit(terms.priority, patience).await else {
            tracing::debug!(gateway = %self.config.name, priority = terms.priority.as_str(), "a call was shed");
            return Outcome::Failed(Failure::HeldBack);
        };
        let sent = if permit.has_waited {
            Instant::now()
        } else {
            started
        };
        if until.is_some_and(|until| until <= sent) {
            return Outcome::Failed(Failure::TooLate);
        }
        let timeout = sent + self.config.timeout(operation);
        let call = CallContext {
            deadline: by_then(timeout),
            idempotency_key: format!("bezant-{}", operation.id),
            correlation: origin.correlation,
            trace: origin.trace,
            card: card.filter(|_| self.gateway.takes_cards()),
        };
        let answered = match faults.and_then(|faults| faults.meet(&self.config.name)) {
            None => timeout_at(call.deadline, self.dispatch(&call, operation)).await,
            Some(met) => timeout_at(call.deadline, met.around(self.dispatch(&call, operation))).await,
        };
        let outcome = answered.unwrap_or(Outcome::Unknown(UnknownReason::TimedOut));
        let now = Instant::now();
        permit.finish(now, sign(&outcome, now - sent, now < timeout));
        outcome
    }

    async fn dispatch(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        let unable = Outcome::Failed(Failure::Refused);
        match (operation.call, operation.kind) {
            (Call::Inquire, _) => match self.gateway.inquire() {
                Some(able) => able.inquire(call, operation).await,
                None => unable,
            },
            (Call::Send, OperationKind::Authorize) => match self.gateway.authorize() {
                Some(able) => able.authorize(call, operation).await,
                None => unable,
            },
            (Call::Send, OperationKind::Capture) => match self.gateway.capture() {
                Some(able) => able.capture(call, operation).await,
                None => unable,
            },
            (Call::Send, OperationKind::Void) => match self.gateway.void() {
                Some(able) => able.void(call, operation).await,
                None => unable,
            },
            (Call::Send, OperationKind::Refund) => match self.gateway.refund() {
                Some(able) => able.refund(call, operation).await,
                None => unable,
            },
        }
    }
}

fn authorizes(operation: &Operation) -> bool {
    operation.kind == OperationKind::Authorize && operation.call == Call::Send
}

/// The card of the vault that the payment is by, if it is.
fn card_of(operation: &Operation) -> Option<CardId> {
    operation.token.parse().ok()
}

/// Takes from an outcome what its call can't know: a failed inquiry is no news of the operation, and a send that the
/// gateway claims never to have seen has no clear answer.
fn truthful(call: Call, outcome: Outcome) -> Outcome {
    match (call, outcome) {
        (Call::Inquire, Outcome::Failed(failure)) => Outcome::Unknown(match failure {
            Failure::Unavailable => UnknownReason::ConnectionLost,
            Failure::HeldBack | Failure::RateLimited | Failure::Vetoed | Failure::TooLate => {
                UnknownReason::TimedOut
            }
            Failure::Refused => UnknownReason::BadAnswer,
        }),
        (Call::Send, Outcome::NotFound) => Outcome::Unknown(UnknownReason::BadAnswer),
        (Call::Send | Call::Inquire, other) => other,
    }
}

/// What a call showed of its gateway's load. Failures come fast and say nothing of it.
fn sign(outcome: &Outcome, took: Duration, is_cut: bool) -> Sign {
    match outcome {
        // Cut by its caller: the gateway may have been as fast as ever.
        Outcome::Unknown(UnknownReason::TimedOut) if is_cut => Sign::None,
        Outcome::Unknown(UnknownReason::TimedOut) | Outcome::Failed(Failure::RateLimited) => Sign::Overloaded,
        Outcome::Approved(_) | Outcome::Declined(_) | Outcome::Pending | Outcome::NotFound => {
            Sign::Took(took)
        }
        Outcome::Failed(
            Failure::Unavailable | Failure::Refused | Failure::HeldBack | Failure::Vetoed | Failure::TooLate,
        )
        | Outcome::Unknown(
            UnknownReason::ConnectionLost | UnknownReason::BadAnswer | UnknownReason::Restarted,
        ) => Sign::None,
    }
}

fn label(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved(_) => "approved",
        Outcome::Declined(decline) => decline.code.as_str(),
        Outcome::Failed(failure) => failure.as_str(),
        Outcome::Unknown(_) => "unknown",
        Outcome::Pending => "pending",
        Outcome::NotFound => "not_found",
    }
}

#[cfg(test)]
mod resilience_tests;
#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
