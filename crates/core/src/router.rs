//! The routing machine behind the port through which payments ask for a gateway.

use std::borrow::Cow;

use bezant_kernel::{Context, GatewayName, RetryTerms, Timestamp};
use bezant_payments::{Candidate, DeclineCode, Payment, RouteChoice, RouteWant, Router, Window};
use bezant_routing::{Facts, RetryWindow, SoftDecline, State, Want, best_moment, route};

pub(crate) struct RoutingMachine<'a>(pub(crate) &'a State);

impl Router for RoutingMachine<'_> {
    fn choose(&self, context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice {
        let decision = route(
            self.0,
            context.now,
            &Want {
                amount: want.amount,
                method: want.method,
                country: want.country,
                operation: want.operation,
                excluded: want.excluded,
            },
            &facts_of_want(want),
        );
        let stored = decision.encode();
        RouteChoice {
            gateway: decision.gateway,
            explanation: decision
                .candidates
                .into_iter()
                .map(|candidate| Candidate {
                    gateway: candidate.gateway,
                    score: candidate.score,
                    verdict: Cow::Borrowed(candidate.verdict.as_str()),
                })
                .collect(),
            three_d_secure: decision.require_three_d_secure,
            decision: stored,
        }
    }

    fn retry_terms(&self, gateway: &GatewayName) -> Option<RetryTerms> {
        self.0.profile(gateway)?.retries
    }

    fn best_moment(&self, want: &RouteWant<'_>, after: DeclineCode, window: Window) -> Timestamp {
        let retry = RetryWindow {
            earliest: window.earliest,
            latest: window.latest,
            tries_left: window.tries_left,
        };
        let decline = soft_decline(after).unwrap_or(SoftDecline::Generic);
        best_moment(self.0, window.earliest, &retry, decline, &facts_of_want(want))
    }
}

fn facts_of_want<'a>(want: &RouteWant<'a>) -> Facts<'a> {
    Facts {
        payment: want.payment,
        tenant: want.tenant,
        scheme: want.card.scheme,
        category: want.card.category,
        issuer_country: want.card.issuer_country,
        bin: want.card.bin,
        customer: want.customer,
        metadata: want.metadata,
        left_out: want.advice.exclude(),
        preferred: want.advice.prefer(),
    }
}

/// The same facts from a payment that was written down.
pub(crate) fn facts(payment: &Payment) -> Facts<'_> {
    Facts {
        payment: payment.id,
        tenant: payment.tenant,
        scheme: payment.card.scheme,
        category: payment.card.category,
        issuer_country: payment.card.issuer_country,
        bin: payment.card.bin,
        customer: payment.customer.as_deref(),
        metadata: &payment.metadata,
        left_out: payment.advice.exclude(),
        preferred: payment.advice.prefer(),
    }
}

/// The kind of soft decline, as routing tells them apart; none for a decline that is final.
pub(crate) fn soft_decline(code: DeclineCode) -> Option<SoftDecline> {
    match code {
        DeclineCode::InsufficientFunds => Some(SoftDecline::InsufficientFunds),
        DeclineCode::LimitExceeded => Some(SoftDecline::LimitReached),
        DeclineCode::GenericDecline | DeclineCode::DoNotHonor => Some(SoftDecline::Generic),
        DeclineCode::TryAgainLater | DeclineCode::IssuerUnavailable | DeclineCode::ProcessingError => {
            Some(SoftDecline::TryLater)
        }
        DeclineCode::ExpiredCard
        | DeclineCode::IncorrectSecurityCode
        | DeclineCode::LostOrStolenCard
        | DeclineCode::SuspectedFraud
        | DeclineCode::AuthenticationRequired
        | DeclineCode::NotPermitted
        | DeclineCode::InvalidPaymentMethod
        | DeclineCode::AccountClosed
        | DeclineCode::AuthorizationRevoked => None,
    }
}
