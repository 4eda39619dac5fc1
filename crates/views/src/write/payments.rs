//! How an event changes where a payment stands. What a list shows of `bezant_payments::apply`.

use bezant_kernel::Money;
use bezant_payments::{Event, EventKind, FailureNote};

use super::memory::Standing;
use crate::ViewsError;

pub(crate) fn change(standing: &mut Standing, event: &Event) -> Result<(), ViewsError> {
    let status = event.status_after(standing.status);
    match &event.kind {
        EventKind::Created(_) => return Err(ViewsError::Damaged("a payment is created twice")),
        EventKind::OperationStarted(started) => {
            standing.gateway = Some(started.operation.gateway.clone());
        }
        EventKind::Authorized(authorized) => {
            standing.gateway = Some(authorized.gateway.clone());
            standing.failure_code = None;
        }
        EventKind::Captured { amount, .. } => {
            standing.captured = minor(*amount)?;
            standing.failure_code = None;
        }
        EventKind::Failed(note) => {
            standing.captured = 0;
            failed(standing, note);
        }
        EventKind::CaptureFailed(note) | EventKind::CancelFailed(note) => failed(standing, note),
        EventKind::RefundFailed { failure, .. } => failed(standing, failure),
        EventKind::RefundSucceeded { amount, .. } => {
            standing.refunded += minor(*amount)?;
            standing.failure_code = None;
        }
        EventKind::RefundReturned { amount, .. } => standing.refunded -= minor(*amount)?,
        EventKind::Completed { .. } | EventKind::Cancelled { .. } | EventKind::Reopened => {
            standing.failure_code = None;
        }
        EventKind::ProcessingStarted(_)
        | EventKind::NotRouted { .. }
        | EventKind::OperationEnded(_)
        | EventKind::OperationUnknown(_)
        | EventKind::RetryScheduled(_)
        | EventKind::CaptureRequested { .. }
        | EventKind::SettlementAwaited(_)
        | EventKind::CancelRequested { .. }
        | EventKind::Expired
        | EventKind::RefundRequested { .. }
        | EventKind::DisputeOpened(_)
        | EventKind::DisputeUpdated(_)
        | EventKind::DisputeWon(_)
        | EventKind::DisputeLost(_)
        | EventKind::AttentionNeeded { .. }
        | EventKind::AttentionResolved { .. }
        | EventKind::NoticeTaken { .. } => {}
    }
    standing.status = status;
    Ok(())
}

fn failed(standing: &mut Standing, note: &FailureNote) {
    standing.failure_code = Some(note.code.clone());
}

/// An amount as it is stored. The payment machine's bounds are far below this one.
pub(crate) fn minor(money: Money) -> Result<i64, ViewsError> {
    i64::try_from(money.minor()).map_err(|_| ViewsError::Damaged("an amount of a payment is out of bounds"))
}
