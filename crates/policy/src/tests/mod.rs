//! The policy that Bezant brings, policies that go wrong, the cache, and the log of decisions.

mod deciding;
mod keeping;

use bezant_identity::{Permission, Permissions};
use bezant_kernel::{PrincipalId, TenantId};

use crate::*;

/// A user of these roles, with all permissions, who creates a payment.
fn payment(roles: &[&str]) -> Input {
    Input {
        principal: Principal {
            id: Subject::Principal(PrincipalId::from_u128(1)),
            kind: PrincipalKind::User,
            tenant: TenantId::from_u128(1),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            permissions: Permissions::all(),
            region: None,
            certifications: Certifications::default(),
            authentication: Authentication {
                methods: vec!["password".into(), "totp".into()],
                step_up_age_seconds: Some(StepUpAge::from_seconds(61)),
            },
        },
        request: Request {
            method: "POST".into(),
            route: "/api/v1/payments".into(),
            permission: Some(Permission::PaymentsCreate),
            data_classes: Vec::new(),
            priority: "new".into(),
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

/// Reads a payment.
fn reading(roles: &[&str]) -> Input {
    let mut input = payment(roles);
    input.request.method = "GET".into();
    input.request.route = "/api/v1/payments/{id}".into();
    input.request.permission = Some(Permission::PaymentsRead);
    input
}

fn bundle(text: &str) -> Bundle {
    let text = format!("package bezant.authz\n{text}");
    Bundle::new([("authz.rego".to_owned(), text)].into()).unwrap()
}

fn policy(text: &str) -> Policy {
    Policy::compile(7, bundle(text)).unwrap()
}

fn words(verdict: &Verdict) -> Vec<&str> {
    verdict.reasons.iter().map(Reason::as_str).collect()
}
