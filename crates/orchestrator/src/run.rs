//! Following the log: which calls are to be made, how many at a time, and what was under way at the start.

use std::path::PathBuf;
use std::sync::Arc;

use bezant_core::{Answer, Core, Event, Query, system_tenant};
use bezant_engine::{Correlation, Engine, FollowError, Unavailable};
use bezant_gateways::Registry;
use bezant_hooks::Hooks;
use bezant_kernel::{Milliseconds, Tenant};
use bezant_payments::{Call, EventKind, Operation, Outcome, UnknownReason};
use bezant_vault::Vault;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::{call, hooks};

/// Calls under way at a time, over all gateways. Each costs a few kilobytes; the gateways' own bulkheads are far narrower,
/// and beyond this the log waits, which it does for free.
const MAX_CALLS: usize = 20_000;

/// Hooks that are told of an outcome at a time; each hook has fewer places. What is beyond is not told: nothing waits for it,
/// and hooks that must hear everything are `on_change` hooks.
const MAX_AFTERWARDS: usize = 4_096;

/// Entries taken from the log at a time.
const ENTRIES_PER_TURN: usize = 1_024;

/// Why the orchestrator had to stop.
#[derive(Debug, thiserror::Error)]
pub enum OrchestratorError {
    /// The log can't be followed.
    #[error("the log can't be followed: {0}")]
    Follow(#[from] FollowError),
    /// The engine does not answer.
    #[error("the engine does not answer: {0}")]
    Engine(#[from] Unavailable),
    /// The place up to which a hook was told can't be read or written.
    #[error("the cursor {} does not work: {error}", file.display())]
    Cursor {
        /// Its file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// Calls gateways, with numbers from the vault for those that take them, and the hooks around each call, until `stop` completes; calls under way then are waited for. The caller bounds that wait: whatever is
/// cut off is found by the next start.
pub async fn run(
    engine: Engine<Core>,
    gateways: Arc<Registry>,
    hooks: Arc<Hooks>,
    vault: Option<Arc<dyn Vault>>,
    stop: impl Future<Output = ()>,
) -> Result<(), OrchestratorError> {
    let Answer::OpenOperations(position, open) = engine.query(system_tenant(), Query::OpenOperations).await?
    else {
        unreachable!("a question about open operations is answered with open operations")
    };
    let mut follower = engine.follow(position);
    let mut orchestrator = Orchestrator {
        engine,
        gateways,
        hooks,
        vault,
        afterwards: Arc::new(Semaphore::new(MAX_AFTERWARDS)),
        room: Arc::new(Semaphore::new(MAX_CALLS)),
        calls: JoinSet::new(),
    };
    if !open.is_empty() {
        tracing::info!(
            count = open.len(),
            "gateway calls were under way at the last stop"
        );
    }
    for (tenant, operation) in open {
        orchestrator.resume(tenant, operation).await;
    }
    tokio::pin!(stop);
    loop {
        let entries = tokio::select! {
            entries = follower.next(ENTRIES_PER_TURN) => entries?,
            () = &mut stop => break,
        };
        for entry in entries {
            for event in &entry.events {
                let Event::Payment(event) = event else { continue };
                let EventKind::OperationStarted(started) = &event.kind else {
                    continue;
                };
                orchestrator
                    .start(entry.tenant, entry.correlation.clone(), started.operation.clone())
                    .await;
            }
        }
        // What has ended is let go, so that the set does not grow.
        while orchestrator.calls.try_join_next().is_some() {}
    }
    while orchestrator.calls.join_next().await.is_some() {}
    Ok(())
}

struct Orchestrator {
    engine: Engine<Core>,
    gateways: Arc<Registry>,
    hooks: Arc<Hooks>,
    /// Where numbers of cards are, if the node keeps any.
    vault: Option<Arc<dyn Vault>>,
    afterwards: Arc<Semaphore>,
    room: Arc<Semaphore>,
    calls: JoinSet<()>,
}

impl Orchestrator {
    async fn start(&mut self, tenant: Tenant, correlation: Correlation, operation: Operation) {
        let permit = Arc::clone(&self.room)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        let (engine, gateways) = (self.engine.clone(), Arc::clone(&self.gateways));
        let (hooks, afterwards) = (Arc::clone(&self.hooks), Arc::clone(&self.afterwards));
        let vault = self.vault.clone();
        self.calls.spawn(async move {
            let around = (&*hooks, vault.as_deref());
            let answer = call::carry_out(&engine, &gateways, around, tenant, correlation, &operation).await;
            drop(permit);
            if let Some((outcome, latency)) = answer
                && hooks::are_told(&hooks, &operation)
                && let Ok(_place) = afterwards.try_acquire()
            {
                hooks::after(&engine, &hooks, tenant, &operation, &outcome, latency).await;
            }
        });
    }

    /// What the last run left open. An inquiry may simply be made again.
    async fn resume(&mut self, tenant: Tenant, operation: Operation) {
        let correlation = Correlation::new("restart").expect("a short word is a correlation id");
        match operation.call {
            Call::Inquire => self.start(tenant, correlation, operation).await,
            Call::Send => {
                // Beside each other, or a thousand of them would wait for a thousand commits before the log is followed.
                let permit = Arc::clone(&self.room)
                    .acquire_owned()
                    .await
                    .expect("the semaphore is never closed");
                let engine = self.engine.clone();
                self.calls.spawn(async move {
                    let outcome = Outcome::Unknown(UnknownReason::Restarted);
                    call::record(&engine, tenant, correlation, &operation, outcome, Milliseconds(0)).await;
                    drop(permit);
                });
            }
        }
    }
}
