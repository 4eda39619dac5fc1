//! Hooks as a node has them: from a configuration, over real sockets and real modules.

mod config;
mod http;
mod modules;

use std::path::Path;

use bezant_kernel::{
    Currency, MethodKind, Money, OperationId, OperationKind, PaymentId, TenantId, Timestamp,
};
use serde::Deserialize;

use crate::{
    HookConfig, HookFailure, Hooks, Input, InputEvent, InputOperation, InputPayment, Point, RunResult, Terms,
};

#[derive(Deserialize)]
struct File {
    hooks: Vec<HookConfig>,
}

/// The hooks of a `bezant.toml`, or what is wrong with them.
fn hooks(text: &str) -> Result<Hooks, String> {
    bezant_gateways::install_crypto_provider();
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    Hooks::from_config(&file.hooks).map_err(|error| error.to_string())
}

fn module_settings(file: &Path, more: &str) -> String {
    format!(
        "[[hooks]]\nname = \"gate\"\npoint = \"before_attempt\"\non_failure = \"refuse\"\nmodule = {file:?}\n{more}\n"
    )
}

fn payment(amount: i128) -> Input {
    Input {
        id: "opr_1_before_attempt".into(),
        payment: InputPayment {
            id: PaymentId::from_u128(7),
            tenant: TenantId::from_u128(8),
            terms: Some(Terms {
                amount: Money::new(amount, Currency::EUR),
                currency: Currency::EUR,
                capture_method: "automatic",
                payment_method: MethodKind::Card,
                scheme: None,
                country: Some("DE".parse().unwrap()),
                customer: Some("customer 1".into()),
                reference: None,
                metadata: [("order".to_owned(), "12".to_owned())].into(),
            }),
        },
        operation: Some(InputOperation {
            id: OperationId::from_u128(9),
            kind: OperationKind::Authorize,
            call: "send",
            gateway: "north".parse().unwrap(),
            amount: Money::new(amount, Currency::EUR),
            currency: Currency::EUR,
            capture: true,
            attempt: 1,
            refund: None,
        }),
        outcome: None,
        event: None,
    }
}

/// The failure of the one hook that was called.
fn failure(runs: &[crate::HookRun]) -> &HookFailure {
    match runs {
        [
            crate::HookRun {
                result: RunResult::Failed(failure),
                ..
            },
        ] => failure,
        other => panic!("one hook fails: {other:?}"),
    }
}

#[test]
fn the_document_is_the_one_in_the_manual() {
    let document: serde_json::Value =
        serde_json::from_slice(&payment(1_099).document(Point::BeforeAttempt)).unwrap();
    let manual =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/hooks.md")).unwrap();
    let (_, after) = manual.split_once("<!-- the document -->\n```json\n").unwrap();
    let (shown, _) = after.split_once("```").unwrap();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(shown).unwrap(),
        document
    );
}

#[test]
fn filters_choose_by_tenant_gateway_and_event() {
    let tenant = TenantId::from_u128(8);
    let text = |more: &str, point: &str| {
        format!(
            "[[hooks]]\nname = \"a\"\npoint = \"{point}\"\non_failure = \"continue\"\nurl = \"http://127.0.0.1:1/\"\n\
             secret = \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\"\n{more}\n"
        )
    };
    let wants = |more: &str, point: &str, input: &Input| {
        let hooks = hooks(&text(more, point)).unwrap();
        Point::ALL
            .into_iter()
            .flat_map(|point| hooks.at(point))
            .all(|hook| hook.wants(input))
    };
    let attempt = payment(1);
    let mut change = payment(1);
    change.operation = None;
    change.event = Some(InputEvent {
        name: "payment.captured",
        timestamp: Timestamp::from_microseconds(1),
        data: serde_json::json!({}),
    });
    let cases = [
        ("", "before_attempt", &attempt, true),
        (
            &*format!("tenants = [\"{tenant}\"]"),
            "before_route",
            &attempt,
            true,
        ),
        (
            &*format!("tenants = [\"{}\"]", TenantId::from_u128(9)),
            "before_route",
            &attempt,
            false,
        ),
        (
            "gateways = [\"south\", \"north\"]",
            "before_capture",
            &attempt,
            true,
        ),
        ("gateways = [\"south\"]", "before_capture", &attempt, false),
        (
            "events = [\"refund.*\", \"payment.captured\"]",
            "on_change",
            &change,
            true,
        ),
        ("events = [\"refund.*\"]", "on_change", &change, false),
    ];
    for (more, point, input, wanted) in cases {
        assert_eq!(wants(more, point, input), wanted, "{more}");
    }
}
