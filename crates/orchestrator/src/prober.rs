//! Asking gateways how they are, so that a dead one is known before a payment meets it and a recovered one is used sooner.
//!
//! Routing says which gateways are due. What an answer changes is recorded: every failure, and answers of gateways that are
//! not well. That a healthy idle gateway is still healthy is no news and stays out of the log, so when it was asked is
//! remembered here only; after a restart it is asked once more.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bezant_core::{Answer, Command, Core, Query, system_tenant};
use bezant_engine::{Clock, Correlation, Engine, Request, SubmitError, SystemClock, Unavailable};
use bezant_gateways::{ProbeFailed, Registry};
use bezant_kernel::{GatewayName, Timestamp};
use bezant_routing::DueProbe;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::MissedTickBehavior;

use crate::OrchestratorError;

/// How often routing is asked.
const EVERY: Duration = Duration::from_secs(1);

/// Probes under way at a time; the next ones wait for the next turn.
const MAX_PROBES: usize = 64;

/// Probes gateways until `stop` completes. Probes under way are dropped then: they moved nothing.
pub async fn probe_gateways(
    engine: Engine<Core>,
    gateways: Arc<Registry>,
    stop: impl Future<Output = ()>,
) -> Result<(), OrchestratorError> {
    let mut prober = Prober::new(engine, gateways);
    let mut turns = tokio::time::interval(EVERY);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            _ = turns.tick() => prober.turn(SystemClock.now()).await?,
            () = &mut stop => return Ok(()),
        }
    }
}

struct Prober {
    engine: Engine<Core>,
    gateways: Arc<Registry>,
    /// When each gateway was last asked; no more of them than are declared.
    asked: BTreeMap<GatewayName, Timestamp>,
    under_way: BTreeMap<GatewayName, AbortHandle>,
    probes: JoinSet<()>,
}

impl Prober {
    fn new(engine: Engine<Core>, gateways: Arc<Registry>) -> Self {
        Prober {
            engine,
            gateways,
            asked: BTreeMap::new(),
            under_way: BTreeMap::new(),
            probes: JoinSet::new(),
        }
    }

    /// Begins the probes that are due.
    async fn turn(&mut self, now: Timestamp) -> Result<(), OrchestratorError> {
        while self.probes.try_join_next().is_some() {}
        self.under_way.retain(|_, probe| !probe.is_finished());
        let due = match self.engine.query(system_tenant(), Query::ProbesDue { now }).await {
            Ok(Answer::ProbesDue(due)) => due,
            Ok(_) => unreachable!("a question for probes is answered with probes"),
            Err(Unavailable::Busy { .. }) => return Ok(()),
            Err(stopped @ Unavailable::Stopped) => return Err(stopped.into()),
        };
        for due in due {
            let is_early = self
                .asked
                .get(&due.gateway)
                .is_some_and(|&asked| now.since(asked) < due.every);
            let has_room = self.under_way.len() < MAX_PROBES;
            if is_early || !has_room || self.under_way.contains_key(&due.gateway) {
                continue;
            }
            self.asked.insert(due.gateway.clone(), now);
            let (engine, gateways) = (self.engine.clone(), Arc::clone(&self.gateways));
            let name = due.gateway.clone();
            let probe = self
                .probes
                .spawn(async move { probe(&engine, &gateways, &due).await });
            self.under_way.insert(name, probe);
        }
        Ok(())
    }
}

async fn probe(engine: &Engine<Core>, gateways: &Registry, due: &DueProbe) {
    let gateway = &due.gateway;
    let Some((result, latency)) = gateways.probe(gateway).await else {
        return;
    };
    metrics::counter!(
        "bezant_gateway_probes_total",
        "gateway" => gateway.to_string(),
        "result" => if result.is_ok() { "answered" } else { "failed" },
    )
    .increment(1);
    match result {
        Ok(()) if due.is_unwell => {}
        Ok(()) => return,
        Err(refused @ ProbeFailed::Refused) => {
            tracing::error!(%gateway, error = %refused, "a gateway does not take our credentials: look at its keys");
        }
        Err(failed) => tracing::warn!(%gateway, error = %failed, "a gateway does not answer as it should"),
    }
    let request = Request {
        tenant: system_tenant(),
        correlation: Correlation::new("probe").expect("a short word is a correlation id"),
        idempotency: None,
        command: Command::Routing(bezant_routing::Command::RecordProbe {
            gateway: gateway.clone(),
            answered: result.is_ok(),
            latency,
        }),
    };
    match engine.submit_from_follower(request).await {
        Ok(_) | Err(SubmitError::Stopped) => {}
        // The next probe says the same again.
        Err(error) => tracing::debug!(%gateway, %error, "a probe was not recorded"),
    }
}

#[cfg(test)]
mod tests;
