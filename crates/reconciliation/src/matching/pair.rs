//! One line with one transfer: of all pairs that a rule allows the best first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;

use super::keys::Keys;
use super::pool::Pool;
use super::{Entry, Found, Side, Steps};
use crate::Rule;

/// How good a pair is for a line; the least is the best.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    difference: u128,
    days: u32,
    is_before: bool,
}

/// A pair as it stands in the queue: by score, then by line, then by the transfer that is nearest in order.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Offer {
    score: Score,
    line: u32,
    order: u32,
    candidate: u32,
    key: u32,
}

/// Each free line offers its best free candidate; the best offer of all is taken. A line whose candidate went to another
/// offers anew, so the outcome is that of sorting all pairs. `is_single` says of a line that it is like no other, since
/// someone refused a match of it.
pub(super) fn search(
    rule: &Rule,
    keys: &Keys,
    lines: &mut Side,
    candidates: &mut Side,
    is_refused: &dyn Fn(&[u32], &[u32]) -> bool,
    is_single: &dyn Fn(u32) -> bool,
    steps: &mut Steps,
) -> Vec<Found> {
    let mut members: Vec<Vec<u32>> = Vec::new();
    for (place, keys) in (0u32..).zip(&keys.of_candidates) {
        for &key in keys {
            if members.len() <= key as usize {
                members.resize(key as usize + 1, Vec::new());
            }
            members[key as usize].push(place);
        }
    }
    let mut pools: Vec<Pool> = members
        .into_iter()
        .map(|places| Pool::new(places, candidates))
        .collect();
    let mut offer = |line: u32, candidates: &Side, lines: &Side, steps: &mut Steps| {
        let entry = lines.entries[line as usize];
        let mut best: Option<Offer> = None;
        for &key in &keys.of_lines[line as usize] {
            if let Some(pool) = pools.get_mut(key as usize) {
                let refused = |candidate| is_refused(&[line], &[candidate]);
                let mut walk = Walk {
                    rule,
                    line,
                    entry,
                    key,
                    side: candidates,
                    is_refused: &refused,
                };
                walk.nearest(pool, &mut best, steps);
            }
        }
        best
    };
    let followers = followers(keys, lines, is_single);
    let mut queue = BinaryHeap::new();
    for line in followers.heads {
        queue.extend(offer(line, candidates, lines, steps).map(Reverse));
    }
    let mut found = Vec::new();
    while let Some(Reverse(best)) = queue.pop() {
        let next = if candidates.taken[best.candidate as usize] {
            Some(best.line)
        } else {
            lines.taken[best.line as usize] = true;
            candidates.taken[best.candidate as usize] = true;
            found.push(Found {
                lines: vec![best.line],
                candidates: vec![best.candidate],
                key: best.key,
            });
            followers.next[best.line as usize]
        };
        if let Some(line) = next
            && !steps.are_spent()
        {
            queue.extend(offer(line, candidates, lines, steps).map(Reverse));
        }
    }
    found
}

/// Lines that are alike would all make the same offer, and only the first of them could win with it. So each waits for
/// the one before it; if that finds nothing, neither would those behind it.
struct Followers {
    heads: Vec<u32>,
    next: Vec<Option<u32>>,
}

fn followers(keys: &Keys, lines: &Side, is_single: &dyn Fn(u32) -> bool) -> Followers {
    let mut last: FxHashMap<(i128, i32, &[u32]), u32> = FxHashMap::default();
    let mut followers = Followers {
        heads: Vec::new(),
        next: vec![None; lines.entries.len()],
    };
    for line in 0..lines.entries.len() as u32 {
        let at = line as usize;
        if lines.taken[at] {
            continue;
        }
        let entry = lines.entries[at];
        let before = if is_single(line) {
            None
        } else {
            last.insert((entry.amount, entry.day, &keys.of_lines[at]), line)
        };
        match before {
            Some(before) => followers.next[before as usize] = Some(line),
            None => followers.heads.push(line),
        }
    }
    followers
}

/// A line's walk through a pool, from the nearest amount outwards.
struct Walk<'a> {
    rule: &'a Rule,
    line: u32,
    entry: Entry,
    key: u32,
    side: &'a Side,
    is_refused: &'a dyn Fn(u32) -> bool,
}

impl Walk<'_> {
    fn nearest(&mut self, pool: &mut Pool, best: &mut Option<Offer>, steps: &mut Steps) {
        let allowed = self.rule.allowed_difference(self.entry.amount);
        let wanted = self.entry.amount;
        let start = pool.lower_bound(self.side, wanted, i32::MIN);
        let mut up = pool.next_free(self.side, start);
        let mut down = pool.previous_free(self.side, start);
        loop {
            let amount = |at: usize| self.side.entries[pool.place(at) as usize].amount;
            let above = (up < pool.len()).then(|| amount(up));
            let below = down.map(amount);
            let distance = |amount: Option<i128>| {
                amount
                    .filter(|amount| amount.signum() == wanted.signum())
                    .map(|amount| amount.abs_diff(wanted))
                    .filter(|&difference| {
                        difference <= allowed && best.is_none_or(|best| difference <= best.score.difference)
                    })
            };
            let (upwards, downwards) = (distance(above), distance(below));
            let take_up = match (upwards, downwards) {
                (None, None) => return,
                (Some(_), None) => true,
                (None, Some(_)) => false,
                (Some(up), Some(down)) => up <= down,
            };
            let amount = if take_up { above } else { below }.expect("the nearer one is there");
            if !steps.take(1) || !self.of_amount(pool, amount, best, steps) {
                return;
            }
            if take_up {
                let after = pool.lower_bound(self.side, amount + 1, i32::MIN);
                up = pool.next_free(self.side, after);
            } else {
                let first = pool.lower_bound(self.side, amount, i32::MIN);
                down = pool.previous_free(self.side, first);
            }
        }
    }

    /// The best of one amount: outwards from the line's day. False once the work is spent.
    fn of_amount(
        &mut self,
        pool: &mut Pool,
        amount: i128,
        best: &mut Option<Offer>,
        steps: &mut Steps,
    ) -> bool {
        let middle = pool.lower_bound(self.side, amount, self.entry.day);
        let mut later = pool.next_free(self.side, middle);
        let mut earlier = pool.previous_free(self.side, middle);
        loop {
            let later_offer = (later < pool.len())
                .then(|| self.offer(pool.place(later), amount))
                .flatten();
            let earlier_offer = earlier.and_then(|at| self.offer(pool.place(at), amount));
            let offer = match (later_offer, earlier_offer) {
                (None, None) => return true,
                (Some(one), None) | (None, Some(one)) => one,
                (Some(one), Some(other)) => one.min(other),
            };
            if best.is_some_and(|best| best <= offer) {
                return true;
            }
            if !(self.is_refused)(offer.candidate) {
                *best = Some(offer);
                return true;
            }
            if !steps.take(1) {
                return false;
            }
            if Some(offer) == later_offer {
                later = pool.next_free(self.side, later + 1);
            } else {
                earlier = earlier.and_then(|at| pool.previous_free(self.side, at));
            }
        }
    }

    fn offer(&self, candidate: u32, amount: i128) -> Option<Offer> {
        let entry = self.side.entries[candidate as usize];
        let days = entry.day.abs_diff(self.entry.day);
        if entry.amount != amount || days > u32::from(self.rule.maximum_days) {
            return None;
        }
        let is_before = entry.day < self.entry.day;
        let score = Score {
            difference: amount.abs_diff(self.entry.amount),
            days,
            is_before,
        };
        Some(Offer {
            score,
            line: self.line,
            // Before the line the last one is the nearest.
            order: if is_before {
                u32::MAX - candidate
            } else {
                candidate
            },
            candidate,
            key: self.key,
        })
    }
}
