//! The registry: look-up, bulkhead, timeouts, what an outcome may be.

use async_trait::async_trait;
use bezant_kernel::{Country, Currency, MethodKind, Money, OperationId};
use tokio::sync::Notify;

use super::*;
use crate::port::{Authorize, Inquire};
use crate::testing;

/// What is wrong, and how to make it so.
type Case<T> = (&'static str, fn(&mut T));

/// Answers when told to, and claims what it has been given to claim.
struct Scripted {
    capabilities: Capabilities,
    go: Notify,
    claim: Outcome,
}

#[async_trait]
impl Authorize for Scripted {
    async fn authorize(&self, call: &CallContext<'_>, operation: &Operation) -> Outcome {
        assert_eq!(call.idempotency_key, format!("bezant-{}", operation.id));
        assert_eq!(call.correlation, "follow-me");
        self.go.notified().await;
        self.claim.clone()
    }
}

#[async_trait]
impl Inquire for Scripted {
    async fn inquire(&self, _call: &CallContext<'_>, _operation: &Operation) -> Outcome {
        self.claim.clone()
    }
}

impl Gateway for std::sync::Arc<Scripted> {
    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
    fn authorize(&self) -> Option<&dyn Authorize> {
        Some(&**self)
    }
    fn inquire(&self) -> Option<&dyn Inquire> {
        Some(&**self)
    }
}

fn config(name: &str) -> GatewayConfig {
    GatewayConfig::new(name.parse().unwrap(), ConnectorKind::Sandbox)
}

fn scripted(claim: Outcome) -> (std::sync::Arc<Scripted>, Registry) {
    let mut config = config("scripted");
    config.timeout_ms = 1_000;
    config.max_concurrent = 1;
    config.currencies = vec![Currency::EUR];
    config.countries = vec!["DE".parse().unwrap()];
    config.min_amount = 100;
    let capabilities = config
        .capabilities(&[MethodKind::Card], OperationKind::ALL)
        .unwrap();
    let gateway = std::sync::Arc::new(Scripted {
        capabilities,
        go: Notify::new(),
        claim,
    });
    let registry = Registry::new(vec![(config, Box::new(gateway.clone()))]).unwrap();
    (gateway, registry)
}

fn authorize(call: Call) -> Operation {
    Operation {
        id: OperationId::from_u128(1),
        amount: Money::new(500, Currency::EUR),
        call,
        ..testing::operation("scripted", OperationKind::Authorize)
    }
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_unknown() {
    let (_, registry) = scripted(Outcome::Pending);
    let (outcome, took) = registry
        .carry_out(&authorize(Call::Send), "follow-me", None)
        .await;
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::TimedOut));
    assert_eq!(took, Milliseconds(1_000));
}

#[tokio::test(start_paused = true)]
async fn a_full_lane_holds_back_after_a_short_wait_and_never_inquiries() {
    let (gateway, registry) = scripted(Outcome::Pending);
    let operation = authorize(Call::Send);
    let first = registry.carry_out(&operation, "follow-me", None);
    let second = async {
        let held_back = registry.carry_out(&operation, "follow-me", None).await;
        let inquiry = registry
            .carry_out(&authorize(Call::Inquire), "follow-me", None)
            .await;
        gateway.go.notify_one();
        (held_back, inquiry)
    };
    let (first, (held_back, inquiry)) = tokio::join!(first, second);
    assert_eq!(first.0, Outcome::Pending);
    assert_eq!(held_back, (Outcome::Failed(Failure::HeldBack), Milliseconds(50)));
    assert_eq!(inquiry.0, Outcome::Pending);

    gateway.go.notify_one();
    let (freed, _) = registry.carry_out(&operation, "follow-me", None).await;
    assert_eq!(freed, Outcome::Pending);
}

#[tokio::test(start_paused = true)]
async fn outcomes_claim_only_what_their_call_can_know() {
    for failure in [
        Failure::Unavailable,
        Failure::RateLimited,
        Failure::Refused,
        Failure::HeldBack,
    ] {
        let (_, registry) = scripted(Outcome::Failed(failure));
        let (outcome, _) = registry
            .carry_out(&authorize(Call::Inquire), "follow-me", None)
            .await;
        assert!(matches!(outcome, Outcome::Unknown(_)), "{failure:?} {outcome:?}");
    }
    let (gateway, registry) = scripted(Outcome::NotFound);
    gateway.go.notify_one();
    let (outcome, _) = registry
        .carry_out(&authorize(Call::Send), "follow-me", None)
        .await;
    assert_eq!(outcome, Outcome::Unknown(UnknownReason::BadAnswer));
    let (outcome, _) = registry
        .carry_out(&authorize(Call::Inquire), "follow-me", None)
        .await;
    assert_eq!(outcome, Outcome::NotFound);
}

#[tokio::test(start_paused = true)]
async fn what_a_gateway_cannot_do_is_refused_unasked() {
    let (gateway, registry) = scripted(Outcome::Pending);
    gateway.go.notify_one();
    let cases: [Case<Operation>; 6] = [
        ("gateway", |operation| {
            operation.gateway = "stranger".parse().unwrap()
        }),
        ("currency", |operation| {
            operation.amount = Money::new(500, Currency::USD)
        }),
        ("amount", |operation| {
            operation.amount = Money::new(99, Currency::EUR)
        }),
        ("method", |operation| operation.method = MethodKind::Wallet),
        ("country", |operation| {
            operation.country = "FR".parse::<Country>().ok()
        }),
        ("capability", |operation| operation.kind = OperationKind::Refund),
    ];
    for (what, change) in cases {
        let mut operation = authorize(Call::Send);
        change(&mut operation);
        let (outcome, _) = registry.carry_out(&operation, "follow-me", None).await;
        assert_eq!(outcome, Outcome::Failed(Failure::Refused), "{what}");
    }
}

#[test]
fn wrong_configurations_are_refused() {
    let refused = |configs: &[GatewayConfig]| Registry::from_config(configs).err();
    assert!(matches!(
        refused(&[config("a"), config("a")]),
        Some(ConfigError::DuplicateName(_))
    ));
    let cases: [Case<GatewayConfig>; 11] = [
        ("timeout_ms", |config| config.timeout_ms = 0),
        ("timeouts_ms.refund", |config| {
            config.timeouts_ms.refund = Some(30_001)
        }),
        ("min_concurrent", |config| config.min_concurrent = Some(1_001)),
        ("limits.max_inquiries", |config| {
            config.limits.max_inquiries = Some(0)
        }),
        ("limits.wait_ms", |config| config.limits.wait_ms = 10_001),
        ("max_concurrent", |config| config.max_concurrent = 0),
        ("min_amount", |config| config.max_amount = 0),
        ("stripe", |config| config.connector = ConnectorKind::Stripe),
        ("stripe.base_url", |config| {
            config.connector = ConnectorKind::Stripe;
            config.stripe = Some(stripe_at("http://api.stripe.com"));
        }),
        ("stripe.not_found_after_ms", |config| {
            config.connector = ConnectorKind::Stripe;
            config.stripe = Some(stripe_at("https://api.stripe.com"));
        }),
        ("methods", |config| {
            config.connector = ConnectorKind::Stripe;
            config.stripe = Some(stripe_at("http://127.0.0.1:1"));
            config.methods = vec![MethodKind::BankTransfer];
        }),
    ];
    for (wanted, change) in cases {
        let mut config = config("a");
        change(&mut config);
        match refused(&[config]) {
            Some(ConfigError::Setting { setting, .. }) => assert_eq!(setting, wanted),
            other => panic!("{wanted}: {other:?}"),
        }
    }
}

fn stripe_at(url: &str) -> crate::StripeConfig {
    crate::StripeConfig {
        base_url: url.to_owned(),
        secret_key: crate::Secret::new("sk_test_1".to_owned()),
        not_found_after_ms: 0,
        webhook_secrets: Vec::new(),
    }
}
