//! What is checked after every start: everything that was ever answered is there.

use std::collections::BTreeMap;

use bezant_core::{Answer, Query};
use bezant_engine::{Archive, ArchivedRecord, By, Release};
use bezant_kernel::Tenant;
use bezant_ledger::Transfer;
use bezant_log::Position;

use crate::node::SimulatedPartition;
use crate::violation::{Invariant, Violation, ensure};
use crate::world::World;

/// Asks a partition that has nothing else to say.
pub(crate) fn ask(
    partition: &mut SimulatedPartition,
    tenant: Tenant,
    query: Query,
) -> Result<Answer, Violation> {
    assert!(partition.is_idle(), "audits are made when nothing is under way");
    partition
        .query(tenant, query, ())
        .map_err(|error| Violation::new(Invariant::StateIsTheLog, error.to_string()))?;
    match partition.pop_release() {
        Some(Release::Answered { answer, .. }) => Ok(answer),
        Some(Release::Submitted { .. }) | None => unreachable!("an idle partition answers at once"),
    }
}

impl World {
    /// Versions, amounts, transfers and accounts are at least what callers were told.
    pub(crate) fn answers_are_there(&mut self) -> Result<(), Violation> {
        let partition = &mut self.node.as_mut().expect("the node runs").partition;
        let head = partition.head();
        ensure(head >= self.clients.position, Invariant::AnswersSurvive, || {
            format!("the log ends at {head}, {} was answered", self.clients.position)
        })?;
        let lost = |what: String| Violation::new(Invariant::AnswersSurvive, what);
        for (&id, known) in &self.clients.payments {
            let Answer::Payment(found) = ask(partition, known.tenant, Query::Payment(id))? else {
                unreachable!("a question about a payment is answered with one")
            };
            let found = found.ok_or_else(|| lost(format!("{id} was answered and is gone: {known:?}")))?;
            let is_there = if found.version == known.version {
                *found == *known
            } else {
                found.version > known.version && found.amount == known.amount
            };
            ensure(is_there, Invariant::AnswersSurvive, || {
                format!("answered: {known:?}, found: {found:?}")
            })?;
        }
        for &(tenant, id) in &self.clients.accounts {
            let Answer::Account(found) = ask(partition, tenant, Query::Account(id))? else {
                unreachable!("a question about an account is answered with one")
            };
            ensure(found.is_some(), Invariant::AnswersSurvive, || {
                format!("{id} is gone")
            })?;
        }
        self.transfers_are_there(head)
    }

    /// The journal finds each transfer that a caller was told of, as it was told, and once.
    fn transfers_are_there(&self, head: Position) -> Result<(), Violation> {
        let journal = &self.node.as_ref().expect("the node runs").journal;
        for tenant in self.tenants {
            let all = self.clients.transfers.iter();
            let known: Vec<_> = all.filter(|((of, _), _)| *of == tenant).collect();
            let ids: Vec<u128> = known.iter().map(|((_, id), _)| id.as_u128()).collect();
            let mut found = BTreeMap::new();
            let mut times = 0;
            let collect = &mut |record: &ArchivedRecord| {
                times += 1;
                if let Ok(transfer) = Transfer::from_bytes(record) {
                    found.insert(transfer.id, transfer);
                }
            };
            journal
                .find(tenant, By::Id, &ids, head, collect)
                .map_err(|error| Violation::new(Invariant::AnswersSurvive, error.to_string()))?;
            for ((_, id), told) in &known {
                let found = found.get(id);
                ensure(found == Some(told), Invariant::AnswersSurvive, || {
                    format!("answered: {told:?}, found: {found:?}")
                })?;
            }
            ensure(times == known.len(), Invariant::TransfersHappenOnce, || {
                format!("{} transfers are found {times} times", known.len())
            })?;
        }
        Ok(())
    }
}
