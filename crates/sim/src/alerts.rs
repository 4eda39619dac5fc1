//! No payment is stuck in silence: when the faults are over, whatever has no end yet is waited for by a call or a timer that
//! is really there, and has asked for a person's attention where the gateway will not say what it did.
//!
//! Then the person acts: such gateways speak, and all comes to its end. Meanwhile the node dies a few times more, so that
//! what waits for hours outlasts that.

use bezant_core::{Answer, Query};
use bezant_engine::Machine;
use bezant_kernel::Timestamp;
use bezant_payments::{Payment, Phase};

use crate::node::Death;
use crate::timeline::{MINUTE, SECOND};
use crate::violation::{Invariant, Violation, ensure};
use crate::world::{Happening, World};

/// A clock that was set back holds up timers for so long at most, and calls come to an end.
const GRACE: u64 = 10 * MINUTE;

const HOUR: u64 = 60 * MINUTE;

impl World {
    /// Arranges the check for when every doubt must have been shown.
    pub(crate) fn await_alerts(&mut self) {
        let most_pauses =
            u64::from(self.policy.inquiries_before_attention) * self.policy.inquiry_cap.0 * 1_000;
        self.timeline.after(GRACE + most_pauses, Happening::AlertsAreDue);
        for _ in 0..3 {
            let later = self.chance.between(HOUR, 16 * HOUR);
            self.timeline.after(later, Happening::Die(Death::Killed));
        }
    }

    pub(crate) fn check_alerts(&mut self) -> Result<(), Violation> {
        let Some(node) = &self.node else {
            self.timeline.after(SECOND, Happening::AlertsAreDue);
            return Ok(());
        };
        let wake = node.partition.next_wake();
        let mut told = 0;
        for (&id, shadow) in &self.chronicle.payments {
            // What has its end may have left memory.
            let Answer::Payment(Some(payment)) =
                node.partition.machine().query(shadow.tenant, Query::Payment(id))
            else {
                continue;
            };
            self.is_waited_for(&payment, wake)?;
            told += u32::from(payment.attention.is_some() && !payment.is_finished());
        }
        if told > 0 {
            *self
                .report
                .gateways
                .entry("payments shown to people")
                .or_default() += told;
        }
        self.gateways.speak(self.now());
        Ok(())
    }

    fn is_waited_for(&self, payment: &Payment, wake: Option<Timestamp>) -> Result<(), Violation> {
        if let Some(at) = payment.next_timer() {
            ensure(
                wake.is_some_and(|wake| wake <= at),
                Invariant::NothingIsStuck,
                || format!("the node wakes at {wake:?}, too late for {payment:?}"),
            )?;
        }
        let Some(flight) = payment.flight.as_deref() else {
            return Ok(());
        };
        if flight.phase == Phase::Calling {
            let is_fresh = self.now().since(payment.updated_at).0 < GRACE / 1_000;
            ensure(
                is_fresh || self.orchestrator.works_on(flight.operation.id),
                Invariant::NothingIsStuck,
                || format!("nobody makes the call: {payment:?}"),
            )?;
        }
        let is_in_doubt = flight.doubts >= self.policy.inquiries_before_attention
            || self.gateways.is_mute(flight.operation.id);
        ensure(
            payment.attention.is_some() || !is_in_doubt,
            Invariant::PeopleAreTold,
            || format!("in doubt, and nobody is told: {payment:?}"),
        )
    }
}
