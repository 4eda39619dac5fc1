//! Callers whose command is committed and who wait for its subject to settle. Not part of the state: after a restart they
//! are gone, and their keys answer when the subject settles.

use std::collections::BTreeSet;

use bezant_kernel::{Tenant, Timestamp};
use rustc_hash::FxHashMap;

use crate::Subject;

/// One parked caller.
#[derive(Debug)]
pub(crate) struct Waiter<S> {
    pub(crate) tenant: Tenant,
    pub(crate) subject: Subject,
    /// The scope of the caller's idempotency key.
    pub(crate) scope: Option<u128>,
    pub(crate) deadline: Timestamp,
    pub(crate) to: S,
}

/// The parked callers, by subject and by deadline.
#[derive(Debug)]
pub(crate) struct Waiters<S> {
    next: u64,
    parked: FxHashMap<u64, Waiter<S>>,
    subjects: FxHashMap<(Tenant, Subject), Vec<u64>>,
    deadlines: BTreeSet<(Timestamp, u64)>,
}

impl<S> Waiters<S> {
    pub(crate) fn new() -> Self {
        Waiters {
            next: 0,
            parked: FxHashMap::default(),
            subjects: FxHashMap::default(),
            deadlines: BTreeSet::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.parked.len()
    }

    pub(crate) fn park(&mut self, waiter: Waiter<S>) {
        let number = self.next;
        self.next += 1;
        self.subjects
            .entry((waiter.tenant, waiter.subject))
            .or_default()
            .push(number);
        self.deadlines.insert((waiter.deadline, number));
        self.parked.insert(number, waiter);
    }

    pub(crate) fn awaits(&self, tenant: Tenant, subject: Subject) -> bool {
        !self.parked.is_empty() && self.subjects.contains_key(&(tenant, subject))
    }

    /// Those who wait for the subject, in the order in which they came.
    pub(crate) fn take(&mut self, tenant: Tenant, subject: Subject) -> Vec<Waiter<S>> {
        let numbers = self.subjects.remove(&(tenant, subject)).unwrap_or_default();
        numbers.into_iter().map(|number| self.unlist(number)).collect()
    }

    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|first| first.0)
    }

    /// The next one whose deadline has come.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<Waiter<S>> {
        let &(deadline, number) = self.deadlines.first()?;
        if deadline > now {
            return None;
        }
        let waiter = self.unlist(number);
        let at = (waiter.tenant, waiter.subject);
        let numbers = self
            .subjects
            .get_mut(&at)
            .expect("a parked caller is listed with its subject");
        numbers.retain(|&other| other != number);
        if numbers.is_empty() {
            self.subjects.remove(&at);
        }
        Some(waiter)
    }

    fn unlist(&mut self, number: u64) -> Waiter<S> {
        let waiter = self.parked.remove(&number).expect("a listed caller is parked");
        self.deadlines.remove(&(waiter.deadline, number));
        waiter
    }
}
