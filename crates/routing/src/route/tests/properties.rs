//! What holds of every choice.

use proptest::prelude::{prop, prop_assert, prop_assert_eq, prop_assume, proptest};

use super::*;

#[test]
fn propensities_are_the_shares_of_the_draws() {
    let mut world = World::new(&["a", "b", "c"]);
    let of = |world: &World| propensities(&world.state, world.now, &want(10_000), &facts(1), 2_000);
    assert_eq!(of(&world), [("a".parse().unwrap(), 1_000_000)].into());
    world.activate("rule parts then split a 80, c 20");
    let shares: Vec<u32> = of(&world).into_values().collect();
    assert!(
        shares.len() == 2 && (770_000..830_000).contains(&shares[0]),
        "{shares:?}"
    );
    assert_eq!(shares.iter().sum::<u32>(), 1_000_000);
}

#[test]
fn the_payments_of_others_stay_when_one_gateway_goes_down() {
    let mut world = World::new(&["a", "b", "c"]);
    world.activate("rule parts then split a 50, b 30, c 20");
    let before: Vec<String> = (0..300)
        .map(|payment| chosen(&world.route(payment)).to_owned())
        .collect();
    let down = "a".parse().unwrap();
    for _ in 0..5 {
        let (outcome, latency) = (OutcomeClass::Unknown, Milliseconds(30_000));
        observe(
            &mut world.state,
            world.now,
            &down,
            OperationKind::Authorize,
            outcome,
            latency,
        );
    }
    for (payment, before) in before.iter().enumerate() {
        let after = world.route(payment as u128);
        assert_ne!(chosen(&after), "a");
        assert!(before == "a" || before == chosen(&after));
    }
}

proptest! {
    /// Whatever rules, strategy and health: what is chosen may be chosen, and something is if it may.
    #[test]
    fn a_choice_keeps_to_what_is_allowed(
        rules in prop::collection::vec((0usize..6, 0usize..5), 0..6),
        strategy in 0usize..4,
        failures in prop::collection::vec((0usize..4, 0usize..4), 0..40),
        tried in 0usize..5,
        payment: u64,
    ) {
        const NAMES: [&str; 4] = ["a", "b", "c", "d"];
        let mut world = World::new(&NAMES);
        let mut source = String::new();
        for (number, (when, then)) in rules.into_iter().enumerate() {
            let when = ["method = wallet", "amount > EUR 5", "issuer_country = DE", "currency = USD", "time < 18:00", "not bin is known"][when];
            let then = ["exclude a", "prefer d, b", "choose a, c", "split b 40, c 60", "exclude b, c require three_d_secure"][then];
            source += &format!("rule r{number} when {when} then {then}\n");
        }
        // Rules that cover each other are refused; there is nothing to see then.
        prop_assume!(crate::RuleSet::compile(&source, &NAMES.map(|name| name.parse().unwrap())).is_ok());
        world.activate(&source);
        let split = vec![("c".parse().unwrap(), 2), ("d".parse().unwrap(), 1)];
        let strategies = [Strategy::learning(2), Strategy::priority(), Strategy::least_cost(), Strategy::split(split, 1)];
        world.ask(set(strategies[strategy].clone())).unwrap();
        for (gateway, outcome) in failures {
            let name = NAMES[gateway].parse().unwrap();
            let outcome = OutcomeClass::ALL[outcome];
            observe(&mut world.state, world.now, &name, OperationKind::Authorize, outcome, Milliseconds(50));
        }
        let tried: Vec<GatewayName> = NAMES.iter().take(tried).map(|name| name.parse().unwrap()).collect();
        let want = Want { excluded: &tried, ..want(10_000) };
        let facts = facts(u128::from(payment));
        let decision = route(&world.state, world.now, &want, &facts);
        prop_assert_eq!(decision.candidates.len(), NAMES.len());
        let may: Vec<&Scored> = decision.candidates.iter().filter(|one| one.verdict == Verdict::Eligible || one.verdict == Verdict::Chosen).collect();
        prop_assert_eq!(decision.gateway.as_ref(), may.first().map(|one| &one.gateway));
        let ruling = world.state.active_rules().unwrap().1.evaluate(world.now, &want, &facts);
        let gateways = world.state.active_rules().unwrap().1.gateways();
        for one in &may {
            let place = gateways.iter().position(|name| *name == one.gateway).map(|place| place as u8);
            prop_assert!(ruling.excluded_by(place).is_none() && ruling.passed_over_by(place).is_none());
            prop_assert!(!tried.contains(&one.gateway) && one.rule.is_none());
            prop_assert!(world.state.gateways[&one.gateway].record(OperationKind::Authorize).breaker.allows(world.now));
        }
        prop_assert!(may.is_sorted_by_key(|one| (one.preference.unwrap_or(u8::MAX), one.draw.unwrap_or(u8::MAX))));
        prop_assert_eq!(&decision, &route(&world.state, world.now, &want, &facts));
        prop_assert_eq!(Decision::decode(&decision.encode()), Ok(decision));
        prop_assert_eq!(State::decode(&world.state.encode()), Ok(world.state));
    }
}
