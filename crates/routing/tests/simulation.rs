//! The learning strategy against other ways of choosing, on the scenario of `examples/routing/week.toml`. `./x bench routing`
//! plays the
//! file's own seed at full size.
#![allow(clippy::unwrap_used)]

use bezant_routing_lab::{Scenario, WEEK, Way, run};

#[test]
fn learning_approves_more_for_less_within_a_stated_regret() {
    let week = Scenario::parse(WEEK).unwrap().with_seed(1).with_payments(20_000);
    let bounds = week.bounds();
    let learning = run(&week, Way::Strategy);
    for way in Way::RIVALS {
        let rival = run(&week, way);
        let seen = format!("{way:?} {rival:?} against {learning:?}");
        assert!(
            learning.approval() >= rival.approval() + bounds.uplift_at_least,
            "{seen}"
        );
        assert!(learning.cost() <= rival.cost(), "{seen}");
    }
    let oracle = run(&week, Way::Oracle);
    assert!(
        oracle.expected() - learning.expected() <= bounds.regret_at_most,
        "{oracle:?} {learning:?}"
    );
}

#[test]
fn the_same_week_is_decided_the_same() {
    let week = Scenario::parse(WEEK).unwrap().with_seed(7).with_payments(500);
    assert_eq!(run(&week, Way::Strategy), run(&week, Way::Strategy));
    let others = run(&week.clone().with_seed(8), Way::Strategy);
    assert_ne!(others, run(&week, Way::Strategy));
}
