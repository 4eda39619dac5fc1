//! Problems with statements and reconciliations, with their places in file and request.

use axum::http::StatusCode;
use bezant_reconciliation::{InvalidRule, ParseError, Rejection};

use super::{Mistake, Problem};

/// A file that is no statement, or a wrong one.
impl From<ParseError> for Problem {
    fn from(error: ParseError) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        let mut problem = Problem::with(status, error.code(), error.to_string());
        let line = usize::try_from(error.place.line).ok().filter(|&line| line > 0);
        problem.0.mistakes.push(Mistake {
            line,
            ..Mistake::new(error.place.part.as_str(), error.code(), error.problem.to_string())
        });
        problem
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        bezant_core::Rejection::from(rejection).into()
    }
}

/// Where in the request the reason is.
pub(super) fn path_of(rejection: &Rejection) -> Option<String> {
    match rejection {
        Rejection::RuleInvalid { position, reason } => {
            let field = match reason {
                InvalidRule::Name | InvalidRule::NameTwice => "name",
                InvalidRule::Days => "maximum_days",
                InvalidRule::Group => "maximum_group",
                InvalidRule::Tolerance => "tolerance_basis_points",
                InvalidRule::TooMany => return Some("rules".to_owned()),
            };
            Some(format!("rules[{position}].{field}"))
        }
        Rejection::TransferTaken { .. } => Some("transfers".to_owned()),
        Rejection::NoteMissing | Rejection::NoteTooLong => Some("note".to_owned()),
        Rejection::ReconciliationUnknown(_)
        | Rejection::DefinitionInvalid
        | Rejection::AccountFixed
        | Rejection::TooManyReconciliations
        | Rejection::AccountMismatch { .. }
        | Rejection::CurrencyMismatch { .. }
        | Rejection::StatementTooLong
        | Rejection::StatementImported
        | Rejection::TooManyOpenItems
        | Rejection::ItemUnknown(_)
        | Rejection::ItemStatus { .. }
        | Rejection::MatchUnknown(_)
        | Rejection::MatchNotProposed { .. }
        | Rejection::MatchInvalid { .. }
        | Rejection::MatchRefused(_) => None,
    }
}
