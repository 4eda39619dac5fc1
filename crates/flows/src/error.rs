//! Why a flow has no plan, by what the caller can do.

use bezant_kernel::{AccountPath, Currency, Money};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::program::Program;
use crate::value::ValueType;

/// Why a flow has no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowError {
    /// The program is wrong, whatever its variables: change it.
    #[error("the flow is wrong: {0}")]
    Program(Diagnostics),
    /// A variable's value is missing or wrong: give another.
    #[error("variable `{name}`: {problem}")]
    Variable {
        /// The variable, without `$`.
        name: String,
        /// What is wrong with it.
        problem: VariableProblem,
    },
    /// With these variables the program asks for what makes no sense at this place.
    #[error("line {}, column {}: {}", .0.line, .0.column, .0.message)]
    Refused(Box<Diagnostic>),
    /// The ledger has no such account: open it, or name another.
    #[error("line {}, column {}: {}", .at.line, .at.column, .at.message)]
    UnknownAccount {
        /// The account.
        account: AccountPath,
        /// In this currency.
        currency: Currency,
        /// Where the flow names it.
        at: Box<Diagnostic>,
    },
    /// The accounts do not have what is needed: it may be there later.
    #[error("line {}, column {}: {}", .at.line, .at.column, .at.message)]
    InsufficientFunds {
        /// What this place of the flow needs.
        needed: Money,
        /// What its accounts can give.
        available: Money,
        /// Which place.
        at: Box<Diagnostic>,
    },
}

/// What is wrong with a variable's value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VariableProblem {
    /// It has no default and no value was given.
    #[error("a value of type {0} is missing")]
    Missing(ValueType),
    /// The flow does not declare it.
    #[error("the flow declares no such variable")]
    Undeclared,
    /// The text is no value of its type.
    #[error("expected {}", .0.form())]
    Invalid(ValueType),
}

impl FlowError {
    /// The error for people: drawn under the source line where it has a place, without colours.
    pub fn render(&self, program: &Program, file_name: &str) -> String {
        match self {
            FlowError::Program(diagnostics) => diagnostics.render(&program.source, file_name),
            FlowError::Variable { .. } => format!("error: {self}"),
            FlowError::Refused(at)
            | FlowError::UnknownAccount { at, .. }
            | FlowError::InsufficientFunds { at, .. } => at.render(&program.source, file_name),
        }
    }
}
