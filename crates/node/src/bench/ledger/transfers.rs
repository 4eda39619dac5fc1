//! The transfers that the ledger's benchmarks make: packed, with random ids, over accounts that are drawn evenly.

use bytes::{BufMut, Bytes, BytesMut};

/// Transfers of a batch, as TigerBeetle's own benchmark sends them.
pub(crate) const BATCH: usize = 8_189;

/// The size of a packed transfer.
pub(crate) const RECORD_BYTES: usize = 128;

/// Euro, by its ISO 4217 number.
const EUR: u16 = 978;

/// Makes transfers from a seed. Fast, and nothing that has to be hard to guess.
pub(crate) struct Transfers {
    state: u64,
    accounts: u64,
    is_hot: bool,
}

impl Transfers {
    /// Between accounts 1 to `accounts`, each drawn evenly.
    pub(crate) fn even(seed: u64, accounts: u64) -> Self {
        Transfers {
            state: seed,
            accounts,
            is_hot: false,
        }
    }

    /// Each with account 1 on one side.
    pub(crate) fn hot(seed: u64, accounts: u64) -> Self {
        Transfers {
            is_hot: true,
            ..Transfers::even(seed, accounts)
        }
    }

    /// SplitMix64, a stream of 64-bit numbers (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random id, its debit and credit account, and an amount.
    pub(crate) fn draw(&mut self) -> (u128, u128, u128, u64) {
        let id = u128::from(self.next()) << 64 | u128::from(self.next());
        let drawn = self.next();
        let first = drawn % self.accounts;
        let second = (first + 1 + (drawn >> 32) % (self.accounts - 1)) % self.accounts;
        let (debit, credit) = match self.is_hot {
            false => (first, second),
            // The other account is any but the hot one, which stands on either side.
            true if drawn >> 63 == 0 => (0, 1 + second % (self.accounts - 1)),
            true => (1 + second % (self.accounts - 1), 0),
        };
        (
            id.max(1),
            u128::from(debit + 1),
            u128::from(credit + 1),
            1 + drawn % 1_000,
        )
    }

    /// A packed batch.
    pub(crate) fn batch(&mut self, count: usize) -> Bytes {
        let mut out = BytesMut::with_capacity(count * RECORD_BYTES);
        for _ in 0..count {
            let (id, debit, credit, amount) = self.draw();
            out.put_u128_le(id);
            out.put_u128_le(debit);
            out.put_u128_le(credit);
            out.put_u128_le(0);
            out.put_u128_le(u128::from(amount));
            out.put_bytes(0, 16 + 8 + 8 + 4);
            out.put_u16_le(EUR);
            out.put_u16_le(1);
            out.put_u16_le(0);
            out.put_u8(1);
            out.put_bytes(0, 5);
        }
        out.freeze()
    }
}
