//! Routing as the API shows it and as callers set it: rules, fees, strategy, experiments, decisions.

pub(crate) mod decision;
pub(crate) mod experiment;
pub(crate) mod resilience;
pub(crate) mod rules;
pub(crate) mod strategy;

use bezant_core::RoutingSettings;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use experiment::ExperimentDto;
use resilience::ResilienceDto;
use rules::RulesDto;
use strategy::StrategyDto;

/// How payments are routed at present.
#[derive(Serialize, ToSchema)]
#[schema(as = Routing)]
pub(crate) struct RoutingDto<'a> {
    /// Always `routing`.
    object: &'static str,
    /// The rules that payments are routed by; null if there are none.
    active_rules: Option<RulesDto<'a>>,
    /// Whether rules must be approved by someone else than their author.
    needs_four_eyes: bool,
    /// Gateways that the active rules name and that are not configured: what the rules say about them has no effect.
    missing_gateways: Vec<&'a str>,
    resilience: ResilienceDto,
    strategy: StrategyDto,
    /// Counts the changes of the strategy; 0 until it is set.
    strategy_version: u32,
    /// Counts the changes of the fees; 0 until they are set.
    fees_version: u32,
    /// The experiment that is running.
    experiment: Option<ExperimentDto<'a>>,
}

impl<'a> From<&'a RoutingSettings> for RoutingDto<'a> {
    fn from(settings: &'a RoutingSettings) -> Self {
        let active = settings
            .rules
            .iter()
            .find(|(_, status, _)| *status == bezant_routing::RulesStatus::Active);
        let running = settings
            .experiments
            .iter()
            .find(|run| run.status == bezant_routing::ExperimentStatus::Running);
        RoutingDto {
            object: "routing",
            active_rules: active.map(RulesDto::from),
            needs_four_eyes: settings.needs_four_eyes,
            missing_gateways: settings
                .missing_gateways
                .iter()
                .map(|name| name.as_str())
                .collect(),
            resilience: ResilienceDto::from(&settings.resilience),
            strategy: StrategyDto::from(&settings.strategy.1),
            strategy_version: settings.strategy.0,
            fees_version: settings.fees.0,
            experiment: running.map(ExperimentDto::from),
        }
    }
}

/// Whether rules must be approved by someone else than their author.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FourEyes {
    /// From now on.
    pub(crate) required: bool,
}
