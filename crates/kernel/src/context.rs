//! What a decision may know beside the state: the time of the commit and a source of fresh ids and chance, both
//! handed in by the runtime, so that a simulation repeats them from a seed.

use std::cell::Cell;

use crate::{Id, IdKind, Timestamp};

/// Given to every `decide`.
pub struct Context<'a> {
    /// The time at which the command will be committed. Never goes back within a log.
    pub now: Timestamp,
    /// Fresh ids.
    pub ids: &'a IdGenerator,
}

impl Context<'_> {
    /// A new id of the wanted kind, a UUID version 7 at the commit time.
    pub fn new_id<K: IdKind>(&self) -> Id<K> {
        Id::v7(self.now, self.ids.next())
    }

    /// A number below `bound` (or zero when the bound is), for jitter. It ends up in an event, so a replay repeats it.
    pub fn random_below(&self, bound: u64) -> u64 {
        if bound == 0 {
            0
        } else {
            (self.ids.next() % u128::from(bound)) as u64
        }
    }
}

/// A keyed stream of 128-bit values: BLAKE3 in counter mode over a seed that the runtime takes from the system's
/// random source and a simulation from its own seed.
pub struct IdGenerator {
    seed: [u8; 32],
    block: Cell<u64>,
    buffer: Cell<[u8; 64]>,
    used: Cell<usize>,
}

impl IdGenerator {
    /// A generator whose values are a function of the seed alone.
    pub fn new(seed: [u8; 32]) -> Self {
        IdGenerator {
            seed,
            block: Cell::new(0),
            buffer: Cell::new([0; 64]),
            used: Cell::new(64),
        }
    }

    fn next(&self) -> u128 {
        if self.used.get() == 64 {
            let mut block = [0u8; 64];
            let counter = self.block.get();
            blake3::Hasher::new_keyed(&self.seed)
                .update(&counter.to_le_bytes())
                .finalize_xof()
                .fill(&mut block);
            self.buffer.set(block);
            self.block.set(counter + 1);
            self.used.set(0);
        }
        let at = self.used.get();
        let mut bytes = [0u8; 16];
        bytes.copy_from_slice(&self.buffer.get()[at..at + 16]);
        self.used.set(at + 16);
        u128::from_le_bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PaymentId;

    #[test]
    fn same_seed_same_ids_and_no_repeats() {
        let (a, b) = (IdGenerator::new([7; 32]), IdGenerator::new([7; 32]));
        let now = Timestamp::from_microseconds(1);
        let ids = |generator| -> Vec<PaymentId> {
            let context = Context { now, ids: generator };
            (0..1_000).map(|_| context.new_id()).collect()
        };
        let first = ids(&a);
        assert_eq!(first, ids(&b));
        let distinct: std::collections::BTreeSet<_> = first.iter().collect();
        assert_eq!(distinct.len(), 1_000);
    }
}
