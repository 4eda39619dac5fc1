//! Which lines and candidates share a reference. Keys are numbers; a key's members are what may be matched together.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use super::{Candidate, OpenLine};
use crate::ReferenceCondition;
use crate::statement::REFERENCE_CHARACTERS;
use crate::text::{Searchable, clean, normalized};

/// Shorter references are found in any text.
const MINIMUM_CONTAINED: usize = 4;

/// A text in which more different references are found says nothing.
const KEYS_PER_LINE: usize = 64;

/// For each line and candidate the keys it has, by place; none twice.
pub(super) struct Keys {
    pub(super) of_lines: Vec<Vec<u32>>,
    pub(super) of_candidates: Vec<Vec<u32>>,
    names: Vec<String>,
}

impl Keys {
    pub(super) fn new(
        condition: ReferenceCondition,
        lines: &[OpenLine<'_>],
        candidates: &[&Candidate],
    ) -> Keys {
        if condition == ReferenceCondition::Any {
            return Keys {
                of_lines: vec![vec![0]; lines.len()],
                of_candidates: vec![vec![0]; candidates.len()],
                names: vec![String::new()],
            };
        }
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let of_candidates = candidates
            .iter()
            .map(|candidate| {
                let keys = references(candidate).map(|reference| {
                    let next = numbers.len() as u32;
                    *numbers.entry(reference).or_insert(next)
                });
                distinct(keys.collect())
            })
            .collect();
        let mut names = vec![String::new(); numbers.len()];
        for (name, &number) in &numbers {
            names[number as usize].clone_from(name);
        }
        let of_lines = match condition {
            ReferenceCondition::Contains => contained(lines, &names),
            ReferenceCondition::Any | ReferenceCondition::Equal => lines
                .iter()
                .map(|line| {
                    let references = line.content.references.iter();
                    let keys = references.filter_map(|text| numbers.get(&normalized(text)).copied());
                    distinct(keys.collect())
                })
                .collect(),
        };
        Keys {
            of_lines,
            of_candidates,
            names,
        }
    }

    pub(super) fn name(&self, key: u32) -> &str {
        &self.names[key as usize]
    }
}

fn distinct(mut keys: Vec<u32>) -> Vec<u32> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// What identifies a transfer, in letters and digits.
fn references(candidate: &Candidate) -> impl Iterator<Item = String> {
    let numbers = (candidate.reference != 0).then(|| {
        [
            candidate.reference.to_string(),
            format!("{:032X}", candidate.reference),
        ]
    });
    // A statement keeps no more of a reference either.
    let external = clean(&candidate.external_reference, REFERENCE_CHARACTERS);
    numbers
        .into_iter()
        .flatten()
        .chain([normalized(&candidate.transfer.to_string()), normalized(&external)])
        .filter(|text| !text.is_empty())
}

/// For each line the keys that stand in it as whole words.
fn contained(lines: &[OpenLine<'_>], names: &[String]) -> Vec<Vec<u32>> {
    let long = |name: &&String| name.chars().count() >= MINIMUM_CONTAINED;
    let (numbers, patterns): (Vec<u32>, Vec<&str>) = (0u32..)
        .zip(names)
        .filter(|(_, name)| long(name))
        .map(|(number, name)| (number, name.as_str()))
        .unzip();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .build(patterns)
        .expect("a few million characters of references fit the automaton");
    let of = |line: &OpenLine<'_>| {
        let content = line.content;
        let parts = content.references.iter().map(String::as_str);
        let searchable = Searchable::new(parts.chain([content.text.as_str(), content.counterparty.as_str()]));
        let mut keys: Vec<u32> = automaton
            .find_overlapping_iter(&searchable.text)
            .filter(|found| searchable.is_whole(found.range()))
            .map(|found| numbers[found.pattern().as_usize()])
            .collect();
        keys = distinct(keys);
        if keys.len() > KEYS_PER_LINE {
            keys.clear();
        }
        keys
    };
    lines.iter().map(of).collect()
}
