//! The threads: visibility, back-pressure, a full disk, a broken disk, the end.

use bezant_engine::{Fatal, MAX_BATCH_RECORDS, MAX_RECORD_BYTES, Options, SubmitError, Unavailable, Wait};
use bezant_log::Position;

use crate::support::{Disk, PATIENCE, Rig, key, keyed, poll_once, request};
use crate::toy::{Command, Query, Rejection, Reply, tenant};

#[tokio::test]
async fn nothing_is_said_before_what_it_rests_on_is_durable() {
    let rig = Rig::new();
    let mut follower = rig.engine.follow(Position(0));
    rig.disk.hold();
    let mut deposit = Box::pin(rig.deposit(5));
    assert!(poll_once(&mut deposit).await.is_none());
    rig.disk.wait_until_holding();
    // A reply, a rejection, a kept answer and an answer, all of them from the state behind the deposit.
    let mut withdrawal = Box::pin(rig.submit(Command::Withdraw {
        account: 1,
        amount: 9,
    }));
    let keyed_deposit = || {
        keyed(
            Command::Deposit {
                account: 2,
                amount: 1,
            },
            Some(key(1, 1)),
        )
    };
    let mut first = Box::pin(rig.engine.submit(keyed_deposit(), Wait::Committed));
    let mut second = Box::pin(rig.engine.submit(keyed_deposit(), Wait::Committed));
    let mut query = Box::pin(rig.engine.query(tenant(1), Query::Balance(1)));
    // Enough to be decided while the append is held.
    let mut others: Vec<_> = (0..40).map(|_| Box::pin(rig.deposit(1))).collect();
    for _ in 0..200 {
        tokio::task::yield_now().await;
        assert!(poll_once(&mut deposit).await.is_none());
        assert!(poll_once(&mut withdrawal).await.is_none());
        assert!(poll_once(&mut first).await.is_none());
        assert!(poll_once(&mut second).await.is_none());
        assert!(poll_once(&mut query).await.is_none());
        for other in &mut others {
            assert!(poll_once(other).await.is_none());
        }
        assert!(follower.try_next(10).unwrap().is_empty());
        assert_eq!(rig.engine.committed(), Position(0));
    }
    rig.disk.let_go();
    assert_eq!(deposit.await.unwrap().reply, Reply::Balance(5));
    assert_eq!(
        withdrawal.await,
        Err(SubmitError::Rejected(Rejection::Insufficient { balance: 5 }))
    );
    assert!(!first.await.unwrap().replayed);
    assert!(second.await.unwrap().replayed);
    assert_eq!(query.await, Ok(Some(Reply::Balance(5))));
    for other in others {
        other.await.unwrap();
    }
}

#[tokio::test]
async fn what_comes_during_a_sync_is_one_batch() {
    let rig = Rig::new();
    rig.disk.hold();
    let mut first = Box::pin(rig.deposit(1));
    assert!(poll_once(&mut first).await.is_none());
    rig.disk.wait_until_holding();
    let mut rest: Vec<_> = (0..500).map(|_| Box::pin(rig.deposit(1))).collect();
    for one in &mut rest {
        assert!(poll_once(one).await.is_none());
    }
    rig.disk.let_go();
    first.await.unwrap();
    for one in rest {
        one.await.unwrap();
    }
    let stats = rig.engine.stats();
    assert_eq!((stats.records, stats.batches), (501, 2));
}

#[tokio::test]
async fn a_full_queue_refuses_clients_and_lets_followers_wait() {
    let options = Options {
        client_queue: 10,
        follower_queue: 4,
        ..Options::default()
    };
    let rig = Rig::with(Disk::default(), std::sync::Arc::default(), options);
    rig.disk.hold();
    let mut first = Box::pin(rig.deposit(1));
    assert!(poll_once(&mut first).await.is_none());
    rig.disk.wait_until_holding();
    let mut clients = Vec::new();
    let mut refused = 0;
    // With an append on its way, at most one full batch and one full queue are taken.
    while refused == 0 {
        let mut client = Box::pin(rig.deposit(1));
        match poll_once(&mut client).await {
            None => clients.push(client),
            Some(outcome) => {
                assert!(matches!(outcome, Err(SubmitError::Busy { .. })), "{outcome:?}");
                refused += 1;
            }
        }
        assert!(clients.len() <= MAX_BATCH_RECORDS + 10);
    }
    let deposit = || {
        request(Command::Deposit {
            account: 1,
            amount: 1,
        })
    };
    let mut followers: Vec<_> = (0..50)
        .map(|_| Box::pin(rig.engine.submit_from_follower(deposit())))
        .collect();
    for follower in &mut followers {
        assert!(poll_once(follower).await.is_none());
    }
    assert!(rig.engine.stats().busy >= 1);
    rig.disk.let_go();
    first.await.unwrap();
    for client in clients {
        client.await.unwrap();
    }
    for follower in followers {
        follower.await.unwrap();
    }
}

#[tokio::test]
async fn a_full_disk_refuses_writes_until_there_is_room_again() {
    let disk = Disk::default();
    disk.set_full(true);
    let rig = Rig::with(disk, std::sync::Arc::default(), Options::default());
    for _ in 0..2 {
        assert_eq!(rig.deposit(5).await, Err(SubmitError::StorageFull));
        assert_eq!(rig.engine.query(tenant(1), Query::Balance(1)).await, Ok(None));
    }
    assert!(rig.engine.stats().is_storage_full);
    rig.disk.set_full(false);
    let recovered = async {
        while rig.deposit(5).await == Err(SubmitError::StorageFull) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, recovered).await.unwrap();
    assert_eq!(
        rig.engine.query(tenant(1), Query::Balance(1)).await,
        Ok(Some(Reply::Balance(5)))
    );

    // It fills up while running: what was accepted stands, later writes are refused.
    rig.disk.set_full(true);
    let mut accepted = 1;
    while rig.deposit(5).await.is_ok() {
        accepted += 1;
    }
    let balance = Ok(Some(Reply::Balance(accepted * 5)));
    assert_eq!(rig.engine.query(tenant(1), Query::Balance(1)).await, balance);
    assert_eq!(rig.disk.durable().0 as i64, accepted);
    rig.engine.shutdown().await;
}

#[tokio::test]
async fn a_failed_sync_is_fatal_and_never_tried_again() {
    let rig = Rig::new();
    rig.deposit(1).await.unwrap();
    let open = Command::Open {
        task: 1,
        lasts: bezant_kernel::Milliseconds(1 << 40),
    };
    let mut parked = Box::pin(
        rig.engine
            .submit(request(open), Wait::Settled { within: PATIENCE }),
    );
    assert!(poll_once(&mut parked).await.is_none());
    rig.deposit(1).await.unwrap();
    rig.disk.hold();
    let mut first = Box::pin(rig.deposit(1));
    assert!(poll_once(&mut first).await.is_none());
    rig.disk.wait_until_holding();
    let mut query = Box::pin(rig.engine.query(tenant(1), Query::Balance(1)));
    assert!(poll_once(&mut query).await.is_none());
    rig.disk.break_syncs();
    rig.disk.let_go();
    assert_eq!(first.await, Err(SubmitError::Stopped));
    assert_eq!(parked.await, Err(SubmitError::Stopped));
    assert_eq!(query.await, Err(Unavailable::Stopped));
    rig.engine.stopped().await;
    assert_eq!(rig.deposit(1).await, Err(SubmitError::Stopped));
    let deposit = request(Command::Deposit {
        account: 1,
        amount: 1,
    });
    assert_eq!(
        rig.engine.submit_from_follower(deposit).await,
        Err(SubmitError::Stopped)
    );
    assert!(matches!(rig.fatal.lock().unwrap()[..], [Fatal::Log(_)]));
    assert_eq!(rig.disk.durable(), Position(3));
}

#[tokio::test]
async fn a_shutdown_commits_what_was_taken_and_answers_everyone() {
    let rig = Rig::new();
    let open = Command::Open {
        task: 1,
        lasts: bezant_kernel::Milliseconds(1 << 40),
    };
    let wait = Wait::Settled { within: PATIENCE };
    let mut parked = Box::pin(rig.engine.submit(keyed(open, Some(key(1, 1))), wait));
    assert!(poll_once(&mut parked).await.is_none());
    rig.disk.hold();
    let mut deposits: Vec<_> = (0..100).map(|_| Box::pin(rig.deposit(1))).collect();
    for deposit in &mut deposits {
        assert!(poll_once(deposit).await.is_none());
    }
    let mut shutdown = Box::pin(rig.engine.shutdown());
    assert!(poll_once(&mut shutdown).await.is_none());
    assert_eq!(rig.deposit(1).await, Err(SubmitError::Stopped));
    rig.disk.let_go();
    shutdown.await;
    for deposit in deposits {
        deposit.await.unwrap();
    }
    assert!(!parked.await.unwrap().settled);
    assert_eq!(rig.disk.has_snapshot(), Some(rig.disk.durable()));
    assert!(rig.fatal.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_record_that_is_too_large_is_refused_and_large_ones_share_out_batches() {
    let rig = Rig::new();
    let too_large = rig
        .submit(Command::Blob {
            bytes: MAX_RECORD_BYTES,
        })
        .await;
    assert_eq!(too_large, Err(SubmitError::TooLarge));
    rig.disk.hold();
    let large = || {
        rig.submit(Command::Blob {
            bytes: MAX_RECORD_BYTES - 200,
        })
    };
    let mut all: Vec<_> = (0..7).map(|_| Box::pin(large())).collect();
    for one in &mut all {
        assert!(poll_once(one).await.is_none());
    }
    rig.disk.let_go();
    for one in all {
        one.await.unwrap();
    }
    let stats = rig.engine.stats();
    assert_eq!(stats.records, 7);
    assert!(stats.batches >= 4, "at most two of them fit into a batch");
}
