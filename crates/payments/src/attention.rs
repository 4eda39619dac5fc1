//! Why a person should look at a payment, and `resolve_attention`: a person has looked.
//!
//! An operation that is in doubt for too long, or of which the gateway contradicts itself, asks for attention until it
//! ends; nobody can say otherwise before. What a gateway has undone after its end can be mended by people only, who say
//! when they have.

use bezant_kernel::numbered_words;

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::payment::Payment;
use crate::rejection::Rejection;

numbered_words! {
    /// Why a person should look at a payment.
    AttentionReason {
        /// The gateway has not said for long what became of an operation.
        Silence = 1 "gateway_silent",
        /// The gateway says that it did something else than it was asked for, or has never seen what it said it had done.
        Contradiction = 2 "gateway_contradicts_itself",
        /// The gateway undid something that had succeeded, and the payment has no way back.
        Undone = 3 "undone_by_gateway",
    }
}

impl AttentionReason {
    /// Whether it is over when the operation under way is.
    pub(crate) const fn ends_with_operation(self) -> bool {
        match self {
            AttentionReason::Silence | AttentionReason::Contradiction => true,
            AttentionReason::Undone => false,
        }
    }
}

pub(crate) fn resolve(payment: &Payment, reason: Option<String>) -> Result<Decision, Rejection> {
    match payment.attention {
        Some(attention) if !attention.ends_with_operation() => {
            let mut draft = Draft::of(payment);
            draft.push(EventKind::AttentionResolved { reason });
            Ok(draft.finish())
        }
        Some(_) | None => Err(Rejection::WrongStatus {
            status: payment.status,
            action: "resolve_attention",
        }),
    }
}
