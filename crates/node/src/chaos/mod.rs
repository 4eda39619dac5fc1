//! Faults on purpose: what `bezant chaos run` puts into a running node.
//!
//! In come faults with a lease, over the admin socket; the gateways, the log, the clock and the followers behave accordingly until
//! the fault is lifted or its lease is over, whichever is first. A node has this only where its configuration allows it, and keeps
//! nothing of it over a restart. It must never outlive a lease, say of an effect what is not so, or be reached from outside.

mod clock;
mod disk;
mod fault;
mod follower;
mod routes;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bezant_engine::{Clock, SteadyClock};
use bezant_gateways::Registry;
use bezant_log::Log;
use tokio::time::{Instant, sleep_until};

pub(crate) use self::clock::SkewedClock;
use self::disk::SlowDisk;
pub(crate) use self::fault::{Fault, Target};
pub(crate) use self::follower::Kill;
use self::follower::Kills;
pub(crate) use self::routes::{FAULTS_PATH, router};

/// A lease is renewed while an experiment lives; what is longer is no lease.
const LONGEST_LEASE: Duration = Duration::from_secs(60);

/// The places of a node where faults can be put.
pub(crate) struct Chaos {
    registry: Arc<Registry>,
    disk: SlowDisk,
    clock: SkewedClock,
    kills: Kills,
    leases: Mutex<Leases>,
}

#[derive(Default)]
struct Leases {
    last: u64,
    all: BTreeMap<u64, Lease>,
}

struct Lease {
    fault: Fault,
    until: Instant,
}

/// A fault that is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Active {
    pub(crate) id: u64,
    pub(crate) fault: Fault,
    /// How long until it ends by itself.
    pub(crate) lease_left: Duration,
}

/// Why a fault is not put in force.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("this node's configuration does not allow experiments: it needs [chaos] allowed = true")]
    NotAllowed,
    #[error("there is a fault at {0} already")]
    TargetBusy(Target),
    #[error("there is no fault {0}; its lease may be over")]
    FaultUnknown(u64),
    #[error("{field}: {problem}")]
    Field { field: String, problem: String },
}

impl Refusal {
    pub(crate) fn field(field: impl Into<String>, problem: impl Into<String>) -> Refusal {
        Refusal::Field {
            field: field.into(),
            problem: problem.into(),
        }
    }
}

impl Chaos {
    /// The places for faults of a node. The registry must allow them.
    pub(crate) fn new(registry: Arc<Registry>) -> Arc<Chaos> {
        assert!(registry.faults().is_some(), "the registry has a place for faults");
        Arc::new(Chaos {
            registry,
            disk: SlowDisk::default(),
            clock: SkewedClock::default(),
            kills: Kills::default(),
            leases: Mutex::default(),
        })
    }

    /// The log, as slow as a fault says.
    pub(crate) fn slow(&self, log: Box<dyn Log>) -> Box<dyn Log> {
        self.disk.under(log)
    }

    /// The engine's clock over a wall clock that a fault may set.
    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(SteadyClock::over(self.clock.clone()))
    }

    /// What tells a follower of this name that it is killed. From now on there is such a follower.
    pub(crate) fn follower(&self, name: &'static str) -> Kill {
        self.kills.add(name)
    }

    /// Puts a fault in force until its lease is over; answers its id.
    pub(crate) fn set(self: &Arc<Self>, fault: Fault, lease: Duration) -> Result<u64, Refusal> {
        let until = Instant::now() + checked(lease)?;
        let mut leases = self.leases();
        let target = fault.target();
        if leases.all.values().any(|lease| lease.fault.target() == target) {
            return Err(Refusal::TargetBusy(target));
        }
        self.begin(&fault)?;
        tracing::warn!(%fault, "a fault on purpose begins");
        leases.last += 1;
        let id = leases.last;
        leases.all.insert(id, Lease { fault, until });
        drop(leases);
        tokio::spawn(Arc::clone(self).watch(id));
        Ok(id)
    }

    /// Lets a fault go on for this much longer from now.
    pub(crate) fn renew(&self, id: u64, lease: Duration) -> Result<(), Refusal> {
        let until = Instant::now() + checked(lease)?;
        let mut leases = self.leases();
        let held = leases.all.get_mut(&id).ok_or(Refusal::FaultUnknown(id))?;
        held.until = until;
        Ok(())
    }

    /// Ends a fault.
    pub(crate) fn lift(&self, id: u64) -> Result<(), Refusal> {
        match self.lift_where(|lifted, _| lifted == id) {
            0 => Err(Refusal::FaultUnknown(id)),
            _ => Ok(()),
        }
    }

    /// Ends all faults; answers how many there were.
    pub(crate) fn lift_all(&self) -> usize {
        self.lift_where(|_, _| true)
    }

    /// The faults that are in force, the oldest first.
    pub(crate) fn active(&self) -> Vec<Active> {
        let now = Instant::now();
        let leases = self.leases();
        let active = |(&id, lease): (&u64, &Lease)| Active {
            id,
            fault: lease.fault.clone(),
            lease_left: lease.until.saturating_duration_since(now),
        };
        leases.all.iter().map(active).collect()
    }

    fn leases(&self) -> MutexGuard<'_, Leases> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a fault when its lease is over.
    async fn watch(self: Arc<Self>, id: u64) {
        loop {
            let until = self.leases().all.get(&id).map(|lease| lease.until);
            let Some(until) = until else { return };
            sleep_until(until).await;
            self.lift_where(|over, lease| over == id && lease.until <= Instant::now());
        }
    }

    fn lift_where(&self, is_meant: impl Fn(u64, &Lease) -> bool) -> usize {
        // One at a time under the lock: a target is free only when nothing of its fault is left.
        let mut leases = self.leases();
        let before = leases.all.len();
        leases.all.retain(|&id, lease| {
            let is_over = is_meant(id, lease);
            if is_over {
                self.end(&lease.fault);
                tracing::warn!(fault = %lease.fault, "a fault on purpose ends");
            }
            !is_over
        });
        before - leases.all.len()
    }

    fn begin(&self, fault: &Fault) -> Result<(), Refusal> {
        fault.check()?;
        match fault {
            Fault::Gateway { gateway, fault } => {
                let name = gateway
                    .parse()
                    .map_err(|_| Refusal::field("gateway", "is no name of a gateway"))?;
                self.faults().set(&name, fault.clone()).map_err(refused)
            }
            Fault::SlowDisk { delay_ms } => {
                self.disk.set(*delay_ms);
                Ok(())
            }
            Fault::KilledFollower { follower } => match self.kills.set(follower, true) {
                true => Ok(()),
                false => Err(Refusal::field(
                    "follower",
                    format!("there are {}", self.kills.names().join(", ")),
                )),
            },
            Fault::ClockSkew { offset_ms } => {
                self.clock.set(*offset_ms);
                Ok(())
            }
        }
    }

    fn end(&self, fault: &Fault) {
        match fault {
            Fault::Gateway { gateway, .. } => {
                let name = gateway.parse().expect("a fault in force has a gateway's name");
                self.faults().clear(&name);
            }
            Fault::SlowDisk { .. } => self.disk.set(0),
            Fault::KilledFollower { follower } => {
                self.kills.set(follower, false);
            }
            Fault::ClockSkew { .. } => self.clock.set(0),
        }
    }

    fn faults(&self) -> &bezant_gateways::Faults {
        self.registry.faults().expect("checked when this was made")
    }
}

fn checked(lease: Duration) -> Result<Duration, Refusal> {
    if lease.is_zero() || lease > LONGEST_LEASE {
        return Err(Refusal::field("lease_ms", "must be 1 to 60000"));
    }
    Ok(lease)
}

fn refused(error: bezant_gateways::FaultError) -> Refusal {
    match error {
        bezant_gateways::FaultError::GatewayUnknown(_) => {
            Refusal::field("gateway", "there is no such gateway")
        }
        bezant_gateways::FaultError::Field { field, problem } => Refusal::field(field, problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn a_fault_ends_when_it_is_lifted_or_its_lease_is_over() {
        let registry = Registry::from_config(&Config::default().gateways()).unwrap();
        let chaos = Chaos::new(Arc::new(registry.with_faults_allowed()));
        let (short, long) = (Duration::from_millis(200), Duration::from_secs(60));
        let mut kill = chaos.follower("views");
        let killed = |follower: &str| Fault::KilledFollower {
            follower: follower.into(),
        };
        let views = chaos.set(killed("views"), short).unwrap();
        assert!(kill.is_killed());
        assert_eq!(
            chaos.set(killed("views"), long),
            Err(Refusal::TargetBusy(Target::Follower("views".into())))
        );
        assert!(matches!(chaos.set(killed("x"), long), Err(Refusal::Field { .. })));
        let partition = |gateway: &str| Fault::Gateway {
            gateway: gateway.into(),
            fault: bezant_gateways::Fault {
                is_partitioned: true,
                ..Default::default()
            },
        };
        assert!(chaos.set(partition("nowhere"), long).is_err());
        let gateway = chaos.set(partition("sandbox_a"), short / 2).unwrap();
        assert_eq!(chaos.faults().active().len(), 1);

        chaos.renew(gateway, long).unwrap();
        let views_end = tokio::time::timeout(long, kill.over());
        views_end.await.expect("a lease that is not renewed ends");
        assert!(!kill.is_killed());
        assert_eq!(chaos.lift(views), Err(Refusal::FaultUnknown(views)));
        assert_eq!(chaos.active().len(), 1);
        chaos.lift(gateway).unwrap();
        assert!(chaos.faults().active().is_empty());
        assert!(
            chaos
                .set(partition("sandbox_a"), Duration::from_secs(61))
                .is_err()
        );

        chaos.set(Fault::SlowDisk { delay_ms: 10 }, long).unwrap();
        chaos.set(killed("views"), long).unwrap();
        assert_eq!(chaos.lift_all(), 2);
        assert!(!kill.is_killed() && chaos.active().is_empty());
    }
}
