//! What a node gives up first when it can't do everything: which requests, which checks, how fresh a list is, and changes
//! altogether.
//!
//! In come the configured policy and what operators say; out come yes and no for the parts that ask. It must never refuse the
//! end of what was begun: operations that are under way, health and metrics do not ask here.

mod admin;
mod places;
mod priority;
mod waited;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bezant_kernel::Milliseconds;

pub use admin::degradation_router;
pub(crate) use bezant_shield::shed::Priority;
pub use places::AtGateways;
pub(crate) use places::{Place, Places};
pub(crate) use priority::{is_change, priority_of};
pub(crate) use waited::{elsewhere, noting, waited_for, waits_unknown};

/// For so long after it refused a request for want of room, a node counts as one that sheds load.
const SHEDS_FOR: Duration = Duration::from_secs(2);

/// What is declared about hard times.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct DegradationPolicy {
    /// Begin without taking changes.
    pub read_only: bool,
    /// From this lag on, the read models count as lagging.
    pub views_lag: Milliseconds,
    /// What lists do then.
    pub when_views_lag: WhenViewsLag,
    /// While load is shed, leave out hooks whose failure lets a payment go on.
    pub skip_optional_hooks_under_load: bool,
    /// How many requests are served at once.
    pub shed_load: ShedLoad,
}

/// How many requests are served at once, below the bound of all.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ShedLoad {
    /// As many as stay about as fast as usual.
    Adaptive {
        /// And never fewer than these.
        least: u32,
    },
    /// As many as the bound says.
    Fixed,
}

/// What lists and statistics do while the read models lag.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum WhenViewsLag {
    /// Answer with what there is, and its age in the header `Age`.
    ServeStale,
    /// Refuse until they have caught up.
    Refuse,
}

impl Default for DegradationPolicy {
    fn default() -> Self {
        DegradationPolicy {
            read_only: false,
            views_lag: Milliseconds(5_000),
            when_views_lag: WhenViewsLag::ServeStale,
            skip_optional_hooks_under_load: false,
            // A millisecond of work each on two cores: those who are let in wait some tens of milliseconds at most.
            shed_load: ShedLoad::Adaptive { least: 64 },
        }
    }
}

/// How a node is doing at this moment. Clones are handles to the same one.
#[derive(Clone, Debug)]
pub struct Degradation(Arc<State>);

#[derive(Debug)]
struct State {
    policy: DegradationPolicy,
    read_only: AtomicBool,
    began: Instant,
    /// When a request was refused last, in milliseconds from the beginning, plus one; zero if never.
    shed_at: AtomicU64,
}

impl Degradation {
    /// A node under this policy, in good times.
    pub fn new(policy: DegradationPolicy) -> Self {
        Degradation(Arc::new(State {
            policy,
            read_only: AtomicBool::new(policy.read_only),
            began: Instant::now(),
            shed_at: AtomicU64::new(0),
        }))
    }

    /// Whether changes are refused. What is under way is finished nevertheless.
    pub fn is_read_only(&self) -> bool {
        self.0.read_only.load(Ordering::Relaxed)
    }

    /// Takes changes again, or no more.
    pub fn set_read_only(&self, read_only: bool) {
        if self.0.read_only.swap(read_only, Ordering::Relaxed) != read_only {
            tracing::warn!(read_only, "an operator has switched whether changes are taken");
        }
    }

    /// Whether requests were refused for want of room a moment ago.
    pub fn sheds_load(&self) -> bool {
        let shed_at = self.0.shed_at.load(Ordering::Relaxed);
        shed_at != 0 && self.elapsed_ms() < shed_at + SHEDS_FOR.as_millis() as u64
    }

    /// Whether checks may be left out of which the policy says that payments can do without them.
    pub fn skips_optional_checks(&self) -> bool {
        self.0.policy.skip_optional_hooks_under_load && self.sheds_load()
    }

    pub(crate) fn policy(&self) -> &DegradationPolicy {
        &self.0.policy
    }

    pub(crate) fn note_shed(&self) {
        self.0.shed_at.store(self.elapsed_ms() + 1, Ordering::Relaxed);
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis())
            .unwrap_or(u64::MAX - SHEDS_FOR.as_millis() as u64 - 1)
    }
}

impl Default for Degradation {
    fn default() -> Self {
        Degradation::new(DegradationPolicy::default())
    }
}
