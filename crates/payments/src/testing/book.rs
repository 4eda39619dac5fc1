//! A naive ledger that refuses what the real one would: ids used twice, holds that are not open, too large posts.

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{AccountPath, Money, Posting, TransferId};

#[derive(Default)]
pub(crate) struct Book {
    ids: BTreeSet<TransferId>,
    holds: BTreeMap<TransferId, (AccountPath, AccountPath, Money)>,
    /// Debits less credits.
    balances: BTreeMap<String, i128>,
}

impl Book {
    pub(crate) fn post(&mut self, postings: &[Posting]) {
        for posting in postings {
            let (Posting::Transfer { id, .. }
            | Posting::Hold { id, .. }
            | Posting::Post { id, .. }
            | Posting::Void { id, .. }) = posting;
            assert!(id.is_derived(), "postings have ids of Bezant's making");
            assert!(self.ids.insert(*id), "no transfer is made twice: {posting:?}");
            match posting {
                Posting::Transfer {
                    debit,
                    credit,
                    amount,
                    ..
                } => self.transfer(debit, credit, *amount),
                Posting::Hold {
                    id,
                    debit,
                    credit,
                    amount,
                    ..
                } => {
                    assert!(amount.is_positive());
                    self.holds.insert(*id, (debit.clone(), credit.clone(), *amount));
                }
                Posting::Post { hold, amount, .. } => {
                    let (debit, credit, held) = self.holds.remove(hold).expect("only an open hold is posted");
                    assert!(amount.minor() <= held.minor(), "no more is posted than was held");
                    self.transfer(&debit, &credit, *amount);
                }
                Posting::Void { hold, .. } => {
                    self.holds.remove(hold).expect("only an open hold is voided");
                }
            }
        }
    }

    fn transfer(&mut self, debit: &AccountPath, credit: &AccountPath, amount: Money) {
        assert!(amount.is_positive() && debit != credit);
        *self.balances.entry(debit.to_string()).or_default() += amount.minor();
        *self.balances.entry(credit.to_string()).or_default() -= amount.minor();
    }

    pub(crate) fn open_holds(&self) -> usize {
        self.holds.len()
    }

    /// What all accounts under this path are owed or owe: debits less credits.
    pub(crate) fn debited(&self, prefix: &str) -> i128 {
        self.balances
            .iter()
            .filter(|(path, _)| path.starts_with(prefix))
            .map(|(_, balance)| balance)
            .sum()
    }
}
