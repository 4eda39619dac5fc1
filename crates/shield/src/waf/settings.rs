//! What an operator chooses.

use super::{Level, Place};

/// What becomes of what is found.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It is told, and nothing is refused: to learn what the rules make of one's own traffic.
    #[default]
    Report,
    /// Requests that reach the threshold are refused.
    Enforce,
}

/// How requests are judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether to refuse.
    pub mode: Mode,
    /// Which rules.
    pub level: Level,
    /// The score from which on a request is an attack. One critical finding by default.
    pub threshold: u32,
    /// What is not looked at.
    pub exclusions: Vec<Exclusion>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            mode: Mode::Report,
            level: Level::One,
            threshold: 5,
            exclusions: Vec::new(),
        }
    }
}

/// Rules that do not hold somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    /// On this route, as it is registered (`/api/v1/payments/{id}`); on all without one.
    pub route: Option<String>,
    /// In this place, as findings name it (`body.metadata.note`, `header.user-agent`, `query.search`), and what is below it; in
    /// all without one.
    pub place: Option<String>,
    /// These rules; all without any.
    pub rules: Vec<String>,
}

impl Exclusion {
    pub(super) fn is_for(&self, route: &str, place: &Place<'_>, rule: &str) -> bool {
        let is_rule = self.rules.is_empty() || self.rules.iter().any(|other| other == rule);
        let is_route = self.route.as_deref().is_none_or(|other| other == route);
        is_rule && is_route && self.place.as_deref().is_none_or(|other| place.is_within(other))
    }
}
