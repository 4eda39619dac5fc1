//! Idempotency keys from the caller's side.

use std::time::Duration;

use bezant_engine::{Outcome, SubmitError, Wait};
use bezant_kernel::Milliseconds;

use crate::support::{PATIENCE, Rig, key, keyed, poll_once};
use crate::toy::{Command, Reply, Status};

const DAY: Milliseconds = Milliseconds(24 * 60 * 60 * 1_000);
const SETTLED: Wait = Wait::Settled { within: PATIENCE };

fn open(task: u64) -> Command {
    Command::Open { task, lasts: DAY }
}

fn task(task: u64, status: Status) -> Reply {
    Reply::Task {
        task,
        status,
        touches: 0,
    }
}

#[tokio::test]
async fn a_kept_answer_survives_the_cold_tier_and_a_restart() {
    let mut rig = Rig::new();
    let deposit = Command::Deposit {
        account: 1,
        amount: 5,
    };
    let first = rig
        .engine
        .submit(keyed(deposit.clone(), Some(key(1, 1))), SETTLED)
        .await
        .unwrap();
    assert_eq!(
        (first.reply.clone(), first.replayed, first.settled),
        (Reply::Balance(5), false, true)
    );
    for _ in 0..3 {
        rig.deposit(1).await.unwrap();
        let again = rig
            .engine
            .submit(keyed(deposit.clone(), Some(key(1, 1))), SETTLED)
            .await
            .unwrap();
        assert_eq!(
            (again.reply, again.replayed, again.settled),
            (Reply::Balance(5), true, true)
        );
        assert!(again.position >= first.position);
        let other = rig
            .engine
            .submit(keyed(deposit.clone(), Some(key(1, 2))), SETTLED)
            .await;
        assert_eq!(other, Err(SubmitError::KeyReused));
        rig = rig.restart().await;
    }
}

#[tokio::test]
async fn a_rejected_command_keeps_no_key() {
    let rig = Rig::new();
    let withdraw = Command::Withdraw {
        account: 1,
        amount: 5,
    };
    let refused = rig
        .engine
        .submit(keyed(withdraw.clone(), Some(key(1, 1))), SETTLED)
        .await;
    assert!(matches!(refused, Err(SubmitError::Rejected(_))), "{refused:?}");
    rig.deposit(5).await.unwrap();
    let accepted = rig
        .engine
        .submit(keyed(withdraw, Some(key(1, 1))), SETTLED)
        .await
        .unwrap();
    assert_eq!((accepted.reply, accepted.replayed), (Reply::Balance(0), false));
}

#[tokio::test]
async fn a_key_is_in_flight_until_its_subject_settles() {
    let rig = Rig::new();
    let mut waiting = Box::pin(rig.engine.submit(keyed(open(1), Some(key(1, 1))), SETTLED));
    let mut keyless = Box::pin(
        rig.engine
            .submit(keyed(Command::Touch { task: 1 }, None), SETTLED),
    );
    assert!(poll_once(&mut waiting).await.is_none());
    assert!(poll_once(&mut keyless).await.is_none());
    let second = rig.engine.submit(keyed(open(1), Some(key(1, 1))), SETTLED).await;
    assert!(
        matches!(second, Err(SubmitError::KeyInFlight { .. })),
        "{second:?}"
    );
    let other = rig.engine.submit(keyed(open(1), Some(key(1, 2))), SETTLED).await;
    assert_eq!(other, Err(SubmitError::KeyReused));

    let finished = rig.submit(Command::Finish { task: 1 }).await.unwrap();
    let expected = Outcome {
        position: finished.position,
        reply: Reply::Task {
            task: 1,
            status: Status::Finished,
            touches: 1,
        },
        replayed: false,
        settled: true,
    };
    assert_eq!(waiting.await.unwrap(), expected);
    assert_eq!(keyless.await.unwrap(), expected);
    let replay = rig
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), SETTLED)
        .await
        .unwrap();
    assert_eq!(
        replay,
        Outcome {
            replayed: true,
            ..expected
        }
    );
}

#[tokio::test]
async fn a_wait_that_ends_answers_the_key_as_things_stand() {
    let mut rig = Rig::new();
    let briefly = Wait::Settled {
        within: Duration::from_millis(5),
    };
    let keyless = rig.engine.submit(keyed(open(2), None), briefly).await.unwrap();
    assert_eq!((keyless.reply, keyless.settled), (task(2, Status::Open), false));
    let kept = rig
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), briefly)
        .await
        .unwrap();
    assert_eq!(
        (kept.reply, kept.replayed, kept.settled),
        (task(1, Status::Open), false, false)
    );
    rig.submit(Command::Finish { task: 1 }).await.unwrap();
    for _ in 0..2 {
        let replay = rig
            .engine
            .submit(keyed(open(1), Some(key(1, 1))), SETTLED)
            .await
            .unwrap();
        assert_eq!((replay.reply, replay.replayed), (task(1, Status::Open), true));
        rig = rig.restart().await;
    }
}

#[tokio::test]
async fn a_caller_that_does_not_wait_gets_and_keeps_the_first_reply() {
    let rig = Rig::new();
    let first = rig
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), Wait::Committed)
        .await
        .unwrap();
    assert_eq!((first.reply, first.settled), (task(1, Status::Open), false));
    rig.submit(Command::Finish { task: 1 }).await.unwrap();
    let replay = rig
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), Wait::Committed)
        .await
        .unwrap();
    assert_eq!((replay.reply, replay.replayed), (task(1, Status::Open), true));
}

#[tokio::test]
async fn a_key_in_flight_at_a_crash_answers_after_the_restart() {
    let rig = Rig::new();
    let mut waiting = Box::pin(rig.engine.submit(keyed(open(1), Some(key(1, 1))), SETTLED));
    assert!(poll_once(&mut waiting).await.is_none());
    rig.deposit(1).await.unwrap();
    // Another engine over the same records, as after a crash: the first one's callers are lost to it.
    let after = Rig::with(
        rig.disk.clone(),
        std::sync::Arc::default(),
        bezant_engine::Options::default(),
    );
    let again = after
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), SETTLED)
        .await;
    assert!(matches!(again, Err(SubmitError::KeyInFlight { .. })), "{again:?}");
    after.submit(Command::Finish { task: 1 }).await.unwrap();
    let replay = after
        .engine
        .submit(keyed(open(1), Some(key(1, 1))), SETTLED)
        .await
        .unwrap();
    assert_eq!((replay.reply, replay.replayed), (task(1, Status::Finished), true));
}
