//! What happened.

use bezant_kernel::{GatewayName, Milliseconds};

use crate::{Actor, Experiment, FeeSchedule, GatewayProfile, Resilience, Strategy};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// These are the gateways from now on. What was learned about those that stay is kept.
    GatewaysDeclared {
        /// All gateways, by name.
        profiles: Vec<GatewayProfile>,
    },
    /// Rules were written down.
    RulesProposed {
        /// As this version.
        version: u32,
        /// Their text.
        source: String,
        /// Their author.
        by: Actor,
    },
    /// A version may become active.
    RulesApproved {
        /// The version.
        version: u32,
        /// Who said so.
        by: Actor,
    },
    /// Payments are routed by this version from now on.
    RulesActivated {
        /// The version.
        version: u32,
        /// Who said so.
        by: Actor,
    },
    /// The version that was active before is active again.
    RulesRolledBack {
        /// The version that was left.
        from: u32,
        /// The one that is active now; none means that there are no rules.
        to: Option<u32>,
        /// Who said so.
        by: Actor,
    },
    /// Whether rules must be approved by someone else than their author.
    FourEyesSet {
        /// From now on.
        required: bool,
        /// Who said so.
        by: Actor,
    },
    /// What gateways charge from now on.
    FeesSet {
        /// Counted from 1.
        version: u32,
        /// All schedules, by gateway.
        schedules: Vec<FeeSchedule>,
        /// Who said so.
        by: Actor,
    },
    /// How gateways are scored from now on.
    StrategySet {
        /// Counted from 1.
        version: u32,
        /// The strategy.
        strategy: Strategy,
        /// Who said so.
        by: Actor,
    },
    /// When breakers open and gateways are restrained from now on.
    ResilienceSet {
        /// Counted from 1.
        version: u32,
        /// The settings.
        resilience: Resilience,
        /// Who said so.
        by: Actor,
    },
    /// A gateway was asked how it is.
    ProbeRecorded {
        /// The gateway.
        gateway: GatewayName,
        /// Whether it answered.
        answered: bool,
        /// How long that took.
        latency: Milliseconds,
    },
    /// An experiment runs.
    ExperimentStarted {
        /// The experiment.
        experiment: Experiment,
        /// Who said so.
        by: Actor,
    },
    /// It was ended by hand.
    ExperimentStopped {
        /// Its name.
        name: String,
        /// Who said so.
        by: Actor,
    },
}

impl Event {
    /// The event's name, as in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::GatewaysDeclared { .. } => "gateways.declared",
            Event::RulesProposed { .. } => "routing_rules.proposed",
            Event::RulesApproved { .. } => "routing_rules.approved",
            Event::RulesActivated { .. } => "routing_rules.activated",
            Event::RulesRolledBack { .. } => "routing_rules.rolled_back",
            Event::FourEyesSet { .. } => "routing_rules.four_eyes_set",
            Event::FeesSet { .. } => "routing_fees.set",
            Event::StrategySet { .. } => "routing_strategy.set",
            Event::ResilienceSet { .. } => "routing_resilience.set",
            Event::ProbeRecorded { .. } => "gateway.probed",
            Event::ExperimentStarted { .. } => "routing_experiment.started",
            Event::ExperimentStopped { .. } => "routing_experiment.stopped",
        }
    }
}
