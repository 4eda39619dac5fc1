//! What events change.

use std::sync::Arc;

use bezant_kernel::{Tenant, Timestamp};

use crate::experiment::{ExperimentRun, MAXIMUM_ENDED_EXPERIMENTS};
use crate::state::Running;
use crate::{Event, ExperimentStatus, FeeSchedule, State, declare, probe};

/// Applies an event. Routing belongs to the node, so the tenant of the entry does not matter.
pub fn apply(state: &mut State, at: Timestamp, _tenant: Tenant, event: &Event) {
    match event {
        Event::GatewaysDeclared { profiles } => {
            declare::apply(state, profiles);
            link_fees(state);
        }
        Event::RulesProposed { version, source, by } => {
            let tried = state
                .running
                .as_ref()
                .and_then(|running| running.run.experiment.rules);
            state.rules.proposed(at, *version, source, by, tried);
        }
        Event::RulesApproved { version, by } => state.rules.approved(at, *version, by),
        Event::RulesActivated { version, by: _ } => state.rules.activated(at, *version),
        Event::RulesRolledBack { from: _, to, by: _ } => state.rules.rolled_back(at, *to),
        Event::FourEyesSet { required, by: _ } => state.rules.four_eyes = *required,
        Event::FeesSet {
            version,
            schedules,
            by: _,
        } => {
            state.fees_version = *version;
            state.fees.clone_from(schedules);
            link_fees(state);
        }
        Event::StrategySet {
            version,
            strategy,
            by: _,
        } => {
            if state.strategy.half_life != strategy.half_life {
                for gateway in state.gateways.values_mut() {
                    gateway
                        .lessons
                        .restep(at, state.strategy.half_life, strategy.half_life);
                }
            }
            state.strategy_version = *version;
            state.strategy = strategy.clone();
        }
        Event::ResilienceSet {
            version,
            resilience,
            by: _,
        } => {
            state.resilience_version = *version;
            state.resilience = resilience.clone();
        }
        Event::ProbeRecorded {
            gateway,
            answered,
            latency: _,
        } => probe::apply(state, at, gateway, *answered),
        Event::ExperimentStarted { experiment, by: _ } => {
            let rules = experiment
                .rules
                .map(|version| (version, state.rules.compiled(version)));
            let run = ExperimentRun::new(experiment.clone(), at);
            state.running = Some(Running { run, rules });
        }
        Event::ExperimentStopped { name: _, by: _ } => {
            if let Some(running) = &mut state.running {
                running.run.end(at, ExperimentStatus::Stopped);
            }
            retire(state);
        }
    }
}

/// Puts an experiment that is over beside the others.
pub(crate) fn retire(state: &mut State) {
    if let Some(running) = state
        .running
        .take_if(|one| one.run.status != ExperimentStatus::Running)
    {
        state.ended.push(running.run);
        if state.ended.len() > MAXIMUM_ENDED_EXPERIMENTS {
            state.ended.remove(0);
        }
    }
}

/// Gives each gateway its schedule.
pub(crate) fn link_fees(state: &mut State) {
    for (name, gateway) in &mut state.gateways {
        let found = state
            .fees
            .binary_search_by(|one: &FeeSchedule| one.gateway.cmp(name));
        gateway.fees = found.ok().map(|place| Arc::new(state.fees[place].clone()));
    }
}
