//! The decision between what is asked and what happens.

use bezant_kernel::GatewayName;

use crate::{
    Actor, Command, Event, Experiment, FeeSchedule, InvalidExperiment, MAXIMUM_GATEWAYS, Rejection,
    Resilience, State, Strategy, declare, fees,
};

/// Decides a command; what is already so gives no event.
pub fn decide(state: &State, command: Command) -> Result<Vec<Event>, Rejection> {
    let gateways = || -> Vec<GatewayName> { state.gateways.keys().cloned().collect() };
    let rules = &state.rules;
    Ok(vec![match command {
        Command::DeclareGateways { profiles } => return declare::decide(state, profiles),
        Command::ProposeRules { source, by } => rules.propose(&gateways(), source, by)?,
        Command::ApproveRules { version, by } => rules.approve(version, by)?,
        Command::ActivateRules { version, by } => rules.activate(&gateways(), version, by)?,
        Command::RollBackRules { by } => rules.roll_back(by)?,
        Command::SetFourEyes { required, by } => {
            if rules.four_eyes == required {
                return Ok(Vec::new());
            }
            Event::FourEyesSet { required, by }
        }
        Command::SetFees { schedules, by } => return set_fees(state, schedules, by),
        Command::SetStrategy { strategy, by } => return set_strategy(state, strategy, by),
        Command::SetResilience { resilience, by } => return set_resilience(state, resilience, by),
        Command::RecordProbe {
            gateway,
            answered,
            latency,
        } => {
            if !state.gateways.contains_key(&gateway) {
                return Err(Rejection::GatewayUnknown(gateway));
            }
            Event::ProbeRecorded {
                gateway,
                answered,
                latency,
            }
        }
        Command::StartExperiment { experiment, by } => start(state, experiment, by)?,
        Command::StopExperiment { name, by } => {
            let is_running = state
                .running
                .as_ref()
                .is_some_and(|one| one.run.experiment.name == name);
            if !is_running {
                return Err(Rejection::ExperimentNotRunning(name));
            }
            Event::ExperimentStopped { name, by }
        }
    }])
}

fn set_fees(state: &State, mut schedules: Vec<FeeSchedule>, by: Actor) -> Result<Vec<Event>, Rejection> {
    // A schedule per declared gateway, each with bounded lines: the whole is bounded.
    fees::check(&schedules, |name| state.gateways.contains_key(name)).map_err(Rejection::FeesInvalid)?;
    assert!(
        schedules.len() <= MAXIMUM_GATEWAYS,
        "each gateway has at most one schedule"
    );
    schedules.sort_by(|a, b| a.gateway.cmp(&b.gateway));
    if state.fees == schedules {
        return Ok(Vec::new());
    }
    let version = state.fees_version + 1;
    Ok(vec![Event::FeesSet {
        version,
        schedules,
        by,
    }])
}

fn set_strategy(state: &State, strategy: Strategy, by: Actor) -> Result<Vec<Event>, Rejection> {
    strategy
        .check(|name| state.gateways.contains_key(name))
        .map_err(Rejection::StrategyInvalid)?;
    if let Some(running) = &state.running {
        // What is compared must stay what it was.
        return Err(Rejection::ExperimentRunning(running.run.experiment.name.clone()));
    }
    if state.strategy == strategy {
        return Ok(Vec::new());
    }
    let version = state.strategy_version + 1;
    Ok(vec![Event::StrategySet {
        version,
        strategy,
        by,
    }])
}

fn set_resilience(state: &State, resilience: Resilience, by: Actor) -> Result<Vec<Event>, Rejection> {
    resilience.check().map_err(Rejection::ResilienceInvalid)?;
    if state.resilience == resilience {
        return Ok(Vec::new());
    }
    let version = state.resilience_version + 1;
    Ok(vec![Event::ResilienceSet {
        version,
        resilience,
        by,
    }])
}

fn start(state: &State, experiment: Experiment, by: Actor) -> Result<Event, Rejection> {
    let invalid = |reason| Err(Rejection::ExperimentInvalid(reason));
    if let Err(reason) = experiment.check() {
        return invalid(reason);
    }
    if let Some(running) = &state.running {
        return Err(Rejection::ExperimentRunning(running.run.experiment.name.clone()));
    }
    if state
        .ended
        .iter()
        .any(|run| run.experiment.name == experiment.name)
    {
        return invalid(InvalidExperiment::Name);
    }
    if let Some(strategy) = &experiment.strategy {
        if strategy.check(|name| state.gateways.contains_key(name)).is_err() {
            return invalid(InvalidExperiment::Strategy);
        }
        if strategy.half_life != state.strategy.half_life {
            return invalid(InvalidExperiment::HalfLife);
        }
    }
    if let Some(version) = experiment.rules
        && !state.rules.may_be_tried(version)
    {
        return invalid(InvalidExperiment::Rules(version));
    }
    Ok(Event::ExperimentStarted { experiment, by })
}
