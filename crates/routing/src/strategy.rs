//! How gateways are compared: filter, score, choose, each with its settings.

use bezant_kernel::{GatewayName, Milliseconds};

use crate::MAXIMUM_GATEWAYS;

/// How the gateways that can take a payment and that the rules leave are compared.
///
/// ```text
///   filter   what it can take, tried already, breaker, rules, elimination
///   score    success, cost and latency, each times its weight, in millionths of the amount
///   choose   what rules prefer, then by the order, then by declared priority, then by name
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strategy {
    /// What comes first.
    pub order: Order,
    /// Where the expected success comes from.
    pub success: SuccessModel,
    /// Leaves out gateways in an incident.
    pub elimination: Option<Elimination>,
    /// After so long, what was learned counts half.
    pub half_life: Milliseconds,
    /// Samples, splits and shares follow from it and the payment's id.
    pub seed: u64,
}

/// What comes first among gateways that can take a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// The best score.
    Score(Weights),
    /// The declared priority.
    Priority,
    /// A draw by these weights, of any sum; gateways that are not named come last.
    Split(Vec<(GatewayName, u32)>),
}

/// What a part of the score counts, in thousandths.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    /// Expected success.
    pub success: u32,
    /// The fee.
    pub cost: u32,
    /// Waiting.
    pub latency: u32,
}

/// Where the expected success comes from.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum SuccessModel {
    /// All calls of the last minutes, whatever they were for.
    Recent,
    /// What was learned of payments like this one.
    Learned,
    /// A sample of what it may be after what was learned (Thompson sampling): what is not sure is tried at times.
    Sampled,
}

/// A gateway does badly at the moment, and others don't.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Elimination {
    /// It goes when the success rate of the last minutes is below this, in ten-thousandths.
    pub success_below_basis_points: u32,
    /// And there were so many calls in the last minutes. As they fade it comes back.
    pub calls_at_least: u32,
}

/// What is wrong with a strategy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStrategy {
    /// Nothing would be compared, or a weight is beyond ten times its natural size.
    #[error("weights are from 0 to 10000 thousandths, and one of them is not 0")]
    Weights,
    /// The half-life is out of bounds.
    #[error("the half-life is from one minute to 90 days")]
    HalfLife,
    /// The bounds of the elimination make no sense.
    #[error("a gateway is eliminated below 1 to 10000 basis points of success after 1 to 1000000 calls")]
    Elimination,
    /// A weight of zero, or too many of them.
    #[error("a split has 1 to 64 gateways with weights from 1 to 1000000")]
    Split,
    /// A split names no declared gateway of this name, or names it twice.
    #[error("the split's gateway '{0}' is not declared or is named twice")]
    SplitGateway(GatewayName),
}

const HALF_LIFE: Milliseconds = Milliseconds(6 * 3_600_000);
const HALF_LIFE_AT_LEAST: Milliseconds = Milliseconds(60_000);
const HALF_LIFE_AT_MOST: Milliseconds = Milliseconds(90 * 86_400_000);

impl Weights {
    /// All parts in millionths of the amount, as they are.
    pub const EVEN: Weights = Weights {
        success: 1_000,
        cost: 1_000,
        latency: 1_000,
    };
    /// The cheapest.
    pub const COST: Weights = Weights {
        success: 0,
        cost: 1_000,
        latency: 0,
    };
    /// The one that approves most.
    pub const SUCCESS: Weights = Weights {
        success: 1_000,
        cost: 0,
        latency: 0,
    };
}

impl Default for Strategy {
    /// What [`crate::choose`] does: the last minutes' success, less fee and waiting.
    fn default() -> Self {
        Strategy {
            order: Order::Score(Weights::EVEN),
            success: SuccessModel::Recent,
            elimination: None,
            half_life: HALF_LIFE,
            seed: 0,
        }
    }
}

impl Strategy {
    /// Success as learned by Thompson sampling, less the fee.
    pub fn learning(seed: u64) -> Strategy {
        Strategy {
            success: SuccessModel::Sampled,
            elimination: Some(Elimination {
                success_below_basis_points: 3_000,
                calls_at_least: 20,
            }),
            seed,
            ..Strategy::default()
        }
    }

    /// The cheapest gateway.
    pub fn least_cost() -> Strategy {
        Strategy {
            order: Order::Score(Weights::COST),
            ..Strategy::default()
        }
    }

    /// The declared priority.
    pub fn priority() -> Strategy {
        Strategy {
            order: Order::Priority,
            ..Strategy::default()
        }
    }

    /// A draw by weights.
    pub fn split(weights: Vec<(GatewayName, u32)>, seed: u64) -> Strategy {
        Strategy {
            order: Order::Split(weights),
            seed,
            ..Strategy::default()
        }
    }

    pub(crate) fn check(&self, exists: impl Fn(&GatewayName) -> bool) -> Result<(), InvalidStrategy> {
        match &self.order {
            Order::Score(Weights {
                success,
                cost,
                latency,
            }) => {
                let parts = [success, cost, latency];
                if parts.iter().all(|part| **part == 0) || parts.iter().any(|part| **part > 10_000) {
                    return Err(InvalidStrategy::Weights);
                }
            }
            Order::Priority => {}
            Order::Split(weights) => {
                let fits = |(_, weight): &(GatewayName, u32)| (1..=1_000_000).contains(weight);
                if !(1..=MAXIMUM_GATEWAYS).contains(&weights.len()) || !weights.iter().all(fits) {
                    return Err(InvalidStrategy::Split);
                }
                for (number, (name, _)) in weights.iter().enumerate() {
                    if !exists(name) || weights[..number].iter().any(|(earlier, _)| earlier == name) {
                        return Err(InvalidStrategy::SplitGateway(name.clone()));
                    }
                }
            }
        }
        if let Some(Elimination {
            success_below_basis_points,
            calls_at_least,
        }) = self.elimination
            && (!(1..=10_000).contains(&success_below_basis_points)
                || !(1..=1_000_000).contains(&calls_at_least))
        {
            return Err(InvalidStrategy::Elimination);
        }
        if !(HALF_LIFE_AT_LEAST..=HALF_LIFE_AT_MOST).contains(&self.half_life) {
            return Err(InvalidStrategy::HalfLife);
        }
        Ok(())
    }
}
