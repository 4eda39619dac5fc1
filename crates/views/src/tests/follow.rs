//! The follower over the real engine.

use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Command, Core};
use bezant_engine::{
    Clock, Correlation, Engine, Environment, MemoryArchive, MemoryCold, Options, Request, Storage,
    SystemClock, Wait,
};
use bezant_kernel::{Currency, MethodKind, Money, PaymentId};
use bezant_log::Position;
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use bezant_payments::{Action, Create};
use tokio::sync::oneshot;

use super::{MOST, Opened, all_pages, tenant};
use crate::{PaymentFilter, Views, run};

fn engine() -> Engine<Core> {
    let disk = Arc::new(SimulatedDisk::new(1));
    let storage = Storage {
        log: Box::new(EmbeddedLog::open(disk.clone(), LogOptions::default()).unwrap()),
        snapshots: Arc::new(FileSnapshots::open(disk).unwrap()),
        cold: Arc::new(MemoryCold::default()),
        archive: Arc::new(MemoryArchive::new()),
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

async fn submit(engine: &Engine<Core>, command: Command) {
    let request = Request {
        tenant: tenant(1),
        correlation: Correlation::new("test").unwrap(),
        idempotency: None,
        command,
    };
    engine.submit(request, Wait::Committed).await.unwrap();
}

async fn open_account(engine: &Engine<Core>, number: u32) {
    let path = format!("assets:till:{number}").parse().unwrap();
    let open = bezant_ledger::OpenAccount::at(path, Currency::EUR);
    submit(engine, Command::Ledger(bezant_ledger::Command::OpenAccount(open))).await;
}

async fn create_payment(engine: &Engine<Core>, number: u32) {
    let create = Create {
        confirm: false,
        ..Create::new(Money::new(1_000, Currency::EUR), MethodKind::Card, "tok_secret")
    };
    let command = bezant_payments::Command {
        payment: PaymentId::from_u128(u128::from(number) + 1),
        expected_version: None,
        action: Action::Create(Box::new(create)),
    };
    submit(engine, Command::Payment(command)).await;
}

async fn payments_seen(views: &Views) -> usize {
    let filter = PaymentFilter {
        limit: MOST,
        ..PaymentFilter::default()
    };
    all_pages(|cursor| {
        let filter = PaymentFilter {
            cursor,
            ..filter.clone()
        };
        async move { views.payments(tenant(1), &filter).await.unwrap() }
    })
    .await
    .len()
}

async fn until_reached(views: &Views, position: Position) {
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
        create_payment(&engine, number).await;
    }
    until_reached(views, engine.committed()).await;
    assert_eq!(payments_seen(views).await, 50);

    views.with_writer("PRAGMA max_page_count = 1").await;
    for number in 50..400 {
        create_payment(&engine, number).await;
        open_account(&engine, number).await;
    }
    let now = || SystemClock.now();
    let behind = async {
        while views.stale_by(now()).0 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), behind)
        .await
        .expect("views that can't be written say how old they are");
    until_reached(views, engine.committed()).await;
    assert_eq!(payments_seen(views).await, 400);

    // Nothing but what has no rows: the place is kept all the same.
    for number in 400..450 {
        open_account(&engine, number).await;
    }
    until_reached(views, engine.committed()).await;
    stop.send(()).unwrap();
    follower.await.unwrap().unwrap();
    assert!(views.is_kept());

    create_payment(&engine, 400).await;
    let after = Position(views.position());
    assert!(after < engine.committed());
    let follower = tokio::spawn(run(views.clone(), engine.follow(after), std::future::pending()));
    until_reached(views, engine.committed()).await;
    engine.shutdown().await;
    follower.await.unwrap().unwrap();
    assert_eq!(payments_seen(views).await, 401);
}
