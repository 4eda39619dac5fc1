//! With a real engine and its log: from a command to the receiver, over a restart, and back with a command.

use bezant_core::{Answer, Command, Core, Query};
use bezant_engine::{Engine, MemoryArchive, MemoryCold, Options as EngineOptions, Request, Storage, Wait};
use bezant_kernel::Currency;
use bezant_ledger::OpenAccount;
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use tokio::sync::oneshot;

use super::*;

fn start() -> Engine<Core> {
    let disk = Arc::new(SimulatedDisk::new(1));
    let storage = Storage {
        snapshots: Arc::new(FileSnapshots::open(disk.clone()).unwrap()),
        log: Box::new(EmbeddedLog::open(disk, LogOptions::default()).unwrap()),
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
        EngineOptions::default(),
        &mut |_| {},
        |fatal| panic!("{fatal}"),
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
    let result = engine.submit(request, Wait::Committed).await;
    assert!(result.is_ok(), "{:?}", result.err());
}

async fn open_account(engine: &Engine<Core>, name: &str) {
    let open = OpenAccount::at(name.parse().unwrap(), Currency::EUR);
    submit(engine, Command::Ledger(bezant_ledger::Command::OpenAccount(open))).await;
}

#[tokio::test]
async fn events_reach_the_receiver_over_a_restart_and_410_reaches_the_engine() {
    bezant_gateways::install_crypto_provider();
    let (engine, receiver, folder) = (start(), Receiver::start().await, TempDir::new().unwrap());
    let id = WebhookEndpointId::from_u128(1);
    let create = bezant_webhooks::Command::CreateEndpoint {
        id,
        url: receiver.url("/"),
        filters: vec!["ledger.*".into()],
        description: String::new(),
        secret: SigningSecret::new(SigningScheme::Hmac, &[1; 32]).unwrap(),
    };
    open_account(&engine, "assets:before").await;
    submit(&engine, Command::Webhooks(create)).await;
    let options = Options {
        allow_loopback: true,
        ..Options::default()
    };
    let payload = |event: &Event| Some(json!({ "name": event.name() }));
    receiver.script([(200, None), (200, None), (410, None)]);
    for round in 1..=3 {
        // Committed while delivery is not there.
        open_account(&engine, &format!("assets:number{round}")).await;
        let delivery = Delivery::open(&file(&folder), options).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(crate::run(
            delivery.clone(),
            engine.clone(),
            payload,
            async move {
                let _ = stopped.await;
            },
        ));
        receiver.wait_for(round).await;
        if round == 3 {
            let waiting = async {
                loop {
                    let answer = engine.query(tenant(1), Query::Endpoint(id)).await.unwrap();
                    if matches!(&answer, Answer::Endpoint(Some(one)) if !one.is_enabled()) {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(2)).await;
                }
            };
            tokio::time::timeout(PATIENCE, waiting).await.unwrap();
        }
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(delivery.stats().attempts, 1);
        delivery.close().await;
    }
    let received: Vec<_> = receiver.received().iter().map(receiver::Received::id).collect();
    let mut distinct = received.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!((received.len(), distinct), (3, received));

    // A store that is ahead of the log belongs to another one.
    let other = start();
    let delivery = Delivery::open(&file(&folder), options).await.unwrap();
    let result = crate::run(delivery, other, payload, std::future::pending()).await;
    assert!(matches!(result, Err(Error::AheadOfLog { .. })), "{result:?}");
}
