//! What is wrong with rules and fee tables, with their places in the text.

use bezant_routing::Rejection;

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
        | Rejection::StrategyInvalid(_)
        | Rejection::ExperimentInvalid(_)
        | Rejection::ExperimentRunning(_)
        | Rejection::ExperimentNotRunning(_) => Vec::new(),
    }
}
