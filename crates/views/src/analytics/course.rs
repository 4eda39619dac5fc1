//! What each event says about how payments go.

use bezant_kernel::{GatewayName, OperationKind};
use bezant_payments::{
    Call, Doubt, Event, EventKind, OperationEnded, OperationUnknown, OutcomeClass, RetryReason, Status,
};

use super::counter::Counter;
use crate::ViewsError;
use crate::write::{Standing, minor};

/// How a payment came to the attempt that it is at: the furthest that was gone for it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    step: Step,
    /// Whether it waits for a better moment.
    waits: bool,
}

#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    /// No gateway was asked.
    #[default]
    None,
    First,
    /// Asked again at the same gateway.
    Retry,
    /// Asked at another gateway.
    Failover,
    /// Asked at another time.
    Later,
}

const WAITS: i64 = 8;

impl Course {
    pub(crate) fn stored(self) -> i64 {
        self.step as i64 | if self.waits { WAITS } else { 0 }
    }

    pub(crate) fn from_stored(number: i64) -> Course {
        let step = match number & (WAITS - 1) {
            0 => Step::None,
            1 => Step::First,
            2 => Step::Retry,
            3 => Step::Failover,
            _ => Step::Later,
        };
        Course {
            step,
            waits: number & WAITS != 0,
        }
    }

    fn attempt(&mut self, is_same_gateway: bool) {
        let step = match (self.waits, self.step, is_same_gateway) {
            (true, _, _) => Step::Later,
            (false, Step::None, _) => Step::First,
            (false, _, true) => Step::Retry,
            (false, _, false) => Step::Failover,
        };
        self.step = self.step.max(step);
        self.waits = false;
    }

    /// What an approval now is counted as.
    const fn approved(self) -> Counter {
        match self.step {
            Step::None | Step::First => Counter::APPROVED_FIRST,
            Step::Retry => Counter::APPROVED_RETRY,
            Step::Failover => Counter::APPROVED_FAILOVER,
            Step::Later => Counter::APPROVED_LATER,
        }
    }
}

/// One number to add to a sum.
pub(crate) struct Observed {
    pub(crate) gateway: Option<GatewayName>,
    pub(crate) counter: Counter,
    pub(crate) value: i64,
}

/// Adds what the event says to `seen`. To be called before the event changes where the payment stands.
pub(crate) fn observe(
    standing: &mut Standing,
    event: &Event,
    seen: &mut Vec<Observed>,
) -> Result<(), ViewsError> {
    let mut see = |gateway: Option<&GatewayName>, counter, value| {
        seen.push(Observed {
            gateway: gateway.cloned(),
            counter,
            value,
        });
    };
    let asked = standing.gateway.as_ref();
    match &event.kind {
        EventKind::Reopened => standing.course = Course::default(),
        EventKind::RetryScheduled(retry) => {
            let waits = matches!(retry.reason, RetryReason::Decline(_));
            standing.course.waits |= waits && retry.operation.kind == OperationKind::Authorize;
        }
        EventKind::OperationStarted(started) => {
            let operation = &started.operation;
            if operation.kind == OperationKind::Authorize && operation.call == Call::Send {
                standing.course.attempt(asked == Some(&operation.gateway));
            }
        }
        EventKind::OperationEnded(ended) => self::ended(ended, &mut see),
        EventKind::OperationUnknown(unknown) => self::unknown(unknown, &mut see),
        EventKind::Authorized(authorized) => {
            let gateway = Some(&authorized.gateway);
            see(gateway, standing.course.approved(), 1);
            see(gateway, Counter::AMOUNT_APPROVED, minor(authorized.amount)?);
        }
        EventKind::Failed(_) if matches!(standing.status, Status::Initiated | Status::Processing) => {
            match standing.course.step {
                Step::None => see(None, Counter::NOT_TRIED, 1),
                Step::First | Step::Retry | Step::Failover | Step::Later => {
                    see(asked, Counter::NOT_APPROVED, 1);
                }
            }
        }
        EventKind::Completed { fee } => {
            see(asked, Counter::AMOUNT_COMPLETED, standing.captured);
            see(asked, Counter::FEES, minor(*fee)?);
        }
        EventKind::RefundSucceeded { fee, .. } => see(asked, Counter::FEES, minor(*fee)?),
        EventKind::Created(_)
        | EventKind::ProcessingStarted(_)
        | EventKind::NotRouted { .. }
        | EventKind::CaptureRequested { .. }
        | EventKind::Captured { .. }
        | EventKind::SettlementAwaited(_)
        | EventKind::CaptureFailed(_)
        | EventKind::CancelRequested { .. }
        | EventKind::Cancelled { .. }
        | EventKind::CancelFailed(_)
        | EventKind::Expired
        | EventKind::Failed(_)
        | EventKind::RefundRequested { .. }
        | EventKind::RefundFailed { .. }
        | EventKind::RefundReturned { .. }
        | EventKind::DisputeOpened(_)
        | EventKind::DisputeUpdated(_)
        | EventKind::DisputeWon(_)
        | EventKind::DisputeLost(_)
        | EventKind::AttentionNeeded { .. }
        | EventKind::AttentionResolved { .. }
        | EventKind::NoticeTaken { .. } => {}
    }
    Ok(())
}

fn ended(ended: &OperationEnded, see: &mut impl FnMut(Option<&GatewayName>, Counter, i64)) {
    if ended.kind != OperationKind::Authorize {
        return;
    }
    let gateway = Some(&ended.gateway);
    see(gateway, Counter::ended(ended.class), 1);
    if ended.class == OutcomeClass::Declined {
        see(gateway, Counter::declined(&ended.code), 1);
    }
    let was_asked = !matches!(ended.class, OutcomeClass::HeldBack | OutcomeClass::NotSent);
    if ended.call == Call::Send && was_asked {
        see(gateway, Counter::latency(ended.latency.0), 1);
    }
}

fn unknown(unknown: &OperationUnknown, see: &mut impl FnMut(Option<&GatewayName>, Counter, i64)) {
    if unknown.kind != OperationKind::Authorize || unknown.call != Call::Send {
        return;
    }
    let gateway = Some(&unknown.gateway);
    match unknown.doubt {
        Doubt::Unknown(_) | Doubt::Contradiction => see(gateway, Counter::ATTEMPTS_UNKNOWN, 1),
        // The gateway answered; how the attempt ends is told later.
        Doubt::Pending => {}
    }
    see(gateway, Counter::latency(unknown.latency.0), 1);
}
