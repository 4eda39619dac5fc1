//! Which signatures were used before.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// Remembers nonces for as long as a signature with them would be taken, and so many of them at most. Who fills it up signs
/// messages with a valid key, since nonces come here after the signature was checked; so that one key can't take the places of
/// all others, each has a bound of its own. When there is no place, the message is refused: forgetting one would let it come again.
pub struct NonceMemory {
    key: [u8; 32],
    most: usize,
    most_per_key: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Until when each is kept, in seconds, with the key it belongs to.
    by_end: BTreeSet<(u64, u128, u64)>,
    ends: HashMap<u128, u64>,
    per_key: HashMap<u64, usize>,
}

/// What came of remembering one.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Remembered {
    New,
    Before,
    NoPlace,
}

impl NonceMemory {
    /// For so many nonces in all, and so many of each key. The secret is drawn at each start: nobody can then name nonces that
    /// meet in one place.
    pub fn new(secret: [u8; 32], most: usize, most_per_key: usize) -> NonceMemory {
        NonceMemory {
            key: blake3::derive_key("bezant nonces 1", &secret),
            most,
            most_per_key,
            state: Mutex::default(),
        }
    }

    /// How many are remembered.
    pub fn len(&self) -> usize {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .ends
            .len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn remember(
        &self,
        key_id: &str,
        nonce: &str,
        until_seconds: u64,
        now_seconds: u64,
    ) -> Remembered {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&(key_id.len() as u64).to_le_bytes());
        hasher.update(key_id.as_bytes());
        let owner = hasher.finalize();
        let owner = u64::from_le_bytes(*owner.as_bytes().first_chunk().expect("a hash has 32 bytes"));
        hasher.update(nonce.as_bytes());
        let id = u128::from_le_bytes(
            *hasher
                .finalize()
                .as_bytes()
                .first_chunk()
                .expect("a hash has 32 bytes"),
        );

        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(now_seconds);
        if state.ends.contains_key(&id) {
            return Remembered::Before;
        }
        let of_key = state.per_key.get(&owner).copied().unwrap_or(0);
        if state.ends.len() >= self.most || of_key >= self.most_per_key {
            return Remembered::NoPlace;
        }
        state.ends.insert(id, until_seconds);
        state.by_end.insert((until_seconds, id, owner));
        state.per_key.insert(owner, of_key + 1);
        Remembered::New
    }
}

impl State {
    /// What was kept for as long as it had to. One remembered means at most one forgotten in the long run, so it never piles up.
    fn forget(&mut self, now_seconds: u64) {
        while let Some(&(end, id, owner)) = self.by_end.first()
            && end < now_seconds
        {
            self.by_end.pop_first();
            self.ends.remove(&id);
            let count = self.per_key.get_mut(&owner).expect("it is counted");
            *count -= 1;
            if *count == 0 {
                self.per_key.remove(&owner);
            }
        }
    }
}

impl std::fmt::Debug for NonceMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NonceMemory({} of {})", self.len(), self.most)
    }
}
