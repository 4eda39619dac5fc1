//! Commands in order, refusals, experiments, and replays of what was stored.

use super::*;
use crate::{Experiment, ExperimentStatus, Significance, conclude, decode_event};

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

/// Stored events keep their form for ever.
#[test]
fn stored_forms_do_not_change() {
    let by = someone("ann");
    let events = [
        (
            Event::RulesProposed {
                version: 2,
                source: "x".to_owned(),
                by: by.clone(),
            },
            "120a080212017",
        ),
        (
            Event::RulesActivated {
                version: 2,
                by: by.clone(),
            },
            "2207080212",
        ),
        (
            Event::RulesRolledBack {
                from: 2,
                to: Some(1),
                by: by.clone(),
            },
            "2a09080210011a",
        ),
        (
            Event::FourEyesSet {
                required: true,
                by: by.clone(),
            },
            "3207080112",
        ),
        (
            Event::StrategySet {
                version: 1,
                strategy: Strategy::least_cost(),
                by: by.clone(),
            },
            "42",
        ),
        (
            Event::ExperimentStopped {
                name: "n".to_owned(),
                by,
            },
            "52",
        ),
    ];
    for (event, start) in events {
        let bytes: String = encode_event(&event)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert!(bytes.starts_with(start), "{bytes} for {event:?}");
    }
}
