//! Finds accounts by tenant and id: open addressing over eight-byte entries, so that a look-up reads one cache line here
//! and then the account's own. The ids themselves stand on the accounts.

use bezant_kernel::{AccountId, TableSecret};

use crate::line::Line;
use crate::state::Number;

/// At most half full. Zero is vacant; else the upper half is a part of the hash and the lower the number plus one.
#[derive(Clone, Debug)]
pub(crate) struct AccountIndex {
    entries: Vec<u64>,
    mask: usize,
    count: usize,
    secret: TableSecret,
}

/// A look-up that was begun: the entry at the place where the account should stand, and the hash.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Begun {
    hash: u64,
    entry: u64,
}

impl AccountIndex {
    pub(crate) fn new(secret: TableSecret) -> AccountIndex {
        AccountIndex::with_places(16, secret)
    }

    fn with_places(places: usize, secret: TableSecret) -> AccountIndex {
        AccountIndex {
            entries: vec![0; places],
            mask: places - 1,
            count: 0,
            secret,
        }
    }

    /// Reads the first entry and decides nothing, so that many look-ups wait for memory together.
    #[inline]
    pub(crate) fn begin(&self, tenant: u32, id: u128) -> Begun {
        let hash = self.hash(tenant, id);
        Begun {
            hash,
            entry: self.entries[hash as usize & self.mask],
        }
    }

    /// The account with this id.
    #[inline]
    pub(crate) fn finish(&self, begun: Begun, lines: &[Line], tenant: u32, id: AccountId) -> Option<Number> {
        let Begun { hash, mut entry } = begun;
        let mut at = hash as usize & self.mask;
        loop {
            if entry == 0 {
                return None;
            }
            if entry >> 32 == hash >> 32 {
                let number = entry as u32 - 1;
                let line = &lines[number as usize];
                if line.id == id && line.tenant == tenant {
                    return Some(Number(number));
                }
            }
            at = (at + 1) & self.mask;
            entry = self.entries[at];
        }
    }

    pub(crate) fn find(&self, lines: &[Line], tenant: u32, id: AccountId) -> Option<Number> {
        self.finish(self.begin(tenant, id.as_u128()), lines, tenant, id)
    }

    /// Adds the account that comes next in `lines`.
    pub(crate) fn insert(&mut self, lines: &[Line], tenant: u32, id: AccountId) {
        let number = u32::try_from(lines.len()).expect("fewer than 2^32 accounts are open");
        if (self.count + 1) * 2 > self.entries.len() {
            let mut larger = AccountIndex::with_places(self.entries.len() * 2, self.secret);
            for (number, line) in (0..).zip(lines) {
                larger.enter(self.hash(line.tenant, line.id.as_u128()), number);
            }
            *self = larger;
        }
        assert_eq!(self.count, lines.len(), "all accounts are indexed");
        self.enter(self.hash(tenant, id.as_u128()), number);
    }

    fn enter(&mut self, hash: u64, number: u32) {
        let mut at = hash as usize & self.mask;
        while self.entries[at] != 0 {
            at = (at + 1) & self.mask;
        }
        self.entries[at] = hash >> 32 << 32 | (u64::from(number) + 1);
        self.count += 1;
    }

    #[inline]
    fn hash(&self, tenant: u32, id: u128) -> u64 {
        self.secret.hash(id, u64::from(tenant))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many places are walked past, over all accounts with these ids.
    fn walked_past(secret: TableSecret, ids: &[u128]) -> usize {
        let mut index = AccountIndex::with_places((2 * ids.len()).next_power_of_two(), secret);
        for (number, &id) in (0..).zip(ids) {
            index.enter(index.hash(3, id), number);
        }
        let places = index.entries.len();
        let past = |(number, &id): (u64, &u128)| {
            let home = index.hash(3, id) as usize & index.mask;
            let steps = (0..places).find(|steps| {
                let entry = index.entries[(home + steps) & index.mask];
                entry as u32 == number as u32 + 1
            });
            steps.expect("what was entered is there")
        };
        (0..).zip(ids).map(past).sum()
    }

    #[test]
    fn ids_that_were_chosen_to_meet_do_not() {
        // One factor of the hash is zero under the secret that everyone knows.
        let high = 0x9e37_79b9_7f4a_7c15 << 64;
        let crafted: Vec<u128> = (1..=100_000).map(|low| high | low).collect();
        let known = walked_past(TableSecret::default(), &crafted[..1_000]);
        assert_eq!(known, 999 * 1_000 / 2, "each is behind all before it");
        for nth in 0..4 {
            let past = walked_past(TableSecret::from_seed([nth; 32]), &crafted);
            // At most half full: half a step past others for each, about.
            assert!(past < 100_000, "{past} steps");
        }
    }
}
