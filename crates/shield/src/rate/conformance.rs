//! The suite that every store passes: the contract of [`Store`] as checks.
//!
//! A check gets a new, empty store for [`policies`] and a way to wait for its answers, and panics where the contract is broken.

use std::time::Duration;

use super::{Answer, Charge, Decision, Policies, Policy, Store, Subject};
use crate::Moment;

/// How a check waits for an answer; what it never gets is a failure of the check.
pub type Wait<'a> = &'a dyn Fn(Answer) -> Decision;

/// One check.
pub type Check = fn(&dyn Store, Wait<'_>);

/// All checks with their names.
pub const CHECKS: &[(&str, Check)] = &[
    ("a quota and no more", quota),
    ("time brings it back", refill),
    ("subjects are apart", apart),
    ("all or nothing", all_or_nothing),
    ("costs", costs),
    ("clocks that differ a little", clocks),
    ("many at once", many_at_once),
];

/// The policies of the checks: 3 in 3 seconds, and 10 in 100 seconds.
pub fn policies() -> Policies {
    let policy = |name, quota, window| Policy::new(name, quota, window).expect("within bounds");
    Policies::new(vec![policy("short", 3, 3), policy("long", 10, 100)]).expect("two names")
}

/// Runs all checks, each in a store of its own. Stores with a clock of their own are given moments as they are told.
pub fn run<S: Store>(mut new_store: impl FnMut() -> S, wait: Wait<'_>) {
    for (_, check) in CHECKS {
        check(&new_store(), wait);
    }
}

const START: Moment = Moment::from_nanoseconds(1_000_000_000_000);

fn at(milliseconds: u64) -> Moment {
    START.after(Duration::from_millis(milliseconds))
}

fn charge(policy: &str, subject: u128) -> Charge {
    let id = policies().find(policy).expect("one of ours");
    Charge::one(id, Subject::from_u128(subject << 64 | subject))
}

fn quota(store: &dyn Store, wait: Wait<'_>) {
    for remaining in [2, 1, 0] {
        let decision = wait(store.take(&[charge("short", 1)], at(0)));
        assert!(decision.is_allowed());
        let verdict = decision.verdicts()[0];
        assert_eq!((verdict.limit, verdict.remaining), (3, remaining));
        assert_eq!(
            verdict.reset,
            Duration::from_secs(3) - Duration::from_secs(u64::from(remaining))
        );
        assert_eq!(decision.retry_after_seconds(), None);
    }
    let refused = wait(store.take(&[charge("short", 1)], at(0)));
    assert!(!refused.is_allowed());
    assert_eq!(refused.verdicts()[0].remaining, 0);
    assert_eq!(refused.retry_after_seconds(), Some(1));
}

fn refill(store: &dyn Store, wait: Wait<'_>) {
    let allowed = |milliseconds| wait(store.take(&[charge("short", 1)], at(milliseconds))).is_allowed();
    assert!(allowed(0) && allowed(0) && allowed(0) && !allowed(0));
    assert!(!allowed(999), "one comes back after a second");
    assert!(allowed(1000) && !allowed(1000));
    assert!(allowed(60_000) && allowed(60_000) && allowed(60_000));
    assert!(!allowed(60_000), "what isn't used does not pile up");
}

fn apart(store: &dyn Store, wait: Wait<'_>) {
    for subject in 1..=100 {
        for expected in [true, true, true, false] {
            let decision = wait(store.take(&[charge("short", subject)], at(0)));
            assert_eq!(decision.is_allowed(), expected, "subject {subject}");
        }
        assert!(wait(store.take(&[charge("long", subject)], at(0))).is_allowed());
    }
}

fn all_or_nothing(store: &dyn Store, wait: Wait<'_>) {
    let both = [charge("short", 1), charge("long", 2)];
    for _ in 0..3 {
        assert!(wait(store.take(&both, at(0))).is_allowed());
    }
    for _ in 0..20 {
        let refused = wait(store.take(&both, at(0)));
        assert!(!refused.is_allowed());
        assert_eq!(refused.verdicts().len(), 2);
        assert!(!refused.verdicts()[0].is_allowed && refused.verdicts()[1].is_allowed);
        assert_eq!(
            refused.verdicts()[1].remaining,
            7,
            "the other policy was not charged"
        );
    }
    let decision = wait(store.take(&[charge("long", 2)], at(0)));
    assert_eq!(decision.verdicts()[0].remaining, 6);
}

fn costs(store: &dyn Store, wait: Wait<'_>) {
    let of = |cost| Charge {
        cost,
        ..charge("long", 1)
    };
    assert_eq!(wait(store.take(&[of(7)], at(0))).verdicts()[0].remaining, 3);
    let refused = wait(store.take(&[of(4)], at(0)));
    assert!(!refused.is_allowed());
    assert_eq!(refused.verdicts()[0].remaining, 3);
    assert_eq!(refused.retry_after_seconds(), Some(10));
    assert!(wait(store.take(&[of(3)], at(0))).is_allowed());
    let everything = wait(store.take(&[of(1_000)], at(100_000)));
    assert!(everything.is_allowed(), "more than the quota counts as the quota");
    assert_eq!(everything.verdicts()[0].remaining, 0);
    assert!(
        !wait(store.take(&[of(0)], at(100_000))).is_allowed(),
        "nothing counts as one"
    );
}

fn clocks(store: &dyn Store, wait: Wait<'_>) {
    for milliseconds in [5, 0, 5] {
        assert!(wait(store.take(&[charge("short", 1)], at(milliseconds))).is_allowed());
    }
    for milliseconds in [2, 0, 900] {
        assert!(!wait(store.take(&[charge("short", 1)], at(milliseconds))).is_allowed());
    }
}

fn many_at_once(store: &dyn Store, wait: Wait<'_>) {
    // Answers that come later are waited for by the thread that has the way to wait; here it is enough that taking is safe.
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..5)
                        .map(|_| store.take(&[charge("long", 1)], at(0)))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, Vec<Answer>>| thread.join().expect("no panic");
        threads.into_iter().flat_map(join).collect()
    });
    let allowed = answers.into_iter().map(wait).filter(Decision::is_allowed).count();
    assert_eq!(allowed, 10, "of 20 at once");
}
