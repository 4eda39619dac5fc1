//! Monitors: every change of a condition is told, with the transfer that made it.

use bezant_kernel::{AccountId, MonitorId, TransferId};
use bezant_ledger::{Comparison, Condition, Crossing, Measure};

use super::{Books, Line, Page};
use crate::violation::{Invariant, Violation, ensure};

/// A monitor.
#[derive(Debug)]
pub(crate) struct Watch {
    account: AccountId,
    condition: Condition,
    pub(crate) holds: bool,
}

fn measure(line: &Line, condition: &Condition) -> (i128, bool) {
    let (inflow, outflow) = match line.account_type.is_debit_normal() {
        true => (line.debits, line.credits),
        false => (line.credits, line.debits),
    };
    let value = match condition.measure {
        Measure::Balance => inflow.posted - outflow.posted,
        Measure::Available => inflow.posted - outflow.posted - outflow.pending,
        Measure::PostedDebits => line.debits.posted,
        Measure::PostedCredits => line.credits.posted,
        Measure::PendingOutflow => outflow.pending,
        Measure::PendingInflow => inflow.pending,
    };
    let threshold = condition.threshold;
    let holds = match condition.comparison {
        Comparison::AtLeast => value >= threshold,
        Comparison::MoreThan => value > threshold,
        Comparison::AtMost => value <= threshold,
        Comparison::LessThan => value < threshold,
    };
    (value, holds)
}

impl Books {
    pub(super) fn watch(
        &mut self,
        page: &Page,
        id: u128,
        account: AccountId,
        condition: Condition,
        holds: bool,
    ) -> Result<(), Violation> {
        let line = self.line_mut(page.tenant, account)?;
        let (value, really) = measure(line, &condition);
        ensure(holds == really, Invariant::MonitorsTell, || {
            format!("{condition:?} of {account} is said to hold: {holds}; the value is {value}")
        })?;
        let watch = Watch {
            account,
            condition,
            holds,
        };
        self.watches.insert((page.tenant, id), watch);
        Ok(())
    }

    /// Notes what monitors of the account must tell now.
    pub(super) fn look(&mut self, page: &mut Page, account: AccountId, transfer: TransferId) {
        let line = &self.lines[&(page.tenant, account)];
        let own = (page.tenant, 0)..=(page.tenant, u128::MAX);
        for (&(_, id), watch) in self.watches.range_mut(own) {
            if watch.account != account {
                continue;
            }
            let (value, holds) = measure(line, &watch.condition);
            if holds != watch.holds {
                watch.holds = holds;
                page.crossings.push_back(Crossing {
                    monitor: MonitorId::from_u128(id),
                    account,
                    value,
                    holds,
                    transfer,
                });
            }
        }
    }
}
