//! A scripted sandbox, the real engine, and time that goes by turn by turn.

use std::sync::atomic::{AtomicU64, Ordering};

use bezant_engine::{Environment, MemoryArchive, MemoryCold, Options, Storage, Wait};
use bezant_gateways::{ConnectorKind, GatewayConfig, OutageKind, OutageLine, SandboxClock, scripted_sandbox};
use bezant_kernel::{Currency, MethodKind, Milliseconds, Money, PaymentId, Tenant, TenantId};
use bezant_log::disk::SimulatedDisk;
use bezant_log::embedded::{EmbeddedLog, FileSnapshots, Options as LogOptions};
use bezant_payments::{Action, Create, Failure, Operation, Outcome, Policy};
use bezant_routing::{BreakerPhase, GatewayProfile};

use super::*;

/// Seconds since the start; an hour is over before.
#[derive(Default)]
struct Hand(AtomicU64);

const HOUR: u64 = 3_600;

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        second(self.0.load(Ordering::Relaxed))
    }
}

impl SandboxClock for Hand {
    fn elapsed_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed) * 1_000
    }
}

fn second(number: u64) -> Timestamp {
    Timestamp::from_microseconds((HOUR + number) * 1_000_000)
}

struct Bench {
    clock: Arc<Hand>,
    engine: Engine<Core>,
    prober: Prober,
}

impl Bench {
    /// With one gateway, which is down between the two seconds.
    async fn new(down: std::ops::Range<u64>) -> Bench {
        let clock = Arc::new(Hand::default());
        let disk = Arc::new(SimulatedDisk::new(1));
        let storage = Storage {
            snapshots: Arc::new(FileSnapshots::open(disk.clone()).unwrap()),
            log: Box::new(EmbeddedLog::open(disk, LogOptions::default()).unwrap()),
            cold: Arc::new(MemoryCold::new()),
            archive: Arc::new(MemoryArchive::new()),
        };
        let environment = Environment {
            clock: clock.clone(),
            seed: [3; 32],
        };
        let fatal = |fatal| panic!("{fatal}");
        let engine = Engine::start(
            Core::new(),
            storage,
            environment,
            Options::default(),
            &mut |_| {},
            fatal,
        )
        .unwrap();
        let mut config = GatewayConfig::new("north".parse().unwrap(), ConnectorKind::Sandbox);
        if !down.is_empty() {
            config.sandbox.outages.push(OutageLine {
                kind: OutageKind::Refuse,
                after_ms: down.start * 1_000,
                duration_ms: (down.end - down.start) * 1_000,
                every_ms: None,
                share_basis_points: 10_000,
                done_basis_points: 0,
            });
        }
        let gateway = scripted_sandbox(&config, clock.clone()).unwrap();
        let gateways = Arc::new(Registry::new(vec![(config, gateway)]).unwrap());
        let bench = Bench {
            prober: Prober::new(engine.clone(), gateways),
            clock,
            engine,
        };
        let profiles = vec![GatewayProfile::unrestricted("north".parse().unwrap())];
        let declare = Command::Routing(bezant_routing::Command::DeclareGateways { profiles });
        bench.submit(system_tenant(), declare).await;
        let policy = Policy {
            attempts_per_gateway: 1,
            ..Policy::default()
        };
        bench.submit(system_tenant(), Command::SetPolicy(policy)).await;
        bench
    }

    async fn submit(&self, tenant: Tenant, command: Command) {
        let request = Request {
            tenant,
            correlation: Correlation::new("test").unwrap(),
            idempotency: None,
            command,
        };
        self.engine.submit(request, Wait::Committed).await.unwrap();
    }

    /// One turn a second up to `until`, with what each began brought to its end.
    async fn run_to(&mut self, until: u64) {
        while self.clock.0.load(Ordering::Relaxed) < until {
            let now = self.clock.0.fetch_add(1, Ordering::Relaxed) + 1;
            self.prober.turn(second(now)).await.unwrap();
            while self.prober.probes.join_next().await.is_some() {}
        }
    }

    async fn phase(&self) -> BreakerPhase {
        let now = self.clock.now();
        match self.engine.query(system_tenant(), Query::Gateways { now }).await {
            Ok(Answer::Gateways(gateways)) => gateways[0].1.operations[0].breaker,
            other => panic!("{other:?}"),
        }
    }

    /// A payment and the call that it leads to, if any.
    async fn pay(&self, number: u128) -> Option<Operation> {
        let create = Create::new(Money::new(1_000, Currency::EUR), MethodKind::Card, "tok_approved");
        self.act(PaymentId::from_u128(number), Action::Create(Box::new(create)))
            .await;
        match self.engine.query(system_tenant(), Query::OpenOperations).await {
            Ok(Answer::OpenOperations(_, open)) => open.into_iter().next().map(|(_, operation)| operation),
            other => panic!("{other:?}"),
        }
    }

    async fn act(&self, payment: PaymentId, action: Action) {
        let command = Command::Payment(bezant_payments::Command {
            payment,
            expected_version: None,
            action,
        });
        self.submit(Tenant::new(TenantId::from_u128(7)), command).await;
    }

    async fn fail(&self, number: u128) {
        let operation = self.pay(number).await.unwrap();
        let action = Action::RecordOutcome {
            operation: operation.id,
            outcome: Outcome::Failed(Failure::Unavailable),
            latency: Milliseconds(1),
        };
        self.act(operation.payment, action).await;
    }
}

#[tokio::test]
async fn a_dead_idle_gateway_is_out_before_a_payment_meets_it() {
    let mut bench = Bench::new(30..HOUR).await;
    bench.run_to(90).await;
    assert_eq!(bench.phase().await, BreakerPhase::Open);
    assert_eq!(bench.pay(1).await, None, "nobody calls it");
}

#[tokio::test]
async fn answers_shorten_the_time_for_which_a_breaker_is_open() {
    let mut bench = Bench::new(0..0).await;
    bench.run_to(100).await;
    for number in 1..=5 {
        bench.fail(number).await;
    }
    assert_eq!(bench.phase().await, BreakerPhase::Open);
    bench.run_to(109).await;
    assert_eq!(bench.phase().await, BreakerPhase::Open);
    bench.run_to(111).await;
    assert_eq!(bench.phase().await, BreakerPhase::HalfOpen);
    assert!(bench.pay(6).await.is_some(), "the first trial passes");
}

#[tokio::test]
async fn that_a_gateway_is_well_is_no_news() {
    let mut bench = Bench::new(0..0).await;
    let before = bench.engine.committed();
    bench.run_to(200).await;
    assert_eq!(bench.engine.committed(), before);
    let asked = &bench.prober.asked[&"north".parse().unwrap()];
    assert!(
        second(200).since(*asked) < Milliseconds(60_000),
        "it is asked all the same"
    );
}
