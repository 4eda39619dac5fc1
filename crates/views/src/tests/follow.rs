//! The follower over the real engine.

use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Command, Core};
use bezant_engine::{
    Correlation, Engine, Environment, MemoryCold, Options, Request, Storage, SystemClock, Wait,
};
use bezant_kernel::Currency;
use bezant_log::Position;
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use tokio::sync::oneshot;

use super::{Opened, tenant};
use crate::run;

fn engine() -> Engine<Core> {
    let disk = Arc::new(SimulatedDisk::new(1));
    let storage = Storage {
        log: Box::new(EmbeddedLog::open(disk.clone(), LogOptions::default()).unwrap()),
        snapshots: Arc::new(FileSnapshots::open(disk).unwrap()),
        cold: Arc::new(MemoryCold::default()),
    };
    let environment = Environment {
        clock: Arc::new(SystemClock),
        seed: [1; 32],
    };
    Engine::start(
        Core::new(),
        storage,
        environment,
        Options::default(),
        &mut |_| {},
        |_| {},
    )
    .unwrap()
}

async fn open_account(engine: &Engine<Core>, number: usize) {
    let command = Command::OpenAccount {
        path: format!("assets:till:{number}").parse().unwrap(),
        currency: Currency::EUR,
        allows_overdraft: true,
    };
    let request = Request {
        tenant: tenant(1),
        correlation: Correlation::new("test").unwrap(),
        idempotency: None,
        command,
    };
    engine.submit(request, Wait::Committed).await.unwrap();
}

async fn until_reached(views: &crate::Views, position: Position) {
    let reached = async {
        while views.position() < position.0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reached)
        .await
        .expect("the follower comes after");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_follows_stops_and_goes_on_after_a_failure() {
    let engine = engine();
    let opened = Opened::new().await;
    let views = &opened.views;
    let (stop, stopped) = oneshot::channel::<()>();
    let follower = tokio::spawn(run(views.clone(), engine.follow(Position::NONE), async {
        let _ = stopped.await;
    }));
    for number in 0..50 {
        open_account(&engine, number).await;
    }
    until_reached(views, engine.committed()).await;
    assert_eq!(views.trial_balance(tenant(1)).await.unwrap().0.len(), 50);

    views.with_writer("PRAGMA max_page_count = 1").await;
    for number in 50..400 {
        open_account(&engine, number).await;
    }
    until_reached(views, engine.committed()).await;
    assert_eq!(views.trial_balance(tenant(1)).await.unwrap().0.len(), 400);

    stop.send(()).unwrap();
    follower.await.unwrap().unwrap();
    open_account(&engine, 400).await;
    let after = Position(views.position());
    assert!(after < engine.committed());
    let follower = tokio::spawn(run(views.clone(), engine.follow(after), std::future::pending()));
    until_reached(views, engine.committed()).await;
    engine.shutdown().await;
    follower.await.unwrap().unwrap();
    assert_eq!(views.trial_balance(tenant(1)).await.unwrap().0.len(), 401);
}
