//! Choices: a table of constraints, what is preferred, and properties over random histories.

use super::*;
use crate::{
    Command, GatewayProfile, OutcomeClass, apply, decide, decode_event, encode_event, observe, started,
};
use bezant_kernel::{Currency, Milliseconds, Tenant, TenantId};
use proptest::prelude::*;

fn name(text: &str) -> GatewayName {
    text.parse().unwrap()
}

fn profile(text: &str) -> GatewayProfile {
    GatewayProfile::unrestricted(name(text))
}

fn state_of(profiles: Vec<GatewayProfile>) -> State {
    let mut state = State::default();
    for event in decide(&state, Command::DeclareGateways { profiles }).unwrap() {
        assert_eq!(decode_event(&encode_event(&event)), Ok(event.clone()));
        apply(
            &mut state,
            Timestamp::default(),
            Tenant::new(TenantId::from_u128(1)),
            &event,
        );
    }
    state
}

fn want(minor: i128) -> Want<'static> {
    Want {
        amount: Money::new(minor, Currency::EUR),
        method: MethodKind::Card,
        country: "DE".parse().ok(),
        operation: OperationKind::Authorize,
        excluded: &[],
    }
}

fn second(count: u64) -> Timestamp {
    Timestamp::from_microseconds(count * 1_000_000)
}

fn end(state: &mut State, at: u64, gateway: &str, outcome: OutcomeClass, latency: u64) {
    let kind = OperationKind::Authorize;
    started(state, second(at), &name(gateway), kind);
    observe(
        state,
        second(at),
        &name(gateway),
        kind,
        outcome,
        Milliseconds(latency),
    );
}

fn chosen(state: &State, at: u64, want: &Want<'_>) -> Option<String> {
    choose(state, second(at), want)
        .gateway
        .map(|gateway| gateway.to_string())
}

#[test]
fn each_constraint_has_its_verdict() {
    let restricted = GatewayProfile {
        currencies: [Currency::EUR].into(),
        methods: [MethodKind::Card].into(),
        countries: ["DE".parse().unwrap()].into(),
        operations: [OperationKind::Authorize].into(),
        minimum_minor: 100,
        maximum_minor: 200,
        ..profile("a")
    };
    let state = state_of(vec![restricted]);
    let tried = [name("a")];
    let cases = [
        (want(100), Verdict::Chosen),
        (want(200), Verdict::Chosen),
        (want(99), Verdict::Amount),
        (want(201), Verdict::Amount),
        (
            Want {
                amount: Money::new(150, Currency::USD),
                ..want(0)
            },
            Verdict::Currency,
        ),
        (
            Want {
                method: MethodKind::Wallet,
                ..want(150)
            },
            Verdict::Method,
        ),
        (
            Want {
                country: "FR".parse().ok(),
                ..want(150)
            },
            Verdict::Country,
        ),
        (
            Want {
                country: None,
                ..want(150)
            },
            Verdict::Country,
        ),
        (
            Want {
                operation: OperationKind::Refund,
                ..want(150)
            },
            Verdict::Operation,
        ),
        (
            Want {
                excluded: &tried,
                ..want(150)
            },
            Verdict::AlreadyTried,
        ),
    ];
    for (want, verdict) in cases {
        let choice = choose(&state, second(0), &want);
        assert_eq!(choice.candidates[0].verdict, verdict, "{want:?}");
        assert_eq!(choice.gateway.is_some(), verdict == Verdict::Chosen);
    }
    assert_eq!(choose(&State::default(), second(0), &want(1)).gateway, None);
}

#[test]
fn cheap_fast_and_healthy_gateways_win_and_ties_go_by_priority_then_name() {
    let cheap = GatewayProfile {
        fee_basis_points: 120,
        priority: 9,
        ..profile("z")
    };
    let dear = GatewayProfile {
        fee_basis_points: 140,
        ..profile("a")
    };
    let mut state = state_of(vec![dear.clone(), cheap.clone()]);
    assert_eq!(chosen(&state, 0, &want(10_000)).as_deref(), Some("z"));
    for _ in 0..10 {
        end(&mut state, 1, "z", OutcomeClass::Decline, 200);
    }
    assert_eq!(
        chosen(&state, 1, &want(10_000)).as_deref(),
        Some("a"),
        "declines lower the success rate"
    );
    assert_eq!(
        chosen(&state, 3_600, &want(10_000)).as_deref(),
        Some("z"),
        "and fade"
    );

    let mut state = state_of(vec![profile("a"), profile("b")]);
    end(&mut state, 1, "a", OutcomeClass::Success, 900);
    end(&mut state, 1, "b", OutcomeClass::Success, 90);
    assert_eq!(chosen(&state, 1, &want(10_000)).as_deref(), Some("b"));

    let later = GatewayProfile {
        priority: 1,
        ..profile("a")
    };
    let state = state_of(vec![later, profile("c"), profile("b")]);
    let order: Vec<_> = choose(&state, second(0), &want(5))
        .candidates
        .iter()
        .map(|one| (one.gateway.to_string(), one.verdict))
        .collect();
    let expected = [
        ("b", Verdict::Chosen),
        ("c", Verdict::Eligible),
        ("a", Verdict::Eligible),
    ];
    assert_eq!(order, expected.map(|(name, verdict)| (name.to_owned(), verdict)));
}

#[test]
fn fixed_fees_weigh_more_on_small_amounts() {
    let fixed = GatewayProfile {
        fee_fixed_minor: 30,
        ..profile("fixed")
    };
    let share = GatewayProfile {
        fee_basis_points: 200,
        ..profile("share")
    };
    let state = state_of(vec![fixed, share]);
    assert_eq!(chosen(&state, 0, &want(1_000)).as_deref(), Some("share"));
    assert_eq!(chosen(&state, 0, &want(10_000)).as_deref(), Some("fixed"));
    assert_eq!(choose(&state, second(0), &want(1)).candidates[1].cost, -1_000_000);
}

#[test]
fn an_outage_moves_traffic_away_and_probes_bring_it_back() {
    let mut state = state_of(vec![profile("a")]);
    for _ in 0..5 {
        assert_eq!(chosen(&state, 10, &want(5)).as_deref(), Some("a"));
        end(&mut state, 10, "a", OutcomeClass::Failure, 0);
    }
    assert_eq!(
        choose(&state, second(11), &want(5)).candidates[0].verdict,
        Verdict::BreakerOpen
    );
    let refund = Want {
        operation: OperationKind::Refund,
        ..want(5)
    };
    assert_eq!(
        chosen(&state, 11, &refund).as_deref(),
        Some("a"),
        "each operation has its own breaker"
    );
    for _ in 0..3 {
        assert_eq!(chosen(&state, 40, &want(5)).as_deref(), Some("a"));
        started(&mut state, second(40), &name("a"), OperationKind::Authorize);
    }
    assert_eq!(chosen(&state, 40, &want(5)), None, "all probes are under way");
    for _ in 0..3 {
        let outcome = OutcomeClass::Decline;
        observe(
            &mut state,
            second(41),
            &name("a"),
            OperationKind::Authorize,
            outcome,
            Milliseconds(1_000),
        );
    }
    assert_eq!(
        crate::health(&state, second(41))[0].operations[0].breaker,
        crate::BreakerPhase::Closed
    );
}

#[derive(Clone, Debug)]
struct Step {
    wait: u64,
    gateway: usize,
    start: bool,
    outcome: usize,
    latency: u64,
}

const NAMES: [&str; 3] = ["a", "b", "c"];

fn step() -> impl Strategy<Value = Step> {
    (0u64..40, 0..3usize, any::<bool>(), 0..4usize, 0u64..40_000).prop_map(
        |(wait, gateway, start, outcome, latency)| Step {
            wait,
            gateway,
            start,
            outcome,
            latency,
        },
    )
}

fn any_profiles() -> impl Strategy<Value = Vec<GatewayProfile>> {
    let limits = (
        0i128..500,
        0i128..1_000,
        any::<bool>(),
        0u32..300,
        0u64..50,
        0u32..3,
    );
    proptest::collection::vec(limits, 3).prop_map(|all| {
        let one = |(text, (minimum, more, euro_only, points, fixed, priority)): (&str, _)| GatewayProfile {
            currencies: if euro_only {
                [Currency::EUR].into()
            } else {
                Default::default()
            },
            minimum_minor: minimum,
            maximum_minor: minimum + more,
            fee_basis_points: points,
            fee_fixed_minor: fixed,
            priority,
            ..profile(text)
        };
        NAMES.into_iter().zip(all).map(one).collect()
    })
}

fn run(state: &mut State, steps: &[Step]) -> u64 {
    let mut at = 0;
    for step in steps {
        at += step.wait;
        let gateway = name(NAMES[step.gateway]);
        if step.start {
            started(state, second(at), &gateway, OperationKind::Authorize);
        } else {
            let outcome = OutcomeClass::ALL[step.outcome];
            let latency = Milliseconds(step.latency);
            observe(
                state,
                second(at),
                &gateway,
                OperationKind::Authorize,
                outcome,
                latency,
            );
        }
    }
    at
}

proptest! {
    #[test]
    fn the_chosen_one_is_eligible_and_best_and_snapshots_and_replays_agree(
        profiles in any_profiles(),
        steps in proptest::collection::vec(step(), 0..120),
        minor in 1i128..2_000,
        dollars: bool,
        tried in 0..3usize,
    ) {
        let mut state = state_of(profiles.clone());
        let at = run(&mut state, &steps);
        let tried = [name(NAMES[tried])];
        let currency = if dollars { Currency::USD } else { Currency::EUR };
        let want = Want { amount: Money::new(minor, currency), excluded: &tried, ..want(0) };
        let choice = choose(&state, second(at), &want);

        let may = |profile: &GatewayProfile| {
            let breaker = &state.gateways[&profile.name].record(OperationKind::Authorize).breaker;
            profile.name != tried[0]
                && (profile.currencies.is_empty() || profile.currencies.contains(&currency))
                && (profile.minimum_minor..=profile.maximum_minor).contains(&minor)
                && breaker.allows(second(at))
        };
        let allowed: Vec<_> = profiles.iter().filter(|one| may(one)).map(|one| &one.name).collect();
        let score = |name: &GatewayName| {
            choice.candidates.iter().find(|one| one.gateway == *name).map(|one| one.score)
        };
        prop_assert_eq!(choice.candidates.len(), profiles.len());
        match &choice.gateway {
            None => prop_assert!(allowed.is_empty()),
            Some(best) => {
                prop_assert!(allowed.contains(&best));
                prop_assert!(allowed.iter().all(|other| score(other) <= score(best)));
            }
        }
        for one in &choice.candidates {
            prop_assert_eq!(one.score, one.success + one.latency + one.cost);
            prop_assert!((0..=1_000_000).contains(&one.success) && one.latency <= 0 && one.cost <= 0);
        }

        let mut replayed = state_of(profiles);
        run(&mut replayed, &steps);
        prop_assert_eq!(&replayed, &state);
        let restored = State::decode(&state.encode()).unwrap();
        prop_assert_eq!(choose(&restored, second(at), &want), choice);
        prop_assert_eq!(restored, state);
    }

    #[test]
    fn a_better_outcome_or_a_shorter_latency_never_lowers_the_score(
        steps in proptest::collection::vec(step(), 1..60),
        place: prop::sample::Index,
    ) {
        let score_of = |steps: &[Step]| {
            let mut state = state_of(vec![profile("a")]);
            let at = run(&mut state, steps);
            choose(&state, second(at), &want(100)).candidates[0].score
        };
        let mut steps: Vec<Step> =
            steps.into_iter().map(|step| Step { gateway: 0, start: false, outcome: step.outcome / 2, ..step }).collect();
        let before = score_of(&steps);
        let changed = place.get(&steps).clone();
        let at = place.index(steps.len());
        steps[at] = Step { outcome: 0, latency: changed.latency / 2, ..changed };
        prop_assert!(score_of(&steps) >= before);
    }

    #[test]
    fn damaged_bytes_never_panic(bytes: Vec<u8>, at in 0usize..400, bit in 0u8..8) {
        if let Ok(event) = decode_event(&bytes) {
            prop_assert_eq!(decode_event(&encode_event(&event)), Ok(event));
        }
        let mut snapshot = state_of(vec![profile("a"), profile("b")]).encode();
        let at = at % snapshot.len();
        snapshot[at] ^= 1 << bit;
        if let Ok(mut state) = State::decode(&snapshot) {
            prop_assert_eq!(State::decode(&state.encode()), Ok(state.clone()));
            end(&mut state, 1, "a", OutcomeClass::Failure, 1);
            choose(&state, second(2), &want(1));
        }
    }
}
