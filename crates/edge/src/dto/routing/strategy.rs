//! The strategy: how gateways are compared.

use std::collections::BTreeMap;

use bezant_kernel::{GatewayName, Milliseconds};
use bezant_routing::{Elimination, Order, Strategy, SuccessModel, Weights};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};
use crate::request::optional_object;

/// How gateways are compared.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Strategy)]
pub(crate) struct StrategyDto {
    /// `score` (the default): the best sum of success, fee and waiting. `priority`: as configured. `split`: a draw by weights.
    #[serde(default)]
    order: OrderWord,
    /// What each part of the score counts, with the order `score`.
    #[serde(
        default,
        deserialize_with = "optional_object",
        skip_serializing_if = "Option::is_none"
    )]
    weights: Option<WeightsDto>,
    /// The weights of gateways, with the order `split`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    split: Option<BTreeMap<String, u32>>,
    /// Where the expected success comes from: `recent` (the default): all calls of the last minutes. `learned`: payments of
    /// the same kind. `sampled`: the same as a Thompson sample, so that what is not sure is tried at times.
    #[serde(default)]
    success: SuccessWord,
    /// Leaves out gateways in an incident.
    #[serde(default, deserialize_with = "optional_object")]
    elimination: Option<EliminationDto>,
    /// After so long, what was learned counts half; 6 hours if left out.
    #[serde(default = "six_hours")]
    half_life_seconds: u64,
    /// Samples and draws follow from it and the payment's id.
    #[serde(default)]
    seed: u64,
}

const fn six_hours() -> u64 {
    6 * 3_600
}

#[derive(Copy, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OrderWord {
    #[default]
    Score,
    Priority,
    Split,
}

#[derive(Copy, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SuccessWord {
    #[default]
    Recent,
    Learned,
    Sampled,
}

/// What a part of the score counts, in thousandths.
#[derive(Copy, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StrategyWeights)]
pub(crate) struct WeightsDto {
    /// Expected success.
    success: u32,
    /// The fee.
    cost: u32,
    /// Waiting.
    latency: u32,
}

/// When a gateway is left out.
#[derive(Copy, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Elimination)]
pub(crate) struct EliminationDto {
    /// Below this success rate of the last minutes, in ten-thousandths.
    success_below_basis_points: u32,
    /// After so many calls.
    calls_at_least: u32,
}

impl StrategyDto {
    /// `path` is where it stands in the request, with a dot behind; empty for the request itself.
    pub(crate) fn into_strategy(self, path: &str) -> Result<Strategy, Problem> {
        let wrong = |field: &str, message: &str| {
            Err(Problem::mistake(
                format!("{path}{field}"),
                Code::FieldInvalid,
                message,
            ))
        };
        let order = match (self.order, self.weights, self.split) {
            (OrderWord::Score, weights, None) => Order::Score(weights.map_or(Weights::EVEN, |all| Weights {
                success: all.success,
                cost: all.cost,
                latency: all.latency,
            })),
            (OrderWord::Priority, None, None) => Order::Priority,
            (OrderWord::Split, None, Some(split)) => Order::Split(named(path, split)?),
            (OrderWord::Split, None, None) => return wrong("split", "it is needed with the order 'split'"),
            (OrderWord::Priority | OrderWord::Split, Some(_), _) => {
                return wrong("weights", "it goes with the order 'score' only");
            }
            (OrderWord::Score | OrderWord::Priority, _, Some(_)) => {
                return wrong("split", "it goes with the order 'split' only");
            }
        };
        Ok(Strategy {
            order,
            success: match self.success {
                SuccessWord::Recent => SuccessModel::Recent,
                SuccessWord::Learned => SuccessModel::Learned,
                SuccessWord::Sampled => SuccessModel::Sampled,
            },
            elimination: self.elimination.map(|bounds| Elimination {
                success_below_basis_points: bounds.success_below_basis_points,
                calls_at_least: bounds.calls_at_least,
            }),
            half_life: Milliseconds(self.half_life_seconds.saturating_mul(1_000)),
            seed: self.seed,
        })
    }
}

fn named(path: &str, split: BTreeMap<String, u32>) -> Result<Vec<(GatewayName, u32)>, Problem> {
    let one = |(name, weight): (String, u32)| match name.parse() {
        Ok(gateway) => Ok((gateway, weight)),
        Err(bezant_kernel::InvalidGatewayName) => Err(Problem::mistake(
            format!("{path}split.{name}"),
            Code::FieldInvalid,
            bezant_kernel::InvalidGatewayName.to_string(),
        )),
    };
    split.into_iter().map(one).collect()
}

impl From<&Strategy> for StrategyDto {
    fn from(strategy: &Strategy) -> Self {
        let (order, weights, split) = match &strategy.order {
            Order::Score(weights) => {
                let weights = WeightsDto {
                    success: weights.success,
                    cost: weights.cost,
                    latency: weights.latency,
                };
                (OrderWord::Score, Some(weights), None)
            }
            Order::Priority => (OrderWord::Priority, None, None),
            Order::Split(split) => {
                let split = split.iter().map(|(name, weight)| (name.to_string(), *weight));
                (OrderWord::Split, None, Some(split.collect()))
            }
        };
        StrategyDto {
            order,
            weights,
            split,
            success: match strategy.success {
                SuccessModel::Recent => SuccessWord::Recent,
                SuccessModel::Learned => SuccessWord::Learned,
                SuccessModel::Sampled => SuccessWord::Sampled,
            },
            elimination: strategy.elimination.map(|bounds| EliminationDto {
                success_below_basis_points: bounds.success_below_basis_points,
                calls_at_least: bounds.calls_at_least,
            }),
            half_life_seconds: strategy.half_life.0 / 1_000,
            seed: strategy.seed,
        }
    }
}
