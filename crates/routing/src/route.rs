//! The choice of a gateway with everything that was set and learned: rules, fees, strategy, experiment.
//!
//! Filter, score, choose: every declared gateway is looked at and kept with its verdict and the parts of its score, so
//! that a choice explains itself. The same state, time, want and facts give the same decision.

mod draw;
mod propensity;

use std::cmp::Reverse;

use bezant_kernel::{GatewayName, Timestamp};

use crate::chance::{Chance, halves};
use crate::choose::{LATENCY_MICROS_PER_MILLISECOND, Verdict, Want, foreseen, is_in_share, release_if_alone};
use crate::learn::{Kind, step};
use crate::rules::Ruling;
use crate::state::Gateway;
use crate::statistics::{ONE, Statistics};
use crate::strategy::{Order, SuccessModel, Weights};
use crate::{Cost, Elimination, Facts, RuleSet, Side, State, Strategy};
use draw::Ranks;
pub use propensity::propensities;

/// A decision and its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The best gateway; none if no gateway can take the payment now.
    pub gateway: Option<GatewayName>,
    /// Every declared gateway: those that could take it, best first, then the others by name.
    pub candidates: Vec<Scored>,
    /// Whether rules want the customer to be authenticated.
    pub require_three_d_secure: bool,
    /// The active version of the rules; 0 for rules that are no version.
    pub rules_version: Option<u32>,
    /// The rules that held, by number from 0 and name; at most the first 32.
    pub rules: Vec<(u16, String)>,
    /// The strategy's version; 0 until one is set.
    pub strategy_version: u32,
    /// The fees' version; 0 until they are set.
    pub fees_version: u32,
    /// How many authorizations were learned from until now: the version of the model.
    pub lessons: u64,
    /// The experiment that the payment is part of, and its side.
    pub experiment: Option<(String, Side)>,
}

/// One gateway in a decision. Scores are millionths of the amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The gateway.
    pub gateway: GatewayName,
    /// What became of it.
    pub verdict: Verdict,
    /// The rule that kept it out.
    pub rule: Option<u16>,
    /// The sum of the three parts below.
    pub score: i64,
    /// What the expected success counts.
    pub success: i64,
    /// What the fee counts; zero or less.
    pub cost: i64,
    /// What waiting counts; zero or less.
    pub latency: i64,
    /// The success rate that was reckoned with: a mean, or the sample that was drawn.
    pub expected_success: i64,
    /// The mean of what was learned about payments of this kind.
    pub learned_success: i64,
    /// So many of its calls were just like this one, faded ones counting less.
    pub similar_calls: u64,
    /// The fee in minor units; none if it can't be worked out.
    pub fee_minor: Option<i128>,
    /// The parts of the fee, where a schedule says them.
    pub fee_parts: Option<Cost>,
    /// Its place in what hooks prefer, from 0; goes before what rules prefer.
    pub preferred_by_hook: Option<u8>,
    /// Its place in the order of preference that rules gave, from 0.
    pub preference: Option<u8>,
    /// Its place in the draw of a split, from 0.
    pub draw: Option<u8>,
}

/// What a decision follows.
#[derive(Copy, Clone)]
struct Plan<'a> {
    rules: Option<(u32, &'a RuleSet)>,
    strategy: &'a Strategy,
}

/// The best gateway for `want` at `now`, with the reasons, by the active rules and the present strategy, or by those of a
/// running experiment if the payment is on its trial's side.
pub fn route(state: &State, now: Timestamp, want: &Want<'_>, facts: &Facts<'_>) -> Decision {
    let mut plan = Plan {
        rules: state
            .rules
            .active
            .as_ref()
            .map(|(version, rules)| (*version, &**rules)),
        strategy: &state.strategy,
    };
    let mut experiment = None;
    if let Some(running) = &state.running
        && let Some(side) = running.run.experiment.side(facts)
    {
        experiment = Some((running.run.experiment.name.clone(), side));
        if side == Side::Trial {
            let rules = running
                .rules
                .as_ref()
                .map(|(version, rules)| (*version, &**rules));
            plan.rules = rules.or(plan.rules);
            plan.strategy = running.run.experiment.strategy.as_ref().unwrap_or(plan.strategy);
        }
    }
    Decision {
        experiment,
        ..decide_by(state, now, want, facts, plan)
    }
}

/// What the decision would be by other rules and another strategy, for trying them out. Experiments are left aside.
pub fn route_by(
    state: &State,
    now: Timestamp,
    want: &Want<'_>,
    facts: &Facts<'_>,
    rules: Option<&RuleSet>,
    strategy: &Strategy,
) -> Decision {
    let plan = Plan {
        rules: rules.map(|rules| (0, rules)),
        strategy,
    };
    decide_by(state, now, want, facts, plan)
}

/// Draws about restraint are others than those about success.
const RESTRAINT: u64 = 0x7265_7374_7261_696e;

/// What all candidates of a decision have in common.
struct Question<'a> {
    state: &'a State,
    now: Timestamp,
    want: &'a Want<'a>,
    facts: &'a Facts<'a>,
    strategy: &'a Strategy,
    ruling: Ruling<'a>,
    kind: Kind,
    step: u64,
}

fn decide_by(state: &State, now: Timestamp, want: &Want<'_>, facts: &Facts<'_>, plan: Plan<'_>) -> Decision {
    let question = Question {
        state,
        now,
        want,
        facts,
        strategy: plan.strategy,
        ruling: plan
            .rules
            .map_or_else(Ruling::silent, |(_, rules)| rules.evaluate(now, want, facts)),
        kind: Kind {
            method: want.method,
            amount: want.amount,
            issuer_country: facts.issuer_country,
        },
        // Half-lives of trials are those of the present strategy: what was learned has one.
        step: step(now, state.strategy.half_life),
    };
    let ranks = Ranks::of(&question, plan.rules.map_or(0, |(version, _)| version));
    let named = plan.rules.map_or(&[][..], |(_, rules)| rules.gateways());
    let mut in_rules = named.iter().zip(0u8..).peekable();
    // The places are compared before names are: gateways come in the order of their names and the sort is stable.
    let mut candidates: Vec<(Place, Scored)> = Vec::with_capacity(state.gateways.len());
    for (name, gateway) in &state.gateways {
        while in_rules.next_if(|(one, _)| *one < name).is_some() {}
        let place = in_rules.next_if(|(one, _)| *one == name).map(|(_, place)| place);
        let scored = question.candidate(name, gateway, place, &ranks);
        candidates.push((Place::default(), scored));
    }
    release_if_alone(candidates.iter_mut().map(|(_, scored)| &mut scored.verdict));
    if let Some(elimination) = plan.strategy.elimination {
        eliminate(state, &question, elimination, &mut candidates);
    }
    for ((place, scored), gateway) in candidates.iter_mut().zip(state.gateways.values()) {
        *place = Place::of(scored, gateway, plan.strategy);
    }
    candidates.sort_by_key(|(place, _)| *place);
    let mut candidates: Vec<Scored> = candidates.into_iter().map(|(_, scored)| scored).collect();
    let best = candidates
        .first_mut()
        .filter(|best| best.verdict == Verdict::Eligible);
    let gateway = best.map(|best| {
        best.verdict = Verdict::Chosen;
        best.gateway.clone()
    });
    let name = |number: u16| {
        let rule = plan
            .rules
            .and_then(|(_, rules)| rules.rules.get(usize::from(number)));
        (number, rule.expect("a rule that held is there").name.to_string())
    };
    Decision {
        gateway,
        candidates,
        require_three_d_secure: question.ruling.three_d_secure,
        rules_version: plan.rules.map(|(version, _)| version),
        rules: question
            .ruling
            .matched()
            .iter()
            .map(|number| name(*number))
            .collect(),
        strategy_version: state.strategy_version,
        fees_version: state.fees_version,
        lessons: state.lessons,
        experiment: None,
    }
}

/// Where a candidate stands: smaller is better.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    is_refused: bool,
    preferred_by_hook: u8,
    preference: u8,
    draw: u8,
    score: Reverse<i64>,
    priority: u32,
}

impl Place {
    fn of(scored: &Scored, gateway: &Gateway, strategy: &Strategy) -> Place {
        if scored.verdict != Verdict::Eligible {
            return Place {
                is_refused: true,
                ..Place::default()
            };
        }
        let score = match strategy.order {
            Order::Priority => 0,
            Order::Score(_) | Order::Split(_) => scored.score,
        };
        Place {
            is_refused: false,
            preferred_by_hook: scored.preferred_by_hook.unwrap_or(u8::MAX),
            preference: scored.preference.unwrap_or(u8::MAX),
            draw: scored.draw.unwrap_or(u8::MAX),
            score: Reverse(score),
            priority: gateway.profile.priority,
        }
    }
}

/// Leaves out gateways that do badly now, unless all do: then there is nothing better to take.
fn eliminate(state: &State, question: &Question<'_>, limit: Elimination, candidates: &mut [(Place, Scored)]) {
    let mut bad = 0u64;
    let mut left = false;
    for (number, ((_, scored), gateway)) in candidates.iter().zip(state.gateways.values()).enumerate() {
        if scored.verdict != Verdict::Eligible {
            continue;
        }
        let recent = gateway
            .record(question.want.operation)
            .statistics
            .at(question.now);
        let is_seen = recent.calls() >= u128::from(limit.calls_at_least) * u128::from(ONE);
        let rate = recent.success_basis_points();
        if is_seen && rate.is_some_and(|rate| rate < limit.success_below_basis_points) {
            bad |= 1 << number;
        } else {
            left = true;
        }
    }
    if left {
        for (number, (_, scored)) in candidates.iter_mut().enumerate() {
            if bad >> number & 1 == 1 {
                scored.verdict = Verdict::Eliminated;
            }
        }
    }
}

impl Question<'_> {
    fn candidate(&self, name: &GatewayName, gateway: &Gateway, place: Option<u8>, ranks: &Ranks) -> Scored {
        let record = gateway.record(self.want.operation);
        let restraint = record.breaker.restraint(self.now);
        let mut rule = None;
        let mut by_rule = |found: Option<u16>| {
            rule = rule.or(found);
            found.is_some()
        };
        let verdict = if self.want.excluded.contains(name) {
            Verdict::AlreadyTried
        } else if let Some(obstacle) = gateway.profile.obstacle(self.want) {
            obstacle
        } else if self.facts.left_out.contains(name) {
            Verdict::LeftOutByHook
        } else if by_rule(self.ruling.excluded_by(place)) {
            Verdict::ExcludedByRule
        } else if by_rule(self.ruling.passed_over_by(place)) {
            Verdict::NotInRule
        } else if !record.breaker.allows(self.now) {
            Verdict::BreakerOpen
        } else if restraint.is_some() && self.is_held_back(gateway) {
            Verdict::Restrained
        } else {
            Verdict::Eligible
        };
        let statistics = record.statistics.at(self.now);
        let (belief, similar_calls) = gateway.lessons.expect(self.step, &self.kind);
        let learned_success = signed(belief.mean_millionths());
        let expected_success = match self.strategy.success {
            SuccessModel::Recent => signed(statistics.expected_success_millionths()),
            SuccessModel::Learned => learned_success,
            SuccessModel::Sampled => {
                let [high, low] = halves(self.facts.payment);
                let tried = u64::try_from(self.want.excluded.len()).expect("few gateways");
                let mut chance = Chance::of(&[self.strategy.seed, high, low, gateway.fingerprint, tried]);
                signed(belief.sample_millionths(&mut chance))
            }
        };
        let expected_success = foreseen(expected_success, restraint);
        let (fee_minor, fee_parts) = self.fee(gateway);
        let weights = match self.strategy.order {
            Order::Score(weights) => weights,
            Order::Priority | Order::Split(_) => Weights::EVEN,
        };
        let part = |value: i64, weight: u32| value * i64::from(weight) / 1_000;
        let success = part(expected_success, weights.success);
        let cost = -part(self.fee_millionths(fee_minor), weights.cost);
        let latency = -part(waiting(&statistics), weights.latency);
        let preference = self.ruling.preference(place);
        Scored {
            gateway: name.clone(),
            verdict,
            rule,
            score: success + cost + latency,
            success,
            cost,
            latency,
            expected_success,
            learned_success,
            similar_calls,
            fee_minor,
            fee_parts,
            preferred_by_hook: position(self.facts.preferred, name),
            preference: (preference != u8::MAX).then_some(preference),
            draw: ranks.of_gateway(name, place),
        }
    }

    /// A restrained gateway takes a share of the payments, always the same ones.
    fn is_held_back(&self, gateway: &Gateway) -> bool {
        let [high, low] = halves(self.facts.payment);
        !is_in_share(
            self.state,
            &mut Chance::of(&[RESTRAINT, high, low, gateway.fingerprint]),
        )
    }

    fn fee(&self, gateway: &Gateway) -> (Option<i128>, Option<Cost>) {
        let schedule = gateway.fees.as_ref();
        match schedule.and_then(|fees| fees.cost(self.want.amount, self.want.method, self.facts)) {
            Some(cost) => (Some(cost.total()), Some(cost)),
            None => (
                gateway.profile.fee(self.want.amount).ok().map(|fee| fee.minor()),
                None,
            ),
        }
    }

    /// The fee as a part of the amount, at most all of it; all if it is not known.
    fn fee_millionths(&self, fee: Option<i128>) -> i64 {
        let amount = self.want.amount.minor().max(1);
        let share = fee
            .and_then(|fee| fee.checked_mul(1_000_000))
            .map_or(1_000_000, |scaled| scaled / amount);
        i64::try_from(share.clamp(0, 1_000_000)).expect("at most a million")
    }
}

/// The place of a gateway in a list, from 0.
fn position(names: &[GatewayName], name: &GatewayName) -> Option<u8> {
    let place = names.iter().position(|one| one == name)?;
    Some(u8::try_from(place).unwrap_or(u8::MAX - 1))
}

fn waiting(statistics: &Statistics) -> i64 {
    signed(statistics.expected_latency_scaled(LATENCY_MICROS_PER_MILLISECOND))
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).expect("scores are small")
}

#[cfg(test)]
mod tests;
