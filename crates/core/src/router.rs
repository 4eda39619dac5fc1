//! The routing machine behind the port through which payments ask for a gateway.

use std::borrow::Cow;

use bezant_kernel::Context;
use bezant_payments::{Candidate, RouteChoice, RouteWant, Router};
use bezant_routing::{State, Want, choose};

pub(crate) struct RoutingMachine<'a>(pub(crate) &'a State);

impl Router for RoutingMachine<'_> {
    fn choose(&self, context: &Context<'_>, want: &RouteWant<'_>) -> RouteChoice {
        let choice = choose(
            self.0,
            context.now,
            &Want {
                amount: want.amount,
                method: want.method,
                country: want.country,
                operation: want.operation,
                excluded: want.excluded,
            },
        );
        let explanation = choice
            .candidates
            .into_iter()
            .map(|candidate| Candidate {
                gateway: candidate.gateway,
                score: candidate.score,
                verdict: Cow::Borrowed(candidate.verdict.as_str()),
            })
            .collect();
        RouteChoice {
            gateway: choice.gateway,
            explanation,
        }
    }
}
