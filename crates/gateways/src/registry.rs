//! The registry: all configured gateways by name, and the one way to call them, with a deadline and a bulkhead each.

use std::time::Duration;

use bezant_kernel::{GatewayName, Milliseconds, OperationKind};
use bezant_payments::{Call, Failure, Operation, Outcome, UnknownReason};
use rustc_hash::FxHashMap;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout, timeout_at};

use crate::config::{ConfigError, ConnectorKind, GatewayConfig};
use crate::disputes::Disputes;
use crate::notifications::Notifications;
use crate::port::{CallContext, Capabilities, Gateway};
use crate::{adyen, sandbox, stripe};

/// How long a call may wait for a place when a gateway's bulkhead is full: enough to ride out a burst, short enough to
/// leave the payment time for another gateway.
const BULKHEAD_WAIT: Duration = Duration::from_millis(50);

/// All configured gateways.
pub struct Registry {
    gateways: FxHashMap<GatewayName, Entry>,
}

struct Entry {
    config: GatewayConfig,
    gateway: Box<dyn Gateway>,
    bulkhead: Semaphore,
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
            let bulkhead = Semaphore::new(config.max_concurrent as usize);
            let name = config.name.clone();
            if gateways
                .insert(
                    name.clone(),
                    Entry {
                        config,
                        gateway,
                        bulkhead,
                    },
                )
                .is_some()
            {
                return Err(ConfigError::DuplicateName(name));
            }
        }
        Ok(Registry { gateways })
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

    /// Calls the operation's gateway once and says what came of it and how long it took.
    ///
    /// A send answers everything but `NotFound`; an inquiry everything but `Failed`, because a failed inquiry says
    /// nothing about the operation. No answer by the gateway's timeout is `Unknown`.
    pub async fn carry_out(&self, operation: &Operation, correlation: &str) -> (Outcome, Milliseconds) {
        let started = Instant::now();
        let raw = match self.gateways.get(&operation.gateway) {
            Some(entry) => entry.call(operation, correlation, started).await,
            None => Outcome::Failed(Failure::Refused),
        };
        let outcome = truthful(operation.call, raw);
        let took = Milliseconds(u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        tracing::debug!(
            gateway = %operation.gateway,
            operation = %operation.id,
            kind = operation.kind.as_str(),
            inquiry = operation.call == Call::Inquire,
            outcome = label(&outcome),
            took_ms = took.0,
            correlation,
            "gateway called"
        );
        (outcome, took)
    }
}

impl Entry {
    async fn call(&self, operation: &Operation, correlation: &str, started: Instant) -> Outcome {
        if operation.kind == OperationKind::Authorize
            && operation.call == Call::Send
            && !self
                .gateway
                .capabilities()
                .allow(operation.amount, operation.method, operation.country)
        {
            return Outcome::Failed(Failure::Refused);
        }
        let Some(_place) = self.place().await else {
            return Outcome::Failed(Failure::HeldBack);
        };
        let call = CallContext {
            deadline: started + Duration::from_millis(self.config.timeout_ms),
            idempotency_key: format!("bezant-{}", operation.id),
            correlation,
        };
        match timeout_at(call.deadline, self.dispatch(&call, operation)).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Unknown(UnknownReason::TimedOut),
        }
    }

    async fn place(&self) -> Option<SemaphorePermit<'_>> {
        if let Ok(place) = self.bulkhead.try_acquire() {
            return Some(place);
        }
        timeout(BULKHEAD_WAIT, self.bulkhead.acquire()).await.ok()?.ok()
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

/// Takes from an outcome what its call can't know: a failed inquiry is no news of the operation, and a send that the
/// gateway claims never to have seen has no clear answer.
fn truthful(call: Call, outcome: Outcome) -> Outcome {
    match (call, outcome) {
        (Call::Inquire, Outcome::Failed(failure)) => Outcome::Unknown(match failure {
            Failure::Unavailable => UnknownReason::ConnectionLost,
            Failure::HeldBack | Failure::RateLimited => UnknownReason::TimedOut,
            Failure::Refused => UnknownReason::BadAnswer,
        }),
        (Call::Send, Outcome::NotFound) => Outcome::Unknown(UnknownReason::BadAnswer),
        (Call::Send | Call::Inquire, other) => other,
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
#[path = "registry_tests.rs"]
mod tests;
