//! What this machine refuses.

use bezant_kernel::{ErrorKind, GatewayName};

use crate::{Diagnostics, FeeProblems, InvalidExperiment, InvalidResilience, InvalidStrategy};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// Two profiles have one name.
    #[error("the gateway '{0}' is declared twice")]
    GatewayDeclaredTwice(GatewayName),
    /// The largest amount is below the smallest.
    #[error("the gateway '{0}' takes no amount: its maximum is below its minimum")]
    AmountLimitsCrossed(GatewayName),
    /// A fee above the amount.
    #[error("the gateway '{0}' has a fee above 10000 basis points")]
    FeeTooHigh(GatewayName),
    /// More than [`crate::MAXIMUM_GATEWAYS`].
    #[error("{0} gateways are declared, at most 64 are allowed")]
    TooManyGateways(usize),
    /// The rules have mistakes, or name gateways that are gone since they were proposed.
    #[error("the rules are wrong: {0}")]
    RulesInvalid(Diagnostics),
    /// There is no such version, or it is so old that it is only in the log.
    #[error("there is no version {0} of the rules")]
    RulesUnknown(u32),
    /// The version was approved before.
    #[error("version {0} of the rules is approved already")]
    RulesApprovedAlready(u32),
    /// The version is active.
    #[error("version {0} of the rules is active already")]
    RulesActiveAlready(u32),
    /// The version waits for its approval.
    #[error("version {0} of the rules is not approved")]
    RulesNotApproved(u32),
    /// With four eyes, the author can't approve.
    #[error("version {0} of the rules must be approved by someone else than its author")]
    RulesNeedFourEyes(u32),
    /// No version is active.
    #[error("no rules are active: there is nothing to roll back")]
    RulesNotActive,
    /// The schedules have mistakes.
    #[error("the fees are wrong: {0}")]
    FeesInvalid(FeeProblems),
    /// The strategy has a mistake.
    #[error("the strategy is wrong: {0}")]
    StrategyInvalid(InvalidStrategy),
    /// A setting of the breakers is out of its bounds.
    #[error("the resilience settings are wrong: {0}")]
    ResilienceInvalid(InvalidResilience),
    /// No gateway of this name is declared.
    #[error("there is no gateway '{0}'")]
    GatewayUnknown(GatewayName),
    /// The experiment has a mistake.
    #[error("the experiment is wrong: {0}")]
    ExperimentInvalid(InvalidExperiment),
    /// One is enough.
    #[error("the experiment '{0}' is running: only one runs at a time")]
    ExperimentRunning(String),
    /// No experiment of this name is running.
    #[error("no experiment '{0}' is running")]
    ExperimentNotRunning(String),
}

impl Rejection {
    /// All codes.
    pub const CODES: &'static [&'static str] = &[
        "gateway_declared_twice",
        "gateway_amount_limits_crossed",
        "gateway_fee_too_high",
        "too_many_gateways",
        "routing_rules_invalid",
        "routing_rules_unknown",
        "routing_rules_approved_already",
        "routing_rules_active_already",
        "routing_rules_not_approved",
        "routing_rules_need_four_eyes",
        "routing_rules_not_active",
        "routing_fees_invalid",
        "routing_strategy_invalid",
        "routing_resilience_invalid",
        "routing_gateway_unknown",
        "routing_experiment_invalid",
        "routing_experiment_running",
        "routing_experiment_not_running",
    ];

    /// What the caller can do about it.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Rejection::GatewayDeclaredTwice(_)
            | Rejection::AmountLimitsCrossed(_)
            | Rejection::FeeTooHigh(_)
            | Rejection::TooManyGateways(_)
            | Rejection::RulesInvalid(_)
            | Rejection::FeesInvalid(_)
            | Rejection::StrategyInvalid(_)
            | Rejection::ResilienceInvalid(_)
            | Rejection::ExperimentInvalid(_) => ErrorKind::Invalid,
            Rejection::RulesUnknown(_)
            | Rejection::GatewayUnknown(_)
            | Rejection::ExperimentNotRunning(_) => ErrorKind::NotFound,
            Rejection::RulesApprovedAlready(_)
            | Rejection::RulesActiveAlready(_)
            | Rejection::RulesNotApproved(_)
            | Rejection::RulesNeedFourEyes(_)
            | Rejection::RulesNotActive
            | Rejection::ExperimentRunning(_) => ErrorKind::Conflict,
        }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Rejection::GatewayDeclaredTwice(_) => "gateway_declared_twice",
            Rejection::AmountLimitsCrossed(_) => "gateway_amount_limits_crossed",
            Rejection::FeeTooHigh(_) => "gateway_fee_too_high",
            Rejection::TooManyGateways(_) => "too_many_gateways",
            Rejection::RulesInvalid(_) => "routing_rules_invalid",
            Rejection::RulesUnknown(_) => "routing_rules_unknown",
            Rejection::RulesApprovedAlready(_) => "routing_rules_approved_already",
            Rejection::RulesActiveAlready(_) => "routing_rules_active_already",
            Rejection::RulesNotApproved(_) => "routing_rules_not_approved",
            Rejection::RulesNeedFourEyes(_) => "routing_rules_need_four_eyes",
            Rejection::RulesNotActive => "routing_rules_not_active",
            Rejection::FeesInvalid(_) => "routing_fees_invalid",
            Rejection::StrategyInvalid(_) => "routing_strategy_invalid",
            Rejection::ResilienceInvalid(_) => "routing_resilience_invalid",
            Rejection::GatewayUnknown(_) => "routing_gateway_unknown",
            Rejection::ExperimentInvalid(_) => "routing_experiment_invalid",
            Rejection::ExperimentRunning(_) => "routing_experiment_running",
            Rejection::ExperimentNotRunning(_) => "routing_experiment_not_running",
        }
    }
}
