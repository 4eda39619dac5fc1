//! What is counted, by stored number. A new meaning is a new number.

use bezant_payments::{DeclineCode, OutcomeClass};

use super::latency;

/// A number in the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Counter(pub(crate) u16);

impl Counter {
    pub(super) const ATTEMPTS_APPROVED: Counter = Counter(1);
    pub(super) const ATTEMPTS_DECLINED: Counter = Counter(2);
    pub(super) const ATTEMPTS_FAILED: Counter = Counter(3);
    /// Held back by this node, or not sent for a reason that is not the gateway's.
    pub(super) const ATTEMPTS_NOT_SENT: Counter = Counter(4);
    /// Calls after which nobody knew.
    pub(super) const ATTEMPTS_UNKNOWN: Counter = Counter(5);
    /// Payments that the first attempt brought through.
    pub(super) const APPROVED_FIRST: Counter = Counter(10);
    pub(super) const APPROVED_RETRY: Counter = Counter(11);
    pub(super) const APPROVED_FAILOVER: Counter = Counter(12);
    pub(super) const APPROVED_LATER: Counter = Counter(13);
    /// Payments that ended without an approval, after at least one attempt.
    pub(super) const NOT_APPROVED: Counter = Counter(14);
    /// Payments that ended without any attempt.
    pub(super) const NOT_TRIED: Counter = Counter(15);
    pub(super) const AMOUNT_APPROVED: Counter = Counter(20);
    pub(super) const AMOUNT_COMPLETED: Counter = Counter(21);
    pub(super) const FEES: Counter = Counter(22);

    const DECLINES: u16 = 100;
    const LATENCIES: u16 = 1_000;

    /// Declines with a code.
    pub(super) fn declined(code: &str) -> Counter {
        let number = DeclineCode::from_word(code).map_or(0, DeclineCode::number);
        Counter(Self::DECLINES + u16::try_from(number).expect("few codes"))
    }

    /// Calls of such a length.
    pub(super) fn latency(milliseconds: u64) -> Counter {
        Counter(Self::LATENCIES + latency::slot(milliseconds))
    }

    /// How an attempt ended.
    pub(super) const fn ended(class: OutcomeClass) -> Counter {
        match class {
            OutcomeClass::Approved => Self::ATTEMPTS_APPROVED,
            OutcomeClass::Declined => Self::ATTEMPTS_DECLINED,
            OutcomeClass::Failed => Self::ATTEMPTS_FAILED,
            OutcomeClass::HeldBack | OutcomeClass::NotSent => Self::ATTEMPTS_NOT_SENT,
            OutcomeClass::Unknown | OutcomeClass::Pending => Self::ATTEMPTS_UNKNOWN,
        }
    }

    /// The word of the code that such declines have.
    pub(super) fn decline_code(self) -> Option<&'static str> {
        let number = self
            .0
            .checked_sub(Self::DECLINES)
            .filter(|_| self.0 < Self::LATENCIES)?;
        Some(DeclineCode::from_number(number.into()).map_or("other", DeclineCode::as_str))
    }

    /// The longest time of the calls that it counts.
    pub(super) fn longest(self) -> Option<u64> {
        let slot = self.0.checked_sub(Self::LATENCIES)?;
        (slot < latency::SLOTS).then(|| latency::longest(slot))
    }
}
