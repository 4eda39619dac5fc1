//! What the measures say of the hypothesis.

use serde::Serialize;

use super::experiment::SteadyState;
use super::record::Measures;

/// A part of an experiment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Phase {
    Before,
    During,
    After,
    InTheEnd,
}

impl Phase {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Phase::Before => "before",
            Phase::During => "during",
            Phase::After => "after",
            Phase::InTheEnd => "in the end",
        }
    }
}

/// One claim of the hypothesis and what was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    pub(super) phase: Phase,
    pub(super) what: &'static str,
    pub(super) bound: String,
    pub(super) found: String,
    pub(super) is_held: bool,
}

/// How an experiment ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", content = "reason", rename_all = "snake_case")]
pub(super) enum Verdict {
    /// Everything that the hypothesis claims was so.
    Held,
    /// The experiment went to its end, and something was not so.
    Violated,
    /// A bound was missed by more than the margin; the faults were lifted at once.
    Stopped(String),
    /// The state was not steady to begin with; nothing was injected.
    NotSteady(String),
    /// It could not go on, or was told to end.
    Aborted(String),
}

impl Verdict {
    pub(super) fn in_words(&self) -> String {
        match self {
            Verdict::Held => "the hypothesis held".into(),
            Verdict::Violated => "the hypothesis did not hold".into(),
            Verdict::Stopped(reason) => format!("stopped early: {reason}"),
            Verdict::NotSteady(reason) => format!("not begun, since the state was not steady: {reason}"),
            Verdict::Aborted(reason) => format!("aborted: {reason}"),
        }
    }
}

impl Finding {
    /// The same with an end of sentence for people.
    pub(super) fn in_words(&self) -> String {
        format!(
            "{} {}: {} (bound: {})",
            self.what,
            self.phase.as_str(),
            self.found,
            self.bound
        )
    }
}

/// What is claimed of each phase with payments.
pub(super) fn of_phase(phase: Phase, measures: &Measures, claims: &SteadyState) -> Vec<Finding> {
    let approval = measures.approval_basis_points();
    let errors = measures.error_basis_points();
    let mut findings = vec![
        Finding {
            phase,
            what: "approval",
            bound: format!("at least {}", percent(claims.min_approval_basis_points)),
            found: approval.map_or_else(|| "no payment was decided".into(), percent),
            is_held: approval.is_some_and(|approval| approval >= claims.min_approval_basis_points),
        },
        Finding {
            phase,
            what: "errors of the API",
            bound: format!("at most {}", percent(claims.max_error_basis_points)),
            found: errors.map_or_else(|| "nothing was answered".into(), percent),
            is_held: errors.is_some_and(|errors| errors <= claims.max_error_basis_points),
        },
    ];
    for (what, bound, found) in [
        (
            "95th percentile of the latency",
            claims.max_p95_ms,
            measures.p95_ms,
        ),
        (
            "99th percentile of the latency",
            claims.max_p99_ms,
            measures.p99_ms,
        ),
    ] {
        if let Some(bound) = bound {
            findings.push(Finding {
                phase,
                what,
                bound: format!("at most {bound} ms"),
                found: found.map_or_else(|| "nothing was sent".into(), |found| format!("{found} ms")),
                is_held: found.is_some_and(|found| found <= bound),
            });
        }
    }
    findings
}

/// The hypothesis with its bounds moved by a margin: what misses even these is no longer an experiment but an outage.
pub(super) fn widened(claims: &SteadyState, margin_basis_points: u64) -> SteadyState {
    let longer = |ms: u64| ms + ms * margin_basis_points / 10_000;
    SteadyState {
        min_approval_basis_points: claims
            .min_approval_basis_points
            .saturating_sub(margin_basis_points),
        max_error_basis_points: claims.max_error_basis_points + margin_basis_points,
        max_p95_ms: claims.max_p95_ms.map(longer),
        max_p99_ms: claims.max_p99_ms.map(longer),
        ..*claims
    }
}

pub(super) fn percent(basis_points: u64) -> String {
    format!("{}.{:02} %", basis_points / 100, basis_points % 100)
}
