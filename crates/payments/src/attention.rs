//! Why a person should look at a payment, and `resolve_attention`: a person has looked.
//!
//! An operation that is in doubt for too long, or of which the gateway contradicts itself, asks for attention until it
//! ends; nobody can say otherwise before. What a gateway has undone after its end can be mended by people only, who say
//! when they have.

use crate::draft::{Decision, Draft};
use crate::event::EventKind;
use crate::payment::Payment;
use crate::rejection::Rejection;

/// Why a person should look at a payment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum AttentionReason {
    /// The gateway has not said for long what became of an operation.
    Silence,
    /// The gateway says that it did something else than it was asked for, or has never seen what it said it had done.
    Contradiction,
    /// The gateway undid something that had succeeded, and the payment has no way back.
    Undone,
}

impl AttentionReason {
    /// All reasons with their words and stored numbers.
    pub const ALL: &'static [(AttentionReason, &'static str, u32)] = &[
        (AttentionReason::Silence, "gateway_silent", 1),
        (AttentionReason::Contradiction, "gateway_contradicts_itself", 2),
        (AttentionReason::Undone, "undone_by_gateway", 3),
    ];

    /// The word in API and reports.
    pub fn as_str(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every reason").1
    }

    /// The number in stored events.
    pub fn number(self) -> u32 {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("ALL lists every reason").2
    }

    /// The reason with this number.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.iter().find(|row| row.2 == number).map(|row| row.0)
    }

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
