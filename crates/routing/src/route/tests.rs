//! Decisions with rules, fees, strategies and experiments.

use bezant_kernel::{Currency, MethodKind, Milliseconds, Money, OperationKind, PaymentId, Tenant, TenantId};

mod machine;
mod properties;
mod restraint;

use super::*;
use crate::{
    Actor, Command, Event, FeeLine, FeeSchedule, GatewayProfile, Lesson, OutcomeClass, Price, Rate, apply,
    choose, decide, encode_event, learn, observe,
};

const TENANT: Tenant = Tenant::new(TenantId::from_u128(1));

struct World {
    state: State,
    now: Timestamp,
    /// Every event as stored.
    log: Vec<(Timestamp, Vec<u8>)>,
}

impl World {
    fn new(names: &[&str]) -> World {
        let mut world = World {
            state: State::default(),
            now: "2026-11-21T12:00:00Z".parse().unwrap(),
            log: Vec::new(),
        };
        let profiles = (0u32..)
            .zip(names)
            .map(|(priority, name)| GatewayProfile {
                priority,
                ..GatewayProfile::unrestricted(name.parse().unwrap())
            })
            .collect();
        world.ask(Command::DeclareGateways { profiles }).unwrap();
        world
    }

    fn ask(&mut self, command: Command) -> Result<Vec<Event>, &'static str> {
        let events = decide(&self.state, command).map_err(|refused| refused.code())?;
        for event in &events {
            self.now = self.now.after(Milliseconds(1));
            apply(&mut self.state, self.now, TENANT, event);
            self.log.push((self.now, encode_event(event)));
        }
        Ok(events)
    }

    fn activate(&mut self, source: &str) -> u32 {
        let by = someone("ann");
        self.ask(Command::ProposeRules {
            source: source.to_owned(),
            by: by.clone(),
        })
        .unwrap();
        let version = self.state.rules.count;
        self.ask(Command::ApproveRules {
            version,
            by: by.clone(),
        })
        .unwrap();
        self.ask(Command::ActivateRules { version, by }).unwrap();
        version
    }

    fn route(&self, payment: u128) -> Decision {
        route(&self.state, self.now, &want(10_000), &facts(payment))
    }
}

fn someone(name: &str) -> Actor {
    Actor::new(name).unwrap()
}

fn want(minor: i128) -> Want<'static> {
    Want {
        amount: Money::new(minor, Currency::EUR),
        method: MethodKind::Card,
        country: None,
        operation: OperationKind::Authorize,
        excluded: &[],
    }
}

fn facts(payment: u128) -> Facts<'static> {
    Facts {
        issuer_country: Some("DE".parse().unwrap()),
        // Mixed as ids are.
        ..Facts::of(PaymentId::derive(&[&payment.to_be_bytes()]), TENANT)
    }
}

fn verdicts(decision: &Decision) -> Vec<(&str, Verdict)> {
    decision
        .candidates
        .iter()
        .map(|one| (one.gateway.as_str(), one.verdict))
        .collect()
}

fn chosen(decision: &Decision) -> &str {
    decision.gateway.as_ref().map_or("none", |name| name.as_str())
}

#[test]
fn without_settings_it_is_the_plain_choice() {
    let mut world = World::new(&["a", "b", "c"]);
    for (number, name) in ["a", "b", "b", "c", "c", "c"].into_iter().enumerate() {
        let outcome = OutcomeClass::ALL[number % 2];
        let (name, latency) = (name.parse().unwrap(), Milliseconds(40 * number as u64));
        observe(
            &mut world.state,
            world.now,
            &name,
            OperationKind::Authorize,
            outcome,
            latency,
        );
    }
    let plain = choose(&world.state, world.now, &want(10_000));
    let full = world.route(1);
    assert_eq!(plain.gateway, full.gateway);
    let parts = full.candidates.iter().map(|one| {
        (
            one.gateway.clone(),
            one.verdict,
            one.score,
            one.success,
            one.latency,
            one.cost,
        )
    });
    let expected = plain.candidates.iter().map(|one| {
        (
            one.gateway.clone(),
            one.verdict,
            one.score,
            one.success,
            one.latency,
            one.cost,
        )
    });
    assert!(parts.eq(expected));
}

#[test]
fn rules_filter_prefer_split_and_explain() {
    let mut world = World::new(&["a", "b", "c", "d"]);
    let version = world.activate(
        "rule tired when amount > EUR 50 then exclude a require three_d_secure\n\
         rule good then prefer c, b\n\
         rule end when currency = EUR then choose a, b, c",
    );
    let decision = world.route(1);
    assert_eq!(
        verdicts(&decision),
        [
            ("c", Verdict::Chosen),
            ("b", Verdict::Eligible),
            ("a", Verdict::ExcludedByRule),
            ("d", Verdict::NotInRule),
        ]
    );
    let rules: Vec<_> = decision
        .candidates
        .iter()
        .map(|one| (one.rule, one.preference))
        .collect();
    assert_eq!(
        rules,
        [(None, Some(0)), (None, Some(1)), (Some(0), None), (Some(2), None)]
    );
    assert!(decision.require_three_d_secure);
    assert_eq!(decision.rules_version, Some(version));
    let names: Vec<&str> = decision.rules.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["tired", "good", "end"]);
    assert_eq!(Decision::decode(&decision.encode()), Ok(decision));

    world.activate("rule parts then split a 70, b 30");
    let firsts = (0..2_000)
        .filter(|&payment| chosen(&world.route(payment)) == "a")
        .count();
    assert!((1_330..1_470).contains(&firsts), "{firsts}");
    let tried = ["a".parse().unwrap()];
    for payment in 0..50 {
        let again = Want {
            excluded: &tried,
            ..want(1)
        };
        assert_eq!(
            chosen(&route(&world.state, world.now, &again, &facts(payment))),
            "b"
        );
        assert_eq!(world.route(payment), world.route(payment));
    }
    world.ask(Command::RollBackRules { by: someone("ann") }).unwrap();
    assert_eq!(chosen(&world.route(1)), "c");
}

fn schedule(name: &str, millionths: u32, fixed_minor: u64) -> FeeSchedule {
    let line = FeeLine {
        currency: Some(Currency::EUR),
        markup: Price {
            rate: Rate::from_millionths(millionths).unwrap(),
            fixed_minor,
            ..Price::default()
        },
        ..FeeLine::default()
    };
    FeeSchedule {
        gateway: name.parse().unwrap(),
        home: None,
        lines: vec![line],
        settlement: Default::default(),
        margin: Rate::default(),
    }
}

fn set(strategy: Strategy) -> Command {
    Command::SetStrategy {
        strategy,
        by: someone("ann"),
    }
}

#[test]
fn each_strategy_orders_by_what_it_is_named_after() {
    let mut world = World::new(&["a", "b", "c"]);
    let schedules = vec![schedule("b", 29_000, 0), schedule("a", 0, 250)];
    let by = someone("ann");
    world
        .ask(Command::SetFees {
            schedules: schedules.clone(),
            by: by.clone(),
        })
        .unwrap();
    assert_eq!(
        world
            .ask(Command::SetFees {
                schedules,
                by: by.clone()
            })
            .unwrap()
            .len(),
        0
    );
    let unknown = vec![schedule("z", 1, 0)];
    assert_eq!(
        world.ask(Command::SetFees {
            schedules: unknown,
            by
        }),
        Err("routing_fees_invalid")
    );

    // c costs nothing by its profile; 2.50 against 2.9 % depends on the amount.
    world.ask(set(Strategy::least_cost())).unwrap();
    let order = |world: &World, minor| -> Vec<String> {
        let decision = route(&world.state, world.now, &want(minor), &facts(1));
        decision
            .candidates
            .iter()
            .map(|one| one.gateway.to_string())
            .collect()
    };
    assert_eq!(order(&world, 10_000), ["c", "a", "b"]);
    assert_eq!(order(&world, 1_000), ["c", "b", "a"]);
    let fees: Vec<_> = world
        .route(1)
        .candidates
        .iter()
        .map(|one| one.fee_minor)
        .collect();
    assert_eq!(fees, [Some(0), Some(250), Some(290)]);

    world.ask(set(Strategy::priority())).unwrap();
    assert_eq!(order(&world, 10_000), ["a", "b", "c"]);

    let weights = vec![("b".parse().unwrap(), 3), ("c".parse().unwrap(), 1)];
    world.ask(set(Strategy::split(weights, 9))).unwrap();
    let firsts = (0..2_000)
        .filter(|&payment| chosen(&world.route(payment)) == "b")
        .count();
    assert!((1_420..1_580).contains(&firsts), "{firsts}");
    let last = world.route(3).candidates.remove(2);
    assert_eq!((last.gateway.as_str(), last.draw), ("a", None));

    let twice = vec![("b".parse().unwrap(), 3), ("b".parse().unwrap(), 1)];
    assert_eq!(
        world.ask(set(Strategy::split(twice, 9))),
        Err("routing_strategy_invalid")
    );
}

#[test]
fn it_learns_which_gateway_suits_which_kind_and_still_looks_at_others() {
    let mut world = World::new(&["a", "b"]);
    world.ask(set(Strategy::learning(5))).unwrap();
    let (a, b): (GatewayName, GatewayName) = ("a".parse().unwrap(), "b".parse().unwrap());
    for number in 0..400u32 {
        for (gateway, country, rate) in [(&a, "DE", 9), (&b, "DE", 6), (&a, "US", 6), (&b, "US", 9)] {
            let good = number % 10 < rate;
            let lesson = Lesson {
                gateway,
                method: MethodKind::Card,
                amount: Money::new(10_000, Currency::EUR),
                issuer_country: country.parse().ok(),
                outcome: if good {
                    OutcomeClass::Success
                } else {
                    OutcomeClass::Decline
                },
                retry_after: None,
            };
            learn(&mut world.state, world.now, &lesson);
        }
    }
    let share_of_a = |world: &World, country: &str, payments: u128| {
        let of = |payment| {
            let facts = Facts {
                issuer_country: country.parse().ok(),
                ..facts(payment)
            };
            chosen(&route(&world.state, world.now, &want(10_000), &facts)) == "a"
        };
        (0..payments).filter(|&payment| of(payment)).count()
    };
    assert_eq!(share_of_a(&world, "DE", 500), 500);
    assert_eq!(share_of_a(&world, "US", 500), 0);
    // Of a third country nothing is known, so both are tried.
    assert!((100..400).contains(&share_of_a(&world, "FR", 500)));
    // What is old is not sure any more.
    world.now = world.now.after(Milliseconds(10 * 6 * 3_600_000));
    let later = share_of_a(&world, "DE", 500);
    assert!((250..500).contains(&later), "{later}");
    let decision = world.route(1);
    assert_eq!(decision.lessons, 1_600);
    let restored = State::decode(&world.state.encode()).unwrap();
    assert_eq!(restored, world.state);
}

#[test]
fn a_gateway_in_an_incident_goes_unless_all_are() {
    let mut world = World::new(&["a", "b"]);
    world
        .ask(set(Strategy {
            order: Order::Priority,
            ..Strategy::learning(1)
        }))
        .unwrap();
    let decline = |world: &mut World, name: &str| {
        for _ in 0..30 {
            let name = name.parse().unwrap();
            let outcome = OutcomeClass::Decline;
            observe(
                &mut world.state,
                world.now,
                &name,
                OperationKind::Authorize,
                outcome,
                Milliseconds(9),
            );
        }
    };
    assert_eq!(chosen(&world.route(1)), "a");
    decline(&mut world, "a");
    assert_eq!(
        verdicts(&world.route(1)),
        [("b", Verdict::Chosen), ("a", Verdict::Eliminated)]
    );
    decline(&mut world, "b");
    assert_eq!(chosen(&world.route(1)), "a");
    world.now = world.now.after(Milliseconds(30 * 60_000));
    assert_eq!(chosen(&world.route(1)), "a");
}
