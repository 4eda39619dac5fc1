//! What several commands demand before they do anything.

use bezant_kernel::{Money, looks_like_card_number};

use crate::command::Action;
use crate::payment::Payment;
use crate::policy::{MAX_AMOUNT_MINOR, MAX_DESCRIPTION};
use crate::rejection::Rejection;
use crate::status::Status;

/// The payment stands at one of these.
pub(crate) fn status(payment: &Payment, action: &'static str, allowed: &[Status]) -> Result<(), Rejection> {
    if allowed.contains(&payment.status) {
        Ok(())
    } else {
        Err(Rejection::WrongStatus {
            status: payment.status,
            action,
        })
    }
}

/// No gateway is at work for the payment: one operation at a time.
pub(crate) fn idle(payment: &Payment) -> Result<(), Rejection> {
    match &payment.flight {
        None => Ok(()),
        Some(flight) => Err(Rejection::OperationInProgress {
            status: payment.status,
            operation: flight.operation.kind,
        }),
    }
}

/// The caller decided on what it has seen.
pub(crate) fn version(payment: &Payment, expected: Option<u64>) -> Result<(), Rejection> {
    match expected {
        Some(expected) if expected != payment.version => Err(Rejection::VersionMismatch {
            current: payment.version,
        }),
        Some(_) | None => Ok(()),
    }
}

/// Positive and not beyond all reason.
pub(crate) fn amount(amount: Money) -> Result<(), Rejection> {
    if !amount.is_positive() {
        Err(Rejection::AmountNotPositive)
    } else if amount.minor() > MAX_AMOUNT_MINOR {
        Err(Rejection::AmountTooLarge)
    } else {
        Ok(())
    }
}

/// A part of the payment's money.
pub(crate) fn part(payment: &Payment, part: Money) -> Result<(), Rejection> {
    if part.currency() != payment.amount.currency() {
        return Err(Rejection::CurrencyMismatch {
            expected: payment.amount.currency(),
        });
    }
    amount(part)
}

/// Short enough and no card number.
pub(crate) fn text(field: &'static str, text: &str, limit: usize) -> Result<(), Rejection> {
    if text.len() > limit && text.chars().count() > limit {
        Err(Rejection::TooLong { field, limit })
    } else if looks_like_card_number(text) {
        Err(Rejection::CardNumberNotAccepted { field })
    } else {
        Ok(())
    }
}

/// The reason that comes with some commands.
pub(crate) fn reason(action: &Action) -> Result<(), Rejection> {
    match action {
        Action::Cancel { reason: Some(reason) }
        | Action::Refund {
            reason: Some(reason), ..
        }
        | Action::ReturnRefund {
            reason: Some(reason), ..
        }
        | Action::ResolveAttention { reason: Some(reason) } => text("reason", reason, MAX_DESCRIPTION),
        _ => Ok(()),
    }
}
