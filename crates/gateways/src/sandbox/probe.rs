//! Probes of the sandbox follow its outages.

use async_trait::async_trait;
use tokio::time::sleep_until;

use super::Sandbox;
use super::config::OutageKind;
use crate::port::{CallContext, Probe, ProbeFailed};

#[async_trait]
impl Probe for Sandbox {
    async fn probe(&self, call: &CallContext<'_>) -> Result<(), ProbeFailed> {
        if self.outage {
            return Err(ProbeFailed::Unavailable);
        }
        match self.script.outage_of_probe(self.clock.elapsed_ms()) {
            None => Ok(()),
            Some(OutageKind::Refuse) => Err(ProbeFailed::Unavailable),
            Some(OutageKind::RateLimit) => Err(ProbeFailed::RateLimited),
            Some(OutageKind::Error) => Err(ProbeFailed::BadAnswer),
            Some(OutageKind::Hang) => {
                sleep_until(call.deadline).await;
                Err(ProbeFailed::TimedOut)
            }
        }
    }
}
