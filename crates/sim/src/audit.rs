//! What is checked after every start: everything that was ever answered is there.

use bezant_core::{Answer, Query};
use bezant_engine::Release;
use bezant_kernel::Tenant;
use bezant_ledger::Transfer;

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
        for (&id, &(tenant, known)) in &self.clients.transfers {
            let Answer::Transfer(found) = ask(partition, tenant, Query::Transfer(id))? else {
                unreachable!("a question about a transfer is answered with one")
            };
            // A hold may have ended since.
            let as_told = |found: Transfer| Transfer {
                outcome: known.outcome,
                ..found
            };
            ensure(
                found.map(as_told) == Some(known),
                Invariant::AnswersSurvive,
                || format!("answered: {known:?}, found: {found:?}"),
            )?;
        }
        for (&id, &(tenant, currency)) in &self.clients.accounts {
            let Answer::Account(found) = ask(partition, tenant, Query::Account(id))? else {
                unreachable!("a question about an account is answered with one")
            };
            let is_there = found.is_some_and(|account| account.currency() == currency);
            ensure(is_there, Invariant::AnswersSurvive, || format!("{id} is gone"))?;
        }
        Ok(())
    }
}
