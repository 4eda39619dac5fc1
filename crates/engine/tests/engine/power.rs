//! The engine over the embedded log on a simulated disk: the power goes at any moment, the disk fills up, a sync fails.

use std::sync::{Arc, Mutex};

use bezant_engine::{
    Cold, Engine, Environment, Fatal, MemoryArchive, MemoryCold, Options, Storage, SubmitError, SystemClock,
    Wait,
};
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};

use crate::support::request;
use crate::toy::{Command, Query, Reply, Toy, tenant};

/// The smallest that takes the largest batch.
const SEGMENT_BYTES: u64 = 32 * 1024 * 1024;

type Fatals = Arc<Mutex<Vec<Fatal>>>;

fn start(disk: &SimulatedDisk, cold: &Arc<MemoryCold>) -> Result<(Engine<Toy>, Fatals), String> {
    let options = LogOptions {
        segment_bytes: SEGMENT_BYTES,
        ..LogOptions::default()
    };
    let log = EmbeddedLog::open(Arc::new(disk.clone()), options.clone()).map_err(|e| e.to_string())?;
    let snapshots = FileSnapshots::open_with(Arc::new(disk.clone()), &options).map_err(|e| e.to_string())?;
    let storage = Storage {
        log: Box::new(log),
        snapshots: Arc::new(snapshots),
        cold: Arc::clone(cold) as Arc<dyn Cold>,
        archive: Arc::new(MemoryArchive::new()),
    };
    let environment = Environment {
        clock: Arc::new(SystemClock),
        seed: [9; 32],
    };
    let sizes = Options {
        snapshot_every: 20,
        ..Options::default()
    };
    let fatals = Fatals::default();
    let heard = Arc::clone(&fatals);
    let on_fatal = move |fatal| heard.lock().unwrap().push(fatal);
    let engine = Engine::start(Toy::default(), storage, environment, sizes, &mut |_| {}, on_fatal)
        .map_err(|e| e.to_string())?;
    Ok((engine, fatals))
}

async fn balance(engine: &Engine<Toy>) -> i64 {
    match engine.query(tenant(1), Query::Balance(1)).await.unwrap() {
        Some(Reply::Balance(balance)) => balance,
        _ => 0,
    }
}

async fn deposit(engine: &Engine<Toy>) -> Result<(), SubmitError<crate::toy::Rejection>> {
    let request = request(Command::Deposit {
        account: 1,
        amount: 1,
    });
    engine.submit(request, Wait::Committed).await.map(|_| ())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_was_answered_is_there_after_a_power_loss() {
    let (disk, cold) = (SimulatedDisk::new(11), Arc::new(MemoryCold::new()));
    let (mut answered, mut asked) = (0, 0);
    for round in 0..40_u64 {
        disk.lose_power_after(3 + round * round % 97);
        if let Ok((engine, _)) = start(&disk, &cold) {
            let found = balance(&engine).await;
            assert!(
                answered <= found && found <= asked,
                "{answered} <= {found} <= {asked}"
            );
            // What is there now was answered by being seen.
            answered = found;
            asked = found;
            let callers: Vec<_> = (0..3)
                .map(|_| {
                    let engine = engine.clone();
                    tokio::spawn(async move {
                        let mut done = 0;
                        while deposit(&engine).await.is_ok() {
                            done += 1;
                        }
                        done
                    })
                })
                .collect();
            asked += callers.len() as i64;
            for caller in callers {
                let done = caller.await.unwrap();
                answered += done;
                asked += done;
            }
            engine.stopped().await;
        }
        disk.crash();
        cold.crash(|_, position| position.0.is_multiple_of(2));
    }
    let (engine, _) = start(&disk, &cold).unwrap();
    let found = balance(&engine).await;
    assert!(
        answered <= found && found <= asked && found > 0,
        "{answered} <= {found} <= {asked}"
    );
}

#[tokio::test]
async fn a_failed_sync_ends_the_engine() {
    let (disk, cold) = (SimulatedDisk::new(12), Arc::new(MemoryCold::new()));
    let (engine, fatals) = start(&disk, &cold).unwrap();
    deposit(&engine).await.unwrap();
    disk.fail_next_sync();
    assert_eq!(deposit(&engine).await, Err(SubmitError::Stopped));
    engine.stopped().await;
    assert!(matches!(fatals.lock().unwrap()[..], [Fatal::Log(_)]));
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_answered() {
    let (disk, cold) = (SimulatedDisk::new(13), Arc::new(MemoryCold::new()));
    let (engine, fatals) = start(&disk, &cold).unwrap();
    disk.set_capacity(Some(disk.used_bytes() + 1024));
    let large = || request(Command::Blob { bytes: 1024 * 1024 });
    let mut answered = 0;
    loop {
        match engine.submit(large(), Wait::Committed).await {
            Ok(_) => answered += 1,
            Err(error) => {
                assert_eq!(error, SubmitError::StorageFull);
                break;
            }
        }
    }
    assert!(answered > 0);
    assert_eq!(balance(&engine).await, 0, "reads go on");
    disk.set_capacity(None);
    let recovered = async {
        while deposit(&engine).await == Err(SubmitError::StorageFull) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, recovered)
        .await
        .unwrap();
    assert_eq!(engine.committed().0, answered + 1);
    assert!(fatals.lock().unwrap().is_empty());
    engine.shutdown().await;
    let (engine, _) = start(&disk, &cold).unwrap();
    assert_eq!((engine.committed().0, balance(&engine).await), (answered + 1, 1));
}
