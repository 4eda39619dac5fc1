//! Finds accounts by tenant and id: open addressing over eight-byte entries, so that a look-up reads one cache line here
//! and then the account's own. The ids themselves stand on the accounts.

use bezant_kernel::AccountId;

use crate::line::Line;
use crate::state::Number;

/// At most half full. Zero is vacant; else the upper half is a part of the hash and the lower the number plus one.
#[derive(Clone, Debug)]
pub(crate) struct AccountIndex {
    entries: Vec<u64>,
    mask: usize,
    count: usize,
}

impl Default for AccountIndex {
    fn default() -> Self {
        AccountIndex::with_places(16)
    }
}

/// A look-up that was begun: the entry at the place where the account should stand, and the hash.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Begun {
    hash: u64,
    entry: u64,
}

impl AccountIndex {
    fn with_places(places: usize) -> AccountIndex {
        AccountIndex {
            entries: vec![0; places],
            mask: places - 1,
            count: 0,
        }
    }

    /// Reads the first entry and decides nothing, so that many look-ups wait for memory together.
    #[inline]
    pub(crate) fn begin(&self, tenant: u32, id: u128) -> Begun {
        let hash = hash(tenant, id);
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
            let mut larger = AccountIndex::with_places(self.entries.len() * 2);
            for (number, line) in (0..).zip(lines) {
                larger.enter(hash(line.tenant, line.id.as_u128()), number);
            }
            *self = larger;
        }
        assert_eq!(self.count, lines.len(), "all accounts are indexed");
        self.enter(hash(tenant, id.as_u128()), number);
    }

    fn enter(&mut self, hash: u64, number: u32) {
        let mut at = hash as usize & self.mask;
        while self.entries[at] != 0 {
            at = (at + 1) & self.mask;
        }
        self.entries[at] = hash >> 32 << 32 | (u64::from(number) + 1);
        self.count += 1;
    }
}

#[inline]
fn hash(tenant: u32, id: u128) -> u64 {
    let low = id as u64 ^ 0x2545_f491_4f6c_dd1d ^ u64::from(tenant);
    let high = (id >> 64) as u64 ^ 0x9e37_79b9_7f4a_7c15;
    let product = u128::from(low) * u128::from(high);
    let folded = (product as u64 ^ (product >> 64) as u64) ^ low.rotate_left(32) ^ high;
    folded.wrapping_mul(0xd6e8_feb8_6659_fd93).rotate_left(29)
}
