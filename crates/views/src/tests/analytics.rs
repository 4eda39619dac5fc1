//! The sums, against sums made anew from each payment's own story.

use std::collections::BTreeMap;

use bezant_core::Event;
use bezant_kernel::{MethodKind, Milliseconds, OperationKind, PaymentId, Tenant, Timestamp};
use bezant_payments::{Call, Created, EventKind, OutcomeClass, Status};

use super::{Opened, World, tenant};
use crate::{Analytics, AnalyticsQuestion, Dimension, Resolution, Views, ViewsError};

const GROUP: [Dimension; 3] = [Dimension::Gateway, Dimension::Currency, Dimension::IssuerCountry];

/// What is compared: approved, declined and failed attempts; payments approved at first, after a retry, after a failover
/// and not at all; amounts approved and completed; fees.
type Numbers = [i128; 10];
type Told = BTreeMap<(i64, Vec<Option<String>>), Numbers>;

fn question(world: &World, is_total: bool) -> AnalyticsQuestion {
    AnalyticsQuestion {
        from: world.entries[0].committed_at,
        to: world.entries.last().unwrap().committed_at.after(Milliseconds(1)),
        resolution: Resolution::Minute,
        is_total,
        group_by: GROUP.to_vec(),
        filters: Vec::new(),
    }
}

async fn ask(views: &Views, owner: Tenant, question: &AnalyticsQuestion) -> Analytics {
    views.analytics(owner, question).await.unwrap()
}

fn told(answer: &Analytics) -> Told {
    let rows = answer.rows.iter().map(|row| {
        let counts = &row.counts;
        let numbers = [
            counts.attempts_approved(),
            counts.attempts_declined(),
            counts.attempts_failed(),
            counts.approved_first(),
            counts.approved_after_retry(),
            counts.approved_after_failover(),
            counts.not_approved(),
            counts.amount_approved(),
            counts.amount_completed(),
            counts.fees(),
        ];
        let declines: i128 = counts.declines().iter().map(|(_, count)| count).sum();
        assert_eq!(declines, counts.attempts_declined());
        assert_eq!(row.currency.unwrap().to_string(), row.group[1].1.clone().unwrap());
        let minute = row.at.map_or(0, minute_of);
        let group = row.group.iter().map(|(_, value)| value.clone()).collect();
        ((minute, group), numbers)
    });
    rows.filter(|(_, numbers)| numbers.iter().any(|&number| number != 0))
        .collect()
}

fn minute_of(at: Timestamp) -> i64 {
    (at.as_microseconds() / 60_000_000).cast_signed()
}

/// A payment's story: when, and what.
struct Story {
    created: Created,
    events: Vec<(Timestamp, Status, EventKind)>,
}

fn stories(world: &World, owner: Tenant) -> Vec<Story> {
    let mut stories: BTreeMap<PaymentId, (Story, Status)> = BTreeMap::new();
    for entry in world.entries.iter().filter(|entry| entry.tenant == owner) {
        for event in &entry.events {
            let Event::Payment(event) = event else { continue };
            if let EventKind::Created(created) = &event.kind {
                let story = Story {
                    created: (**created).clone(),
                    events: Vec::new(),
                };
                stories.insert(event.payment, (story, Status::Initiated));
                continue;
            }
            let (story, status) = stories.get_mut(&event.payment).unwrap();
            story
                .events
                .push((entry.committed_at, *status, event.kind.clone()));
            *status = event.status_after(*status);
        }
    }
    stories.into_values().map(|(story, _)| story).collect()
}

fn naive(world: &World, owner: Tenant, is_total: bool) -> Told {
    let mut all = Told::new();
    for Story { created, events } in stories(world, owner) {
        let mut gateways: Vec<String> = Vec::new();
        let mut asked: Option<String> = None;
        let mut captured = 0;
        for (at, status, kind) in events {
            let mut add = |gateway: Option<&String>, number: usize, value: i128| {
                let group = vec![
                    gateway.cloned(),
                    Some(created.amount.currency().to_string()),
                    created.card.issuer_country.map(|country| country.to_string()),
                ];
                let minute = if is_total { 0 } else { minute_of(at) };
                all.entry((minute, group)).or_default()[number] += value;
            };
            match kind {
                EventKind::Reopened => gateways.clear(),
                EventKind::OperationStarted(started) => {
                    let gateway = started.operation.gateway.to_string();
                    if started.operation.kind == OperationKind::Authorize
                        && started.operation.call == Call::Send
                    {
                        gateways.push(gateway.clone());
                    }
                    asked = Some(gateway);
                }
                EventKind::OperationEnded(ended) if ended.kind == OperationKind::Authorize => {
                    let number = match ended.class {
                        OutcomeClass::Approved => 0,
                        OutcomeClass::Declined => 1,
                        OutcomeClass::Failed => 2,
                        _ => continue,
                    };
                    add(Some(&ended.gateway.to_string()), number, 1);
                }
                EventKind::Authorized(authorized) => {
                    let went_elsewhere = gateways.iter().any(|gateway| *gateway != gateways[0]);
                    let number = match (gateways.len(), went_elsewhere) {
                        (1, _) => 3,
                        (_, false) => 4,
                        (_, true) => 5,
                    };
                    add(asked.as_ref(), number, 1);
                    add(asked.as_ref(), 7, authorized.amount.minor());
                }
                EventKind::Failed(_) if matches!(status, Status::Initiated | Status::Processing) => {
                    add(asked.as_ref().filter(|_| !gateways.is_empty()), 6, 1);
                }
                EventKind::Captured { amount, .. } => captured = amount.minor(),
                EventKind::Completed { fee } => {
                    add(asked.as_ref(), 8, captured);
                    add(asked.as_ref(), 9, fee.minor());
                }
                EventKind::RefundSucceeded { fee, .. } => add(asked.as_ref(), 9, fee.minor()),
                _ => {}
            }
        }
    }
    all.retain(|_, numbers| numbers.iter().any(|&number| number != 0));
    all
}

#[tokio::test]
async fn sums_are_those_of_all_stories_whatever_the_batches_and_after_a_rebuild() {
    let mut seen: Numbers = [0; 10];
    for seed in 70..74 {
        let mut world = World::new(seed, &[tenant(1), tenant(2)]);
        (0..1_500).for_each(|_| world.step());
        world.settle();
        let opened = Opened::new().await;
        let views = &opened.views;
        for portion in world.entries.chunks(seed as usize - 55) {
            views.apply(portion).await.unwrap();
        }
        let mut before = Vec::new();
        for owner in [tenant(1), tenant(2)] {
            for is_total in [true, false] {
                let answer = ask(views, owner, &question(&world, is_total)).await;
                assert_eq!(answer.position, views.position());
                assert_eq!(told(&answer), naive(&world, owner, is_total), "seed {seed}");
                for (_, numbers) in told(&answer) {
                    seen.iter_mut().zip(numbers).for_each(|(all, one)| *all += one);
                }
                before.push(answer);
            }
        }
        views.reset().await.unwrap();
        views.apply(&world.entries).await.unwrap();
        let path = opened.folder.path().join("views.sqlite");
        let reopened = Views::open(&path).await.unwrap();
        let mut after = Vec::new();
        for owner in [tenant(1), tenant(2)] {
            for is_total in [true, false] {
                after.push(ask(&reopened, owner, &question(&world, is_total)).await);
            }
        }
        assert_eq!(after, before);
        let nobody = ask(&reopened, tenant(3), &question(&world, true)).await;
        assert!(nobody.rows.is_empty());
    }
    assert!(
        seen.iter().all(|&number| number > 0),
        "the world shows all: {seen:?}"
    );
}

#[tokio::test]
async fn filters_narrow_and_mixed_currencies_have_no_amounts() {
    let mut world = World::new(75, &[tenant(1)]);
    (0..600).for_each(|_| world.step());
    let opened = Opened::of(&world.entries).await;
    let views = &opened.views;
    let all = AnalyticsQuestion {
        group_by: Vec::new(),
        ..question(&world, true)
    };
    let [row] = &ask(views, tenant(1), &all).await.rows[..] else {
        panic!("one row without groups")
    };
    assert_eq!(row.currency, None, "euros and dollars are not added up");
    let mut decided = 0;
    for (dimension, values) in [
        (Dimension::Currency, ["EUR", "USD"]),
        (Dimension::Method, ["card", "card"]),
    ] {
        assert!(values.iter().all(|value| dimension.takes(value)) && !dimension.takes("no such"));
        for value in values {
            let narrow = AnalyticsQuestion {
                filters: vec![(dimension, value.to_owned())],
                ..all.clone()
            };
            let answer = ask(views, tenant(1), &narrow).await;
            decided += answer.rows[0].counts.decided();
        }
    }
    assert_eq!(MethodKind::Card.as_str(), "card");
    assert_eq!(decided, 3 * row.counts.decided());
    let other = AnalyticsQuestion {
        filters: vec![(Dimension::Scheme, "jcb".to_owned())],
        ..all
    };
    assert!(ask(views, tenant(1), &other).await.rows.is_empty());
}

#[tokio::test]
async fn minutes_go_and_hours_stay() {
    let mut world = World::new(76, &[tenant(1)]);
    (0..200).for_each(|_| world.step());
    world.settle();
    let old = question(&world, true);
    let opened = Opened::of(&world.entries).await;
    let before = ask(&opened.views, tenant(1), &old).await;
    let told_before = told(&before);
    assert!(!told_before.is_empty());
    let written = world.entries.len();
    world.pass(Milliseconds(3 * 24 * 3_600_000));
    (0..40).for_each(|_| world.step());
    world.settle();
    opened.views.apply(&world.entries[written..]).await.unwrap();
    assert!(ask(&opened.views, tenant(1), &old).await.rows.is_empty());
    for resolution in [Resolution::Hour, Resolution::Day] {
        let coarse = AnalyticsQuestion {
            resolution,
            ..old.clone()
        };
        let answer = ask(&opened.views, tenant(1), &coarse).await;
        assert_eq!(told(&answer), told_before);
    }
}

#[tokio::test]
async fn too_much_is_refused() {
    let mut world = World::new(77, &[tenant(1)]);
    (0..100).for_each(|_| world.step());
    let opened = Opened::of(&world.entries).await;
    opened
        .views
        .with_writer(
            "WITH RECURSIVE n (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 2500) \
            INSERT INTO analytics SELECT 1, 2, at, 1, 1, 4611686018427387903 FROM n",
        )
        .await;
    let days = AnalyticsQuestion {
        from: Timestamp::from_microseconds(0),
        resolution: Resolution::Day,
        ..question(&world, false)
    };
    let refused = opened.views.analytics(tenant(1), &days).await;
    assert!(matches!(refused, Err(ViewsError::TooMuchAsked(_))), "{refused:?}");
    let total = AnalyticsQuestion {
        is_total: true,
        group_by: Vec::new(),
        ..days
    };
    let answer = ask(&opened.views, tenant(1), &total).await;
    assert!(answer.rows[0].counts.attempts_approved() > i128::from(i64::MAX));
}
