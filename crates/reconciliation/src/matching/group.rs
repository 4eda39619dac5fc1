//! One entry of a side (the target) with several of the other (the members).
//!
//! Targets are taken in order. Each first looks at what forms a group by itself, all that is free of a key or of a day,
//! and takes the one with the least difference; signs may be mixed there, since payouts are net of refunds. Then it
//! looks for a few members near in time, of its own sign, that sum up to it: at most [`NEAREST`] are considered, at most
//! [`FEW`] are taken, and the search ends after [`NODES`] sums.

use super::{Entry, Side, Steps};
use crate::{ReferenceCondition, Rule};

const NEAREST: usize = 24;
const FEW: usize = 8;
const NODES: u64 = 4_000;

/// A sum is so much less work than a look into a pool.
const SUMS_PER_STEP: u64 = 16;

/// The keys of both sides, by place.
#[derive(Copy, Clone)]
pub(super) struct Links<'a> {
    pub(super) targets: &'a [Vec<u32>],
    pub(super) members: &'a [Vec<u32>],
}

pub(super) struct FoundGroup {
    pub(super) target: u32,
    pub(super) members: Vec<u32>,
    pub(super) key: u32,
}

/// What is free of a group.
#[derive(Copy, Clone, Default)]
struct Total {
    count: usize,
    sum: i128,
}

struct Search<'a> {
    rule: &'a Rule,
    maximum: usize,
    links: Links<'a>,
    members: &'a mut Side,
    is_refused: &'a dyn Fn(u32, &[u32]) -> bool,
    /// For each key its members in order of place, and so of day; taken ones are dropped now and then.
    of_key: Vec<Vec<u32>>,
    key_totals: Vec<Total>,
    /// For each day from the first on what is free of it; only without a reference condition.
    first_day: i32,
    day_totals: Vec<Total>,
}

pub(super) fn search(
    rule: &Rule,
    maximum: u16,
    links: Links<'_>,
    targets: &mut Side,
    members: &mut Side,
    is_refused: &dyn Fn(u32, &[u32]) -> bool,
    steps: &mut Steps,
) -> Vec<FoundGroup> {
    let mut search = Search::new(rule, usize::from(maximum), links, members, is_refused);
    let mut found = Vec::new();
    for target in 0..targets.entries.len() as u32 {
        if targets.taken[target as usize] {
            continue;
        }
        if !steps.take(1) {
            break;
        }
        let entry = targets.entries[target as usize];
        let group = search
            .whole(target, entry, steps)
            .or_else(|| search.few(target, entry, steps));
        if let Some((members, key)) = group {
            targets.taken[target as usize] = true;
            search.take(&members);
            found.push(FoundGroup { target, members, key });
        }
    }
    found
}

impl<'a> Search<'a> {
    fn new(
        rule: &'a Rule,
        maximum: usize,
        links: Links<'a>,
        members: &'a mut Side,
        is_refused: &'a dyn Fn(u32, &[u32]) -> bool,
    ) -> Search<'a> {
        // Places are ordered by day.
        let days = members.entries.first().zip(members.entries.last());
        let (first_day, count) = match days {
            Some((first, last)) if rule.reference == ReferenceCondition::Any => {
                (first.day, (last.day - first.day + 1) as usize)
            }
            _ => (0, 0),
        };
        let keys = links
            .members
            .iter()
            .flatten()
            .max()
            .map_or(0, |&key| key as usize + 1);
        let mut search = Search {
            rule,
            maximum,
            links,
            members,
            is_refused,
            of_key: vec![Vec::new(); keys],
            key_totals: vec![Total::default(); keys],
            first_day,
            day_totals: vec![Total::default(); count],
        };
        for place in 0..search.members.entries.len() as u32 {
            if search.members.taken[place as usize] {
                continue;
            }
            for &key in &search.links.members[place as usize] {
                search.of_key[key as usize].push(place);
            }
            search.count(place, |total, amount| {
                total.count += 1;
                total.sum += amount;
            });
        }
        search
    }

    fn count(&mut self, place: u32, change: impl Fn(&mut Total, i128)) {
        let entry = self.members.entries[place as usize];
        for &key in &self.links.members[place as usize] {
            change(&mut self.key_totals[key as usize], entry.amount);
        }
        if let Some(total) = self.day_totals.get_mut((entry.day - self.first_day) as usize) {
            change(total, entry.amount);
        }
    }

    fn take(&mut self, members: &[u32]) {
        for &place in members {
            assert!(!self.members.taken[place as usize], "a member is taken once");
            self.members.taken[place as usize] = true;
            self.count(place, |total, amount| {
                total.count -= 1;
                total.sum -= amount;
            });
        }
    }

    /// By how much this total would differ, if it may.
    fn difference(&self, entry: Entry, total: Total) -> Option<u128> {
        let difference = entry.amount.abs_diff(total.sum);
        let fits = (2..=self.maximum).contains(&total.count)
            && total.sum.signum() == entry.amount.signum()
            && difference <= self.rule.allowed_difference(entry.amount);
        fits.then_some(difference)
    }

    fn whole(&mut self, target: u32, entry: Entry, steps: &mut Steps) -> Option<(Vec<u32>, u32)> {
        let mut best: Option<(u128, Vec<u32>, u32)> = None;
        let mut offer = |difference: u128, members: Vec<u32>, key: u32| {
            if best.as_ref().is_none_or(|(least, ..)| difference < *least) {
                best = Some((difference, members, key));
            }
        };
        if self.rule.reference == ReferenceCondition::Any {
            for distance in 0..=i32::from(self.rule.maximum_days) {
                let days = [
                    entry.day.saturating_add(distance),
                    entry.day.saturating_sub(distance),
                ];
                for &day in &days[..if distance == 0 { 1 } else { 2 }] {
                    steps.take(1);
                    let at = day
                        .checked_sub(self.first_day)
                        .and_then(|at| usize::try_from(at).ok());
                    let total = at
                        .and_then(|at| self.day_totals.get(at))
                        .copied()
                        .unwrap_or_default();
                    let Some(difference) = self.difference(entry, total) else {
                        continue;
                    };
                    let start = self.members.entries.partition_point(|entry| entry.day < day);
                    let end = self.members.entries.partition_point(|entry| entry.day <= day);
                    steps.take((end - start) as u64);
                    let members: Vec<u32> = (start as u32..end as u32)
                        .filter(|&place| self.is_free(place))
                        .collect();
                    assert_eq!(
                        members.len(),
                        total.count,
                        "a day's total counts what is free of it"
                    );
                    if !(self.is_refused)(target, &members) {
                        offer(difference, members, 0);
                    }
                }
            }
        } else {
            for &key in &self.links.targets[target as usize] {
                steps.take(1);
                let total = self.key_totals.get(key as usize).copied().unwrap_or_default();
                let Some(difference) = self.difference(entry, total) else {
                    continue;
                };
                self.drop_taken(key, steps);
                let members = &self.of_key[key as usize];
                assert_eq!(
                    members.len(),
                    total.count,
                    "a key's total counts what is free of it"
                );
                let near = members.iter().all(|&place| self.is_near(place, entry));
                if near && !(self.is_refused)(target, members) {
                    offer(difference, members.clone(), key);
                }
            }
        }
        best.map(|(_, members, key)| (members, key))
    }

    fn few(&mut self, target: u32, entry: Entry, steps: &mut Steps) -> Option<(Vec<u32>, u32)> {
        for &key in &self.links.targets[target as usize] {
            if self
                .key_totals
                .get(key as usize)
                .is_none_or(|total| total.count < 2)
            {
                continue;
            }
            let near = self.nearest(key, entry, steps);
            let mut sums = Sums::new(self, entry, near);
            sums.walk(0, 0);
            steps.take((NODES - sums.nodes_left) / SUMS_PER_STEP);
            if let Some((_, mut members)) = sums.best {
                members.sort_unstable();
                if !(self.is_refused)(target, &members) {
                    return Some((members, key));
                }
            }
        }
        None
    }

    /// The free members of a key that are nearest in time, of the target's sign and not larger than it may be.
    fn nearest(&mut self, key: u32, entry: Entry, steps: &mut Steps) -> Vec<u32> {
        let most = entry.amount.unsigned_abs() + self.rule.allowed_difference(entry.amount);
        let places = &self.of_key[key as usize];
        let middle = places.partition_point(|&place| self.members.entries[place as usize].day < entry.day);
        let (mut later, mut earlier) = (middle, middle);
        let (mut near, mut looked, mut taken) = (Vec::new(), 0, 0);
        while near.len() < NEAREST {
            let days = |at: usize| {
                let place = places.get(at).filter(|&&place| self.is_near(place, entry))?;
                Some(self.members.entries[*place as usize].day.abs_diff(entry.day))
            };
            let after = days(later);
            let before = earlier.checked_sub(1).and_then(days);
            let at = match (after, before) {
                (None, None) => break,
                (Some(after), before) if before.is_none_or(|before| after <= before) => {
                    later += 1;
                    later - 1
                }
                _ => {
                    earlier -= 1;
                    earlier
                }
            };
            let place = places[at];
            let amount = self.members.entries[place as usize].amount;
            looked += 1;
            if !self.is_free(place) {
                taken += 1;
            } else if amount.signum() == entry.amount.signum() && amount.unsigned_abs() <= most {
                near.push(place);
            }
        }
        if !steps.take(looked) {
            return Vec::new();
        }
        if taken * 2 > places.len() {
            self.drop_taken(key, steps);
        }
        near
    }

    fn drop_taken(&mut self, key: u32, steps: &mut Steps) {
        let places = &mut self.of_key[key as usize];
        steps.take(places.len() as u64);
        places.retain(|&place| !self.members.taken[place as usize]);
    }

    fn is_free(&self, place: u32) -> bool {
        !self.members.taken[place as usize]
    }

    fn is_near(&self, place: u32, entry: Entry) -> bool {
        self.members.days_between(place as usize, entry) <= u32::from(self.rule.maximum_days)
    }
}

/// The sums of a few, the largest members first.
struct Sums {
    wanted: u128,
    allowed: u128,
    maximum: usize,
    /// Place and size, falling by size.
    members: Vec<(u32, u128)>,
    /// What all members from here on sum up to.
    rest: Vec<u128>,
    chosen: Vec<u32>,
    best: Option<(u128, Vec<u32>)>,
    nodes_left: u64,
}

impl Sums {
    fn new(search: &Search<'_>, entry: Entry, near: Vec<u32>) -> Sums {
        let size = |place: u32| search.members.entries[place as usize].amount.unsigned_abs();
        let mut members: Vec<(u32, u128)> = near.into_iter().map(|place| (place, size(place))).collect();
        // Stable: among equals the nearer one stays first.
        members.sort_by_key(|&(_, size)| std::cmp::Reverse(size));
        let mut rest = vec![0; members.len() + 1];
        for at in (0..members.len()).rev() {
            rest[at] = rest[at + 1] + members[at].1;
        }
        Sums {
            wanted: entry.amount.unsigned_abs(),
            allowed: search.rule.allowed_difference(entry.amount),
            maximum: search.maximum.min(FEW),
            members,
            rest,
            chosen: Vec::new(),
            best: None,
            nodes_left: NODES,
        }
    }

    /// Adds members from `from` on to `sum`. Not deeper than [`FEW`].
    fn walk(&mut self, from: usize, sum: u128) {
        if self.chosen.len() >= 2 {
            let difference = sum.abs_diff(self.wanted);
            let is_better = self.best.as_ref().is_none_or(|(least, _)| difference < *least);
            if difference <= self.allowed && is_better {
                self.best = Some((difference, self.chosen.clone()));
            }
        }
        if self.chosen.len() == self.maximum {
            return;
        }
        for at in from..self.members.len() {
            let is_exact = self.best.as_ref().is_some_and(|(least, _)| *least == 0);
            let reaches = sum + self.rest[at] + self.allowed >= self.wanted;
            if is_exact || self.nodes_left == 0 || !reaches {
                return;
            }
            let (place, size) = self.members[at];
            if sum + size > self.wanted + self.allowed {
                continue;
            }
            self.nodes_left -= 1;
            self.chosen.push(place);
            self.walk(at + 1, sum + size);
            self.chosen.pop();
        }
    }
}
