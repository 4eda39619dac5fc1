//! Trying out routing without a node: past payments replayed through other rules, and invented weeks with known truth.
//!
//! In come texts (a history, a scenario, a strategy) and what is to be compared; out come [`Report`]s with what can be
//! expected and how sure that is, and [`Tally`]s of a week. Statistics need fractions, so this is not a pure machine: it
//! decides nothing about real payments. It must never show an estimate without saying where the data is too thin for it.

mod estimate;
mod history;
mod large;
mod random;
mod replay;
mod report;
mod scenario;
mod segment;
mod strategy;
mod week;

pub use estimate::{CLIP, Estimate, Logged, Target, Weighted, doubly_robust, effective, observed, weighted};
pub use history::{
    HistoryProblem, HistoryProblems, MAXIMUM_ATTEMPTS, MAXIMUM_LINE_BYTES, MAXIMUM_PAYMENTS, PastAttempt,
    PastPayment, PastPaymentDocument, read_history, read_line,
};
pub use large::{LARGE_GATEWAYS, LARGE_RULES, LargeSetup};
pub use random::Random;
pub use replay::{MOST_DRAWS, Replayed, Setup, Variant, replay};
pub use report::{
    Changed, Difference, EFFECTIVE_AT_LEAST, EFFECTIVE_AT_LEAST_IN_SEGMENT, Move, NO_OVERLAP_AT_MOST, Range,
    Report, Row, SegmentRow, VariantReport, compare,
};
pub use scenario::{Bounds, Scenario, ScenarioError, WEEK};
pub use strategy::{StrategyDocument, StrategyDocumentError};
pub use week::{Tally, Way, run};
