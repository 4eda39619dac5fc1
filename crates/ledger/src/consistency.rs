//! The whole state checked against itself: pending sums against open holds, totals against accounts, guards.

use rustc_hash::FxHashMap;

use bezant_kernel::Currency;

use crate::line::{Side, Traits};
use crate::state::{Books, Number, State};
use crate::sums::{MAX_SUM, Sums};

impl State {
    /// Checks the whole state against itself; for simulations and tests, since it walks everything.
    pub fn assert_consistent(&self) {
        if let Err(contradiction) = self.consistency() {
            panic!("the ledger's state contradicts itself: {contradiction}");
        }
    }

    pub(crate) fn consistency(&self) -> Result<(), &'static str> {
        let mut pending: FxHashMap<Number, (u128, u128)> = FxHashMap::default();
        for hold in self.holds.iter() {
            let amount = hold.transfer.amount;
            for (account, debit, credit) in [(hold.debit, amount, 0), (hold.credit, 0, amount)] {
                let sums = pending.entry(account).or_default();
                let add = |sum: u128, part| sum.checked_add(part).ok_or("holds overflow");
                *sums = (add(sums.0, debit)?, add(sums.1, credit)?);
            }
        }
        for (at, line) in self.lines.iter().enumerate() {
            let number = Number(u32::try_from(at).map_err(|_| "too many accounts")?);
            let (debits, credits) = pending.remove(&number).unwrap_or_default();
            if (line.balance.debits.pending, line.balance.credits.pending) != (debits, credits) {
                return Err("pending sums are not the sums of the open holds");
            }
            for column in [line.balance.debits, line.balance.credits] {
                let whole = column.posted.checked_add(column.pending);
                if whole.is_none_or(|sum| sum > MAX_SUM) {
                    return Err("a sum is too large");
                }
            }
            let covered = [Side::Debit, Side::Credit]
                .into_iter()
                .all(|side| !line.traits.guards(side) || line.balance.is_covered(side, line.credit_limit));
            // After a change of limits an account may stand below its guard until it has recovered.
            if !covered && !line.traits.has(Traits::LIMITS_CHANGED) {
                return Err("an account is overdrawn against its terms");
            }
        }
        if !pending.is_empty() {
            return Err("a hold names an account that is not open");
        }
        for books in &self.books {
            for &(currency, totals) in &books.totals {
                let sums = self
                    .sums_of(books, currency)
                    .ok_or("the sum of a currency is too large")?;
                if sums != (totals, totals) {
                    return Err("debits and credits differ");
                }
                if totals
                    .posted
                    .checked_add(totals.pending)
                    .is_none_or(|sum| sum > MAX_SUM)
                {
                    return Err("the sum of a currency is too large");
                }
            }
        }
        Ok(())
    }

    /// All debits and all credits of a currency; `None` on overflow.
    pub(crate) fn sums_of(&self, books: &Books, currency: Currency) -> Option<(Sums, Sums)> {
        books
            .opened
            .iter()
            .map(|&number| self.line(number))
            .filter(|line| line.currency == currency)
            .try_fold((Sums::default(), Sums::default()), |(debits, credits), line| {
                Some((
                    debits.plus(line.balance.debits)?,
                    credits.plus(line.balance.credits)?,
                ))
            })
    }
}
