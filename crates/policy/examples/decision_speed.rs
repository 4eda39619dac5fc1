//! How long the built-in policy takes for a question that it was not asked before. One core, nothing else going on:
//! `cargo run --release -p bezant-policy --example decision_speed`.
#![allow(clippy::print_stdout)]

use std::time::{Duration, Instant};

use bezant_identity::{Permission, Permissions};
use bezant_kernel::{PrincipalId, TenantId};
use bezant_policy::*;

const TURNS: usize = 100_000;

fn main() {
    let policy = Policy::built_in();
    for role in ["admin", "operator", "viewer", "agent"] {
        let input = question(role);
        let mut took: Vec<Duration> = Vec::with_capacity(TURNS);
        for _ in 0..TURNS {
            let began = Instant::now();
            let verdict = policy.decide(&input);
            took.push(began.elapsed());
            assert!(verdict.error.is_none());
        }
        took.sort_unstable();
        let share = |of_thousand: usize| took[TURNS * of_thousand / 1_000].as_secs_f64() * 1e6;
        println!(
            "{role}: p50 {:.1} us, p95 {:.1} us, p99 {:.1} us, p99.9 {:.1} us",
            share(500),
            share(950),
            share(990),
            share(999)
        );
    }
}

/// To read a payment.
fn question(role: &str) -> Input {
    Input {
        principal: Principal {
            id: Subject::Principal(PrincipalId::from_u128(1)),
            kind: PrincipalKind::User,
            tenant: TenantId::from_u128(1),
            roles: vec![role.to_owned()],
            permissions: Permissions::all(),
            region: Some("eu".to_owned()),
            certifications: Certifications::default(),
            authentication: Authentication {
                methods: vec!["password".into(), "totp".into()],
                step_up_age_seconds: Some(StepUpAge::from_seconds(61)),
            },
        },
        request: Request {
            method: "GET".into(),
            route: "/api/v1/payments/{id}".into(),
            permission: Some(Permission::PaymentsRead),
            data_classes: Vec::new(),
            priority: "read".into(),
        },
        resource: Resource {
            tenant: TenantId::from_u128(1),
            region: Some("eu".to_owned()),
        },
        connection: Connection {
            encrypted: true,
            address_class: AddressClass::Public,
        },
    }
}
