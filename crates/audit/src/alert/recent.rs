//! What is remembered of those who did something last: two generations, so that memory is bounded and the busy ones stay.

use std::collections::HashMap;

/// A generation has so many; when it is full, the one before is forgotten.
const GENERATION: usize = 16_384;

pub(super) struct Recent<T> {
    young: HashMap<String, T>,
    old: HashMap<String, T>,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Recent {
            young: HashMap::new(),
            old: HashMap::new(),
        }
    }
}

impl<T: Default> Recent<T> {
    /// What is remembered of somebody, who is remembered for longer by it.
    pub(super) fn of(&mut self, who: &str) -> &mut T {
        if !self.young.contains_key(who) {
            if self.young.len() >= GENERATION {
                self.old = std::mem::take(&mut self.young);
            }
            let kept = self.old.remove(who).unwrap_or_default();
            self.young.insert(who.to_owned(), kept);
        }
        self.young.get_mut(who).expect("it was just put there")
    }
}

/// A count within a span of time that begins with its first.
#[derive(Default)]
pub(super) struct Counted {
    since_us: u64,
    count: u64,
}

impl Counted {
    /// Adds to the count; whether it has reached `most` by that, once in a span.
    pub(super) fn reaches(&mut self, at_us: u64, span_us: u64, more: u64, most: u64) -> bool {
        if at_us.saturating_sub(self.since_us) >= span_us {
            *self = Counted {
                since_us: at_us,
                count: 0,
            };
        }
        let before = self.count;
        self.count = before.saturating_add(more);
        before < most && self.count >= most
    }

    /// How much was counted in this span.
    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_busy_ones_stay() {
        let mut recent: Recent<u32> = Recent::default();
        for number in 0..100_000 {
            *recent.of("busy") += 1;
            *recent.of(&format!("passing-{number}")) += 1;
        }
        assert_eq!(*recent.of("busy"), 100_000);
        assert!(recent.young.len() <= GENERATION && recent.old.len() <= GENERATION);
    }
}
