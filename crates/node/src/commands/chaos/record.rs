//! What became of the payments of an experiment, and what that says of a span of time.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;

/// What the node says of a payment.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Money is reserved or taken.
    Approved,
    /// It ended without money.
    Declined,
    /// It is not known yet.
    Open,
}

/// How a request was answered.
#[derive(Copy, Clone, Debug)]
pub(super) struct Answered {
    pub(super) at: Duration,
    /// Nothing where the answer was an error, or none came.
    pub(super) state: Option<State>,
}

/// A payment of the experiment. Times are from the start of the load.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) due: Duration,
    pub(super) answered: Option<Answered>,
    pub(super) id: Option<String>,
    /// How it ended, looked at when all was over.
    pub(super) in_the_end: Option<State>,
    pub(super) needs_attention: bool,
    /// How often the customer was charged, or may have been.
    pub(super) charges: u64,
}

/// All payments of an experiment, by number.
#[derive(Default)]
pub(super) struct Record {
    payments: Mutex<Vec<Payment>>,
    /// The last thing that the API complained of.
    complaint: Mutex<Option<String>>,
}

/// A span of time in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Measures {
    pub(super) sent: u64,
    pub(super) approved: u64,
    pub(super) declined: u64,
    /// Answered, and not decided yet.
    pub(super) open: u64,
    pub(super) errors: u64,
    /// Not answered yet.
    pub(super) waiting: u64,
    pub(super) p95_ms: Option<u64>,
    pub(super) p99_ms: Option<u64>,
}

impl Record {
    /// Notes that a payment is due; answers its number.
    pub(super) fn begin(&self, due: Duration) -> usize {
        let mut payments = self.payments();
        payments.push(Payment {
            due,
            answered: None,
            id: None,
            in_the_end: None,
            needs_attention: false,
            charges: 0,
        });
        payments.len() - 1
    }

    pub(super) fn answer(&self, number: usize, answered: Answered, id: Option<String>) {
        self.change(number, |payment| {
            payment.answered = Some(answered);
            payment.id = id;
        });
    }

    pub(super) fn change(&self, number: usize, change: impl FnOnce(&mut Payment)) {
        change(&mut self.payments()[number]);
    }

    pub(super) fn complain(&self, complaint: String) {
        *self.complaint.lock().unwrap_or_else(PoisonError::into_inner) = Some(complaint);
    }

    pub(super) fn complaint(&self) -> Option<String> {
        self.complaint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(super) fn all(&self) -> Vec<Payment> {
        self.payments().clone()
    }

    /// The payments that were due in a span of time, as they ended where that is known.
    pub(super) fn due_in(&self, span: &Range<Duration>, now: Duration) -> Measures {
        let payments = self.payments();
        Measures::of(payments.iter().filter(|payment| span.contains(&payment.due)), now)
    }

    /// What callers saw in the last `window`: what was answered in it, and who waits.
    pub(super) fn seen_in_last(&self, window: Duration, since: Duration, now: Duration) -> Measures {
        let from = now.saturating_sub(window).max(since);
        let payments = self.payments();
        let is_seen = |payment: &&Payment| match payment.answered {
            Some(answered) => answered.at >= from && payment.due >= since,
            None => payment.due >= since,
        };
        Measures::of(payments.iter().filter(is_seen), now)
    }

    fn payments(&self) -> MutexGuard<'_, Vec<Payment>> {
        self.payments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Measures {
    pub(super) fn of<'a>(payments: impl Iterator<Item = &'a Payment>, now: Duration) -> Measures {
        let mut measures = Measures::default();
        let mut waits = Vec::new();
        for payment in payments {
            measures.sent += 1;
            let until = payment.answered.map_or(now, |answered| answered.at);
            waits.push(until.saturating_sub(payment.due));
            let Some(answered) = payment.answered else {
                measures.waiting += 1;
                continue;
            };
            if answered.state.is_none() {
                measures.errors += 1;
            }
            match payment.in_the_end.or(answered.state) {
                Some(State::Approved) => measures.approved += 1,
                Some(State::Declined) => measures.declined += 1,
                Some(State::Open) => measures.open += 1,
                None => {}
            }
        }
        waits.sort_unstable();
        measures.p95_ms = percentile(&waits, 95);
        measures.p99_ms = percentile(&waits, 99);
        measures
    }

    /// The share of the decided payments that are approved.
    pub(super) fn approval_basis_points(&self) -> Option<u64> {
        (self.approved * 10_000).checked_div(self.approved + self.declined)
    }

    /// The share of the answered requests that were answered by an error, or given up.
    pub(super) fn error_basis_points(&self) -> Option<u64> {
        (self.errors * 10_000).checked_div(self.sent - self.waiting)
    }

    pub(super) fn answers(&self) -> u64 {
        self.sent - self.waiting
    }
}

fn percentile(sorted: &[Duration], hundredths: usize) -> Option<u64> {
    let place = (sorted.len() * hundredths).div_ceil(100).checked_sub(1)?;
    Some(u64::try_from(sorted[place].as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_counts_as_slow_and_not_as_answered() {
        let record = Record::default();
        let ms = Duration::from_millis;
        for number in 0..100 {
            record.begin(ms(number * 10));
        }
        for number in 0..95 {
            let state = (number >= 5).then_some(match number % 2 {
                0 => State::Approved,
                _ => State::Declined,
            });
            let at = ms(number * 10 + 7);
            let number = usize::try_from(number).unwrap();
            record.answer(number, Answered { at, state }, None);
        }
        let all = record.due_in(&(ms(0)..ms(1_000)), ms(5_000));
        assert_eq!((all.sent, all.errors, all.waiting), (100, 5, 5));
        assert_eq!(all.approval_basis_points(), Some(5_000));
        assert_eq!(all.error_basis_points(), Some(526));
        assert_eq!((all.p95_ms, all.p99_ms), (Some(7), Some(4_040)));
        // An error that turned out well, once looked at again.
        record.change(0, |payment| payment.in_the_end = Some(State::Approved));
        assert_eq!(record.due_in(&(ms(0)..ms(1_000)), ms(5_000)).approved, 46);
        let seen = record.seen_in_last(ms(100), ms(0), ms(950));
        assert_eq!((seen.waiting, seen.answers()), (5, 10));
        assert_eq!(Measures::default().approval_basis_points(), None);
    }
}
