//! The routing machine behind the port through which payments ask for a gateway.

use std::borrow::Cow;

use bezant_kernel::{Context, GatewayName, Timestamp};
use bezant_payments::{Candidate, DeclineCode, Payment, RouteChoice, RouteWant, Router, Window};
use bezant_routing::{Facts, State, Want, route};

pub(crate) struct RoutingMachine<'a>(pub(crate) &'a State);

impl Router for RoutingMachine<'_> {
    fn choose(&self, context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice {
        let excluded: Vec<GatewayName> = [want.excluded, want.advice.exclude()].concat();
        let decision = route(
            self.0,
            context.now,
            &Want {
                amount: want.amount,
                method: want.method,
                country: want.country,
                operation: want.operation,
                excluded: &excluded,
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

    fn best_moment(&self, want: &RouteWant<'_>, _after: DeclineCode, window: Window) -> Timestamp {
        let span = window.latest.since(window.earliest).0;
        let spread = u64::try_from(want.payment.as_u128() % u128::from(span + 1)).expect("below the span");
        window.earliest.after(bezant_kernel::Milliseconds(spread))
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
    }
}
