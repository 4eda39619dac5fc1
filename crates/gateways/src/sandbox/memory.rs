//! What the sandbox did, by operation: enough to answer inquiries and never to do a thing twice.

use std::collections::VecDeque;

use bezant_kernel::{OperationId, PaymentId};
use rustc_hash::FxHashMap;

/// About 6 MB; an operation is asked about within seconds of being sent, long before it is the oldest of so many.
const CAPACITY: usize = 100_000;

/// What became of an operation.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// It was sent and had no effect.
    Refused,
    /// It was decided, for or against; what was decided follows from the token.
    Done,
    /// The same, and the caller has been told the final word.
    Shown,
}

/// A deed, and when the operation first arrived (where that matters: zero for magic tokens).
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Trace {
    pub(super) deed: Deed,
    pub(super) at_ms: u64,
}

/// Customers who showed who they are: a payment is tried again within seconds of that.
const AUTHENTICATED: usize = 10_000;

/// The newest deeds.
#[derive(Default)]
pub(super) struct Memory {
    /// Payments whose customers showed who they are, and after how many attempts.
    authenticated: VecDeque<(PaymentId, u32)>,
    deeds: FxHashMap<OperationId, Trace>,
    oldest_first: VecDeque<OperationId>,
}

impl Memory {
    pub(super) fn recall(&self, id: OperationId) -> Option<Trace> {
        self.deeds.get(&id).copied()
    }

    /// A payment's customer showed who they are after so many attempts: what comes later may go through, and what was declined stays so.
    pub(super) fn authenticate(&mut self, payment: PaymentId, attempts: u32) {
        if self.authenticated.len() == AUTHENTICATED {
            self.authenticated.pop_front();
        }
        self.authenticated.push_back((payment, attempts));
    }

    /// Whether the customer had shown who they are before this attempt.
    pub(super) fn is_authenticated(&self, payment: PaymentId, attempt: u32) -> bool {
        let mut newest_first = self.authenticated.iter().rev();
        newest_first.any(|(id, attempts)| *id == payment && *attempts < attempt)
    }

    /// Notes a deed in place of what was noted before.
    pub(super) fn remember(&mut self, id: OperationId, trace: Trace) {
        if self.deeds.insert(id, trace).is_none() {
            if self.oldest_first.len() == CAPACITY
                && let Some(oldest) = self.oldest_first.pop_front()
            {
                self.deeds.remove(&oldest);
            }
            self.oldest_first.push_back(id);
        }
        assert_eq!(
            self.deeds.len(),
            self.oldest_first.len(),
            "every deed has its place in the queue"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_showed_who_they_are_may_pay_from_then_on() {
        let mut memory = Memory::default();
        let (one, other) = (PaymentId::from_u128(1), PaymentId::from_u128(2));
        memory.authenticate(one, 2);
        assert!(!memory.is_authenticated(one, 2), "what was declined stays so");
        assert!(memory.is_authenticated(one, 3));
        assert!(!memory.is_authenticated(other, 3));
        for bits in 3..=2 + AUTHENTICATED as u128 {
            memory.authenticate(PaymentId::from_u128(bits), 0);
        }
        assert!(!memory.is_authenticated(one, 3), "memory is bounded");
    }

    #[test]
    fn forgets_the_oldest_only() {
        let mut memory = Memory::default();
        let trace = |deed| Trace { deed, at_ms: 3 };
        for bits in 1..=CAPACITY as u128 + 1 {
            memory.remember(OperationId::from_u128(bits), trace(Deed::Done));
        }
        assert_eq!(memory.recall(OperationId::from_u128(1)), None);
        assert_eq!(memory.recall(OperationId::from_u128(2)), Some(trace(Deed::Done)));
        memory.remember(OperationId::from_u128(2), trace(Deed::Shown));
        assert_eq!(memory.recall(OperationId::from_u128(2)), Some(trace(Deed::Shown)));
        assert_eq!(memory.deeds.len(), CAPACITY);
    }
}
