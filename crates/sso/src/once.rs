//! A bounded memory of what was used, so that it is not used again.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;
use bezant_kernel::Timestamp;

/// Ten minutes of a hundred sign-ins per second, at about 100 bytes each.
const MOST: usize = 65_536;

type Digest = [u8; 32];

/// What happens when the memory is full of what could still be used.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum WhenFull {
    /// What ends first is forgotten: something else stands behind this memory.
    Forget,
    /// Nothing more is taken.
    Refuse,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    First,
    Again,
    Full,
}

/// What was used, by a digest of it, until it would not be accepted anyway. It is this process's: what must not be used twice is
/// also bound to a pending sign-in, which the caller takes away when it ends.
pub(crate) struct UsedOnce {
    when_full: WhenFull,
    most: usize,
    used: Mutex<Used>,
}

#[derive(Default)]
struct Used {
    until: HashMap<Digest, Timestamp>,
    by_end: BTreeSet<(Timestamp, Digest)>,
}

impl UsedOnce {
    pub(crate) fn new(when_full: WhenFull) -> Self {
        UsedOnce {
            when_full,
            most: MOST,
            used: Mutex::default(),
        }
    }

    /// Marks a text as used until then, unless it was already.
    pub(crate) fn claim(&self, text: &str, until: Timestamp, now: Timestamp) -> Claim {
        let hash = digest::digest(&digest::SHA256, text.as_bytes());
        let hash: Digest = hash.as_ref().try_into().expect("SHA-256 has 32 bytes");
        // A panic of another thread leaves nothing half done that matters here.
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(&(end, first)) = used.by_end.first()
            && end < now
        {
            used.by_end.remove(&(end, first));
            used.until.remove(&first);
        }
        if used.until.contains_key(&hash) {
            return Claim::Again;
        }
        if used.until.len() >= self.most {
            match self.when_full {
                WhenFull::Refuse => return Claim::Full,
                WhenFull::Forget => {
                    let (_, first) = used.by_end.pop_first().expect("a full memory has a first entry");
                    used.until.remove(&first);
                }
            }
        }
        used.until.insert(hash, until);
        used.by_end.insert((until, hash));
        assert_eq!(used.until.len(), used.by_end.len());
        Claim::First
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Timestamp {
        Timestamp::from_microseconds(second * 1_000_000)
    }

    #[test]
    fn a_text_is_used_once_and_the_memory_is_bounded() {
        let memory = UsedOnce {
            most: 2,
            ..UsedOnce::new(WhenFull::Refuse)
        };
        assert_eq!(memory.claim("a", at(10), at(0)), Claim::First);
        assert_eq!(memory.claim("a", at(20), at(1)), Claim::Again);
        assert_eq!(memory.claim("b", at(30), at(1)), Claim::First);
        assert_eq!(memory.claim("c", at(30), at(1)), Claim::Full);
        assert_eq!(
            memory.claim("a", at(10), at(10)),
            Claim::Again,
            "until its last moment"
        );
        assert_eq!(
            memory.claim("c", at(30), at(11)),
            Claim::First,
            "what ended makes room"
        );

        let memory = UsedOnce {
            most: 2,
            ..UsedOnce::new(WhenFull::Forget)
        };
        for (text, end) in [("a", 10), ("b", 5), ("c", 20)] {
            assert_eq!(memory.claim(text, at(end), at(0)), Claim::First);
        }
        assert_eq!(memory.claim("a", at(10), at(0)), Claim::Again);
        assert_eq!(memory.claim("b", at(30), at(0)), Claim::First, "it ended first");
    }
}
