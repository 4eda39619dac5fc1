//! All rules as one thing that is built once.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};

use super::rule::Rule;
use super::rules::RULES;
use super::{Inspection, Settings};

/// Rules are numbered by bits.
const MAX_RULES: usize = 128;

/// The rules, ready to read requests. Building takes milliseconds, so it is done once; it is shared by all threads.
#[derive(Debug)]
pub struct Waf {
    pub(super) settings: Settings,
    pub(super) rules: Vec<(Rule, Regex)>,
    pub(super) words: AhoCorasick,
    /// By word: the rules that have it.
    rules_of_word: Vec<u128>,
    texts: Vec<&'static str>,
}

impl Waf {
    /// With the rules of the level that is set.
    pub fn new(settings: Settings) -> Waf {
        let mut rules = Vec::new();
        let mut texts: Vec<&'static str> = Vec::new();
        let mut rules_of_word: Vec<u128> = Vec::new();
        for rule in RULES.iter().flat_map(|group| group.iter()) {
            if rule.level > settings.level {
                continue;
            }
            let bit = 1_u128 << rules.len();
            for word in rule.words {
                match texts.iter().position(|other| other == word) {
                    Some(at) => rules_of_word[at] |= bit,
                    None => {
                        texts.push(word);
                        rules_of_word.push(bit);
                    }
                }
            }
            rules.push((*rule, expression(rule.pattern)));
            assert!(rules.len() <= MAX_RULES, "rules are numbered by 128 bits");
        }
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&texts)
            .expect("the words fit into an automaton");
        Waf {
            settings,
            rules,
            words,
            rules_of_word,
            texts,
        }
    }

    /// Looks at a request to a route, as it is registered (`/api/v1/payments/{id}`).
    pub fn inspect<'a>(&'a self, route: &'a str) -> Inspection<'a> {
        Inspection::new(self, route)
    }

    /// The rules of which a text has a word, as bits.
    pub(super) fn candidates(&self, text: &[u8]) -> u128 {
        let mut all = 0;
        for found in self.words.find_overlapping_iter(text) {
            all |= self.rules_of_word[found.pattern().as_usize()];
        }
        all
    }

    /// Whether rules look for this word, so that it may be shown.
    pub(super) fn is_known(&self, word: &[u8]) -> bool {
        const SHOWN: &[&str] = &["or", "and", "from", "select", "union", "where", "sleep"];
        let trimmed = |text: &str| text.trim_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned();
        SHOWN
            .iter()
            .any(|text| text.as_bytes().eq_ignore_ascii_case(word))
            || self
                .texts
                .iter()
                .any(|text| trimmed(text).as_bytes().eq_ignore_ascii_case(word))
    }
}

fn expression(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .unicode(false)
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .size_limit(1 << 22)
        .build()
        .expect("patterns of rules are expressions: a test builds them all")
}
