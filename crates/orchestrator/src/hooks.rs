//! The hooks around a call: asked before it is made, told after its outcome is recorded.

use bezant_core::{Answer, Core, Query};
use bezant_engine::{Engine, Unavailable};
use bezant_hooks::{Decision, Hooks, Input, InputOperation, InputOutcome, InputPayment, Point, Terms};
use bezant_kernel::{Milliseconds, OperationKind, Tenant};
use bezant_payments::{Call, Failure, Operation, Outcome};

/// What the hooks say before a call.
pub(crate) enum Before {
    /// Make it.
    Go,
    /// Don't: record this outcome.
    Vetoed(Outcome),
    /// The engine has ended.
    Stopped,
}

/// The outcome of an operation that a hook refused. The gateway was never asked, so it certainly had no effect.
fn vetoed() -> Outcome {
    Outcome::Failed(Failure::Vetoed)
}

/// Asks the hooks before a send; an inquiry changes nothing and is never held up. Nor is an authorization that was in doubt
/// and is sent again, which has no deadline any more: it may have taken the money, and only the gateway can tell.
pub(crate) async fn before(
    engine: &Engine<Core>,
    hooks: &Hooks,
    tenant: Tenant,
    operation: &Operation,
) -> Before {
    let is_attempt = operation.kind == OperationKind::Authorize && operation.deadline.is_some();
    let takes_money = operation.kind == OperationKind::Capture || is_attempt && operation.capture;
    let asks = |is_at: bool, point| is_at && operation.call == Call::Send && hooks.listens(point);
    let asked = [
        (asks(is_attempt, Point::BeforeAttempt), Point::BeforeAttempt),
        (asks(takes_money, Point::BeforeCapture), Point::BeforeCapture),
    ];
    if asked.iter().all(|(is_asked, _)| !is_asked) {
        return Before::Go;
    }
    let Some(payment) = facts(engine, tenant, operation).await else {
        return Before::Stopped;
    };
    let mut input = Input {
        id: String::new(),
        payment,
        operation: Some(InputOperation::of(operation)),
        outcome: None,
        event: None,
    };
    for (_, point) in asked.into_iter().filter(|(is_asked, _)| *is_asked) {
        input.id = format!("{}_{}", operation.id, point.as_str());
        if let Decision::Refuse { hook, code, message } = hooks.run(point, &input).await.decision {
            tracing::info!(%hook, code, message, payment = %operation.payment, operation = %operation.id,
                point = point.as_str(), "a call was refused by a hook");
            return Before::Vetoed(vetoed());
        }
    }
    Before::Go
}

/// Whether any hook is told of what came of the operation.
pub(crate) fn are_told(hooks: &Hooks, operation: &Operation) -> bool {
    operation.kind == OperationKind::Authorize && hooks.listens(Point::AfterAttempt)
}

/// Tells the hooks what came of an authorization.
pub(crate) async fn after(
    engine: &Engine<Core>,
    hooks: &Hooks,
    tenant: Tenant,
    operation: &Operation,
    outcome: &Outcome,
    latency: Milliseconds,
) {
    let Some(payment) = facts(engine, tenant, operation).await else {
        return;
    };
    let told = InputOperation::of(operation);
    let outcome = InputOutcome::of(outcome, latency);
    let input = Input {
        // A call that tells nothing yet is followed by an inquiry, which is to be told as well.
        id: format!("{}_after_{}_{}", operation.id, told.call, outcome.class),
        payment,
        operation: Some(told),
        outcome: Some(outcome),
        event: None,
    };
    hooks.run(Point::AfterAttempt, &input).await;
}

/// The payment as it stands; nothing if the engine has ended.
async fn facts(engine: &Engine<Core>, tenant: Tenant, operation: &Operation) -> Option<InputPayment> {
    loop {
        match engine.query(tenant, Query::Payment(operation.payment)).await {
            Ok(Answer::Payment(payment)) => {
                return payment.map(|payment| InputPayment {
                    id: payment.id,
                    tenant: tenant.id(),
                    terms: Some(Terms::of(&payment)),
                });
            }
            Ok(_) => unreachable!("a question for a payment is answered with it"),
            Err(Unavailable::Busy { retry_after }) => tokio::time::sleep(retry_after).await,
            Err(Unavailable::Stopped) => return None,
        }
    }
}
