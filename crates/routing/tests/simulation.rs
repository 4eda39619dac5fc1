//! The learning strategy against other ways of choosing, on a week with outages and drifting approval rates. The
//! benchmark runs the same at full size: `cargo bench -p bezant-routing -- uplift`.
#![allow(clippy::unwrap_used)]

mod scenario;

use scenario::{Way, payments, run};

/// In ten-thousandths: what the oracle, which knows the true rates and looks at nothing else, is better by at most.
const REGRET: i64 = 400;
/// In ten-thousandths: what learning is better by than the best rival, at least.
const UPLIFT: i64 = 100;

#[test]
fn learning_approves_more_for_less_within_a_stated_regret() {
    let week = payments(20_000, 1);
    let learning = run(Way::Learning, &week);
    for way in [Way::Priority, Way::RoundRobin, Way::Greedy, Way::Plain] {
        let rival = run(way, &week);
        let seen = format!("{way:?} {rival:?} against {learning:?}");
        assert!(learning.approval() >= rival.approval() + UPLIFT, "{seen}");
        assert!(learning.cost() <= rival.cost(), "{seen}");
    }
    let oracle = run(Way::Oracle, &week);
    assert!(
        oracle.expected() - learning.expected() <= REGRET,
        "{oracle:?} {learning:?}"
    );
}

#[test]
fn the_same_week_is_decided_the_same() {
    let week = payments(500, 7);
    let (first, again) = (run(Way::Learning, &week), run(Way::Learning, &week));
    assert_eq!((first.approved, first.cost()), (again.approved, again.cost()));
}
