//! What the naive ledger accepts and refuses, kind by kind.

use crate::commands::digest_of;
use crate::reference::{
    Ask, BALANCING_CREDIT, BALANCING_DEBIT, CLOSING, INTERNAL, MAX, Made, Model, ModelAccount, ModelSchedule,
    Reason, WHOLE_CHAIN, field, plain,
};

impl Model {
    pub(crate) fn add(
        &mut self,
        tenant: usize,
        now: u64,
        ask: &Ask,
        internal: bool,
        schedule: Option<u128>,
    ) -> Result<(), Reason> {
        self.check(tenant, now, ask, internal, schedule)?;
        if ask.digest != digest_of(ask.words) {
            return Err(field(12));
        }
        let mut stored = ask.clone();
        stored.effective = if ask.effective == 0 { now } else { ask.effective };
        match ask.kind {
            1 | 2 => self.fresh(tenant, now, stored),
            6 => self.reverse(tenant, now, stored),
            _ => self.end(tenant, now, stored, internal),
        }
    }

    pub(crate) fn fresh(&mut self, tenant: usize, now: u64, mut ask: Ask) -> Result<(), Reason> {
        if ask.amount == 0 && ask.flags & (BALANCING_DEBIT | BALANCING_CREDIT | CLOSING) == 0 {
            return Err(plain("transfer_amount_not_positive"));
        }
        if ask.debit == ask.credit {
            return Err(plain("transfer_same_account"));
        }
        let mut sides = Vec::new();
        for id in [ask.debit, ask.credit] {
            sides.push(
                self.account(tenant, id)
                    .ok_or(plain("account_not_found"))?
                    .clone(),
            );
        }
        if sides
            .iter()
            .any(|account| account.currency.number() != ask.currency)
        {
            return Err(plain("account_currency_mismatch"));
        }
        if ask.flags & (BALANCING_DEBIT | BALANCING_CREDIT) != 0 {
            let cap = if ask.amount == 0 { u128::MAX } else { ask.amount };
            let mut left = cap;
            for (account, debit_side) in sides.iter().zip([true, false]) {
                let flag = if debit_side {
                    BALANCING_DEBIT
                } else {
                    BALANCING_CREDIT
                };
                if ask.flags & flag != 0 {
                    let (own, other) = self.own_and_other(account, debit_side);
                    let allowance = if account.guards(debit_side) {
                        account.allowance(now)
                    } else {
                        0
                    };
                    left = left.min((other + allowance).saturating_sub(own));
                    if left == 0 && ask.flags & CLOSING == 0 {
                        return Err(plain("overdraft"));
                    }
                }
            }
            ask.amount = left;
        }
        self.move_money(tenant, now, ask)
    }

    /// What has gone or may go on a side, and what has come on the other.
    pub(crate) fn own_and_other(&self, account: &ModelAccount, debit_side: bool) -> (u128, u128) {
        let [debits, debits_pending, credits, credits_pending] =
            self.sums(account.tenant, account.id.as_u128());
        if debit_side {
            (debits + debits_pending, credits)
        } else {
            (credits + credits_pending, debits)
        }
    }

    pub(crate) fn move_money(&mut self, tenant: usize, now: u64, ask: Ask) -> Result<(), Reason> {
        let sides = [ask.debit, ask.credit].map(|id| self.account(tenant, id).unwrap().clone());
        for account in &sides {
            // What Bezant itself posts has happened outside already.
            if account.closed && ask.flags & INTERNAL == 0 {
                return Err(plain("account_closed"));
            }
            if account.frozen && ask.flags & INTERNAL == 0 {
                return Err(plain("account_frozen"));
            }
        }
        let total = self.total(tenant, ask.currency).checked_add(ask.amount);
        if total.is_none_or(|total| total > MAX) {
            return Err(plain("balance_overflow"));
        }
        for (account, debit_side) in sides.iter().zip([true, false]) {
            let (own, other) = self.own_and_other(account, debit_side);
            if account.guards(debit_side) && own + ask.amount > other.saturating_add(account.allowance(now)) {
                return Err(plain("overdraft"));
            }
        }
        for (id, flag) in [(ask.debit, 8), (ask.credit, 16)] {
            if ask.flags & flag != 0 {
                self.account_mut(tenant, id).closed = true;
            }
        }
        self.push(tenant, now, ask);
        Ok(())
    }

    pub(crate) fn open_hold(
        &self,
        tenant: usize,
        now: u64,
        id: u128,
        internal: bool,
    ) -> Result<Made, Reason> {
        let hold = match (self.find(tenant, internal, id), self.find(tenant, true, id)) {
            (Some(made), _) if made.ask.kind == 2 => made,
            (None, Some(made)) if !internal && made.ask.kind == 2 => return Err(plain("hold_reserved")),
            (_, _) => return Err(plain("hold_not_found")),
        };
        let is_over = |end: &Made| {
            self.made[..self.before]
                .iter()
                .any(|made| made.ask.id == end.ask.id)
        };
        if internal && self.ending(hold).is_some_and(is_over) {
            return Err(plain("hold_not_found"));
        }
        match self.ending(hold).map(|made| made.ask.kind) {
            Some(3) => Err(plain("hold_already_posted")),
            Some(4) => Err(plain("hold_already_voided")),
            Some(_) => Err(plain("hold_expired")),
            None if hold.ask.timeout != 0 && deadline(hold) <= now => Err(plain("hold_expired")),
            None => Ok(hold.clone()),
        }
    }

    pub(crate) fn same_sides(
        &self,
        ask: &Ask,
        debit: u128,
        credit: u128,
        currency: u16,
    ) -> Result<(), Reason> {
        if ask.debit != 0 && ask.debit != debit {
            return Err(field(2));
        }
        if ask.credit != 0 && ask.credit != credit {
            return Err(field(3));
        }
        if ask.currency != 0 && ask.currency != currency {
            return Err(plain("account_currency_mismatch"));
        }
        Ok(())
    }

    pub(crate) fn end(&mut self, tenant: usize, now: u64, ask: Ask, internal: bool) -> Result<(), Reason> {
        let named = self.open_hold(tenant, now, ask.related, internal)?;
        self.same_sides(&ask, named.ask.debit, named.ask.credit, named.ask.currency)?;
        if ask.kind == 3 && ask.amount > named.ask.amount {
            return Err(plain("post_exceeds_hold"));
        }
        if ask.kind == 4 && ask.amount != 0 && ask.amount != named.ask.amount {
            return Err(field(5));
        }
        let mut holds = vec![named.clone()];
        if ask.flags & WHOLE_CHAIN != 0 {
            let linked = |made: &&Made| {
                made.tenant == tenant && made.chain == named.chain && made.ask.id != named.ask.id
            };
            holds.extend(self.open_holds().filter(linked).cloned());
        }
        for hold in &holds {
            self.open_hold(tenant, now, hold.ask.id, internal)?;
            for (id, flag) in [(hold.ask.debit, 8), (hold.ask.credit, 16)] {
                let account = self.account(tenant, id).unwrap();
                if ask.kind == 3 && !internal && account.closed && hold.ask.flags & flag == 0 {
                    return Err(plain("account_closed"));
                }
                if ask.kind == 3 && !internal && account.frozen {
                    return Err(plain("account_frozen"));
                }
            }
        }
        for (nth, hold) in holds.into_iter().enumerate() {
            self.finish_hold(
                tenant,
                now,
                &hold,
                Ask {
                    id: if nth == 0 { ask.id } else { 0 },
                    related: hold.ask.id,
                    amount: if ask.amount == 0 {
                        hold.ask.amount
                    } else {
                        ask.amount
                    },
                    flags: ask.flags | if nth == 0 { 0 } else { INTERNAL },
                    digest: if nth == 0 { ask.digest } else { 0 },
                    ..ask.clone()
                },
            );
        }
        Ok(())
    }

    pub(crate) fn finish_hold(&mut self, tenant: usize, now: u64, hold: &Made, ask: Ask) {
        if ask.kind != 3 {
            for (id, flag) in [(hold.ask.debit, 8), (hold.ask.credit, 16)] {
                if hold.ask.flags & flag != 0 {
                    self.account_mut(tenant, id).closed = false;
                }
            }
        }
        let ask = Ask {
            debit: hold.ask.debit,
            credit: hold.ask.credit,
            currency: hold.ask.currency,
            ..ask
        };
        self.push(tenant, now, ask);
    }

    pub(crate) fn reverse(&mut self, tenant: usize, now: u64, ask: Ask) -> Result<(), Reason> {
        let found = self
            .find(tenant, false, ask.related)
            .or(self.find(tenant, true, ask.related));
        let original = found.ok_or(plain("original_not_found"))?.clone();
        if original.ask.flags & INTERNAL != 0 && original.ask.flags & WHOLE_CHAIN == 0 {
            return Err(plain("original_reserved"));
        }
        if ![1, 3].contains(&original.ask.kind) || original.ask.amount == 0 {
            return Err(plain("transfer_not_reversible"));
        }
        let reversed =
            |made: &Made| made.tenant == tenant && made.ask.kind == 6 && made.ask.related == ask.related;
        if self.made.iter().any(reversed) {
            return Err(plain("transfer_already_reversed"));
        }
        self.same_sides(
            &ask,
            original.ask.credit,
            original.ask.debit,
            original.ask.currency,
        )?;
        if ask.amount != 0 && ask.amount != original.ask.amount {
            return Err(field(5));
        }
        let reversal = Ask {
            debit: original.ask.credit,
            credit: original.ask.debit,
            amount: original.ask.amount,
            currency: original.ask.currency,
            ..ask
        };
        self.move_money(tenant, now, reversal)
    }

    /// What happens by itself to one tenant: the schedules that failed, with the reason.
    pub(crate) fn due(&mut self, tenant: usize, now: u64) -> Vec<(u128, usize, Reason)> {
        let mut expired: Vec<Made> = self
            .open_holds()
            .filter(|hold| hold.tenant == tenant && hold.ask.timeout != 0 && deadline(hold) <= now)
            .cloned()
            .collect();
        expired.sort_by_key(|hold| (deadline(hold), hold.ask.id));
        for hold in expired {
            let end = Ask {
                id: 0,
                kind: 5,
                related: hold.ask.id,
                effective: now,
                timeout: 0,
                flags: INTERNAL,
                digest: 0,
                ..hold.ask.clone()
            };
            self.finish_hold(tenant, now, &hold, end);
        }
        let is_due = |one: &ModelSchedule| one.tenant == tenant && one.at <= now;
        let mut schedules: Vec<_> = self.schedules.iter().filter(|one| is_due(one)).cloned().collect();
        schedules.sort_by_key(|one| (one.at, one.id));
        let mut failed = Vec::new();
        for schedule in &schedules {
            if let Err((nth, reason)) = self.chain(tenant, now, &schedule.asks, Some(schedule.id)) {
                failed.push((schedule.id, nth, reason));
            }
        }
        self.schedules.retain(|one| !is_due(one));
        failed
    }
}

fn deadline(hold: &Made) -> u64 {
    hold.time + u64::from(hold.ask.timeout) * 1_000_000
}
