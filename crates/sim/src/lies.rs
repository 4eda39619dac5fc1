//! What gateways say that is not so, as far as a payment can survive it: it is in the right hands in the end, and no money
//! moves twice. `docs/routing.md` lists what can't be survived; [`Sabotage::RefusalsLie`] is one of that kind.

use bezant_kernel::{Money, OperationKind, Tenant};
use bezant_payments::{
    Approval, Call, Decline, DeclineCode, Failure, GatewayReference, Operation, Outcome, UnknownReason,
};

use crate::Sabotage;
use crate::timeline::{MILLISECOND, MINUTE, SECOND};
use crate::world::{Happening, World};

impl World {
    pub(crate) fn saw(&mut self, what: &'static str) {
        *self.report.gateways.entry(what).or_default() += 1;
    }

    /// What the gateway says where this is the truth.
    pub(crate) fn told(&mut self, operation: &Operation, truth: Outcome) -> Outcome {
        let is_inquiry = operation.call == Call::Inquire;
        if self.is_sabotaged(Sabotage::RefusalsLie)
            && !is_inquiry
            && matches!(truth, Outcome::Approved(_))
            && self.chance.percent(10)
        {
            return Outcome::Failed(Failure::Unavailable);
        }
        if self.gateways.is_mute(operation.id) {
            self.saw("nothing, for ever");
        }
        if !self.chance.percent(self.weather.lie_percent) {
            return truth;
        }
        let is_decided = matches!(truth, Outcome::Approved(_) | Outcome::Declined(_));
        let (what, lie) = match (self.chance.below(5), truth) {
            (0 | 1, truth) if is_inquiry && truth != Outcome::NotFound => {
                ("not found though seen", Outcome::NotFound)
            }
            (2, Outcome::Approved(approval)) => {
                let amount = Money::new(approval.amount.minor() + 1, approval.amount.currency());
                (
                    "another amount",
                    Outcome::Approved(Approval { amount, ..approval }),
                )
            }
            (3, _) if is_decided => ("pending though decided", Outcome::Pending),
            (4, _) => ("nonsense", Outcome::Unknown(UnknownReason::BadAnswer)),
            (_, truth) => return truth,
        };
        self.saw(what);
        lie
    }

    /// What was said and recorded is said once more, or its contrary: at once, or when the machine has long moved on.
    pub(crate) fn say_again(&mut self, tenant: Tenant, operation: Operation, said: Outcome) {
        if !self.chance.percent(self.weather.lie_percent) {
            return;
        }
        // Only what ended an operation may be contradicted: a false last word before the true one would be believed.
        let contrary = match &said {
            Outcome::Approved(approval)
                if approval.settled
                    && (approval.amount == operation.amount || operation.kind == OperationKind::Void) =>
            {
                Some(Outcome::Declined(Decline {
                    code: DeclineCode::TryAgainLater,
                    gateway_code: "contrary".to_owned(),
                }))
            }
            Outcome::Declined(_) => Some(Outcome::Approved(Approval {
                reference: GatewayReference("contrary".to_owned()),
                amount: operation.amount,
                fee: Money::zero(operation.amount.currency()),
                captured: operation.capture,
                settled: true,
            })),
            Outcome::Approved(_)
            | Outcome::Failed(_)
            | Outcome::Unknown(_)
            | Outcome::Pending
            | Outcome::NotFound => None,
        };
        let (what, outcome) = match contrary {
            Some(contrary) if self.chance.percent(50) => ("the contrary afterwards", contrary),
            _ => ("the same again", said),
        };
        self.saw(what);
        let later = if self.chance.percent(50) {
            self.chance.between(MILLISECOND, 2 * SECOND)
        } else {
            self.chance.between(2 * SECOND, 15 * MINUTE)
        };
        // Nobody waits under this number: it comes as a word of its own.
        let call = self.orchestrator.number();
        self.timeline.after(
            later,
            Happening::GatewayAnswers {
                call,
                tenant,
                operation,
                outcome,
            },
        );
    }
}
