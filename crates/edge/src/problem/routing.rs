//! What is wrong with rules and fee tables, with their places in the text.

use bezant_routing::{InvalidExperiment, InvalidStrategy, Rejection};

use super::Mistake;

pub(super) fn mistakes(rejection: &Rejection) -> Vec<Mistake> {
    match rejection {
        Rejection::RulesInvalid(diagnostics) => diagnostics
            .iter()
            .map(|one| Mistake {
                line: Some(one.line),
                column: Some(one.column),
                hint: one.hint.clone(),
                ..Mistake::new("source", one.code.as_str(), one.message.as_str())
            })
            .collect(),
        Rejection::FeesInvalid(problems) => problems
            .iter()
            .map(|one| Mistake::new(one.field.as_str(), rejection.code(), one.message.as_str()))
            .collect(),
        Rejection::StrategyInvalid(wrong) => vec![Mistake::new(
            match wrong {
                InvalidStrategy::Weights => "weights".to_owned(),
                InvalidStrategy::HalfLife => "half_life_seconds".to_owned(),
                InvalidStrategy::Elimination => "elimination".to_owned(),
                InvalidStrategy::Split => "split".to_owned(),
                InvalidStrategy::SplitGateway(name) => format!("split.{name}"),
            },
            rejection.code(),
            wrong.to_string(),
        )],
        Rejection::ExperimentInvalid(wrong) => vec![Mistake::new(
            match wrong {
                InvalidExperiment::Name => "name",
                InvalidExperiment::Share => "share_basis_points",
                InvalidExperiment::Sample => "sample",
                InvalidExperiment::Nothing => "",
                InvalidExperiment::Rules(_) => "rules",
                InvalidExperiment::Strategy => "strategy",
                InvalidExperiment::HalfLife => "strategy.half_life_seconds",
            },
            rejection.code(),
            wrong.to_string(),
        )],
        Rejection::ResilienceInvalid(wrong) => {
            vec![Mistake::new(wrong.field, rejection.code(), wrong.to_string())]
        }
        Rejection::GatewayUnknown(_)
        | Rejection::GatewayDeclaredTwice(_)
        | Rejection::AmountLimitsCrossed(_)
        | Rejection::FeeTooHigh(_)
        | Rejection::TooManyGateways(_)
        | Rejection::RulesUnknown(_)
        | Rejection::RulesApprovedAlready(_)
        | Rejection::RulesActiveAlready(_)
        | Rejection::RulesNotApproved(_)
        | Rejection::RulesNeedFourEyes(_)
        | Rejection::RulesNotActive
        | Rejection::ExperimentRunning(_)
        | Rejection::ExperimentNotRunning(_) => Vec::new(),
    }
}
