//! Schedules: their ids are taken, and their time is kept.

use std::collections::BTreeSet;

use bezant_kernel::Timestamp;
use bezant_ledger::Schedule;

use super::{Books, Page};
use crate::violation::{Invariant, Violation, ensure};

impl Books {
    pub(super) fn plan(&mut self, page: &Page, schedule: &Schedule) -> Result<(), Violation> {
        let (items, _) = schedule.items.as_bytes().as_chunks::<128>();
        let ids: BTreeSet<u128> = items
            .iter()
            .map(|item| u128::from_le_bytes(*item.first_chunk().expect("an item is 128 bytes")))
            .collect();
        for &id in &ids {
            let is_new = self.transfer(page.tenant, id).is_none()
                && self
                    .planned
                    .insert((page.tenant, id), schedule.id.as_u128())
                    .is_none();
            ensure(is_new, Invariant::TransfersHappenOnce, || {
                format!("{id} is scheduled a second time by {schedule:?}")
            })?;
        }
        let plan = (schedule.at, ids);
        let before = self.plans.insert((page.tenant, schedule.id.as_u128()), plan);
        ensure(
            before.is_none() && schedule.at > page.at,
            Invariant::TimersAreKept,
            || format!("{schedule:?} is there already or over"),
        )
    }

    /// Ends a schedule without its transfers and says when it was due.
    pub(super) fn end_plan(&mut self, page: &Page, id: u128) -> Result<Timestamp, Violation> {
        let Some((at, ids)) = self.plans.remove(&(page.tenant, id)) else {
            let detail = format!("the schedule {id} is not open");
            return Err(Violation::new(Invariant::TimersAreKept, detail));
        };
        for id in ids {
            self.planned.remove(&(page.tenant, id));
        }
        Ok(at)
    }

    /// A transfer is made whose id may be one of a schedule: then by its timer, and at its time.
    pub(super) fn keep_plan(&mut self, page: &Page, id: u128) -> Result<(), Violation> {
        let Some(plan) = self.planned.remove(&(page.tenant, id)) else {
            return Ok(());
        };
        let open = (page.tenant, plan);
        let (at, left) = self.plans.get_mut(&open).expect("a planned id has its schedule");
        ensure(page.by_engine && *at <= page.at, Invariant::TimersAreKept, || {
            format!("{id} is made before the time for which it is scheduled")
        })?;
        left.remove(&id);
        if left.is_empty() {
            self.plans.remove(&open);
        }
        Ok(())
    }
}
