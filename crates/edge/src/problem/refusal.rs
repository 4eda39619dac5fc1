//! Problems made from what the engine, the machines, the views and delivery say.

use std::time::Duration;

use axum::http::StatusCode;
use bezant_core::Rejection;
use bezant_engine::{SubmitError, Unavailable};
use bezant_kernel::ErrorKind;
use bezant_views::ViewsError;

use super::{Code, Mistake, Problem, RETRY_SOON, flow, reconciliation};
use crate::compliance::PciViolation;
use crate::deliveries::DeliveriesError;

const fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Invalid | ErrorKind::Limit => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Denied => StatusCode::FORBIDDEN,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        use bezant_ledger::Rejection::AccountNotFound;
        use bezant_payments::Rejection::CardNumberNotAccepted;
        if let Rejection::Payment(CardNumberNotAccepted { .. }) = &rejection {
            PciViolation::NumberOutsideTheVault.count();
        }
        let detail = rejection.to_string();
        let mut problem = Problem::with(status_of(rejection.kind()), rejection.code(), detail.clone());
        let parts = &mut problem.0;
        if let Some(path) = path_of(&rejection) {
            parts.mistakes.push(Mistake::new(path, rejection.code(), detail));
        }
        parts.missing = match &rejection {
            Rejection::Ledger(AccountNotFound { account }) => Some(*account),
            Rejection::Item(refusal) => match &refusal.rejection {
                AccountNotFound { account } => Some(*account),
                _ => None,
            },
            _ => None,
        };
        if let Rejection::Flow(error) = &rejection {
            parts.mistakes = flow::mistakes(error);
        }
        if let Rejection::Routing(routing) = &rejection {
            parts.mistakes = super::routing::mistakes(routing);
        }
        if let Rejection::Item(refusal) = &rejection {
            use bezant_ledger::Rejection::{ScheduleExists, ScheduleNotFound, ScheduleTimePassed};
            let is_whole = matches!(
                refusal.rejection,
                ScheduleExists { .. } | ScheduleNotFound { .. } | ScheduleTimePassed
            );
            parts.item = (!is_whole).then_some(refusal.index);
        }
        if let Rejection::PaymentsPerDayReached { retry_after, .. } = &rejection {
            parts.status = StatusCode::TOO_MANY_REQUESTS;
            parts.retry_after = Some(Duration::from_millis(retry_after.0));
        }
        if let Rejection::Identity(identity) = &rejection
            && identity.code() == "identity_version_mismatch"
        {
            parts.status = StatusCode::PRECONDITION_FAILED;
        }
        if let Rejection::Payment(payment) = &rejection {
            parts.current_status = payment.status().map(|status| status.as_str());
            if let bezant_payments::Rejection::VersionMismatch { current } = payment {
                parts.status = StatusCode::PRECONDITION_FAILED;
                parts.current_version = Some(*current);
            }
        }
        problem
    }
}

/// Where in the request the reason is, in the API's own names.
fn path_of(rejection: &Rejection) -> Option<String> {
    match rejection {
        Rejection::Payment(payment) => payment.field().map(|field| {
            let path = match field {
                "capture" => "capture_after_seconds",
                "token" => "payment_method.token",
                "answer_within" => "answer_within_seconds",
                "refund" => "refund_id",
                "expected_version" => "If-Match",
                same => same,
            };
            path.to_owned()
        }),
        Rejection::Ledger(ledger) => ledger_field(ledger).map(str::to_owned),
        // Which item of a chain it is, the handler of chains adds.
        Rejection::Item(refusal) => ledger_field(&refusal.rejection).map(str::to_owned),
        Rejection::Identity(identity) => identity.field().map(str::to_owned),
        Rejection::Webhooks(webhooks) => {
            use bezant_webhooks::Rejection::{
                DescriptionTooLong, EndpointExists, EndpointUnknown, FilterInvalid, FiltersMissing,
                SecretReused, TooManyEndpoints, TooManyFilters, TooManyRotations, UrlInvalid,
            };
            match webhooks {
                UrlInvalid(_) => Some("url".to_owned()),
                FilterInvalid { position, .. } => Some(format!("events[{position}]")),
                FiltersMissing | TooManyFilters => Some("events".to_owned()),
                DescriptionTooLong => Some("description".to_owned()),
                EndpointUnknown(_) | EndpointExists(_) => Some("id".to_owned()),
                SecretReused | TooManyEndpoints | TooManyRotations => None,
            }
        }
        Rejection::Reconciliation(rejection) => reconciliation::path_of(rejection),
        Rejection::FlowText { .. } => Some("source".to_owned()),
        Rejection::FlowExists(_) => Some("id".to_owned()),
        Rejection::Flow(_)
        | Rejection::Routing(_)
        | Rejection::ReservedAccount
        | Rejection::PaymentsPerDayReached { .. }
        | Rejection::Unchanged(_) => None,
    }
}

const fn ledger_field(rejection: &bezant_ledger::Rejection) -> Option<&'static str> {
    use bezant_ledger::{Field, Rejection as Ledger};
    match rejection {
        Ledger::AccountExists { .. } | Ledger::PathTaken { .. } => Some("path"),
        Ledger::AmountMustBePositive | Ledger::PostExceedsHold { .. } | Ledger::BalanceOverflow => {
            Some("amount")
        }
        Ledger::SameAccount { .. } => Some("credit"),
        Ledger::CurrencyMismatch { .. } => Some("currency"),
        Ledger::TransferExists { .. }
        | Ledger::TransferExistsWithDifferent { .. }
        | Ledger::TransferScheduled { .. }
        | Ledger::ReservedId { .. }
        | Ledger::ReservedAccountId
        | Ledger::ScheduleExists { .. }
        | Ledger::ScheduleNotFound { .. }
        | Ledger::MonitorNotFound { .. } => Some("id"),
        Ledger::HoldNotFound { .. }
        | Ledger::HoldAlreadyPosted { .. }
        | Ledger::HoldAlreadyVoided { .. }
        | Ledger::HoldExpired { .. }
        | Ledger::HoldReserved { .. } => Some("hold"),
        Ledger::OriginalNotFound { .. }
        | Ledger::NotReversible { .. }
        | Ledger::AlreadyReversed { .. }
        | Ledger::OriginalReserved { .. } => Some("original"),
        Ledger::ChainEmpty
        | Ledger::ChainTooLong { .. }
        | Ledger::BatchFull { .. }
        | Ledger::NotSchedulable => Some("transfers"),
        Ledger::EffectiveInFuture => Some("effective_at"),
        Ledger::ScheduleTimePassed => Some("at"),
        Ledger::LimitInvalid => Some("credit_limit"),
        Ledger::MetadataTooLarge { .. } => Some("metadata"),
        Ledger::FieldNotAllowed { field } => match field {
            Field::Amount => Some("amount"),
            _ => None,
        },
        // Debit or credit: the message names the account. Or no field at all.
        Ledger::AccountNotFound { .. }
        | Ledger::Overdraft { .. }
        | Ledger::AccountFrozen { .. }
        | Ledger::AccountClosed { .. }
        | Ledger::AccountReserved { .. }
        | Ledger::ChainPartlyMade { .. }
        | Ledger::LinkedFailed
        | Ledger::ChainOpen
        | Ledger::NothingToChange
        | Ledger::TooManyMonitors { .. } => None,
    }
}

impl From<SubmitError<Rejection>> for Problem {
    fn from(error: SubmitError<Rejection>) -> Self {
        match error {
            SubmitError::Rejected(rejection) => rejection.into(),
            SubmitError::KeyInFlight { retry_after } => Problem::new(
                Code::IdempotencyKeyInFlight,
                "the first request with this idempotency key is still under way",
            )
            .retry_after(retry_after),
            SubmitError::KeyReused => Problem::new(
                Code::IdempotencyKeyReused,
                "this idempotency key was used with another body",
            ),
            SubmitError::Busy { retry_after } => Problem::overloaded().retry_after(retry_after),
            SubmitError::StorageFull => Problem::new(
                Code::StorageFull,
                "the log's storage is full: nothing was written, reads go on",
            ),
            SubmitError::TooLarge => Problem::new(
                Code::CommandTooLarge,
                "the request is too large for one record of the log",
            ),
            SubmitError::Stopped => Problem::new(
                Code::EngineStopped,
                "the engine has stopped: the request may or may not have been carried out",
            )
            .retry_after(RETRY_SOON),
        }
    }
}

impl From<Unavailable> for Problem {
    fn from(unavailable: Unavailable) -> Self {
        match unavailable {
            Unavailable::Busy { retry_after } => Problem::overloaded().retry_after(retry_after),
            Unavailable::Stopped => {
                Problem::new(Code::EngineStopped, "the engine has stopped").retry_after(RETRY_SOON)
            }
        }
    }
}

impl From<ViewsError> for Problem {
    fn from(error: ViewsError) -> Self {
        match error {
            ViewsError::InvalidCursor => Problem::new(Code::CursorInvalid, error.to_string()),
            ViewsError::TooMuchAsked(_) => {
                let message = format!("{error}: ask for a shorter time, a coarser interval or fewer groups");
                Problem::mistake("from", Code::ParameterInvalid, message)
            }
            ViewsError::Storage(_) | ViewsError::Follow(_) => {
                tracing::warn!(%error, "the views do not answer");
                Problem::new(
                    Code::ViewsUnavailable,
                    "lists and reports are not available right now",
                )
                .retry_after(RETRY_SOON)
            }
            ViewsError::Damaged(_) | ViewsError::TooManyTenants => {
                tracing::error!(%error, "the views can't answer");
                Problem::new(
                    Code::ViewsDamaged,
                    "lists and reports are out of order; payments and balances are not affected",
                )
            }
        }
    }
}

impl From<DeliveriesError> for Problem {
    fn from(error: DeliveriesError) -> Self {
        let code = match error {
            DeliveriesError::MessageUnknown => Code::WebhookMessageUnknown,
            DeliveriesError::EndpointDisabled => Code::WebhookEndpointDisabled,
            DeliveriesError::Unavailable => Code::DeliveriesUnavailable,
        };
        let problem = Problem::new(code, error.to_string());
        match error {
            DeliveriesError::Unavailable => problem.retry_after(RETRY_SOON),
            DeliveriesError::MessageUnknown | DeliveriesError::EndpointDisabled => problem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_engine_says_has_a_status_and_a_code() {
        let retry_after = Duration::from_millis(250);
        let cases: [(SubmitError<Rejection>, u16, &str); 6] = [
            (
                SubmitError::KeyInFlight { retry_after },
                409,
                "idempotency_key_in_flight",
            ),
            (SubmitError::KeyReused, 422, "idempotency_key_reused"),
            (SubmitError::Busy { retry_after }, 503, "overloaded"),
            (SubmitError::StorageFull, 507, "storage_full"),
            (SubmitError::TooLarge, 422, "command_too_large"),
            (SubmitError::Stopped, 503, "engine_stopped"),
        ];
        for (error, status, code) in cases {
            let is_later = matches!(error, SubmitError::KeyInFlight { .. })
                || error.kind() == Some(ErrorKind::Unavailable) && error_has_an_end(&error);
            let problem = Problem::from(error);
            assert_eq!((problem.status().as_u16(), problem.code()), (status, code));
            assert_eq!(problem.0.retry_after.is_some(), is_later, "{code}");
        }
    }

    /// Nobody knows when a full disk has room again.
    fn error_has_an_end(error: &SubmitError<Rejection>) -> bool {
        !matches!(error, SubmitError::StorageFull)
    }
}
