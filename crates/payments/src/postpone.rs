//! A better moment: what a soft decline of a merchant's own payment leads to, and what happens when the moment has come.
//!
//! The caller's plan says how often and for how long; the schemes' limits hold whatever the plan says. The moment itself is
//! learned by routing. Waiting is a timer of the payment, so it outlasts restarts.

use bezant_kernel::{Context, Milliseconds, Timestamp};

use crate::command::Initiator;
use crate::draft::{Decision, Draft};
use crate::event::{EventKind, RetryReason, RetryScheduled};
use crate::operation::{Call, DeclineCode, Operation};
use crate::payment::{FailureNote, Flight, Payment};
use crate::policy::{MAX_ATTEMPTS_IN_A_DAY, MAX_ATTEMPTS_IN_SCHEME_WINDOW, Policy, SCHEME_WINDOW};
use crate::route::{Router, Window};
use crate::start::{Asked, NotRouted};

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: Milliseconds = Milliseconds(24 * HOUR);

/// Schedules the next try after a soft decline, if one is planned, allowed and worth it. The operation that was declined
/// is over in the draft.
pub(crate) fn postpone(
    payment: &Payment,
    declined: &Operation,
    draft: &mut Draft,
    context: &Context<'_>,
    router: &dyn Router,
    code: DeclineCode,
    note: FailureNote,
) -> bool {
    let Some(window) = window(payment, context.now, code) else {
        return false;
    };
    let at = router.best_moment(&Asked::of(payment).want(&[]), code, window);
    assert!(
        window.earliest <= at && at <= window.latest,
        "the best moment is one of those that were asked for"
    );
    draft.push(EventKind::RetryScheduled(Box::new(RetryScheduled {
        operation: Operation {
            call: Call::Send,
            ..declined.clone()
        },
        retries: 0,
        at,
        doubted: false,
        reason: RetryReason::Decline(note),
    })));
    true
}

/// From when to when the next try may be made; nothing if there may be none.
fn window(payment: &Payment, now: Timestamp, code: DeclineCode) -> Option<Window> {
    let plan = payment.retries?;
    let left = plan
        .retries
        .checked_sub(payment.sitting)
        .filter(|left| *left > 0)?;
    let is_hopeful = payment.initiator == Initiator::Merchant && code.hope().later;
    if !is_hopeful || payment.attempts_within(SCHEME_WINDOW, now) >= MAX_ATTEMPTS_IN_SCHEME_WINDOW {
        return None;
    }
    let first = payment
        .attempts
        .iter()
        .find(|attempt| attempt.round == payment.round)
        .map_or(now, |attempt| attempt.started_at);
    let end = first.after(plan.within);
    let pause = if payment.attempts_within(DAY, now) >= MAX_ATTEMPTS_IN_A_DAY {
        DAY
    } else {
        shortest_pause(code)
    };
    let earliest = now.after(pause);
    if earliest > end {
        return None;
    }
    Some(Window {
        earliest,
        latest: end,
        tries_left: left,
    })
}

/// How long the same question is sure to get the same answer.
const fn shortest_pause(code: DeclineCode) -> Milliseconds {
    match code {
        DeclineCode::IssuerUnavailable | DeclineCode::TryAgainLater | DeclineCode::ProcessingError => {
            Milliseconds(10 * MINUTE)
        }
        DeclineCode::InsufficientFunds | DeclineCode::LimitExceeded => Milliseconds(12 * HOUR),
        DeclineCode::GenericDecline
        | DeclineCode::DoNotHonor
        | DeclineCode::ExpiredCard
        | DeclineCode::IncorrectSecurityCode
        | DeclineCode::LostOrStolenCard
        | DeclineCode::SuspectedFraud
        | DeclineCode::AuthenticationRequired
        | DeclineCode::NotPermitted
        | DeclineCode::InvalidPaymentMethod
        | DeclineCode::AccountClosed
        | DeclineCode::AuthorizationRevoked => Milliseconds(6 * HOUR),
    }
}

/// The moment has come: a gateway is chosen among all of them. Where none can take the payment now, it is tried again in an
/// hour until the plan ends.
pub(crate) fn resume(
    payment: &Payment,
    flight: &Flight,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
) -> Decision {
    let mut draft = Draft::of(payment);
    let asked = Asked::of(payment);
    let deadline = Some(asked.deadline(context, policy));
    match asked.route(context, router, &[], deadline) {
        Ok(started) => draft.push(EventKind::OperationStarted(Box::new(started))),
        Err(NotRouted { note, decision }) => {
            draft.push(EventKind::NotRouted { decision });
            match window(payment, context.now, DeclineCode::IssuerUnavailable) {
                Some(window) => draft.push(EventKind::RetryScheduled(Box::new(RetryScheduled {
                    operation: flight.operation.clone(),
                    retries: 0,
                    at: context
                        .now
                        .after(Milliseconds(HOUR))
                        .min(window.latest)
                        .max(window.earliest),
                    doubted: false,
                    reason: RetryReason::Decline(note),
                }))),
                None => draft.push(EventKind::Failed(note)),
            }
        }
    }
    draft.finish()
}

#[cfg(test)]
mod tests;
