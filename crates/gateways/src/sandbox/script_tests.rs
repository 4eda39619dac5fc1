//! Scripts: draws at the declared rates, schedules, ways of answering, and mistakes that name their field.

use std::sync::atomic::{AtomicU64, Ordering};

use super::tests::{operation, word};
use super::*;
use crate::config::ConnectorKind;

/// Time that a test sets.
#[derive(Default)]
struct Hand(AtomicU64);

impl SandboxClock for Hand {
    fn elapsed_ms(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct Bench {
    clock: Arc<Hand>,
    gateway: Box<dyn Gateway>,
}

/// Patience of the callers, in milliseconds.
const TIMEOUT_MS: u64 = 60_000;

impl Bench {
    fn new(script: &str) -> Self {
        Bench::named("alpha", script)
    }

    fn named(name: &str, script: &str) -> Self {
        let clock = Arc::new(Hand::default());
        let gateway = scripted_sandbox(&config(name, script), clock.clone()).unwrap();
        Bench { clock, gateway }
    }

    fn at(&self, milliseconds: u64) -> &Self {
        self.clock.0.store(milliseconds, Ordering::Relaxed);
        self
    }

    /// Answers as the registry sees them: nothing after the deadline.
    async fn ask(&self, operation: &Operation) -> Outcome {
        let call = CallContext {
            deadline: Instant::now() + Duration::from_millis(TIMEOUT_MS),
            idempotency_key: String::new(),
            correlation: "test",
            trace: None,
            card: None,
        };
        let answer = async {
            match operation.call {
                Call::Inquire => self.gateway.inquire().unwrap().inquire(&call, operation).await,
                Call::Send => {
                    self.gateway
                        .authorize()
                        .unwrap()
                        .authorize(&call, operation)
                        .await
                }
            }
        };
        tokio::time::timeout_at(call.deadline, answer)
            .await
            .unwrap_or(Outcome::Unknown(UnknownReason::TimedOut))
    }

    async fn send(&self, bits: u128) -> Outcome {
        self.ask(&sale(bits)).await
    }

    async fn inquire(&self, bits: u128) -> Outcome {
        let mut operation = sale(bits);
        operation.call = Call::Inquire;
        self.ask(&operation).await
    }

    /// How many of ten thousand sales have an outcome with this word.
    async fn count(&self, from: u128, change: fn(&mut Operation), wanted: &str) -> u32 {
        let mut count = 0;
        for bits in from..from + 10_000 {
            let mut operation = sale(bits);
            change(&mut operation);
            count += u32::from(word(&self.ask(&operation).await) == wanted);
        }
        count
    }
}

fn config(name: &str, script: &str) -> GatewayConfig {
    let mut config = GatewayConfig::new(name.parse().unwrap(), ConnectorKind::Sandbox);
    config.sandbox = toml::from_str(script).unwrap();
    config
}

fn sale(bits: u128) -> Operation {
    operation(bits, OperationKind::Authorize, "tok_visa", true)
}

#[track_caller]
fn near(count: u32, expected: u32) {
    // Four standard deviations of a share of ten thousand draws are 200 at most.
    assert!(count.abs_diff(expected) <= 200, "{count} instead of {expected}");
}

#[tokio::test(start_paused = true)]
async fn approvals_and_reasons_come_at_their_declared_rates() {
    let bench = Bench::new(
        r#"
        seed = 5
        declines = [{ code = "suspected_fraud", weight = 1 }]
        [[approval]]
        when.issuer_countries = ["DE"]
        when.min_amount = 1_000
        rate_basis_points = 8_000
        declines = [{ code = "insufficient_funds", weight = 3 }, { code = "expired_card", weight = 1 }]
        [[approval]]
        when.schemes = ["visa"]
        rate_basis_points = 5_000
        [[approval]]
        when.countries = ["FR"]
        rate_basis_points = 0
        "#,
    );
    near(bench.count(0, |_| (), "approved").await, 8_000);
    near(bench.count(0, |_| (), "insufficient_funds").await, 1_500);
    near(bench.count(0, |_| (), "expired_card").await, 500);
    // The first line that fits decides, and a line without reasons takes the gateway's.
    let cheap: fn(&mut Operation) = |sale| sale.amount = Money::new(999, sale.amount.currency());
    near(bench.count(20_000, cheap, "approved").await, 5_000);
    near(bench.count(20_000, cheap, "suspected_fraud").await, 5_000);
    let elsewhere: fn(&mut Operation) = |sale| sale.token = "tok_amex".to_owned();
    assert_eq!(bench.count(40_000, elsewhere, "approved").await, 10_000);
    let french: fn(&mut Operation) = |sale| {
        sale.token = "tok_amex".to_owned();
        sale.country = "FR".parse().ok();
    };
    assert_eq!(bench.count(60_000, french, "approved").await, 0);
    // Magic tokens are above the model.
    let magic: fn(&mut Operation) = |sale| sale.token = "tok_expired_card".to_owned();
    assert_eq!(bench.count(80_000, magic, "expired_card").await, 10_000);
}

#[tokio::test(start_paused = true)]
async fn gateways_draw_apart_and_each_the_same_again() {
    let script = "[[approval]]\nrate_basis_points = 5_000";
    let (alpha, again, beta) = (
        Bench::new(script),
        Bench::new(script),
        Bench::named("beta", script),
    );
    let other = Bench::new("seed = 1\n[[approval]]\nrate_basis_points = 5_000");
    let (mut at_beta, mut under_seed) = (0, 0);
    for bits in 0..1_000 {
        let first = alpha.send(bits).await;
        assert_eq!(first, again.send(bits).await);
        assert_eq!(first, alpha.send(bits).await);
        at_beta += u32::from(word(&beta.send(bits).await) == word(&first));
        under_seed += u32::from(word(&other.send(bits).await) == word(&first));
    }
    for agreed in [at_beta, under_seed] {
        assert!((400..600).contains(&agreed), "{agreed}");
    }
}

#[tokio::test(start_paused = true)]
async fn rates_follow_the_hour_and_drift_over_time() {
    let bench = Bench::new(
        r#"
        starts_at_hour = 21
        [[approval]]
        when = { from_hour = 22, until_hour = 6 }
        rate_basis_points = 0
        [[approval]]
        rate_basis_points = 9_000
        drift = { to_basis_points = 5_000, after_ms = 1_000, over_ms = 10_000 }
        "#,
    );
    for (at, expected) in [
        (0, 9_000),
        (1_000, 9_000),
        (6_000, 7_000),
        (11_000, 5_000),
        (60_000, 5_000),
        (3_600_000, 0),
        (8 * 3_600_000, 0),
        (9 * 3_600_000, 5_000),
    ] {
        let from = u128::from(at) * 100_000;
        near(bench.at(at).count(from, |_| (), "approved").await, expected);
    }
    // What was decided at the first arrival stays decided.
    let new = 1 << 100;
    let declined = bench.at(3_600_000).send(new).await;
    assert_eq!(word(&declined), "generic_decline");
    assert_eq!(bench.at(0).send(new).await, declined);
    let first = bench.at(0).send(new + 1).await;
    assert_eq!(bench.at(3_600_000).inquire(new + 1).await, first);
}

#[tokio::test(start_paused = true)]
async fn outages_hold_their_schedule() {
    let bench = Bench::new(
        r#"
        outages = [
            { kind = "refuse", after_ms = 1_000, duration_ms = 100, every_ms = 1_000 },
            { kind = "hang", after_ms = 1_500, duration_ms = 100, done_basis_points = 5_000 },
            { kind = "error", after_ms = 1_600, duration_ms = 100 },
            { kind = "rate_limit", after_ms = 1_700, duration_ms = 100, share_basis_points = 2_500 },
        ]
        "#,
    );
    let kinds = [
        (0, "approved", Ok(())),
        (999, "approved", Ok(())),
        (1_000, "gateway_unavailable", Err(crate::ProbeFailed::Unavailable)),
        (1_099, "gateway_unavailable", Err(crate::ProbeFailed::Unavailable)),
        (1_100, "approved", Ok(())),
        (1_500, "unknown", Err(crate::ProbeFailed::TimedOut)),
        (1_600, "unknown", Err(crate::ProbeFailed::BadAnswer)),
        (2_050, "gateway_unavailable", Err(crate::ProbeFailed::Unavailable)),
        (2_500, "approved", Ok(())),
        (
            9_000_099,
            "gateway_unavailable",
            Err(crate::ProbeFailed::Unavailable),
        ),
    ];
    for (number, (at, wanted, health)) in kinds.into_iter().enumerate() {
        let mut magic = sale(number as u128);
        magic.token = "tok_approved".to_owned();
        assert_eq!(word(&bench.at(at).ask(&magic).await), wanted, "{at}");
        let call = CallContext {
            deadline: Instant::now() + Duration::from_secs(1),
            idempotency_key: String::new(),
            correlation: "test",
            trace: None,
            card: None,
        };
        assert_eq!(bench.gateway.probe().unwrap().probe(&call).await, health, "{at}");
    }
    let limited = bench.at(1_750).count(1_000, |_| (), "gateway_rate_limited").await;
    near(limited, 2_500);
    // Half of what hangs is done all the same, and nobody knows before it is over.
    bench.at(1_550);
    for bits in 50_000..50_100 {
        assert_eq!(word(&bench.send(bits).await), "unknown");
        assert_eq!(word(&bench.inquire(bits).await), "unknown");
    }
    bench.at(1_900);
    let mut done = 0;
    for bits in 50_000..50_100 {
        match word(&bench.inquire(bits).await) {
            "approved" => done += 1,
            other => assert_eq!(other, "not_found"),
        }
        assert_eq!(word(&bench.send(bits).await), "approved");
    }
    assert!((30..70).contains(&done), "{done}");
}

#[tokio::test(start_paused = true)]
async fn lies_are_told_once_and_mended_by_inquiry_or_resend() {
    for (share, first) in [
        ("lost", "unknown"),
        ("late", "unknown"),
        ("garbled", "unknown"),
        ("pending", "pending"),
        ("other_amount", "approved"),
    ] {
        let bench = Bench::new(&format!(
            "answers.{share}_basis_points = 10_000\nseed = 1\n[[approval]]\nrate_basis_points = 5_000"
        ));
        for bits in 0..20 {
            let told = bench.send(bits).await;
            let truth = bench.inquire(bits).await;
            assert_eq!(
                bench.send(bits).await,
                truth,
                "{share}: the truth stays the truth"
            );
            match (share, &truth) {
                ("other_amount", Outcome::Approved(approval)) => {
                    assert!(matches!(told, Outcome::Approved(lie) if lie.amount.minor() == 500));
                    assert_eq!(approval.amount.minor(), 1_000);
                }
                ("other_amount", _) => assert_eq!(told, truth),
                _ => assert_eq!(word(&told), first, "{share}"),
            }
        }
    }
    let hidden = Bench::new("answers = { hidden_basis_points = 10_000, hidden_for_ms = 500 }");
    assert_eq!(word(&hidden.send(1).await), "unknown");
    assert_eq!(word(&hidden.at(499).inquire(1).await), "not_found");
    assert_eq!(word(&hidden.at(500).inquire(1).await), "approved");
    assert_eq!(word(&hidden.send(2).await), "unknown");
    assert_eq!(word(&hidden.send(2).await), "approved");

    let mixed = Bench::new("answers = { lost_basis_points = 3_000, pending_basis_points = 2_000 }");
    near(mixed.count(0, |_| (), "unknown").await, 3_000);
    near(mixed.count(20_000, |_| (), "pending").await, 2_000);
}

#[tokio::test(start_paused = true)]
async fn latency_and_fees_follow_the_script() {
    let bench = Bench::new(
        r#"
        latency_ms = 5
        latency = { min_ms = 10, p50_ms = 100, p90_ms = 200, p99_ms = 1_000, max_ms = 3_000 }
        [[fees]]
        when.schemes = ["amex"]
        basis_points = 300
        [[fees]]
        basis_points = 100
        fixed_minor = 7
        "#,
    );
    let mut took = Vec::new();
    for bits in 0..10_000 {
        let started = Instant::now();
        bench.send(bits).await;
        took.push(started.elapsed().as_millis());
    }
    took.sort_unstable();
    assert!(took[0] >= 15 && took[9_999] <= 3_005);
    for (place, expected) in [(5_000, 105), (9_000, 205), (9_900, 1_005)] {
        let found: u128 = took[place];
        assert!(found.abs_diff(expected) * 5 < expected, "{found} at {place}");
    }
    for (token, fee) in [("tok_visa", 17), ("tok_amex", 30)] {
        let Outcome::Approved(approval) = bench
            .ask(&operation(99_999 + fee, OperationKind::Authorize, token, true))
            .await
        else {
            panic!("{token} is approved")
        };
        assert_eq!(approval.fee.minor(), i128::try_from(fee).unwrap(), "{token}");
    }
}

#[test]
fn a_mistake_names_gateway_and_field() {
    let fine = "[[approval]]\nrate_basis_points = 1\n";
    for (script, field) in [
        ("starts_at_hour = 24", "sandbox.starts_at_hour"),
        (
            &format!("{fine}{fine}[[approval]]\nrate_basis_points = 10_001"),
            "sandbox.approval[2].rate_basis_points",
        ),
        (
            &format!("{fine}when.schemes = [\"vista\"]"),
            "sandbox.approval[0].when.schemes",
        ),
        (
            &format!("{fine}when.from_hour = 3"),
            "sandbox.approval[0].when.until_hour",
        ),
        (
            &format!("{fine}when = {{ min_amount = 2, max_amount = 1 }}"),
            "sandbox.approval[0].when.min_amount",
        ),
        (
            &format!("{fine}drift = {{ to_basis_points = 1, over_ms = 0 }}"),
            "sandbox.approval[0].drift.over_ms",
        ),
        (
            "declines = [{ code = \"expired_card\", weight = 0 }]",
            "sandbox.declines[0].weight",
        ),
        (
            "latency = { p50_ms = 2, p90_ms = 1, p99_ms = 3, max_ms = 4 }",
            "sandbox.latency.p90_ms",
        ),
        (
            "outages = [{ kind = \"hang\", duration_ms = 5, every_ms = 4 }]",
            "sandbox.outages[0].every_ms",
        ),
        (
            "outages = [{ kind = \"refuse\", duration_ms = 5, done_basis_points = 4 }]",
            "sandbox.outages[0].done_basis_points",
        ),
        (
            "answers = { lost_basis_points = 9_000, pending_basis_points = 2_000 }",
            "sandbox.answers.pending_basis_points",
        ),
        (
            "answers = { hidden_basis_points = 1 }",
            "sandbox.answers.hidden_for_ms",
        ),
        (
            "fees = [{ basis_points = 10_001 }]",
            "sandbox.fees[0].basis_points",
        ),
    ] {
        match crate::Registry::from_config(&[config("alpha", script)]).err() {
            Some(ConfigError::Setting { gateway, setting, .. }) => {
                assert_eq!((gateway.as_str(), &*setting), ("alpha", field));
            }
            other => panic!("{field}: {other:?}"),
        }
    }
    for stranger in [
        "declines = [{ code = \"no_such_code\", weight = 1 }]",
        "[[approval]]\nrate = 1",
        "outages = [{ kind = \"nap\", duration_ms = 5 }]",
    ] {
        assert!(toml::from_str::<SandboxConfig>(stranger).is_err(), "{stranger}");
    }
}

#[test]
fn the_example_of_a_network_can_be_started() {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        gateways: Vec<GatewayConfig>,
    }
    let text = include_str!("../../../../examples/sandbox-network.toml");
    let file: File = toml::from_str(text).unwrap();
    assert!((4..=6).contains(&file.gateways.len()));
    assert!(file.gateways.iter().all(|one| !one.sandbox.approval.is_empty()));
    crate::Registry::from_config(&file.gateways).unwrap();
}
