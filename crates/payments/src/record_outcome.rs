//! `record_outcome`: a gateway call came to an end, and this is what it means.
//!
//! Needs the operation to be under way; an outcome of anything else is stale and nothing is written. While a call is
//! owed every outcome counts; while the payment waits to inquire or to repeat, only an approval or a decline does, for
//! whatever else an old call says is no longer the last word.
//!
//! | Outcome | What follows |
//! |---|---|
//! | approved | the transition; of another amount than was asked for: in doubt, and a person is asked to look |
//! | declined | the transition to failure, or back |
//! | failed without effect | repeated after a pause, then the next gateway (authorizations) or as declined |
//! | in doubt, pending | never sent again before an inquiry, which is repeated for as long as it takes |
//! | not found by an inquiry | sent again under the same id |
//!
//! What a gateway says unasked counts only where it is an approval or a decline, in whatever phase the operation is.

mod authorization;
mod follow_up;

use bezant_kernel::{Context, Milliseconds, OperationId, OperationKind, RetryTerms};

use crate::attention::AttentionReason;
use crate::draft::{Decision, Draft};
use crate::event::{
    Doubt, EventKind, OperationEnded, OperationStarted, OperationUnknown, OutcomeClass, RetryReason,
    RetryScheduled,
};
use crate::operation::{
    Approval, Call, Decline, DeclineCode, Failure, Latency, Operation, Outcome, UnknownReason,
};
use crate::payment::{FailureNote, Flight, Payment, Phase};
use crate::policy::Policy;
use crate::postings::plausible_fee;
use crate::rejection::Rejection;
use crate::route::Router;
use crate::status::Status;

/// What an outcome means, whatever the operation is.
enum Meaning {
    Approved(Approval),
    Declined(Decline),
    Failed(Failure),
    Doubtful(Doubt),
    NotFound,
}

/// A call that ended, with what is needed to decide on it.
struct Ended<'a> {
    payment: &'a Payment,
    flight: &'a Flight,
    context: &'a Context<'a>,
    policy: &'a Policy,
    /// On which its gateway is asked again.
    terms: RetryTerms,
    latency: Milliseconds,
    told: Told,
}

/// How an outcome came here.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It is what a call told: a send or an inquiry.
    ByCall,
    /// The gateway said it unasked, at a time of its own: only an approval or a decline counts, and it teaches nothing
    /// about calls.
    Unasked,
}

#[expect(
    clippy::too_many_arguments,
    reason = "an outcome, and what every decision needs"
)]
pub(crate) fn decide(
    payment: &Payment,
    context: &Context<'_>,
    router: &dyn Router,
    policy: &Policy,
    told: Told,
    operation: OperationId,
    outcome: Outcome,
    latency: Latency,
) -> Result<Decision, Rejection> {
    let flight = payment
        .flight
        .as_deref()
        // What waits for a better moment was declined: a second word about that changes nothing.
        .filter(|flight| flight.operation.id == operation && !flight.is_postponed)
        .ok_or(Rejection::StaleOutcome)?;
    let meaning = meaning(&flight.operation, outcome);
    let last_word = match &meaning {
        Meaning::Approved(approval) => payment.status != Status::Captured || approval.settled,
        Meaning::Declined(_) => true,
        Meaning::Failed(_) | Meaning::Doubtful(_) | Meaning::NotFound => false,
    };
    if (told == Told::Unasked || flight.phase != Phase::Calling) && !last_word {
        return Err(Rejection::StaleOutcome);
    }
    let ended = Ended {
        payment,
        flight,
        context,
        policy,
        terms: router
            .retry_terms(&flight.operation.gateway)
            .unwrap_or(policy.retry_terms()),
        latency,
        told,
    };
    let mut draft = Draft::of(payment);
    match (payment.status, flight.operation.kind) {
        (Status::Captured, _) => follow_up::settlement(&ended, &mut draft, meaning),
        (Status::Expired, _) => follow_up::release(&ended, &mut draft, meaning),
        (_, OperationKind::Authorize) => authorization::decide(&ended, &mut draft, router, meaning),
        (_, OperationKind::Capture) => follow_up::capture(&ended, &mut draft, meaning),
        (_, OperationKind::Void) => follow_up::void(&ended, &mut draft, meaning),
        (_, OperationKind::Refund) => follow_up::refund(&ended, &mut draft, meaning),
    }
    Ok(draft.finish())
}

fn meaning(operation: &Operation, outcome: Outcome) -> Meaning {
    let send = operation.call == Call::Send;
    match outcome {
        Outcome::Approved(approval) => {
            // Gateways differ in what they report as the amount of a release; nothing depends on it.
            if operation.kind != OperationKind::Void && approval.amount != operation.amount {
                return Meaning::Doubtful(Doubt::Contradiction);
            }
            let fee = plausible_fee(approval.fee);
            Meaning::Approved(Approval { fee, ..approval })
        }
        Outcome::Declined(decline) => Meaning::Declined(decline),
        Outcome::Failed(failure) if send => Meaning::Failed(failure),
        // That the inquiry failed says nothing about the operation.
        Outcome::Failed(_) => Meaning::Doubtful(Doubt::Unknown(UnknownReason::ConnectionLost)),
        Outcome::Unknown(reason) => Meaning::Doubtful(Doubt::Unknown(reason)),
        Outcome::Pending => Meaning::Doubtful(Doubt::Pending),
        Outcome::NotFound if send => Meaning::Doubtful(Doubt::Unknown(UnknownReason::BadAnswer)),
        Outcome::NotFound => Meaning::NotFound,
    }
}

impl Ended<'_> {
    fn operation(&self) -> &Operation {
        &self.flight.operation
    }

    /// The operation is over.
    fn end(&self, draft: &mut Draft, class: OutcomeClass, code: &str) {
        let operation = self.operation();
        draft.push(EventKind::OperationEnded(OperationEnded {
            operation: operation.id,
            gateway: operation.gateway.clone(),
            kind: operation.kind,
            call: match self.told {
                Told::ByCall => operation.call,
                Told::Unasked => Call::Inquire,
            },
            class,
            code: code.to_owned(),
            latency: self.latency,
        }));
        if self
            .payment
            .attention
            .is_some_and(AttentionReason::ends_with_operation)
        {
            draft.push(EventKind::AttentionResolved { reason: None });
        }
    }

    /// Whether somebody still waits for the answer after `pause`.
    fn is_in_time(&self, pause: Milliseconds) -> bool {
        let deadline = self.operation().deadline;
        deadline.is_none_or(|deadline| self.context.now.after(pause) < deadline)
    }

    /// Whether so many calls told nothing that the next one makes it too many.
    fn doubted_too_often(&self) -> bool {
        self.flight.doubts + 1 >= self.policy.inquiries_before_attention
    }

    /// Nobody knows: inquire later.
    fn doubt(&self, draft: &mut Draft, doubt: Doubt) {
        let operation = self.operation();
        let needs_attention = doubt == Doubt::Contradiction || self.doubted_too_often();
        draft.push(EventKind::OperationUnknown(OperationUnknown {
            operation: operation.id,
            gateway: operation.gateway.clone(),
            kind: operation.kind,
            call: operation.call,
            doubt,
            latency: self.latency,
            inquire_at: self
                .context
                .now
                .after(self.policy.inquiry_pause(self.flight.doubts)),
            needs_attention,
        }));
        if needs_attention && self.payment.attention.is_none() {
            let reason = match doubt {
                Doubt::Contradiction => AttentionReason::Contradiction,
                Doubt::Unknown(_) | Doubt::Pending => AttentionReason::Silence,
            };
            draft.push(EventKind::AttentionNeeded { reason });
        }
    }

    /// The gateway never saw it, or so it says: the same again under the same id, whose answer is true even if that was
    /// not. The deadline is past caring for: what was in doubt once is followed to its end.
    fn resend(&self, draft: &mut Draft) {
        draft.push(EventKind::OperationStarted(Box::new(OperationStarted {
            operation: Operation {
                call: Call::Send,
                deadline: None,
                ..self.operation().clone()
            },
            retries: self.flight.retries,
            explanation: Vec::new(),
            decision: Vec::new(),
        })));
    }

    /// Whether the same gateway may be asked once more.
    fn may_repeat(&self) -> bool {
        self.flight.retries < self.terms.repetitions(self.operation().kind)
    }

    /// A pause before the next try, of random length ("full jitter"), so that payments that failed together do not come
    /// back together.
    fn pause(&self) -> Milliseconds {
        let bound = self.terms.pause_bound(self.flight.retries);
        Milliseconds(1 + self.context.random_below(bound))
    }

    /// It had no effect: `operation` after a pause. One that was in doubt before keeps its id, and the gateway's idempotency protects it.
    fn retry(
        &self,
        draft: &mut Draft,
        failure: Failure,
        pause: Milliseconds,
        operation: impl FnOnce() -> Operation,
    ) {
        let operation = if self.flight.doubted {
            self.operation().clone()
        } else {
            operation()
        };
        self.end(draft, class(failure), failure.as_str());
        draft.push(EventKind::RetryScheduled(Box::new(RetryScheduled {
            operation: Operation {
                call: Call::Send,
                ..operation
            },
            retries: self.flight.retries + 1,
            at: self.context.now.after(pause),
            doubted: self.flight.doubted,
            reason: RetryReason::Failure,
        })));
    }
}

fn class(failure: Failure) -> OutcomeClass {
    match failure {
        Failure::Unavailable | Failure::RateLimited | Failure::Refused => OutcomeClass::Failed,
        Failure::HeldBack => OutcomeClass::HeldBack,
        Failure::Vetoed | Failure::TooLate => OutcomeClass::NotSent,
    }
}

fn decline_note(decline: &Decline) -> FailureNote {
    FailureNote {
        code: decline.code.as_str().to_owned(),
        message: decline_message(decline.code).to_owned(),
        gateway_code: decline.gateway_code.clone(),
    }
}

fn decline_message(code: DeclineCode) -> &'static str {
    match code {
        DeclineCode::GenericDecline => "the issuer declined without a reason",
        DeclineCode::InsufficientFunds => "there is not enough money on the customer's account",
        DeclineCode::ExpiredCard => "the card has expired",
        DeclineCode::IncorrectSecurityCode => "the security code is wrong",
        DeclineCode::LostOrStolenCard => "the card was reported lost or stolen",
        DeclineCode::SuspectedFraud => "it looks like fraud to the issuer or the gateway",
        DeclineCode::AuthenticationRequired => "the customer must authenticate first",
        DeclineCode::NotPermitted => "the payment method does not allow this",
        DeclineCode::InvalidPaymentMethod => "the payment method is not valid at the gateway",
        DeclineCode::DoNotHonor => "the issuer declined and does not say why",
        DeclineCode::TryAgainLater => "the issuer asks for another try later",
        DeclineCode::IssuerUnavailable => "the issuer could not be reached",
        DeclineCode::LimitExceeded => "the card's limit of amount or number is exceeded",
        DeclineCode::AccountClosed => "the account is closed",
        DeclineCode::AuthorizationRevoked => "the customer has withdrawn the agreement to be charged",
        DeclineCode::ProcessingError => "something went wrong between the gateway and the issuer",
    }
}

fn failure_note(operation: &Operation, failure: Failure) -> FailureNote {
    let what = match failure {
        Failure::Unavailable => "could not be reached or was down",
        Failure::RateLimited => "had too many requests",
        Failure::Refused => "refused the request as wrong",
        Failure::HeldBack => "was not asked, because it has been failing or is busy",
        Failure::Vetoed => "was not asked, because a hook did not let the call pass",
        Failure::TooLate => "was not asked, because the payment's deadline had passed",
    };
    FailureNote {
        code: failure.as_str().to_owned(),
        message: format!("the gateway {} {what}", operation.gateway),
        gateway_code: String::new(),
    }
}

#[cfg(test)]
mod tests;
