//! What can be asked of routing.

use bezant_kernel::{GatewayName, Milliseconds};

use crate::{Actor, Experiment, FeeSchedule, GatewayProfile, Resilience, Strategy};

/// What can be asked of routing. All of it belongs to the node, not to one tenant.
#[derive(Clone, Debug)]
pub enum Command {
    /// These are the gateways, and no others. The node sends it at its start, from its configuration.
    DeclareGateways {
        /// All gateways, in any order.
        profiles: Vec<GatewayProfile>,
    },
    /// Write down rules as a new version. Nothing follows them yet.
    ProposeRules {
        /// Their text, see `docs/routing-rules.md`.
        source: String,
        /// Their author.
        by: Actor,
    },
    /// A version may become active.
    ApproveRules {
        /// The version.
        version: u32,
        /// Who says so.
        by: Actor,
    },
    /// Payments are routed by this version from now on.
    ActivateRules {
        /// The version.
        version: u32,
        /// Who says so.
        by: Actor,
    },
    /// Back to the version that was active before this one.
    RollBackRules {
        /// Who says so.
        by: Actor,
    },
    /// Whether rules must be approved by someone else than their author.
    SetFourEyes {
        /// From now on.
        required: bool,
        /// Who says so.
        by: Actor,
    },
    /// What gateways charge, in place of what was set before. A gateway without a schedule costs what its profile says.
    SetFees {
        /// All schedules, in any order.
        schedules: Vec<FeeSchedule>,
        /// Who says so.
        by: Actor,
    },
    /// How gateways are scored from now on.
    SetStrategy {
        /// The strategy.
        strategy: Strategy,
        /// Who says so.
        by: Actor,
    },
    /// When breakers open and gateways are restrained, from now on.
    SetResilience {
        /// The settings.
        resilience: Resilience,
        /// Who says so.
        by: Actor,
    },
    /// A gateway was asked how it is, as [`crate::State::probes_due`] says; no money was moved. Sent by the prober only.
    RecordProbe {
        /// The gateway.
        gateway: GatewayName,
        /// Whether it answered in time, and sensibly.
        answered: bool,
        /// How long that took.
        latency: Milliseconds,
    },
    /// Try something on a part of the payments. One experiment runs at a time.
    StartExperiment {
        /// The experiment.
        experiment: Experiment,
        /// Who says so.
        by: Actor,
    },
    /// End the running experiment without a result.
    StopExperiment {
        /// Its name.
        name: String,
        /// Who says so.
        by: Actor,
    },
}
