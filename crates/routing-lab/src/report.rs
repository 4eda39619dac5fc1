//! Sets of rules side by side, with what can be expected of each, how sure that is, and where the data is too thin to say.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::estimate::{CLIP, Estimate, doubly_robust, effective, observed, weighted};
use crate::replay::{Case, Decided, Replayed, counts};

/// A set of rules for which fewer payments speak (effective sample size) is called too thin.
pub const EFFECTIVE_AT_LEAST: f64 = 100.0;
/// The same within a segment.
pub const EFFECTIVE_AT_LEAST_IN_SEGMENT: f64 = 30.0;
/// If a larger share of choices falls on gateways that no payment of the segment went to, it is called too thin.
pub const NO_OVERLAP_AT_MOST: f64 = 0.01;

/// A share with its confidence interval of 95 %.
#[derive(Copy, Clone, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The estimate, from 0 to 1, or below 0 for a difference.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// What is expected of a way of choosing.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The share of payments that the first gateway approves; none if there is nothing to tell it from.
    pub approval: Option<Range>,
    /// Fees in basis points of the approved volume. Currencies count by their approved payments.
    pub cost_basis_points: Option<f64>,
    /// The mean latency of the first gateway, in milliseconds.
    pub latency_ms: Option<f64>,
}

/// What is expected of a set of rules.
#[derive(Clone, Debug, Serialize)]
pub struct VariantReport {
    /// Its name.
    pub name: String,
    /// Approval by self-normalised weights, cost and latency.
    #[serde(flatten)]
    pub row: Row,
    /// Approval with weights cut at `clip`.
    pub clipped: Option<Range>,
    /// How many weights were cut.
    pub clipped_payments: usize,
    /// Approval by model and weights together.
    pub doubly_robust: Range,
    /// So many equally weighted payments say as much.
    pub effective_payments: f64,
    /// The share of choices that fall on gateways to which no payment of the segment went.
    pub no_overlap: f64,
    /// The share of payments for which no gateway is left.
    pub without_gateway: f64,
    /// The decisions that differ from what happened.
    pub changed: Changed,
    /// Why the estimate is not to be relied on; empty if it is.
    pub too_thin: Vec<String>,
    /// By segment, the one with most payments first.
    pub segments: Vec<SegmentRow>,
}

/// Decisions that differ.
#[derive(Clone, Debug, Serialize)]
pub struct Changed {
    /// How many.
    pub payments: usize,
    /// Of all.
    pub share: f64,
    /// From where to where, the most frequent first.
    pub moves: Vec<Move>,
}

/// Payments that go elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Move {
    /// Where they went.
    pub from: String,
    /// Where they would go; none if nowhere.
    pub to: Option<String>,
    /// How many.
    pub payments: usize,
}

/// A segment under a set of rules.
#[derive(Clone, Debug, Serialize)]
pub struct SegmentRow {
    /// Its name.
    pub name: String,
    /// How many payments it has.
    pub payments: usize,
    /// What is expected of it.
    pub approval: Option<f64>,
    /// So many equally weighted payments say as much.
    pub effective_payments: f64,
    /// Gateways that are chosen and to which no payment of the segment went.
    pub never_seen: Vec<String>,
    /// Whether that is too little to rely on.
    pub is_too_thin: bool,
}

/// Two sets of rules, or one and what happened.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The one.
    pub name: String,
    /// The other; none is what happened.
    pub against: Option<String>,
    /// How much more the one approves.
    pub approval: Range,
    /// How many payments they decide differently.
    pub payments_decided_differently: usize,
    /// Whether the data is too thin for one of them.
    pub is_too_thin: bool,
}

/// All of it.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The payments that were replayed.
    pub payments: usize,
    /// Payments without an attempt, which are left out.
    pub without_attempt: usize,
    /// Payments whose probability is noted in the history; that of the others is estimated.
    pub known_propensities: usize,
    /// Where weights are cut.
    pub clip: f64,
    /// What really happened.
    pub history: Row,
    /// The share of payments that were approved after all attempts.
    pub approved_in_the_end: f64,
    /// By set of rules.
    pub rules: Vec<VariantReport>,
    /// Each set against what happened, and against each that comes before it.
    pub differences: Vec<Difference>,
}

impl Range {
    /// A share.
    fn of(estimate: &Estimate) -> Range {
        let range = Range::of_difference(estimate);
        Range {
            value: range.value.clamp(0.0, 1.0),
            low: range.low.clamp(0.0, 1.0),
            high: range.high.clamp(0.0, 1.0),
        }
    }

    fn of_difference(estimate: &Estimate) -> Range {
        let (low, high) = estimate.interval();
        Range {
            value: estimate.value,
            low,
            high,
        }
    }
}

impl Row {
    fn new(approval: Option<&Estimate>, replayed: &Replayed, weights: &[f64]) -> Row {
        let approved = replayed.logged.iter().map(|one| one.is_approved);
        let cases: Vec<(&Case, f64, bool)> = replayed
            .cases
            .iter()
            .zip(weights)
            .zip(approved)
            .map(|((case, weight), is_approved)| (case, *weight, is_approved))
            .collect();
        let sum: f64 = weights.iter().sum();
        let waited: f64 = cases
            .iter()
            .map(|(case, weight, _)| weight * case.latency.0 as f64)
            .sum();
        Row {
            approval: approval.map(Range::of),
            cost_basis_points: cost(&cases),
            latency_ms: (sum > 0.0).then(|| waited / sum),
        }
    }
}

/// Amounts of different currencies can't be added: each has its own rate, and counts by its approved payments.
fn cost(cases: &[(&Case, f64, bool)]) -> Option<f64> {
    let mut currencies: BTreeMap<_, (f64, f64, f64)> = BTreeMap::new();
    for (case, weight, is_approved) in cases {
        if let (Some(fee), true) = (case.fee_minor, is_approved) {
            let (payments, fees, volume) = currencies.entry(case.amount.currency().code()).or_default();
            *payments += weight;
            *fees += weight * fee as f64;
            *volume += weight * case.amount.minor() as f64;
        }
    }
    let payments: f64 = currencies.values().map(|(payments, ..)| payments).sum();
    let rates = currencies.values().filter(|(.., volume)| *volume > 0.0);
    let rate: f64 = rates
        .map(|(payments, fees, volume)| payments * fees / volume)
        .sum();
    (payments > 0.0).then(|| rate / payments * 10_000.0)
}

/// The report on a replay. `names` are those of its sets of rules.
pub fn compare(replayed: &Replayed, names: &[String]) -> Report {
    assert_eq!(
        names.len(),
        replayed.decided.len(),
        "each set of rules has a name"
    );
    let logged = &replayed.logged;
    let happened = observed(logged);
    let mut rules: Vec<VariantReport> = Vec::new();
    let mut estimates: Vec<Option<Estimate>> = Vec::new();
    let mut differences = Vec::new();
    for (name, decided) in names.iter().zip(&replayed.decided) {
        let found = weighted(logged, decided);
        let effective_payments = effective(found.weights.iter().copied());
        let segments = segment_rows(replayed, decided, &found.weights);
        let changed = changed(replayed, decided);
        let count = logged.len().max(1) as f64;
        let no_overlap = no_overlap(replayed, decided) / count;
        let nowhere = decided.iter().filter(|one| one.chosen.is_none()).count();
        let reasons = too_thin(effective_payments, no_overlap);
        let estimate = found.approval;
        let earlier = rules.iter().zip(&estimates).zip(&replayed.decided);
        if let Some(estimate) = &estimate {
            differences.push(Difference {
                name: name.clone(),
                against: None,
                approval: Range::of_difference(&estimate.less(&happened)),
                payments_decided_differently: changed.payments,
                is_too_thin: !reasons.is_empty(),
            });
            for ((against, other), others) in earlier {
                let Some(other) = other else { continue };
                let pairs = decided.iter().zip(others);
                differences.push(Difference {
                    name: name.clone(),
                    against: Some(against.name.clone()),
                    approval: Range::of_difference(&estimate.less(other)),
                    payments_decided_differently: pairs.filter(|(one, two)| one.chosen != two.chosen).count(),
                    is_too_thin: !reasons.is_empty() || !against.too_thin.is_empty(),
                });
            }
        }
        rules.push(VariantReport {
            name: name.clone(),
            row: Row::new(estimate.as_ref(), replayed, &found.weights),
            clipped: found.clipped.as_ref().map(Range::of),
            clipped_payments: found.clipped_count,
            doubly_robust: Range::of(&doubly_robust(logged, decided)),
            effective_payments,
            no_overlap,
            without_gateway: nowhere as f64 / count,
            changed,
            too_thin: reasons,
            segments,
        });
        estimates.push(estimate);
    }
    let in_the_end = replayed
        .cases
        .iter()
        .filter(|case| case.is_approved_in_the_end)
        .count();
    Report {
        payments: logged.len(),
        without_attempt: replayed.without_attempt,
        known_propensities: replayed.known_propensities,
        clip: CLIP,
        history: Row::new(
            Some(&happened).filter(|_| !logged.is_empty()),
            replayed,
            &vec![1.0; logged.len()],
        ),
        approved_in_the_end: in_the_end as f64 / logged.len().max(1) as f64,
        rules,
        differences,
    }
}

fn too_thin(effective_payments: f64, no_overlap: f64) -> Vec<String> {
    let mut reasons = Vec::new();
    if effective_payments < EFFECTIVE_AT_LEAST {
        reasons.push(format!(
            "what can be told is worth {effective_payments:.0} payments, and {EFFECTIVE_AT_LEAST:.0} are needed"
        ));
    }
    if no_overlap > NO_OVERLAP_AT_MOST {
        reasons.push(format!(
            "{:.1} % of the choices fall on gateways that such payments never went to; at most {:.0} % may",
            no_overlap * 100.0,
            NO_OVERLAP_AT_MOST * 100.0
        ));
    }
    reasons
}

/// How many choices, by their probabilities, fall on gateways that the segment has never seen.
fn no_overlap(replayed: &Replayed, decided: &[Decided]) -> f64 {
    let seen = counts(&replayed.logged, replayed.segments.len(), replayed.gateways.len());
    let of_payment = replayed.logged.iter().zip(decided).map(|(one, decided)| {
        let strange = decided
            .likely
            .iter()
            .filter(|(gateway, _)| seen[one.segment][*gateway] == 0);
        strange.map(|(_, share)| share).sum::<f64>()
    });
    of_payment.sum()
}

fn changed(replayed: &Replayed, decided: &[Decided]) -> Changed {
    let mut moves: BTreeMap<(usize, Option<usize>), usize> = BTreeMap::new();
    for (one, decided) in replayed.logged.iter().zip(decided) {
        if decided.chosen != Some(one.gateway) {
            *moves.entry((one.gateway, decided.chosen)).or_default() += 1;
        }
    }
    let payments = moves.values().sum();
    let name = |gateway: usize| replayed.gateways[gateway].to_string();
    let mut moves: Vec<Move> = moves
        .into_iter()
        .map(|((from, to), payments)| Move {
            from: name(from),
            to: to.map(name),
            payments,
        })
        .collect();
    moves.sort_by_key(|one| std::cmp::Reverse(one.payments));
    Changed {
        payments,
        share: payments as f64 / replayed.logged.len().max(1) as f64,
        moves,
    }
}

#[derive(Clone, Default)]
struct SegmentSums {
    payments: usize,
    weight: f64,
    squares: f64,
    good: f64,
    routed: f64,
    chosen: Vec<f64>,
}

fn segment_rows(replayed: &Replayed, decided: &[Decided], weights: &[f64]) -> Vec<SegmentRow> {
    let gateways = replayed.gateways.len();
    let seen = counts(&replayed.logged, replayed.segments.len(), gateways);
    let empty = SegmentSums {
        chosen: vec![0.0; gateways],
        ..SegmentSums::default()
    };
    let mut sums = vec![empty; replayed.segments.len()];
    for ((one, decided), weight) in replayed.logged.iter().zip(decided).zip(weights) {
        let sum = &mut sums[one.segment];
        sum.payments += 1;
        sum.weight += weight;
        sum.squares += weight * weight;
        sum.good += if one.is_approved { *weight } else { 0.0 };
        for (gateway, share) in &decided.likely {
            sum.chosen[*gateway] += share;
            sum.routed += share;
        }
    }
    let row = |(number, sum): (usize, &SegmentSums)| {
        let strange: Vec<usize> = (0..gateways)
            .filter(|one| sum.chosen[*one] > 0.0 && seen[number][*one] == 0)
            .collect();
        let share_of_strange = strange.iter().map(|one| sum.chosen[*one]).sum::<f64>() / sum.payments as f64;
        let effective_payments = if sum.squares > 0.0 {
            sum.weight * sum.weight / sum.squares
        } else {
            0.0
        };
        // Where no gateway is chosen at all there is nothing to be told.
        let is_routed = sum.routed > 0.0;
        let routed = sum.routed / sum.payments as f64;
        SegmentRow {
            name: replayed.segments[number].clone(),
            payments: sum.payments,
            approval: (sum.weight > 0.0).then(|| routed * sum.good / sum.weight),
            effective_payments,
            never_seen: strange
                .iter()
                .map(|one| replayed.gateways[*one].to_string())
                .collect(),
            is_too_thin: is_routed
                && (effective_payments < EFFECTIVE_AT_LEAST_IN_SEGMENT
                    || share_of_strange > NO_OVERLAP_AT_MOST),
        }
    };
    let mut rows: Vec<SegmentRow> = sums.iter().enumerate().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.payments));
    rows
}

#[cfg(test)]
mod tests;
