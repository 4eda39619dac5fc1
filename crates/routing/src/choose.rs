//! The choice of a gateway: filter by what it can take and by its breaker, score, best first.

use std::cmp::Reverse;

use bezant_kernel::{Country, GatewayName, MethodKind, Money, OperationKind, Timestamp};

use crate::State;
use crate::breaker::Restraint;
use crate::chance::Chance;
use crate::state::{Gateway, Record};

/// What a millisecond of mean latency costs in score: a second weighs as much as two percent of success.
pub(crate) const LATENCY_MICROS_PER_MILLISECOND: u64 = 20;

/// What a gateway is wanted for.
#[derive(Clone, Debug)]
pub struct Want<'a> {
    /// How much, and in which currency.
    pub amount: Money,
    /// The kind of payment method.
    pub method: MethodKind,
    /// Where the payment comes from, if known.
    pub country: Option<Country>,
    /// What is to be asked of the gateway.
    pub operation: OperationKind,
    /// Gateways that were tried already.
    pub excluded: &'a [GatewayName],
}

/// A choice and its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The best gateway; none if no gateway can take it now.
    pub gateway: Option<GatewayName>,
    /// Every declared gateway: those that could take it, best first, then the others by name.
    pub candidates: Vec<Candidate>,
}

/// One gateway in a choice. Scores are millionths of the amount that can be expected to arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The gateway.
    pub gateway: GatewayName,
    /// What became of it.
    pub verdict: Verdict,
    /// The sum of the three parts below.
    pub score: i64,
    /// The success rate, from 0 to 1,000,000.
    pub success: i64,
    /// The price of waiting; zero or less.
    pub latency: i64,
    /// The fee; zero or less.
    pub cost: i64,
}

/// What a choice says about a gateway.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The best one.
    Chosen,
    /// It could take it, another one is better.
    Eligible,
    /// It was tried already.
    AlreadyTried,
    /// It can't do this operation.
    Operation,
    /// It does not take the currency.
    Currency,
    /// It does not take the kind of payment method.
    Method,
    /// It does not serve the country, or the country is unknown.
    Country,
    /// The amount is outside its limits.
    Amount,
    /// Its breaker is open, or half-open with all trials under way.
    BreakerOpen,
    /// A rule excludes it.
    ExcludedByRule,
    /// A rule chooses among others.
    NotInRule,
    /// It does badly at the moment, and others don't.
    Eliminated,
    /// It does worse from minute to minute and gets only a share of the payments; others do well.
    Restrained,
    /// A hook left it out.
    LeftOutByHook,
}

impl Verdict {
    /// All of them, in the order of their stored numbers from 0.
    pub const ALL: &'static [Verdict] = &[
        Verdict::Chosen,
        Verdict::Eligible,
        Verdict::AlreadyTried,
        Verdict::Operation,
        Verdict::Currency,
        Verdict::Method,
        Verdict::Country,
        Verdict::Amount,
        Verdict::BreakerOpen,
        Verdict::ExcludedByRule,
        Verdict::NotInRule,
        Verdict::Eliminated,
        Verdict::Restrained,
        Verdict::LeftOutByHook,
    ];

    /// The word in API and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Chosen => "chosen",
            Verdict::Eligible => "eligible",
            Verdict::AlreadyTried => "already_tried",
            Verdict::Operation => "operation",
            Verdict::Currency => "currency",
            Verdict::Method => "method",
            Verdict::Country => "country",
            Verdict::Amount => "amount",
            Verdict::BreakerOpen => "breaker_open",
            Verdict::ExcludedByRule => "excluded_by_rule",
            Verdict::NotInRule => "not_in_rule",
            Verdict::Eliminated => "eliminated",
            Verdict::Restrained => "restrained",
            Verdict::LeftOutByHook => "left_out_by_hook",
        }
    }
}

/// The best gateway for `want` at `now`, with the reasons. The same state, time and want give the same choice.
pub fn choose(state: &State, now: Timestamp, want: &Want<'_>) -> Choice {
    let judged = state
        .gateways
        .iter()
        .map(|(name, gateway)| candidate(state, name, gateway, now, want));
    let mut judged: Vec<Candidate> = judged.collect();
    release_if_alone(judged.iter_mut().map(|one| &mut one.verdict));
    // The ranks are compared before names are: the gateways come in the order of their names and the sort is stable.
    let mut ranked: Vec<(bool, Reverse<i64>, u32, Candidate)> = Vec::with_capacity(judged.len());
    for (candidate, gateway) in judged.into_iter().zip(state.gateways.values()) {
        let refused = candidate.verdict != Verdict::Eligible;
        let (score, priority) = if refused {
            (0, 0)
        } else {
            (candidate.score, gateway.profile.priority)
        };
        ranked.push((refused, Reverse(score), priority, candidate));
    }
    ranked.sort_by_key(|&(refused, score, priority, _)| (refused, score, priority));
    let mut candidates: Vec<Candidate> = ranked.into_iter().map(|(.., candidate)| candidate).collect();
    let best = candidates
        .first_mut()
        .filter(|best| best.verdict == Verdict::Eligible);
    let gateway = best.map(|best| {
        best.verdict = Verdict::Chosen;
        best.gateway.clone()
    });
    Choice { gateway, candidates }
}

/// Restrained gateways take everything when there is no other.
pub(crate) fn release_if_alone<'a>(verdicts: impl Iterator<Item = &'a mut Verdict>) {
    let mut restrained = Vec::new();
    for verdict in verdicts {
        match verdict {
            Verdict::Restrained => restrained.push(verdict),
            Verdict::Eligible => return,
            _ => {}
        }
    }
    for verdict in restrained {
        *verdict = Verdict::Eligible;
    }
}

/// Whether a restrained gateway may take this payment: a share of all, drawn by `chance`.
pub(crate) fn is_in_share(state: &State, chance: &mut Chance) -> bool {
    let prediction = state.resilience.prediction.as_ref();
    prediction.is_none_or(|one| chance.below(10_000) < one.restrained_share_basis_points)
}

/// What is left of an expected success when errors are forecast to rise.
pub(crate) fn foreseen(success: i64, restraint: Option<&Restraint>) -> i64 {
    let ahead = restraint.map_or(0, |one| one.errors_ahead_basis_points.min(10_000));
    success * (10_000 - i64::from(ahead)) / 10_000
}

fn candidate(
    state: &State,
    name: &GatewayName,
    gateway: &Gateway,
    now: Timestamp,
    want: &Want<'_>,
) -> Candidate {
    let record = gateway.record(want.operation);
    let restraint = record.breaker.restraint(now);
    // There is no payment to draw by: the moment is as good.
    let held_back = || {
        !is_in_share(
            state,
            &mut Chance::of(&[now.as_microseconds(), gateway.fingerprint]),
        )
    };
    let verdict = if want.excluded.contains(name) {
        Verdict::AlreadyTried
    } else if let Some(obstacle) = gateway.profile.obstacle(want) {
        obstacle
    } else if !record.breaker.allows(now) {
        Verdict::BreakerOpen
    } else if restraint.is_some() && held_back() {
        Verdict::Restrained
    } else {
        Verdict::Eligible
    };
    let (success, latency) = experience(record, now);
    let success = foreseen(success, restraint);
    let cost = -gateway.profile.fee_millionths(want.amount);
    Candidate {
        gateway: name.clone(),
        verdict,
        score: success + latency + cost,
        success,
        latency,
        cost,
    }
}

/// The success and latency parts of the score.
fn experience(record: &Record, now: Timestamp) -> (i64, i64) {
    let statistics = record.statistics.at(now);
    let penalty = statistics.expected_latency_scaled(LATENCY_MICROS_PER_MILLISECOND);
    let signed = |value: u64| i64::try_from(value).expect("scores are small");
    (signed(statistics.expected_success_millionths()), -signed(penalty))
}

#[cfg(test)]
mod tests;
