//! The times and counts by which payments are carried out, and the bounds of what callers may write down.

use bezant_kernel::{Milliseconds, RetryTerms};

use crate::command::RetryPlan;

/// The largest amount of a payment, in minor units. A ledger of many such payments stays far from overflow.
pub const MAX_AMOUNT_MINOR: i128 = 1_000_000_000_000_000;
/// Pairs of metadata on a payment.
pub const MAX_METADATA_PAIRS: usize = 20;
/// Characters in a metadata key.
pub const MAX_METADATA_KEY: usize = 40;
/// Characters in a metadata value.
pub const MAX_METADATA_VALUE: usize = 500;
/// Characters in a payment method's token.
pub const MAX_TOKEN: usize = 128;
/// Characters in a description or a reason.
pub const MAX_DESCRIPTION: usize = 500;
/// Characters in a reference or a customer's reference.
pub const MAX_REFERENCE: usize = 128;
/// Refunds of one payment, failed ones counted.
pub const MAX_REFUNDS: usize = 100;
/// Disputes of one payment. Schemes allow one of each transaction, and gateways split few.
pub const MAX_DISPUTES: usize = 20;
/// Bytes of a gateway's name for something it said unasked.
pub const MAX_NOTICE: usize = 256;
/// Authorizations of a payment over all gateways, until it fails or waits for another day; then it counts anew.
pub const MAX_ATTEMPTS: usize = 8;
/// How many of its newest authorizations a payment keeps. Enough to count what schemes limit.
pub const MAX_KEPT_ATTEMPTS: usize = 16;
/// Authorizations of one payment within [`SCHEME_WINDOW`], whatever the caller wants: the strictest of the large schemes,
/// Visa, allows 15 in 30 days for one transaction, and one bound for all keeps to that.
pub const MAX_ATTEMPTS_IN_SCHEME_WINDOW: usize = 15;
/// See [`MAX_ATTEMPTS_IN_SCHEME_WINDOW`].
pub const SCHEME_WINDOW: Milliseconds = Milliseconds(30 * DAY);
/// Mastercard's programme against excessive attempts looks at more than 10 in a day.
pub const MAX_ATTEMPTS_IN_A_DAY: usize = 10;
/// The longest time over which soft declines are tried again.
pub const MAX_RETRY_WINDOW: Milliseconds = Milliseconds(60 * DAY);
/// The most tries that a plan may hold.
pub const MAX_PLANNED_RETRIES: u32 = 30;
/// The longest time for which a gateway may be looked for.
pub const MAX_ANSWER_WITHIN: Milliseconds = Milliseconds(DAY);

const MINUTE: u64 = 60_000;
const DAY: u64 = 24 * 60 * MINUTE;

/// How many candidates of a routing decision stay with the payment; the event keeps all of them.
pub const MAX_EXPLAINED_CANDIDATES: usize = 4;

/// How payments are carried out. Timers that run already keep the times that they were given.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a gateway keeps authorized money reserved.
    pub authorization_window: Milliseconds,
    /// Authorizations at one gateway before the next gateway is asked.
    pub attempts_per_gateway: u32,
    /// Repetitions of a capture, void or refund after technical failures.
    pub operation_retries: u32,
    /// Bound of the pause before the first repetition; doubles each time.
    pub retry_base: Milliseconds,
    /// Bound of the pause before any repetition.
    pub retry_cap: Milliseconds,
    /// Pause before the first inquiry; doubles each time.
    pub inquiry_base: Milliseconds,
    /// Longest pause between inquiries.
    pub inquiry_cap: Milliseconds,
    /// How long a gateway may be looked for, where the caller says nothing; a call under way is followed beyond it.
    pub answer_within: Milliseconds,
    /// Other gateways that are asked after a decline that another gateway may not repeat.
    pub decline_failovers: u32,
    /// Tries after soft declines of payments that a merchant initiated, where the caller says nothing.
    pub retry_plan: RetryPlan,
    /// After so many inquiries without an answer the payment is marked as needing attention.
    pub inquiries_before_attention: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            authorization_window: Milliseconds(7 * DAY),
            attempts_per_gateway: 2,
            operation_retries: 5,
            retry_base: Milliseconds(200),
            retry_cap: Milliseconds(5_000),
            inquiry_base: Milliseconds(1_000),
            inquiry_cap: Milliseconds(5 * MINUTE),
            inquiries_before_attention: 10,
            answer_within: Milliseconds(MINUTE),
            decline_failovers: 1,
            retry_plan: RetryPlan {
                retries: 8,
                within: Milliseconds(14 * DAY),
            },
        }
    }
}

impl Policy {
    /// The terms of a gateway that has none of its own.
    pub(crate) const fn retry_terms(&self) -> RetryTerms {
        RetryTerms {
            authorizations: self.attempts_per_gateway,
            captures: self.operation_retries,
            voids: self.operation_retries,
            refunds: self.operation_retries,
            base: self.retry_base,
            cap: self.retry_cap,
        }
    }

    /// The pause before the next inquiry, after `inquiries` that told nothing.
    pub(crate) fn inquiry_pause(&self, inquiries: u32) -> Milliseconds {
        Milliseconds(doubled(self.inquiry_base, inquiries, self.inquiry_cap).max(1))
    }
}

fn doubled(base: Milliseconds, times: u32, cap: Milliseconds) -> u64 {
    base.0
        .saturating_mul(1u64.checked_shl(times).unwrap_or(u64::MAX))
        .min(cap.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_cap() {
        let policy = Policy::default();
        let pauses: Vec<u64> = [0, 1, 2, 9, 64, u32::MAX]
            .map(|n| policy.inquiry_pause(n).0)
            .to_vec();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 300_000, 300_000, 300_000]);
    }
}
