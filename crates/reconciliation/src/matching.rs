//! Finding what belongs together. Lines and candidates come in, matches go out, each with the reason.
//!
//! Rules are tried in the order of their priority, and what one matched is gone for the next. Within a one-to-one
//! rule the best pair of all comes first: the least difference, then the fewest days, then a transfer that is not before the
//! line, then the earlier line (by value date, then id), then the transfer nearest in order. Same input, same
//! output, whatever the order of the slices. The work is bounded: see [`Proposals::is_complete`].

mod group;
mod keys;
mod pair;
mod pool;

use std::collections::{BTreeMap, BTreeSet};

use bezant_kernel::{AccountId, Currency, Money, TransferId};

use crate::ids::match_id;
use crate::statement::LineContent;
use crate::{Acceptance, Date, ItemId, MatchId, ReferenceCondition, Rule, Shape};
use keys::Keys;

/// Larger amounts match nothing, so that sums of all there are never overflow.
const MAXIMUM_AMOUNT: u128 = 1 << 100;

/// A rule looks at most so often at something; about three seconds of work.
const STEPS_PER_RULE: u64 = 10_000_000;

/// A line that wants a match.
#[derive(Copy, Clone, Debug)]
pub struct OpenLine<'a> {
    /// The item.
    pub id: ItemId,
    /// What the statement says.
    pub content: &'a LineContent,
    /// Matches that someone rejected: they are not proposed again.
    pub refused: &'a [MatchId],
}

/// A transfer that may be what a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The transfer.
    pub transfer: TransferId,
    /// By how much it raised (below zero: lowered) the ledger's view of the account.
    pub amount: Money,
    /// The day on which it took effect.
    pub effective_on: Date,
    /// The caller's reference number; zero for none.
    pub reference: u128,
    /// The external reference or what of the metadata identifies it; may be empty.
    pub external_reference: String,
}

/// Lines and transfers that belong together, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The rule that found it; none for one made by hand.
    pub rule: Option<String>,
    /// The lines; sorted.
    pub items: Vec<ItemId>,
    /// The transfers; sorted.
    pub transfers: Vec<TransferId>,
    /// The sum of the lines less the sum of the transfers.
    pub difference: Money,
    /// How many days lie at most between the single side and a member of the other.
    pub days: u32,
    /// The reference that both sides have, in letters and digits; empty where the rule asked for none.
    pub reference: String,
    /// What the rule says shall become of it.
    pub acceptance: Acceptance,
    /// Where the rule says a difference should be booked; none if there is no difference.
    pub difference_account: Option<AccountId>,
}

impl Match {
    /// The id that a match of these lines and transfers has.
    pub fn id(&self) -> MatchId {
        match_id(&self.items, &self.transfers)
    }

    /// One sentence on why it was matched.
    pub fn explanation(&self) -> String {
        let (lines, transfers) = (self.items.len(), self.transfers.len());
        let difference = if self.difference.is_zero() {
            "no difference".to_owned()
        } else {
            format!("a difference of {}", self.difference)
        };
        let reference = if self.reference.is_empty() {
            String::new()
        } else {
            format!(", reference {}", self.reference)
        };
        match &self.rule {
            Some(rule) => format!(
                "{rule}: {lines} line(s) with {transfers} transfer(s), {difference}, {} day(s) apart{reference}",
                self.days
            ),
            None => format!("by hand: {lines} line(s) with {transfers} transfer(s), {difference}{reference}"),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposals {
    /// The matches, in the order in which they were made.
    pub matches: Vec<Match>,
    /// Whether each rule was followed to its end. If not, a rule was so wide for so much input that its search was
    /// stopped. What was found until then holds; a narrower rule (fewer days, a reference, less tolerance) finds more.
    pub is_complete: bool,
}

/// Matches open lines with candidates. Each line and transfer is in at most one match; a line or transfer that is given
/// twice counts once. Amounts of zero match nothing, and nothing matches across currencies.
pub fn propose(rules: &[Rule], lines: &[OpenLine<'_>], candidates: &[Candidate]) -> Proposals {
    let mut order: Vec<&Rule> = rules.iter().collect();
    order.sort_by_key(|rule| rule.priority);
    let mut proposals = Proposals {
        matches: Vec::new(),
        is_complete: true,
    };
    let mut currencies: BTreeMap<Currency, (Vec<OpenLine<'_>>, Vec<&Candidate>)> = BTreeMap::new();
    for line in lines.iter().filter(|line| is_matchable(line.content.amount)) {
        currencies
            .entry(line.content.amount.currency())
            .or_default()
            .0
            .push(*line);
    }
    for candidate in candidates
        .iter()
        .filter(|candidate| is_matchable(candidate.amount))
    {
        currencies
            .entry(candidate.amount.currency())
            .or_default()
            .1
            .push(candidate);
    }
    for (currency, (lines, candidates)) in currencies {
        let mut board = Board::new(currency, lines, candidates);
        for rule in &order {
            if rule.currency.is_none_or(|only| only == currency) {
                proposals.is_complete &= board.follow(rule, &mut proposals.matches);
            }
        }
    }
    proposals
}

fn is_matchable(amount: Money) -> bool {
    !amount.is_zero() && amount.minor().unsigned_abs() < MAXIMUM_AMOUNT
}

/// A line or a candidate, as the search sees it. Its place in its list is its rank by day and id.
#[derive(Copy, Clone, Debug)]
struct Entry {
    amount: i128,
    day: i32,
}

/// All entries of one side with what is taken of them.
struct Side {
    entries: Vec<Entry>,
    taken: Vec<bool>,
}

impl Side {
    fn new(entries: Vec<Entry>) -> Side {
        Side {
            taken: vec![false; entries.len()],
            entries,
        }
    }

    fn days_between(&self, of: usize, other: Entry) -> u32 {
        self.entries[of].day.abs_diff(other.day)
    }
}

/// Everything of one currency.
struct Board<'a> {
    currency: Currency,
    lines: Vec<OpenLine<'a>>,
    candidates: Vec<&'a Candidate>,
    line_side: Side,
    candidate_side: Side,
    /// Made when the first rule needs them.
    keys: BTreeMap<ReferenceCondition, Keys>,
}

/// What a search found: places in `lines` and `candidates`.
struct Found {
    lines: Vec<u32>,
    candidates: Vec<u32>,
    key: u32,
}

impl<'a> Board<'a> {
    fn new(
        currency: Currency,
        mut lines: Vec<OpenLine<'a>>,
        mut candidates: Vec<&'a Candidate>,
    ) -> Board<'a> {
        let mut seen = BTreeSet::new();
        lines.retain(|line| seen.insert(line.id.as_u128()));
        lines.sort_by_key(|line| (line.content.value_on, line.id));
        seen.clear();
        candidates.retain(|candidate| seen.insert(candidate.transfer.as_u128()));
        candidates.sort_by_key(|candidate| (candidate.effective_on, candidate.transfer));
        let line_side = lines.iter().map(|line| Entry {
            amount: line.content.amount.minor(),
            day: line.content.value_on.days(),
        });
        let candidate_side = candidates.iter().map(|candidate| Entry {
            amount: candidate.amount.minor(),
            day: candidate.effective_on.days(),
        });
        Board {
            currency,
            line_side: Side::new(line_side.collect()),
            candidate_side: Side::new(candidate_side.collect()),
            lines,
            candidates,
            keys: BTreeMap::new(),
        }
    }

    /// Follows a rule; false if it was stopped before its end.
    fn follow(&mut self, rule: &Rule, matches: &mut Vec<Match>) -> bool {
        let keys = self
            .keys
            .entry(rule.reference)
            .or_insert_with(|| Keys::new(rule.reference, &self.lines, &self.candidates));
        let mut steps = Steps(STEPS_PER_RULE);
        let lines = &self.lines;
        let candidates = &self.candidates;
        let is_refused = |line_places: &[u32], candidate_places: &[u32]| {
            let of = |places: &[u32]| {
                places
                    .iter()
                    .map(|&place| lines[place as usize].id)
                    .collect::<Vec<_>>()
            };
            let transfers = |places: &[u32]| -> Vec<TransferId> {
                places
                    .iter()
                    .map(|&place| candidates[place as usize].transfer)
                    .collect()
            };
            let refuses = |&place: &u32| !lines[place as usize].refused.is_empty();
            line_places.iter().any(refuses) && {
                let id = match_id(&of(line_places), &transfers(candidate_places));
                line_places
                    .iter()
                    .any(|&place| lines[place as usize].refused.contains(&id))
            }
        };
        let (line_side, candidate_side) = (&mut self.line_side, &mut self.candidate_side);
        let found: Vec<Found> = match rule.shape {
            Shape::OneToOne => {
                let is_single = |line: u32| !lines[line as usize].refused.is_empty();
                pair::search(
                    rule,
                    keys,
                    line_side,
                    candidate_side,
                    &is_refused,
                    &is_single,
                    &mut steps,
                )
            }
            Shape::OneToMany { maximum } => {
                let links = group::Links {
                    targets: &keys.of_lines,
                    members: &keys.of_candidates,
                };
                let refused = |one: u32, many: &[u32]| is_refused(&[one], many);
                group::search(
                    rule,
                    maximum,
                    links,
                    line_side,
                    candidate_side,
                    &refused,
                    &mut steps,
                )
                .into_iter()
                .map(|found| Found {
                    lines: vec![found.target],
                    candidates: found.members,
                    key: found.key,
                })
                .collect()
            }
            Shape::ManyToOne { maximum } => {
                let links = group::Links {
                    targets: &keys.of_candidates,
                    members: &keys.of_lines,
                };
                let refused = |one: u32, many: &[u32]| is_refused(many, &[one]);
                group::search(
                    rule,
                    maximum,
                    links,
                    candidate_side,
                    line_side,
                    &refused,
                    &mut steps,
                )
                .into_iter()
                .map(|found| Found {
                    lines: found.members,
                    candidates: vec![found.target],
                    key: found.key,
                })
                .collect()
            }
        };
        for found in found {
            let made = self.describe(rule, &found);
            matches.push(made);
        }
        !steps.are_spent()
    }

    fn describe(&self, rule: &Rule, found: &Found) -> Match {
        let sum = |side: &Side, places: &[u32]| -> i128 {
            places
                .iter()
                .map(|&place| side.entries[place as usize].amount)
                .sum()
        };
        let difference = sum(&self.line_side, &found.lines) - sum(&self.candidate_side, &found.candidates);
        let days = found.lines.iter().flat_map(|&line| {
            let line = self.line_side.entries[line as usize];
            found
                .candidates
                .iter()
                .map(move |&candidate| self.candidate_side.days_between(candidate as usize, line))
        });
        let days = days.max().expect("a match has both sides");
        let single = match rule.shape {
            Shape::OneToOne | Shape::OneToMany { .. } => sum(&self.line_side, &found.lines),
            Shape::ManyToOne { .. } => sum(&self.candidate_side, &found.candidates),
        };
        assert!(
            difference.unsigned_abs() <= rule.allowed_difference(single)
                && days <= u32::from(rule.maximum_days),
            "what a rule finds is within its bounds"
        );
        let mut items: Vec<ItemId> = found
            .lines
            .iter()
            .map(|&place| self.lines[place as usize].id)
            .collect();
        items.sort_unstable();
        let transfers = found
            .candidates
            .iter()
            .map(|&place| self.candidates[place as usize].transfer);
        let mut transfers: Vec<TransferId> = transfers.collect();
        transfers.sort_unstable();
        Match {
            rule: Some(rule.name.clone()),
            items,
            transfers,
            difference: Money::new(difference, self.currency),
            days,
            reference: self.keys[&rule.reference].name(found.key).to_owned(),
            acceptance: rule.acceptance,
            difference_account: rule.difference_account.filter(|_| difference != 0),
        }
    }
}

/// Work that is left.
struct Steps(u64);

impl Steps {
    /// Takes from it; false once there is none.
    fn take(&mut self, count: u64) -> bool {
        self.0 = self.0.saturating_sub(count);
        !self.are_spent()
    }

    fn are_spent(&self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests;
