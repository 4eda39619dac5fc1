//! Followers get every entry once, in order, wherever it comes from.

use std::time::Duration;

use bezant_engine::{FollowError, Options, Wait, event_id};
use bezant_log::Position;

use crate::support::{Disk, Rig, key, keyed};
use crate::toy::{Command, Event};

const RING: usize = 8;

fn small_ring() -> Options {
    Options {
        ring: RING,
        ..Options::default()
    }
}

#[tokio::test]
async fn from_ring_and_log_without_gap_or_repetition() {
    let mut rig = Rig::with(Disk::default(), std::sync::Arc::default(), small_ring());
    let mut expected = Vec::new();
    let mut next = 1;
    for max in [1, 3, 100] {
        let mut follower = rig.engine.follow(Position(0));
        let mut seen: Vec<(Position, u64)> = Vec::new();
        for round in 0..30_u64 {
            for _ in 0..round % 12 {
                let outcome = rig.deposit(next).await.unwrap();
                expected.push((outcome.position, next));
                next += 1;
            }
            while follower.position() < rig.engine.committed() {
                let entries = if round % 2 == 0 {
                    follower.next(max).await
                } else {
                    follower.try_next(max)
                }
                .unwrap();
                assert!(entries.len() <= max);
                seen.extend(entries.iter().map(|entry| match entry.events[..] {
                    [Event::Moved { amount, .. }] => (entry.position, amount as u64),
                    _ => panic!("only deposits were made"),
                }));
            }
        }
        assert!(follower.try_next(max).unwrap().is_empty());
        assert_eq!(seen, expected);
        assert!(rig.disk.reads() > 0, "the ring is too small for all of it");
        let (disk, cold) = (rig.disk.clone(), rig.cold.clone());
        rig.engine.shutdown().await;
        rig = Rig::with(disk, cold, small_ring());
    }
}

#[tokio::test]
async fn a_follower_that_keeps_up_reads_nothing_from_disk() {
    let rig = Rig::new();
    let mut follower = rig.engine.follow(Position(0));
    let reads = rig.disk.reads();
    for amount in 1..50 {
        rig.deposit(amount).await.unwrap();
        assert_eq!(follower.next(10).await.unwrap().len(), 1);
    }
    assert_eq!(rig.disk.reads(), reads);
}

#[tokio::test]
async fn records_without_events_move_the_position_only() {
    let rig = Rig::new();
    let mut follower = rig.engine.follow(Position(0));
    let briefly = Wait::Settled {
        within: Duration::from_millis(1),
    };
    let open = Command::Open {
        task: 1,
        lasts: bezant_kernel::Milliseconds(1 << 40),
    };
    let outcome = rig
        .engine
        .submit(keyed(open, Some(key(1, 1))), briefly)
        .await
        .unwrap();
    assert_eq!(outcome.position, Position(2), "the end of the wait is a record");
    assert_eq!(follower.next(10).await.unwrap().len(), 1);
    assert!(follower.try_next(10).unwrap().is_empty());
    assert_eq!(follower.position(), Position(2));
}

#[tokio::test]
async fn it_hears_when_the_engine_stops() {
    let rig = Rig::new();
    rig.deposit(1).await.unwrap();
    let mut follower = rig.engine.follow(Position(0));
    rig.engine.shutdown().await;
    assert_eq!(follower.next(10).await.unwrap().len(), 1);
    assert!(matches!(follower.next(10).await, Err(FollowError::Stopped)));
}

#[tokio::test]
async fn event_ids_sort_as_the_log_does_and_stay_the_same() {
    let rig = Rig::with(Disk::default(), std::sync::Arc::default(), small_ring());
    for amount in 1..40 {
        rig.deposit(amount).await.unwrap();
    }
    let ids = || {
        let entries = rig.engine.follow(Position(0)).try_next(1_000).unwrap();
        entries.iter().map(|entry| event_id(entry, 0)).collect::<Vec<_>>()
    };
    let first = ids();
    assert_eq!(first.len(), 39);
    assert!(first.is_sorted_by(|a, b| a < b));
    assert!(
        first.iter().all(|id| (id.as_u128() >> 76) & 0xf == 7),
        "UUID version 7"
    );
    assert_eq!(first, ids());
}
