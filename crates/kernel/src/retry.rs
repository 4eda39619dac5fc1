//! How often, and after which pauses, the same gateway is asked again after a technical failure.

use crate::{Milliseconds, OperationKind};

/// The terms of one gateway. Pauses are drawn between zero and a bound that doubles each time ("full jitter").
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub struct RetryTerms {
    /// Authorizations at the gateway before the next one is asked; at least one.
    pub authorizations: u32,
    /// Repetitions of a capture.
    pub captures: u32,
    /// Repetitions of a void.
    pub voids: u32,
    /// Repetitions of a refund.
    pub refunds: u32,
    /// Bound of the pause before the first repetition; doubles each time.
    pub base: Milliseconds,
    /// Bound of the pause before any repetition.
    pub cap: Milliseconds,
}

impl RetryTerms {
    /// How often the operation is repeated after its first send.
    pub const fn repetitions(&self, kind: OperationKind) -> u32 {
        match kind {
            OperationKind::Authorize => self.authorizations.saturating_sub(1),
            OperationKind::Capture => self.captures,
            OperationKind::Void => self.voids,
            OperationKind::Refund => self.refunds,
        }
    }

    /// The bound of the pause after `failures` technical failures in a row, at least one millisecond.
    pub fn pause_bound(&self, failures: u32) -> u64 {
        let times = 1u64.checked_shl(failures).unwrap_or(u64::MAX);
        self.base.0.saturating_mul(times).min(self.cap.0).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_up_to_the_cap_and_are_never_nothing() {
        let terms = RetryTerms {
            authorizations: 2,
            captures: 5,
            voids: 4,
            refunds: 3,
            base: Milliseconds(200),
            cap: Milliseconds(5_000),
        };
        assert_eq!(
            [0, 3, 9, 64].map(|failures| terms.pause_bound(failures)),
            [200, 1_600, 5_000, 5_000]
        );
        let none = RetryTerms {
            base: Milliseconds(0),
            ..terms
        };
        assert_eq!(none.pause_bound(3), 1);
        assert_eq!(
            OperationKind::ALL
                .iter()
                .map(|kind| terms.repetitions(*kind))
                .sum::<u32>(),
            13
        );
    }
}
