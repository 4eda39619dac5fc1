//! The records themselves: what each of them may do after all that came before.

use bezant_kernel::AccountId;
use bezant_ledger::{Flags, NO_TRANSFER, Records, Transfer, TransferKind};

use super::{Books, Key, Page};
use crate::violation::{Invariant, Violation, ensure};

const CLOSING: Flags = Flags::CLOSING_DEBIT.with(Flags::CLOSING_CREDIT);

/// A transfer's accounts, and how each is marked.
fn sides(transfer: &Transfer) -> [(AccountId, bool, bool); 2] {
    let closes = |flag| transfer.flags.contains(flag);
    [
        (transfer.debit, true, closes(Flags::CLOSING_DEBIT)),
        (transfer.credit, false, closes(Flags::CLOSING_CREDIT)),
    ]
}

/// A further member of a whole chain that ends.
fn is_member(transfer: &Transfer) -> bool {
    transfer.flags.contains(Flags::WHOLE_CHAIN.with(Flags::INTERNAL))
}

fn minor(amount: u128) -> i128 {
    i128::try_from(amount).expect("amounts fit")
}

impl Books {
    pub(super) fn post_all(&mut self, page: &mut Page, records: &Records) -> Result<(), Violation> {
        let mut running = None;
        let mut ending_chain: Option<usize> = None;
        for transfer in records.iter() {
            if !is_member(&transfer) {
                self.chain_has_ended(ending_chain.take())?;
            }
            let chain = running.unwrap_or_else(|| {
                self.chains.push(Vec::new());
                self.chains.len() - 1
            });
            self.post(page, &transfer, chain)?;
            if transfer.flags.contains(Flags::WHOLE_CHAIN) && ending_chain.is_none() {
                let hold = (page.tenant, false, transfer.related.as_u128());
                ending_chain = self.chain_of.get(&hold).copied();
            }
            running = transfer.flags.contains(Flags::LINKED).then_some(chain);
        }
        self.chain_has_ended(ending_chain)?;
        ensure(running.is_none(), Invariant::ChainsAreWhole, || {
            "the last record is linked to a next one".to_owned()
        })
    }

    fn chain_has_ended(&self, chain: Option<usize>) -> Result<(), Violation> {
        let open = chain.and_then(|chain| {
            self.chains[chain]
                .iter()
                .find(|hold| !self.ended.contains_key(hold))
        });
        ensure(open.is_none(), Invariant::ChainsAreWhole, || {
            format!("the chain of the hold {open:?} has ended without it")
        })
    }

    fn post(&mut self, page: &mut Page, transfer: &Transfer, chain: usize) -> Result<(), Violation> {
        let id = transfer.id.as_u128();
        let is_internal = transfer.flags.contains(Flags::INTERNAL);
        let key = (page.tenant, is_internal, id);
        ensure(
            id != 0 && !self.made.contains_key(&key),
            Invariant::TransfersHappenOnce,
            || format!("an id is used twice: {transfer:?}"),
        )?;
        if !is_internal {
            self.keep_plan(page, id)?;
        }
        ensure(
            transfer.time == page.at && transfer.effective <= page.at,
            Invariant::TimeGoesForward,
            || format!("committed at {:?}: {transfer:?}", page.at),
        )?;
        let is_sound =
            transfer.debit != transfer.credit && (transfer.amount > 0 || transfer.flags.intersects(CLOSING));
        ensure(is_sound, Invariant::BooksBalance, || format!("{transfer:?}"))?;
        for (account, ..) in sides(transfer) {
            let currency = self.line_mut(page.tenant, account)?.currency;
            ensure(currency == transfer.currency, Invariant::BooksBalance, || {
                format!("an account in {currency}: {transfer:?}")
            })?;
        }
        match transfer.kind {
            TransferKind::Transfer | TransferKind::Hold => {
                ensure(transfer.related == NO_TRANSFER, Invariant::BooksBalance, || {
                    format!("{transfer:?}")
                })?;
                self.take(page, transfer)?;
            }
            TransferKind::Reversal => {
                self.reverse(page, transfer)?;
                self.take(page, transfer)?;
            }
            TransferKind::Post | TransferKind::Void | TransferKind::Expiry => {
                self.end_hold(page, transfer)?
            }
        }
        if transfer.kind == TransferKind::Hold {
            self.chains[chain].push(key);
            self.chain_of.insert(key, chain);
        }
        self.made.insert(key, *transfer);
        page.posted.insert(id);
        for (account, ..) in sides(transfer) {
            self.look(page, account, transfer.id);
        }
        Ok(())
    }

    /// New money moves, or is held: what bars the accounts counts, and what guards them.
    fn take(&mut self, page: &Page, transfer: &Transfer) -> Result<(), Violation> {
        let amount = minor(transfer.amount);
        let is_own = transfer.flags.contains(Flags::INTERNAL);
        let is_hold = transfer.kind == TransferKind::Hold;
        for (account, debit, closes) in sides(transfer) {
            let line = self.line_mut(page.tenant, account)?;
            let is_barred = line.frozen || line.closed || line.reserved && !is_own;
            ensure(!is_barred, Invariant::GuardsHold, || {
                format!("{line:?} takes no {transfer:?}")
            })?;
            let column = line.column_mut(debit);
            match is_hold {
                true => column.pending += amount,
                false => column.posted += amount,
            }
            if !is_hold && !is_own {
                line.by_callers += if debit { -amount } else { amount };
            }
            let balances = transfer.flags.contains(match debit {
                true => Flags::BALANCING_DEBIT,
                false => Flags::BALANCING_CREDIT,
            });
            let excess = line.excess(debit, page.at);
            let is_within = amount == 0 || excess <= 0 || !(line.guards(debit) || balances);
            ensure(is_within, Invariant::GuardsHold, || {
                format!("{line:?} is {excess} beyond its guard after {transfer:?}")
            })?;
            line.closed |= closes;
        }
        Ok(())
    }

    fn reverse(&mut self, page: &Page, transfer: &Transfer) -> Result<(), Violation> {
        let id = transfer.related.as_u128();
        let key = [(page.tenant, false, id), (page.tenant, true, id)]
            .into_iter()
            .find(|key| self.made.contains_key(key));
        let original = key.and_then(|key| self.made.get(&key));
        let is_right = original.is_some_and(|original| {
            matches!(original.kind, TransferKind::Transfer | TransferKind::Post)
                && (!original.flags.contains(Flags::INTERNAL) || is_member(original))
                && (original.debit, original.credit) == (transfer.credit, transfer.debit)
                && original.amount == transfer.amount
        });
        ensure(is_right, Invariant::BooksBalance, || {
            format!("{transfer:?} reverses {original:?}")
        })?;
        let before = key.and_then(|key| self.ended.insert(key, TransferKind::Reversal));
        ensure(before.is_none(), Invariant::HoldsEndOnce, || {
            format!("reversed a second time: {transfer:?}")
        })
    }

    fn end_hold(&mut self, page: &Page, transfer: &Transfer) -> Result<(), Violation> {
        let is_own = transfer.flags.contains(Flags::INTERNAL)
            && transfer.kind != TransferKind::Expiry
            && !transfer.flags.contains(Flags::WHOLE_CHAIN);
        let key: Key = (page.tenant, is_own, transfer.related.as_u128());
        let Some(hold) = self
            .made
            .get(&key)
            .copied()
            .filter(|made| made.kind == TransferKind::Hold)
        else {
            return Err(Violation::new(
                Invariant::HoldsEndOnce,
                format!("there is no hold for {transfer:?}"),
            ));
        };
        let before = self.ended.insert(key, transfer.kind);
        ensure(before.is_none(), Invariant::HoldsEndOnce, || {
            format!("{transfer:?} ends {hold:?}, which {before:?} has ended")
        })?;
        let is_over = hold.deadline().is_some_and(|deadline| deadline <= page.at);
        let is_timely = match transfer.kind {
            TransferKind::Expiry => is_over && page.by_engine,
            _ => !is_over,
        };
        ensure(is_timely, Invariant::TimersAreKept, || {
            format!("{transfer:?} ends {hold:?} at the wrong time")
        })?;
        let all = transfer.kind != TransferKind::Post || transfer.flags.contains(Flags::WHOLE_CHAIN);
        let is_within = (transfer.debit, transfer.credit) == (hold.debit, hold.credit)
            && (transfer.amount == hold.amount || !all && transfer.amount < hold.amount);
        ensure(is_within, Invariant::BooksBalance, || {
            format!("{transfer:?} ends {hold:?}")
        })?;
        let posts = transfer.kind == TransferKind::Post;
        let posted = if posts { minor(transfer.amount) } else { 0 };
        for (account, debit, closes) in sides(&Transfer {
            flags: hold.flags,
            ..*transfer
        }) {
            let line = self.line_mut(page.tenant, account)?;
            let is_barred = posts && (line.frozen || line.closed && !closes);
            ensure(!is_barred, Invariant::GuardsHold, || {
                format!("{line:?} takes no {transfer:?}")
            })?;
            let column = line.column_mut(debit);
            column.posted += posted;
            column.pending -= minor(hold.amount);
            if !is_own {
                line.by_callers += if debit { -posted } else { posted };
            }
            if closes {
                line.closed = posts;
            }
        }
        Ok(())
    }
}
