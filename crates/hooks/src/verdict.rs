//! What the hooks of a point say together.

use std::time::Duration;

use bezant_kernel::GatewayName;

use crate::{HookFailure, HookName};

/// The end of a question to all hooks of a point.
#[derive(Debug)]
pub struct Verdict {
    /// Go on, or not.
    pub decision: Decision,
    /// The hooks that were called, in order; none after one that refused.
    pub runs: Vec<HookRun>,
}

/// Whether to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Go on, with the advice of all hooks.
    Continue(Advice),
    /// Don't.
    Refuse {
        /// Whose word it is.
        hook: HookName,
        /// A stable code of the hook's choice; `hook_failed` where its policy speaks for it.
        code: String,
        /// For people; may be empty.
        message: String,
    },
}

/// What hooks advise on the choice of a gateway.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Advice {
    /// Not these. They may be gateways that are not there.
    pub exclude: Vec<GatewayName>,
    /// Rather these, the first first.
    pub prefer: Vec<GatewayName>,
    /// The customer shall authenticate.
    pub require_three_d_secure: bool,
}

impl Advice {
    /// Adds the advice of a later hook: exclusions add up, preferences come behind earlier ones.
    pub(crate) fn merge(&mut self, later: Advice) {
        let add = |all: &mut Vec<GatewayName>, more: Vec<GatewayName>| {
            for name in more {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
        };
        add(&mut self.exclude, later.exclude);
        add(&mut self.prefer, later.prefer);
        self.require_three_d_secure |= later.require_three_d_secure;
    }
}

/// One call of one hook.
#[derive(Debug, Clone)]
pub struct HookRun {
    /// The hook.
    pub hook: HookName,
    /// What came of it.
    pub result: RunResult,
    /// How long it took.
    pub took: Duration,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunResult {
    /// It said to go on.
    Continued(Advice),
    /// It said no.
    Refused {
        /// A stable code of its choice.
        code: String,
        /// For people; may be empty.
        message: String,
    },
    /// It said nothing that counts: its policy decides.
    Failed(HookFailure),
}

impl RunResult {
    /// The word in metrics.
    pub const fn as_str(&self) -> &'static str {
        match self {
            RunResult::Continued(_) => "continued",
            RunResult::Refused { .. } => "refused",
            RunResult::Failed(_) => "failed",
        }
    }
}
