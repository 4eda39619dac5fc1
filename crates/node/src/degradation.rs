//! `[degradation]`: what the node gives up first when it can't do everything.

use bezant_edge::{DegradationPolicy, ShedLoad, WhenViewsLag};
use bezant_kernel::Milliseconds;
use serde::Deserialize;

const LONGEST_LAG_MS: u64 = 24 * 60 * 60 * 1_000;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DegradationConfig {
    /// Start without taking changes.
    pub read_only: bool,
    /// From this lag on, lists and statistics count as old.
    pub views_lag_ms: u64,
    pub when_views_lag: WhenViewsLagWord,
    /// While requests are refused for want of room, leave out hooks with `on_failure = "continue"`.
    pub skip_optional_hooks_under_load: bool,
    /// How many requests are served at once, below `http.max_concurrent_requests`.
    pub shed_load: ShedLoadWord,
    /// With `shed_load = "adaptive"`: never fewer than these.
    pub least_concurrent_requests: u32,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShedLoadWord {
    /// As many as stay about as fast as usual.
    Adaptive,
    /// As many as the bound says.
    Fixed,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WhenViewsLagWord {
    /// Answer with what there is, and say how old it is.
    ServeStale,
    /// Answer 503 until they have caught up.
    Refuse,
}

impl Default for DegradationConfig {
    fn default() -> Self {
        let policy = DegradationPolicy::default();
        DegradationConfig {
            read_only: policy.read_only,
            views_lag_ms: policy.views_lag.0,
            when_views_lag: match policy.when_views_lag {
                WhenViewsLag::ServeStale => WhenViewsLagWord::ServeStale,
                WhenViewsLag::Refuse => WhenViewsLagWord::Refuse,
            },
            skip_optional_hooks_under_load: policy.skip_optional_hooks_under_load,
            shed_load: match policy.shed_load {
                ShedLoad::Adaptive { .. } => ShedLoadWord::Adaptive,
                ShedLoad::Fixed => ShedLoadWord::Fixed,
            },
            least_concurrent_requests: match policy.shed_load {
                ShedLoad::Adaptive { least } => least,
                ShedLoad::Fixed => 1,
            },
        }
    }
}

impl DegradationConfig {
    /// Whether the lag is one that read models can have: they are written some times a second.
    pub(crate) fn has_sound_lag(&self) -> bool {
        (100..=LONGEST_LAG_MS).contains(&self.views_lag_ms)
    }

    pub(crate) fn policy(&self) -> DegradationPolicy {
        DegradationPolicy {
            read_only: self.read_only,
            views_lag: Milliseconds(self.views_lag_ms),
            when_views_lag: match self.when_views_lag {
                WhenViewsLagWord::ServeStale => WhenViewsLag::ServeStale,
                WhenViewsLagWord::Refuse => WhenViewsLag::Refuse,
            },
            skip_optional_hooks_under_load: self.skip_optional_hooks_under_load,
            shed_load: match self.shed_load {
                ShedLoadWord::Adaptive => ShedLoad::Adaptive {
                    least: self.least_concurrent_requests,
                },
                ShedLoadWord::Fixed => ShedLoad::Fixed,
            },
        }
    }
}
