//! Faults on purpose: what a chaos experiment puts between the registry and a gateway. What they make of an outcome stays
//! true: an error before a send is a failure without effect, a lost answer leaves the outcome unknown.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bezant_kernel::GatewayName;
use bezant_payments::{Failure, Outcome, UnknownReason};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use crate::port::ProbeFailed;
use crate::sandbox::draw::mix;

/// What goes wrong at one gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fault {
    /// How much longer each call takes before it reaches the gateway.
    pub latency_ms: u64,
    /// Up to how much longer still, drawn for each call.
    pub jitter_ms: u64,
    /// How many calls fail before they reach the gateway, in ten-thousandths.
    pub error_basis_points: u32,
    /// How many answers are lost after the gateway has done its work, in ten-thousandths.
    pub answer_lost_basis_points: u32,
    /// Whether no call reaches the gateway.
    pub is_partitioned: bool,
    /// Whether the gateway comes and goes.
    pub flapping: Option<Flapping>,
}

/// A gateway that is away at the start of each period.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flapping {
    /// How long until it goes away again.
    pub period_ms: u64,
    /// How long of that it is away.
    pub down_ms: u64,
}

/// Why a fault can't be set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// There is no such gateway.
    #[error("there is no gateway '{0}'")]
    GatewayUnknown(GatewayName),
    /// A field makes no sense.
    #[error("{field} {problem}")]
    Field {
        /// The field's path.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// The faults of all gateways. A registry has this only where it was allowed.
pub struct Faults {
    known: FxHashSet<GatewayName>,
    active: RwLock<FxHashMap<GatewayName, Arc<Active>>>,
}

/// A fault since it was set.
pub(super) struct Active {
    fault: Fault,
    since: Instant,
    calls: AtomicU64,
}

/// What a call meets.
pub(super) struct Met {
    is_failed: bool,
    is_answer_lost: bool,
    longer: Duration,
}

/// A fault that lasts longer than this in one call stops the calls, it does not slow them.
const SLOWEST_MS: u64 = 600_000;

impl Faults {
    pub(super) fn new(known: impl Iterator<Item = GatewayName>) -> Self {
        Faults {
            known: known.collect(),
            active: RwLock::default(),
        }
    }

    /// Puts a fault at a gateway, in place of what was there; its time begins now.
    pub fn set(&self, gateway: &GatewayName, fault: Fault) -> Result<(), FaultError> {
        fault.check()?;
        if !self.known.contains(gateway) {
            return Err(FaultError::GatewayUnknown(gateway.clone()));
        }
        let active = Active {
            fault,
            since: Instant::now(),
            calls: AtomicU64::new(0),
        };
        self.write().insert(gateway.clone(), Arc::new(active));
        Ok(())
    }

    /// Takes the fault from a gateway; says whether there was one. Calls under way keep it.
    pub fn clear(&self, gateway: &GatewayName) -> bool {
        self.write().remove(gateway).is_some()
    }

    /// Takes the faults from all gateways.
    pub fn clear_all(&self) {
        self.write().clear();
    }

    /// The faults that are set, sorted by gateway.
    pub fn active(&self) -> Vec<(GatewayName, Fault)> {
        let active = self.active.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = active
            .iter()
            .map(|(name, active)| (name.clone(), active.fault.clone()))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    /// What a call to a gateway meets now; nothing where no fault is set.
    pub(super) fn meet(&self, gateway: &GatewayName) -> Option<Met> {
        let active = self.active.read().unwrap_or_else(PoisonError::into_inner);
        active.get(gateway).map(|active| active.meet())
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, FxHashMap<GatewayName, Arc<Active>>> {
        self.active.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    fn check(&self) -> Result<(), FaultError> {
        let wrong = |field, problem| Err(FaultError::Field { field, problem });
        if self.latency_ms > SLOWEST_MS {
            return wrong("latency_ms", "must be at most 600000");
        }
        if self.jitter_ms > SLOWEST_MS {
            return wrong("jitter_ms", "must be at most 600000");
        }
        if self.error_basis_points > 10_000 {
            return wrong("error_basis_points", "must be at most 10000");
        }
        if self.answer_lost_basis_points > 10_000 {
            return wrong("answer_lost_basis_points", "must be at most 10000");
        }
        match self.flapping {
            Some(flapping) if flapping.down_ms == 0 || flapping.down_ms > flapping.period_ms => {
                wrong("flapping.down_ms", "must be 1 to flapping.period_ms")
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Active {
    fn meet(&self) -> Met {
        let fault = &self.fault;
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let below = |purpose: u64, bound: u64| {
            u64::try_from((u128::from(mix(mix(number) ^ purpose)) * u128::from(bound)) >> 64)
                .expect("a share of a number of 64 bits")
        };
        let is_away = fault.flapping.is_some_and(|flapping| {
            let since = self.since.elapsed().as_millis() % u128::from(flapping.period_ms);
            since < u128::from(flapping.down_ms)
        });
        Met {
            is_failed: fault.is_partitioned || is_away || below(1, 10_000) < fault.error_basis_points.into(),
            is_answer_lost: below(2, 10_000) < fault.answer_lost_basis_points.into(),
            longer: Duration::from_millis(fault.latency_ms + below(3, fault.jitter_ms + 1)),
        }
    }
}

impl Met {
    /// Carries a call out through the fault.
    pub(super) async fn around(self, call: impl Future<Output = Outcome>) -> Outcome {
        self.wait().await;
        if self.is_failed {
            return Outcome::Failed(Failure::Unavailable);
        }
        let outcome = call.await;
        if self.is_answer_lost {
            return Outcome::Unknown(UnknownReason::ConnectionLost);
        }
        outcome
    }

    /// The same for a probe.
    pub(super) async fn around_probe(
        self,
        probe: impl Future<Output = Result<(), ProbeFailed>>,
    ) -> Result<(), ProbeFailed> {
        self.wait().await;
        if self.is_failed || self.is_answer_lost {
            return Err(ProbeFailed::Unavailable);
        }
        probe.await
    }

    async fn wait(&self) {
        if !self.longer.is_zero() {
            sleep(self.longer).await;
        }
    }
}
