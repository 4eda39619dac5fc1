//! How operations start: the choice of a gateway for an authorization, and what follows at the gateway that has the
//! money.

use bezant_kernel::{Context, Country, GatewayName, MethodKind, Money, OperationKind, PaymentId, RefundId};

use crate::command::{CaptureMode, Create};
use crate::draft::Draft;
use crate::event::{EventKind, OperationStarted};
use crate::operation::{Call, Operation};
use crate::payment::{FailureNote, Payment};
use crate::route::{RouteChoice, RouteWant, Router};

/// What an authorization needs to know about its payment, which may not exist yet.
pub(crate) struct Asked<'a> {
    pub(crate) payment: PaymentId,
    pub(crate) amount: Money,
    pub(crate) capture: CaptureMode,
    pub(crate) method: MethodKind,
    pub(crate) token: &'a str,
    pub(crate) country: Option<Country>,
    /// How many authorizations there were.
    pub(crate) attempts: u32,
}

impl<'a> Asked<'a> {
    pub(crate) fn of(payment: &'a Payment) -> Self {
        Asked {
            payment: payment.id,
            amount: payment.amount,
            capture: payment.capture,
            method: payment.method,
            token: &payment.token,
            country: payment.country,
            attempts: payment.attempt_count,
        }
    }

    pub(crate) fn of_new(payment: PaymentId, create: &'a Create) -> Self {
        Asked {
            payment,
            amount: create.amount,
            capture: create.capture,
            method: create.method,
            token: &create.token,
            country: create.country,
            attempts: 0,
        }
    }

    /// An authorization at this gateway under a new id.
    pub(crate) fn authorization_at(&self, context: &Context<'_>, gateway: GatewayName) -> Operation {
        Operation {
            id: context.new_id(),
            kind: OperationKind::Authorize,
            payment: self.payment,
            refund: None,
            gateway,
            amount: self.amount,
            capture: self.capture == CaptureMode::Automatic,
            attempt: self.attempts + 1,
            method: self.method,
            token: self.token.to_owned(),
            country: self.country,
            authorization: None,
            call: Call::Send,
        }
    }

    /// The authorization to start at the best gateway, or why there is none.
    pub(crate) fn route(
        &self,
        context: &Context<'_>,
        router: &dyn Router,
        excluded: &[GatewayName],
    ) -> Result<OperationStarted, FailureNote> {
        let want = RouteWant {
            amount: self.amount,
            method: self.method,
            country: self.country,
            operation: OperationKind::Authorize,
            excluded,
        };
        let RouteChoice { gateway, explanation } = router.choose(context, &want);
        match gateway {
            Some(gateway) => {
                assert!(
                    !excluded.contains(&gateway),
                    "a gateway that was tried is not chosen again"
                );
                Ok(OperationStarted {
                    operation: self.authorization_at(context, gateway),
                    retries: 0,
                    explanation,
                })
            }
            None => Err(no_gateway(&explanation)),
        }
    }

    /// PROCESSING at the best gateway, or FAILED where there is none. For a payment that is INITIATED in the draft.
    pub(crate) fn begin(&self, draft: &mut Draft, context: &Context<'_>, router: &dyn Router) {
        match self.route(context, router, &[]) {
            Ok(started) => {
                draft.push(EventKind::ProcessingStarted);
                draft.push(EventKind::OperationStarted(Box::new(started)));
            }
            Err(note) => draft.push(EventKind::Failed(note)),
        }
    }
}

fn no_gateway(explanation: &[crate::route::Candidate]) -> FailureNote {
    let mut message = String::from("no gateway can take this payment now");
    for (at, candidate) in explanation.iter().enumerate() {
        message.push_str(if at == 0 { ": " } else { ", " });
        message.push_str(candidate.gateway.as_str());
        message.push(' ');
        message.push_str(&candidate.verdict);
    }
    FailureNote {
        code: "no_gateway_available".to_owned(),
        message,
        gateway_code: String::new(),
    }
}

/// An operation at the gateway that has the payment's money.
pub(crate) fn follow_up(
    payment: &Payment,
    context: &Context<'_>,
    kind: OperationKind,
    amount: Money,
    refund: Option<RefundId>,
) -> EventKind {
    assert_eq!(
        kind == OperationKind::Refund,
        refund.is_some(),
        "a refund, and nothing else, names its refund"
    );
    let authorization = payment
        .authorization
        .as_ref()
        .expect("what follows an authorization has one");
    let operation = Operation {
        id: context.new_id(),
        kind,
        payment: payment.id,
        refund,
        gateway: authorization.gateway.clone(),
        amount,
        capture: false,
        attempt: payment.attempt_count,
        method: payment.method,
        token: payment.token.clone(),
        country: payment.country,
        authorization: Some(authorization.reference.clone()),
        call: Call::Send,
    };
    started(operation)
}

/// A first start where there was no choice of a gateway.
pub(crate) fn started(operation: Operation) -> EventKind {
    EventKind::OperationStarted(Box::new(OperationStarted {
        operation,
        retries: 0,
        explanation: Vec::new(),
    }))
}
