//! A naive ledger, kept from the committed records alone, against which the real one is held.
//!
//! In come committed entries in the order of the log. Everything that a caller was promised about a record is worked out
//! anew, from all that came before: the guards with what is pending, ids, the one end of each hold, whole chains, times,
//! and which monitors must have told. What does not fit is a violation.

mod line;
mod timers;
mod transfers;
mod watches;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bezant_core::Event;
use bezant_engine::Entry;
use bezant_kernel::{AccountId, Currency, Tenant, Timestamp};
use bezant_ledger::{Crossing, Event as Ledger, Flags, Transfer, TransferKind};

pub(crate) use line::{Line, guards};
pub(crate) use watches::Watch;

use crate::violation::{Invariant, Violation, ensure};

/// A transfer: whose, whether of Bezant's own, and its id. The two kinds of ids do not meet.
type Key = (Tenant, bool, u128);

#[derive(Default)]
pub(crate) struct Books {
    pub(crate) lines: BTreeMap<(Tenant, AccountId), Line>,
    made: BTreeMap<Key, Transfer>,
    /// What ended a hold or reversed a transfer.
    ended: BTreeMap<Key, TransferKind>,
    /// The chain that a hold was made in.
    chain_of: BTreeMap<Key, usize>,
    /// The holds of each chain.
    chains: Vec<Vec<Key>>,
    pub(crate) watches: BTreeMap<(Tenant, u128), Watch>,
    /// When each open schedule is due, and the ids that its transfers will have.
    pub(crate) plans: BTreeMap<(Tenant, u128), (Timestamp, BTreeSet<u128>)>,
    planned: BTreeMap<(Tenant, u128), u128>,
    /// What was seen, and how often.
    pub(crate) seen: BTreeMap<&'static str, u32>,
}

/// An entry in the reading.
struct Page {
    tenant: Tenant,
    at: Timestamp,
    /// Whether nobody asked for it.
    by_engine: bool,
    /// What monitors must tell before the entry ends.
    crossings: VecDeque<Crossing>,
    /// What may be attached to.
    posted: BTreeSet<u128>,
}

impl Books {
    /// Takes in an entry.
    pub(crate) fn absorb(&mut self, entry: &Entry<Event>) -> Result<(), Violation> {
        let mut page = Page {
            tenant: entry.tenant,
            at: entry.committed_at,
            by_engine: entry.correlation.as_str() == "engine",
            crossings: VecDeque::new(),
            posted: BTreeSet::new(),
        };
        for event in &entry.events {
            if let Event::Ledger(event) = event {
                self.absorb_event(&mut page, event)?;
            }
        }
        ensure(page.crossings.is_empty(), Invariant::MonitorsTell, || {
            format!("nobody told of {:?}", page.crossings)
        })
    }

    fn absorb_event(&mut self, page: &mut Page, event: &Ledger) -> Result<(), Violation> {
        self.count(event);
        match event {
            Ledger::AccountOpened { id, terms, .. } => {
                let is_taken = self.lines.iter().any(|((tenant, _), line)| {
                    *tenant == page.tenant
                        && line.path == *terms.path.as_str()
                        && line.currency == terms.currency
                });
                let before = self.lines.insert((page.tenant, *id), Line::open(terms));
                ensure(before.is_none() && !is_taken, Invariant::BooksBalance, || {
                    format!("{} is opened twice", terms.path)
                })
            }
            Ledger::AccountChanged { account, change } => {
                self.line_mut(page.tenant, *account)?.change(change);
                Ok(())
            }
            Ledger::Posted(records) => self.post_all(page, records),
            Ledger::Refused(_) => Ok(()),
            Ledger::Attached(attachment) => {
                let id = attachment.transfer.as_u128();
                ensure(page.posted.contains(&id), Invariant::BooksBalance, || {
                    format!("words are attached to {id}, which is not made with them")
                })
            }
            Ledger::Scheduled(schedule) => self.plan(page, schedule),
            Ledger::ScheduleCancelled { id } => self.end_plan(page, id.as_u128()).map(drop),
            Ledger::ScheduleFailed { id, .. } => {
                let at = self.end_plan(page, id.as_u128())?;
                ensure(page.by_engine && at <= page.at, Invariant::TimersAreKept, || {
                    format!("{id} fails before its time")
                })
            }
            Ledger::MonitorSet {
                id,
                account,
                condition,
                holds,
            } => self.watch(page, id.as_u128(), *account, *condition, *holds),
            Ledger::MonitorRemoved { id } => {
                let before = self.watches.remove(&(page.tenant, id.as_u128()));
                ensure(before.is_some(), Invariant::MonitorsTell, || {
                    format!("{id} was not set")
                })
            }
            Ledger::MonitorCrossed(crossing) => {
                let expected = page.crossings.pop_front();
                ensure(
                    expected.as_ref() == Some(crossing),
                    Invariant::MonitorsTell,
                    || format!("{crossing:?} is told, {expected:?} was due"),
                )
            }
        }
    }

    fn count(&mut self, event: &Ledger) {
        let mut see = |what| *self.seen.entry(what).or_default() += 1;
        match event {
            Ledger::AccountOpened { .. } => see("account opened"),
            Ledger::AccountChanged { .. } => see("account changed"),
            Ledger::Attached(_) => see("attached"),
            Ledger::Scheduled(_) => see("scheduled"),
            Ledger::ScheduleCancelled { .. } => see("schedule cancelled"),
            Ledger::ScheduleFailed { .. } => see("schedule failed"),
            Ledger::MonitorSet { .. } => see("monitor set"),
            Ledger::MonitorRemoved { .. } => see("monitor removed"),
            Ledger::MonitorCrossed(_) => see("monitor crossed"),
            Ledger::Refused(results) => {
                for result in results.iter() {
                    let row = usize::from(result.code) - 1;
                    see(bezant_ledger::Rejection::NUMBERS[row].1);
                }
            }
            Ledger::Posted(records) => {
                for transfer in records.iter() {
                    see(transfer.kind.as_str());
                    for (flag, what) in [
                        (Flags::LINKED, "linked"),
                        (Flags::BALANCING_DEBIT, "balancing debit"),
                        (Flags::BALANCING_CREDIT, "balancing credit"),
                        (Flags::CLOSING_DEBIT, "closing"),
                        (
                            Flags::WHOLE_CHAIN.with(Flags::INTERNAL),
                            "further member of a whole chain",
                        ),
                    ] {
                        if transfer.flags.contains(flag) {
                            see(what);
                        }
                    }
                }
            }
        }
    }

    /// Credits less debits of an account, and how much of that callers posted themselves; nothing if it is not open.
    pub(crate) fn owed(&self, tenant: Tenant, path: &str, currency: Currency) -> (i128, i128) {
        let line = self
            .lines
            .iter()
            .find(|((of, _), line)| *of == tenant && line.path == path && line.currency == currency);
        line.map_or((0, 0), |(_, line)| {
            (line.credits.posted - line.debits.posted, line.by_callers)
        })
    }

    /// A caller's transfer.
    pub(crate) fn transfer(&self, tenant: Tenant, id: u128) -> Option<&Transfer> {
        self.made.get(&(tenant, false, id))
    }

    /// The open holds.
    pub(crate) fn open_holds(&self) -> impl Iterator<Item = (Tenant, &Transfer)> {
        self.made
            .iter()
            .filter(|(key, made)| made.kind == TransferKind::Hold && !self.ended.contains_key(key))
            .map(|(key, made)| (key.0, made))
    }

    fn line_mut(&mut self, tenant: Tenant, account: AccountId) -> Result<&mut Line, Violation> {
        self.lines
            .get_mut(&(tenant, account))
            .ok_or_else(|| Violation::new(Invariant::BooksBalance, format!("{account} is not open")))
    }
}
