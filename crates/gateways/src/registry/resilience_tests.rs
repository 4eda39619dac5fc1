//! What holds when a gateway is slow, crowded, faulty or late.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use async_trait::async_trait;
use bezant_kernel::{Currency, MethodKind, Money, OperationId};

use super::*;
use crate::port::{Authorize, Capture, Inquire, Refund, Void};
use crate::testing;

/// Serves some at once, each for a time, and the others in turn.
struct Counter {
    capabilities: Capabilities,
    servers: tokio::sync::Semaphore,
    service_ms: AtomicU64,
    calls: AtomicU32,
}

impl Counter {
    async fn serve(&self) -> Outcome {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let _server = self.servers.acquire().await.unwrap();
        tokio::time::sleep(Duration::from_millis(self.service_ms.load(Ordering::Relaxed))).await;
        Outcome::Pending
    }
}

macro_rules! serves {
    ($($port:ident $does:ident)*) => {
        $(#[async_trait]
        impl $port for Counter {
            async fn $does(&self, _: &CallContext<'_>, _: &Operation) -> Outcome {
                self.serve().await
            }
        })*

        impl Gateway for Arc<Counter> {
            fn capabilities(&self) -> &Capabilities {
                &self.capabilities
            }
            $(fn $does(&self) -> Option<&dyn $port> {
                Some(&**self)
            })*
        }
    };
}

serves!(Authorize authorize Capture capture Void void Refund refund Inquire inquire);

fn counter(servers: usize, service_ms: u64, change: fn(&mut GatewayConfig)) -> (Arc<Counter>, Arc<Registry>) {
    let mut config = GatewayConfig::new("counter".parse().unwrap(), ConnectorKind::Sandbox);
    config.timeout_ms = 5_000;
    change(&mut config);
    config.check().unwrap();
    let gateway = Arc::new(Counter {
        capabilities: config
            .capabilities(&[MethodKind::Card], OperationKind::ALL)
            .unwrap(),
        servers: tokio::sync::Semaphore::new(servers),
        service_ms: AtomicU64::new(service_ms),
        calls: AtomicU32::new(0),
    });
    let registry = Registry::new(vec![(config, Box::new(gateway.clone()))]).unwrap();
    (gateway, Arc::new(registry.with_faults_allowed()))
}

fn operation(kind: OperationKind, call: Call) -> Operation {
    Operation {
        id: OperationId::from_u128(1),
        amount: Money::new(500, Currency::EUR),
        refund: None,
        authorization: None,
        call,
        ..testing::operation("counter", kind)
    }
}

fn send(kind: OperationKind) -> Operation {
    operation(kind, Call::Send)
}

const HELD_BACK: Outcome = Outcome::Failed(Failure::HeldBack);
const TOO_LATE: Outcome = Outcome::Failed(Failure::TooLate);
const TIMED_OUT: Outcome = Outcome::Unknown(UnknownReason::TimedOut);

/// Callers that call again as soon as they are answered, for a time.
async fn press(registry: &Arc<Registry>, callers: usize, seconds: u64) {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..callers {
        let registry = registry.clone();
        all.spawn(async move {
            let operation = send(OperationKind::Authorize);
            while Instant::now() < end {
                let (outcome, _) = registry.carry_out(&operation, "test", None).await;
                if outcome == HELD_BACK {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        });
    }
    all.join_all().await;
}

#[tokio::test(start_paused = true)]
async fn the_limit_falls_under_a_slow_gateway_and_recovers() {
    let (gateway, registry) = counter(1_000, 20, |config| {
        config.max_concurrent = 100;
        config.min_concurrent = Some(4);
    });
    let limit = || registry.loads()[0].limit;
    press(&registry, 150, 10).await;
    assert_eq!(limit(), 100, "a gateway that bears it keeps the whole limit");

    gateway.service_ms.store(400, Ordering::Relaxed);
    press(&registry, 150, 60).await;
    let slow = limit();
    assert!(slow <= 40, "{slow} calls at a gateway twenty times as slow");
    assert!(slow >= 4);

    gateway.service_ms.store(20, Ordering::Relaxed);
    press(&registry, 150, 60).await;
    assert_eq!(limit(), 100, "it comes back");
    let shed: u64 = registry.loads()[0].shed.iter().map(|one| one.1).sum();
    assert!(shed > 0, "what was too much was turned away");
}

#[tokio::test(start_paused = true)]
async fn the_limit_falls_below_what_times_out_and_a_quiet_gateway_keeps_it() {
    let (gateway, registry) = counter(1_000, 10_000, |config| {
        config.max_concurrent = 100;
        config.min_concurrent = Some(4);
    });
    press(&registry, 50, 60).await;
    let fallen = registry.loads()[0].limit;
    assert!(fallen < 20, "{fallen}");
    gateway.service_ms.store(1, Ordering::Relaxed);
    press(&registry, 1, 5).await;
    assert_eq!(
        registry.loads()[0].limit,
        fallen,
        "a single caller teaches nothing about many"
    );
}

#[tokio::test(start_paused = true)]
async fn what_completes_a_payment_goes_before_what_begins_one() {
    let (_, registry) = counter(1, 10, |config| {
        config.max_concurrent = 1;
        config.limits.max_waiting = 4;
        config.limits.wait_ms = 1_000;
    });
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut all = tokio::task::JoinSet::new();
    for (name, priority) in [
        ("first", Priority::Checkout),
        ("background", Priority::Background),
        ("checkout 1", Priority::Checkout),
        ("checkout 2", Priority::Checkout),
        ("capture", Priority::Capture),
        // The queue is full: these push out the background, then the newest checkout.
        ("refund 1", Priority::Return),
        ("refund 2", Priority::Return),
        // And this finds nobody below it.
        ("late background", Priority::Background),
    ] {
        let (registry, noted) = (registry.clone(), order.clone());
        all.spawn(async move {
            let terms = Terms {
                until: None,
                priority,
            };
            let (outcome, _) = registry
                .carry_out_on(&send(OperationKind::Authorize), "test", terms, None)
                .await;
            noted.lock().unwrap().push((name, outcome == HELD_BACK));
        });
        tokio::task::yield_now().await;
    }
    all.join_all().await;
    let order = order.lock().unwrap().clone();
    let of = |shed: bool| -> Vec<&str> {
        order
            .iter()
            .filter(|one| one.1 == shed)
            .map(|one| one.0)
            .collect()
    };
    assert_eq!(
        of(false),
        ["first", "refund 1", "refund 2", "capture", "checkout 1"]
    );
    assert_eq!(of(true), ["background", "checkout 2", "late background"]);
    let load = &registry.loads()[0];
    assert_eq!((load.under_way, load.waiting), (0, 0));
    assert_eq!(
        load.shed[3..],
        [(Priority::Checkout, 1), (Priority::Background, 2)]
    );
    assert_eq!(
        Priority::of(&send(OperationKind::Refund)).max(Priority::of(&send(OperationKind::Capture))),
        Priority::Capture
    );
}

#[tokio::test(start_paused = true)]
async fn callers_that_go_leave_their_places() {
    let (_, registry) = counter(100, 100, |config| config.max_concurrent = 2);
    for _ in 0..50 {
        let call = send(OperationKind::Authorize);
        let given_up = async {
            tokio::join!(
                registry.carry_out(&call, "test", None),
                registry.carry_out(&call, "test", None),
                registry.carry_out(&call, "test", None),
                registry.carry_out(&call, "test", None),
            )
        };
        let patience = tokio::time::timeout(Duration::from_millis(10), given_up);
        assert!(patience.await.is_err());
    }
    let load = &registry.loads()[0];
    assert_eq!(load.under_way, 0);
    let (outcome, _) = registry
        .carry_out(&send(OperationKind::Authorize), "test", None)
        .await;
    assert_eq!(outcome, Outcome::Pending);
}

#[tokio::test(start_paused = true)]
async fn no_send_outlives_its_payment() {
    let (gateway, registry) = counter(10, 300, |config| config.max_concurrent = 1);
    let authorize = send(OperationKind::Authorize);
    let over = Instant::now();
    let (outcome, took) = registry.carry_out(&authorize, "test", Some(over)).await;
    assert_eq!((outcome, took), (TOO_LATE, Milliseconds(0)));
    assert_eq!(gateway.calls.load(Ordering::Relaxed), 0, "no call was made");

    let inquiry = operation(OperationKind::Authorize, Call::Inquire);
    let (outcome, took) = registry.carry_out(&inquiry, "test", Some(over)).await;
    assert_eq!((outcome, took), (Outcome::Pending, Milliseconds(300)));

    let soon = Some(Instant::now() + Duration::from_millis(100));
    let (first, second) = tokio::join!(
        registry.carry_out(&authorize, "test", soon),
        registry.carry_out(
            &authorize,
            "test",
            Some(Instant::now() + Duration::from_millis(20))
        ),
    );
    assert_eq!(first, (TIMED_OUT, Milliseconds(100)));
    assert_eq!(
        second,
        (HELD_BACK, Milliseconds(20)),
        "it waits no longer than that"
    );
    assert_eq!(gateway.calls.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn each_operation_has_its_own_timeout() {
    let (_, registry) = counter(10, 10_000, |config| {
        config.timeouts_ms = toml::from_str("authorize = 100\nrefund = 300\ninquire = 50").unwrap();
    });
    for (operation, timeout) in [
        (send(OperationKind::Authorize), 100),
        (send(OperationKind::Capture), 5_000),
        (send(OperationKind::Refund), 300),
        (operation(OperationKind::Refund, Call::Inquire), 50),
    ] {
        let told = registry.carry_out(&operation, "test", None).await;
        assert_eq!(told, (TIMED_OUT, Milliseconds(timeout)), "{}", operation.kind);
    }
}

#[tokio::test(start_paused = true)]
async fn faults_tell_the_truth_about_what_was_sent() {
    let (gateway, registry) = counter(1_000, 0, |_| ());
    let name = "counter".parse().unwrap();
    let faults = registry.faults().unwrap();
    let calls = || gateway.calls.swap(0, Ordering::Relaxed);
    let authorize = send(OperationKind::Authorize);
    let ask = || registry.carry_out(&authorize, "test", None);
    let set = |text: &str| faults.set(&name, toml::from_str(text).unwrap()).unwrap();
    let unavailable = Outcome::Failed(Failure::Unavailable);
    let lost = Outcome::Unknown(UnknownReason::ConnectionLost);

    set("is_partitioned = true");
    assert_eq!((ask().await.0, calls()), (unavailable.clone(), 0));
    let inquiry = operation(OperationKind::Authorize, Call::Inquire);
    let (inquired, _) = registry.carry_out(&inquiry, "test", None).await;
    assert_eq!((inquired, calls()), (lost.clone(), 0));

    set("answer_lost_basis_points = 10_000");
    assert_eq!((ask().await.0, calls()), (lost, 1));

    set("latency_ms = 200\njitter_ms = 100");
    let mut jitter = std::collections::BTreeSet::new();
    for _ in 0..50 {
        let (outcome, Milliseconds(took)) = ask().await;
        assert_eq!(outcome, Outcome::Pending);
        // A timer ends up to a millisecond late.
        assert!((200..=302).contains(&took), "{took}");
        jitter.insert(took);
    }
    assert!(jitter.len() > 20);

    set("error_basis_points = 2_500");
    calls();
    let mut failed = 0;
    for _ in 0..2_000 {
        failed += u32::from(ask().await.0 == unavailable);
    }
    assert!((400..600).contains(&failed), "{failed}");
    assert_eq!(calls(), 2_000 - failed, "what failed was not sent");

    set("flapping = { period_ms = 1_000, down_ms = 400 }");
    let begun = Instant::now();
    for (at, is_down) in [(0, true), (399, true), (400, false), (999, false), (1_000, true)] {
        tokio::time::sleep_until(begun + Duration::from_millis(at)).await;
        assert_eq!(ask().await.0 == unavailable, is_down, "{at}");
    }

    assert_eq!(faults.active().len(), 1);
    assert!(faults.clear(&name) && !faults.clear(&name));
    assert_eq!(ask().await.0, Outcome::Pending);

    let stranger = "stranger".parse().unwrap();
    assert!(matches!(
        faults.set(&stranger, Fault::default()),
        Err(FaultError::GatewayUnknown(_))
    ));
    let wrong = toml::from_str("flapping = { period_ms = 1, down_ms = 2 }").unwrap();
    assert!(matches!(
        faults.set(&name, wrong),
        Err(FaultError::Field {
            field: "flapping.down_ms",
            ..
        })
    ));
    assert!(faults.active().is_empty(), "nothing is half set");
}

#[tokio::test(start_paused = true)]
async fn probes_pass_beside_the_limits_and_meet_the_faults() {
    let mut config = GatewayConfig::new("alpha".parse().unwrap(), ConnectorKind::Sandbox);
    config.max_concurrent = 1;
    config.sandbox = toml::from_str(
        "latency_ms = 500\noutages = [{ kind = \"hang\", after_ms = 3_000, duration_ms = 9_000 }]",
    )
    .unwrap();
    let registry = Registry::from_config(std::slice::from_ref(&config)).unwrap();
    assert!(registry.faults().is_none(), "faults need permission");
    let registry = registry.with_faults_allowed();
    let (name, mut busy) = (config.name.clone(), send(OperationKind::Authorize));
    busy.gateway = name.clone();
    busy.token = "tok_visa".to_owned();
    let (call, probe) = tokio::join!(registry.carry_out(&busy, "test", None), registry.probe(&name));
    assert!(matches!(call.0, Outcome::Approved(_)));
    assert_eq!(probe, Some((Ok(()), Milliseconds(0))));

    let faults = registry.faults().unwrap();
    let partition = Fault {
        is_partitioned: true,
        ..Fault::default()
    };
    faults.set(&name, partition).unwrap();
    assert_eq!(
        registry.probe(&name).await.unwrap().0,
        Err(ProbeFailed::Unavailable)
    );
    faults.clear_all();

    tokio::time::sleep(Duration::from_secs(3)).await;
    let (late, took) = registry.probe(&name).await.unwrap();
    assert_eq!((late, took), (Err(ProbeFailed::TimedOut), Milliseconds(5_000)));
    assert_eq!(registry.probe(&"stranger".parse().unwrap()).await, None);
}
