//! What was found, where, and how much of it is shown.

use std::borrow::Cow;
use std::fmt;

use super::{Category, Severity};

/// Where in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// The method.
    Method,
    /// The path.
    Path,
    /// The name of something in the query.
    QueryName,
    /// A value in the query, by its name.
    Query(Cow<'a, str>),
    /// A field of the head, by its name in small letters.
    Header(Cow<'a, str>),
    /// A value in the body, by the names on the way to it, without places in lists.
    Body(Cow<'a, str>),
    /// A name in the body, by the names on the way to it.
    BodyName(Cow<'a, str>),
}

impl Place<'_> {
    /// The same, as one's own.
    pub fn into_owned(self) -> Place<'static> {
        let own = |name: Cow<'_, str>| Cow::Owned(name.into_owned());
        match self {
            Place::Method => Place::Method,
            Place::Path => Place::Path,
            Place::QueryName => Place::QueryName,
            Place::Query(name) => Place::Query(own(name)),
            Place::Header(name) => Place::Header(own(name)),
            Place::Body(name) => Place::Body(own(name)),
            Place::BodyName(name) => Place::BodyName(own(name)),
        }
    }

    /// Whether it is the place of this name, or below it.
    pub(super) fn is_within(&self, name: &str) -> bool {
        let (kind, own) = self.parts();
        let Some(rest) = name.strip_prefix(kind) else {
            return false;
        };
        match rest.strip_prefix('.') {
            None => rest.is_empty(),
            Some(path) => own
                .strip_prefix(path)
                .is_some_and(|below| below.is_empty() || below.starts_with('.')),
        }
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Place::Method => ("method", ""),
            Place::Path => ("path", ""),
            Place::QueryName => ("query", ""),
            Place::Query(name) => ("query", name),
            Place::Header(name) => ("header", name),
            Place::Body(name) | Place::BodyName(name) => ("body", name),
        }
    }
}

/// As exclusions name it: `path`, `query.search`, `header.user-agent`, `body.metadata.note`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            (kind, "") => f.write_str(kind),
            (kind, name) => write!(f, "{kind}.{name}"),
        }
    }
}

/// One rule that spoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static str,
    /// What kind of attack.
    pub category: Category,
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub place: Place<'static>,
    /// What of it may be shown: the words that the rules know and the signs between them; everything else is `x` or, for numbers, `0`.
    pub excerpt: String,
}

/// What is said of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// All findings together.
    pub score: u32,
    /// Whether to refuse it: the score reached the threshold, and the mode is to enforce.
    pub is_refused: bool,
    /// The first of them; there is a bound.
    pub findings: Vec<Finding>,
}

/// Signs of an excerpt that are shown at most.
const MAX_EXCERPT: usize = 48;

/// Makes an excerpt of what matched. `is_known` says whether a word is one that the rules look for.
pub(super) fn masked(matched: &[u8], is_known: impl Fn(&[u8]) -> bool) -> String {
    let mut shown = String::with_capacity(MAX_EXCERPT);
    let mut rest = matched;
    while let Some(&first) = rest.first() {
        if shown.len() >= MAX_EXCERPT {
            shown.push('…');
            break;
        }
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'_';
        let length = rest.iter().take_while(|byte| is_letter(byte)).count();
        let (word, after) = rest.split_at(length.max(1));
        rest = after;
        if length == 0 {
            shown.push(if first.is_ascii_graphic() {
                char::from(first)
            } else {
                ' '
            });
        } else if word.len() <= 24 && is_known(word) {
            shown.extend(word.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
        } else {
            shown.push_str(if word.iter().all(u8::is_ascii_digit) {
                "0"
            } else {
                "x"
            });
        }
    }
    shown
}
