//! Experiments and what came of them.

use bezant_kernel::Timestamp;
use bezant_routing::{Experiment, ExperimentRun, Significance, Tally};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::strategy::StrategyDto;
use crate::problem::Problem;
use crate::request::optional_object;

/// Something to try on a part of the customers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewExperiment {
    /// 1 to 64 characters of a-z, 0-9, `_` and `-`.
    #[schema(example = "cheap-debit")]
    name: String,
    /// How many customers take part, in ten-thousandths; half of them are the control.
    #[schema(minimum = 2, maximum = 10000, example = 2000)]
    share_basis_points: u32,
    /// The trial's rules, by version; the active ones if left out.
    rules: Option<u32>,
    /// The trial's strategy; the present one if left out.
    #[serde(default, deserialize_with = "optional_object")]
    strategy: Option<StrategyDto>,
    /// So many payments per side are planned.
    #[schema(minimum = 100, maximum = 1000000, example = 10000)]
    sample: u32,
    /// The chance of a false alarm, in percent: `5` (the default) or `1`.
    #[serde(default)]
    #[schema(value_type = u8)]
    significance_percent: Percent,
    /// Who takes part follows from it.
    #[serde(default)]
    seed: u64,
}

#[derive(Copy, Clone, Default, Deserialize)]
#[serde(try_from = "u8")]
enum Percent {
    #[default]
    Five,
    One,
}

impl TryFrom<u8> for Percent {
    type Error = &'static str;

    fn try_from(percent: u8) -> Result<Self, Self::Error> {
        match percent {
            5 => Ok(Percent::Five),
            1 => Ok(Percent::One),
            _ => Err("it is 5 or 1"),
        }
    }
}

impl NewExperiment {
    pub(crate) fn into_experiment(self) -> Result<Experiment, Problem> {
        Ok(Experiment {
            name: self.name,
            share_basis_points: self.share_basis_points,
            rules: self.rules,
            strategy: self
                .strategy
                .map(|strategy| strategy.into_strategy("strategy."))
                .transpose()?,
            sample: self.sample,
            significance: match self.significance_percent {
                Percent::Five => Significance::FivePercent,
                Percent::One => Significance::OnePercent,
            },
            seed: self.seed,
        })
    }
}

/// An experiment and what came of it so far.
#[derive(Serialize, ToSchema)]
#[schema(as = Experiment)]
pub(crate) struct ExperimentDto<'a> {
    name: &'a str,
    /// Always `routing_experiment`.
    object: &'static str,
    /// `running`, `better`, `worse`, `no_difference`, `stopped_on_harm` or `stopped`.
    status: &'static str,
    share_basis_points: u32,
    rules: Option<u32>,
    strategy: Option<StrategyDto>,
    /// Planned payments per side.
    sample: u32,
    significance_percent: u8,
    control: TallyDto,
    trial: TallyDto,
    /// How often the sides were compared, of ten times.
    looks: u32,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
}

/// Ended payments of one side.
#[derive(Serialize, ToSchema)]
#[schema(as = ExperimentTally)]
pub(crate) struct TallyDto {
    payments: u64,
    approved: u64,
}

impl From<Tally> for TallyDto {
    fn from(tally: Tally) -> Self {
        TallyDto {
            payments: tally.payments,
            approved: tally.approved,
        }
    }
}

impl<'a> From<&'a ExperimentRun> for ExperimentDto<'a> {
    fn from(run: &'a ExperimentRun) -> Self {
        let experiment = &run.experiment;
        ExperimentDto {
            name: &experiment.name,
            object: "routing_experiment",
            status: run.status.as_str(),
            share_basis_points: experiment.share_basis_points,
            rules: experiment.rules,
            strategy: experiment.strategy.as_ref().map(StrategyDto::from),
            sample: experiment.sample,
            significance_percent: match experiment.significance {
                Significance::FivePercent => 5,
                Significance::OnePercent => 1,
            },
            control: run.control.into(),
            trial: run.trial.into(),
            looks: run.looks,
            started_at: run.started_at,
            ended_at: run.ended_at,
        }
    }
}
