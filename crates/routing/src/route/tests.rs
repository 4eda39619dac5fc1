//! Decisions with rules, fees, strategies and experiments.

use bezant_kernel::{Currency, MethodKind, Milliseconds, Money, OperationKind, PaymentId, Tenant, TenantId};

use super::*;
use crate::{
    Actor, Command, Event, Experiment, ExperimentStatus, FeeLine, FeeSchedule, GatewayProfile, Lesson,
    OutcomeClass, Price, Rate, Significance, apply, choose, conclude, decide, decode_event, encode_event,
    learn, observe,
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

#[test]
fn rules_become_active_in_order_and_with_four_eyes() {
    let mut world = World::new(&["a"]);
    let propose = |source: &str, by: &str| Command::ProposeRules {
        source: source.to_owned(),
        by: someone(by),
    };
    let approve = |version, by: &str| Command::ApproveRules {
        version,
        by: someone(by),
    };
    let activate = |version, by: &str| Command::ActivateRules {
        version,
        by: someone(by),
    };
    let roll_back = || Command::RollBackRules { by: someone("ann") };
    assert_eq!(
        world.ask(propose("rule r then choose z", "ann")),
        Err("routing_rules_invalid")
    );
    assert_eq!(world.ask(roll_back()), Err("routing_rules_not_active"));
    world.ask(propose("rule r then choose a", "ann")).unwrap();
    assert_eq!(world.ask(activate(1, "ann")), Err("routing_rules_not_approved"));
    assert_eq!(world.ask(activate(2, "ann")), Err("routing_rules_unknown"));
    world.ask(approve(1, "ann")).unwrap();
    assert_eq!(
        world.ask(approve(1, "bob")),
        Err("routing_rules_approved_already")
    );
    let four_eyes = || Command::SetFourEyes {
        required: true,
        by: someone("bob"),
    };
    assert_eq!(world.ask(four_eyes()).unwrap().len(), 1);
    assert_eq!(world.ask(four_eyes()).unwrap().len(), 0);
    assert_eq!(world.ask(activate(1, "bob")), Err("routing_rules_need_four_eyes"));
    assert_eq!(world.ask(approve(1, "ann")), Err("routing_rules_need_four_eyes"));
    world.ask(approve(1, "bob")).unwrap();
    world.ask(activate(1, "ann")).unwrap();
    assert_eq!(world.ask(activate(1, "ann")), Err("routing_rules_active_already"));
    assert_eq!(world.route(1).rules_version, Some(1));
    world.ask(roll_back()).unwrap();
    assert_eq!(world.route(1).rules_version, None);

    // A gateway that is gone keeps an old version from becoming active again, and is named while rules speak of it.
    world.ask(activate(1, "ann")).unwrap();
    let other = vec![GatewayProfile::unrestricted("b".parse().unwrap())];
    world.ask(Command::DeclareGateways { profiles: other }).unwrap();
    let missing: Vec<&str> = world
        .state
        .gateways_missing_in_rules()
        .map(GatewayName::as_str)
        .collect();
    assert_eq!(missing, ["a"]);
    assert_eq!(verdicts(&world.route(1)), [("b", Verdict::NotInRule)]);
    world.ask(roll_back()).unwrap();
    assert_eq!(world.ask(activate(1, "ann")), Err("routing_rules_invalid"));
    for _ in 0..100 {
        world.ask(propose("", "ann")).unwrap();
    }
    assert_eq!(world.state.rules_versions().count(), crate::MAXIMUM_RULE_VERSIONS);
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

fn experiment(rules: Option<u32>) -> Experiment {
    Experiment {
        name: "other-rules".to_owned(),
        share_basis_points: 10_000,
        rules,
        strategy: None,
        sample: 1_000,
        significance: Significance::FivePercent,
        seed: 4,
    }
}

#[test]
fn an_experiment_routes_its_trial_and_ends_on_harm() {
    let mut world = World::new(&["a", "b"]);
    world.activate("rule r then choose b");
    world.activate("rule r then choose a");
    let start = |rules| Command::StartExperiment {
        experiment: experiment(rules),
        by: someone("ann"),
    };
    assert_eq!(world.ask(start(None)), Err("routing_experiment_invalid"));
    assert_eq!(world.ask(start(Some(9))), Err("routing_experiment_invalid"));
    world.ask(start(Some(1))).unwrap();
    assert_eq!(world.ask(start(Some(1))), Err("routing_experiment_running"));
    assert_eq!(
        world.ask(set(Strategy::priority())),
        Err("routing_experiment_running")
    );
    let before = Timestamp::from_microseconds(1);
    let mut payments = 0;
    while world.state.running.is_some() {
        payments += 1;
        let decision = world.route(payments);
        let (name, side) = decision.experiment.clone().unwrap();
        assert_eq!(name, "other-rules");
        let expected = if side == Side::Trial {
            ("b", Some(1))
        } else {
            ("a", Some(2))
        };
        assert_eq!((chosen(&decision), decision.rules_version), expected);
        assert_eq!(Decision::decode(&decision.encode()).as_ref(), Ok(&decision));
        // b approves half of what a does.
        let approved = payments % 10 < if side == Side::Trial { 4 } else { 9 };
        let now = world.now;
        conclude(&mut world.state, now, &facts(payments), before, false);
        conclude(&mut world.state, now, &facts(payments), now, approved);
        assert!(payments < 2_000);
        if payments == 100 {
            assert_eq!(State::decode(&world.state.encode()).unwrap(), world.state);
        }
    }
    let run = world.state.experiments().next().unwrap();
    assert_eq!(run.status, ExperimentStatus::StoppedOnHarm);
    assert!(payments < 400 && run.looks == 1, "{run:?}");
    assert_eq!(world.route(1).experiment, None);
    assert_eq!(State::decode(&world.state.encode()).unwrap(), world.state);
    let stop = Command::StopExperiment {
        name: "other-rules".to_owned(),
        by: someone("ann"),
    };
    assert_eq!(world.ask(stop), Err("routing_experiment_not_running"));
    assert_eq!(world.ask(start(Some(1))), Err("routing_experiment_invalid"));
}

#[test]
fn a_replay_of_the_stored_events_gives_the_same_state() {
    let mut world = World::new(&["a", "b"]);
    world.activate("rule r when amount > EUR 5 then prefer b");
    let by = || someone("bob");
    world
        .ask(Command::SetFourEyes {
            required: true,
            by: by(),
        })
        .unwrap();
    world
        .ask(Command::SetFees {
            schedules: vec![schedule("a", 100, 5)],
            by: by(),
        })
        .unwrap();
    world
        .ask(set(Strategy {
            half_life: Milliseconds(120_000),
            ..Strategy::learning(7)
        }))
        .unwrap();
    let trial = Experiment {
        strategy: Some(Strategy {
            half_life: Milliseconds(120_000),
            ..Strategy::split(vec![("a".parse().unwrap(), 1)], 3)
        }),
        ..experiment(None)
    };
    world
        .ask(Command::StartExperiment {
            experiment: trial,
            by: by(),
        })
        .unwrap();
    world
        .ask(Command::StopExperiment {
            name: "other-rules".to_owned(),
            by: by(),
        })
        .unwrap();
    world.ask(Command::RollBackRules { by: by() }).unwrap();
    let mut replayed = State::default();
    for (at, bytes) in &world.log {
        let event = decode_event(bytes).unwrap();
        assert_eq!(&encode_event(&event), bytes);
        assert!(event.name().contains('.'));
        apply(&mut replayed, *at, TENANT, &event);
    }
    assert_eq!(replayed, world.state);
    assert_eq!(State::decode(&world.state.encode()).unwrap(), world.state);
}
