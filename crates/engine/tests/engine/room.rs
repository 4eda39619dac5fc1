//! Room that is gone although it was promised, room that the archive lacks, and how much may wait meanwhile.

use std::time::Duration;

use bezant_engine::{Fatal, MAX_BATCH_RECORDS, Options, SubmitError, Unavailable};
use bezant_kernel::Milliseconds;
use bezant_log::{LogError, Position};

use crate::support::{PATIENCE, Rig, poll_once};
use crate::toy::{Command, Query, Reply, tenant};

async fn until(what: impl Fn() -> bool) {
    let reached = async {
        while !what() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, reached).await.unwrap();
}

async fn until_deposits_go_on(rig: &Rig) {
    let goes_on = async {
        while rig.deposit(100).await == Err(SubmitError::StorageFull) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, goes_on).await.unwrap();
}

#[tokio::test]
async fn a_batch_that_finds_no_room_is_committed_when_there_is_some() {
    let rig = Rig::new();
    rig.deposit(1).await.unwrap();
    rig.disk.lose_room(true);
    let mut caught = Box::pin(rig.deposit(5));
    assert!(poll_once(&mut caught).await.is_none());
    until(|| rig.engine.stats().is_storage_full).await;
    for _ in 0..3 {
        assert_eq!(rig.deposit(9).await, Err(SubmitError::StorageFull));
    }
    // What would show the deposit waits with it.
    let mut query = Box::pin(rig.engine.query(tenant(1), Query::Balance(1)));
    assert!(poll_once(&mut query).await.is_none());
    assert!(poll_once(&mut caught).await.is_none());
    assert_eq!(rig.disk.durable(), Position(1));

    rig.disk.lose_room(false);
    assert_eq!(caught.await.unwrap().reply, Reply::Balance(6));
    assert_eq!(query.await, Ok(Some(Reply::Balance(6))));
    until_deposits_go_on(&rig).await;
    assert_eq!(rig.disk.durable(), Position(3));
    rig.engine.shutdown().await;
    assert!(rig.fatal.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_batch_does_not_look_for_room_for_ever() {
    let rig = Rig::new();
    rig.disk.lose_room(true);
    let mut caught = Box::pin(rig.deposit(5));
    assert!(poll_once(&mut caught).await.is_none());
    until(|| rig.engine.stats().is_storage_full).await;
    rig.clock.forward(Duration::from_secs(61));
    assert_eq!(caught.await, Err(SubmitError::Stopped));
    rig.engine.stopped().await;
    assert!(matches!(
        rig.fatal.lock().unwrap()[..],
        [Fatal::Log(LogError::StorageFull)]
    ));
    assert_eq!(rig.disk.durable(), Position(0));
}

#[tokio::test]
async fn an_archive_without_room_stops_writes_and_timers_only() {
    let rig = Rig::new();
    rig.deposit(1).await.unwrap();
    let open = Command::Open {
        task: 1,
        lasts: Milliseconds(60_000),
    };
    rig.submit(open).await.unwrap();
    rig.archive.set_full(true);
    rig.clock.forward(Duration::from_secs(61));
    for _ in 0..3 {
        assert_eq!(rig.deposit(9).await, Err(SubmitError::StorageFull));
        let balance = rig.engine.query(tenant(1), Query::Balance(1)).await;
        assert_eq!(balance, Ok(Some(Reply::Balance(1))));
    }
    assert!(rig.engine.stats().is_storage_full);
    assert_eq!(rig.disk.durable(), Position(2));
    rig.archive.set_full(false);
    until(|| rig.disk.durable() == Position(3)).await;
    until_deposits_go_on(&rig).await;
    assert!(rig.fatal.lock().unwrap().is_empty());
}

#[tokio::test]
async fn so_much_waits_for_a_batch_and_no_more() {
    const MORE_THAN_MAY_WAIT: usize = 16 * MAX_BATCH_RECORDS;
    let rig = Rig::with(Default::default(), Default::default(), Options::default());
    rig.disk.hold();
    let mut deposit = Box::pin(rig.deposit(5));
    assert!(poll_once(&mut deposit).await.is_none());
    rig.disk.wait_until_holding();
    let (mut waiting, mut refused) = (Vec::new(), 0);
    while refused < 10_000 && waiting.len() < MORE_THAN_MAY_WAIT {
        let mut query = Box::pin(rig.engine.query(tenant(1), Query::Balance(1)));
        match poll_once(&mut query).await {
            None => {
                refused = 0;
                waiting.push(query);
            }
            Some(answer) => {
                assert!(matches!(answer, Err(Unavailable::Busy { .. })), "{answer:?}");
                refused += 1;
                std::thread::yield_now();
            }
        }
    }
    assert!(waiting.len() < MORE_THAN_MAY_WAIT, "a bound was met");
    rig.disk.let_go();
    deposit.await.unwrap();
    for query in waiting {
        assert_eq!(query.await, Ok(Some(Reply::Balance(5))));
    }
}
