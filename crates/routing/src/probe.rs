//! Health probes: which gateways to ask how they are, and what their answers change.
//!
//! A probe asks for something that moves no money, such as the account. So it can't say that payments work, only that
//! nothing at all does: probes alone never close a breaker. Answered ones shorten the time that it is open, unless it
//! turned out since that payments fail all the same; failed ones count as errors and open it when there are enough.

use bezant_kernel::{GatewayName, Milliseconds, Timestamp};

use crate::State;
use crate::breaker::{Breaker, BreakerPhase};
use crate::state::Gateway;

/// A gateway that is not well is asked this often.
const UNWELL_EVERY: Milliseconds = Milliseconds(5_000);
/// One that is well, but was neither paid through nor asked, after this.
const IDLE_AFTER: Milliseconds = Milliseconds(60_000);

/// A gateway that a prober is to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueProbe {
    /// The gateway.
    pub gateway: GatewayName,
    /// Whether an answer would change anything. One that is well stays as it is when it answers: such a probe need not be
    /// recorded, and then the prober itself has to remember when it asked.
    pub is_unwell: bool,
    /// How long a prober waits before it asks this one again.
    pub every: Milliseconds,
}

impl State {
    /// The gateways that a prober is to ask now, by name: those with an open, half-open or restrained operation or
    /// with a failed probe every five seconds, and those that nobody used for a minute.
    pub fn probes_due(&self, now: Timestamp) -> Vec<DueProbe> {
        let due = self.gateways.iter().filter(|(_, gateway)| gateway.is_due(now));
        due.map(|(name, gateway)| {
            let is_unwell = gateway.is_unwell(now);
            DueProbe {
                gateway: name.clone(),
                is_unwell,
                every: if is_unwell { UNWELL_EVERY } else { IDLE_AFTER },
            }
        })
        .collect()
    }
}

impl Gateway {
    fn is_due(&self, now: Timestamp) -> bool {
        let since_probe = now.since(self.last_probe);
        if self.is_unwell(now) {
            return since_probe >= UNWELL_EVERY;
        }
        let is_idle = self.records.iter().all(|record| match &record.breaker {
            Breaker::Closed(window) => now.since(window.last_call) >= IDLE_AFTER,
            Breaker::Tripped(_) => false,
        });
        is_idle && since_probe >= IDLE_AFTER
    }

    fn is_unwell(&self, now: Timestamp) -> bool {
        self.records.iter().any(|record| match &record.breaker {
            Breaker::Closed(window) => window.failed_probes > 0 || window.course.restraint(now).is_some(),
            Breaker::Tripped(_) => true,
        })
    }
}

/// A gateway that is not declared (any more) is left alone.
pub(crate) fn apply(state: &mut State, at: Timestamp, gateway: &GatewayName, answered: bool) {
    if let Some(gateway) = state.gateways.get_mut(gateway) {
        gateway.last_probe = at;
        for record in &mut gateway.records {
            let before = record.breaker.phase(at);
            record.breaker.probed(at, answered, &state.resilience);
            let after = record.breaker.phase(at);
            assert!(
                before == BreakerPhase::Closed || after != BreakerPhase::Closed,
                "a probe closes no breaker"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, GatewayProfile, OutcomeClass, Rejection, apply, decide, health, observe};
    use bezant_kernel::{OperationKind, Tenant, TenantId};

    struct World(State);

    impl World {
        fn new() -> World {
            let mut world = World(State::default());
            let profiles = ["a", "b"].map(|name| GatewayProfile::unrestricted(name.parse().unwrap()));
            world.ask(
                0,
                Command::DeclareGateways {
                    profiles: profiles.to_vec(),
                },
            );
            world
        }

        fn ask(&mut self, at: u64, command: Command) {
            for event in decide(&self.0, command).unwrap() {
                apply(
                    &mut self.0,
                    second(at),
                    Tenant::new(TenantId::from_u128(1)),
                    &event,
                );
            }
            assert_eq!(State::decode(&self.0.encode()).as_ref(), Ok(&self.0));
        }

        fn probe(&mut self, at: u64, name: &str, answered: bool) {
            let (gateway, latency) = (name.parse().unwrap(), Milliseconds(40));
            let command = Command::RecordProbe {
                gateway,
                answered,
                latency,
            };
            self.ask(at, command);
        }

        fn call(&mut self, at: u64, outcome: OutcomeClass) {
            let (name, kind) = ("a".parse().unwrap(), OperationKind::Authorize);
            crate::started(&mut self.0, second(at), &name, kind);
            observe(&mut self.0, second(at), &name, kind, outcome, Milliseconds(0));
        }

        fn due(&self, at: u64) -> Vec<String> {
            let due = self.0.probes_due(second(at));
            due.iter().map(|due| due.gateway.to_string()).collect()
        }

        fn phase(&self, at: u64) -> BreakerPhase {
            health(&self.0, second(at))[0].operations[0].breaker
        }
    }

    fn second(count: u64) -> Timestamp {
        Timestamp::from_microseconds(count * 1_000_000)
    }

    #[test]
    fn the_idle_and_the_unwell_are_asked_at_their_times() {
        let mut world = World::new();
        assert_eq!(world.due(1_000), ["a", "b"]);
        world.probe(1_000, "a", true);
        world.probe(1_000, "b", true);
        assert_eq!(world.due(1_059), [""; 0]);
        assert_eq!(world.due(1_060), ["a", "b"]);
        world.call(1_050, OutcomeClass::Success);
        assert_eq!(world.due(1_060), ["b"]);
        for _ in 0..5 {
            world.call(1_061, OutcomeClass::Failure);
        }
        world.probe(1_061, "b", true);
        assert_eq!(world.due(1_061), ["a"]);
        world.probe(1_062, "a", false);
        assert_eq!(
            (world.due(1_066), world.due(1_067)),
            (vec![], vec!["a".to_owned()])
        );
    }

    #[test]
    fn a_gateway_without_payments_is_found_out_by_failing_probes_alone() {
        let mut world = World::new();
        for (at, answered) in [(60, false), (65, false), (70, true), (75, false), (80, false)] {
            world.probe(at, "a", answered);
        }
        assert_eq!(
            (world.phase(80), world.due(85)),
            (BreakerPhase::Closed, vec!["a".to_owned(), "b".to_owned()])
        );
        for at in [85, 90, 95] {
            world.probe(at, "a", false);
        }
        assert_eq!(world.phase(95), BreakerPhase::Open);
    }

    #[test]
    fn answered_probes_shorten_the_time_until_they_have_misled() {
        let mut world = World::new();
        for _ in 0..5 {
            world.call(100, OutcomeClass::Failure);
        }
        world.probe(102, "a", true);
        assert_eq!(world.phase(110), BreakerPhase::Open);
        world.probe(104, "a", true);
        assert_eq!(
            [109, 110].map(|at| world.phase(at)),
            [BreakerPhase::Open, BreakerPhase::HalfOpen]
        );
        for at in 110..130 {
            world.probe(at, "a", true);
        }
        assert_eq!(
            world.phase(130),
            BreakerPhase::HalfOpen,
            "probes alone never close"
        );
        world.call(130, OutcomeClass::Failure);
        for at in 131..150 {
            world.probe(at, "a", true);
        }
        assert_eq!(
            [189, 190].map(|at| world.phase(at)),
            [BreakerPhase::Open, BreakerPhase::HalfOpen]
        );
    }

    #[test]
    fn only_declared_gateways_are_probed() {
        let world = World::new();
        let gateway: GatewayName = "z".parse().unwrap();
        let command = Command::RecordProbe {
            gateway: gateway.clone(),
            answered: true,
            latency: Milliseconds(1),
        };
        assert_eq!(decide(&world.0, command), Err(Rejection::GatewayUnknown(gateway)));
    }
}
