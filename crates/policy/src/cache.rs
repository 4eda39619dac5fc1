//! Answers that were given before, under one version of the policy. Bounded: when the younger half is full, the older half goes,
//! so that what is asked again stays and nothing has to be counted.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::sync::{PoisonError, RwLock};

use metrics::Counter;

use crate::{Input, Verdict};

/// An entry is about a kilobyte, so all are eight megabytes.
const MAXIMUM_ENTRIES: usize = 8_192;
const SHARDS: usize = 16;
const HALF: usize = MAXIMUM_ENTRIES / SHARDS / 2;

/// A verdict with its own line of the metric, so that a hit does not look it up.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) count: Counter,
}

#[derive(Default)]
struct Shard {
    young: HashMap<Input, Answer, RandomState>,
    old: HashMap<Input, Answer, RandomState>,
}

/// Verdicts by their questions, in shards so that threads seldom wait for each other.
pub(crate) struct Cache {
    hasher: RandomState,
    shards: Vec<RwLock<Shard>>,
}

impl Cache {
    pub(crate) fn new() -> Cache {
        Cache {
            hasher: RandomState::new(),
            shards: (0..SHARDS).map(|_| RwLock::default()).collect(),
        }
    }

    fn shard(&self, input: &Input) -> &RwLock<Shard> {
        let number = self.hasher.hash_one((input.principal.id, &input.request.route)) as usize % SHARDS;
        &self.shards[number]
    }

    pub(crate) fn get(&self, input: &Input) -> Option<Answer> {
        let shard = self.shard(input);
        {
            let shard = shard.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = shard.young.get(input) {
                return Some(found.clone());
            }
            if !shard.old.contains_key(input) {
                return None;
            }
        }
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        let (input, found) = shard.old.remove_entry(input)?;
        shard.keep(input, found.clone());
        Some(found)
    }

    pub(crate) fn insert(&self, input: &Input, answer: Answer) {
        let mut shard = self.shard(input).write().unwrap_or_else(PoisonError::into_inner);
        shard.keep(input.clone(), answer);
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        let shards = self
            .shards
            .iter()
            .map(|shard| shard.read().unwrap_or_else(PoisonError::into_inner));
        shards.map(|shard| shard.young.len() + shard.old.len()).sum()
    }

    #[cfg(test)]
    pub(crate) const MOST: usize = MAXIMUM_ENTRIES;
}

impl Shard {
    fn keep(&mut self, input: Input, answer: Answer) {
        if self.young.len() >= HALF {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(input, answer);
    }
}
