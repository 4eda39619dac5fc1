//! The naive ledger: one list of all transfers ever made, and sums taken anew for every question.

use bezant_kernel::{AccountId, AccountType, Currency};
use bezant_ledger::{Comparison, Condition, Guard, Measure};

/// A request in plain numbers, and what was made of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    pub(crate) id: u128,
    pub(crate) kind: u8,
    pub(crate) debit: u128,
    pub(crate) credit: u128,
    pub(crate) related: u128,
    pub(crate) amount: u128,
    pub(crate) currency: u16,
    pub(crate) reference: u128,
    pub(crate) effective: u64,
    pub(crate) timeout: u32,
    pub(crate) flags: u16,
    pub(crate) digest: u32,
    /// What is attached; zero for nothing.
    pub(crate) words: u8,
}

pub(crate) const LINKED: u16 = 1;
pub(crate) const BALANCING_DEBIT: u16 = 2;
pub(crate) const BALANCING_CREDIT: u16 = 4;
pub(crate) const CLOSING: u16 = 8 | 16;
pub(crate) const WHOLE_CHAIN: u16 = 32;
pub(crate) const INTERNAL: u16 = 0x8000;
pub(crate) const MAX: u128 = i128::MAX as u128;

#[derive(Clone)]
pub(crate) struct ModelAccount {
    pub(crate) id: AccountId,
    pub(crate) tenant: usize,
    pub(crate) kind: AccountType,
    pub(crate) currency: Currency,
    pub(crate) guard: Guard,
    pub(crate) limit: u128,
    pub(crate) temporary: (u128, u64),
    pub(crate) frozen: bool,
    pub(crate) closed: bool,
    /// Whether limits were changed, so that it may stand below its guard.
    pub(crate) loosened: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) tenant: usize,
    /// As it is stored: sides, amount, currency and effective time filled in. The id is zero until it is known.
    pub(crate) ask: Ask,
    pub(crate) time: u64,
    pub(crate) chain: usize,
}

#[derive(Clone)]
pub(crate) struct ModelMonitor {
    pub(crate) tenant: usize,
    pub(crate) id: u128,
    pub(crate) account: AccountId,
    pub(crate) condition: Condition,
    pub(crate) holds: bool,
}

#[derive(Clone)]
pub(crate) struct ModelSchedule {
    pub(crate) tenant: usize,
    pub(crate) id: u128,
    pub(crate) at: u64,
    pub(crate) asks: Vec<Ask>,
}

#[derive(Clone, Default)]
pub(crate) struct Model {
    pub(crate) accounts: Vec<ModelAccount>,
    pub(crate) made: Vec<Made>,
    pub(crate) monitors: Vec<ModelMonitor>,
    pub(crate) schedules: Vec<ModelSchedule>,
    /// What crossed: monitor, value, holds.
    pub(crate) crossed: Vec<(u128, i128, bool)>,
    chains: usize,
    /// How many were made before the command that is being decided.
    pub(crate) before: usize,
}

/// A code and the number of the field it speaks of.
pub(crate) type Reason = (&'static str, u16);

pub(crate) const fn plain(code: &'static str) -> Reason {
    (code, 0)
}

pub(crate) const fn field(number: u16) -> Reason {
    ("transfer_field_not_allowed", number)
}

impl ModelAccount {
    pub(crate) fn guards(&self, debit_side: bool) -> bool {
        match self.guard {
            Guard::None => false,
            Guard::NormalSide => self.kind.is_debit_normal() != debit_side,
            Guard::DebitsWithinCredits => debit_side,
            Guard::CreditsWithinDebits => !debit_side,
        }
    }

    pub(crate) fn allowance(&self, now: u64) -> u128 {
        self.limit
            + if now < self.temporary.1 {
                self.temporary.0
            } else {
                0
            }
    }
}

impl Model {
    pub(crate) fn account(&self, tenant: usize, id: u128) -> Option<&ModelAccount> {
        let found = |account: &&ModelAccount| account.tenant == tenant && account.id.as_u128() == id;
        self.accounts.iter().find(found)
    }

    /// Starts a command of a payment, which does not see transfers of payments that are over.
    pub(crate) fn begin(&self) -> Model {
        Model {
            before: self.made.len(),
            chains: self.chains + 1,
            ..self.clone()
        }
    }

    pub(crate) fn account_mut(&mut self, tenant: usize, id: u128) -> &mut ModelAccount {
        let found = |account: &&mut ModelAccount| account.tenant == tenant && account.id.as_u128() == id;
        self.accounts.iter_mut().find(found).unwrap()
    }

    pub(crate) fn find(&self, tenant: usize, internal: bool, id: u128) -> Option<&Made> {
        self.made.iter().find(|made| {
            made.tenant == tenant && made.ask.id == id && (made.ask.flags & INTERNAL != 0) == internal
        })
    }

    /// What ended a hold, or reversed a transfer.
    pub(crate) fn ending(&self, hold: &Made) -> Option<&Made> {
        let internal = hold.ask.flags & INTERNAL != 0;
        self.made.iter().find(|made| {
            let for_internal =
                made.ask.flags & INTERNAL != 0 && made.ask.kind != 5 && made.ask.flags & WHOLE_CHAIN == 0;
            made.tenant == hold.tenant && made.ask.related == hold.ask.id && for_internal == internal
        })
    }

    pub(crate) fn open_holds(&self) -> impl Iterator<Item = &Made> {
        self.made
            .iter()
            .filter(|made| made.ask.kind == 2 && self.ending(made).is_none())
    }

    /// Posted and pending, of debits and of credits.
    pub(crate) fn sums(&self, tenant: usize, account: u128) -> [u128; 4] {
        let mut sums = [0u128; 4];
        for made in self.made.iter().filter(|made| made.tenant == tenant) {
            let pending = match made.ask.kind {
                1 | 3 | 6 => 0,
                2 if self.ending(made).is_none() => 1,
                _ => continue,
            };
            if made.ask.debit == account {
                sums[pending] += made.ask.amount;
            }
            if made.ask.credit == account {
                sums[2 + pending] += made.ask.amount;
            }
        }
        sums
    }

    pub(crate) fn total(&self, tenant: usize, currency: u16) -> u128 {
        self.made
            .iter()
            .filter(|made| made.tenant == tenant && made.ask.currency == currency)
            .map(|made| match made.ask.kind {
                1 | 3 | 6 => made.ask.amount,
                2 if self.ending(made).is_none() => made.ask.amount,
                _ => 0,
            })
            .sum()
    }

    /// Makes all of a chain or nothing; says which item was refused.
    pub(crate) fn chain(
        &mut self,
        tenant: usize,
        now: u64,
        asks: &[Ask],
        schedule: Option<u128>,
    ) -> Result<(), (usize, Reason)> {
        let mut next = self.clone();
        next.chains += 1;
        for (nth, ask) in asks.iter().enumerate() {
            if let Err(reason) = next.add(tenant, now, ask, false, schedule) {
                // Asked of the ledger before the chain, not of the chain's own beginning.
                let all_exist = {
                    let before = self.clone();
                    let exists_before = |ask: &Ask| {
                        before.check(tenant, now, ask, false, schedule) == Err(plain("transfer_exists"))
                    };
                    asks.iter().all(exists_before)
                };
                let partly = reason.0 == "transfer_exists" && asks.len() > 1 && !(nth == 0 && all_exist);
                let reason = if partly {
                    plain("transfer_chain_partly_made")
                } else {
                    reason
                };
                return Err((nth, reason));
            }
        }
        *self = next;
        Ok(())
    }

    pub(crate) fn check(
        &self,
        tenant: usize,
        now: u64,
        ask: &Ask,
        internal: bool,
        schedule: Option<u128>,
    ) -> Result<(), Reason> {
        if ask.id == 0 || (ask.flags & INTERNAL != 0) != internal {
            return Err(plain("transfer_id_reserved"));
        }
        let allowed = match ask.kind {
            1 | 2 => BALANCING_DEBIT | BALANCING_CREDIT | CLOSING,
            3 | 4 => WHOLE_CHAIN,
            6 => 0,
            _ => return Err(field(1)),
        };
        if ask.flags & !(allowed | LINKED | INTERNAL) != 0 {
            return Err(field(9));
        }
        if ask.timeout != 0 && ask.kind != 2 {
            return Err(field(10));
        }
        if ask.effective > now {
            return Err(plain("transfer_effective_in_future"));
        }
        if (ask.kind > 2) != (ask.related != 0) {
            return Err(field(4));
        }
        if ask.flags & WHOLE_CHAIN != 0 && ask.amount != 0 {
            return Err(field(5));
        }
        if let Some(known) = self.find(tenant, internal, ask.id) {
            return Err(match self.difference(known, ask) {
                0 => plain("transfer_exists"),
                number => ("transfer_exists_with_different_content", number),
            });
        }
        let reserved = |one: &ModelSchedule| {
            one.tenant == tenant
                && Some(one.id) != schedule
                && one.asks.iter().any(|other| other.id == ask.id)
        };
        if !internal && self.schedules.iter().any(reserved) {
            return Err(plain("transfer_scheduled"));
        }
        Ok(())
    }

    /// The number of the first differing field, zero for none.
    fn difference(&self, known: &Made, ask: &Ask) -> u16 {
        let stored = &known.ask;
        let inherits = stored.kind > 2;
        let or_nothing = |asked: u128, stored: u128| asked == stored || inherits && asked == 0;
        let own_flags = match stored.kind {
            1 | 2 => BALANCING_DEBIT | BALANCING_CREDIT | CLOSING,
            3 | 4 => WHOLE_CHAIN,
            _ => 0,
        };
        let same_amount = if ask.kind <= 2 && ask.flags & (BALANCING_DEBIT | BALANCING_CREDIT) != 0 {
            ask.amount == 0 || ask.amount >= stored.amount
        } else if ask.kind == 3 && ask.amount == 0 {
            let hold = self
                .made
                .iter()
                .find(|made| made.tenant == known.tenant && made.ask.id == stored.related);
            hold.is_none_or(|hold| hold.ask.amount == stored.amount)
        } else {
            or_nothing(ask.amount, stored.amount)
        };
        let asked_effective = if ask.effective == 0 {
            known.time
        } else {
            ask.effective
        };
        let same = [
            (1, ask.kind == stored.kind),
            (2, or_nothing(ask.debit, stored.debit)),
            (3, or_nothing(ask.credit, stored.credit)),
            (4, ask.related == stored.related),
            (9, (ask.flags ^ stored.flags) & own_flags == 0),
            (5, same_amount),
            (
                6,
                or_nothing(u128::from(ask.currency), u128::from(stored.currency)),
            ),
            (10, ask.timeout == stored.timeout),
            (11, asked_effective == stored.effective),
            (7, ask.reference == stored.reference),
            (12, ask.digest == stored.digest),
        ];
        same.into_iter()
            .find(|(_, same)| !same)
            .map_or(0, |(number, _)| number)
    }

    pub(crate) fn push(&mut self, tenant: usize, now: u64, ask: Ask) {
        let sides = [ask.debit, ask.credit];
        self.made.push(Made {
            tenant,
            ask,
            time: now,
            chain: self.chains,
        });
        for account in sides {
            for at in 0..self.monitors.len() {
                let monitor = &self.monitors[at];
                if monitor.tenant == tenant && monitor.account.as_u128() == account {
                    let (value, holds) = self.measure(tenant, account, &monitor.condition);
                    if holds != self.monitors[at].holds {
                        self.monitors[at].holds = holds;
                        self.crossed.push((self.monitors[at].id, value, holds));
                    }
                }
            }
        }
    }

    pub(crate) fn measure(&self, tenant: usize, account: u128, condition: &Condition) -> (i128, bool) {
        let kind = self.account(tenant, account).unwrap().kind;
        let [debits, debits_pending, credits, credits_pending] =
            self.sums(tenant, account).map(|sum| sum as i128);
        let (inflow, inflow_pending, outflow, outflow_pending) = if kind.is_debit_normal() {
            (debits, debits_pending, credits, credits_pending)
        } else {
            (credits, credits_pending, debits, debits_pending)
        };
        let value = match condition.measure {
            Measure::Balance => inflow - outflow,
            Measure::Available => inflow - outflow - outflow_pending,
            Measure::PostedDebits => debits,
            Measure::PostedCredits => credits,
            Measure::PendingOutflow => outflow_pending,
            Measure::PendingInflow => inflow_pending,
        };
        let holds = match condition.comparison {
            Comparison::AtLeast => value >= condition.threshold,
            Comparison::MoreThan => value > condition.threshold,
            Comparison::AtMost => value <= condition.threshold,
            Comparison::LessThan => value < condition.threshold,
        };
        (value, holds)
    }
}
