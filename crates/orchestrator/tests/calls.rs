//! The real engine, machines and log with the sandbox gateways behind the orchestrator.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Answer, Command, Core, Query, Rejection, Reply, system_tenant};
use bezant_engine::{
    Correlation, Engine, Environment, MemoryArchive, MemoryCold, Options, Outcome, Request, Storage,
    SubmitError, SystemClock, Wait,
};
use bezant_gateways::{ConnectorKind, GatewayConfig, Registry};
use bezant_hooks::{HookConfig, Hooks};
use bezant_kernel::{Currency, MethodKind, Milliseconds, Money, PaymentId, Tenant, TenantId};
use bezant_log::disk::RealDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use bezant_payments::{Action, Create, Payment, Policy, Status};
use bezant_routing::GatewayProfile;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const PATIENCE: Duration = Duration::from_secs(20);

fn tenant() -> Tenant {
    Tenant::new(TenantId::from_u128(1))
}

fn start(dir: &Path) -> Engine<Core> {
    let disk = Arc::new(RealDisk::open(dir).unwrap());
    let storage = Storage {
        snapshots: Arc::new(FileSnapshots::open(disk.clone()).unwrap()),
        log: Box::new(EmbeddedLog::open(disk, LogOptions::default()).unwrap()),
        cold: Arc::new(MemoryCold::new()),
        archive: Arc::new(MemoryArchive::new()),
    };
    let environment = Environment {
        clock: Arc::new(SystemClock),
        seed: [3; 32],
    };
    Engine::start(
        Core::new(),
        storage,
        environment,
        Options::default(),
        &mut |_| {},
        |fatal| panic!("{fatal}"),
    )
    .unwrap()
}

async fn submit(engine: &Engine<Core>, tenant: Tenant, command: Command, wait: Wait) -> Outcome<Reply> {
    let correlation = Correlation::new("test").unwrap();
    engine
        .submit(
            Request {
                tenant,
                correlation,
                idempotency: None,
                command,
            },
            wait,
        )
        .await
        .unwrap()
}

/// At a second start the settings are there already.
async fn set(engine: &Engine<Core>, command: Command) {
    let correlation = Correlation::new("test").unwrap();
    let request = Request {
        tenant: system_tenant(),
        correlation,
        idempotency: None,
        command,
    };
    match engine.submit(request, Wait::Committed).await {
        Ok(_) | Err(SubmitError::Rejected(Rejection::Unchanged(_))) => {}
        Err(error) => panic!("{error}"),
    }
}

async fn configure(engine: &Engine<Core>) -> Arc<Registry> {
    let names = ["north", "south"];
    let configs: Vec<_> = names
        .iter()
        .map(|name| GatewayConfig::new(name.parse().unwrap(), ConnectorKind::Sandbox))
        .collect();
    let profiles = names
        .iter()
        .map(|name| GatewayProfile::unrestricted(name.parse().unwrap()))
        .collect();
    set(
        engine,
        Command::Routing(bezant_routing::Command::DeclareGateways { profiles }),
    )
    .await;
    // Short pauses: the machine's own tests look at their lengths.
    let policy = Policy {
        retry_base: Milliseconds(1),
        inquiry_base: Milliseconds(1),
        ..Policy::default()
    };
    set(engine, Command::SetPolicy(policy)).await;
    Arc::new(Registry::from_config(&configs).unwrap())
}

fn orchestrate(engine: &Engine<Core>, gateways: Arc<Registry>) -> (JoinHandle<()>, oneshot::Sender<()>) {
    orchestrate_with(engine, gateways, Arc::default())
}

fn orchestrate_with(
    engine: &Engine<Core>,
    gateways: Arc<Registry>,
    hooks: Arc<Hooks>,
) -> (JoinHandle<()>, oneshot::Sender<()>) {
    let (stop, stopped) = oneshot::channel::<()>();
    let engine = engine.clone();
    let running = tokio::spawn(async move {
        bezant_orchestrator::run(engine, gateways, hooks, None, async { drop(stopped.await) })
            .await
            .unwrap();
    });
    (running, stop)
}

fn create(number: u128, token: &str) -> Command {
    Command::Payment(bezant_payments::Command {
        payment: PaymentId::from_u128(number),
        expected_version: None,
        action: Action::Create(Box::new(Create::new(
            Money::new(1_000, Currency::EUR),
            MethodKind::Card,
            token,
        ))),
    })
}

async fn pay(engine: &Engine<Core>, number: u128, token: &str) -> Payment {
    let outcome = submit(
        engine,
        tenant(),
        create(number, token),
        Wait::Settled { within: PATIENCE },
    )
    .await;
    assert!(outcome.settled, "{token} settles");
    let Reply::Payment(payment) = outcome.reply else {
        panic!("a payment answers with itself")
    };
    *payment
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_outcome_comes_back_to_its_payment() {
    let dir = tempfile::tempdir().unwrap();
    let engine = start(dir.path());
    let gateways = configure(&engine).await;
    let (running, stop) = orchestrate(&engine, gateways);
    for (number, token, status) in [
        (1, "tok_approved", Status::Completed),
        (2, "tok_insufficient_funds", Status::Failed),
        (3, "tok_outage", Status::Failed),
        (4, "tok_timeout_then_approved", Status::Completed),
        (5, "tok_timeout_not_sent", Status::Completed),
        (6, "tok_pending_then_declined", Status::Failed),
    ] {
        assert_eq!(pay(&engine, number, token).await.status, status, "{token}");
    }
    let failed_over = pay(&engine, 7, "tok_outage_at_north").await;
    assert_eq!(failed_over.status, Status::Completed);
    assert_eq!(failed_over.authorization.unwrap().gateway.as_str(), "south");
    stop.send(()).unwrap();
    running.await.unwrap();
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_was_open_at_a_stop_is_inquired_about_first() {
    let dir = tempfile::tempdir().unwrap();
    let engine = start(dir.path());
    configure(&engine).await;
    // Nobody calls the gateway: the call is owed when the engine stops.
    submit(&engine, tenant(), create(1, "tok_approved"), Wait::Committed).await;
    engine.shutdown().await;

    let engine = start(dir.path());
    let gateways = configure(&engine).await;
    let mut follower = engine.follow(engine.committed());
    let (running, stop) = orchestrate(&engine, gateways);
    let mut names = Vec::new();
    while !names.contains(&"payment.completed") {
        for entry in tokio::time::timeout(PATIENCE, follower.next(64))
            .await
            .unwrap()
            .unwrap()
        {
            names.extend(entry.events.iter().map(bezant_core::Event::name));
        }
    }
    assert_eq!(
        names[0], "payment.operation_unknown",
        "nothing is repeated before the gateway was asked: {names:?}"
    );
    let Answer::Payment(Some(payment)) = engine
        .query(tenant(), Query::Payment(PaymentId::from_u128(1)))
        .await
        .unwrap()
    else {
        panic!("the payment is there")
    };
    assert_eq!(payment.status, Status::Completed);
    assert_eq!(
        payment.attempt_count, 1,
        "the inquiry found nothing, and the same operation was sent"
    );
    stop.send(()).unwrap();
    running.await.unwrap();
    engine.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_hook_refuses_is_never_sent() {
    const REFUSE: &str = r#"(module (memory (export "memory") 1) (data (i32.const 0) "{\"action\":\"refuse\"}")
        (func (export "bezant_alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "bezant_hook") (param i32 i32) (result i64) (i64.const 19)))"#;
    let dir = tempfile::tempdir().unwrap();
    let module = dir.path().join("refuse.wat");
    std::fs::write(&module, REFUSE).unwrap();
    let config = |name: &str, point: &str, tenant: u128, gateways: &[&str]| -> HookConfig {
        let tenant = TenantId::from_u128(tenant);
        serde_json::from_value(serde_json::json!({
            "name": name, "point": point, "module": module, "on_failure": "continue",
            "tenants": [tenant], "gateways": gateways,
        }))
        .unwrap()
    };
    let configs = [
        config("not_at_north", "before_attempt", 1, &["north"]),
        config("not_of_others", "before_capture", 2, &[]),
    ];
    let hooks = Arc::new(Hooks::from_config(&configs).unwrap());
    let log = tempfile::tempdir().unwrap();
    let engine = start(log.path());
    let gateways = configure(&engine).await;
    let (running, stop) = orchestrate_with(&engine, gateways, hooks);
    // A call that is owed when the orchestrator starts may have been made, and is not held up any more.
    pay(&engine, 9, "tok_approved").await;
    // The first is chosen by name; north would have approved.
    let paid = pay(&engine, 1, "tok_approved").await;
    assert_eq!(paid.status, Status::Completed);
    assert_eq!(paid.authorization.unwrap().gateway.as_str(), "south");
    let other = Tenant::new(TenantId::from_u128(2));
    let refused = submit(
        &engine,
        other,
        create(2, "tok_approved"),
        Wait::Settled { within: PATIENCE },
    )
    .await;
    let Reply::Payment(refused) = refused.reply else {
        panic!("a payment answers with itself")
    };
    assert_eq!(
        refused.status,
        Status::Failed,
        "the authorization would have taken the money at once"
    );
    stop.send(()).unwrap();
    running.await.unwrap();
    engine.shutdown().await;
}
