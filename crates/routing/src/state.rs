//! What is known about all gateways, and how ended operations change it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bezant_kernel::{Country, GatewayName, MethodKind, Milliseconds, Money, OperationKind, Timestamp};

use crate::apply::retire;
use crate::breaker::Breaker;
use crate::chance::fingerprint;
use crate::learn::{Kind, Lessons, step};
use crate::moment::Moments;
use crate::statistics::{OutcomeClass, Statistics};
use crate::versions::RuleBook;
use crate::{
    ExperimentRun, Facts, FeeSchedule, GatewayProfile, Resilience, RuleSet, RulesStatus, RulesVersion,
    SoftDecline, Strategy,
};

pub(crate) const OPERATIONS: usize = OperationKind::ALL.len();

/// The declared gateways with what was learned about them, and how to choose among them. It is the same for all
/// tenants: a gateway's health is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub(crate) gateways: BTreeMap<GatewayName, Gateway>,
    pub(crate) rules: RuleBook,
    /// Counts the settings of fees.
    pub(crate) fees_version: u32,
    /// By gateway.
    pub(crate) fees: Vec<FeeSchedule>,
    /// Counts the settings of strategies.
    pub(crate) strategy_version: u32,
    pub(crate) strategy: Strategy,
    /// How many authorizations were learned from.
    pub(crate) lessons: u64,
    /// Counts the settings of resilience.
    pub(crate) resilience_version: u32,
    pub(crate) resilience: Resilience,
    /// When retries succeed.
    pub(crate) moments: Moments,
    pub(crate) running: Option<Running>,
    /// Ended experiments, the last one last.
    pub(crate) ended: Vec<ExperimentRun>,
}

/// A running experiment and the rules of its trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) run: ExperimentRun,
    pub(crate) rules: Option<(u32, Arc<RuleSet>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Gateway {
    pub(crate) profile: GatewayProfile,
    pub(crate) records: [Record; OPERATIONS],
    pub(crate) lessons: Lessons,
    pub(crate) fees: Option<Arc<FeeSchedule>>,
    pub(crate) last_probe: Timestamp,
    /// Of its name.
    pub(crate) fingerprint: u64,
}

/// What was learned about one operation of one gateway.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) statistics: Statistics,
    pub(crate) breaker: Breaker,
}

impl State {
    /// The declared gateways, by name.
    pub fn profiles(&self) -> impl Iterator<Item = &GatewayProfile> {
        self.gateways.values().map(|gateway| &gateway.profile)
    }

    /// The profile of one gateway.
    pub fn profile(&self, name: &GatewayName) -> Option<&GatewayProfile> {
        self.gateways.get(name).map(|gateway| &gateway.profile)
    }

    /// The versions of the rules that are at hand, the oldest first.
    pub fn rules_versions(&self) -> impl Iterator<Item = (u32, RulesStatus, &RulesVersion)> {
        self.rules.versions.iter().map(|(number, version)| {
            let status = self
                .rules
                .status(*number)
                .expect("a version that is there has a status");
            (*number, status, version)
        })
    }

    /// The rules that payments are routed by, and their version.
    pub fn active_rules(&self) -> Option<(u32, &RuleSet)> {
        self.rules
            .active
            .as_ref()
            .map(|(version, rules)| (*version, &**rules))
    }

    /// Gateways that the active rules name and that are not declared any more: what rules say about them has no effect.
    pub fn gateways_missing_in_rules(&self) -> impl Iterator<Item = &GatewayName> {
        let named = self.active_rules().map_or(&[][..], |(_, rules)| rules.gateways());
        named.iter().filter(|name| !self.gateways.contains_key(*name))
    }

    /// Whether rules must be approved by someone else than their author.
    pub fn needs_four_eyes(&self) -> bool {
        self.rules.four_eyes
    }

    /// What gateways charge, by gateway, and the version of it; 0 until it is set.
    pub fn fees(&self) -> (u32, &[FeeSchedule]) {
        (self.fees_version, &self.fees)
    }

    /// The strategy and its version; 0 until one is set.
    pub fn strategy(&self) -> (u32, &Strategy) {
        (self.strategy_version, &self.strategy)
    }

    /// The settings of breakers and forecasts and their version; 0 until they are set.
    pub fn resilience(&self) -> (u32, &Resilience) {
        (self.resilience_version, &self.resilience)
    }

    /// The experiments that are kept, the last one last.
    pub fn experiments(&self) -> impl Iterator<Item = &ExperimentRun> {
        let running = self.running.iter().map(|running| &running.run);
        self.ended.iter().chain(running)
    }
}

impl Gateway {
    pub(crate) fn new(profile: GatewayProfile) -> Gateway {
        Gateway {
            fingerprint: fingerprint(profile.name.as_str()),
            profile,
            records: Default::default(),
            lessons: Lessons::default(),
            fees: None,
            last_probe: Timestamp::default(),
        }
    }

    pub(crate) fn record(&self, operation: OperationKind) -> &Record {
        &self.records[slot(operation)]
    }
}

fn slot(operation: OperationKind) -> usize {
    match operation {
        OperationKind::Authorize => 0,
        OperationKind::Capture => 1,
        OperationKind::Void => 2,
        OperationKind::Refund => 3,
    }
}

/// A call to a gateway was committed: it may be a probe. To be called for each sent operation, at its commit time. A
/// gateway that is not declared is left alone.
pub fn started(state: &mut State, at: Timestamp, gateway: &GatewayName, operation: OperationKind) {
    if let Some(gateway) = state.gateways.get_mut(gateway) {
        gateway.records[slot(operation)].breaker.started(at);
    }
}

/// A call to a gateway ended: learn from it. `latency` is how long the gateway took, not longer than the time since
/// the call was committed. A gateway that is not declared (any more) is left alone.
pub fn observe(
    state: &mut State,
    at: Timestamp,
    gateway: &GatewayName,
    operation: OperationKind,
    outcome: OutcomeClass,
    latency: Milliseconds,
) {
    if let Some(gateway) = state.gateways.get_mut(gateway) {
        let record = &mut gateway.records[slot(operation)];
        record.statistics.record(at, outcome, latency);
        record
            .breaker
            .ended(at, outcome.is_answer(), latency, &state.resilience);
    }
}

/// An authorization that ended, as a lesson about payments of its kind.
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    /// Who carried it out.
    pub gateway: &'a GatewayName,
    /// The kind of payment method.
    pub method: MethodKind,
    /// How much, and in which currency.
    pub amount: Money,
    /// Where the issuer sits.
    pub issuer_country: Option<Country>,
    /// How it ended.
    pub outcome: OutcomeClass,
    /// The soft decline that came before, if this was a retry after one: it teaches when to retry.
    pub retry_after: Option<SoftDecline>,
}

/// Learns from an authorization that ended, beside [`observe`]. A gateway that is not declared (any more) is left alone.
pub fn learn(state: &mut State, at: Timestamp, lesson: &Lesson<'_>) {
    if let Some(decline) = lesson.retry_after
        && lesson.outcome.is_answer()
        && state.gateways.contains_key(lesson.gateway)
    {
        let approved = lesson.outcome == OutcomeClass::Success;
        state.moments.record(at, decline, lesson.issuer_country, approved);
    }
    let step = step(at, state.strategy.half_life);
    if let Some(gateway) = state.gateways.get_mut(lesson.gateway) {
        let kind = Kind {
            method: lesson.method,
            amount: lesson.amount,
            issuer_country: lesson.issuer_country,
        };
        gateway
            .lessons
            .record(step, &kind, lesson.outcome == OutcomeClass::Success);
        state.lessons += 1;
    }
}

/// A payment has its result: counts it for the running experiment. To be called once per payment, when its money is
/// authorized for the first time or when it failed; `routed_at` is when its first gateway was chosen. What was routed
/// before the experiment began does not count. An experiment that does harm ends here, so the same log ends it at the
/// same payment.
pub fn conclude(state: &mut State, at: Timestamp, facts: &Facts<'_>, routed_at: Timestamp, approved: bool) {
    if let Some(running) = &mut state.running
        && routed_at >= running.run.started_at
        && let Some(side) = running.run.experiment.side(facts)
    {
        running.run.count(at, side, approved);
        retire(state);
    }
}
