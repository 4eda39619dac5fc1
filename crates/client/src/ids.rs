//! Fresh ids.

use std::time::{SystemTime, UNIX_EPOCH};

use bezant_kernel::{Id, IdKind, Timestamp};
use rand::RngExt;
use rand::rngs::StdRng;

/// Random bits of a UUID of version 7 beside its time.
const RANDOM_BITS: u32 = 74;

/// How often the clock is read: so many ids may carry the same time.
const IDS_PER_CLOCK_READING: u32 = 64;

/// Makes ids that no one else makes and that rise: UUIDs of version 7 (RFC 9562, 5.7), counted up by a random step within a
/// millisecond (6.2, method 2). Rising ids are cheaper for the ledger to keep than random ones.
pub struct IdSource {
    random: StdRng,
    milliseconds: u64,
    tail: u128,
    until_next_reading: u32,
}

impl IdSource {
    /// A source of its own; as many as you like may be at work at the same time.
    pub fn new() -> Self {
        IdSource {
            random: rand::make_rng(),
            milliseconds: 0,
            tail: 0,
            until_next_reading: 0,
        }
    }

    /// The next id, of whatever kind is wanted.
    #[allow(
        clippy::should_implement_trait,
        reason = "it has no end and makes ids of many kinds"
    )]
    pub fn next<K: IdKind>(&mut self) -> Id<K> {
        let milliseconds = self.clock();
        if milliseconds > self.milliseconds {
            self.milliseconds = milliseconds;
            self.tail = self.random.random::<u128>() >> (128 - RANDOM_BITS);
        } else {
            // At least one, so that ids rise; at random, so that the next can't be guessed.
            self.tail += 1 + u128::from(self.random.random::<u32>());
            if self.tail >> RANDOM_BITS != 0 {
                // Rather ahead of the clock than not rising.
                self.milliseconds += 1;
                self.tail &= (1 << RANDOM_BITS) - 1;
            }
        }
        let at = Timestamp::from_microseconds(self.milliseconds * 1_000);
        // `v7` takes 12 bits from bit 64 on and the lowest 62; the tail's 74 bits lie side by side.
        let spread = (self.tail >> 62) << 64 | self.tail & ((1 << 62) - 1);
        Id::v7(at, spread)
    }

    fn clock(&mut self) -> u64 {
        if self.until_next_reading > 0 {
            self.until_next_reading -= 1;
            return self.milliseconds;
        }
        self.until_next_reading = IDS_PER_CLOCK_READING;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

impl Default for IdSource {
    fn default() -> Self {
        IdSource::new()
    }
}

impl std::fmt::Debug for IdSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IdSource(..)")
    }
}

/// Only for tests: a source whose ids can be foretold.
#[cfg(test)]
impl IdSource {
    fn with_seed(seed: u64) -> Self {
        IdSource {
            random: <StdRng as rand::SeedableRng>::seed_from_u64(seed),
            ..IdSource::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bezant_kernel::TransferId;

    #[test]
    fn ids_rise_and_carry_the_time() {
        let mut source = IdSource::with_seed(4);
        let began = source.clock();
        let mut last = TransferId::from_u128(0);
        for _ in 0..100_000 {
            let id: TransferId = source.next();
            assert!(id > last && !id.is_derived());
            last = id;
        }
        let at = u64::try_from(last.as_u128() >> 80).unwrap();
        assert!(at >= began && at < began + 60_000, "{at} {began}");
    }

    #[test]
    fn a_full_millisecond_runs_over_into_the_next() {
        let mut source = IdSource::with_seed(5);
        source.milliseconds = 1 << 47;
        source.tail = (1 << RANDOM_BITS) - 2;
        let first: TransferId = source.next();
        let second: TransferId = source.next();
        assert_eq!(first.as_u128() >> 80, (1 << 47) + 1);
        assert!(second > first);
    }

    #[test]
    fn two_sources_do_not_meet() {
        let (mut one, mut other) = (IdSource::new(), IdSource::new());
        let a: TransferId = one.next();
        let b: TransferId = other.next();
        assert_ne!(a, b);
    }
}
