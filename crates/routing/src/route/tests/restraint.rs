//! Gateways that get worse: less of the payments, then none, and all when there is no other.

use super::*;
use crate::{BreakerPhase, InvalidResilience, Prediction, Resilience, health};

fn resilience(settings: Resilience) -> Command {
    Command::SetResilience {
        resilience: settings,
        by: someone("ann"),
    }
}

/// Twenty calls a second at `name`, every `one_in`th of which fails.
fn calls(world: &mut World, name: &str, seconds: u64, one_in: u64) {
    let name = name.parse().unwrap();
    for number in 0..seconds * 20 {
        world.now = world.now.after(Milliseconds(50));
        let outcome = if (number + 1).is_multiple_of(one_in) {
            OutcomeClass::Failure
        } else {
            OutcomeClass::Success
        };
        let (kind, latency) = (OperationKind::Authorize, Milliseconds(200));
        observe(&mut world.state, world.now, &name, kind, outcome, latency);
    }
}

#[test]
fn a_restrained_gateway_takes_its_share_with_a_lower_score_or_all_if_it_is_alone() {
    let mut world = World::new(&["a", "b"]);
    calls(&mut world, "a", 120, 100);
    let before = world.route(1);
    calls(&mut world, "a", 8, 4);
    let (mut taken, mut plain) = (0, 0);
    for payment in 0..1_000 {
        let decision = world.route(payment);
        let a = decision
            .candidates
            .iter()
            .find(|one| one.gateway.as_str() == "a")
            .unwrap();
        match a.verdict {
            Verdict::Restrained => assert_eq!(chosen(&decision), "b"),
            Verdict::Eligible => taken += 1,
            other => panic!("{other:?}"),
        }
        assert!(a.score < before.candidates.iter().map(|one| one.score).min().unwrap());
        assert_eq!(Decision::decode(&decision.encode()), Ok(decision));
        let choice = choose(
            &world.state,
            world.now.after(Milliseconds(u64::try_from(payment).unwrap())),
            &want(10_000),
        );
        plain += usize::from(
            choice
                .candidates
                .iter()
                .any(|one| one.verdict == Verdict::Restrained),
        );
    }
    assert!((200..300).contains(&taken), "{taken}");
    assert!((700..800).contains(&plain), "{plain}");
    let operation = &health(&world.state, world.now)[0].operations[0];
    let trend = operation.trend.expect("there were calls");
    assert_eq!(operation.breaker, BreakerPhase::Closed);
    assert!(trend.restrained_since.is_some());
    assert!(trend.errors.slow < trend.errors.fast && trend.errors.fast < trend.errors.forecast);
    assert_eq!(State::decode(&world.state.encode()).as_ref(), Ok(&world.state));

    let alone = Want {
        excluded: &["b".parse().unwrap()],
        ..want(10_000)
    };
    for payment in 0..100 {
        let decision = route(&world.state, world.now, &alone, &facts(payment));
        assert_eq!(chosen(&decision), "a");
        let choice = choose(
            &world.state,
            world.now.after(Milliseconds(u64::try_from(payment).unwrap())),
            &alone,
        );
        assert_eq!(choice.gateway, decision.gateway);
    }

    calls(&mut world, "b", 1, 1);
    let decision = world.route(1);
    assert_eq!(chosen(&decision), "a", "the other's breaker is open");
}

#[test]
fn settings_are_checked_stored_and_followed() {
    let mut world = World::new(&["a"]);
    let wrong = Resilience {
        window_calls: 40,
        ..Resilience::default()
    };
    let refused = decide(&world.state, resilience(wrong)).unwrap_err();
    assert_eq!(
        refused,
        crate::Rejection::ResilienceInvalid(InvalidResilience {
            field: "window_calls",
            bounds: "from 1 to 32"
        })
    );
    assert!(world.ask(resilience(Resilience::default())).unwrap().is_empty());
    let patient = Resilience {
        failures_in_a_row: 7,
        prediction: Some(Prediction {
            restrained_share_basis_points: 0,
            ..Prediction::default()
        }),
        ..Resilience::default()
    };
    let events = world.ask(resilience(patient.clone())).unwrap();
    assert_eq!(
        crate::decode_event(&encode_event(&events[0])).as_ref(),
        Ok(&events[0])
    );
    assert_eq!(world.state.resilience(), (1, &patient));
    assert_eq!(State::decode(&world.state.encode()).as_ref(), Ok(&world.state));
    let name = "a".parse().unwrap();
    for failures in 1..=7 {
        assert_eq!(chosen(&world.route(1)), "a", "{failures}");
        let (kind, outcome) = (OperationKind::Authorize, OutcomeClass::Failure);
        observe(&mut world.state, world.now, &name, kind, outcome, Milliseconds(9));
    }
    assert_eq!(verdicts(&world.route(1)), [("a", Verdict::BreakerOpen)]);
}
