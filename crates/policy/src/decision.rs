//! What a decision says.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

const MAXIMUM_REASON_BYTES: usize = 64;

/// Why, as a stable word: `residency`, `permission_missing`, …
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reason(Box<str>);

impl Reason {
    /// The caller does not have the permission that the route asks for; the policy was not asked.
    pub const PERMISSION_MISSING: &'static str = "permission_missing";
    /// The policy could not be evaluated, or what it said was no decision.
    pub const POLICY_ERROR: &'static str = "policy_error";

    /// The reason with this word: 1 to 64 of `a-z`, `0-9`, `_` and `.`, so that it can stand in an answer and a metric.
    pub fn new(word: &str) -> Option<Reason> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
        let fits = (1..=MAXIMUM_REASON_BYTES).contains(&word.len()) && word.bytes().all(is_plain);
        fits.then(|| Reason(word.into()))
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What the same question is always answered with, under one version of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it is allowed.
    pub allow: bool,
    /// Why, sorted; at least one.
    pub reasons: Arc<[Reason]>,
    /// What went wrong, if the reason is [`Reason::POLICY_ERROR`].
    pub error: Option<Arc<str>>,
}

impl Verdict {
    pub(crate) fn new(allow: bool, mut reasons: Vec<Reason>) -> Verdict {
        assert!(!reasons.is_empty(), "a verdict has a reason");
        reasons.sort();
        reasons.dedup();
        Verdict {
            allow,
            reasons: reasons.into(),
            error: None,
        }
    }

    pub(crate) fn denied(word: &str) -> Verdict {
        let reason = Reason::new(word).expect("our own reasons are plain words");
        Verdict::new(false, vec![reason])
    }

    pub(crate) fn failed(error: &str) -> Verdict {
        Verdict {
            error: Some(error.into()),
            ..Verdict::denied(Reason::POLICY_ERROR)
        }
    }
}

/// What was decided about one request.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether it is allowed.
    pub allow: bool,
    /// Why, sorted; at least one.
    pub reasons: Arc<[Reason]>,
    /// By which version of the policy.
    pub version: u32,
    /// Whether the question was answered from memory.
    pub cached: bool,
    /// How long it took.
    pub took: Duration,
}

impl Decision {
    /// Whether this is among the reasons.
    pub fn has_reason(&self, word: &str) -> bool {
        self.reasons.iter().any(|reason| reason.as_str() == word)
    }
}
