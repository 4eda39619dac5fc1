//! How operations start: the choice of a gateway for an authorization, and what follows at the gateway that has the
//! money.

use bezant_kernel::{
    Card, Context, Country, GatewayName, MethodKind, Milliseconds, Money, OperationKind, PaymentId, RefundId,
    Tenant, Timestamp,
};

use crate::advice::Advice;
use crate::command::{CaptureMode, Create, Initiator};
use crate::draft::Draft;
use crate::event::{EventKind, OperationStarted};
use crate::operation::{Call, Operation};
use crate::payment::{FailureNote, Payment};
use crate::policy::{MAX_EXPLAINED_CANDIDATES, Policy};
use crate::route::{RouteChoice, RouteWant, Router};

/// What an authorization needs to know about its payment, which may not exist yet.
pub(crate) struct Asked<'a> {
    pub(crate) payment: PaymentId,
    pub(crate) tenant: Tenant,
    pub(crate) amount: Money,
    pub(crate) capture: CaptureMode,
    pub(crate) method: MethodKind,
    pub(crate) token: &'a str,
    pub(crate) country: Option<Country>,
    pub(crate) card: Card,
    pub(crate) customer: Option<&'a str>,
    /// Sorted by key.
    pub(crate) metadata: &'a [(String, String)],
    pub(crate) initiator: Initiator,
    pub(crate) answer_within: Option<Milliseconds>,
    pub(crate) advice: &'a Advice,
    /// How many authorizations there were.
    pub(crate) attempts: u32,
}

/// No gateway can be chosen: why, and the decision that says so.
pub(crate) struct NotRouted {
    pub(crate) note: FailureNote,
    pub(crate) decision: Vec<u8>,
}

impl<'a> Asked<'a> {
    /// With what hooks said when the payment was last started.
    pub(crate) fn of(payment: &'a Payment) -> Self {
        Asked::with(payment, &payment.advice)
    }

    pub(crate) fn with(payment: &'a Payment, advice: &'a Advice) -> Self {
        Asked {
            payment: payment.id,
            tenant: payment.tenant,
            amount: payment.amount,
            capture: payment.capture,
            method: payment.method,
            token: &payment.token,
            country: payment.country,
            card: payment.card,
            customer: payment.customer.as_deref(),
            metadata: &payment.metadata,
            initiator: payment.initiator,
            answer_within: payment.answer_within,
            advice,
            attempts: payment.attempt_count,
        }
    }

    /// `metadata` is the new payment's, sorted.
    pub(crate) fn of_new(
        payment: PaymentId,
        tenant: Tenant,
        create: &'a Create,
        metadata: &'a [(String, String)],
    ) -> Self {
        Asked {
            payment,
            tenant,
            amount: create.amount,
            capture: create.capture,
            method: create.method,
            token: &create.token,
            country: create.country,
            card: create.card,
            customer: create.customer.as_deref(),
            metadata,
            initiator: create.initiator,
            answer_within: create.answer_within,
            advice: &create.advice,
            attempts: 0,
        }
    }

    /// When nobody waits any more for what starts now.
    pub(crate) fn deadline(&self, context: &Context<'_>, policy: &Policy) -> Timestamp {
        context
            .now
            .after(self.answer_within.unwrap_or(policy.answer_within))
    }

    /// An authorization at this gateway under a new id.
    pub(crate) fn authorization_at(
        &self,
        context: &Context<'_>,
        gateway: GatewayName,
        deadline: Option<Timestamp>,
        three_d_secure: bool,
    ) -> Operation {
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
            card: self.card,
            initiator: self.initiator,
            three_d_secure,
            deadline,
            authorization: None,
            call: Call::Send,
        }
    }

    /// What the router is asked.
    pub(crate) fn want<'b>(&'b self, excluded: &'b [GatewayName]) -> RouteWant<'b> {
        RouteWant {
            payment: self.payment,
            tenant: self.tenant,
            amount: self.amount,
            method: self.method,
            country: self.country,
            card: self.card,
            customer: self.customer,
            metadata: self.metadata,
            operation: OperationKind::Authorize,
            excluded,
            advice: self.advice,
        }
    }

    /// The authorization to start at the best gateway, or why there is none.
    pub(crate) fn route(
        &self,
        context: &Context<'_>,
        router: &dyn Router,
        excluded: &[GatewayName],
        deadline: Option<Timestamp>,
    ) -> Result<OperationStarted, NotRouted> {
        let RouteChoice {
            gateway,
            mut explanation,
            three_d_secure,
            decision,
        } = router.choose(context, &self.want(excluded));
        match gateway {
            Some(gateway) => {
                assert!(
                    !excluded.contains(&gateway) && !self.advice.exclude().contains(&gateway),
                    "a gateway that was tried or that a hook left out is not chosen"
                );
                let three_d_secure = three_d_secure || self.advice.three_d_secure();
                explanation.truncate(MAX_EXPLAINED_CANDIDATES);
                Ok(OperationStarted {
                    operation: self.authorization_at(context, gateway, deadline, three_d_secure),
                    retries: 0,
                    explanation,
                    decision,
                })
            }
            None => Err(NotRouted {
                note: no_gateway(&explanation),
                decision,
            }),
        }
    }

    /// PROCESSING at the best gateway, or FAILED where there is none or a hook refuses. For a payment that is INITIATED in
    /// the draft.
    pub(crate) fn begin(
        &self,
        draft: &mut Draft,
        context: &Context<'_>,
        router: &dyn Router,
        policy: &Policy,
    ) {
        if let Some(note) = self.advice.refusal() {
            draft.push(EventKind::Failed(note.clone()));
            return;
        }
        let deadline = Some(self.deadline(context, policy));
        match self.route(context, router, &[], deadline) {
            Ok(started) => {
                draft.push(EventKind::ProcessingStarted(Box::new(self.advice.clone())));
                draft.push(EventKind::OperationStarted(Box::new(started)));
            }
            Err(NotRouted { note, decision }) => {
                // First what was asked for led to, then why: records that callers began are told by their first event.
                draft.push(EventKind::Failed(note));
                draft.push(EventKind::NotRouted { decision });
            }
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
        card: payment.card,
        initiator: payment.initiator,
        three_d_secure: false,
        // Money that is reserved or taken is followed for as long as it takes.
        deadline: None,
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
        decision: Vec::new(),
    }))
}
