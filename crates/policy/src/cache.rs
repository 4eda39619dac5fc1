//! Answers that were given before, under one version of the policy. Bounded; what is asked again stays.

use std::hash::RandomState;
use std::sync::Arc;

use metrics::Counter;
use quick_cache::UnitWeighter;
use quick_cache::sync::{Cache as Bounded, DefaultLifecycle};

use crate::{Input, Verdict};

/// An entry is about a kilobyte, so all are eight megabytes.
const MAXIMUM_ENTRIES: usize = 8_192;

/// A verdict with its own line of the metric, so that a hit does not look it up.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) verdict: Verdict,
    pub(crate) count: Counter,
}

/// Verdicts by their questions. One goes for each that comes: dropping many at once would fall on somebody's request.
pub(crate) struct Cache(Bounded<Arc<Input>, Answer, UnitWeighter, RandomState>);

impl Cache {
    pub(crate) fn new() -> Cache {
        Cache(Bounded::with(
            MAXIMUM_ENTRIES,
            MAXIMUM_ENTRIES as u64,
            UnitWeighter,
            RandomState::new(),
            DefaultLifecycle::default(),
        ))
    }

    pub(crate) fn get(&self, input: &Input) -> Option<Answer> {
        self.0.get(input)
    }

    pub(crate) fn insert(&self, input: Arc<Input>, answer: Answer) {
        self.0.insert(input, answer);
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(test)]
    pub(crate) const MOST: usize = MAXIMUM_ENTRIES;
}
