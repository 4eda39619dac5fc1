//! Whole replays, against weeks of which the truth is known.

use bezant_kernel::{GatewayName, OperationKind};
use bezant_routing::{GatewayProfile, RuleSet, State, Strategy, Want, route_by};

use super::*;
use crate::{PastPayment, PastPaymentDocument, Scenario, Setup, Variant, WEEK, read_history, replay};

fn week() -> Scenario {
    Scenario::parse(WEEK).unwrap().with_payments(6_000)
}

fn read(documents: impl Iterator<Item = PastPaymentDocument>) -> Vec<PastPayment> {
    let lines: Vec<String> = documents
        .map(|one| serde_json::to_string(&one).unwrap())
        .collect();
    read_history(lines.iter().map(String::as_str), &[]).unwrap()
}

fn setup(names: &[GatewayName]) -> Setup {
    Setup {
        gateways: names.iter().cloned().map(GatewayProfile::unrestricted).collect(),
        has_prices: false,
        fees: None,
        strategy: Strategy::priority(),
        draws: 50,
    }
}

fn names() -> Vec<GatewayName> {
    let mut names = week().names;
    names.sort();
    names
}

fn compared(history: &[PastPayment], setup: &Setup, sources: &[&str]) -> Report {
    let sets: Vec<RuleSet> = sources
        .iter()
        .map(|one| RuleSet::compile(one, &names()).unwrap())
        .collect();
    let variants: Vec<Variant<'_>> = sets
        .iter()
        .zip(sources)
        .map(|(rules, source)| Variant {
            name: (*source).to_owned(),
            rules: Some(rules),
        })
        .collect();
    let replayed = replay(history, setup, &variants).unwrap();
    compare(
        &replayed,
        &sources.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>(),
    )
}

#[test]
fn a_replay_tells_what_rules_would_have_brought() {
    let week = week();
    let charlie = 2;
    let truth: i64 = week.payments().map(|payment| week.truth(&payment, charlie)).sum();
    let truth = truth as f64 / 6_000_000.0;
    let noted = read(week.history());
    let without = week.history().map(|mut one| {
        one.attempts[0].propensity = None;
        one
    });
    for (history, known) in [(noted, 6_000), (read(without), 0)] {
        let report = compared(
            &history,
            &setup(&names()),
            &[
                "rule all then choose charlie",
                "rule all then choose charlie, alpha",
            ],
        );
        assert_eq!((report.payments, report.known_propensities), (6_000, known));
        let rules = &report.rules[0];
        let approval = rules.row.approval.unwrap();
        for range in [approval, rules.clipped.unwrap(), rules.doubly_robust] {
            assert!((range.low..=range.high).contains(&truth), "{truth} {rules:?}");
        }
        // Five of a hundred went there, each with the same weight.
        assert!((200.0..=400.0).contains(&rules.effective_payments), "{rules:?}");
        assert!(
            rules.too_thin.is_empty() && rules.without_gateway == 0.0,
            "{rules:?}"
        );
        assert!((rules.changed.share - 0.95).abs() < 0.01, "{rules:?}");
        assert_eq!(rules.changed.moves[0].from, "alpha");
        let cost = rules.row.cost_basis_points.unwrap();
        assert!((220.0..=228.0).contains(&cost), "2.2 % and 5 minor units: {cost}");
        assert_eq!(report.differences.len(), 3);
        assert_eq!(
            report.differences[2].against.as_deref(),
            Some("rule all then choose charlie")
        );
    }
}

#[test]
fn what_no_payment_speaks_for_is_called_too_thin() {
    let week = week();
    let one_way = week
        .history()
        .filter(|one| one.attempts[0].gateway.as_str() == "alpha");
    let history = read(one_way);
    let sources = [
        "rule all then choose bravo",
        "rule a when issuer_country = GB then choose bravo rule b then choose alpha",
        "rule a when currency = USD then exclude alpha, bravo, charlie rule b then choose alpha",
    ];
    let report = compared(&history, &setup(&names()), &sources);
    let [all, some, nowhere] = &report.rules[..] else {
        panic!("{report:?}")
    };
    assert!(all.row.approval.is_none() && all.too_thin.len() == 2, "{all:?}");
    assert_eq!(all.no_overlap, 1.0);
    assert!(
        all.segments
            .iter()
            .all(|one| one.is_too_thin && one.never_seen == ["bravo"]),
        "{all:?}"
    );
    assert!(
        some.too_thin.len() == 1 && some.too_thin[0].contains("never went to"),
        "{some:?}"
    );
    let thin: Vec<bool> = some
        .segments
        .iter()
        .map(|one| one.is_too_thin == one.name.contains("GB"))
        .collect();
    assert!(thin.iter().all(|agrees| *agrees), "{some:?}");
    // What goes nowhere is not approved, and there is nothing thin about that.
    assert!((0.3..0.5).contains(&nowhere.without_gateway), "{nowhere:?}");
    let approval = nowhere.row.approval.unwrap().value;
    assert!(nowhere.too_thin.is_empty() && approval < 0.65, "{nowhere:?}");
    assert_eq!(nowhere.changed.moves[0].to, None);
}

#[test]
fn payments_that_followed_a_split_are_not_weighed_by_the_same_draw() {
    // Alpha approves everything, bravo nothing, and the payment's own id decided where it went.
    let names: Vec<GatewayName> = ["alpha", "bravo"].map(|name| name.parse().unwrap()).into();
    let split = |share: u32| format!("rule s then split alpha {share}, bravo {}", 100 - share);
    let old = RuleSet::compile(&split(50), &names).unwrap();
    let setup = setup(&names);
    let mut state = State::default();
    let declare = bezant_routing::Command::DeclareGateways {
        profiles: setup.gateways.clone(),
    };
    for event in bezant_routing::decide(&state, declare).unwrap() {
        let tenant = bezant_kernel::Tenant::new(bezant_kernel::TenantId::from_u128(1));
        bezant_routing::apply(&mut state, week().start(), tenant, &event);
    }
    let mut history = read(week().history().take(2_000));
    for payment in &mut history {
        let want = Want {
            amount: payment.amount,
            method: payment.method,
            country: None,
            operation: OperationKind::Authorize,
            excluded: &[],
        };
        let decision = route_by(
            &state,
            payment.at,
            &want,
            &payment.facts(),
            Some(&old),
            &setup.strategy,
        );
        let attempt = &mut payment.attempts[0];
        attempt.gateway = decision.gateway.unwrap();
        attempt.propensity = Some(0.5);
        attempt.outcome = match attempt.gateway.as_str() {
            "alpha" => bezant_routing::OutcomeClass::Success,
            _ => bezant_routing::OutcomeClass::Decline,
        };
    }
    let report = compared(&history, &setup, &[&split(90)]);
    let approval = report.rules[0].row.approval.unwrap();
    assert!((approval.value - 0.9).abs() < 0.02, "{approval:?}");
}
