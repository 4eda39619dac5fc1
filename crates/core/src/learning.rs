//! What routing learns from payments: calls that started and ended, authorizations and results of payments. From committed
//! events and nothing else, so that a replay learns the same.

use bezant_kernel::{OperationKind, Timestamp};
use bezant_payments::{
    Call, DeclineCode, Doubt, EventKind, OperationUnknown, OutcomeClass, Payment, Status, UnknownReason,
};
use bezant_routing::{Lesson, SoftDecline};

use crate::Core;
use crate::router::{facts, soft_decline};

impl Core {
    /// Routing learns from what payments record, and from nothing else, so that a replay learns the same.
    pub(crate) fn learn(&mut self, at: Timestamp, before: Option<Status>, event: &bezant_payments::Event) {
        if let EventKind::OperationStarted(started) = &event.kind {
            let operation = &started.operation;
            match operation.call {
                Call::Send => {
                    bezant_routing::started(&mut self.routing, at, &operation.gateway, operation.kind);
                }
                Call::Inquire => {}
            }
        }
        if let EventKind::OperationUnknown(OperationUnknown {
            doubt: Doubt::Unknown(UnknownReason::Restarted),
            ..
        }) = &event.kind
        {
            // Our own restart says nothing about the gateway. A probe that was under way counts as lost after a while.
            return;
        }
        if let Some(seen) = event.observation() {
            let class = match seen.class {
                // A gateway that works on it has answered.
                OutcomeClass::Approved | OutcomeClass::Pending => bezant_routing::OutcomeClass::Success,
                OutcomeClass::Declined => bezant_routing::OutcomeClass::Decline,
                OutcomeClass::Failed => bezant_routing::OutcomeClass::Failure,
                // Held back because the gateway has too much to do already: it is slow, and nobody asked it.
                OutcomeClass::HeldBack | OutcomeClass::Unknown => bezant_routing::OutcomeClass::Unknown,
                OutcomeClass::NotSent => unreachable!("what was not sent is not observed"),
            };
            bezant_routing::observe(
                &mut self.routing,
                at,
                seen.gateway,
                seen.kind,
                class,
                seen.latency,
            );
        }
        self.learn_from_the_end(at, before, event);
    }

    /// What the end of an authorization says about payments of its kind, and the end of a payment's first round about the
    /// experiment that it was part of.
    fn learn_from_the_end(&mut self, at: Timestamp, before: Option<Status>, event: &bezant_payments::Event) {
        let id = event.payment;
        match &event.kind {
            EventKind::OperationEnded(ended) if ended.kind == OperationKind::Authorize => {
                let outcome = match ended.class {
                    OutcomeClass::Approved => bezant_routing::OutcomeClass::Success,
                    OutcomeClass::Declined => bezant_routing::OutcomeClass::Decline,
                    OutcomeClass::Failed => bezant_routing::OutcomeClass::Failure,
                    OutcomeClass::HeldBack
                    | OutcomeClass::NotSent
                    | OutcomeClass::Unknown
                    | OutcomeClass::Pending => return,
                };
                let (payments, routing) = self.payments_and_routing();
                let payment = payments.get(&id).expect("an event's payment is in memory");
                let lesson = Lesson {
                    gateway: &ended.gateway,
                    method: payment.method,
                    amount: payment.amount,
                    issuer_country: payment.card.issuer_country,
                    outcome,
                    retry_after: waited_after(payment),
                };
                bezant_routing::learn(routing, at, &lesson);
            }
            EventKind::Authorized(_) | EventKind::Failed(_) if before == Some(Status::Processing) => {
                let (payments, routing) = self.payments_and_routing();
                let payment = payments.get(&id).expect("an event's payment is in memory");
                let first = payment.attempts.first().filter(|first| first.round == 0);
                if let Some(first) = first.filter(|_| payment.round == 0) {
                    let approved = payment.status == Status::Authorized;
                    let routed_at = first.started_at;
                    bezant_routing::conclude(routing, at, &facts(payment), routed_at, approved);
                }
            }
            _ => {}
        }
    }
}

/// The soft decline after which the payment's present try waited for a better moment; none for another try.
fn waited_after(payment: &Payment) -> Option<SoftDecline> {
    let before = payment.sitting.checked_sub(1)?;
    let mut earlier = payment.attempts.iter().rev();
    let last = earlier.find(|attempt| (attempt.round, attempt.sitting) == (payment.round, before))?;
    let code = DeclineCode::from_word(&last.code)?;
    soft_decline(code)
}
