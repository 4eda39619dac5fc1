//! The authorizations of one payment as the log tells them, held against the schemes' limits naively.

use bezant_kernel::{Milliseconds, OperationId, OperationKind, PaymentId, Timestamp};
use bezant_payments::policy::{
    MAX_ATTEMPTS, MAX_ATTEMPTS_IN_A_DAY, MAX_ATTEMPTS_IN_SCHEME_WINDOW, SCHEME_WINDOW,
};
use bezant_payments::{Call, EventKind, RetryReason};

use crate::violation::{Invariant, Violation, ensure};

const DAY: Milliseconds = Milliseconds(86_400_000);

#[derive(Debug, Default)]
pub(crate) struct Tries {
    /// When each authorization was first sent.
    sent: Vec<(Timestamp, OperationId)>,
    /// Those since the payment was last started or last waited.
    in_a_row: usize,
    /// How often it waited for a better moment.
    pub(crate) waits: u32,
}

impl Tries {
    pub(crate) fn follow(
        &mut self,
        payment: PaymentId,
        at: Timestamp,
        event: &EventKind,
    ) -> Result<(), Violation> {
        match event {
            EventKind::Reopened => self.in_a_row = 0,
            EventKind::OperationStarted(started) => {
                let operation = &started.operation;
                let is_new = self.sent.iter().all(|(_, id)| *id != operation.id);
                if operation.kind == OperationKind::Authorize && operation.call == Call::Send && is_new {
                    self.sent.push((at, operation.id));
                    self.in_a_row += 1;
                }
            }
            EventKind::RetryScheduled(retry) if matches!(retry.reason, RetryReason::Decline(_)) => {
                self.in_a_row = 0;
                self.waits += 1;
                let is_in_time = retry.at > at
                    && self.within(SCHEME_WINDOW, at) < MAX_ATTEMPTS_IN_SCHEME_WINDOW
                    && self.within(DAY, retry.at) < MAX_ATTEMPTS_IN_A_DAY;
                ensure(is_in_time, Invariant::LimitsAreKept, || {
                    format!("{payment} is to be tried again: {retry:?} after {:?}", self.sent)
                })?;
            }
            _ => {}
        }
        ensure(self.in_a_row <= MAX_ATTEMPTS, Invariant::LimitsAreKept, || {
            format!("{payment} was tried {} times in a row", self.in_a_row)
        })
    }

    fn within(&self, window: Milliseconds, now: Timestamp) -> usize {
        let is_recent = |(at, _): &&(Timestamp, OperationId)| now.since(*at) < window;
        self.sent.iter().filter(is_recent).count()
    }
}
