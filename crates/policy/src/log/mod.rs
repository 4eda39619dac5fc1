//! What was decided, kept: one line of JSON for each decision.
//!
//! In come decisions, out come files and, by [`read_decisions`], what is in them. Keeping never waits and never fails a request:
//! what does not fit is counted and lost. The lines hold ids and words, no names and no addresses.

mod file;
mod reader;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bezant_kernel::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::file::FileDecisionLog;
pub use self::reader::{Filter, MAXIMUM_READ, ReadError, Records, read_decisions, read_every_decision};
use crate::{Decision, Input, Reason};

/// Where decisions are kept.
pub trait DecisionLog: Send + Sync {
    /// Keeps a decision, or, if it is one of many alike, does not. Never waits.
    fn record(&self, input: &Arc<Input>, decision: &Decision, at: Timestamp, correlation_id: &str);
}

/// Keeps nothing.
#[derive(Copy, Clone, Debug, Default)]
pub struct NoDecisionLog;

impl DecisionLog for NoDecisionLog {
    fn record(&self, _input: &Arc<Input>, _decision: &Decision, _at: Timestamp, _correlation_id: &str) {}
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// When.
    pub at: Timestamp,
    /// Whether it was allowed.
    pub allow: bool,
    /// Why.
    pub reasons: Vec<Reason>,
    /// By which version of the policy.
    pub version: u32,
    /// What ties it to the request's other traces.
    pub correlation_id: String,
    /// The question.
    #[serde(serialize_with = "write_input", deserialize_with = "read_input")]
    pub input: Arc<Input>,
}

fn write_input<S: Serializer>(input: &Arc<Input>, serializer: S) -> Result<S::Ok, S::Error> {
    input.serialize(serializer)
}

fn read_input<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<Input>, D::Error> {
    Input::deserialize(deserializer).map(Arc::new)
}

/// Which decisions are kept: every denial, and of those that were allowed one in so many; 0 keeps none.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Sampling {
    /// Of those that change something, one in so many.
    pub changes: u32,
    /// Of those that read, one in so many.
    pub reads: u32,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling {
            changes: 1,
            reads: 100,
        }
    }
}

/// Counts along, so that one in so many is taken.
#[derive(Debug, Default)]
struct Sampler {
    sampling: Sampling,
    changes: AtomicU64,
    reads: AtomicU64,
}

impl Sampler {
    fn takes(&self, input: &Input, decision: &Decision) -> bool {
        if !decision.allow {
            return true;
        }
        let (every, seen) = if input.request.is_reading() {
            (self.sampling.reads, &self.reads)
        } else {
            (self.sampling.changes, &self.changes)
        };
        every != 0
            && seen
                .fetch_add(1, Ordering::Relaxed)
                .is_multiple_of(u64::from(every))
    }
}
