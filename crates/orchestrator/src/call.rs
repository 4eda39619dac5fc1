//! One gateway call, from the committed event to the recorded outcome.

use std::time::Duration;

use bezant_core::{Command, Core, Rejection};
use bezant_engine::{Clock, Correlation, Engine, Request, SubmitError, SystemClock};
use bezant_gateways::{Origin, Priority, Registry, Terms};
use bezant_hooks::Hooks;
use bezant_kernel::{Milliseconds, Tenant, Timestamp};
use bezant_payments::{Action, Initiator, Operation, Outcome};
use bezant_vault::Vault;
use tokio::time::Instant;

use crate::cards::card_for;
use crate::hooks::{self, Before};

/// Pauses between attempts to record an outcome while the disk is full: short at first, since room may come back at any
/// moment, and bounded, since money hangs on it.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Asks the hooks, calls the gateway, and records what came of it: the answer, if a gateway was called and it is recorded.
pub(crate) async fn carry_out(
    engine: &Engine<Core>,
    gateways: &Registry,
    (hooks, vault): (&Hooks, Option<&dyn Vault>),
    tenant: Tenant,
    correlation: Correlation,
    operation: &Operation,
) -> Option<(Outcome, Milliseconds)> {
    match hooks::before(engine, hooks, tenant, operation).await {
        Before::Go => {}
        Before::Vetoed(outcome) => {
            record(engine, tenant, correlation, operation, outcome, Milliseconds(0)).await;
            return None;
        }
        // The next start finds the call still owed.
        Before::Stopped => return None,
    }
    let terms = Terms {
        until: operation.deadline.map(instant),
        priority: match operation.initiator {
            Initiator::Customer => Priority::of(operation),
            // Nobody waits for it.
            Initiator::Merchant => Priority::of(operation).max(Priority::Background),
        },
    };
    let card = match card_for(vault, gateways, tenant, &correlation, operation).await {
        Ok(card) => card,
        Err(outcome) => {
            record(engine, tenant, correlation, operation, outcome, Milliseconds(0)).await;
            return None;
        }
    };
    let trace = correlation.trace();
    let origin = Origin {
        correlation: correlation.as_str(),
        trace: trace.as_ref(),
    };
    let (outcome, latency) = gateways
        .carry_out_on(operation, origin, terms, card.as_ref())
        .await;
    // Wiped before anything else is waited for.
    drop(card);
    metrics::counter!(
        "bezant_gateway_calls_total",
        "gateway" => operation.gateway.to_string(),
        "operation" => operation.kind.as_str(),
        "outcome" => outcome_word(&outcome),
    )
    .increment(1);
    record(engine, tenant, correlation, operation, outcome.clone(), latency)
        .await
        .then_some((outcome, latency))
}

/// Records an outcome. Ends only when it is recorded, superseded, or the engine has stopped: then the next start finds the
/// call still under way and inquires. Whether it was recorded.
pub(crate) async fn record(
    engine: &Engine<Core>,
    tenant: Tenant,
    correlation: Correlation,
    operation: &Operation,
    outcome: Outcome,
    latency: Milliseconds,
) -> bool {
    let mut pause = FIRST_PAUSE;
    loop {
        let request = Request {
            tenant,
            correlation: correlation.clone(),
            idempotency: None,
            command: Command::Payment(bezant_payments::Command {
                payment: operation.payment,
                expected_version: None,
                action: Action::RecordOutcome {
                    operation: operation.id,
                    outcome: outcome.clone(),
                    latency,
                },
            }),
        };
        match engine.submit_from_follower(request).await {
            Ok(_) => return true,
            Err(SubmitError::Stopped) => return false,
            Err(SubmitError::Rejected(Rejection::Payment(bezant_payments::Rejection::StaleOutcome))) => {
                tracing::debug!(operation = %operation.id, "an outcome that is known already");
                return false;
            }
            Err(SubmitError::StorageFull | SubmitError::Busy { .. }) => {
                tracing::warn!(operation = %operation.id, "no room to record an outcome; trying again");
            }
            Err(refused) => {
                // A fact can't be refused: whatever stands in its way must be mended, and until then it is kept.
                tracing::error!(operation = %operation.id, payment = %operation.payment, error = %refused,
                    "a gateway's outcome can't be recorded; trying again");
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Approved(_) => "approved",
        Outcome::Declined(_) => "declined",
        Outcome::Failed(_) => "failed",
        Outcome::Unknown(_) => "unknown",
        Outcome::Pending => "pending",
        Outcome::NotFound => "not_found",
    }
}

/// The moment at which a time of the log comes. Log time is the engine's wall clock, so the two differ by a commit at most.
fn instant(at: Timestamp) -> Instant {
    let now = Instant::now();
    now + Duration::from_millis(at.since(SystemClock.now()).0)
}
