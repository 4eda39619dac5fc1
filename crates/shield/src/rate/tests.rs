//! The local store against the suite, against a model that counts naively, and under floods.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::Moment;

fn now(answer: Answer) -> Decision {
    match answer {
        Answer::Now(decision) => decision,
        Answer::Later(_) => panic!("the local store answers at once"),
    }
}

#[test]
fn the_local_store_keeps_the_contract() {
    conformance::run(|| LocalStore::new(conformance::policies(), 4096), &now);
}

#[test]
fn answers_say_what_is_left() {
    let policies = conformance::policies();
    let store = LocalStore::new(policies.clone(), 512);
    let subject = Subject::from_u128(1);
    let charge = |cost| Charge {
        cost,
        ..Charge::one(policies.find("long").unwrap(), subject)
    };
    let mut headers = http::HeaderMap::new();
    let moment = Moment::from_nanoseconds(1_000_000_000);
    let mut told = |cost| {
        policies.tell(&now(store.take(&[charge(cost)], moment)), &mut headers);
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap().to_owned());
        (text("ratelimit").unwrap(), text("retry-after"))
    };
    assert_eq!(told(7), ("\"long\";r=3;t=70".to_owned(), None));
    assert_eq!(told(4), ("\"long\";r=3;t=70".to_owned(), Some("10".to_owned())));
    assert_eq!(headers["ratelimit-policy"], "\"long\";q=10;w=100");
    policies.tell(&Decision::default(), &mut http::HeaderMap::new());
}

#[test]
fn policies_are_checked() {
    for (name, quota, window, expected) in [
        ("", 1, 1, InvalidPolicy::Name),
        ("a\"b", 1, 1, InvalidPolicy::Name),
        ("a", 0, 1, InvalidPolicy::Quota),
        ("a", 1_000_001, 1, InvalidPolicy::Quota),
        ("a", 1, 0, InvalidPolicy::Window),
        ("a", 1, 2_678_401, InvalidPolicy::Window),
    ] {
        assert_eq!(
            Policy::new(name, quota, window),
            Err(expected),
            "{name} {quota} {window}"
        );
    }
    let one = Policy::new("a", 1, 1).unwrap();
    assert_eq!(Policies::new(vec![one.clone(), one]), Err(InvalidPolicy::Twice));
}

#[test]
fn subjects_depend_on_the_secret_the_dimension_and_where_parts_end() {
    let ours = Subjects::new([1; 32]);
    let long = [7; 200];
    let all = [
        ours.of(Dimension::Key, &[b"ab", b"c"]),
        ours.of(Dimension::Key, &[b"a", b"bc"]),
        ours.of(Dimension::Tenant, &[b"ab", b"c"]),
        ours.of(Dimension::Key, &[&long]),
        ours.of(Dimension::Key, &[&long[1..]]),
        Subjects::new([2; 32]).of(Dimension::Key, &[b"ab", b"c"]),
    ];
    for (at, one) in all.iter().enumerate() {
        assert!(!all[..at].contains(one), "{at}");
    }
}

/// Tokens in nanoseconds, filled up step by step: slower to hold and easier to believe.
struct Model {
    policies: Policies,
    buckets: BTreeMap<(PolicyId, u128), (u64, u64)>,
}

impl Model {
    fn take(&mut self, charges: &[Charge], now: u64) -> bool {
        for charge in charges {
            let room = self.policies.get(charge.policy).room_nanoseconds();
            let key = (charge.policy, charge.subject.as_u128());
            let (tokens, last) = self.buckets.entry(key).or_insert((room, now));
            *tokens = room.min(*tokens + (now - *last));
            *last = now;
        }
        let price = |charge: &Charge| {
            let policy = self.policies.get(charge.policy);
            u64::from(charge.cost.clamp(1, policy.quota())) * policy.interval_nanoseconds()
        };
        let prices: Vec<_> = charges
            .iter()
            .map(|charge| ((charge.policy, charge.subject.as_u128()), price(charge)))
            .collect();
        let is_allowed = prices.iter().all(|(key, price)| self.buckets[key].0 >= *price);
        if is_allowed {
            for (key, price) in prices {
                self.buckets.get_mut(&key).unwrap().0 -= price;
            }
        }
        is_allowed
    }
}

fn steps() -> impl Strategy<Value = Vec<(u64, u8, u8, u32)>> {
    let step = (0..2_000_000_000_u64, 1..4_u8, 0..12_u8, 0..5_u32);
    proptest::collection::vec(step, 1..120)
}

fn charges(policies: &Policies, mask: u8, subject: u8, cost: u32) -> Vec<Charge> {
    let chosen = policies.iter().filter(|(id, _)| mask & (1 << id.0) != 0);
    chosen
        .map(|(policy, _)| Charge {
            policy,
            subject: Subject::from_u128(u128::from(subject) << 64 | u128::from(subject)),
            cost,
        })
        .collect()
}

proptest! {
    #[test]
    fn a_store_with_room_decides_as_the_model(steps in steps()) {
        let policies = conformance::policies();
        let store = LocalStore::new(policies.clone(), 1 << 14);
        let mut model = Model { policies: policies.clone(), buckets: BTreeMap::new() };
        let mut time = 1_000_000_000;
        for (pause, mask, subject, cost) in steps {
            time += pause;
            let charges = charges(&policies, mask, subject, cost);
            let decision = now(store.take(&charges, Moment::from_nanoseconds(time)));
            prop_assert_eq!(decision.is_allowed(), model.take(&charges, time));
            for verdict in decision.verdicts() {
                let key = (verdict.policy, u128::from(subject) << 64 | u128::from(subject));
                let interval = policies.get(verdict.policy).interval_nanoseconds();
                prop_assert_eq!(u64::from(verdict.remaining), model.buckets[&key].0 / interval);
            }
        }
    }

    /// Twelve subjects in eight places: somebody is always forgotten, and nobody gets more than the model gives them.
    #[test]
    fn a_store_without_room_never_gives_more(steps in steps()) {
        let policies = conformance::policies();
        let store = LocalStore::crowded(policies.clone());
        // The model is charged what the store allowed only, so it has at least as much for everyone.
        let mut model = Model { policies: policies.clone(), buckets: BTreeMap::new() };
        let mut time = 1_000_000_000;
        for (pause, mask, subject, cost) in steps {
            time += pause / 8;
            let charges = charges(&policies, mask, subject, cost);
            if now(store.take(&charges, Moment::from_nanoseconds(time))).is_allowed() {
                prop_assert!(model.take(&charges, time));
            }
        }
    }
}

#[test]
fn a_flood_brings_nobody_their_quota_back() {
    let policies = Policies::new(vec![Policy::new("address", 5, 60).unwrap()]).unwrap();
    let id = policies.find("address").unwrap();
    let subjects = Subjects::new([3; 32]);
    let store = LocalStore::new(policies, 512);
    let attacker = Charge::one(id, subjects.of(Dimension::Address, &[b"attacker"]));
    let mut time = Moment::from_nanoseconds(1_000_000_000_000);
    let mut allowed = 0;
    for nth in 0..200_000_u32 {
        if nth % 100 == 0 {
            allowed += u32::from(now(store.take(&[attacker], time)).is_allowed());
        }
        let other = Charge::one(id, subjects.of(Dimension::Address, &[&nth.to_le_bytes()]));
        now(store.take(&[other], time));
        time = time.after(Duration::from_micros(100));
    }
    assert!(
        allowed <= 5 + 2,
        "20 seconds of 60 bring back one or two, not {allowed}"
    );
}

#[test]
#[ignore = "a measurement: cargo test --release -p bezant-shield -- --ignored --nocapture measured"]
fn measured_time_of_a_take() {
    let policies = conformance::policies();
    let ids: Vec<_> = policies.iter().map(|(id, _)| id).collect();
    let store = LocalStore::new(policies, 1 << 16);
    let secret = Subjects::new([1; 32]);
    let subjects: Vec<_> = (0..10_000_u64)
        .map(|nth| secret.of(Dimension::Key, &[&nth.to_le_bytes()]))
        .collect();
    let mut time = 0;
    for count in [1, 2] {
        let mut slice = || {
            let start = Instant::now();
            for subject in &subjects {
                time += 1_000;
                let charges = [Charge::one(ids[0], *subject), Charge::one(ids[1], *subject)];
                std::hint::black_box(store.take(&charges[..count], Moment::from_nanoseconds(time)));
            }
            start.elapsed() / 10_000
        };
        // The best of many slices: what it costs while nobody else has the core.
        let each = (0..100).map(|_| slice()).min().unwrap();
        println!("rate: {each:?} a request under {count} policies, 10,000 subjects");
    }
    let slice = || {
        let start = Instant::now();
        for nth in 0..10_000_u64 {
            std::hint::black_box(secret.of(Dimension::Key, &[&nth.to_le_bytes()]));
        }
        start.elapsed() / 10_000
    };
    println!("rate: {:?} a subject", (0..100).map(|_| slice()).min().unwrap());
}
