//! What is wrong with a flow of the posting language, with its places in the text.

use bezant_flows::{Diagnostic, Diagnostics, FlowError};

use super::{Code, Mistake, Problem};

/// A text that is no flow.
impl From<Diagnostics> for Problem {
    fn from(diagnostics: Diagnostics) -> Self {
        bezant_core::Rejection::Flow(Box::new(FlowError::Program(diagnostics))).into()
    }
}

pub(super) fn mistakes(error: &FlowError) -> Vec<Mistake> {
    match error {
        FlowError::Program(diagnostics) => diagnostics.iter().map(placed).collect(),
        FlowError::Variable { name, problem } => {
            let path = format!("variables.{name}");
            vec![Mistake::new(
                path,
                Code::FieldInvalid.as_str(),
                problem.to_string(),
            )]
        }
        FlowError::Refused(at)
        | FlowError::UnknownAccount { at, .. }
        | FlowError::InsufficientFunds { at, .. } => vec![placed(at)],
    }
}

fn placed(diagnostic: &Diagnostic) -> Mistake {
    Mistake {
        line: Some(diagnostic.line),
        column: Some(diagnostic.column),
        hint: diagnostic.hint.clone(),
        ..Mistake::new("source", diagnostic.code.as_str(), diagnostic.message.as_str())
    }
}
