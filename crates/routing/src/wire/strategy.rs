//! The stored form of strategies and experiments.

use bezant_kernel::wire::Corrupt;
use bezant_kernel::{GatewayName, Milliseconds, Timestamp};
use prost::Message;

use super::name_from;
use crate::{
    Elimination, Experiment, ExperimentRun, ExperimentStatus, Order, Significance, Strategy, SuccessModel,
    Tally, Weights,
};

#[derive(Clone, PartialEq, Message)]
pub(super) struct StrategyWire {
    #[prost(oneof = "OrderWire", tags = "1, 2, 3")]
    order: Option<OrderWire>,
    #[prost(uint32, tag = "4")]
    success: u32,
    #[prost(message, optional, tag = "5")]
    elimination: Option<EliminationWire>,
    #[prost(uint64, tag = "6")]
    half_life_milliseconds: u64,
    #[prost(fixed64, tag = "7")]
    seed: u64,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum OrderWire {
    #[prost(message, tag = "1")]
    Score(WeightsWire),
    #[prost(message, tag = "2")]
    Priority(PriorityWire),
    #[prost(message, tag = "3")]
    Split(SplitWire),
}

#[derive(Clone, PartialEq, Message)]
struct WeightsWire {
    #[prost(uint32, tag = "1")]
    success: u32,
    #[prost(uint32, tag = "2")]
    cost: u32,
    #[prost(uint32, tag = "3")]
    latency: u32,
}

#[derive(Clone, PartialEq, Message)]
struct PriorityWire {}

#[derive(Clone, PartialEq, Message)]
struct SplitWire {
    #[prost(string, repeated, tag = "1")]
    gateways: Vec<String>,
    #[prost(uint32, repeated, tag = "2")]
    weights: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct EliminationWire {
    #[prost(uint32, tag = "1")]
    success_below_basis_points: u32,
    #[prost(uint32, tag = "2")]
    calls_at_least: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct ExperimentWire {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(uint32, tag = "2")]
    share_basis_points: u32,
    #[prost(uint32, optional, tag = "3")]
    rules: Option<u32>,
    #[prost(message, optional, tag = "4")]
    strategy: Option<StrategyWire>,
    #[prost(uint32, tag = "5")]
    sample: u32,
    /// In hundredths.
    #[prost(uint32, tag = "6")]
    significance: u32,
    #[prost(fixed64, tag = "7")]
    seed: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct RunWire {
    #[prost(message, optional, tag = "1")]
    experiment: Option<ExperimentWire>,
    #[prost(uint64, tag = "2")]
    started_at: u64,
    #[prost(uint64, optional, tag = "3")]
    ended_at: Option<u64>,
    #[prost(uint32, tag = "4")]
    status: u32,
    /// Payments and approved ones of the control, then of the trial.
    #[prost(uint64, repeated, tag = "5")]
    counts: Vec<u64>,
    #[prost(uint32, tag = "6")]
    looks: u32,
}

pub(super) fn strategy_wire(strategy: &Strategy) -> StrategyWire {
    let order = match &strategy.order {
        Order::Score(weights) => OrderWire::Score(WeightsWire {
            success: weights.success,
            cost: weights.cost,
            latency: weights.latency,
        }),
        Order::Priority => OrderWire::Priority(PriorityWire {}),
        Order::Split(weights) => OrderWire::Split(SplitWire {
            gateways: weights.iter().map(|(name, _)| name.as_str().to_owned()).collect(),
            weights: weights.iter().map(|(_, weight)| *weight).collect(),
        }),
    };
    StrategyWire {
        order: Some(order),
        success: match strategy.success {
            SuccessModel::Recent => 1,
            SuccessModel::Learned => 2,
            SuccessModel::Sampled => 3,
        },
        elimination: strategy.elimination.map(|elimination| EliminationWire {
            success_below_basis_points: elimination.success_below_basis_points,
            calls_at_least: elimination.calls_at_least,
        }),
        half_life_milliseconds: strategy.half_life.0,
        seed: strategy.seed,
    }
}

pub(super) fn strategy_from(wire: StrategyWire) -> Result<Strategy, Corrupt> {
    let order = match wire.order.ok_or(Corrupt("a strategy without an order"))? {
        OrderWire::Score(weights) => Order::Score(Weights {
            success: weights.success,
            cost: weights.cost,
            latency: weights.latency,
        }),
        OrderWire::Priority(PriorityWire {}) => Order::Priority,
        OrderWire::Split(split) => {
            if split.gateways.len() != split.weights.len() {
                return Err(Corrupt("a split has a weight for each gateway"));
            }
            let names = split.gateways.iter().map(|name| name_from(name));
            let names: Vec<GatewayName> = names.collect::<Result<_, _>>()?;
            Order::Split(names.into_iter().zip(split.weights).collect())
        }
    };
    Ok(Strategy {
        order,
        success: match wire.success {
            1 => SuccessModel::Recent,
            2 => SuccessModel::Learned,
            3 => SuccessModel::Sampled,
            _ => return Err(Corrupt("an unknown model of success")),
        },
        elimination: wire.elimination.map(|elimination| Elimination {
            success_below_basis_points: elimination.success_below_basis_points,
            calls_at_least: elimination.calls_at_least,
        }),
        half_life: Milliseconds(wire.half_life_milliseconds),
        seed: wire.seed,
    })
}

pub(super) fn experiment_wire(experiment: &Experiment) -> ExperimentWire {
    ExperimentWire {
        name: experiment.name.clone(),
        share_basis_points: experiment.share_basis_points,
        rules: experiment.rules,
        strategy: experiment.strategy.as_ref().map(strategy_wire),
        sample: experiment.sample,
        significance: match experiment.significance {
            Significance::FivePercent => 5,
            Significance::OnePercent => 1,
        },
        seed: experiment.seed,
    }
}

pub(super) fn experiment_from(wire: ExperimentWire) -> Result<Experiment, Corrupt> {
    Ok(Experiment {
        name: wire.name,
        share_basis_points: wire.share_basis_points,
        rules: wire.rules,
        strategy: wire.strategy.map(strategy_from).transpose()?,
        sample: wire.sample,
        significance: match wire.significance {
            5 => Significance::FivePercent,
            1 => Significance::OnePercent,
            _ => return Err(Corrupt("an unknown significance")),
        },
        seed: wire.seed,
    })
}

pub(super) fn run_wire(run: &ExperimentRun) -> RunWire {
    let status = ExperimentStatus::ALL.iter().position(|one| *one == run.status);
    RunWire {
        experiment: Some(experiment_wire(&run.experiment)),
        started_at: run.started_at.as_microseconds(),
        ended_at: run.ended_at.map(Timestamp::as_microseconds),
        status: status
            .and_then(|status| u32::try_from(status).ok())
            .expect("every status is listed"),
        counts: vec![
            run.control.payments,
            run.control.approved,
            run.trial.payments,
            run.trial.approved,
        ],
        looks: run.looks,
    }
}

pub(super) fn run_from(wire: RunWire) -> Result<ExperimentRun, Corrupt> {
    let [control_payments, control_approved, trial_payments, trial_approved]: [u64; 4] = wire
        .counts
        .try_into()
        .map_err(|_| Corrupt("there are four counts"))?;
    let status = usize::try_from(wire.status).ok();
    Ok(ExperimentRun {
        experiment: experiment_from(wire.experiment.ok_or(Corrupt("a run without its experiment"))?)?,
        started_at: Timestamp::from_microseconds(wire.started_at),
        ended_at: wire.ended_at.map(Timestamp::from_microseconds),
        status: status
            .and_then(|status| ExperimentStatus::ALL.get(status).copied())
            .ok_or(Corrupt("an unknown status of an experiment"))?,
        control: Tally {
            payments: control_payments,
            approved: control_approved,
        },
        trial: Tally {
            payments: trial_payments,
            approved: trial_approved,
        },
        looks: wire.looks,
    })
}
