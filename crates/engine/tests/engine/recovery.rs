//! Restarts: snapshots, timers, damage.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bezant_engine::{Cold, ColdError, ColdKey, MemoryCold, Options, Partition, RecoverError, Tiers, Version};
use bezant_kernel::Milliseconds;
use bezant_log::{Batch, Epoch, Position, SnapshotStore};

use crate::support::{ByHand, Disk, Rig, recover, tiers};
use crate::toy::{Command, Query, Reply, Status, Toy, tenant};

#[tokio::test]
async fn starts_from_the_snapshot_of_the_shutdown() {
    let rig = Rig::new();
    for amount in 1..=10 {
        rig.deposit(amount).await.unwrap();
    }
    let reads = rig.disk.reads();
    let rig = rig.restart().await;
    assert_eq!(rig.disk.has_snapshot(), Some(Position(10)));
    assert_eq!(rig.disk.reads(), reads, "nothing was left to replay");
    assert_eq!(
        rig.engine.query(tenant(1), Query::Balance(1)).await,
        Ok(Some(Reply::Balance(55)))
    );
}

#[tokio::test]
async fn saves_snapshots_while_running() {
    let options = Options {
        snapshot_every: 5,
        ..Options::default()
    };
    let rig = Rig::with(Disk::default(), Arc::default(), options);
    while rig.disk.has_snapshot().is_none() {
        rig.deposit(1).await.unwrap();
    }
    let at = rig.disk.has_snapshot().unwrap();
    assert!(at >= Position(5) && at <= rig.disk.durable());
    let balance = rig.disk.durable().0 as i64;
    let after = Rig::with(rig.disk.clone(), Arc::clone(&rig.cold), options);
    assert_eq!(
        after.engine.query(tenant(1), Query::Balance(1)).await,
        Ok(Some(Reply::Balance(balance)))
    );
}

#[tokio::test]
async fn timers_fire_while_running_and_after_a_restart() {
    let rig = Rig::new();
    let mut follower = rig.engine.follow(Position(0));
    let open = |task, lasts| Command::Open {
        task,
        lasts: Milliseconds(lasts),
    };
    rig.submit(open(1, 3)).await.unwrap();
    // Its opening and its end.
    for _ in 0..2 {
        assert_eq!(follower.next(1).await.unwrap().len(), 1);
    }
    rig.submit(open(2, 300)).await.unwrap();
    let rig = rig.restart().await;
    let mut follower = rig.engine.follow(rig.disk.durable().min(Position(3)));
    assert_eq!(follower.next(1).await.unwrap().len(), 1);
    for task in [1, 2] {
        let answer = rig.engine.query(tenant(1), Query::Task(task)).await;
        assert_eq!(
            answer,
            Ok(Some(Reply::Task {
                task,
                status: Status::Expired,
                touches: 0
            }))
        );
    }
}

#[tokio::test]
async fn finished_tasks_leave_memory_and_come_back() {
    let rig = Rig::new();
    for task in 0..200 {
        rig.submit(Command::Open {
            task,
            lasts: Milliseconds(1 << 40),
        })
        .await
        .unwrap();
        rig.submit(Command::Finish { task }).await.unwrap();
    }
    let touched = rig.submit(Command::Touch { task: 7 }).await.unwrap().reply;
    assert_eq!(
        touched,
        Reply::Task {
            task: 7,
            status: Status::Finished,
            touches: 1
        }
    );
    assert!(rig.engine.stats().evicted >= 150);
    rig.disk.remove_all().unwrap();
    let recovered = recover(&rig.disk, &rig.cold);
    assert_eq!(recovered.head(), Position(401));
    let mut again: ByHand = recovered;
    while again.evict().unwrap() > 0 {}
    assert_eq!(again.machine().resident(), 0);
}

/// A tier that takes in little before it is waited for.
#[derive(Default)]
struct Slow {
    tier: MemoryCold,
    waiting: AtomicUsize,
}

impl Cold for Slow {
    fn version(&self, key: ColdKey, as_of: Position) -> Result<Option<Version>, ColdError> {
        self.tier.version(key, as_of)
    }

    fn put(&self, key: ColdKey, position: Position, value: &[u8]) -> Result<(), ColdError> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        self.tier.put(key, position, value)
    }

    fn has_room(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) < 100
    }

    fn settle(&self) -> Result<(), ColdError> {
        self.waiting.store(0, Ordering::SeqCst);
        Ok(())
    }

    fn sync(&self) -> Result<(), ColdError> {
        self.tier.sync()
    }
}

#[test]
fn a_replay_does_not_run_away_from_a_slow_cold_tier() {
    let disk = Disk::default();
    let mut run = recover(&disk, &Arc::default());
    let now = bezant_kernel::Timestamp::from_microseconds(1);
    for task in 0..2_048 {
        let lasts = Milliseconds(1 << 40);
        for command in [Command::Open { task, lasts }, Command::Finish { task }] {
            run.stage(now, crate::support::request(command), None, 0).unwrap();
        }
    }
    let sealed = run.seal(Batch::new()).unwrap();
    disk.log()
        .append(sealed.expected, Epoch(1), &sealed.batch)
        .unwrap();

    let slow = Tiers {
        cold: Arc::new(Slow::default()),
        ..tiers(&Arc::default())
    };
    let recovered: ByHand =
        Partition::recover(Toy::default(), &disk, &disk, slow, [5; 32], &mut |_| {}).unwrap();
    assert_eq!(recovered.machine().resident(), 0);
}

#[test]
fn a_snapshot_that_does_not_decode_is_left_aside() {
    let disk = Disk::default();
    append(&disk, &[&deposit_record()]);
    disk.save(Position(1), b"not a snapshot").unwrap();
    assert_eq!(recover(&disk, &Arc::default()).head(), Position(1));
}

#[test]
fn damage_is_named_and_never_passed_over() {
    let good = deposit_record();
    let cases: [(&[u8], Position); 2] = [(b"\xff\xff", Position(2)), (b"", Position(2))];
    for (bad, at) in cases {
        let disk = Disk::default();
        append(&disk, &[&good, bad]);
        match try_recover(&disk) {
            Err(RecoverError::Record { position, .. }) => assert_eq!(position, at),
            other => panic!("{:?}", other.err()),
        }
    }
    let disk = Disk::default();
    disk.save(Position(9), b"").unwrap();
    assert!(matches!(
        try_recover(&disk),
        Err(RecoverError::Missing(Position(9)))
    ));
}

fn try_recover(disk: &Disk) -> Result<ByHand, RecoverError> {
    Partition::recover(
        Toy::default(),
        disk,
        disk,
        tiers(&Arc::new(MemoryCold::new())),
        [0; 32],
        &mut |_| {},
    )
}

fn append(disk: &Disk, payloads: &[&[u8]]) {
    let mut batch = Batch::new();
    payloads.iter().for_each(|payload| batch.push(payload));
    let expected = disk.durable();
    disk.log().append(expected, Epoch(1), &batch).unwrap();
}

/// A record as a partition writes it.
fn deposit_record() -> Vec<u8> {
    let mut partition = recover(&Disk::default(), &Arc::default());
    let now = bezant_kernel::Timestamp::from_microseconds(1);
    let request = crate::support::request(Command::Deposit {
        account: 1,
        amount: 1,
    });
    partition.stage(now, request, None, 0).unwrap();
    let sealed = partition.seal(Batch::new()).unwrap();
    sealed.batch.payloads().next().unwrap().to_vec()
}
