//! The candidates of one key by amount and day, with the taken ones skipped in almost constant time.

use super::Side;

pub(super) struct Pool {
    /// Places in the side, sorted by amount, day and place.
    places: Vec<u32>,
    /// For each place in `places` one further on (or itself) from which to look for a free one; `n` is the end.
    next: Vec<u32>,
    /// The same backwards, shifted by one: `previous[i]` is about the i-th from the start, 0 is before the first.
    previous: Vec<u32>,
}

impl Pool {
    pub(super) fn new(mut places: Vec<u32>, side: &Side) -> Pool {
        places.sort_by_key(|&place| {
            let entry = side.entries[place as usize];
            (entry.amount, entry.day, place)
        });
        let count = places.len() as u32;
        Pool {
            places,
            next: (0..=count).collect(),
            previous: (0..=count).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The side's place of the i-th entry.
    pub(super) fn place(&self, at: usize) -> u32 {
        self.places[at]
    }

    /// The first entry not before this amount and day, free or not.
    pub(super) fn lower_bound(&self, side: &Side, amount: i128, day: i32) -> usize {
        self.places.partition_point(|&place| {
            let entry = side.entries[place as usize];
            (entry.amount, entry.day) < (amount, day)
        })
    }

    /// The first free entry at or after `at`; the length if there is none.
    pub(super) fn next_free(&mut self, side: &Side, at: usize) -> usize {
        let places = &self.places;
        let is_free = |at: usize| at == places.len() || !side.taken[places[at] as usize];
        follow(&mut self.next, at, is_free, |at| at + 1)
    }

    /// The last free entry before `at`.
    pub(super) fn previous_free(&mut self, side: &Side, at: usize) -> Option<usize> {
        let places = &self.places;
        let is_free = |at: usize| at == 0 || !side.taken[places[at - 1] as usize];
        follow(&mut self.previous, at, is_free, |at| at - 1).checked_sub(1)
    }
}

/// Follows links to a free one and shortens the way there. What is taken never becomes free again.
fn follow(
    links: &mut [u32],
    start: usize,
    is_free: impl Fn(usize) -> bool,
    step: impl Fn(usize) -> usize,
) -> usize {
    let mut at = start;
    loop {
        let link = links[at] as usize;
        if link != at {
            at = link;
        } else if is_free(at) {
            break;
        } else {
            at = step(at);
        }
    }
    let end = at;
    let mut at = start;
    while at != end {
        let link = links[at] as usize;
        links[at] = end as u32;
        at = if link == at { step(at) } else { link };
    }
    end
}
